"""Judge how long data are kept: one verdict an asset key and retention set that applies.

Any record over the declared time makes it exceeded, with how many and the oldest; else any that
can't be told makes it undetermined. A set of minimums only is kept, one of criteria only can't be
computed. Nothing is ever held against a duration that the declaration does not state.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pdscan.locators import group_id, verdict_id
from pdscan.reconcile import case as cases
from pdscan.reconcile import place_sentences as sentences
from pdscan.reconcile.ages import instant
from pdscan.reconcile.book import Book
from pdscan.reconcile.covering import unique
from pdscan.reconcile.decision_list import decide
from pdscan.reconcile.placement import Group, Places
from pdscan.reconcile.record_counts import Counts, of_asset
from pdscan.reconcile.retention_sets import Applied, DeclaredSet, applied, serving
from pdscan.reconcile.severity import DROPPED, Ruling, weigh_place, worst
from pdscan.report import Report, Verdict

AXIS = "retention"
COVERED = frozenset({"DECLARED", "DECLARED_VAGUE"})


def judge_retention(
    report: Report, book: Book, places: Places, detected: frozenset[str] | None
) -> Iterator[Ruling]:
    """Yield a ruling for each set that applies where something personal was found."""
    del detected
    yield from worst(_rulings(report, book, places))


def _rulings(report: Report, book: Book, places: Places) -> Iterator[Ruling]:
    sets = book.limits.retention
    if not sets:
        return
    as_of = instant(report.run.as_of)
    served: dict[tuple[frozenset[str] | None, bool], tuple[DeclaredSet, ...]] = {}
    for group in places.groups:
        kind = (group.place.activities, group.place.mapped)
        if kind not in served:
            served[kind] = serving(sets, group.place)
        types = frozenset(one.type for one in group.findings if one.confidence >= DROPPED)
        sub_purpose = group.assets[0].sub_purpose
        for one in applied(served[kind], sub_purpose, types, book.taxonomy):
            yield _ruling(report, book, group, one, as_of)


def _ruling(
    report: Report, book: Book, group: Group, one: Applied, as_of: datetime | None
) -> Ruling:
    archived = group.assets[0].stage == "archive"
    declared = one.declared.in_archive() if archived else one.declared
    counts = _counts(group, one, declared, as_of)
    kind, reason = _kind(counts, declared)
    suspected = not group.place.confirmed
    tier = _tier(book, group, one)
    cited = unique([one.declared.cited, *(rival.cited for rival in one.alternatives)])
    judged = group_id(report.run.estate, group.key, AXIS, one.declared.set.id)
    oldest = _oldest(group, declared) if counts.over else None
    verdict = Verdict(
        id=verdict_id(judged, AXIS, kind),
        verdict=kind,
        axis=AXIS,
        severity=weigh_place(
            kind, tier=tier, public=book.is_exposed(group.place), suspected=suspected
        ),
        certainty="suspected" if suspected else "confirmed",
        findings=tuple(f.id for f in group.findings if f.type in one.types),
        assets=group.ids,
        system=group.place.system,
        activity=group.place.only_activity,
        by=cited,
        count=counts.over or None,
        examined=counts.total or None,
        oldest=oldest,
        limit=declared.limit,
        reason=reason,
        explanation=sentences.of_retention(kind, group, declared, counts, cited, reason, oldest),
    )
    return Ruling(verdict, tier, counts.over, group.place.public)


def _counts(group: Group, one: Applied, declared: DeclaredSet, as_of: datetime | None) -> Counts:
    if one.alternatives:
        return Counts(reason="sub_purpose")
    if not declared.numbers:
        return Counts()
    parts = [of_asset(asset, declared, as_of) for asset in group.assets]
    return Counts(
        sum(part.over for part in parts),
        sum(part.in_time for part in parts),
        sum(part.undetermined for part in parts),
        next((part.reason for part in parts if part.reason), None),
    )


def _kind(counts: Counts, declared: DeclaredSet) -> tuple[str, str | None]:
    if counts.over:
        return "RETENTION_EXCEEDED", None
    if declared.numbers or counts.reason:
        if counts.reason or counts.undetermined:
            return "RETENTION_UNDETERMINED", counts.reason
        return "RETENTION_OK", None
    if declared.bounds == {"criteria"}:
        return "RETENTION_UNDETERMINED", "criteria"
    return "RETENTION_OK", None


def _tier(book: Book, group: Group, one: Applied) -> int:
    """Return the highest tier of the set's types that are declared here."""
    known = [
        cases.of(finding, group.place, book.taxonomy)
        for finding in group.findings
        if finding.type in one.types
    ]
    ranks = [case.type.rank for case in known if decide(case, book).kind in COVERED]
    return max(ranks, default=0)


def _oldest(group: Group, declared: DeclaredSet) -> str | None:
    """Return the first time of the events that the set counts from, as it was read."""
    triggers = {rule.trigger for rule in declared.numbers}
    times = [
        (moment, str(one["min"]))
        for asset in group.assets
        for one in asset.times
        if one.get("event") in triggers and (moment := instant(one.get("min")))
    ]
    return min(times)[1] if times else None
