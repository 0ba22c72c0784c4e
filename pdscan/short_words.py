"""Read the short words in names of columns: `dt_nais`, `CLINOM` and `NBENF` are words cut short.

A name of one piece is cut into short and whole words where they cover it all, the fewest pieces
first. Three letters that half of the columns of a table begin or end with name the table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from pdscan.folding import name_words

AFFIX = 3
MOST = 0.5
_LONGEST, _SHORTEST_PIECE, _PIECES = 16, 2, 4


@dataclass(frozen=True, slots=True)
class Spelling:
    """Hold one way to read a name; `cut` says whether a word had to be cut into pieces."""

    words: tuple[str, ...]
    cut: bool = False


@cache
def _known() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Return what each short word is short for, and the pieces that a word may be cut into."""
    listed = tomllib.loads(
        resources.files("pdscan").joinpath("short_words.toml").read_text("utf-8")
    )
    short = {
        one: tuple(full.split()) for full, cut in listed["short"].items() for one in cut.split()
    }
    full = (word for words in short.values() for word in words)
    whole = listed["whole"]["words"].split()
    pieces = frozenset(one for one in (*short, *full, *whole) if len(one) >= _SHORTEST_PIECE)
    return short, pieces


@lru_cache(maxsize=16_384)
def spellings(name: str) -> tuple[Spelling, ...]:
    """Return how a name may be read: as it stands, then with its short words in full.

    >>> [one.words for one in spellings("dt_nais")], spellings("NBENF")[1].words
    ([('dt', 'nais'), ('date', 'naissance')], ('nb', 'enfants'))
    """
    short, _ = _known()
    plain = name_words(name)
    found = [Spelling(plain)]
    full = tuple(part for word in plain for part in short.get(word, (word,)))
    if full != plain:
        found.append(Spelling(full))
    pieces = tuple(part for word in plain for part in _cut(word) or short.get(word, (word,)))
    if pieces not in (plain, full):
        found.append(Spelling(pieces, cut=True))
    return tuple(found)


@lru_cache(maxsize=16_384)
def _cut(word: str) -> tuple[str, ...]:
    """Return the full words of the fewest pieces that cover a word; nothing where none do."""
    short, pieces = _known()
    if len(word) > _LONGEST or word in pieces:
        return ()
    ways: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
    for end in range(_SHORTEST_PIECE, len(word) + 1):
        for start in range(end - 1):
            way = ways[start]
            if way is None or len(way) == _PIECES or word[start:end] not in pieces:
                continue
            shorter = ways[end]
            if shorter is None or len(way) + 1 < len(shorter):
                ways[end] = (*way, word[start:end])
    found = ways[-1] or ()
    if len(found) < _SHORTEST_PIECE:
        return ()
    return tuple(part for piece in found for part in short.get(piece, (piece,)))


def without_affix(name: str, beside: Sequence[str]) -> str:
    """Return a name of one piece without three letters that most columns beside begin or end with.

    >>> without_affix("CLINOM", ("CLINUM", "CLINOM", "CLIPRE", "CLIVIL"))
    'NOM'
    """
    if not name.isalpha() or len(name) <= AFFIX or len(beside) <= AFFIX:
        return name
    least = MOST * len(beside)
    if sum(one[:AFFIX].lower() == name[:AFFIX].lower() for one in beside) >= least:
        return name[AFFIX:]
    if sum(one[-AFFIX:].lower() == name[-AFFIX:].lower() for one in beside) >= least:
        return name[:-AFFIX]
    return name
