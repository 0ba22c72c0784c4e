"""Conclude: the report's status from its verdicts and its coverage (section 7).

A discrepancy is one of the kinds below whatever it weighs, or any verdict of medium or more. Only
a report without any may end without contradiction, and only where everything listed was read,
mapped and confirmed, in a run over the whole estate with its detectors on. Decisions:

- Whether everything was read is for `completeness.py`; nothing read is inconclusive.
- Where all that closes as declared is only suspected, nothing is clean: inconclusive.
- Blind spots are named and counted. They do not by themselves make a run inconclusive, else no
  declaration with a duration or a recipient could ever be held against a scan.
"""

from __future__ import annotations

from collections.abc import Sequence

from pdscan.model import AssetStatus
from pdscan.reconcile.completeness import is_complete
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
COVERING = frozenset({"DECLARED", "DECLARED_VAGUE"})


def conclude(report: Report, verdicts: Sequence[Verdict], places: Places) -> str:
    """Return the status of a report that was judged."""
    heavy = any(SEVERITIES.index(verdict.severity) >= MEDIUM for verdict in verdicts)
    if heavy:
        return "CONTRADICTED"
    if any(verdict.verdict in DISCREPANCIES for verdict in verdicts):
        return "DISCREPANCIES"
    if is_partial(report, places) or _only_suspected(verdicts):
        return "INCONCLUSIVE"
    return "NO_CONTRADICTION_OBSERVED"


def is_partial(report: Report, places: Places) -> bool:
    """Say whether anything of the estate was not read, not mapped, or not looked for."""
    coverage, run = report.coverage, report.run
    return (
        not coverage.complete
        or not is_complete(report, places)
        or bool(coverage.detectors_off)
        or run.status != "complete"
        or bool(run.restricted_to)
        or not _are_mapped(report, places)
    )


def _only_suspected(verdicts: Sequence[Verdict]) -> bool:
    closing = [one for one in verdicts if one.verdict in COVERING or one.verdict.endswith("_OK")]
    return bool(closing) and all(one.certainty == "suspected" for one in closing)


def _are_mapped(report: Report, places: Places) -> bool:
    placed = [
        places.place(asset)
        for asset in report.assets
        if asset.coverage.status != AssetStatus.EXCLUDED
    ]
    return all(place.mapped and place.confirmed for place in placed)
