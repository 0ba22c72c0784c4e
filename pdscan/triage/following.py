"""Follow verdicts from run to run: what became of those that an estate's last run had.

A discrepancy that is gone is resolved only where its places were read again and its type was looked
for; where they were not read it is stale; where they are no longer listed the asset was removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pdscan.model import AssetStatus
from pdscan.report import SEVERITIES, Report, Verdict

READ = (AssetStatus.READ, AssetStatus.UNCHANGED)
AXES = ("category", "retention", "location", "recipient", "subject")


def ended(report: Report, before: Report, detected: frozenset[str] | None) -> tuple[Verdict, ...]:
    """Return the last run's discrepancies and reservations that this one no longer has.

    Each with its new state. `detected` are the types that were looked for (None: all).
    """
    return tuple(_ended(report, before, detected))


def _ended(report: Report, before: Report, detected: frozenset[str] | None) -> Iterator[Verdict]:
    here = {verdict.id for verdict in report.verdicts}
    judged = {(one.axis, name) for one in report.verdicts for name in one.findings}
    covered = {asset.id: asset.coverage.status for asset in report.assets}
    stale = [one for one in before.ended if one.state == "stale"]
    for verdict in (*before.verdicts, *stale):
        weighs = verdict.axis in AXES and verdict.severity != SEVERITIES[0]
        replaced = any((verdict.axis, name) in judged for name in verdict.findings)
        if not weighs or verdict.id in here or replaced:
            continue
        statuses = [covered[name] for name in verdict.assets if name in covered]
        looked_for = detected is None or verdict.type is None or verdict.type in detected
        if not statuses:
            state = "stale" if report.run.restricted_to else "asset_removed"
        elif looked_for and all(status in READ for status in statuses):
            state = "resolved"
        else:
            state = "stale"
        yield replace(verdict, state=state)
