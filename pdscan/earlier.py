"""Take up what an earlier run found in assets that have not changed since.

An asset is unchanged where its content key is what it was: of a file its size, time of change and
inode, of an object its ETag, of a table the counters of its server or the state of its file. What
shares an asset key (rotated logs) shares its findings too, so all of it is unchanged or none is.
Nothing is taken up that other rules found, that had a gap, or whose ages can't be counted anew, nor
of what now tells a folder that something since gone told before.
Of a table that only grew the new rows are read: what they hold is added to the earlier findings.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pdscan import findings, folders, taxonomy
from pdscan.contracts import ReadOptions, Source
from pdscan.findings import Findings
from pdscan.gaps import origin
from pdscan.grown_findings import added
from pdscan.locators import MEMBER, SHEET, asset_id, asset_key
from pdscan.model import Asset, AssetStatus, Mark, UsageError
from pdscan.plan import Plan, calendar_of, scan_options, tool_of
from pdscan.read_asset import AssetResult, all_records
from pdscan.record_times import RecordTimes
from pdscan.report import AssetSeen, Report

_LOG = logging.getLogger(__name__)
WHOLE = (AssetStatus.READ, AssetStatus.UNCHANGED)
_TAKEN = (AssetStatus.READ, AssetStatus.UNCHANGED, AssetStatus.SAMPLED)
_MARK = " (in an earlier run)"
Listed = Sequence[tuple[int, Asset]]
Subjects = Mapping[str, tuple[str, ...]]


def unchanged(plan: Plan, sources: Mapping[int, Source], listed: Listed) -> list[AssetResult]:
    """Return the results of those listed assets, with their members, that needn't be read again.

    Raise UsageError where the plan's earlier run is of another estate.
    """
    before = plan.since
    if before is None:
        return []
    if before.run.estate != plan.estate.id:
        raise UsageError(
            f"run {before.run.id} is of estate {before.run.estate}, not {plan.estate.id}:"
            " --since takes a run of the same estate"
        )
    if not _has_same_rules(plan, before):
        run = before.run.id
        _LOG.warning("the rules, types, names or key are not those of run %s: all is read", run)
        return []
    known = _by_top(before.assets)
    groups, then = _groups(listed, known)
    now = [asset for _, asset in listed]
    heirs = folders.orphaned(now, known.keys() - {asset.locator for asset in now})
    found: list[AssetResult] = []
    for key, group in groups.items():
        names = {asset.locator for _, asset in group}
        if names == then[key] and names.isdisjoint(heirs):
            taken = [_taken(plan, sources[n], asset, known[asset.locator]) for n, asset in group]
            if all(taken):
                found += [result for results in taken for result in results]
    return found


def grown(plan: Plan, sources: Mapping[int, Source], listed: Listed) -> list[tuple[int, Asset]]:
    """Return the assets to read, those tables that only grew to be read past an earlier mark."""
    before = plan.since
    if before is None or not _has_same_rules(plan, before):
        return list(listed)
    known = _by_top(before.assets)
    groups, then = _groups(listed, known)
    found: list[tuple[int, Asset]] = []
    for number, asset in listed:
        key, seen = asset_key(asset.locator), known.get(asset.locator, [])
        alone = len(groups[key]) == len(then[key]) == len(seen) == 1
        found.append((number, (_grown(plan, sources[number], asset, seen[0]) if alone else asset)))
    return found


def _grown(plan: Plan, source: Source, asset: Asset, seen: AssetSeen) -> Asset:
    about = seen.about or {}
    same = about.get("columns") == json.loads(json.dumps(asset.about.get("columns")))
    if not seen.mark or not same or seen.coverage.status not in WHOLE:
        return asset
    try:
        after = source.grown(asset, Mark(**seen.mark), seen.content_key)
    except Exception as error:  # noqa: BLE001 - the guard: a failure of one store ends no run
        _LOG.info("new rows of %s not told by its store: %s", asset.locator, origin(error))
        return asset
    calendar = calendar_of(plan)
    ages = calendar.of(asset) if calendar is not None and after is not None else None
    if after is None or (ages is not None and _counted(source, asset, ages) is None):
        return asset
    return after


def _has_same_rules(plan: Plan, before: Report) -> bool:
    run, now = before.run, (tool_of(plan), plan.only, plan.names, plan.key_id)
    return (before.tool, run.only, run.names, run.key_id) == now


def _groups(
    listed: Listed, known: Iterable[str]
) -> tuple[dict[str, list[tuple[int, Asset]]], dict[str, set[str]]]:
    """Return what shares an asset key: the assets listed now, the locators of the earlier run."""
    groups: dict[str, list[tuple[int, Asset]]] = defaultdict(list)
    for number, asset in listed:
        groups[asset_key(asset.locator)].append((number, asset))
    then: dict[str, set[str]] = defaultdict(set)
    for locator in known:
        then[asset_key(locator)].add(locator)
    return groups, then


def _by_top(assets: Iterable[AssetSeen]) -> dict[str, list[AssetSeen]]:
    """Return the earlier assets by the one that a source listed; what was excluded is left out."""
    found: dict[str, list[AssetSeen]] = defaultdict(list)
    for seen in assets:
        if seen.coverage.status != AssetStatus.EXCLUDED:
            found[seen.locator.partition(MEMBER)[0].partition(SHEET)[0]].append(seen)
    return dict(found)


def _taken(
    plan: Plan, source: Source, asset: Asset, seen: Sequence[AssetSeen]
) -> list[AssetResult]:
    """Return the results of an asset and its members, none where it has to be read."""
    own = next((one for one in seen if one.locator == asset.locator), None)
    same = own is not None and own.content_key and own.content_key == asset.content_key
    rare = scan_options(plan).rare
    if not same or not all(_is_enough(one, source.options, rare) for one in seen):
        return []
    results = [
        AssetResult(asset if one is own else _member(one), earlier=one, rows=one.rows)
        for one in seen
    ]
    calendar = calendar_of(plan)
    for result in results:
        ages = calendar.of(result.asset) if calendar is not None else None
        if ages is not None:
            counted = _counted(source, result.asset, ages)
            if counted is None:
                return []
            result.times, result.retention = counted.results(result.asset)
    return results


def _counted(source: Source, asset: Asset, ages: RecordTimes) -> RecordTimes | None:
    """Return the ages of all records as they are now, None where the asset has to be read."""
    try:
        return all_records(source, asset, ages)
    except Exception as error:  # noqa: BLE001 - the guard: a failure of one store ends no run
        _LOG.info("ages of %s not counted by its store: %s", asset.locator, origin(error))
        return None


def _is_enough(seen: AssetSeen, options: ReadOptions, rare: float) -> bool:
    """Say whether as much of an asset was read as would be now; `rare` shares may go unseen."""
    covered, wanted = seen.coverage, options.sample_rows
    if covered.status != AssetStatus.SAMPLED:
        return covered.status in _TAKEN
    if wanted is None or covered.n is None:
        return False
    return covered.n >= wanted or (covered.settled and (covered.upper or 1) <= rare)


def _member(seen: AssetSeen) -> Asset:
    return Asset(
        seen.locator,
        seen.source,
        seen.kind,
        size=seen.size,
        modified=seen.modified,
        encrypted=seen.encrypted,
        region=seen.region,
        exposure=seen.exposure,
        parent=seen.locator[: max(map(seen.locator.rfind, (MEMBER, SHEET)))],
    )


def joined(
    made: Findings, plan: Plan, results: Sequence[AssetResult], subjects: Subjects
) -> Findings:
    """Return a run's findings with those of the earlier run in what was not read again."""
    names = {
        asset_id(plan.estate.id, one.asset.locator): one.asset.locator
        for one in results
        if one.earlier
    }
    grew = {asset_id(plan.estate.id, one.asset.locator): one for one in results if one.asset.after}
    if plan.since is None or not (names or grew):
        return made
    names |= {name: one.asset.locator for name, one in grew.items()}
    found = {one.id: one for one in made.found}
    kept = []
    for one in plan.since.findings:
        if names.keys() >= set(one.assets):
            if one.assets[0] in grew:
                examined = grew[one.assets[0]].tally.examined[one.locus]
                one = added(one, found.pop(one.id, None), examined)
            kept.append(findings.described(one, taxonomy.load(), subjects, names))
    every = sorted((*found.values(), *kept), key=lambda f: (f.asset_key, f.locus, f.type, f.form))
    return replace(made, found=tuple(every))


def blind_spots(plan: Plan, results: Sequence[AssetResult]) -> tuple[str, ...]:
    """Return what the earlier run did not look at, where any of its results are taken up."""
    if plan.since is None or not any(one.earlier or one.asset.after for one in results):
        return ()
    spots = {spot.removesuffix(_MARK) + _MARK for spot in plan.since.coverage.blind_spots}
    return tuple(sorted(spots))
