"""Say how data items cover a type: by its name, too precisely, by a phrase, or by a hint.

Items 4 to 6 of the decision list. The entries given are those of the activities asked; `hosted`
says whether `all_hosted` lists everything there: in a place mapped to it, or for hosted people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pdscan.reconcile.book import ALL_HOSTED, EVERYWHERE, LOOSE, Book, Entry
from pdscan.reconcile.case import Case, Decision
from pdscan.report import Cited
from pdscan.taxonomy import DataType

HIGH_RISK = 3
ORDINARY = 1


def named(case: Case, book: Book, entries: Sequence[Entry], hosted: bool) -> Decision | None:
    """Return how entries list the type: explicitly, else under a condition (item 4)."""
    for assurance, strengths in (
        ("explicit", ("explicit",)),
        ("conditional", ("explicit", "conditional")),
    ):
        stated = [entry for entry in entries if entry.item.strength in strengths]
        found = _listing(case, book, stated, hosted)
        if found:
            return _declared("DECLARED", assurance, found)
    return None


def implied(case: Case, book: Book, entries: Sequence[Entry], hosted: bool) -> Decision | None:
    """Return how entries list the type where a mere suggestion counts, too (item 4, end)."""
    if case.type.explicit_only:
        return None
    found = _listing(case, book, entries, hosted)
    return _declared("DECLARED_VAGUE", "inferred", found) if found else None


def too_precise(case: Case, book: Book, entries: Sequence[Entry]) -> Decision | None:
    """Return which entries list only coarser steps of the type's ladder (item 5)."""
    coarser = set(book.taxonomy.coarser(case.type_id))
    found = [
        entry
        for entry in entries
        if entry.item.strength != "inferred" and coarser & set(entry.item.types)
    ]
    if not found:
        return None
    by = unique(entry.cited for entry in found)
    return Decision("EXCESS_PRECISION", "coarser", by=by, activity=_activity(found))


def by_phrase(case: Case, book: Book, entries: Sequence[Entry]) -> Decision | None:
    """Return how a category phrase covers the type, by the best of five rules (item 6)."""
    if case.type.explicit_only:
        return None
    said = [entry for entry in entries if entry.item.strength != "inferred"]
    for kind, assurance, covers in PHRASES:
        found = [entry for entry in said if covers(case.type, entry, book)]
        if found:
            return _declared(kind, assurance, found)
    return None


def _is_bare(kind: DataType, entry: Entry, book: Book) -> bool:
    del book
    return kind.rank < HIGH_RISK and bool(set(kind.core) & set(entry.phrases))


def _is_bare_at_high_risk(kind: DataType, entry: Entry, book: Book) -> bool:
    del book
    return kind.rank >= HIGH_RISK and bool(set(kind.core) & set(entry.phrases))


def _is_open_family(kind: DataType, entry: Entry, book: Book) -> bool:
    del book
    return entry.item.list_kind == "open" and bool(set(kind.core) & set(entry.item.categories))


def _is_customary(kind: DataType, entry: Entry, book: Book) -> bool:
    del book
    return (
        kind.rank <= ORDINARY
        and entry.item.list_kind != "closed"
        and bool(set(kind.customary) & set(entry.item.categories))
    )


def _is_open_kin(kind: DataType, entry: Entry, book: Book) -> bool:
    """Say whether an open list without a head names a type of the same family.

    Categories that stand by themselves in the list are members of it, no head.
    """
    item = entry.item
    headed = bool(set(item.categories) - set(item.bare))
    if kind.rank > ORDINARY or item.list_kind != "open" or headed:
        return False
    types = book.taxonomy.types
    return any(set(kind.core) & set(types[name].core) for name in item.types if name in types)


# Item 6, line by line: the verdict, its assurance, and what must hold of type and data item.
PHRASES = (
    ("DECLARED", "category", _is_bare),
    ("DECLARED_VAGUE", "high_risk_category", _is_bare_at_high_risk),
    ("DECLARED_VAGUE", "open_ended", _is_open_family),
    ("DECLARED_VAGUE", "customary", _is_customary),
    ("DECLARED_VAGUE", "open_ended", _is_open_kin),
)


def _listing(case: Case, book: Book, entries: Sequence[Entry], hosted: bool) -> list[Entry]:
    """Return the entries that list the type, a finer step of its ladder, or its name's parts."""
    found: list[Entry] = []
    for way in book.taxonomy.covered_by_name(case.type_id):
        holders = [entry for entry in entries if way & set(entry.item.types)]
        if all(any(name in entry.item.types for entry in holders) for name in way):
            found.extend(holders)
    if hosted:
        found.extend(entry for entry in entries if ALL_HOSTED in entry.item.types)
    return found


def _declared(kind: str, assurance: str, found: Sequence[Entry]) -> Decision:
    by = unique(entry.cited for entry in found)
    return Decision(kind, assurance, assurance, by, _activity(found))


def _activity(found: Sequence[Entry]) -> str | None:
    activities = {entry.activity for entry in found} - {LOOSE, EVERYWHERE}
    return activities.pop() if len(activities) == 1 else None


def unique(cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """Return citations once each, in order."""
    return tuple(dict.fromkeys(cited))
