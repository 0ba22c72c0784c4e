"""Say whether a line goes on with the sentence of the lines before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pdscan.folding import fold
from pdscan.policies.document import Document

BULLET = re.compile(
    r"\s*(?:[•●▪◦‣·○■]|\\?[-–—*‐](?!-)(?=\s|[A-ZÀ-Ýa-zà-ý«])|[a-z]\)|\(?[ivx]{1,4}\)|_\\?[-‐])\s*"
)


HASHES = re.compile(r"\s{0,3}(#{1,6})\s+")


ROW = re.compile(r"\s*\|.*\|\s*$")


BOLD = re.compile(r"\s*(?:\*\*|__)(.{1,300}?)(?:\*\*|__)\s*:?\s*$")


_ENDS = re.compile(r"[.!?:;…](?:[\s»”\"')*_]|\s*<br>)*$")


_WORD_BEFORE = frozenset(
    [
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "un",
        "une",
        "et",
        "ou",
        "a",
        "au",
        "aux",
        "en",
        "par",
        "pour",
        "sur",
        "dans",
        "avec",
        "que",
        "qui",
        "vos",
        "votre",
        "nos",
        "notre",
        "ses",
        "son",
        "sa",
        "leur",
        "leurs",
        "the",
        "of",
        "and",
        "or",
        "to",
        "in",
        "by",
        "for",
        "with",
        "your",
        "our",
        "an",
        "is",
        "are",
        "be",
    ]
)


SHORT, LONG_HEADING, _WRAPS = 90, 140, 50


@dataclass(slots=True)
class Line:
    """Hold a line of the document and the offset where it starts."""

    start: int
    text: str


def joins(gathered: list[Line], text: str, document: Document, *, blank: bool) -> bool:
    """Say whether a line goes on with the sentence of the lines before it."""
    before = gathered[-1].text
    if HASHES.match(text) or HASHES.match(before) or _ENDS.search(before.rstrip()):
        return not blank and document.is_markdown and not _begins_anew(text, before)
    if _begins_anew(text, before) or BOLD.match(before):
        return False
    if not blank and document.is_markdown:
        return not before.endswith("  ")
    last = (re.findall(r"\w+", fold(before)) or [""])[-1]
    first = text.lstrip()[:1]
    is_open = last in _WORD_BEFORE or before.rstrip().endswith(",")
    lower = first.islower() or first in "«(/&"
    if blank:
        return len(before) >= _WRAPS and (lower or is_open)
    return lower or (is_open and len(before) >= 30) or (first.isdigit() and len(before) >= _WRAPS)


def _begins_anew(text: str, before: str) -> bool:
    if HASHES.match(text) or HASHES.match(before) or ROW.match(text):
        return True
    return bool(BULLET.match(text)) or (bool(BOLD.match(text)) and len(text) < LONG_HEADING)
