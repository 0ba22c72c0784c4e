"""Look for names in the cells of a column that hold prose, each different cell once.

A column is searched where some of its first cells are sentences, or names behind a civility; of
another one only the cells longer than LONG_CELL. A long cell is read in windows; of a long column a
sample is searched.
"""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import regex

from pdscan.detection.locus_count import LocusCount
from pdscan.naming.windows import WINDOW, windows

LONG_CELL = 60
_AT_ONCE = 1 << 20  # characters
_LITTLE = 8_192  # bytes: below it, Arrow takes longer to compile a regex than Python to use it
_LOOK_AT = 500
_SOME = 0.2
_FOUR_WORDS = r"(?:\pL[\pL'’-]*\.?[ ,;:!?-]+){3,}\pL"
_SENTENCE = r"(?:^|\pL[ ,;:]+)(?:\p{Ll}+ [\pL'’]*\p{Ll}|.* \p{Ll}{3,}[ ,].* \p{Ll}{2,})"
# No \b in them: Arrow's knows ASCII only, Python's all letters.
_BEGIN = "(?:^|[^0-9A-Za-z_])"
_CIVILITY = r"M\.|Mme|Mlle|M[rR]s?\.?|Dr\.?"
_TITLED = rf"(?:{_BEGIN}(?:{_CIVILITY})|Monsieur|Madame) \p{{Lu}}"
_ADDRESSED = rf"^ ?(?:{_CIVILITY}|Monsieur|Madame)(?: \p{{Lu}}[\pL'’-]+){{2,3}} ?$"
_CAPITAL = r"\p{Lu}\pL*[\pL.]"
_HOLD_PROSE = ("content.", "comm.", "customer.", "special.", "criminal.", "minor.", "work.cv")


class CellNames:
    """Take the batches of one column."""

    def __init__(self, count: LocusCount) -> None:
        self._count = count
        self._searched: bool | None = None

    def feed(self, column: pa.StringArray, rows: Sequence[int], judged: str | None) -> None:
        """Search one batch; `judged` is the type that the whole column was judged to hold."""
        if not self._count.looks_for_names:
            return
        if judged is not None and not judged.startswith(_HOLD_PROSE):
            return
        chosen = self._chosen(column.fill_null(""))
        if not len(chosen):
            return
        different = column.take(pa.array(chosen)).dictionary_encode()
        indices = different.indices.to_numpy(zero_copy_only=False)
        _, first, times = np.unique(indices, return_index=True, return_counts=True)
        taken: list[tuple[list[str], int, int]] = []
        held = 0
        for text, at, often in zip(different.dictionary, first, times, strict=True):
            windows = self._drawn(text.as_py())
            if not windows:
                continue
            taken.append((windows, rows[int(chosen[at])] + 1, int(often)))
            held += sum(map(len, windows))
            if held >= _AT_ONCE:
                self._count.cell_names(taken)
                taken, held = [], 0
        self._count.cell_names(taken)

    def _drawn(self, cell: str) -> list[str]:
        """Return what of a cell is searched: a short one is a window of its own."""
        sample = self._count.name_sample
        pieces = windows(cell) if len(cell) > WINDOW else [(0, cell)]
        return [window for _, window in pieces if sample.takes(len(window))]

    def _chosen(self, cells: pa.StringArray) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return which cells may hold a name: prose with a capital."""
        if self._searched is None:
            look = _spaced(cells)
            self._searched = None if look is None else _are_prose(look) or _are_addressed(look)
        long = pc.greater(pc.utf8_length(cells), LONG_CELL)
        wanted = long if not self._searched else pc.match_substring(cells, " ")
        if not pc.any(wanted).as_py():
            return np.array([], np.int64)
        wanted = pc.and_(wanted, matching(cells, _CAPITAL))
        return np.flatnonzero(wanted.to_numpy(zero_copy_only=False))


def is_prose(cells: pa.StringArray) -> bool | None:
    """Say whether a fifth of the first filled cells are prose; None where none is filled."""
    look = _spaced(cells)
    return None if look is None else _are_prose(look)


def _spaced(cells: pa.StringArray) -> pa.StringArray | None:
    """Return the first filled cells where a fifth of them holds a space, else none of them.

    None where none is filled. Asked before regexes are compiled, which costs 3 ms a column.
    """
    look = cells.slice(0, 4 * _LOOK_AT)
    look = look.filter(pc.not_equal(pc.utf8_trim_whitespace(look), "")).slice(0, _LOOK_AT)
    if not len(look):
        return None
    spaced: int = pc.sum(pc.match_substring(look, " ")).as_py()
    return look if spaced >= _SOME * len(look) else look.slice(0, 0)


def _are_prose(look: pa.StringArray) -> bool:
    return _some(look, _FOUR_WORDS, f"{_SENTENCE}|{_TITLED}")


def _are_addressed(look: pa.StringArray) -> bool:
    return _some(look, _ADDRESSED)


def _some(look: pa.StringArray, *patterns: str) -> bool:
    """Say whether a fifth of the cells, if there are any, match all of the patterns."""
    if not len(look):
        return False
    found = reduce(pc.and_, (matching(look, pattern) for pattern in patterns))
    return bool(pc.sum(found).as_py() >= _SOME * len(look))


def matching(cells: pa.StringArray, pattern: str) -> pa.BooleanArray:
    """Say of each cell, none of them null, whether a regex is found in it."""
    if cells.nbytes > _LITTLE:
        return pc.match_substring_regex(cells, pattern)
    found = _compiled(pattern).search
    return pa.array([found(cell) is not None for cell in cells.to_pylist()], pa.bool_())


@cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)
