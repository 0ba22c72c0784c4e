"""Decide the category axis: one function an item of the list, in order, first answer wins.

The list is section 2 of the reconciliation page. For an asset that nobody mapped, items 4 to 7
collapse into one: declared anywhere is `UNMAPPED`, and it is never clean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pdscan.model import Form
from pdscan.reconcile import covering, denials
from pdscan.reconcile.book import EVERYWHERE, Book, Entry
from pdscan.reconcile.case import HOSTED, Case, Decision

NEVER_OUT_OF_SCOPE = frozenset({"minor", HOSTED})
PASSWORD_HASH = "secret.password_hash"  # noqa: S105  (a type id, no password)

# From the firmest cover to the loosest.
RANKS: tuple[str | None, ...] = (
    "explicit",
    "conditional",
    "category",
    "high_risk_category",
    "open_ended",
    "customary",
    "inferred",
)

Item = Callable[[Case, Book], Decision | None]


def decide(case: Case, book: Book) -> Decision:
    """Return the first answer of the list that fits the case; the last item always answers.

    Equal cases get the same answer, so the book remembers it.
    """
    if case not in book.decided:
        answers = (item(case, book) for item in (MAPPED if case.place.mapped else UNMAPPED))
        book.decided[case] = next(answer for answer in answers if answer is not None)
    return book.decided[case]


def secret(case: Case, book: Book) -> Decision | None:
    """Expose a secret, whatever is declared, and a password's hash that is too weak (item 1)."""
    del book
    if case.tier == "S":
        return Decision("CREDENTIAL_EXPOSED", "secret", by_map=False)
    if case.type_id == PASSWORD_HASH and case.form == Form.WEAK_HASH:
        return Decision("CREDENTIAL_EXPOSED", "weak_hash", reason="weak_hash", by_map=False)
    return None


def denied(case: Case, book: Book) -> Decision | None:
    """Cite all denials that match; where one allows a coarser step, it is too precise (item 2)."""
    found = denials.matching(case, book)
    if not found:
        return None
    too_precise = any(
        denials.allows_coarser(one.denial, case.type_id, book.taxonomy) for one in found
    )
    return Decision(
        "EXCESS_PRECISION" if too_precise else "DENIED",
        "only_coarser" if too_precise else "denied",
        by=covering.unique(one.cited for one in found),
        activity=case.place.only_activity,
        by_map=not any(denials.is_for_all(one.denial) for one in found),
        by_guess=case.is_guessed and all(one.denial.target.subjects for one in found),
    )


def out_of_scope(case: Case, book: Book) -> Decision | None:
    """Ask for another declaration where none speaks of these people (item 3)."""
    if not case.subjects or case.subjects & NEVER_OUT_OF_SCOPE:
        return None
    if not book.out_of_scope(case.subjects):
        return None
    by = book.scopes()
    return Decision("OUT_OF_SCOPE", "scope", by=by, by_map=False, by_guess=case.is_guessed)


def named(case: Case, book: Book) -> Decision | None:
    """Find the type among those that the asset's activities list (item 4)."""
    return covering.named(case, book, _entries(case, book), _is_hosted_here(case))


def too_precise(case: Case, book: Book) -> Decision | None:
    """Find only a coarser step of the type's ladder among those listed (item 5)."""
    return covering.too_precise(case, book, _entries(case, book))


def by_phrase(case: Case, book: Book) -> Decision | None:
    """Find a category phrase of the asset's activities that covers the type (item 6)."""
    return covering.by_phrase(case, book, _entries(case, book))


def implied(case: Case, book: Book) -> Decision | None:
    """Find the type where a purpose only suggests it (item 4, last sentence; before item 7)."""
    return covering.implied(case, book, _entries(case, book), _is_hosted_here(case))


def elsewhere(case: Case, book: Book) -> Decision | None:
    """Find another activity that covers the type (item 7)."""
    inside = (*(case.place.activities or book.activities()), EVERYWHERE)
    found = next((cover for name, cover in _covering(case, book) if name not in inside), None)
    if found is None:
        return None
    why = "elsewhere" if found.activity else "no_activity"
    return Decision("DECLARED_ELSEWHERE", why, found.assurance, found.by, found.activity)


def covered_anywhere(case: Case, book: Book) -> Decision | None:
    """Find any activity that covers what an unmapped asset holds (items 4 to 7 in one)."""
    found = _covering(case, book)
    if not found:
        return None
    return Decision("UNMAPPED", "unmapped", by=found[0][1].by, reason="asset", by_map=False)


def not_personal(case: Case, book: Book) -> Decision | None:
    """Record what isn't personal and not declared (item 8)."""
    del book
    return Decision("NOT_PERSONAL", "not_personal") if case.tier == 0 else None


def unknown_type(case: Case, book: Book) -> Decision | None:
    """Set aside a type that the taxonomy hasn't: it can't be held against phrases."""
    del book
    return None if case.in_taxonomy else Decision("UNMAPPED", "type", reason="type", by_map=False)


def undeclared(case: Case, book: Book) -> Decision:
    """Say that nothing covers the type (item 9)."""
    del book
    kind = "SENSITIVE_UNDECLARED" if case.type.sensitive else "UNDECLARED"
    return Decision(kind, kind.lower(), activity=case.place.only_activity)


MAPPED: tuple[Item, ...] = (
    secret,
    denied,
    out_of_scope,
    named,
    too_precise,
    by_phrase,
    implied,
    elsewhere,
    not_personal,
    unknown_type,
    undeclared,
)
UNMAPPED: tuple[Item, ...] = (
    secret,
    denied,
    out_of_scope,
    covered_anywhere,
    not_personal,
    unknown_type,
    undeclared,
)


def _covering(case: Case, book: Book) -> tuple[tuple[str, Decision], ...]:
    """Return which activities cover the type, firmest first; too precise isn't covered."""
    key = (case.type_id, case.tier, case.place.sectors, HOSTED in case.subjects)
    if key not in book.covers:
        bearing = book.about(case.type)
        activities = book.activities() if EVERYWHERE in bearing else tuple(bearing)
        found = ((activity, _cover(case, book, activity)) for activity in activities)
        covers = [(activity, cover) for activity, cover in found if cover is not None]
        book.covers[key] = tuple(sorted(covers, key=lambda one: RANKS.index(one[1].assurance)))
    return book.covers[key]


def _cover(case: Case, book: Book, activity: str) -> Decision | None:
    entries = book.entries(case.type, frozenset({activity}), case.place.sectors)
    hosted = HOSTED in case.subjects
    found = covering.named(case, book, entries, hosted)
    if found is None and covering.too_precise(case, book, entries) is None:
        by_phrase = covering.by_phrase(case, book, entries)
        found = by_phrase or covering.implied(case, book, entries, hosted)
    if found is None:
        return None
    real = activity if activity in book.names else None
    return replace(found, activity=real)


def _is_hosted_here(case: Case) -> bool:
    """Say whether `all_hosted` lists everything: in a place mapped to it, or for hosted people."""
    return case.place.activities is not None or HOSTED in case.subjects


def _entries(case: Case, book: Book) -> tuple[Entry, ...]:
    return book.entries(case.type, case.place.activities, case.place.sectors)
