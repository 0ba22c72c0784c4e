"""Judge about whom data are: people that a declaration excludes, or does not provide for.

The map says of whom an asset speaks; fields and words of the data may say so too (a field about
children), which is a suspicion only. A qualified denial ("specifically about minors") needs the
map, a field, or one record in twenty; so do birth dates of minors whom nobody denied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pdscan.declarations import Denial
from pdscan.locators import group_id, verdict_id
from pdscan.reconcile import place_sentences as sentences
from pdscan.reconcile.book import Book
from pdscan.reconcile.not_asked import with_a_map
from pdscan.reconcile.placement import Group, Places
from pdscan.reconcile.severity import DROPPED, Ruling, weigh_place
from pdscan.report import Cited, Finding, Report, Verdict

AXIS = "subject"
OK, WRONG = "SUBJECT_OK", "WRONG_SUBJECT"
MINOR_TYPE, MINOR = "minor.data", "minor"
ENOUGH = 0.05


@dataclass(frozen=True, slots=True)
class _Seen:
    """Hold who is seen where; `share` of the records, 1 where a whole place or field is meant."""

    locus: str
    subjects: frozenset[str]
    mapped: bool
    share: float = 1.0
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    kind: str
    by: tuple[Cited, ...] = ()
    denied: bool = False
    raised: bool = False
    subjects: frozenset[str] = frozenset()


def judge_subjects(
    report: Report, book: Book, places: Places, detected: frozenset[str] | None
) -> Iterator[Ruling]:
    """Yield a ruling for each place, and each field, of which somebody said whom it is about."""
    del detected
    yield from with_a_map(report, places, AXIS, _rulings(report, book, places))


def _rulings(report: Report, book: Book, places: Places) -> Iterator[Ruling]:
    for group in places.groups:
        for seen in _seen(group):
            answer = _answer(seen, group, book)
            if answer is not None and (seen.mapped or answer.kind == WRONG):
                yield _ruling(report, book, group, seen, answer)


def _seen(group: Group) -> Iterator[_Seen]:
    mapped = group.place.subjects
    if mapped:
        yield _Seen("", mapped, mapped=True)
    for finding in group.findings:
        if finding.confidence < DROPPED:
            continue
        told = {MINOR} if finding.type == MINOR_TYPE or finding.minors else set(finding.subjects)
        others = frozenset(told) - mapped
        if others:
            yield _Seen(finding.locus, others, False, _share(finding), finding)


def _share(finding: Finding) -> float:
    if finding.minors:
        return finding.minors
    if finding.type == MINOR_TYPE and finding.share is not None:
        return finding.share
    return 1.0


def _answer(seen: _Seen, group: Group, book: Book) -> _Answer | None:
    denials = [one for one in book.denials if _denies(one.denial, seen, group)]
    if denials:
        subjects = frozenset(name for one in denials for name in one.denial.target.subjects)
        return _Answer(
            WRONG,
            tuple(one.cited for one in denials),
            denied=True,
            raised=any(one.denial.strength != "conditional" for one in denials),
            subjects=subjects & seen.subjects,
        )
    listed, cited = book.limits.subjects(group.place.activities)
    if not listed or not group.place.mapped:
        return None
    others = seen.subjects - listed
    if others and seen.share < ENOUGH and seen.finding and seen.finding.minors:
        return None
    if others:
        return _Answer(WRONG, cited, subjects=others)
    return _Answer(OK, cited, subjects=seen.subjects)


def _denies(denial: Denial, seen: _Seen, group: Group) -> bool:
    if denial.kind != "subject" or seen.subjects.isdisjoint(denial.target.subjects):
        return False
    if denial.strength == "qualified" and seen.share < ENOUGH:
        return False
    if denial.spares.consent and group.place.consent:
        return False
    served, scope = group.place.activities, denial.applies_to.activities
    spared = set(denial.spares.activities)
    if served is not None and spared and served <= spared:
        return False
    if scope == "all":
        return True
    return group.place.mapped if served is None else not served.isdisjoint(scope)


def _ruling(report: Report, book: Book, group: Group, seen: _Seen, answer: _Answer) -> Ruling:
    suspected = not seen.mapped or not group.place.confirmed
    judged = group_id(report.run.estate, group.key, AXIS, seen.locus)
    verdict = Verdict(
        id=verdict_id(judged, AXIS, answer.kind),
        verdict=answer.kind,
        axis=AXIS,
        severity=weigh_place(
            answer.kind,
            worse=answer.raised,
            public=book.is_exposed(group.place),
            suspected=suspected,
        ),
        certainty="suspected" if suspected else "confirmed",
        type=seen.finding.type if seen.finding else None,
        locus=seen.locus or None,
        findings=(seen.finding.id,) if seen.finding else (),
        assets=group.ids,
        system=group.place.system,
        activity=group.place.only_activity,
        by=answer.by,
        reason="denied" if answer.denied else None,
        explanation=sentences.of_subject(
            answer.kind, group, answer.subjects, answer.by, seen.locus, denied=answer.denied
        ),
    )
    return Ruling(verdict, public=group.place.public)
