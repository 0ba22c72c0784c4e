"""Judge how long data are kept: one verdict an asset key and retention set that applies.

Any record over the declared time makes it exceeded, with how many and the oldest; else any that
can't be told makes it undetermined. A set of minimums only is kept, one of criteria only can't be
computed. Nothing is ever held against a duration that the declaration does not state, and nothing
is called in time because a sample was. Declared exceptions give no verdict; they are quoted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pdscan.locators import group_id, verdict_id
from pdscan.model import AssetStatus
from pdscan.reconcile import case as cases
from pdscan.reconcile import retention_sentences as sentences
from pdscan.reconcile.ages import Duration, instant
from pdscan.reconcile.book import Book
from pdscan.reconcile.completeness import is_read
from pdscan.reconcile.covering import unique
from pdscan.reconcile.decision_list import decide
from pdscan.reconcile.placement import Group, Places
from pdscan.reconcile.record_counts import Counts, of_asset
from pdscan.reconcile.retention_sets import Applied, DeclaredSet, applied, excepting, serving
from pdscan.reconcile.severity import DROPPED, Ruling, weigh_place, worst
from pdscan.report import Cited, Report, Verdict

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
    served: dict[
        tuple[frozenset[str] | None, bool], tuple[tuple[DeclaredSet, ...], tuple[Cited, ...]]
    ] = {}
    for group in places.groups:
        kind = (group.place.activities, group.place.mapped)
        if kind not in served:
            spared = unique(one.cited for one in excepting(sets, group.place))
            served[kind] = serving(sets, group.place), spared
        chosen, exceptions = served[kind]
        types = frozenset(one.type for one in group.findings if one.confidence >= DROPPED)
        sub_purpose = group.assets[0].sub_purpose
        for one in applied(chosen, sub_purpose, types, book.taxonomy):
            yield _ruling(report, book, group, one, as_of, exceptions)


def _ruling(
    report: Report,
    book: Book,
    group: Group,
    one: Applied,
    as_of: datetime | None,
    exceptions: tuple[Cited, ...],
) -> Ruling:
    archived = group.assets[0].stage == "archive"
    declared = one.declared.in_archive() if archived else one.declared
    counts = _counts(group, one, declared, as_of)
    in_part = _is_part(group, counts, report.run.accept_sampling)
    kind, reason = _kind(counts, declared, in_part)
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
        explanation=sentences.of_retention(
            sentences.Kept(kind, reason, counts, declared, oldest, in_part),
            group,
            cited,
            exceptions,
        ),
    )
    late = _days_late(declared, oldest, as_of)
    return Ruling(verdict, tier, counts.over, group.place.public, late)


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


def _is_part(group: Group, counts: Counts, accepted: float | None) -> bool:
    """Say whether only a sample of a table's records was counted, and its bound not accepted."""
    sampled = [
        one.coverage
        for one in group.assets
        if one.coverage.status == AssetStatus.SAMPLED
        and any(told.get("column") for told in one.times)
        and not is_read(one, accepted)
    ]
    known = [one.of for one in sampled if one.of is not None]
    return bool(sampled) and (len(known) < len(sampled) or counts.total < sum(known))


def _days_late(declared: DeclaredSet, oldest: str | None, as_of: datetime | None) -> int:
    """Return how many days ago the oldest record should have gone."""
    first = instant(oldest)
    if first is None or as_of is None:
        return 0
    ends = [Duration.parse(rule.duration or "").after(first) for rule in declared.numbers]
    return max((as_of - end).days for end in ends)


def _kind(counts: Counts, declared: DeclaredSet, in_part: bool) -> tuple[str, str | None]:
    if counts.over:
        return "RETENTION_EXCEEDED", None
    if declared.numbers or counts.reason:
        if counts.reason or counts.undetermined:
            return "RETENTION_UNDETERMINED", counts.reason
        return ("RETENTION_UNDETERMINED", "sampled") if in_part else ("RETENTION_OK", None)
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
