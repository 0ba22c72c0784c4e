"""Estimate how many distinct values there are, without keeping any.

K minimum values: of 64-bit hashes of the values the 1,024 smallest are kept; their spread tells how
many there were (Bar-Yossef et al. 2002). Exact below 1,024, within some 3 % above. The hash is a
CRC-32 stirred to 64 bits: quick, never leaves memory, and the same in every run and worker.
"""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KEPT = 1024
_SPACE = 1 << 64
_MASK = _SPACE - 1
_FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9
_SIGNS = b" .,:;/()+_'\"@#-"
_BETWEEN = b"\x1e"
_LOWER = bytes(range(256)).lower()
_PHONE_DIGITS = 9

Orders = np.ndarray[tuple[int], np.dtype[np.uint64]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]


def order(type_id: str, value: str) -> int:
    """Return the hash of one value; spelling (case, separators, a phone's prefix) doesn't count."""
    plain = _plain_of(value.encode("utf-8", "replace"))
    mixed = (crc32(plain[_from(type_id) :]) * _FIRST) & _MASK
    mixed = ((mixed ^ (mixed >> 29)) * _SECOND) & _MASK
    return mixed ^ (mixed >> 32)


def orders(type_id: str, values: pa.StringArray) -> Orders:
    """Return the hashes of many values, none of them null, the same as `order` gives one by one."""
    together = pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), values)
    joined: bytes = pc.binary_join(together, _BETWEEN.decode())[0].as_buffer().to_pybytes()
    parts = _plain(joined)
    if len(parts) != len(values):
        parts = [_plain_of(value) for value in values.cast(pa.binary()).to_pylist()]
    return _mixed(type_id, parts)


def orders_of(type_id: str, values: Sequence[str]) -> Orders:
    """Return the hashes of many values, the same as `order` gives one by one."""
    parts = _plain(_BETWEEN.decode().join(values).encode("utf-8", "replace"))
    if len(parts) != len(values):
        parts = [_plain_of(value.encode("utf-8", "replace")) for value in values]
    return _mixed(type_id, parts)


def _plain(joined: bytes) -> list[bytes]:
    """Return the values of a joined text as they are hashed; too many where one held the joint."""
    return joined.translate(_LOWER, _SIGNS).split(_BETWEEN)


def _plain_of(value: bytes) -> bytes:
    return value.translate(_LOWER, _SIGNS)


def _mixed(type_id: str, plain: Sequence[bytes]) -> Orders:
    start = _from(type_id)
    if start is not None:
        plain = [value[start:] for value in plain]
    mixed = np.fromiter(map(crc32, plain), np.uint64, len(plain))
    mixed *= np.uint64(_FIRST)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(_SECOND)
    return mixed ^ (mixed >> np.uint64(32))


def smallest(many: Orders, count: int) -> list[int]:
    """Return where the `count` smallest hashes lie, smallest first."""
    if len(many) > 2 * count:
        chosen = np.argpartition(many, count)[:count]
        return [int(index) for index in chosen[many[chosen].argsort(kind="stable")]]
    return [int(index) for index in many.argsort(kind="stable")[:count]]


def _from(type_id: str) -> int | None:
    return -_PHONE_DIGITS if type_id == "contact.phone" else None


class Sketch:
    """Hold the smallest hashes seen; sketches of parts add up to that of the whole."""

    __slots__ = ("_smallest",)

    def __init__(self) -> None:
        self._smallest: set[int] = set()

    def __contains__(self, one: int) -> bool:
        """Say whether a hash is among those kept."""
        return one in self._smallest

    def add(self, one: int) -> bool:
        """Add a hash; say whether it is new and small enough to matter."""
        if one in self._smallest:
            return False
        self._smallest.add(one)
        if len(self._smallest) > 2 * KEPT:
            self._cut()
        return True

    def add_all(self, many: Orders) -> None:
        """Add many hashes at once."""
        self._cut()
        if len(self._smallest) == KEPT:
            many = many[many < max(self._smallest)]
        self._smallest.update(many[smallest(many, KEPT)].tolist())
        self._cut()

    def merge(self, other: Sketch) -> None:
        """Add all that another sketch saw."""
        self._smallest |= other._smallest
        self._cut()

    def count(self) -> int:
        """Return the estimate."""
        smallest = sorted(self._smallest)[:KEPT]
        if len(smallest) < KEPT:
            return len(smallest)
        return round((KEPT - 1) * _SPACE / smallest[-1])

    def _cut(self) -> None:
        if len(self._smallest) > KEPT:
            self._smallest = set(sorted(self._smallest)[:KEPT])
