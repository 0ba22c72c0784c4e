"""Judge findings on the category axis: one verdict a finding.

A finding whose assets (rotated logs, partitions) are placed differently is decided once a
placement. Its id is one, so the worst answer stays and lists its assets only; among equals the
first by kind, then by asset. Certainty is the finding's, or `suspected` where the answer rests on
inferred subjects or on a mapping that nobody confirmed: an exposed secret, a denial for all
activities and people out of scope rest on no mapping.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pdscan.locators import finding_id, verdict_id
from pdscan.reconcile import case as cases
from pdscan.reconcile import explanations
from pdscan.reconcile.book import Book
from pdscan.reconcile.case import Case, Decision
from pdscan.reconcile.decision_list import decide
from pdscan.reconcile.placement import Placement, Places
from pdscan.reconcile.severity import DROPPED, Ruling, order, weigh
from pdscan.report import AssetSeen, Finding, Report, Verdict

AXIS = "category"


def judge_categories(
    report: Report, book: Book, places: Places, detected: frozenset[str] | None
) -> Iterator[Ruling]:
    """Yield one ruling a finding; a confidence under 0.5 asserts nothing."""
    del detected
    for finding in report.findings:
        if finding.confidence >= DROPPED:
            yield _worst(_rulings(finding, report, book, places))


def _worst(rulings: Iterable[Ruling]) -> Ruling:
    return min(rulings, key=lambda one: (*order(one)[:-1], one.verdict.verdict, one.verdict.assets))


def _rulings(finding: Finding, report: Report, book: Book, places: Places) -> Iterator[Ruling]:
    for place, assets in places.of(finding).items():
        case = cases.of(finding, place, book.taxonomy, has_assets=bool(report.assets))
        judged = _Judged(finding, case, decide(case, book), assets)
        yield _ruling(judged, report.run.estate, book)


@dataclass(frozen=True, slots=True)
class _Judged:
    finding: Finding
    case: Case
    decision: Decision
    assets: Sequence[AssetSeen]


def _ruling(judged: _Judged, estate: str, book: Book) -> Ruling:
    finding, case, decision = judged.finding, judged.case, judged.decision
    certainty = _certainty(finding, case.place, decision)
    suspected = certainty == "suspected"
    published = book.publishes(case.place.activities)
    severity = weigh(case, decision, finding, suspected=suspected, published=published)
    identity = finding.id or finding_id(
        estate, finding.asset_key, finding.locus, finding.type, finding.form
    )
    verdict = Verdict(
        id=verdict_id(identity, AXIS, decision.kind),
        verdict=decision.kind,
        axis=AXIS,
        severity=severity,
        certainty=certainty,
        type=finding.type,
        locus=finding.locus,
        findings=(identity,),
        assets=tuple(asset.id for asset in judged.assets) or finding.assets,
        system=case.place.system,
        activity=decision.activity,
        assurance=decision.assurance,
        by=decision.by,
        count=finding.hits,
        examined=finding.examined,
        reason=decision.reason,
        explanation=explanations.of_category(
            finding, case, decision, judged.assets, book, suspected=suspected
        ),
    )
    distinct = finding.hits if finding.distinct is None else finding.distinct
    return Ruling(verdict, case.type.rank, distinct, case.place.public)


def _certainty(finding: Finding, place: Placement, decision: Decision) -> str:
    """Return the finding's certainty, capped where the answer rests on a guess or a proposal."""
    if decision.by_guess or (decision.by_map and not place.confirmed):
        return "suspected"
    return cases.certainty(finding)
