"""Join a column's cells into one buffer for the automaton, and give offsets back to rows."""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pdscan.detection.containers import containers
from pdscan.detection.text_scan import LOOK_BACK
from pdscan.detection.words_nearby import CELL
from pdscan.model import Container

COVERS = 0.6
PART = 1 << 20  # bytes: a long cell may hold a million matches


class Cells:
    """Hold one batch of a column as bytes, a cell separator between every two."""

    def __init__(self, filled: pa.StringArray, rows: Sequence[int]) -> None:
        lengths = pc.binary_length(filled).to_numpy(zero_copy_only=False).astype(np.int64)
        starts = np.cumsum(lengths + 1) - lengths - 1
        self.column = filled
        self.starts = starts
        self._row_starts: list[int] = starts.tolist()
        self.lengths = lengths
        self._numbers = rows
        together = pa.ListArray.from_arrays(pa.array([0, len(filled)], pa.int32()), filled)
        self.buffer: bytes = pc.binary_join(together, CELL)[0].as_buffer().to_pybytes()

    def parts(self) -> Iterator[tuple[int, int, int]]:
        """Yield parts of the buffer to be read in turn: where to look from, its start and stop.

        They end with a cell, but in a cell that is longer than a part.
        """
        start, size = 0, len(self.buffer)
        while start < size:
            stop = size
            if size - start > PART:
                stop = self.buffer.rfind(CELL.encode(), start, start + PART) + 1 or start + PART
            yield max(0, start - LOOK_BACK), start, stop
            start = stop

    def row(self, offset: int) -> int:
        """Return the number, in the batch, of the cell that holds an offset."""
        return bisect_right(self._row_starts, offset) - 1

    def rows(
        self, ends: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.int64]]
    ) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return the cells in which candidates end."""
        return np.searchsorted(self.starts, np.asarray(ends) - 1, side="right") - 1

    def marked(
        self, *rows: np.ndarray[tuple[int], np.dtype[np.int64]]
    ) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Say of each cell whether it is one of some rows."""
        held = np.zeros(len(self.starts), np.bool_)
        for some in rows:
            held[some] = True
        return held

    def text(self, row: int) -> str:
        """Return what a cell of the batch holds."""
        return str(self.column[row])

    def rows_of(self, starts: Sequence[int]) -> list[int]:
        """Return the cells in which hits start."""
        found: list[int] = self.rows(np.array(starts, np.int64) + 1).tolist()
        return found

    def at(self, row: int) -> tuple[str, int]:
        """Return the row's number in the whole table, counted from 1."""
        return "row", self._numbers[row] + 1

    def place_of(self, value: str) -> tuple[str, int]:
        """Return the first row of the batch whose cell is the value."""
        return self.at(pc.index(self.column, pa.scalar(value)).as_py())

    def containers(self, starts: Sequence[int], ends: Sequence[int]) -> list[Container]:
        """Say of each hit whether it is the cell, or in what of the cell's text it lies."""
        size = np.array(ends, np.int64) - starts
        lengths = self.lengths[self.rows_of(starts)]
        found = [Container.COLUMN] * len(starts)
        inside = np.flatnonzero(size < COVERS * lengths).tolist()
        lie_in = containers(self.buffer, [starts[place] for place in inside])
        for place, container in zip(inside, lie_in, strict=True):
            found[place] = container
        return found
