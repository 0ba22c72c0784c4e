"""Name what a person may have meant: the known words nearest to one that isn't there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

_FEW = 10


def nearest(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return at most `count` of the known words that look most like `word`, best first."""
    return difflib.get_close_matches(word, list(known), n=count, cutoff=0.6)


def known_hint(word: str, known: Sequence[str], all_by: str = "") -> str:
    """Return the known words nearest to one that isn't there, else the first ten of them.

    `all_by` is the command that lists all, where there is one.

    >>> known_hint("sun", ("moon", "sea"))
    'known: moon, sea'
    >>> known_hint("sun", ())
    'there is none yet'
    """
    if near := nearest(word, known):
        return f"did you mean {' or '.join(near)}?"
    if not known:
        return "there is none yet"
    rest = len(known) - _FEW
    more = f" and {rest} more{f' ({all_by} shows all)' if all_by else ''}" if rest > 0 else ""
    return f"known: {', '.join(known[:_FEW])}{more}"
