"""Read assets in worker processes; results come back in the order of the assets."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache

from pdscan import copies, core_dumps
from pdscan.contracts import Source
from pdscan.copies import Copies
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import TABLES, Asset, Gap, Reason
from pdscan.plan import Plan, calendar_of, engine_of, scan_options
from pdscan.read_asset import AssetResult, gap_of, read_asset
from pdscan.record_times import Calendar

AHEAD = 4
MOST_DEATHS = 5
TOGETHER = 64  # small files that one worker is given at once: each way costs some 0.2 ms
TOGETHER_BYTES = 1 << 20

Listed = tuple[int, Asset]
Results = list[list[AssetResult]]


@dataclass(slots=True)
class _Worker:
    """Hold what one worker process needs: made at its start, used for every asset."""

    plan: Plan
    engine: Engine
    options: ScanOptions
    calendar: Calendar | None
    copies: Copies
    sources: dict[int, Source] = field(default_factory=dict)

    def source(self, number: int) -> Source:
        if number not in self.sources:
            self.sources[number] = self.plan.sources[number].open().__enter__()
        return self.sources[number]


@cache
def _here() -> dict[str, _Worker]:
    return {}


def read_in_workers(
    plan: Plan, assets: Sequence[Listed]
) -> Iterator[tuple[Asset, list[AssetResult]]]:
    """Yield each asset (with the number of its source) with its results, in order.

    A worker that dies takes along what its fellows were reading; each of these assets is read once
    more by a worker of its own, and the one that kills it again is a gap.
    """
    if not assets:
        return
    waiting: deque[tuple[list[Listed], Future[Results]]] = deque()
    with ExitStack() as stack:
        crew = _Crew(plan, stack, copies.recurring(asset for _, asset in assets))
        for some in _together(assets, plan.workers):
            waiting.append((some, crew.submit(some)))
            if len(waiting) >= AHEAD * plan.workers:
                yield from crew.results(*waiting.popleft())
        while waiting:
            yield from crew.results(*waiting.popleft())


def _together(assets: Sequence[Listed], workers: int) -> Iterator[list[Listed]]:
    """Yield small files together, all else alone, so that all workers have something to do."""
    most = min(TOGETHER, max(1, len(assets) // (AHEAD * workers)))
    some: list[Listed] = []
    size = 0
    for one in assets:
        own = one[1].size if one[1].kind not in TABLES else None
        own = TOGETHER_BYTES if own is None else own
        if some and (len(some) >= most or size + own > TOGETHER_BYTES):
            yield some
            some, size = [], 0
        some.append(one)
        size += own
    if some:
        yield some


class _Crew:
    """Hold the pool of workers and a second one of one worker; replace those that break."""

    def __init__(self, plan: Plan, stack: ExitStack, recurring: Collection[int]) -> None:
        self._plan = plan
        self._recurring = recurring
        self._stack = stack
        self._many = self._pool(plan.workers)
        self._single: Executor | None = None
        self._deaths = 0

    def submit(self, some: list[Listed]) -> Future[Results]:
        try:
            return self._many.submit(_read_some, some, self._sizes(some))
        except BrokenProcessPool:
            self._many = self._pool(self._plan.workers)
            return self._many.submit(_read_some, some, self._sizes(some))

    def _sizes(self, some: Sequence[Listed]) -> set[int]:
        return {a.size for _, a in some if a.size is not None and a.size in self._recurring}

    def results(
        self, some: list[Listed], future: Future[Results]
    ) -> Iterator[tuple[Asset, list[AssetResult]]]:
        try:
            found: Iterable[list[AssetResult]] = future.result()
        except BrokenProcessPool:
            found = (self._again(number, asset) for number, asset in some)
        for (_, asset), results in zip(some, found, strict=True):
            yield asset, results

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
    calendar = calendar_of(plan)
    made = _Worker(plan, engine_of(plan), scan_options(plan), calendar, Copies(calendar))
    _here()["worker"] = made


def _read_some(some: Sequence[Listed], sizes: Collection[int]) -> Results:
    return [_read(number, asset, sizes) for number, asset in some]


def _read(number: int, asset: Asset, sizes: Collection[int] = ()) -> list[AssetResult]:
    worker = _here()["worker"]
    try:
        source = worker.source(number)
    except Exception as error:  # noqa: BLE001 - the guard: one source's failure is a gap
        return [AssetResult(asset, gaps=[gap_of(asset.locator, error)])]
    return worker.copies.read(
        source,
        asset,
        sizes,
        lambda: read_asset(source, asset, worker.engine, worker.options, worker.calendar),
    )
