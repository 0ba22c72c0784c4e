"""Read assets in worker processes; results come back in the order of the assets."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache

from pdscan.contracts import Source
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.model import Asset, Gap, Reason
from pdscan.plan import Plan, engine_of
from pdscan.read_asset import AssetResult, read_asset


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


def worker_pool(plan: Plan) -> ProcessPoolExecutor:
    """Return a pool of fresh processes that know the plan; models load once in each."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        plan.workers, mp_context=context, initializer=_start, initargs=(plan,)
    )


def results_in_order(
    pool: Executor, assets: Iterable[tuple[int, Asset]], ahead: int
) -> Iterator[tuple[Asset, list[AssetResult]]]:
    """Yield each asset with its results, in order, at most `ahead` of them under way."""
    waiting: deque[tuple[Asset, Future[list[AssetResult]]]] = deque()
    for number, asset in assets:
        waiting.append((asset, pool.submit(_read, number, asset)))
        if len(waiting) >= ahead:
            yield _result(*waiting.popleft())
    while waiting:
        yield _result(*waiting.popleft())


def _result(asset: Asset, future: Future[list[AssetResult]]) -> tuple[Asset, list[AssetResult]]:
    try:
        return asset, future.result()
    except BrokenProcessPool:
        gap = Gap(asset.locator, Reason.CRASHED, "a worker process died")
        return asset, [AssetResult(asset, gaps=[gap])]


def _start(plan: Plan) -> None:
    _here()["worker"] = _Worker(plan, engine_of(plan), {})


def _read(number: int, asset: Asset) -> list[AssetResult]:
    worker = _here()["worker"]
    options = ScanOptions(names=worker.plan.names, key=worker.plan.key)
    return read_asset(worker.source(number), asset, worker.engine, options)
