"""Look for names in the cells of a column that hold prose, each different cell once.

A column is searched where some of its first cells are sentences; of another one only the cells
longer than LONG_CELL. At most LIMIT characters of a column are read.
"""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pdscan.detection.locus_count import LocusCount
from pdscan.detection.text_scan import WINDOW

LONG_CELL = 60
LIMIT = 4 << 20
_AT_ONCE = 256
_LOOK_AT = 500
_SOME = 0.2
_FOUR_WORDS = r"(?:\pL[\pL'’-]*\.?[ ,;:!?-]+){3,}\pL"
_SENTENCE = r"(?:^|\pL[ ,;:]+)(?:\p{Ll}+ [\pL'’]*\p{Ll}|.* \p{Ll}{3,}[ ,].* \p{Ll}{2,})"
_TITLED = r"(?:\bM\.|\bMme|\bMlle|Monsieur|Madame|\bM[rR]s?\b\.?|\bDr\.?) \p{Lu}"
_CAPITAL = r"\p{Lu}\pL*[\pL.]"
_HOLD_PROSE = ("content.", "comm.", "customer.", "special.", "criminal.", "minor.", "work.cv")


class CellNames:
    """Take the batches of one column; `limited` says whether cells were left unread."""

    def __init__(self, count: LocusCount) -> None:
        self.limited = False
        self._count = count
        self._left = LIMIT
        self._prose: bool | None = None

    def feed(self, column: pa.StringArray, rows: Sequence[int], judged: str | None) -> None:
        """Search one batch; `judged` is the type that the whole column was judged to hold."""
        if judged is not None and not judged.startswith(_HOLD_PROSE):
            return
        chosen = self._chosen(column.fill_null(""))
        if not len(chosen):
            return
        different = column.take(pa.array(chosen)).dictionary_encode()
        indices = different.indices.to_numpy(zero_copy_only=False)
        _, first, times = np.unique(indices, return_index=True, return_counts=True)
        texts = different.dictionary
        for start in range(0, len(texts), _AT_ONCE):
            if self._left <= 0:
                self.limited = True
                return
            part = [text[:WINDOW] for text in texts.slice(start, _AT_ONCE).to_pylist()]
            places = [rows[int(chosen[at])] + 1 for at in first[start : start + _AT_ONCE]]
            self._count.cell_names(part, places, times[start : start + _AT_ONCE].tolist())
            self._left -= sum(map(len, part))

    def _chosen(self, cells: pa.StringArray) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return which cells may hold a name: prose with a capital."""
        if self._prose is None:
            self._prose = _is_prose(cells)
        long = pc.greater(pc.utf8_length(cells), LONG_CELL)
        wanted = long if not self._prose else pc.match_substring(cells, " ")
        if not pc.any(wanted).as_py():
            return np.array([], np.int64)
        wanted = pc.and_(wanted, pc.match_substring_regex(cells, _CAPITAL))
        return np.flatnonzero(wanted.to_numpy(zero_copy_only=False))


def _is_prose(cells: pa.StringArray) -> bool | None:
    """Say whether a fifth of the first filled cells are prose; None where none is filled."""
    look = cells.slice(0, 4 * _LOOK_AT)
    look = look.filter(pc.not_equal(pc.utf8_trim_whitespace(look), "")).slice(0, _LOOK_AT)
    if not len(look):
        return None
    spaced: int = pc.sum(pc.match_substring(look, " ")).as_py()
    if spaced < _SOME * len(look):  # asked first: compiling the regexes costs 3 ms a column
        return False
    words = pc.match_substring_regex(look, _FOUR_WORDS)
    spoken = pc.match_substring_regex(look, f"{_SENTENCE}|{_TITLED}")
    found: int = pc.sum(pc.and_(words, spoken)).as_py()
    return found >= _SOME * len(look)
