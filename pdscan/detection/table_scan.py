"""Scan the columns of table blocks: each joined into one buffer, hits given back to rows."""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pdscan.contracts import Reading
from pdscan.detection.engine import CELL, THRESHOLD, Engine, Hit, Locus
from pdscan.detection.locus_count import LocusCount
from pdscan.detection.text_scan import WINDOW, container_before
from pdscan.model import Container
from pdscan.tally import JUDGED

LONG_CELL = 60
LOOK_AT = 1000
COVERS = 0.6
NAMES_AT_ONCE = 256


class ColumnScan:
    """Take the batches of one column or key; remembers what its name was judged to hold."""

    def __init__(self, name: str, beside: Sequence[str], engine: Engine, count: LocusCount) -> None:
        self._name = name
        self._beside = beside
        self._engine = engine
        self._count = count
        self._state = Locus(name)
        self._judged = False
        self._judgement: tuple[str, Reading] | None = None
        self._cell_rules = engine.cell_rules(name)

    def feed(self, column: pa.StringArray, first_row: int) -> None:
        """Scan one batch of cells; nulls are not examined."""
        filled = column.drop_null()
        if not len(filled):
            return
        self._count.examined(len(filled))
        cells = _Cells(column.fill_null(""), first_row)
        for hit in _one_a_cell(self._engine.hits(cells.buffer, self._state), cells):
            hit.container = cells.container(hit)
            self._count.hit(hit, cells.at(hit.start))
        if self._cell_rules:
            self._check_whole_cells(_counted(filled))
        self._judge(filled)
        if cells.longest > LONG_CELL:
            self._look_for_names(column, first_row)

    def finish(self) -> None:
        """Count what was tried."""
        self._count.close(self._state)

    def _check_whole_cells(self, counted: list[tuple[str, int]]) -> None:
        """Let the rules that the field's name calls read its cells whole, each value once."""
        for rule in self._cell_rules:
            check = rule.pattern.cell_check
            for value, times in counted if check else ():
                reading = check(value) if check else None
                if reading is not None and reading.score >= THRESHOLD:
                    self._count.cells(rule.name, reading, [(value, times)])

    def _judge(self, filled: pa.StringArray) -> None:
        """Ask once what the column's name and a look at its cells say; then count its cells."""
        if not self._judged:
            self._judged = True
            self._judgement = self._engine.judge(self._name, filled.slice(0, LOOK_AT), self._beside)
        if self._judgement is not None:
            rule, reading = self._judgement
            self._count.cells(rule, reading, _counted(filled), JUDGED)

    def _look_for_names(self, column: pa.StringArray, first_row: int) -> None:
        lengths = pc.utf8_length(column.fill_null(""))
        rows = np.flatnonzero(pc.greater(lengths, LONG_CELL).to_numpy(zero_copy_only=False))
        for start in range(0, len(rows), NAMES_AT_ONCE):
            chunk = [int(row) for row in rows[start : start + NAMES_AT_ONCE]]
            texts = [column[row].as_py()[:WINDOW] for row in chunk]
            places = [("row", first_row + row + 1) for row in chunk]
            self._count.names(texts, places, Container.FREE_TEXT)


class _Cells:
    """Join a column's cells into one buffer and give offsets back to rows."""

    def __init__(self, filled: pa.StringArray, first_row: int) -> None:
        lengths = pc.binary_length(filled).to_numpy(zero_copy_only=False).astype(np.int64)
        self.longest = int(lengths.max(initial=0))
        self._lengths = lengths
        self._starts = np.cumsum(lengths + 1) - lengths - 1
        self._first_row = first_row
        together = pa.ListArray.from_arrays(pa.array([0, len(filled)], pa.int32()), filled)
        self.buffer: bytes = pc.binary_join(together, CELL)[0].as_buffer().to_pybytes()

    def row(self, offset: int) -> int:
        return int(np.searchsorted(self._starts, offset, side="right")) - 1

    def at(self, offset: int) -> tuple[str, int]:
        return "row", self._first_row + self.row(offset) + 1

    def container(self, hit: Hit) -> Container:
        if hit.end - hit.start >= COVERS * int(self._lengths[self.row(hit.start)]):
            return Container.COLUMN
        return container_before(self.buffer, hit.start)


def _one_a_cell(hits: Iterable[Hit], cells: _Cells) -> list[Hit]:
    """Keep one hit per type, form and cell: in a column, hits are cells with a match."""
    seen: set[tuple[int, str, str]] = set()
    kept: list[Hit] = []
    for hit in hits:
        place = (cells.row(hit.start), hit.reading.type, hit.reading.form)
        if place not in seen:
            seen.add(place)
            kept.append(hit)
    return kept


def _counted(filled: pa.StringArray) -> list[tuple[str, int]]:
    counts = pc.value_counts(filled)
    values = counts.field("values").to_pylist()
    return list(zip(values, counts.field("counts").to_pylist(), strict=True))
