"""Find the name of whoever declares: by the turns that introduce it, and how often it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pdscan.policies import sections
from pdscan.policies.parties import same_name
from pdscan.policies.sentences import Sentence

_COMPANY = (
    r"(?P<name>[A-ZÀ-Ý0-9][\w&.'’À-ÿ-]*(?: (?:[A-ZÀ-Ý0-9&][\w&.'’À-ÿ-]*|de|du|des|la|et|&))*)"
)


_NAMED = [
    re.compile(rf"\b(?:[Ll]a |[Ll]['’])?[Ss]ociété {_COMPANY}"),
    re.compile(
        rf"{_COMPANY}(?: ?®)? ?(?:,|est|\() ?(?:une?|la|est|société|entreprise|SAS|SARL"
        rf"|SA\b)[^.]{{0,60}}?(?:[Ee]ntreprise individuelle|société|SAS|SARL|S\.A\.S"
        rf"|responsable)"
    ),
    re.compile(rf"(?:est|is|par|by) (?:la société )?{_COMPANY}(?:,| \(|, située?)"),
    re.compile(rf"(?:de l['’]entreprise|the company) {_COMPANY}"),
    re.compile(rf"^{_COMPANY},? (?:is|est) (?:the|le|a) (?:data )?(?:controller|responsable)"),
]


_TITLE = re.compile(
    rf"(?:confidentialité|données personnelles|vie privée|[Pp]rivacy (?:[Pp]olicy"
    rf"|[Nn]otice|[Ss]tatement)) (?:de la société |du |de |d['’]|of |for ){_COMPANY}$"
)


_VERB_AFTER = re.compile(
    rf"(?<![\w-]){_COMPANY} (?:collecte|utilise|traite|attache|s['’]engage|met"
    rf"|recueille|conserve|accorde|collects|uses|respects|processes|is committed)\b"
)


_NOT_A_NAME = frozenset(
    [
        "Nous",
        "Vous",
        "La",
        "Le",
        "Les",
        "Notre",
        "Votre",
        "Vos",
        "Ce",
        "Cette",
        "Il",
        "Elle",
        "Ces",
        "Dans",
        "Pour",
        "En",
        "The",
        "We",
        "You",
        "Your",
        "Our",
        "This",
        "RGPD",
        "GDPR",
        "CNIL",
        "Si",
        "Qui",
        "Données",
        "Politique",
        "DPO",
        "Toute",
        "Son",
        "Ses",
        "Site",
        "Internet",
    ]
)


def _candidates(sentences: list[Sentence]) -> Iterator[tuple[str, Sentence, int]]:
    for one in sentences:
        near = sections.has_role(one, "controller") or bool(
            re.search(r"responsable d[eu]s? (?:vos )?traitement|controller", one.flat)
        )
        if re.search(r"definition|designe|means", one.flat) and not near:
            continue
        for pattern in _NAMED:
            for match in pattern.finditer(one.text):
                name = _cleaned(match["name"])
                if name and (near or pattern is _NAMED[0] or pattern is _NAMED[1]):
                    yield name, one, 6 if near else 3
        title = _TITLE.search(one.text) if len(one.text) < 140 else None
        if title and (name := _cleaned(title["name"])):
            yield name, one, 4
        told = _VERB_AFTER.search(one.text)
        if told and (name := _cleaned(told["name"])):
            yield name, one, 2


def _cleaned(name: str) -> str:
    words = name.strip(" .,-").split()
    while words and (words[0] in _NOT_A_NAME or words[0][0].isdigit()):
        words.pop(0)
    while words and (
        words[-1].lower() in ("de", "du", "des", "la", "et", "&", "rcs", "est")
        or words[-1] in _NOT_A_NAME
    ):
        words.pop()
    kept = " ".join(words)
    return (
        kept
        if len(kept) > 2
        and not re.fullmatch(
            (
                r"[\d .]+|UE|EEE|France|Europe|Client|Clients|Société|Commission.*|Union.*"
                r"|Autorit.*|Responsable.*|Délégué.*|Règlement.*"
            ),
            kept,
        )
        else ""
    )


def name_of(sentences: list[Sentence]) -> tuple[str | None, Sentence | None]:
    """Return the controller's name and the sentence that gives it; None where none is sure."""
    votes: Counter[str] = Counter()
    first: dict[str, tuple[str, Sentence]] = {}
    for name, sentence, weight in _candidates(sentences):
        key = re.sub(r"\W", "", name.lower())
        first.setdefault(key, (name, sentence))
        votes[key] += weight
    for key, (name, _) in first.items():
        written = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        votes[key] += min(20, sum(len(written.findall(one.text)) for one in sentences))
    if not votes:
        return None, None
    best = max(votes, key=lambda one: (votes[one], -list(first).index(one)))
    return first[best] if votes[best] >= 4 else (None, None)


def spellings_of(sentences: list[Sentence], name: str) -> list[str]:
    """Return other spellings of the name: with a space for a hyphen, in other case."""
    loose = re.compile(r"[\s-]".join(map(re.escape, re.split(r"[\s-]", name))), re.I)
    found = {match[0] for one in sentences for match in loose.finditer(one.text)}
    return sorted(one for one in found if one.lower() != name.lower() and same_name(one, name))
