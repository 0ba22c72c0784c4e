"""Hold one source to what may be taken of it in one run: rows, bytes, seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pyarrow as pa

from pdscan.account import Account
from pdscan.contracts import ReadOptions
from pdscan.model import Reason, UnreadableError


class Budget:
    """Hold to the limits what all processes take of a source; seconds run from its first table.

    The clock is one that all processes of the machine share.
    """

    def __init__(self, options: ReadOptions, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = options.limits
        self._account = options.account or Account()
        self._clock = clock

    def spent(
        self, batches: Iterator[pa.RecordBatch], beside: Callable[[], int] = lambda: 0
    ) -> Iterator[pa.RecordBatch]:
        """Yield the batches; raise UnreadableError(BUDGET) before one that is not paid for.

        `beside` gives the bytes of documents that came with a batch.
        """
        self._check()
        for batch in batches:
            self._check()
            self._account.add(batch.num_rows, batch.nbytes + beside(), now=self._clock())
            yield batch

    def _check(self) -> None:
        limits = self._limits
        rows, size, seconds = self._account.add(now=self._clock())
        for kind, taken, most in (
            ("rows", rows, limits.source_rows),
            ("bytes", size, limits.source_bytes),
            ("seconds", seconds, limits.source_seconds),
        ):
            if most is not None and taken >= most:
                detail = f"the source's budget of {most:,} {kind} (source_{kind}) is spent"
                raise UnreadableError(Reason.BUDGET, detail)
