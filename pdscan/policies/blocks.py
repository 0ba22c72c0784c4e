"""Cut a document into blocks: headings, paragraphs, list items and table rows, lines unwrapped.

A block's text has its markup and wrapping taken out; each of its characters still knows where in
the document it stands, so that quotes can be cut from the document itself.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from pdscan.folding import fold
from pdscan.policies.block import Block, Kind
from pdscan.policies.document import Document
from pdscan.policies.titles import LIST_ITEM, headings_known
from pdscan.policies.unwrapping import BOLD, BULLET, HASHES, LONG_HEADING, ROW, Line, joins

_SPACED_DASH = re.compile(r"\s*\*\s|\s*\\?[-–—‐_]")


_UNDERLINE = re.compile(r"\s{0,3}(=+|-{3,})\s*$")


_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}$")


_NUMBER = re.compile(
    r"\s*(?:\*\*|__)?\s*((?:article|chapitre|section|annexe|partie)\s+[\dIVX]+"
    r"|\d{1,2}(?:\\?\.\d{1,2})+|\d{1,2}(?=\\?[.)]|\s*[-–—:])|[IVX]{1,5}(?=[.)\s-]))"
    r"(?:\\?[.)]|\s*[-–—:]|(?=\s))\s*",
    re.I,
)


_LEAD = re.compile(r"\s*(?:\*\*|__)([^*_]{3,160}?)(?:\*\*|__)")


_RULED = re.compile(r"\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*$")


_MARKUP = re.compile(
    r"!\[[^\]]{0,300}\]\([^)]{0,2000}\)|\]\([^)\n]{0,2000}\)|<br\s*/?>|\*\*|__|\\(?=[^\w\s])"
    r"|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)"
    r"|\[(?=[^\]\n]{0,300}\]\()|(?<!\w)\*(?=\w)|(?<=[\w.!?»)])\*(?!\w)|<https?://[^>]{0,2000}>|^\s*>+"
)


def blocks_of(document: Document) -> list[Block]:
    """Return the document's blocks, in order, each with its headings and its introduction."""
    found = list(headings_known(list(_cut(document))))
    trail: list[Block] = []
    intro: Block | None = None
    listed: Block | None = None
    above: tuple[Block, ...] = ()
    for block in found:
        if block.kind == "heading":
            trail = [one for one in trail if one.level < block.level]
            if block.level == 7:
                if above and tuple(trail[: len(above)]) == above:
                    trail = list(above)
                above = tuple(trail)
        block.section = tuple(trail)
        if block.kind == "heading":
            trail.append(block)
            listed = None
            intro = block if block.text.rstrip().endswith(":") else None
        elif block.kind == "bullet":
            block.intro = intro
        else:
            if intro is None and listed is not None and block.text[:1].islower():
                intro = listed
            block.intro = intro if intro and not intro.text.rstrip().endswith(".") else None
            if block.text.rstrip().endswith(":"):
                intro, block.intro = block, None
                listed = block
            elif block.kind == "paragraph" and not (intro and _goes_on(block)):
                intro = None
    return found


def _goes_on(block: Block) -> bool:
    """Say whether a paragraph reads like one more item of the list above it."""
    head = block.text[:1]
    goes_on = (
        head.islower() or block.text.rstrip().endswith(";") or bool(LIST_ITEM.match(block.flat))
    )
    return len(block.text) < 400 and goes_on


def _cut(document: Document) -> Iterator[Block]:
    gathered: list[Line] = []
    blank = False
    heads: list[str] = []
    lines = [
        Line(*pair) for pair in zip(document.line_starts, document.text.split("\n"), strict=True)
    ]
    for number, line in enumerate(lines):
        text = line.text
        if _RULED.match(text) or (_RULE.match(text) and not text.strip("=- ") and not gathered):
            continue
        if gathered and not blank and _UNDERLINE.match(text):
            level = 1 if "=" in text else 2
            yield _block(document, gathered, "heading", level)
            gathered = []
        elif not text.strip() or _RULE.match(text):
            blank = True
            continue
        elif ROW.match(text):
            if gathered:
                yield _ended(document, gathered)
                gathered = []
            is_head = number + 1 < len(lines) and bool(_RULED.match(lines[number + 1].text))
            row = _row(document, line, heads)
            texts = [fold(one) for one in _cell_texts(row)]
            if is_head or (not any(heads) and all(0 < len(one) < 60 for one in texts)):
                heads = texts
            else:
                yield row
        else:
            heads = []
            if gathered and not joins(gathered, text, document, blank=blank):
                yield _ended(document, gathered)
                gathered = []
            gathered.append(line)
        blank = False
    if gathered:
        yield _ended(document, gathered)


def _ended(document: Document, lines: list[Line]) -> Block:
    first = lines[0].text
    if found := HASHES.match(first):
        return _block(document, lines, "heading", len(found[1]), skip=found.end())
    mark = BULLET.match(first)
    if mark and mark.end() and not (_NUMBER.match(first) and not _SPACED_DASH.match(first)):
        block = _block(document, lines, "bullet", 9, skip=mark.end())
        block.mark = mark[0].strip()[:1]
        return block
    if BOLD.match(first) and len(lines) == 1 and len(first) < LONG_HEADING:
        return _block(document, lines, "heading", 4)
    return _block(document, lines, "paragraph", 9)


def _block(document: Document, lines: list[Line], kind: Kind, level: int, skip: int = 0) -> Block:
    letters: list[str] = []
    at: list[int] = []
    first = skip
    for line in lines:
        if letters and letters[-1] != " ":
            letters.append(" ")
            at.append(line.start)
        _add(document, line.text, line.start, skip, letters, at)
        skip = 0
    while letters and letters[-1] == " ":
        letters.pop()
        at.pop()
    block = Block(kind, "".join(letters), at, level)
    if document.is_markdown and (bold := _LEAD.match(lines[0].text[first:])):
        lead = " ".join(_MARKUP.sub("", bold[1]).split())
        rest = block.text[len(lead) :].lstrip()
        is_label = lead[-1] in ":.?" or rest[:1] in (":", ".", "-", "–")
        block.lead = len(lead) if is_label and rest and block.text.startswith(lead) else 0
    number = _NUMBER.match(block.text)
    if number and kind != "row" and len(block.text) < LONG_HEADING:
        block.number = number[1].strip()
    return block


def _add(
    document: Document, text: str, start: int, skip: int, letters: list[str], at: list[int]
) -> None:
    """Add a line's characters without markup, white space folded."""
    marks = list(_MARKUP.finditer(text)) if document.is_markdown else []
    hidden = {index for mark in marks for index in range(*mark.span())}
    breaks = {mark.start() for mark in marks if mark[0].startswith("<br")}
    for index in range(skip, len(text)):
        letter = text[index]
        if index in breaks:
            letter = "\n"
        elif index in hidden:
            continue
        if letter.isspace() and letter != "\n":
            letter = " "
        if letter == " " and (not letters or letters[-1] in " \n"):
            continue
        letters.append(letter)
        at.append(start + index)


def _row(document: Document, line: Line, heads: list[str]) -> Block:
    block = _block(document, [line], "row", 9)
    edges = [index for index, letter in enumerate(block.text) if letter == "|"]
    for number, (start, end) in enumerate(itertools.pairwise(edges)):
        head = heads[number] if number < len(heads) else ""
        block.cells.append((head, start + 1, end))
    return block


def _cell_texts(row: Block) -> list[str]:
    return [row.text[start:end].strip() for _, start, end in row.cells]
