"""Read JSON that lies in the cells of a column: each of its paths becomes a field of its own.

The paths are those of a JSON document (`$.a[*].b`), below the column's name; a cell that is no JSON
stays with the column. At most PATHS paths of a column are told apart: what lies at later ones
counts as the column's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from pdscan.detection.opened_cells import OpenedCells
from pdscan.detection.table_scan import ColumnScan
from pdscan.model import Block
from pdscan.readers.json_rows import Rows

LOOK_AT = 1000
MOST = 0.9
PATHS = 2_000
_AT_ONCE = 1_000
_ROW, _VALUE = "row", "value"

_decode = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, strict=False).decode

Numbers = Sequence[int]
FieldOf = Callable[[str, list[str]], ColumnScan]
Together = Callable[[pa.RecordBatch, Numbers], None]


class JsonCells:
    """Take the batches of one column; where most cells are JSON, share them out by path.

    `plain` scans the column itself, `field_of` gives the scan of a path, told the paths beside it;
    `split` takes all paths together, for numbers split over them.
    """

    def __init__(self, plain: ColumnScan, field_of: FieldOf, split: Together) -> None:
        self._plain = plain
        self._field_of = field_of
        self._split = split
        self._fields: dict[str, ColumnScan] = {}
        self._is_json: bool | None = None
        self._opened = OpenedCells()

    def feed(self, column: pa.StringArray, rows: Numbers) -> None:
        """Scan one batch of cells; what the first filled one holds decides for all."""
        if self._is_json is None:
            self._opened.look(column)
        opened = self._opened.opened(column)
        if self._is_json is None:
            self._is_json = _holds_json(opened)
            if self._is_json is False:
                self._plain.opened = self._opened
        if not self._is_json:
            self._plain.feed(column, rows)
            return
        for start in range(0, len(opened), _AT_ONCE):
            self._share_out(opened.slice(start, _AT_ONCE), rows[start : start + _AT_ONCE])

    def finish(self) -> None:
        """Count what was tried."""
        self._plain.finish()
        for field in self._fields.values():
            field.finish()

    def _share_out(self, column: pa.StringArray, rows: Numbers) -> None:
        records: list[object] = []
        others: list[str | None] = []
        for cell, row in zip(column.to_pylist(), rows, strict=True):
            value = _json(cell)
            if value is not None:
                records.append({_ROW: str(row), _VALUE: value})
            others.append(cell if value is None else None)
        self._plain.feed(pa.array(others, pa.string()), rows)
        gathered = Rows()
        for block in _blocks(gathered, records):
            self._feed_paths(block)

    def _feed_paths(self, block: tuple[dict[str, pa.StringArray], Numbers]) -> None:
        columns, rows = block
        beside = list(columns)
        for path, cells in columns.items():
            if path not in self._fields and len(self._fields) < PATHS:
                self._fields[path] = self._field_of(path, beside)
            self._fields.get(path, self._plain).feed(cells, rows)
        if columns and len(rows) == len(next(iter(columns.values()))):
            self._split(pa.RecordBatch.from_pydict(columns), rows)


def _holds_json(column: pa.StringArray) -> bool | None:
    """Say whether most of the first filled cells are JSON; None where no cell is filled."""
    look = [cell for cell in column.slice(0, 4 * LOOK_AT).to_pylist() if cell and cell.strip()]
    look = look[:LOOK_AT]
    if not look:
        return None
    enough = MOST * len(look)
    if sum(cell.lstrip()[0] in "{[" for cell in look) < enough:
        return False
    return sum(_json(cell) is not None for cell in look) >= enough


def _json(cell: str | None) -> object:
    """Return the object or array that a cell holds, or None."""
    text = (cell or "").strip()
    if text[:1] not in {"{", "["}:
        return None
    try:
        return _decode(text)
    except (ValueError, RecursionError):
        return None


def _blocks(
    gathered: Rows, records: list[object]
) -> Iterator[tuple[dict[str, pa.StringArray], Numbers]]:
    """Yield columns by path, with the table's row of each of their cells."""
    rows: Numbers = ()
    for block in (*gathered.extend(records, "$"), *gathered.take()):
        columns = _columns(block)
        numbers = columns.pop(f"$.{_ROW}", None)
        if numbers is not None:
            rows = _filled(numbers)
        yield {"$" + path.removeprefix(f"$.{_VALUE}"): one for path, one in columns.items()}, rows


def _columns(block: Block) -> dict[str, pa.StringArray]:
    batch = block.batch
    return {} if batch is None else dict(zip(batch.schema.names, batch.columns, strict=True))


def _filled(numbers: pa.StringArray) -> list[int]:
    """Return the row of each cell: an array in a cell takes several, numbered in the first only."""
    known = np.array([int(one or -1) for one in numbers.to_pylist()])
    filled: list[int] = np.maximum.accumulate(known).tolist()
    return filled
