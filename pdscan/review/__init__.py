"""Show a policy with every phrase marked by what it became, beside the declaration read from it.

The page is one file without scripts or network; kinds differ by letter and line, not only colour.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from importlib import resources

from pdscan.policies import Extraction
from pdscan.review.marks import KINDS, Mark, marks_of
from pdscan.review.yaml_pane import yaml_pane

_WORDS = {
    "fr": {
        "title": "Relecture",
        "document": "Le document",
        "yaml": "La déclaration",
        "lead": "Chaque passage souligné est devenu un élément de la déclaration ; le texte gris "
        "n'est devenu rien. Un lien mène de l'un à l'autre.",
        "share": "du texte est devenu quelque chose",
        "doubts": "éléments à vérifier (review: true)",
        "declared": "déclaré",
        "denied": "refusé",
        "retention": "durée",
        "recipient": "destinataire ou lieu",
        "activity": "traitement, base légale",
        "unscannable": "invérifiable par un scan",
        "ignored": "ignoré",
    },
    "en": {
        "title": "Review",
        "document": "The document",
        "yaml": "The declaration",
        "lead": "Each underlined passage became an item of the declaration; grey text became "
        "nothing. A link leads from one to the other.",
        "share": "of the text became something",
        "doubts": "items to look at (review: true)",
        "declared": "declared",
        "denied": "denied",
        "retention": "retention",
        "recipient": "recipient or place",
        "activity": "activity, legal basis",
        "unscannable": "no scan can check it",
        "ignored": "ignored",
    },
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
LETTERS = {
    "declared": "D",
    "denied": "N",
    "retention": "T",
    "recipient": "R",
    "activity": "A",
    "unscannable": "U",
}


def page(found: Extraction, language: str = "fr") -> str:
    """Return the page as HTML, in French or English."""
    words = _WORDS[language]
    text = found.document.text
    marks = marks_of(text, found.raw)
    name = escape(found.document.path.name)
    style = resources.files("pdscan.review").joinpath("review.css").read_text("utf-8")
    covered = sum(mark.end - mark.start for mark in marks)
    pane = yaml_pane(found.yaml, marks, set(found.doubts))
    doubts = len(found.doubts)
    share = round(100 * covered / max(1, len(text)))
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{words["title"]} · {name}</title><style>{style}</style></head><body>
<header><p class="brand">pdscan <span>{words["title"]}</span></p><h1>{name}</h1>
<p>{words["lead"]}</p>
<ul class="legend">{_legend(marks, words)}</ul>
<p class="facts"><b>{share} %</b> {words["share"]} · <b>{doubts}</b> {words["doubts"]}</p>
</header><main>
<section aria-label="{words["document"]}"><h2>{words["document"]}</h2>
<div class="pane doc" tabindex="0">{_document(text, marks, words)}</div></section>
<section aria-label="{words["yaml"]}"><h2>{words["yaml"]}</h2>
<div class="pane yaml" tabindex="0">{pane}</div></section>
</main></body></html>
"""


def _legend(marks: list[Mark], words: dict[str, str]) -> str:
    counts = Counter(kind for kind, _ in {one for mark in marks for one in mark.became})
    parts = [
        f'<li><mark class="{kind}"><span class="tag">{LETTERS[kind]}</span>{words[kind]}</mark>'
        f" {counts[kind]}</li>"
        for kind in KINDS
    ]
    return "".join([*parts, f'<li><span class="ignored">{words["ignored"]}</span></li>'])


def _document(text: str, marks: list[Mark], words: dict[str, str]) -> str:
    """Return the text with its marks, line by line with numbers."""
    lines, start, was_blank = [], 0, False
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        end = start + len(line)
        if was_blank and not line.strip():
            start = end + 1
            continue  # the numbers tell of the blank lines left out
        was_blank = not line.strip()
        inside = [one for one in marks if one.start < end and one.end > start]
        lines.append(
            f'<div class="line" id="l{number}"><span class="no" aria-hidden="true">{number}</span>'
            f"<span>{_line(text, start, end, inside, words, seen) or '&nbsp;'}</span></div>"
        )
        start = end + 1
    return "".join(lines)


def _line(
    text: str, start: int, end: int, marks: list[Mark], words: dict[str, str], seen: set[str]
) -> str:
    out, at, before = [], start, ""
    for mark in marks:
        first, last = max(start, mark.start), min(end, mark.end)
        out.append(f'<span class="ignored">{escape(text[at:first])}</span>' if first > at else "")
        piece = text[first:last]
        before = "" if first > at else before
        named = [name for name in dict.fromkeys(n for _, n in mark.became) if name not in seen]
        seen.update(named)
        anchors = "".join(f'<span id="m-{escape(name)}"></span>' for name in named)
        about = "; ".join(f"{words[kind]} : {name}" for kind, name in mark.became)
        at = last
        if not piece.strip():
            out.append(f"{anchors}{escape(piece)}")
            continue
        tag = f'<span class="tag" aria-hidden="true">{LETTERS[mark.kind]}</span>'
        told = f'{tag}<span class="sr">{words[mark.kind]} : </span>'
        told = "" if before == mark.kind else told
        before = mark.kind
        out.append(
            f'{anchors}<a class="to" href="#y-{escape(mark.became[0][1])}" title="{escape(about)}">'
            f'<mark class="{mark.kind}">{told}{escape(piece)}</mark></a>'
        )
    out.append(f'<span class="ignored">{escape(text[at:end])}</span>' if end > at else "")
    return "".join(out)
