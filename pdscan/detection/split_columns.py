"""Join numbers split over neighbouring columns: the quarters of a card, the parts of a RIB.

Columns whose first cells are parts of numbers (split_runs.py) are joined row by row, and read as
one text is. What is found counts at the first of the columns.
"""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pdscan.detection.cells import Cells
from pdscan.detection.engine import Engine
from pdscan.detection.locus import Locus
from pdscan.detection.locus_count import LocusCount
from pdscan.detection.split_runs import Run, runs
from pdscan.model import Container

MOST_SHAPES = 1_000
_SPLIT = ("payment.card.pan", "payment.rib")


class SplitColumns:
    """Take the batches of one table; the runs of columns are chosen on the first of them."""

    def __init__(self, engine: Engine, count_of: Callable[[str], LocusCount]) -> None:
        self._engine = engine
        self._count_of = count_of
        self._runs: dict[tuple[str, ...], list[Run]] = {}
        self._states: dict[str, Locus] = {}

    def feed(self, before: str, batch: pa.RecordBatch, rows: Sequence[int]) -> None:
        """Scan the joined cells of each run of columns in one batch.

        `before` a column's name makes its locus of it.
        """
        names = (before, *batch.schema.names)
        if names not in self._runs and len(self._runs) < MOST_SHAPES:
            self._runs[names] = runs(batch)
        for run in self._runs.get(names, ()):
            joined = _joined(batch, run)
            called = [batch.schema.names[at] for at in run.columns]
            self._scan(before + called[0], called, joined, rows[:: run.down or 1])

    def finish(self) -> None:
        """Count what was tried."""
        if not self._states:
            return
        mine = {rule.name for rule in self._engine.rules.rules if {*rule.pattern.types} & {*_SPLIT}}
        for locus, state in self._states.items():
            tried = Locus(state.field_name)
            tried.checked = Counter({rule: state.checked[rule] for rule in mine})
            tried.passed = Counter({rule: state.passed[rule] for rule in mine})
            self._count_of(locus).close(tried)
            state.forget()

    def _scan(
        self, locus: str, names: Sequence[str], joined: pa.StringArray, rows: Sequence[int]
    ) -> None:
        state = self._states.setdefault(locus, Locus(" ".join(names)))
        cells = Cells(joined, rows)
        found = self._engine.hits(cells.buffer, state)
        hits = found.chosen(
            [at for at, taken in enumerate(found.taken) if taken.reading.type in _SPLIT]
        )
        if hits:
            lie_in = [Container.COLUMN] * len(hits)
            self._count_of(locus).hits(
                cells.buffer, hits, lie_in, lambda start: cells.at(cells.row(start))
            )


def _joined(batch: pa.RecordBatch, run: Run) -> pa.StringArray:
    if run.down:
        cells = batch.column(run.columns[0]).fill_null("").to_pylist()
        whole = range(0, len(cells) - run.down + 1, run.down)
        return pa.array([" ".join(_filled(cells[at : at + run.down])) for at in whole], pa.string())
    parts = [batch.column(at) for at in run.columns]
    if run.fill:
        parts = [pc.utf8_lpad(part, 4, "0") for part in parts]
    return pc.binary_join_element_wise(*parts, run.between).fill_null("")


def _filled(cells: list[str]) -> list[str]:
    """Bring quarters that lost their zeros back to four digits."""
    return cells if all(len(cell) == 1 for cell in cells) else [cell.zfill(4) for cell in cells]
