"""Say whether a word stands in a sentence: beside words in small letters."""

from __future__ import annotations

import re

from pdscan.folding import fold

_LOOK = 24
_WORD_ENDS = re.compile(r"[\s'’>\"«“(\[/.,:;|=–—-]")
_AFTER_WORD = ' \t\u00a0\n\r"«“(>-.,!'
_BEFORE = re.compile(r"(?:[^\W\d_A-Z]{2}|(?<!\w)[àay])[,:]? [\"«(]?$|[^\W\d_A-Z]{2} [a-z]['’]$")
_AFTER = re.compile(r"(?:['’]s)?[,:]? [^\W\d_A-Z]{2}")
_LINE_BEGINS, _LINE_ENDS = re.compile(r"(?:^|\n)[ >*-]*$"), re.compile(r"[ .,!]*(?:\n|$)")


def words_before(text: str, start: int) -> bool:
    """Say whether a word in small letters stands right before a place."""
    return _BEFORE.search(text[max(0, start - _LOOK) : start]) is not None


def words_after(text: str, end: int) -> bool:
    """Say whether a word in small letters stands right after a place."""
    return _AFTER.match(text[end : end + _LOOK]) is not None


def on_own_line(text: str, start: int, end: int) -> bool:
    """Say whether nothing else stands on the line."""
    before, after = text[max(0, start - _LOOK) : start], text[end : end + _LOOK]
    return _LINE_BEGINS.search(before) is not None and _LINE_ENDS.match(after) is not None


def last_word(before: str) -> str:
    """Return the last word of what stands before a place, folded, without the signs after it."""
    bare = before[-_LOOK:].rstrip(_AFTER_WORD).rstrip("'’")
    return fold(_WORD_ENDS.split(bare)[-1])
