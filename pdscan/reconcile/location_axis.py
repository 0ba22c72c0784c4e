"""Judge where data lie: every declared place that applies must allow the asset's own.

A place declared for the asset's channel ("our e-mail is in Europe") replaces one that is declared
for all data ("in our data centre"), and adds to one for some operators or activities.
Where none applies, the European Economic Area is in order though not stated; outside it a declared
transfer decides. An adequacy decision is never a pass. Where the place is not known, a verdict is
given only if some declared place or transfer could apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pdscan import countries
from pdscan.declarations import Location, Transfer
from pdscan.declarations.limits import LocationScope
from pdscan.locators import group_id, verdict_id
from pdscan.reconcile import place_sentences as sentences
from pdscan.reconcile.book import Book
from pdscan.reconcile.not_asked import with_a_map
from pdscan.reconcile.parties import kinds_of
from pdscan.reconcile.placement import Group, Places
from pdscan.reconcile.severity import Ruling, weigh_place
from pdscan.report import AssetSeen, Cited, Report, Verdict

AXIS = "location"
OK, MISMATCH, UNDETERMINED = "LOCATION_OK", "LOCATION_MISMATCH", "LOCATION_UNDETERMINED"


@dataclass(frozen=True, slots=True)
class _Answer:
    kind: str
    by: tuple[Cited, ...] = ()
    item: str = ""
    assurance: str | None = None
    reason: str | None = None


def judge_location(
    report: Report, book: Book, places: Places, detected: frozenset[str] | None
) -> Iterator[Ruling]:
    """Yield a ruling for each asset key whose place can be held against what is declared."""
    del detected
    yield from with_a_map(report, places, AXIS, _rulings(report, book, places))


def _rulings(report: Report, book: Book, places: Places) -> Iterator[Ruling]:
    for group in places.groups:
        answer = _answer(group, book)
        if answer is not None:
            yield _ruling(report, book, group, answer)


def _ruling(report: Report, book: Book, group: Group, answer: _Answer) -> Ruling:
    asset = group.assets[0]
    suspected = not group.place.confirmed
    judged = group_id(report.run.estate, group.key, AXIS, answer.item)
    verdict = Verdict(
        id=verdict_id(judged, AXIS, answer.kind),
        verdict=answer.kind,
        axis=AXIS,
        severity=weigh_place(
            answer.kind,
            worse=asset.country not in countries.EEA,
            public=book.is_exposed(group.place),
            suspected=suspected,
        ),
        certainty="suspected" if suspected else "confirmed",
        assets=group.ids,
        system=group.place.system,
        activity=group.place.only_activity,
        assurance=answer.assurance,
        by=answer.by,
        reason=answer.reason,
        explanation=sentences.of_location(answer.kind, group, answer.by, answer.reason),
    )
    return Ruling(verdict, public=group.place.public)


def _answer(group: Group, book: Book) -> _Answer | None:
    asset = group.assets[0]
    kinds = kinds_of(asset)
    bound = [one for one in book.limits.locations if _applies(one[0], group, asset, kinds)]
    if any(one.applies_to.channels for one, _ in bound):
        bound = [one for one in bound if one[0].applies_to != LocationScope()]
    if bound:
        return _of_places(asset, bound)
    if asset.country is None:
        could = any(_concerns(one[0], kinds, book) for one in book.limits.transfers)
        return _Answer(UNDETERMINED, reason="no_place") if could else None
    if asset.country in countries.EEA:
        return _Answer(OK, assurance="not_stated")
    return _of_transfers(asset.country, kinds, book)


def _applies(one: Location, group: Group, asset: AssetSeen, kinds: frozenset[str]) -> bool:
    scope = one.applies_to
    served = group.place.activities
    everywhere = scope.activities == "all" or (served is None and group.place.mapped)
    return (
        (not scope.operators or not kinds.isdisjoint(scope.operators))
        and (everywhere or bool((served or frozenset()) & set(scope.activities)))
        and (not scope.channels or asset.channel in scope.channels)
    )


def _of_places(asset: AssetSeen, bound: Sequence[tuple[Location, Cited]]) -> _Answer:
    answers = [(_allows(one, asset), one.id, cited) for one, cited in bound]
    violated = [(item, cited) for allowed, item, cited in answers if allowed is False]
    if violated:
        return _Answer(MISMATCH, tuple(cited for _, cited in violated), violated[0][0])
    unknown = [(item, cited) for allowed, item, cited in answers if allowed is None]
    if unknown:
        by = tuple(cited for _, cited in unknown)
        return _Answer(UNDETERMINED, by, unknown[0][0], reason="no_place")
    return _Answer(OK, tuple(cited for _, _, cited in answers), assurance="explicit")


def _allows(one: Location, asset: AssetSeen) -> bool | None:
    """Say whether the place is allowed; None where what decides is not known."""
    answers = [
        _listed(asset.country, one.allowed.countries, countries.is_in),
        _in_regions(asset, one.allowed.regions),
        _listed(asset.site, one.allowed.sites, lambda site, allowed: site == allowed),
    ]
    if False in answers:
        return False
    return None if "unknown" in answers else True


def _listed(own: str | None, allowed: Iterable[str], same: countries.Same) -> bool | str | None:
    """Return None where nothing is asked, `unknown` where the asset's own is not known."""
    names = tuple(allowed)
    if not names:
        return None
    return "unknown" if own is None else any(same(own, name) for name in names)


def _in_regions(asset: AssetSeen, regions: Sequence[str]) -> bool | str | None:
    if asset.region in regions:
        return True
    return _listed(asset.country, regions, countries.is_in_region)


def _concerns(one: Transfer, kinds: frozenset[str], book: Book) -> bool:
    """Say whether a transfer speaks of one of these kinds of operator."""
    wanted = {book.limits.recipient_kinds.get(name, name) for name in one.recipients}
    return not wanted or not kinds.isdisjoint(wanted)


def _of_transfers(country: str, kinds: frozenset[str], book: Book) -> _Answer:
    found = [
        (one, cited)
        for one, cited in book.limits.transfers
        if _concerns(one, kinds, book) and not countries.is_in_region(country, one.outside)
    ]
    by = tuple(cited for _, cited in found)
    if any(one.allowed is True for one, _ in found):
        return _Answer(OK, by, assurance="explicit")
    if any(one.allowed == "conditional" for one, _ in found):
        return _Answer(UNDETERMINED, by, found[0][0].id, reason="safeguard")
    if found:
        return _Answer(MISMATCH, by, found[0][0].id, reason="denied_transfer")
    return _Answer(MISMATCH, reason="undeclared_transfer")
