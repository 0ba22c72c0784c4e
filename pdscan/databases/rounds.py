"""Read a sample in rounds: eight that are equally big, each drawn from all over the table.

What was read when a round ends is a smaller sample by itself. A scan is told so after an eighth, a
quarter and a half of the rows, and may end the reading there.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing

import pyarrow as pa

ROUNDS = 8
STAGES = (0, 1, 2, 4)  # the rounds after which the scan is told
LEAST = 2_000  # rows of a sample whose half says enough of what isn't in it

Batches = Generator[pa.RecordBatch, None, None]
Rounds = Generator[Batches, None, None]


def by_statement(readings: Iterable[Batches]) -> Rounds:
    """Yield the readings of statements that draw one round each."""
    for one in readings:
        with closing(one):
            yield one


def by_count(batches: Batches, rows: int | None) -> Rounds:
    """Cut a reading in rounds of so many rows; one round where they are not counted.

    Its batches end where a round does.
    """
    with closing(batches):
        if rows is None:
            yield batches
            return
        for _ in range(ROUNDS - 1):
            yield _round(batches, rows)
        yield batches


def _round(batches: Iterator[pa.RecordBatch], rows: int) -> Batches:
    read = 0
    while read < rows and (batch := next(batches, None)) is not None:
        read += batch.num_rows
        yield batch


def room(read: int, rows: int | None, most: int) -> int:
    """Return how many rows a batch may have at most, so that it ends where its round does."""
    return most if rows is None else min(most, rows - read % rows)
