"""Read assets in worker processes; results come back in the order of the assets."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache

from pdscan import core_dumps
from pdscan.contracts import Source
from pdscan.detection.engine import Engine
from pdscan.model import Asset, Gap, Reason
from pdscan.plan import Plan, calendar_of, engine_of, scan_options
from pdscan.read_asset import AssetResult, gap_of, read_asset

AHEAD = 4
MOST_DEATHS = 5


@dataclass(slots=True)
class _Worker:
    """Hold what one worker process needs: made at its start, used for every asset."""

    plan: Plan
    engine: Engine
    sources: dict[int, Source]

    def source(self, number: int) -> Source:
        if number not in self.sources:
            self.sources[number] = self.plan.sources[number].open().__enter__()
        return self.sources[number]


@cache
def _here() -> dict[str, _Worker]:
    return {}


def read_in_workers(
    plan: Plan, assets: Sequence[tuple[int, Asset]]
) -> Iterator[tuple[Asset, list[AssetResult]]]:
    """Yield each asset (with the number of its source) with its results, in order.

    A worker that dies takes along what its fellows were reading; each of these assets is read once
    more by a worker of its own, and the one that kills it again is a gap.
    """
    if not assets:
        return
    waiting: deque[tuple[int, Asset, Future[list[AssetResult]]]] = deque()
    with ExitStack() as stack:
        crew = _Crew(plan, stack)
        for number, asset in assets:
            waiting.append((number, asset, crew.submit(number, asset)))
            if len(waiting) >= AHEAD * plan.workers:
                yield crew.result(*waiting.popleft())
        while waiting:
            yield crew.result(*waiting.popleft())


class _Crew:
    """Hold the pool of workers and a second one of one worker; replace those that break."""

    def __init__(self, plan: Plan, stack: ExitStack) -> None:
        self._plan = plan
        self._stack = stack
        self._many = self._pool(plan.workers)
        self._single: Executor | None = None
        self._deaths = 0

    def submit(self, number: int, asset: Asset) -> Future[list[AssetResult]]:
        try:
            return self._many.submit(_read, number, asset)
        except BrokenProcessPool:
            self._many = self._pool(self._plan.workers)
            return self._many.submit(_read, number, asset)

    def result(
        self, number: int, asset: Asset, future: Future[list[AssetResult]]
    ) -> tuple[Asset, list[AssetResult]]:
        try:
            found = future.result()
        except BrokenProcessPool:
            found = self._again(number, asset)
        return asset, found

    def _again(self, number: int, asset: Asset) -> list[AssetResult]:
        """Read an asset alone; where workers do nothing but die, give up at once."""
        if self._deaths < MOST_DEATHS:
            self._single = self._single or self._pool(1)
            try:
                found = self._single.submit(_read, number, asset).result()
            except BrokenProcessPool:
                self._single = None
                self._deaths += 1
            else:
                self._deaths = 0
                return found
        detail = f"a worker process died while it read {asset.locator}"
        return [AssetResult(asset, gaps=[Gap(asset.locator, Reason.CRASHED, detail)])]

    def _pool(self, workers: int) -> Executor:
        """Return fresh processes that know the plan; models load once in each."""
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(
            workers, mp_context=context, initializer=_start, initargs=(self._plan,)
        )
        return self._stack.enter_context(pool)


def _start(plan: Plan) -> None:
    core_dumps.forbid()
    _here()["worker"] = _Worker(plan, engine_of(plan), {})


def _read(number: int, asset: Asset) -> list[AssetResult]:
    worker = _here()["worker"]
    options = scan_options(worker.plan)
    try:
        source = worker.source(number)
    except Exception as error:  # noqa: BLE001 - the guard: one source's failure is a gap
        return [AssetResult(asset, gaps=[gap_of(asset.locator, error)])]
    return read_asset(source, asset, worker.engine, options, calendar_of(worker.plan))
