"""Read a sample in four rounds, each drawn from all over the table.

What was read when a round ends, an eighth, a quarter or a half of the rows, is a smaller sample by
itself. A scan is told so, and may end the reading there.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from itertools import accumulate

import pyarrow as pa

SHARES = (1, 1, 2, 4)  # of the sample, in eighths
LEAST = 2_000  # rows of a sample whose half says enough of what isn't in it

Batches = Generator[pa.RecordBatch, None, None]
Rounds = Generator[Batches, None, None]


def by_statement(readings: Iterable[Batches]) -> Rounds:
    """Yield the readings of statements that draw one round each."""
    for one in readings:
        with closing(one):
            yield one


def by_count(batches: Batches, n: int | None) -> Rounds:
    """Cut the reading of n rows in rounds; one round where they are not counted.

    Its batches end where a round does.
    """
    with closing(batches):
        begun = 0
        for end in _ends(n):
            yield _round(batches, end - begun)
            begun = end
        yield batches


def _round(batches: Iterator[pa.RecordBatch], rows: int) -> Batches:
    read = 0
    while read < rows and (batch := next(batches, None)) is not None:
        read += batch.num_rows
        yield batch


def room(read: int, n: int | None, most: int) -> int:
    """Return how many rows a batch may have at most, so that it ends where a round of n does."""
    return min([most, *(end - read for end in _ends(n) if end > read)])


def _ends(n: int | None) -> list[int]:
    """Return after how many of n rows each round but the last ends."""
    return [] if n is None else [n // sum(SHARES) * done for done in accumulate(SHARES[:-1])]
