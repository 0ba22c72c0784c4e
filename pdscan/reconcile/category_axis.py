"""Judge findings on the category axis: one verdict a finding.

A finding whose assets (rotated logs, partitions) are placed differently is decided once a
placement. Its id is one, so the worst answer stays and lists its assets only; among equals the
first by kind, then by asset. Certainty is the finding's, or `suspected` where the answer rests on
inferred subjects or on a mapping that nobody confirmed: an exposed secret, a denial for all
activities and people out of scope rest on no mapping. Part of a card that gives the whole number,
with what else is shown of it, is judged as the whole number where that is ruled out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pdscan.locators import finding_id, verdict_id
from pdscan.model import Form
from pdscan.reconcile import case as cases
from pdscan.reconcile import explanations
from pdscan.reconcile.book import Book
from pdscan.reconcile.case import Case, Decision
from pdscan.reconcile.decision_list import decide
from pdscan.reconcile.placement import Placement, Places
from pdscan.reconcile.recoverable import CARD, Recovery, recoverable
from pdscan.reconcile.severity import DROPPED, Ruling, order, weigh
from pdscan.report import AssetSeen, Finding, Report, Verdict

AXIS = "category"
RULED_OUT = frozenset({"DENIED", "EXCESS_PRECISION"})
AS_DECLARED = frozenset({"DECLARED", "DECLARED_VAGUE"})


def judge_categories(
    report: Report, book: Book, places: Places, detected: frozenset[str] | None
) -> Iterator[Ruling]:
    """Yield one ruling a finding; a confidence under 0.5 asserts nothing."""
    del detected
    cards = recoverable(report.findings)
    for finding in report.findings:
        if finding.confidence >= DROPPED:
            yield _worst(_rulings(finding, report, book, places, cards.get(id(finding))))


def _worst(rulings: Iterable[Ruling]) -> Ruling:
    return min(rulings, key=lambda one: (*order(one)[:-1], one.verdict.verdict, one.verdict.assets))


def _rulings(
    finding: Finding, report: Report, book: Book, places: Places, card: Recovery | None
) -> Iterator[Ruling]:
    for place, assets in places.of(finding).items():
        case = cases.of(finding, place, book.taxonomy, has_assets=bool(report.assets))
        judged = _Judged(finding, case, decide(case, book), assets, card)
        yield _ruling(_as_whole_card(judged, book), report.run.estate, book)


@dataclass(frozen=True, slots=True)
class _Judged:
    finding: Finding
    case: Case
    decision: Decision
    assets: Sequence[AssetSeen]
    card: Recovery | None


def _as_whole_card(judged: _Judged, book: Book) -> _Judged:
    """Judge part of a card as the whole number where that can be had from it and is ruled out."""
    if judged.card is None or not judged.card.too_much or judged.decision.kind in RULED_OUT:
        return judged
    whole = book.taxonomy.types[CARD]
    case = replace(judged.case, type_id=CARD, type=whole, tier=whole.tier, form=Form.FULL)
    decision = decide(case, book)
    if decision.kind not in RULED_OUT:
        return judged
    return replace(judged, case=case, decision=replace(decision, reason="recoverable"))


def _ruling(judged: _Judged, estate: str, book: Book) -> Ruling:
    finding, case, decision = judged.finding, judged.case, judged.decision
    card = judged.card
    if card is not None and card.tries is not None and decision.kind in AS_DECLARED:
        card = None  # the whole number is declared
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
        recoverable=card.written() if card else None,
        explanation=explanations.of_category(
            finding, case, decision, judged.assets, book, card, suspected=suspected
        ),
    )
    distinct = finding.hits if finding.distinct is None else finding.distinct
    return Ruling(verdict, case.type.rank, distinct, case.place.public)


def _certainty(finding: Finding, place: Placement, decision: Decision) -> str:
    """Return the finding's certainty, capped where the answer rests on a guess or a proposal."""
    if decision.by_guess or (decision.by_map and not place.confirmed):
        return "suspected"
    return cases.certainty(finding)
