"""Gather JSON values by path into table blocks.

Records alike become columns many at a time; those whose arrays take rows of their own, or whose
keys are data, are placed one by one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from pdscan.model import Block
from pdscan.readers.batches import CHARACTERS, ROWS, clean
from pdscan.readers.json_columns import Columns, UnlikeError, is_data, join

_MAP_KEYS = 200
_PATHS = 20_000
_TOGETHER = 1_000
_DEEPEST = 100


class Rows:
    """Gather values by path and row until a batch is full."""

    def __init__(self) -> None:
        self.start = 0
        self._columns: dict[str, list[str | None]] = {}
        self._height = 0
        self._weight = 0

    def add(self, value: object, path: str) -> None:
        """Place one record under the rows that are there."""
        self._height += self._place(value, path, self._height)

    def extend(self, records: list[object], path: str) -> Iterator[Block]:
        """Place many records; yield a block each time that enough is gathered."""
        for first in range(0, len(records), _TOGETHER):
            group, columns = records[first : first + _TOGETHER], Columns()
            try:
                columns.take(group, path)
            except UnlikeError:
                for record in group:
                    self.add(record, path)
                    if self.is_full():
                        yield from self.take()
                continue
            self._append(columns, len(group))
            if self.is_full():
                yield from self.take()

    def is_full(self) -> bool:
        """Say whether a batch is due."""
        many = len(self._columns) > _PATHS or self._height * len(self._columns) > CHARACTERS
        return many or self._height >= ROWS or self._weight > CHARACTERS

    def take(self) -> Iterator[Block]:
        """Yield what is gathered: one block, or more where columns times rows would be too many."""
        group: dict[str, list[str | None]] = {}
        tallest = 0
        for path, cells in self._columns.items():
            if group and (len(group) + 1) * max(tallest, len(cells)) > 4 * CHARACTERS:
                yield self._block(group, tallest)
                group, tallest = {}, 0
            group[path] = cells
            tallest = max(tallest, len(cells))
        if group:
            whole = len(group) == len(self._columns)
            yield self._block(group, self._height if whole else tallest)
        self.start += self._height
        self._columns, self._height, self._weight = {}, 0, 0

    def _append(self, columns: Columns, height: int) -> None:
        for path, cells in columns.cells.items():
            above = self._columns.setdefault(path, [])
            above.extend([None] * (self._height - len(above)))
            above.extend(cells)
        self._height += height
        self._weight += columns.weight

    def _block(self, columns: dict[str, list[str | None]], height: int) -> Block:
        for cells in columns.values():
            cells.extend([None] * (height - len(cells)))
        arrays = [_array(cells) for cells in columns.values()]
        batch = pa.RecordBatch.from_arrays(arrays, names=list(columns))
        return Block(start=self.start, batch=batch, locus="key")

    def _place(self, value: object, path: str, row: int, depth: int = 0) -> int:
        """Put a value at a row and return how many rows it takes."""
        if isinstance(value, dict | list) and depth > _DEEPEST:
            self._put(path, row, " ".join(_leaves(value)))
            return 1
        if isinstance(value, dict):
            return self._place_object(value, path, row, depth + 1)
        if isinstance(value, list):
            height, inner = 0, path + "[*]"
            for item in value:
                height += self._place(item, inner, row + height, depth + 1)
            return height or 1
        if value is not None:
            text = value if isinstance(value, str) else "true" if value else "false"
            self._put(path, row, text)
        return 1

    def _place_object(self, value: dict[str, object], path: str, row: int, depth: int) -> int:
        height = 1
        if not _is_map(value):
            for key, item in value.items():
                if type(item) is str:  # most are: saves a call
                    self._put(join(path, key), row, item)
                else:
                    height = max(height, self._place(item, join(path, key), row, depth))
            return height
        height = 0
        for key, item in value.items():
            self._put(f"{path}.*~", row + height, key)
            height += self._place(item, f"{path}.*", row + height, depth)
        return height

    def _put(self, path: str, row: int, text: str) -> None:
        cells = self._columns.get(path)
        if cells is None:
            cells = self._columns[path] = []
        missing = row - len(cells)
        if missing >= 0:
            if missing:
                cells.extend([None] * missing)
            cells.append(text or None)
        else:
            cells[row] = text or None
        self._weight += len(text) + 8


def _is_map(value: dict[str, object]) -> bool:
    return len(value) > _MAP_KEYS or any(map(is_data, value))


def _array(cells: list[str | None]) -> pa.StringArray:
    try:
        return pa.array(cells, pa.string())
    except UnicodeEncodeError:  # half of a pair, escaped in the JSON
        return pa.array([cell and clean(cell) for cell in cells], pa.string())


def _leaves(value: object) -> Iterator[str]:
    """Yield keys and values of what lies too deep for paths, without calling itself."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [part for pair in reversed(one.items()) for part in reversed(pair)]
        elif isinstance(one, list):
            waiting += reversed(one)
        elif one is not None:
            yield one if isinstance(one, str) else "true" if one else "false"
