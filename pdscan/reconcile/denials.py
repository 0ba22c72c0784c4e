"""Say which denials a case runs into (decision list, item 2).

A denial matches when every selector that it gives matches and nothing that it spares applies;
types and categories are one selector. A denial that gives no selector denies nothing. Decisions:

- a full name denies first and last name and they it, but a step of a ladder denies only itself;
- `except.activities` spares an asset only when all its activities are spared;
- an exception of form `hashed` spares hashes of known strength, too;
- an unmapped asset sees only denials without any activity selector.
"""

from __future__ import annotations

from collections.abc import Iterable

from pdscan.declarations import Denial, Operators
from pdscan.model import Form
from pdscan.reconcile.book import Book, Denied
from pdscan.reconcile.case import Case
from pdscan.reconcile.placement import Placement
from pdscan.taxonomy import Taxonomy

KINDS = ("category", "only", "use")
_HASHES = frozenset({Form.HASHED, Form.STRONG_HASH, Form.WEAK_HASH})


def matching(case: Case, book: Book) -> tuple[Denied, ...]:
    """Return all denials that match, in the order of the files."""
    return tuple(one for one in book.denials if _matches(one.denial, case, book.taxonomy))


def is_for_all(denial: Denial) -> bool:
    """Say whether a denial holds whatever activity an asset serves."""
    target = denial.target
    served = (target.activities, target.to_activities, target.from_activity)
    return denial.applies_to.activities == "all" and not any(served)


def allows_coarser(denial: Denial, type_id: str, taxonomy: Taxonomy) -> bool:
    """Say whether an `only` denial spares a coarser step of the type's ladder."""
    spared = set(denial.spares.types)
    return denial.kind == "only" and bool(spared & set(taxonomy.coarser(type_id)))


def _matches(denial: Denial, case: Case, taxonomy: Taxonomy) -> bool:
    return (
        denial.kind in KINDS
        and _selects(denial, case, taxonomy)
        and (is_for_all(denial) or case.place.mapped)
        and _serves(case.place, denial.applies_to.activities)
        and not _is_spared(denial, case, taxonomy)
    )


def _selects(denial: Denial, case: Case, taxonomy: Taxonomy) -> bool:
    """Say whether there is a selector, and every one given matches."""
    target = denial.target
    moved = target.from_activity or target.to_activities
    named = target.types or target.categories
    return (
        bool(named or target.capacity or target.subjects or moved or target.activities)
        and (not named or _hits_type(denial, case, taxonomy))
        and (not target.capacity or case.capacity in target.capacity)
        and (not target.subjects or bool(case.subjects & set(target.subjects)))
        and (not moved or _is_used(denial, case.place))
        and (not target.activities or _serves(case.place, target.activities))
    )


def _hits_type(denial: Denial, case: Case, taxonomy: Taxonomy) -> bool:
    ways: tuple[frozenset[str], ...] = (frozenset({case.type_id}),)
    if case.type_id.startswith("person.name"):
        ways = taxonomy.covered_by_name(case.type_id)
    in_category = set(case.type.core) & set(denial.target.categories)
    return bool(in_category) or any(way <= set(denial.target.types) for way in ways)


def _is_used(denial: Denial, place: Placement) -> bool:
    origin, uses = denial.target.from_activity, denial.target.to_activities
    if origin is not None and place.origin != origin:
        return False
    if uses:
        return _serves(place, uses)
    return place.activities is None or bool(place.activities - {origin})


def _serves(place: Placement, activities: Iterable[str]) -> bool:
    if activities == "all" or place.activities is None:
        return True
    return bool(place.activities & set(activities))


def _is_spared(denial: Denial, case: Case, taxonomy: Taxonomy) -> bool:
    spares, place = denial.spares, case.place
    listed = taxonomy.covered_by_name(case.type_id)
    forms = set(spares.forms) | (_HASHES if Form.HASHED in spares.forms else frozenset())
    return (
        any(way <= set(spares.types) for way in listed)
        or case.form in forms
        or (place.activities is not None and place.activities <= set(spares.activities))
        or (spares.operators is not None and _is_operated(place, spares.operators))
        or (spares.consent is True and place.consent)
    )


def _is_operated(place: Placement, operators: Operators) -> bool:
    return (not operators.kinds or place.kind in operators.kinds) and (
        not operators.sectors or bool(place.sectors & set(operators.sectors))
    )
