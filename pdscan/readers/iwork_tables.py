"""Take the cells out of the tables of an iWork document.

The layout (TST.TableModelArchive, Tile, TileRowInfo; cells of storage version 5) is published
nowhere; it is as the free readers of Numbers know it, e.g. numbers-parser 4.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from pdscan.readers.iwork_objects import Message, parts, referred, text, whole

_EPOCH = datetime(2001, 1, 1)
_STORED = 5
_NUMBER, _TEXT, _DATE, _TRUTH, _LENGTH, _RICH, _MONEY = 2, 3, 5, 6, 7, 9, 10
_DECIMAL, _DOUBLE, _SECONDS, _STRING_ID, _RICH_ID = 1, 2, 4, 8, 16
_MOST_CELLS = 5_000_000
Known = Mapping[int, Message]


class Table:
    """Read one table: its name and its rows, every cell a text."""

    def __init__(self, model: bytes, known: Known) -> None:
        self.name = text(model, 8)
        self._known = known
        self._height, self._width = whole(model, 6), whole(model, 7)
        self._store = next(iter(parts(model, 4)), b"")
        self._strings = {key: text(entry, 3) for key, entry in self._entries(4)}
        self._rich = {key: self._rich_text(entry) for key, entry in self._entries(17)}
        if self._height * self._width > _MOST_CELLS:
            raise ValueError

    def rows(self) -> list[list[str]]:
        """Return all rows; a cell that is damaged raises one of struct.error and ValueError."""
        found = [[""] * self._width for _ in range(self._height)]
        storage = next(iter(parts(self._store, 3)), b"")
        size = whole(storage, 2) or 256
        for tile in parts(storage, 1):
            first = whole(tile, 1) * size
            for message in referred(tile, 2, self._known):
                for row in parts(message.data, 5):
                    self._fill(found, first + whole(row, 1), row)
        return found

    def _fill(self, found: list[list[str]], number: int, row: bytes) -> None:
        cells = next(iter(parts(row, 6)), b"")
        places = next(iter(parts(row, 7)), b"")
        step = 4 if whole(row, 8) else 1
        for column, (at,) in enumerate(struct.iter_unpack("<h", places[: len(places) & ~1])):
            if at >= 0 and number < len(found) and column < self._width:
                found[number][column] = self._cell(cells[at * step :])

    def _cell(self, raw: bytes) -> str:
        if raw[0] != _STORED:
            raise ValueError
        kind, flags, at = raw[1], int.from_bytes(raw[8:12], "little"), 12
        values: dict[int, bytes] = {}
        sizes = {_DECIMAL: 16, _DOUBLE: 8, _SECONDS: 8, _STRING_ID: 4, _RICH_ID: 4}
        for flag, size in sizes.items():
            if flags & flag:
                values[flag] = raw[at : at + size]
                at += size
        return self._shown(kind, values)

    def _shown(self, kind: int, values: dict[int, bytes]) -> str:
        if kind == _TEXT:
            return self._strings.get(_id(values.get(_STRING_ID)), "")
        if kind == _RICH:
            return self._rich.get(_id(values.get(_RICH_ID)), "")
        if kind in {_NUMBER, _MONEY}:
            return _decimal(values[_DECIMAL]) if _DECIMAL in values else _double(values)
        if kind == _DATE:
            (seconds,) = struct.unpack("<d", values.get(_SECONDS, bytes(8)))
            moment = _EPOCH + timedelta(seconds=seconds)
            return moment.isoformat(" ") if moment.time() != _EPOCH.time() else str(moment.date())
        if kind == _TRUTH:
            return "true" if any(values.get(_DOUBLE, b"")) else "false"
        return _double(values) if kind == _LENGTH else ""

    def _entries(self, number: int) -> list[tuple[int, bytes]]:
        """Return the entries of a list of the store by their keys, those of its segments too."""
        found: list[bytes] = []
        for message in referred(self._store, number, self._known):
            found += parts(message.data, 3)
            for segment in referred(message.data, 4, self._known):
                found += parts(segment.data, 3)
        return [(whole(entry, 1), entry) for entry in found]

    def _rich_text(self, entry: bytes) -> str:
        payloads = referred(entry, 9, self._known)
        storages = [one for held in payloads for one in referred(held.data, 1, self._known)]
        return "\n".join(text(storage.data, 3) for storage in storages)


def _id(raw: bytes | None) -> int:
    return int.from_bytes(raw or b"", "little")


def _decimal(raw: bytes) -> str:
    """Return a number of IEEE 754 decimal128 in its binary form."""
    exponent = ((raw[15] & 0x7F) << 7 | raw[14] >> 1) - 0x1820
    digits = int.from_bytes(raw[:14], "little") | (raw[14] & 1) << 112
    if abs(exponent) > 400:
        raise ValueError
    number = Decimal(-digits if raw[15] & 0x80 else digits).scaleb(exponent)
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _double(values: dict[int, bytes]) -> str:
    (number,) = struct.unpack("<d", values.get(_DOUBLE, bytes(8)))
    return str(int(number)) if number.is_integer() else repr(number)
