"""Add up what is taken of one source in a run, by all processes that read it."""

from __future__ import annotations

from collections.abc import MutableSequence
from threading import Lock
from typing import Any

_PATIENCE = 1.0  # seconds: a process that died as it wrote never gives the lock back


class Account:
    """Hold how many rows and bytes were taken, and when the first table was begun."""

    def __init__(
        self, sums: MutableSequence[float] | None = None, lock: Lock | None = None
    ) -> None:
        self._sums: MutableSequence[float] = [0, 0, 0] if sums is None else sums
        self._lock = lock or Lock()

    @classmethod
    def shared(cls) -> Account:
        """Return one that processes share which are handed it as they start."""
        import multiprocessing

        sums: Any = multiprocessing.get_context("spawn").Array("d", 3)
        return cls(sums.get_obj(), sums.get_lock())

    def add(self, rows: int = 0, size: int = 0, *, now: float) -> tuple[int, int, float]:
        """Add rows and bytes; return all that was taken, and the seconds since the first call.

        `now` is of a clock that all processes of the machine share.
        """
        held = self._lock.acquire(timeout=_PATIENCE)
        try:
            sums = self._sums
            sums[0] += rows
            sums[1] += size
            sums[2] = sums[2] or now
            return int(sums[0]), int(sums[1]), now - sums[2]
        finally:
            if held:
                self._lock.release()
