"""Sum up a judged report: counts, what each declaration's verdicts rest on, what nobody judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pdscan import combinations
from pdscan.declarations import Declaration
from pdscan.reconcile import hidden
from pdscan.reconcile.citing import cite, cited_issues
from pdscan.reconcile.completeness import read_something, unmapped
from pdscan.reconcile.placement import Places
from pdscan.report import Cited, DeclarationUsed, Finding, Report, Verdict

COVERED = ("DECLARED", "DECLARED_VAGUE")
BLIND = ("location", "recipient", "subject")  # the axes that need a map
NOTHING_READ = "nothing was read"
PURPOSE = "purpose: "


def count(
    verdicts: Sequence[Verdict], findings: Sequence[Finding], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Count verdicts by kind and by severity, findings by type; keep the scan's `people`.

    `combinations` are places whose columns single people out together.
    """
    return {
        "verdicts": {
            "kind": _counted(verdict.verdict for verdict in verdicts),
            "severity": _counted(verdict.severity for verdict in verdicts),
        },
        "findings": _counted(finding.type for finding in findings),
        "combinations": [one.to_json() for one in combinations.of_findings(findings)],
        "people": before.get("people"),
    }


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def used(
    declarations: Sequence[Declaration], verdicts: Sequence[Verdict], shas: Mapping[str, str]
) -> tuple[DeclarationUsed, ...]:
    """Say of each declaration what is wrong with it and what rests on its vague words."""
    broad = hidden.by_broad_words(declarations, verdicts)
    return tuple(
        DeclarationUsed(
            id=declaration.id,
            sha256=shas.get(declaration.id),
            issues=cited_issues(declaration),
            resting=_resting(declaration, verdicts),
            hidden=broad[declaration.id],
        )
        for declaration in declarations
    )


def _resting(declaration: Declaration, verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Return shares, 0 to 1.

    Of what it covers: by a category only, and vaguely; of its durations: by a criterion only.
    """
    cited = _citations(declaration)
    covered = [
        verdict
        for verdict in verdicts
        if verdict.verdict in COVERED and not cited.isdisjoint(verdict.by)
    ]
    by_category = [one for one in covered if one.assurance == "category"]
    vague = [one for one in covered if one.verdict == "DECLARED_VAGUE"]
    bounds = [{rule.bound for rule in one.rules} for one in declaration.retention]
    sets = [one for one in bounds if one and one != {"exception"}]
    criteria = [one for one in sets if one <= {"criteria", "exception"}]
    return {
        "category": _share(by_category, covered),
        "vague": _share(vague, covered),
        "criteria": _share(criteria, sets),
    }


def _citations(declaration: Declaration) -> set[Cited]:
    owned = [item for activity in declaration.activities for item in activity.data.items]
    return {
        cite(declaration, item.id, item.source, item.phrase) for item in (*declaration.data, *owned)
    }


def _share(part: Sequence[object], whole: Sequence[object]) -> float:
    return round(len(part) / len(whole), 4) if whole else 0.0


def blind_spots(
    declarations: Sequence[Declaration], report: Report, places: Places
) -> tuple[str, ...]:
    """Return the blind spots: the scan's, purposes nobody gave, axes spoken of and not judged."""
    spoken: set[str] = set()
    for declaration in declarations if not places.is_mapped_estate else ():
        spoken.update(axis for axis in BLIND if _speaks(declaration, axis))
    unjudged = [f"{axis} not judged" for axis in BLIND]
    again = (*unjudged, "retention not judged", NOTHING_READ)
    spots = [
        name
        for name in report.coverage.blind_spots
        if name not in again and not name.startswith(PURPOSE)
    ]
    if not read_something(report):
        spots.append(NOTHING_READ)
    if count := unmapped(report, places):
        assets = "1 asset is" if count == 1 else f"{count} assets are"
        spots.append(f"{PURPOSE}{assets} not mapped to a system")
    return (*spots, *(name for name in unjudged if name.split()[0] in spoken))


def _speaks(declaration: Declaration, axis: str) -> bool:
    denied = {denial.kind for denial in declaration.denials}
    subjects = any(activity.subjects for activity in declaration.activities)
    return {
        "location": bool(declaration.locations or declaration.transfers),
        "recipient": bool(declaration.recipients) or "recipient" in denied,
        "subject": subjects or "subject" in denied,
    }[axis]
