"""Hold one source to what may be taken of it in one run: rows, bytes, seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pyarrow as pa

from pdscan.contracts import Limits
from pdscan.model import Reason, UnreadableError


class Budget:
    """Add up what is taken of a source; seconds run from the first table on."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._start: float | None = None
        self._rows = self._bytes = 0

    def spent(
        self, batches: Iterator[pa.RecordBatch], beside: Callable[[], int] = lambda: 0
    ) -> Iterator[pa.RecordBatch]:
        """Yield the batches; raise UnreadableError(BUDGET) before one that is not paid for.

        `beside` gives the bytes of documents that came with a batch.
        """
        self._start = self._clock() if self._start is None else self._start
        self._check()
        for batch in batches:
            self._check()
            self._rows += batch.num_rows
            self._bytes += batch.nbytes + beside()
            yield batch

    def _check(self) -> None:
        limits, seconds = self._limits, self._clock() - (self._start or 0)
        for kind, taken, most in (
            ("rows", self._rows, limits.source_rows),
            ("bytes", self._bytes, limits.source_bytes),
            ("seconds", seconds, limits.source_seconds),
        ):
            if most is not None and taken >= most:
                detail = f"the source's budget of {most:,} {kind} (source_{kind}) is spent"
                raise UnreadableError(Reason.BUDGET, detail)
