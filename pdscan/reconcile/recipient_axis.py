"""Judge in whose hands data are: the operator, unless the controller, and the host.

A denial that selects a party comes first; else each party must be a declared recipient of the
asset's activities, or one declared for all of them. A recipient that no activity names counts as
declared for all. A denial under a condition ("only in accordance with the law") forbids no
recipient that the declaration itself names: it is cited with it, and counts against all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pdscan.declarations import Denial, Recipient
from pdscan.locators import group_id, verdict_id
from pdscan.reconcile import place_sentences as sentences
from pdscan.reconcile.book import Book, Denied
from pdscan.reconcile.covering import unique
from pdscan.reconcile.not_asked import with_a_map
from pdscan.reconcile.parties import Party, is_among, is_recipient, parties_of
from pdscan.reconcile.placement import Group, Places
from pdscan.reconcile.severity import DROPPED, Ruling, weigh_place
from pdscan.report import Cited, Report, Verdict

AXIS = "recipient"
OK, MISMATCH = "RECIPIENT_OK", "RECIPIENT_MISMATCH"


@dataclass(frozen=True, slots=True)
class _Answer:
    kind: str
    by: tuple[Cited, ...] = ()
    item: str = ""
    denied: bool = False
    raised: bool = False
    assurance: str | None = None
    parties: tuple[Party, ...] = ()

    @property
    def why(self) -> str:
        """Return which sentence explains it."""
        if self.kind == OK:
            return "OK_conditional" if self.assurance else OK
        if self.denied:
            return "denied" if self.raised else "conditional"
        return MISMATCH


def judge_recipients(
    report: Report, book: Book, places: Places, detected: frozenset[str] | None
) -> Iterator[Ruling]:
    """Yield a ruling for each asset key that is in other hands than the controller's."""
    del detected
    yield from with_a_map(report, places, AXIS, _rulings(report, book, places))


def _rulings(report: Report, book: Book, places: Places) -> Iterator[Ruling]:
    for group in places.groups:
        parties = parties_of(group.assets[0])
        if parties:
            yield _ruling(report, book, group, _answer(group, parties, book))


def _ruling(report: Report, book: Book, group: Group, answer: _Answer) -> Ruling:
    suspected = not group.place.confirmed
    judged = group_id(report.run.estate, group.key, AXIS, answer.item)
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
        assets=group.ids,
        system=group.place.system,
        activity=group.place.only_activity,
        assurance=answer.assurance,
        by=answer.by,
        reason="denied" if answer.denied else None,
        explanation=sentences.of_recipient(answer.why, group, answer.parties, answer.by),
    )
    return Ruling(verdict, public=group.place.public)


def _answer(group: Group, parties: Sequence[Party], book: Book) -> _Answer:
    hits = [
        (one, [party for party in parties if _denies(one.denial, party, group, book)])
        for one in book.denials
    ]
    denied = [(one, hit) for one, hit in hits if hit]
    if any(one.denial.strength != "conditional" for one, _ in denied):
        every = tuple(dict.fromkeys(party for _, hit in denied for party in hit))
        return _against([one for one, _ in denied], every, raised=True)
    known = book.limits.recipients(group.place.activities)
    matched = {party: _matching(party, known) for party in parties}
    strangers = tuple(party for party, cited in matched.items() if not cited)
    if strangers:
        return _against(
            [one for one, hit in denied if not set(strangers).isdisjoint(hit)], strangers
        )
    by = [one for cited in matched.values() for one in cited]
    by += [one.cited for one, _ in denied]
    assurance = "conditional" if denied else None
    return _Answer(OK, unique(by), assurance=assurance, parties=tuple(parties))


def _against(
    denials: Sequence[Denied], parties: tuple[Party, ...], *, raised: bool = False
) -> _Answer:
    return _Answer(
        MISMATCH,
        tuple(one.cited for one in denials),
        denials[0].denial.id if denials else "",
        denied=bool(denials),
        raised=raised,
        parties=parties,
    )


def _matching(party: Party, known: Sequence[tuple[Recipient, Cited]]) -> list[Cited]:
    exclusive = [one for one in known if one[0].exclusive and one[0].kind == party.kind]
    return [cited for one, cited in exclusive or known if is_recipient(party, one)]


def _denies(denial: Denial, party: Party, group: Group, book: Book) -> bool:
    target, place = denial.target, group.place
    if denial.kind != "recipient" or target.operators is None:
        return False
    scopes = (denial.applies_to.activities, target.activities or "all")
    return (
        is_among(party, target.operators)
        and all(_serves(group, scope) for scope in scopes)
        and _holds(denial, group, book)
        and (not target.subjects or not place.subjects.isdisjoint(target.subjects))
        and not _is_spared(denial, party, group)
    )


def _serves(group: Group, activities: str | Sequence[str]) -> bool:
    if activities == "all":
        return True
    served = group.place.activities
    return group.place.mapped if served is None else not served.isdisjoint(activities)


def _holds(denial: Denial, group: Group, book: Book) -> bool:
    """Say whether the asset holds what the denial speaks of; one that names nothing means all."""
    types, categories = set(denial.target.types), set(denial.target.categories)
    if not types and not categories:
        return True
    return any(
        one.type in types or (known is not None and not categories.isdisjoint(known.core))
        for one in group.findings
        if one.confidence >= DROPPED
        for known in (book.taxonomy.types.get(one.type),)
    )


def _is_spared(denial: Denial, party: Party, group: Group) -> bool:
    spares, place = denial.spares, group.place
    return (
        (spares.operators is not None and is_among(party, spares.operators))
        or (spares.consent is True and place.consent)
        or (
            place.activities is not None
            and bool(spares.activities)
            and place.activities <= set(spares.activities)
        )
    )
