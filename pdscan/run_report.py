"""Put a run's results into its report, and judge them where something is declared."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pdscan import countries, coverage, earlier, findings, plugins, taxonomy
from pdscan.estate import Estate, Placement
from pdscan.finding_group import Tallied
from pdscan.locators import asset_id, asset_key
from pdscan.model import Gap
from pdscan.plan import Plan, chosen_detectors, detectors_of, now, tool_of
from pdscan.read_asset import AssetResult
from pdscan.reconcile.ages import instant
from pdscan.reconcile.judgement import judge
from pdscan.report import AssetSeen, Finding, Report, Run
from pdscan.report_coverage import Coverage
from pdscan.triage import applying, following
from pdscan.triage.entries import Decision

_LOG = logging.getLogger(__name__)
_NUMBERS = ("customer.id", "work.employee_id")  # what a count of the server's own may be taken for
_FROM_ESTATE = (
    "system",
    "activities",
    "operator",
    "hosted_by",
    "site",
    "env",
    "stage",
    "subjects",
    "sub_purpose",
    "origin_activity",
    "consent_evidence",
    "channel",
    "capacity",
    "confirmed",
    "mapped",
)


def of_run(
    plan: Plan,
    results: Sequence[AssetResult],
    source_gaps: Sequence[Gap],
    started: str,
    first_seen: Mapping[str, str],
    before: Report | None = None,
) -> Report:
    """Return the report; `first_seen` are the times of ids that earlier runs of the estate saw.

    `before` is the report of the estate's last run.
    """
    estate = plan.estate.id
    placed = {r.asset.locator: plan.estate.place(r.asset.locator, r.asset.source) for r in results}
    found = _findings(plan, results, placed)
    covered = _coverage(plan, results, source_gaps, found.discarded)
    for gap in covered.gaps:
        whole_source = not gap.asset
        level = logging.WARNING if whole_source else logging.INFO
        _LOG.log(level, "not read: %s (%s)", gap.locator, gap.reason)
    finished = now()
    personal = {(one.asset_key, one.locus) for one in found.found if one.type not in _NUMBERS}
    made = Report(
        tool=tool_of(plan),
        run=_run(plan, results, started, finished),
        coverage=covered,
        assets=tuple(
            _seen(estate, result, placed[result.asset.locator], personal) for result in results
        ),
        findings=tuple(_dated(one, first_seen, finished) for one in found.found),
    )
    declarations = [one.declaration for one in plan.declared]
    shas = {one.declaration.id: one.sha256 for one in plan.declared if one.sha256}
    history = dict.fromkeys(first_seen, "open")
    own = plan.custom.detectors
    detected = frozenset(plugins.merge_types(chosen_detectors(plan.only, custom=own).values()))
    judged = judge(
        applying.assigned(made, plan.decisions),
        declarations,
        taxonomy.load(),
        shas=shas,
        history=history,
        detected_types=detected,
    )
    decided = with_decisions(judged, plan.decisions)
    gone = following.ended(decided, before, detected) if before is not None else ()
    return replace(decided, ended=gone)


def with_decisions(judged: Report, decisions: Sequence[Decision]) -> Report:
    """Return the report with what people decided, as of its own instant."""
    moment = instant(judged.run.as_of or now())
    today = moment.date() if moment is not None else datetime.now(UTC).date()
    return applying.applied(judged, decisions, taxonomy.load(), today)


def _findings(
    plan: Plan, results: Sequence[AssetResult], placed: Mapping[str, Placement]
) -> findings.Findings:
    estate = plan.estate.id
    subjects = {asset_id(estate, where): place.subjects for where, place in placed.items()}
    tallied = [
        Tallied(r.asset, r.packed, r.sampled.alpha if r.sampled else None, r.minors)
        for r in results
        if not r.excluded
    ]
    made = findings.of_run(tallied, taxonomy.load(), estate, subjects, plan.only)
    return earlier.joined(made, plan, results, subjects)


def _coverage(
    plan: Plan,
    results: Sequence[AssetResult],
    source_gaps: Sequence[Gap],
    discarded: int,
) -> Coverage:
    detectors = detectors_of(plan)
    return coverage.of_run(
        results,
        source_gaps,
        plan.sources,
        plan.estate.id,
        discarded=discarded,
        names=plan.names,
        seed=plan.seed,
        earlier_spots=earlier.blind_spots(plan, results),
        detectors_off=tuple(
            sorted({*plugins.detectors(), *plan.custom.detectors} - set(detectors))
        ),
    )


def _run(plan: Plan, results: Sequence[AssetResult], started: str, finished: str) -> Run:
    return Run(
        id=plan.run_id,
        name=plan.run_name,
        estate=plan.estate.id,
        started=started,
        finished=finished,
        as_of=plan.as_of or started,
        mode=_mode(results),
        since=plan.since.run.id if plan.since else None,
        only=plan.only,
        names=plan.names,
        key_id=plan.key_id,
        seed=plan.seed,
        restricted_to=plan.restricted_to,
        accept_sampling=plan.accept_sampling,
    )


def _mode(results: Sequence[AssetResult]) -> str:
    if any(result.earlier or result.asset.after for result in results):
        return "incremental"
    return "sample" if any(result.sampled for result in results) else "full"


def _dated(one: Finding, first_seen: Mapping[str, str], finished: str) -> Finding:
    return replace(one, first_seen=first_seen.get(one.id, finished), last_seen=finished)


def placed_again(report: Report, estate: Estate) -> Report:
    """Return a report whose assets say what another estate file says of them."""
    assets = []
    for seen in report.assets:
        place = estate.place(seen.locator, seen.source)
        assets.append(replace(seen, **_placement(place, seen.region, seen.exposure)))
    return replace(report, assets=tuple(assets), run=replace(report.run, estate=estate.id))


def _placement(place: Placement, region: str | None, exposure: str | None) -> dict[str, Any]:
    """Return what the estate file decides; a source may know the region and the exposure."""
    facts = {name: getattr(place, name) for name in _FROM_ESTATE}
    return {
        **facts,
        "country": place.country or countries.of_region(region),
        "region": region,
        "exposure": place.exposure or exposure,
    }


def _mark(result: AssetResult, personal: Set[tuple[str, str]]) -> Mapping[str, Any] | None:
    """Return up to where a table was read; nothing where its numbers may be somebody's."""
    if result.earlier:
        return result.earlier.mark
    mark, name = result.mark, asset_key(result.asset.locator)
    if mark is None or result.gaps or (name, f"column:{mark.column}") in personal:
        return None
    return {"column": mark.column, "last": mark.last, "rows": mark.rows}


def _seen(
    estate: str, result: AssetResult, place: Placement, personal: Set[tuple[str, str]]
) -> AssetSeen:
    asset = result.asset
    return AssetSeen(
        id=asset_id(estate, asset.locator),
        locator=asset.locator,
        asset_key=asset_key(asset.locator),
        source=asset.source,
        kind=asset.kind,
        size=asset.size,
        modified=asset.modified,
        content_key=asset.content_key,
        copy_of=result.copy_of or None,
        encrypted=asset.encrypted,
        about=asset.about or None,
        rows=result.all_rows,
        mark=_mark(result, personal),
        times=result.times,
        retention=result.retention,
        coverage=coverage.of_asset(result),
        **_placement(place, asset.region, asset.exposure),
    )
