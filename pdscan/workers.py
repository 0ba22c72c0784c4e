"""Read assets in worker processes; results come back in the order of the assets.

Where nothing speaks against it (forking.py), workers are forks of this process, made before it
opens a source: they begin at once, with all that it has loaded. Else each starts afresh, which
takes it a second.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from types import TracebackType
from typing import Self

from pdscan import copies, core_dumps, forking
from pdscan.contracts import Part, Source
from pdscan.copies import Copies, Mark
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.gaps import gap_of
from pdscan.model import TABLES, Asset, Gap, Reason
from pdscan.plan import Plan, calendar_of, engine_of, scan_options
from pdscan.read_asset import AssetResult, read_asset
from pdscan.read_parts import PartRead, PartReader, joined
from pdscan.record_times import Calendar

AHEAD = 4
MOST_DEATHS = 5
TOGETHER = 64  # small files that one worker is given at once: each way costs some 0.2 ms
TOGETHER_BYTES = 1 << 20

Listed = tuple[int, Asset]
Read = tuple[Asset, list[AssetResult]]


@dataclass(slots=True)
class _Worker:
    """Hold what one worker process needs: made at its start, used for every asset."""

    plan: Plan
    engine: Engine
    options: ScanOptions
    calendar: Calendar | None
    copies: Copies
    parts: PartReader
    sources: dict[int, Source] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> _Worker:
        ways = engine_of(plan), scan_options(plan), calendar_of(plan)
        return cls(plan, *ways, Copies(*ways), PartReader(*ways))

    def source(self, number: int) -> Source:
        if number not in self.sources:
            self.sources[number] = self.plan.sources[number].open().__enter__()
        return self.sources[number]


@dataclass(frozen=True, slots=True)
class _Task:
    """Name what one worker is to read: an asset of a source, or a part of it."""

    number: int
    asset: Asset
    part: Part | None = None


@cache
def _here() -> dict[str, _Worker]:
    return {}


def _together(assets: Sequence[Listed], workers: int) -> Iterator[list[Listed]]:
    """Yield small files together, all else alone, so that all workers have something to do."""
    most = min(TOGETHER, max(1, len(assets) // (AHEAD * workers)))
    some: list[Listed] = []
    size = 0
    for one in assets:
        own = one[1].size if one[1].kind not in TABLES else None
        own = TOGETHER_BYTES if own is None else own
        if some and (len(some) >= most or size + own >= TOGETHER_BYTES):
            yield some
            some, size = [], 0
        some.append(one)
        size += own
    if some:
        yield some


class Crew:
    """Hold the pool of workers and a second one of one worker; replace those that break.

    Used in a with statement that is entered before any source is opened.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._stack = ExitStack()
        self._recurring: Collection[Mark] = ()
        self._many: Executor | None = None
        self._single: Executor | None = None
        self._deaths = 0

    def __enter__(self) -> Self:
        if forking.is_safe():
            pool = forking.pool(self._plan.workers, _become, _Worker.of(self._plan))
            self._many = self._stack.enter_context(pool)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def read(self, sources: Mapping[int, Source], assets: Sequence[Listed]) -> Iterator[Read]:
        """Yield each asset (with the number of its source) with its results, in order.

        A big table is read in parts by all workers. A worker that dies takes along what its fellows
        were reading; each of these tasks is done once more by a worker of its own, and the one that
        kills it again is a gap.
        """
        waiting: deque[Callable[[], Iterator[Read]]] = deque()
        workers = self._plan.workers
        self._recurring = copies.recurring(asset for _, asset in assets)
        for some in _together(assets, workers):
            number, first = some[0]
            with sources[number].parts(first, workers) as parts:
                waiting.append(self._in_parts(number, first, parts) if parts else self._whole(some))
                while parts and waiting:
                    yield from waiting.popleft()()
            while len(waiting) >= AHEAD * workers:
                yield from waiting.popleft()()
        while waiting:
            yield from waiting.popleft()()

    def _whole(self, some: list[Listed]) -> Callable[[], Iterator[Read]]:
        """Let one worker read some assets; return what waits for their results."""
        tasks = [_Task(number, asset) for number, asset in some]
        future = self._submit(tasks)

        def results() -> Iterator[Read]:
            for task, read in zip(tasks, self._result(tasks, future), strict=True):
                yield task.asset, read.results

        return results

    def _in_parts(
        self, number: int, asset: Asset, parts: Sequence[Part]
    ) -> Callable[[], Iterator[Read]]:
        """Let all workers read parts of an asset; return what waits for its results."""
        begun = [
            (tasks, self._submit(tasks)) for tasks in ([_Task(number, asset, p)] for p in parts)
        ]

        def results() -> Iterator[Read]:
            yield asset, joined(asset, [read for one in begun for read in self._result(*one)])

        return results

    def _submit(self, tasks: list[_Task]) -> Future[list[PartRead]]:
        self._many = self._many or self._pool(self._plan.workers)
        try:
            return self._many.submit(_read_some, tasks, self._marks(tasks))
        except BrokenProcessPool:
            self._many = self._pool(self._plan.workers)
            return self._many.submit(_read_some, tasks, self._marks(tasks))

    def _marks(self, tasks: Sequence[_Task]) -> set[Mark]:
        marks = {copies.mark(task.asset) for task in tasks if task.part is None}
        return {mark for mark in marks if mark is not None and mark in self._recurring}

    def _result(self, tasks: list[_Task], future: Future[list[PartRead]]) -> Iterable[PartRead]:
        try:
            return future.result()
        except BrokenProcessPool:
            return map(self._again, tasks)

    def _again(self, task: _Task) -> PartRead:
        """Do a task alone; where workers do nothing but die, give up at once."""
        if self._deaths < MOST_DEATHS:
            self._single = self._single or self._pool(1)
            try:
                found = self._single.submit(_read, task).result()
            except BrokenProcessPool:
                self._single = None
                self._deaths += 1
            else:
                self._deaths = 0
                return found
        place = task.asset.locator
        detail = f"a worker process died while it read {place}"
        return _failed(task.asset, Gap(place, Reason.CRASHED, detail))

    def _pool(self, workers: int) -> Executor:
        """Return fresh processes that know the plan; models load once in each."""
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(
            workers, mp_context=context, initializer=_start, initargs=(self._plan,)
        )
        return self._stack.enter_context(pool)


def _start(plan: Plan) -> None:
    _become(_Worker.of(plan))


def _become(worker: _Worker) -> None:
    core_dumps.forbid()
    _here()["worker"] = worker


def _read_some(tasks: Sequence[_Task], marks: Collection[Mark]) -> list[PartRead]:
    return [_read(task, marks) for task in tasks]


def _read(task: _Task, marks: Collection[Mark] = ()) -> PartRead:
    worker, asset = _here()["worker"], task.asset
    try:
        source = worker.source(task.number)
    except Exception as error:  # noqa: BLE001 - the guard: one source's failure is a gap
        return _failed(asset, gap_of(asset.locator, error))
    if task.part is not None:
        return worker.parts.read(source, asset, task.part)
    ways = (worker.engine, worker.options, worker.calendar)
    whole = worker.copies.read(source, asset, marks, lambda one: read_asset(source, one, *ways))
    return PartRead(whole)


def _failed(asset: Asset, gap: Gap) -> PartRead:
    return PartRead([AssetResult(asset, gaps=[gap])])
