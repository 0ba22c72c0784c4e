"""Say whether a word stands in a dictionary of French or English, inflected forms included.

The list beside this file holds no word that is also a name; `bench/rebuild_name_lists.py` makes it.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib import resources

LIST = "dictionary.txt.gz"


def is_word(folded: str) -> bool:
    """Return whether a folded word is listed: a search by halves in one block of sorted lines."""
    lines, wanted = _lines(), folded.encode()
    low, high = 0, len(lines) - 1
    while low < high:
        middle = (low + high) // 2
        start = lines.rfind(b"\n", low, middle + 1)
        start = low if start < 0 else start
        end = lines.find(b"\n", start + 1)
        line = lines[start + 1 : end]
        if line == wanted:
            return True
        if line < wanted:
            low = end
        else:
            high = start
    return False


@cache
def _lines() -> bytes:
    """Return the sorted words, each between two line ends."""
    packed = resources.files("pdscan.naming").joinpath(LIST).read_bytes()
    return b"\n" + gzip.decompress(packed) + b"\n"
