"""Slow down where a database answers slower than it can: it has other work to do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pyarrow as pa

SLOW = 4.0  # times the best pace seen
NOTICED = 0.25  # seconds: what takes less is no sign of a burden
LONGEST = 2.0  # seconds of rest at once


def paced(
    batches: Iterator[pa.RecordBatch],
    clock: Callable[[], float] = time.monotonic,
    rest: Callable[[float], None] = time.sleep,
) -> Iterator[pa.RecordBatch]:
    """Yield the batches; rest as long as one took where it took far longer than others.

    Pace is seconds a row, in the time that the database needs, not in that of whoever takes the
    batches.
    """
    best = float("inf")
    while True:
        start = clock()
        batch = next(batches, None)
        if batch is None:
            return
        took = clock() - start
        pace = took / max(1, batch.num_rows)
        best = min(best, pace)
        yield batch
        if took > NOTICED and pace > SLOW * best:
            rest(min(took, LONGEST))
