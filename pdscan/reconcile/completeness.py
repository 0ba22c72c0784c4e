"""Say whether a report's run is complete: from its assets, gaps and mapping, never from its word.

Complete means that something was read, and that every listed asset was read or is unchanged, with
no gap, and mapped where an estate file maps systems, and that names were looked for in all scripts,
with a model. What the user excluded is left aside. A
sampled asset counts only where `run.accept_sampling` accepts the bound of its sample.
"""

from __future__ import annotations

from dataclasses import replace

from pdscan.model import AssetStatus
from pdscan.reconcile.placement import Places
from pdscan.report import AssetSeen, Report

WHOLE = (AssetStatus.READ, AssetStatus.UNCHANGED)
SEEN = (*WHOLE, AssetStatus.SAMPLED)
LISTS_ONLY = "names: looked for by lists and words only ("
OTHER_SCRIPT = "names: not looked for in texts of other than Latin script (assets: "
RULE_OF_THREE = 3  # nothing seen in n rows bounds a share below 3/n at 95 %


def unseen_at_most(rows: int) -> float | None:
    """Return the share (0 to 1) that what was not seen in so many random rows has at most, 95 %."""
    return round(min(1.0, RULE_OF_THREE / rows), 6) if rows else None


def is_complete(report: Report, places: Places) -> bool:
    """Say whether something was read, and everything listed was read and mapped."""
    accepted = report.run.accept_sampling
    asked = [one for one in report.assets if one.coverage.status != AssetStatus.EXCLUDED]
    return (
        read_something(report)
        and not report.coverage.gaps
        and not any(
            spot.startswith((LISTS_ONLY, OTHER_SCRIPT)) for spot in report.coverage.blind_spots
        )
        and all(is_read(asset, accepted) for asset in asked)
        and all(_is_placed(asset, places) for asset in asked)
    )


def read_something(report: Report) -> bool:
    """Say whether any asset was read; a report that lists none is asked for its totals."""
    if report.assets:
        return any(asset.coverage.status in SEEN for asset in report.assets)
    return any(report.coverage.totals.assets.get(status, 0) > 0 for status in SEEN)


def unmapped(report: Report, places: Places) -> int:
    """Count the assets that nobody placed, but for those that the user excluded."""
    return sum(
        asset.coverage.status != AssetStatus.EXCLUDED and not _is_placed(asset, places)
        for asset in report.assets
    )


def concluded(report: Report, places: Places) -> Report:
    """Return the report with `complete` and the run's status as its assets and gaps have it.

    A report that calls itself incomplete stays so: it may know why.
    """
    complete = report.coverage.complete and is_complete(report, places)
    status = report.run.status
    if not complete and status == "complete":
        status = "incomplete"
    return replace(
        report,
        run=replace(report.run, status=status),
        coverage=replace(report.coverage, complete=complete),
    )


def reopened(report: Report) -> Report:
    """Return the report ready to be judged again: incompleteness that it explains may go."""
    if is_complete(report, Places(report)) or report.run.status == "failed":
        return report
    return replace(
        report,
        run=replace(report.run, status="complete"),
        coverage=replace(report.coverage, complete=True),
    )


def _is_placed(asset: AssetSeen, places: Places) -> bool:
    """Say whether the map has the asset; a system that serves no declared activity is a place."""
    return places.place(asset).mapped or (asset.mapped and asset.system is not None)


def is_read(asset: AssetSeen, accepted: float | None) -> bool:
    """Say whether an asset was read, or sampled so that its bound is below what was accepted."""
    covered = asset.coverage
    if covered.status != AssetStatus.SAMPLED:
        return covered.status in WHOLE
    return accepted is not None and covered.n is not None and accepted * covered.n >= RULE_OF_THREE
