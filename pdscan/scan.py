"""Run a plan: list every source, read every asset, judge what was found, and report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from pdscan import earlier, leaving_out, run_report, time_columns
from pdscan.contracts import OWN_FILE, Source
from pdscan.copies import Copies, recurring
from pdscan.estate import Estate
from pdscan.folders import Folders
from pdscan.gaps import gap_of
from pdscan.locators import glob_matches
from pdscan.model import TABLES, VIEW, Asset, ConfigurationError, Gap, Reason, UsageError
from pdscan.plan import Plan, calendar_of, engine_of, now, scan_options
from pdscan.read_asset import AssetResult, read_asset
from pdscan.report import Report
from pdscan.targets import SourceSpec, without_credentials
from pdscan.workers import Crew

ONLY_HERE = "stream"  # standard input belongs to this process, not to its workers


class Progress(Protocol):
    """Be told how far a run is."""

    def start(self, total: int) -> None:
        """Learn how many assets were listed."""

    def advance(self, locator: str) -> None:
        """Learn that an asset has ended."""

    def stop(self) -> None:
        """Learn that all have ended."""


class Silent:
    """Tell nobody how far a run is."""

    def start(self, total: int) -> None:
        """Do nothing."""

    def advance(self, locator: str) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""


@dataclass(slots=True)
class _Listed:
    """Hold what was listed: assets with the number of their source, and what could not be.

    `places` are the locators, each with the name of its source; `idle` says which globs of a source
    it has nothing for.
    """

    assets: list[tuple[int, Asset]] = field(default_factory=list)
    excluded: list[AssetResult] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    unlisted: list[AssetResult] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    own_files: int = 0
    idle: list[str] = field(default_factory=list)
    folders: Folders = field(default_factory=Folders)


def run(
    plan: Plan,
    progress: Progress | None = None,
    first_seen: Mapping[str, str] | None = None,
    before: Report | None = None,
) -> Report:
    """Scan what the plan names and return the report, judged where something is declared.

    A source or asset that fails becomes a gap. `first_seen` gives ids and times of earlier runs,
    `before` is the report of the last.
    """
    progress = progress or Silent()
    started = now()
    plan = replace(plan, as_of=plan.as_of or started)
    results: list[AssetResult] = []
    with ExitStack() as stack:
        crew = None
        if plan.workers > 1:
            plan = replace(plan, sources=tuple(map(SourceSpec.shared, plan.sources)))
            crew = stack.enter_context(Crew(plan))
        sources, listed = _list_all(plan, stack)
        kept = earlier.unchanged(plan, sources, listed.assets)
        results += kept
        taken = {result.asset.locator for result in kept}
        to_read = [pair for pair in listed.assets if pair[1].locator not in taken]
        to_read = earlier.grown(plan, sources, to_read)
        progress.start(len(to_read))
        interrupted = False
        try:
            for result in _read_all(plan, crew, sources, to_read, progress):
                results.append(result)
        except KeyboardInterrupt:
            interrupted = True
        progress.stop()
    if interrupted:
        results += _not_reached(listed.assets, results)
    results += [*listed.excluded, *listed.unlisted]
    results.sort(key=lambda result: result.asset.locator)
    made = run_report.of_run(plan, results, listed.gaps, started, first_seen or {}, before)
    spots = (*made.coverage.blind_spots, *listed.idle)
    covered = replace(made.coverage, own_files=listed.own_files, blind_spots=spots)
    return replace(made, coverage=covered)


def _list_all(plan: Plan, stack: ExitStack) -> tuple[dict[int, Source], _Listed]:
    sources: dict[int, Source] = {}
    listed = _Listed()
    for number, spec in enumerate(plan.sources):
        try:
            sources[number] = stack.enter_context(spec.open())
            _list_one(plan, number, spec, sources[number], listed)
        except UsageError:
            raise
        except Exception as error:  # noqa: BLE001 - the guard: one source's failure is a gap
            listed.gaps.append(gap_of(without_credentials(spec.target), error))
    return sources, listed


def _list_one(plan: Plan, number: int, spec: SourceSpec, source: Source, listed: _Listed) -> None:
    """List one source; what another source listed already is not read twice."""
    idle: Sequence[str] = spec.options.include
    for asset in source.assets():
        if idle and not isinstance(asset, Gap):
            idle = leaving_out.idle(idle, asset.locator)
        if isinstance(asset, Gap):
            place = Asset(asset.locator, spec.name, "unlisted")
            listed.unlisted.append(AssetResult(place, gaps=[asset]))
        elif asset.kind == OWN_FILE:
            listed.own_files += 1
        elif asset.locator in listed.places:
            _check_owner(plan, asset.locator, listed.places[asset.locator], spec.name)
        elif plan.restricted_to and not _in_part(plan.restricted_to, spec, asset):
            continue
        elif key := leaving_out.key_of(spec.options, asset, plan.as_of):
            listed.excluded.append(AssetResult(asset, excluded=key))
        else:
            listed.places[asset.locator] = spec.name
            folders = listed.folders.new(asset.locator)
            listed.assets.append((number, replace(asset, folders=folders) if folders else asset))
    listed.idle += [f"include: {glob} of {spec.name} hits nothing that was listed" for glob in idle]


def _check_owner(plan: Plan, locator: str, first: str, second: str) -> None:
    """Raise ConfigurationError where two sources put an asset in two systems."""
    if plan.estate.place(locator, first) != plan.estate.place(locator, second):
        raise ConfigurationError(
            f"the sources {first} and {second} put {locator} in two systems: exclude it from one,"
            f" or name its system in the estate's assets"
        )


def _in_part(parts: Sequence[str], spec: SourceSpec, asset: Asset) -> bool:
    return any(part == spec.name or glob_matches(part, asset.locator) for part in parts)


def _read_all(
    plan: Plan,
    crew: Crew | None,
    sources: Mapping[int, Source],
    assets: Sequence[tuple[int, Asset]],
    progress: Progress,
) -> Iterator[AssetResult]:
    here, elsewhere = list(assets), []
    if crew is not None and (len(assets) > 1 or _is_table(assets)):
        here = [pair for pair in assets if pair[1].kind == ONLY_HERE]
        elsewhere = [pair for pair in assets if pair[1].kind != ONLY_HERE]
    if here:
        engine = engine_of(plan)
        options, calendar = scan_options(plan), calendar_of(plan)
        seen, marks = Copies(engine, options, calendar), recurring(asset for _, asset in here)
        for number, asset in here:
            source = sources[number]
            scan = partial(read_asset, source, engine=engine, options=options, calendar=calendar)
            yield from seen.read(source, asset, marks, scan)
            progress.advance(asset.locator)
    if crew is not None:
        for asset, results in crew.read(sources, elsewhere):
            progress.advance(asset.locator)
            yield from results


def _is_table(assets: Sequence[tuple[int, Asset]]) -> bool:
    """Say whether any is a table, which workers may read in parts."""
    return any(asset.kind in TABLES for _, asset in assets)


def _not_reached(
    assets: Sequence[tuple[int, Asset]], results: Sequence[AssetResult]
) -> list[AssetResult]:
    reached = {result.asset.locator for result in results}
    return [
        AssetResult(asset, gaps=[Gap(asset.locator, Reason.INTERRUPTED, "the run was stopped")])
        for _, asset in assets
        if asset.locator not in reached
    ]


@dataclass(frozen=True, slots=True)
class SourceLook:
    """Say what a source showed when it was opened: how many assets, gaps, and what to know.

    `times` are lines for the estate file's `assets`, for columns whose names tell of an event;
    `views` is how many views would be left out.
    """

    assets: int
    gaps: tuple[Gap, ...]
    remarks: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    views: int = 0


def look_at(spec: SourceSpec) -> SourceLook:
    """Connect to a source and list it, reading no content; failures are gaps."""
    plan = Plan(sources=(spec,), estate=Estate.adhoc(), as_of=now())
    remarks: list[str] = []
    with ExitStack() as stack:
        sources, listed = _list_all(plan, stack)
        try:
            for source in sources.values():
                remarks += source.remarks()
        except Exception as error:  # noqa: BLE001 - the guard: what can't be told is a gap
            listed.gaps.append(gap_of(without_credentials(spec.target), error))
    assets = [asset for _, asset in listed.assets]
    offers = (time_columns.offered(one.locator, time_columns.may_hold_times(one)) for one in assets)
    return SourceLook(
        len(assets),
        tuple(listed.gaps),
        (*remarks, *(f"warning: {one}" for one in listed.idle)),
        tuple(filter(None, offers)),
        views=sum(result.asset.kind == VIEW for result in listed.excluded),
    )
