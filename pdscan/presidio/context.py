"""Look for a recognizer's context words before a hit, as Presidio's enhancer does by default.

Presidio compares each context word with the lemmas of the five words before a hit, stop words and
punctuation left out, as a part of them (`card` in `creditcard`). Without a language model there are
no lemmas and no list of stop words: here the words are compared as they are written, and those of
up to three letters are compared but not counted among the five.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

WORDS_BEFORE = 5
SIMILARITY = 0.35
LEAST = 0.4
_SHORT = 3
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def boosted(score: float) -> float:
    """Return the score of a hit with a word of its context before it."""
    return min(1.0, max(score + SIMILARITY, LEAST))


def single(words: Sequence[str]) -> frozenset[str]:
    """Return the words that can be a part of one word before a hit; phrases never are."""
    return frozenset(word.lower() for word in words if _WORD.fullmatch(word.lower()))


def before(words: Sequence[str]) -> Callable[[str], str]:
    """Return what finds one of the words in the text before a hit: that word, or nothing."""
    listed = single(words)
    wanted = tuple(dict.fromkeys(word for word in map(str.lower, words) if word in listed))
    if not wanted:
        return lambda _: ""
    any_of_them = re.compile("|".join(map(re.escape, wanted))).search

    def context(text: str) -> str:
        text = text.lower()
        if any_of_them(text) is None:  # most often
            return ""
        seen = _last_words(text)
        return next((word for word in wanted if any(word in one for one in seen)), "")

    return context


def _last_words(text: str) -> list[str]:
    seen: list[str] = []
    left = WORDS_BEFORE
    for word in reversed(_WORD.findall(text)):
        seen.append(word)
        left -= len(word) > _SHORT
        if left <= 0:
            break
    return seen
