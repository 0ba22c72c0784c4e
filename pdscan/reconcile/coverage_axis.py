"""Say of which assets nothing is known: `NOT_ASSESSED` for all that was not read in full.

Assets that share a key (rotated logs) share a verdict; its reason is that of the worst of them.
What the user excluded is counted in the coverage and gets no verdict.
"""

from __future__ import annotations

from collections.abc import Iterator

from pdscan.locators import group_id, verdict_id
from pdscan.model import AssetStatus
from pdscan.reconcile import explanations
from pdscan.reconcile.book import Book
from pdscan.reconcile.placement import Places, key_of
from pdscan.reconcile.severity import Ruling
from pdscan.report import AssetSeen, Report, Verdict

AXIS = "coverage"
NOT_READ = (AssetStatus.FAILED, AssetStatus.SKIPPED, AssetStatus.SAMPLED)


def judge_coverage(
    report: Report, book: Book, places: Places, detected: frozenset[str] | None
) -> Iterator[Ruling]:
    """Yield one ruling for each asset key that was not read in full."""
    del book, places, detected
    groups: dict[str, list[AssetSeen]] = {}
    for asset in report.assets:
        if asset.coverage.status in NOT_READ:
            groups.setdefault(key_of(asset), []).append(asset)
    for key, assets in groups.items():
        worst = min(assets, key=lambda asset: NOT_READ.index(asset.coverage.status))
        reason = worst.coverage.reason or worst.coverage.status
        yield Ruling(
            Verdict(
                id=verdict_id(group_id(report.run.estate, key, AXIS, ""), AXIS, "NOT_ASSESSED"),
                verdict="NOT_ASSESSED",
                axis=AXIS,
                severity="info",
                assets=tuple(asset.id for asset in assets),
                system=worst.system,
                examined=worst.coverage.n,
                reason=reason,
                explanation=explanations.of_coverage(worst, len(assets), reason),
            )
        )
