"""Cut blocks into sentences that know their place: lines, quotes and headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pdscan.folding import fold
from pdscan.policies.block import Block
from pdscan.policies.document import Document

_STOPS = re.compile(
    r"[.!?](?=[\s»”\")]|$)[\s»”\")]*|\n+|;\s+(?=[A-ZÀ-Ý•–-])"
    r"|(?<=[a-zà-ÿ])\.(?=[A-ZÀ-Ý][a-zà-ÿ]+ [a-zà-ÿ]+ )"
)
_NO_STOP = re.compile(
    (
        r"(?:\b(?:art|ex|cf|n|m|mme|mr|mrs|dr|tel|inc|ltd|no|approx|e\.g|i\.e|etc|st|av|bd"
        r"|al|p|vs|co|s\.a|r\.c)|\b[a-z])\.$"
    ),
    re.I,
)
_SAME = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "`": "'",
    "´": "'",
    "‑": "-",
    "‐": "-",
    "–": "-",
    "—": "-",
    "“": '"',
    "”": '"',
}
_LABEL = re.compile(r"[\w'’ -]+")
_MOST_QUOTED, _LONGEST_LABEL, _LONGEST = 300, 72, 8000
_ENDLESS = 40_000
MOST_SENTENCES = 3000


def flat(text: str) -> str:
    """Return the text folded letter by letter: as long as it was.

    >>> flat("L’Été\u00a0dû") == "l'ete du"
    True
    """
    return text.translate(_LETTERS)


class _Letters(dict[int, str]):
    """Fold each letter once, when it is first met."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, _letter(chr(code)))


_LETTERS = _Letters()


def _letter(one: str) -> str:
    if one.isascii():
        return " " if one.isspace() else one.lower()
    if one in _SAME:
        return _SAME[one]
    if one.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", one.lower())
    return (
        plain[0] if len(plain.lower()) == 1 or unicodedata.combining(plain[-1]) else one.lower()[:1]
    )


@dataclass(slots=True)
class Sentence:
    """Hold one sentence of a block; `flat` is as long as `text`.

    `label` is what stands before a colon at its head ("Gestion des avis : …"), `column` the head
    of its table column, `role` what its place in the document is about, `is_cut` that the words
    after it went unread, for no stop ever came.
    """

    document: Document = field(repr=False)
    block: Block = field(repr=False)
    start: int
    text: str
    flat: str = ""
    label: str = ""
    column: str = ""
    role: str = ""
    slot: str = ""
    activity: Any = field(default=None, repr=False)
    items: list[Any] = field(default_factory=list, repr=False)
    is_cut: bool = False

    def source(self, start: int = 0, end: int | None = None) -> dict[str, Any]:
        """Return the source of a part of the sentence: document, lines, quote."""
        end = len(self.text) if end is None else min(end, len(self.text))
        if end - start > _MOST_QUOTED:
            cut = self.text.rfind(" ", start, start + _MOST_QUOTED)
            end = cut if cut > start else start + _MOST_QUOTED
        while start < end and self.text[start] in " \n":
            start += 1
        while end > start and self.text[end - 1] in " \n":
            end -= 1
        at = self.block.at
        first, last = at[self.start + start], at[self.start + max(end - 1, start)]
        lines = sorted({self.document.line_of(first), self.document.line_of(last)})
        return {"doc": "", "lines": lines, "quote": self.document.quote(first, last + 1)}

    def around(self, start: int, end: int, most: int = 110) -> dict[str, Any]:
        """Return the source of a part, widened to the words around it."""
        room = max(0, most - (end - start)) // 2
        first, last = max(0, start - room), min(len(self.text), end + room)
        if first:
            first = self.text.find(" ", first, start) + 1 or start
        if last < len(self.text):
            last = max(self.text.rfind(" ", end, last), end)
        return self.source(first, last)


def sentences_of(document: Document, blocks: list[Block]) -> list[Sentence]:
    """Return the sentences of all blocks but headings, in order."""
    found: list[Sentence] = []
    for block in blocks:
        if len(found) > MOST_SENTENCES:
            return found
        if block.kind == "row" and block.cells:
            for head, start, end in block.cells:
                if fold(block.text[start:end]) == head:
                    continue
                for one in _cut(document, block, start, end):
                    one.column = head
                    found.append(one)
        elif block.kind != "heading":
            found += _cut(document, block, 0, len(block.text))
    return found


def whole(document: Document, block: Block) -> Sentence:
    """Return a block as one sentence, for headings."""
    return Sentence(document, block, 0, block.text, flat(block.text))


def _cut(document: Document, block: Block, start: int, end: int) -> list[Sentence]:
    found = []
    at = start
    for stop in _STOPS.finditer(block.text, start, end):
        if not _is_end(block.text[at : stop.start() + 1], block.text[stop.end() : end].lstrip()):
            continue
        found.append((at, stop.end()))
        at = stop.end()
    if at < end:
        found.append((at, end))
    sentences = []
    for first, last in found:
        read = min(last, first + _ENDLESS)
        sentences += [
            _sentence(document, block, *span) for span in _shortened(block.text, first, read)
        ]
        sentences[-1].is_cut = read < last
    return [one for one in sentences if one.text.strip(" |-.;\n") or one.is_cut]


def _shortened(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a span in pieces of bounded length, cut at spaces: no sentence is that long."""
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        yield start, cut
        start = cut
    yield start, end


def _is_end(head: str, rest: str) -> bool:
    """Say whether a sentence ends after `head`: not after an abbreviation or an initial."""
    if re.search(r"\b[A-Z]\.$", head) and rest[:1].isalnum():
        return False
    if not head.endswith(".") or not _NO_STOP.search(head):
        return True
    if re.search(r"\betc\.$", head):
        return rest[:1].isupper()
    return rest[:1].isupper() and not re.search(r"\b(?:art|n|m|mme|tel|cf|mr)\.$", head, re.I)


def _sentence(document: Document, block: Block, start: int, end: int) -> Sentence:
    text = block.text[start:end]
    stripped = text.lstrip()
    start += len(text) - len(stripped)
    text = stripped.rstrip()
    one = Sentence(document, block, start, text, flat(text))
    if start == 0 and block.lead:
        one.label = text[: block.lead].strip(" .:-–")
        return one
    head, colon, rest = text[:_LONGEST_LABEL].partition(":")
    if (
        colon
        and rest[:1] in (" ", "\n")
        and rest.strip()
        and _LABEL.fullmatch(head.strip())
        and len(head.split()) <= 9
    ):
        one.label = head.strip()
    return one
