"""Gather JSON values by path into table blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import pyarrow as pa

from pdscan.model import Block
from pdscan.readers.batches import CHARACTERS, ROWS, clean

_MAP_KEYS = 200
_PATHS = 20_000
_PLAIN_KEY = re.compile(r"[^\W\d][\w-]*")
_DATA_KEY = re.compile(r"@|(?:\d\D*){6}")


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

    def _block(self, columns: dict[str, list[str | None]], height: int) -> Block:
        for cells in columns.values():
            cells.extend([None] * (height - len(cells)))
        arrays = [pa.array(cells, pa.string()) for cells in columns.values()]
        batch = pa.RecordBatch.from_arrays(arrays, names=list(columns))
        return Block(start=self.start, batch=batch, locus="key")

    def _place(self, value: object, path: str, row: int) -> int:
        """Put a value at a row and return how many rows it takes."""
        if isinstance(value, dict):
            return self._place_object(value, path, row)
        if isinstance(value, list):
            height, inner = 0, path + "[*]"
            for item in value:
                height += self._place(item, inner, row + height)
            return height or 1
        if value is not None:
            text = value if isinstance(value, str) else "true" if value else "false"
            self._put(path, row, text)
        return 1

    def _place_object(self, value: dict[str, object], path: str, row: int) -> int:
        height = 1
        if not _is_map(value):
            for key, item in value.items():
                if type(item) is str:  # most are: saves a call
                    self._put(_join(path, key), row, item)
                else:
                    height = max(height, self._place(item, _join(path, key), row))
            return height
        height = 0
        for key, item in value.items():
            self._put(f"{path}.*~", row + height, key)
            height += self._place(item, f"{path}.*", row + height)
        return height

    def _put(self, path: str, row: int, text: str) -> None:
        if not text.isascii():
            text = clean(text)
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
    return len(value) > _MAP_KEYS or any(map(_is_data, value))


@lru_cache(maxsize=10_000)
def _is_data(key: str) -> bool:
    return bool(_DATA_KEY.search(key))


@lru_cache(maxsize=10_000)
def _join(path: str, key: str) -> str:
    return path + _step(key)


def _step(key: str) -> str:
    """Return the path step of a key.

    >>> _step("nom"), _step("a.b")
    ('.nom', "['a.b']")
    """
    if _PLAIN_KEY.fullmatch(key):
        return f".{key}"
    return "['" + clean(key).replace("\\", "\\\\").replace("'", "\\'") + "']"
