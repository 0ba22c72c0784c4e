"""Join a column's cells into one buffer for the automaton, and give offsets back to rows."""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pdscan.detection.engine import Hit
from pdscan.detection.text_scan import container_before
from pdscan.detection.words_nearby import CELL
from pdscan.model import Container

COVERS = 0.6


class Cells:
    """Hold one batch of a column as bytes, a cell separator between every two."""

    def __init__(self, filled: pa.StringArray, rows: Sequence[int]) -> None:
        lengths = pc.binary_length(filled).to_numpy(zero_copy_only=False).astype(np.int64)
        starts = np.cumsum(lengths + 1) - lengths - 1
        self.column = filled
        self.starts = starts
        self._row_starts: list[int] = starts.tolist()
        self._lengths: list[int] = lengths.tolist()
        self._numbers = rows
        together = pa.ListArray.from_arrays(pa.array([0, len(filled)], pa.int32()), filled)
        self.buffer: bytes = pc.binary_join(together, CELL)[0].as_buffer().to_pybytes()

    def row(self, offset: int) -> int:
        """Return the number, in the batch, of the cell that holds an offset."""
        return bisect_right(self._row_starts, offset) - 1

    def rows(
        self, ends: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.int64]]
    ) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return the cells in which candidates end."""
        return np.searchsorted(self.starts, np.asarray(ends) - 1, side="right") - 1

    def text(self, row: int) -> str:
        """Return what a cell of the batch holds."""
        return str(self.column[row])

    def at(self, row: int) -> tuple[str, int]:
        """Return the row's number in the whole table, counted from 1."""
        return "row", self._numbers[row] + 1

    def container(self, hit: Hit, row: int) -> Container:
        """Say whether a hit is the cell, or lies in a text that the cell holds."""
        if hit.end - hit.start >= COVERS * self._lengths[row]:
            return Container.COLUMN
        return container_before(self.buffer, hit.start)
