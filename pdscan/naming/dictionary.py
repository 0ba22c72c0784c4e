"""Say whether a word stands in a dictionary of French or English, inflected forms included.

The list beside this file holds no word that is also a name; `bench/rebuild_name_lists.py` makes it.
It is kept as one block of sorted lines: half a million strings would take ten times the memory.
"""

from __future__ import annotations

import gzip
from bisect import bisect_right
from functools import cache
from importlib import resources

LIST = "dictionary.txt.gz"
_APART = 4096


def is_word(folded: str) -> bool:
    """Return whether a folded word is listed."""
    lines, firsts, starts = _lines()
    wanted = folded.encode()
    at = max(0, bisect_right(firsts, wanted) - 1)
    return bool(wanted) and lines.find(b"\n%b\n" % wanted, starts[at], starts[at + 1] + 1) >= 0


@cache
def _lines() -> tuple[bytes, list[bytes], list[int]]:
    """Return the sorted words, each between two line ends, with words some way apart and where.

    A place is that of the line end before its word; one more is the last line end's.
    """
    packed = resources.files("pdscan.naming").joinpath(LIST).read_bytes()
    lines = b"\n" + gzip.decompress(packed) + b"\n"
    starts = [lines.find(b"\n", place) for place in range(0, len(lines) - 1, _APART)]
    starts = [place for place in starts if place < len(lines) - 1]
    firsts = [lines[place + 1 : lines.find(b"\n", place + 1)] for place in starts]
    return lines, firsts, [*starts, len(lines) - 1]
