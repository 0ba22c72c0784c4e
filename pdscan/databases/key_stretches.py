"""Cut the numbers of a table's rows in stretches of about as many rows, whatever lies between.

Keys have gaps (rows deleted, numbers given out in blocks) and are dense here and thin there. Where
the index says that the next row after a few numbers lies far off, rows are thin; in turn the
stretch that seems to hold most and the widest are halved. So rows are never counted, and a wrong
guess costs time only: every number belongs to one stretch.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pdscan.databases.key_ranges import Key

_PROBES = 8
_FINER = 4  # times as many stretches are looked at as are wanted


class Find(Protocol):
    """Find numbers of rows by their index."""

    def __call__(self, least: Sequence[int], below: int) -> Sequence[int | None]:
        """Return the first number not below each of `least`, and the last one below `below`."""
        ...


@dataclass(frozen=True, slots=True)
class _Stretch:
    first: int
    last: int
    rows: float


def starts(key: Key, count: int, find: Find) -> list[int | None]:
    """Return where at most `count` stretches begin; None for the first, which has no beginning."""
    found = list(_looked_at(key.first, key.last + 1, find))
    for step in range(_FINER * count):
        # The widest is looked into too: a crowd in a corner of it may have been overlooked.
        most = max(found, key=_width if step % 2 else _rows, default=None)
        if most is None or most.first == most.last:
            break
        found.remove(most)
        middle = most.first + (most.last - most.first + 1) // 2
        found += _looked_at(most.first, middle, find)
        found += _looked_at(middle, most.last + 1, find)
    return _joined(sorted(found, key=lambda one: one.first), count)


def _rows(one: _Stretch) -> float:
    return one.rows


def _width(one: _Stretch) -> int:
    return one.last - one.first


def _looked_at(first: int, stop: int, find: Find) -> Iterator[_Stretch]:
    """Yield the stretch between two numbers, from its first row to its last, if it holds any."""
    width = stop - first
    chance = random.Random(first)  # noqa: S311 - keys in steps must not meet points in steps
    points = [first + int(width * (at + chance.random()) / _PROBES) for at in range(_PROBES)]
    start, *nexts, last = find([first, *points], stop)
    if start is None or last is None or start >= stop:
        return
    if 2 * (last - start + 1) < width:  # most of it is empty: few of the numbers lie among rows
        yield from _looked_at(start, last + 1, find)
        return
    # From any number it is half a step, on average, to the next row.
    pairs = [(p, n) for p, n in zip(points, nexts, strict=True) if start <= p <= last]
    away = [2 * ((last if n is None else n) - p) + 1 for p, n in pairs]
    rows = (last - start + 1) * len(away) / sum(away) if away else 1.0
    yield _Stretch(start, last, max(1.0, rows))


def _joined(found: Sequence[_Stretch], count: int) -> list[int | None]:
    """Join neighbours until each holds its share of the rows."""
    share = sum(one.rows for one in found) / count
    begin: list[int | None] = [None]
    held = 0.0
    for one in found:
        if held and held + one.rows / 2 > share and len(begin) < count:
            begin.append(one.first)
            held = 0.0
        held += one.rows
    return begin
