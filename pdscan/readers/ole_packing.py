"""Pack streams into an OLE2 file of their own; source: [MS-CFB], version 4.

So an object embedded in an old document is read by the reader of whole files. Streams are filled
up with zeros to the smallest size that needs no second allocation table.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Mapping

_SECTOR, _SMALLEST = 4096, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_LONGEST = 109 * (_SECTOR // 4) * _SECTOR - (1 << 24)
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_ENTRY = struct.Struct("<64sHBBIII16sIQQIQ")

Path = tuple[str, ...]


def packed(streams: Mapping[Path, bytes]) -> bytes:
    """Return a file that holds the streams by their paths; ValueError where they are too large."""
    bodies = [data.ljust(_SMALLEST, b"\0") for data in streams.values()]
    if sum(len(body) + _SECTOR for body in bodies) > _LONGEST:
        raise ValueError
    table: list[int] = []
    starts = [_chain(table, len(body)) for body in bodies]
    directory = _directory(streams, bodies, starts)
    directory_at = _chain(table, len(directory))
    tables = len(table) // (_SECTOR // 4 - 1) + 1
    tables_at = len(table)
    table += [_FAT] * tables
    table += [_FREE] * (tables * (_SECTOR // 4) - len(table))
    content = b"".join(body.ljust(_whole(len(body)), b"\0") for body in (*bodies, directory))
    return _header(directory_at, tables_at, tables, len(directory)) + content + _words(table)


def _whole(size: int) -> int:
    return -(-size // _SECTOR) * _SECTOR


def _words(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _chain(table: list[int], size: int) -> int:
    """Add the sectors of a stream to the table and return its first."""
    start, count = len(table), _whole(size) // _SECTOR
    table += [*range(start + 1, start + count), _END]
    return start


def _header(directory_at: int, tables_at: int, tables: int, directory_size: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 4, 0xFFFE, 12, 6)
    head += _words([directory_size // _SECTOR, tables, directory_at, 0, _SMALLEST])
    head += _words([_END, 0, _END, 0])
    places = [*range(tables_at, tables_at + tables)]
    return (head + _words(places + [_FREE] * (109 - tables))).ljust(_SECTOR, b"\0")


def _directory(streams: Mapping[Path, bytes], bodies: list[bytes], starts: list[int]) -> bytes:
    """Return the directory: each storage holds its entries as a chain of right siblings."""
    sizes = dict(zip(streams, zip(starts, map(len, bodies), strict=True), strict=True))
    storages = {path[:depth] for path in streams for depth in range(len(path))} - {()}
    names: list[Path] = [(), *sorted({*streams, *storages}, key=_order)]
    number = {path: at for at, path in enumerate(names)}
    below: dict[Path, list[Path]] = {path: [] for path in names}
    for path in names[1:]:
        below[path[:-1]].append(path)
    following = {one: two for group in below.values() for one, two in itertools.pairwise(group)}
    entries = b""
    for path in names:
        name = (path[-1] if path else "Root Entry")[:31].encode("utf-16-le")
        start, size = sizes.get(path, (0, 0))
        kind = _STREAM if path in sizes else _STORAGE if path else _ROOT
        child = number[below[path][0]] if below[path] else _FREE
        right = number[following[path]] if path in following else _FREE
        entries += _ENTRY.pack(
            name, len(name) + 2, kind, 1, _FREE, right, child, b"", 0, 0, 0, start, size
        )
    return entries.ljust(_whole(len(entries)), b"\0")


def _order(path: Path) -> tuple[tuple[int, str], ...]:
    """Sort as the format asks: shorter names first."""
    return tuple((len(part), part.upper()) for part in path)
