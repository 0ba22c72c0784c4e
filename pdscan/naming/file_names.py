"""Read the name of a file or folder as words that signs divide: `CV_Jean_Dupont.pdf`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pdscan.naming.evidence import FULL, LIKELY
from pdscan.naming.names import Standing, know
from pdscan.naming.namesakes import in_place
from pdscan.naming.runs import Cue

WHY = "given name and surname in a file's name"
_WHOLE = re.compile(
    r"(?=[^\s]*[_\-.+])[^\s/\\:@=]{5,200}\.[A-Za-z0-9]{1,5}|"
    r"[^\W_][^/\\:@=\n]{4,200}/"  # a folder: a stroke at its end
)
_AS_SPACES = str.maketrans("_-.+/", "     ")
_SHORT = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def is_file_name(text: str) -> bool:
    """Say whether a text is nothing but the name of a folder, or of a file with divided words."""
    return _WHOLE.fullmatch(text) is not None


def find(text: str) -> Iterator[Cue]:
    """Yield where a listed given name stands beside a listed surname, in either order."""
    done, spaced = 0, text.translate(_AS_SPACES)
    for one, other in pairwise(_WORD.finditer(text)):
        side_by_side = other.start() == one.end() + 1 and one.start() >= done
        named = side_by_side and (_are_name(one[0], other[0]) or _are_name(other[0], one[0]))
        if named and not in_place(spaced, one.start(), other.end()):
            done = other.end()
            yield Cue(one.start(), done, LIKELY, FULL, WHY)


def _are_name(given: str, surname: str) -> bool:
    word = know(surname)
    listed = word.surname > Standing.UNKNOWN and not word.ordinary
    return listed and len(surname) > _SHORT and know(given).surely_given
