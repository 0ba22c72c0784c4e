"""Find the objects of a OneNote file: property sets, and the files that were put into it.

Sources: [MS-ONESTORE] 2.3 to 2.6 (files of the desktop), [MS-FSSHTTPB] 2.2.1 (of OneDrive). All
revisions that a file keeps are walked, so that text which was changed or deleted is seen too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FRAGMENT = re.compile(re.escape(bytes.fromhex("c4f4f7f5b17a56a4")))
_HELD_FILE = bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac")
_PACKAGED = bytes.fromhex("2fe98d63d4a6c14b9a36b3fc2511a5b7")
_DECLARING = {0x2D, 0x2E, 0x41, 0x42, 0xA4, 0xA5, 0xC4, 0xC5}
_LOCKED = 0x7C
_START, _COUNT = ((8, 1), (4, 1), (2, 8), (4, 8)), ((4, 1), (8, 1), (1, 8), (2, 8))
_OBJECT, _BLOB = 0x16, 0x02
_LONG = 0x7FFF
_PACKAGE_AT = 68
_DEEPEST = 32
Properties = list[tuple[int, bytes]]


class LockedError(Exception):
    """Say that a section of the file is encrypted."""


def objects(data: bytes) -> Iterator[bytes]:
    """Yield the bytes of each object; of a packaged file also some that are no property set.

    Raises LockedError, and ValueError for what is damaged.
    """
    if data[48:64] == _PACKAGED:
        yield from (_unwrapped(held) for kind, held in _package(data) if kind == _OBJECT)
        return
    places = [match.start() for match in _FRAGMENT.finditer(data)]
    seen: set[tuple[int, int]] = set()
    for begin, end in zip(places, [*places[1:], len(data)], strict=True):
        for place in _declared(data, begin + 16, end):
            if place not in seen:
                seen.add(place)
                yield data[place[0] : sum(place)]


def files(data: bytes) -> Iterator[bytes]:
    """Yield the files and pictures that were put into the notes; ValueError for one cut short."""
    if data[48:64] == _PACKAGED:
        for kind, held in _package(data):
            if kind == _BLOB:
                size, at = _compact(held, 0)
                yield held[at : at + size]
        return
    at = data.find(_HELD_FILE)
    while at >= 0:
        size = _number(data, at + 16, 8)
        if at + 36 + size > len(data):
            raise ValueError
        yield data[at + 36 : at + 36 + size]
        at = data.find(_HELD_FILE, at + 36)


def properties(held: bytes) -> Properties:
    """Return ids and bytes of an object's properties; ValueError where it is none."""
    head = _number(held, 0, 4)
    at = 4 + 4 * (head & 0xFFFFFF)
    if not head >> 31:
        head = _number(held, at, 4)
        at += 4 + 4 * (head & 0xFFFFFF)
        if head >> 30 & 1:
            at += 4 + 4 * (_number(held, at, 4) & 0xFFFFFF)
    found: Properties = []
    _set(held, at, found, 0)
    return found


def _set(held: bytes, at: int, found: Properties, depth: int) -> int:
    """Gather the properties of a set that begins there; return where it ends."""
    count = _number(held, at, 2)
    ids = [_number(held, at + 2 + 4 * place, 4) for place in range(count)]
    at += 2 + 4 * count
    for one in ids:
        at = _property(held, at, one, found, depth)
    return at


def _property(held: bytes, at: int, one: int, found: Properties, depth: int) -> int:
    kind = one >> 26 & 31
    if kind in {1, 2, 8, 10, 12}:  # truth values, and ids that stand before the set
        return at
    if kind in {3, 4, 5, 6}:
        return at + (1 << kind - 3)
    if kind in {9, 11, 13}:
        return at + 4
    if kind == 7:
        size = _number(held, at, 4)
        if at + 4 + size > len(held):
            raise ValueError
        found.append((one, held[at + 4 : at + 4 + size]))
        return at + 4 + size
    if kind not in {0x10, 0x11} or depth >= _DEEPEST:
        raise ValueError
    count = _number(held, at, 4) if kind == 0x10 else 1
    at += 0 if kind == 0x11 else 8 if count else 4
    for _ in range(count):
        at = _set(held, at, found, depth + 1)
    return at


def _declared(data: bytes, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield place and size of the objects that the nodes of a fragment declare."""
    while at + 4 <= end:
        head = _number(data, at, 4)
        node, size = head & 0x3FF, head >> 10 & 0x1FFF
        if node == 0 or size < 4:
            return
        if node == _LOCKED:
            raise LockedError
        if node in _DECLARING and head >> 27 & 15 == 1:
            (wide, times), (long, by) = _START[head >> 23 & 3], _COUNT[head >> 25 & 3]
            yield _number(data, at + 4, wide) * times, _number(data, at + 4 + wide, long) * by
        at += size


def _package(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and bytes of the stream objects of a packaged file, outer before inner."""
    at = _PACKAGE_AT
    while at + 2 <= len(data):
        mark = data[at] & 3
        if mark in {1, 3}:  # an object ends
            at += 1 if mark == 1 else 2
            continue
        if data[at : at + 2] == b"\0\0":
            return
        wide, kinds, shift = (2, 0x3F, 9) if mark == 0 else (4, 0x3FFF, 17)
        head = _number(data, at, wide)
        at += wide
        kind, size = head >> 3 & kinds, head >> shift
        if mark == 2 and size == _LONG:
            size, at = _compact(data, at)
        yield kind, data[at : at + size]
        at += size


def _unwrapped(held: bytes) -> bytes:
    """Return the object behind the ids that it refers to."""
    count, at = _compact(held, 0)
    for _ in range(count):
        at = _after_id(held, at)
    count, at = _compact(held, at)
    for _ in range(2 * count):
        at = _after_id(held, at)
    size, at = _compact(held, at)
    return held[at : at + size]


def _after_id(held: bytes, at: int) -> int:
    """Return where an extended GUID ends."""
    first = _number(held, at, 1)
    if first == 0:
        return at + 1
    sizes = ((7, 4, 17), (0x3F, 0x20, 18), (0x7F, 0x40, 19), (0xFF, 0x80, 21))
    for mask, mark, size in sizes:
        if first & mask == mark:
            return at + size
    raise ValueError


def _compact(held: bytes, at: int) -> tuple[int, int]:
    """Return a number whose first set bit tells its length, and where it ends."""
    first = _number(held, at, 1)
    if first == 0:
        return 0, at + 1
    if first == 0x80:
        return _number(held, at + 1, 8), at + 9
    size = (first & -first).bit_length()
    return _number(held, at, size) >> size, at + size


def _number(held: bytes, at: int, size: int) -> int:
    if at + size > len(held):
        raise ValueError
    return int.from_bytes(held[at : at + size], "little")
