"""Join numbers split over neighbouring columns: the quarters of a card, the parts of a RIB.

Columns that stand side by side and whose first cells are runs of digits of the right sizes are
joined row by row, and read as one text is. What is found counts at the first of the columns.
"""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pdscan.detection.cells import Cells
from pdscan.detection.engine import Engine
from pdscan.detection.locus import Locus
from pdscan.detection.locus_count import LocusCount
from pdscan.model import Container

LOOK_AT = 64
MOST_SHAPES = 1_000
_SPLIT = ("payment.card.pan", "payment.rib")
_SHAPES = tuple(
    tuple(re.compile(part) for part in parts)
    for parts in (
        (r"[2-9]\d{3}", r"\d{4}", r"\d{4}", r"\d{1,7}"),
        (r"3\d{3}", r"\d{6}", r"\d{4,5}"),
        (r"\d{5}", r"\d{5}", r"[0-9A-Za-z]{11}", r"\d{2}"),
    )
)


class SplitColumns:
    """Take the batches of one table; the runs of columns are chosen on the first of them."""

    def __init__(self, engine: Engine, count_of: Callable[[str], LocusCount]) -> None:
        self._engine = engine
        self._count_of = count_of
        self._runs: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        self._states: dict[str, Locus] = {}

    def feed(self, kind: str, batch: pa.RecordBatch, rows: Sequence[int]) -> None:
        """Scan the joined cells of each run of columns in one batch."""
        names = tuple(batch.schema.names)
        if names not in self._runs and len(self._runs) < MOST_SHAPES:
            self._runs[names] = list(_runs(batch))
        for first, size in self._runs.get(names, ()):
            parts = [batch.column(first + place) for place in range(size)]
            joined = pc.binary_join_element_wise(*parts, " ").fill_null("")
            self._scan(f"{kind}:{names[first]}", names[first : first + size], joined, rows)

    def finish(self) -> None:
        """Count what was tried."""
        mine = {rule.name for rule in self._engine.rules.rules if {*rule.pattern.types} & {*_SPLIT}}
        for locus, state in self._states.items():
            tried = Locus(state.field_name)
            tried.checked = Counter({rule: state.checked[rule] for rule in mine})
            tried.passed = Counter({rule: state.passed[rule] for rule in mine})
            self._count_of(locus).close(tried)

    def _scan(
        self, locus: str, names: Sequence[str], joined: pa.StringArray, rows: Sequence[int]
    ) -> None:
        state = self._states.setdefault(locus, Locus(" ".join(names)))
        cells = Cells(joined, rows)
        found = self._engine.hits(cells.buffer, state)
        hits = found.chosen(
            at for at, taken in enumerate(found.taken) if taken.reading.type in _SPLIT
        )
        if hits:
            lie_in = [Container.COLUMN] * len(hits)
            self._count_of(locus).hits(hits, lie_in, lambda start: cells.at(cells.row(start)))


def _runs(batch: pa.RecordBatch) -> Iterator[tuple[int, int]]:
    """Yield (first column, number of columns) of each run whose first cells have a shape."""
    looks = [
        [cell.strip() for cell in column.slice(0, LOOK_AT).to_pylist() if cell]
        for column in batch.columns
    ]
    place = 0
    while place < len(looks):
        size = next((len(shape) for shape in _SHAPES if _has(looks[place:], shape)), 0)
        if size:
            yield place, size
        place += size or 1


def _has(looks: list[list[str]], shape: tuple[re.Pattern[str], ...]) -> bool:
    return len(looks) >= len(shape) and all(
        look and all(part.fullmatch(cell) for cell in look)
        for look, part in zip(looks, shape, strict=False)
    )
