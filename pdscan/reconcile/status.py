"""Conclude: the report's status from its verdicts and its coverage (section 7).

A discrepancy is one of the kinds below whatever it weighs, or any verdict of medium or more. Only
a report without any may end without contradiction, and only where everything listed was read,
mapped and confirmed, in a run over the whole estate with its detectors on. Decisions:

- A sampled asset counts as read only where the scan counted its coverage and calls it complete:
  it does so when `--accept-sampling` accepts the sample's bound.
- A report that lists no assets and counts none says nothing of what was read: inconclusive.
- Blind spots are named and counted. They do not by themselves make a run inconclusive, else no
  declaration with a duration or a recipient could ever be held against a scan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pdscan.model import AssetStatus
from pdscan.reconcile.placement import Places
from pdscan.report import SEVERITIES, Report, Verdict

DISCREPANCIES = frozenset(
    {
        "DECLARED_ELSEWHERE",
        "UNDECLARED",
        "SENSITIVE_UNDECLARED",
        "DENIED",
        "EXCESS_PRECISION",
        "CREDENTIAL_EXPOSED",
        "OUT_OF_SCOPE",
        "RETENTION_EXCEEDED",
        "LOCATION_MISMATCH",
        "RECIPIENT_MISMATCH",
        "WRONG_SUBJECT",
    }
)
MEDIUM = SEVERITIES.index("medium")
UNREAD = (AssetStatus.FAILED, AssetStatus.SKIPPED)


def conclude(report: Report, verdicts: Sequence[Verdict], places: Places) -> str:
    """Return the status of a report that was judged."""
    heavy = any(SEVERITIES.index(verdict.severity) >= MEDIUM for verdict in verdicts)
    if heavy:
        return "CONTRADICTED"
    if any(verdict.verdict in DISCREPANCIES for verdict in verdicts):
        return "DISCREPANCIES"
    if is_partial(report, places):
        return "INCONCLUSIVE"
    return "NO_CONTRADICTION_OBSERVED"


def is_partial(report: Report, places: Places) -> bool:
    """Say whether anything of the estate was not read, not mapped, or not looked for."""
    coverage, run = report.coverage, report.run
    counted = bool(coverage.totals.assets)
    return (
        not coverage.complete
        or bool(coverage.gaps or coverage.detectors_off)
        or run.status != "complete"
        or bool(run.restricted_to)
        or not (counted or report.assets)
        or any(_is_unread(asset.coverage.status, counted) for asset in report.assets)
        or not _are_mapped(report, places)
    )


def _is_unread(status: AssetStatus, counted: bool) -> bool:
    return status in UNREAD or (status == AssetStatus.SAMPLED and not counted)


def _are_mapped(report: Report, places: Places) -> bool:
    listed: Iterable[bool] = (
        place.mapped and place.confirmed for place in map(places.place, report.assets)
    )
    return all(listed)
