"""Merge declarations into one book: what each activity lists, what is denied, who is spoken of.

Ids may collide between declarations, so everything carries the words it is cited by. A global item
that no activity inherits belongs to none of them (`LOOSE`): it counts where an asset serves every
activity, and as declared elsewhere for the others. A declaration without any activity speaks of
all of them (`EVERYWHERE`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pdscan.declarations import (
    Activity,
    DataItem,
    Declaration,
    Denial,
    Recipient,
)
from pdscan.reconcile.case import Case, Decision
from pdscan.reconcile.citing import cite
from pdscan.reconcile.declared_limits import Limits
from pdscan.reconcile.placement import Placement
from pdscan.report import Cited
from pdscan.taxonomy import DataType, Taxonomy

ALL_HOSTED = "all_hosted"
LOOSE = "(no activity)"
EVERYWHERE = "(every activity)"
CoverKey = tuple[str, int | str, frozenset[str], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one data item as one activity sees it; `words` are its types and categories.

    An open list also has the categories of its types, since it may cover their kin.
    """

    item: DataItem
    activity: str
    cited: Cited
    words: frozenset[str]

    @property
    def phrases(self) -> tuple[str, ...]:
        """Return the categories that stand by themselves, with no list behind them."""
        return self.item.categories if self.item.list_kind == "none" else self.item.bare


@dataclass(frozen=True, slots=True)
class Denied:
    """Hold one denial with the words it is cited by."""

    denial: Denial
    cited: Cited


class Book:
    """Answer what is declared where, over all declarations at once.

    `covers` keeps what the decision list found each activity to cover, by type, and `decided` its
    answers by case.
    """

    def __init__(self, declarations: Sequence[Declaration], taxonomy: Taxonomy) -> None:
        self.declarations = tuple(declarations)
        self.taxonomy = taxonomy
        self.limits = Limits(declarations)
        self.names: dict[str, str] = {}
        self._published: set[str] = set()
        self._entries: dict[str, list[Entry]] = {}
        self._about: dict[str, Mapping[str, Sequence[Entry]]] = {}
        self.decided: dict[Case, Decision] = {}
        self.covers: dict[CoverKey, tuple[tuple[str, Decision], ...]] = {}
        for declaration in self.declarations:
            self._add(declaration)
        self.denials = tuple(
            Denied(denial, cite(declaration, denial.id, denial.source))
            for declaration in self.declarations
            for denial in declaration.denials
        )

    def _add(self, declaration: Declaration) -> None:
        inherited: set[str] = set()
        for activity in declaration.activities:
            self.names.setdefault(activity.id, activity.name)
            entries = self._entries.setdefault(activity.id, [])
            for item in _items(declaration, activity):
                inherited.add(item.id)
                entries.append(_entry(declaration, item, activity.id, self.taxonomy))
            if _publishes(activity, declaration.recipients):
                self._published.add(activity.id)
        place = LOOSE if declaration.activities else EVERYWHERE
        left = [item for item in declaration.data if item.id not in inherited]
        if left:
            self._entries.setdefault(place, []).extend(
                _entry(declaration, item, place, self.taxonomy) for item in left
            )

    def entries(
        self, kind: DataType, activities: frozenset[str] | None, sectors: frozenset[str]
    ) -> tuple[Entry, ...]:
        """Return what the activities (None: all) list that bears on a type.

        As seen by an operator of these sectors.
        """
        return tuple(
            entry
            for name, entries in self.about(kind).items()
            if activities is None or name in activities or name == EVERYWHERE
            for entry in entries
            if entry.item.held_by is None or sectors & set(entry.item.held_by.sectors)
        )

    def about(self, kind: DataType) -> Mapping[str, Sequence[Entry]]:
        """Return the entries that bear on a type, by activity: with a word that may cover it."""
        if kind.id not in self._about:
            ways = self.taxonomy.covered_by_name(kind.id)
            words = {ALL_HOSTED, *self.taxonomy.coarser(kind.id), *kind.core, *kind.customary}
            words.update(name for way in ways for name in way)
            bearing = {
                activity: [one for one in entries if not words.isdisjoint(one.words)]
                for activity, entries in self._entries.items()
            }
            self._about[kind.id] = {name: found for name, found in bearing.items() if found}
        return self._about[kind.id]

    def activities(self) -> tuple[str, ...]:
        """Return all activities that list something, in the order of the files."""
        return tuple(self._entries)

    def declared_in(self, activity: str) -> tuple[Entry, ...]:
        """Return all that one activity lists, whoever holds it."""
        return tuple(self._entries[activity])

    def publishes(self, activities: frozenset[str] | None) -> bool:
        """Say whether publication is a declared recipient of one of the activities."""
        return bool(self._published if activities is None else self._published & activities)

    def is_exposed(self, place: Placement) -> bool:
        """Say whether anybody can read a place though nobody declared to publish there."""
        return place.public and not self.publishes(place.activities)

    def out_of_scope(self, subjects: frozenset[str]) -> bool:
        """Say whether no declaration speaks of any of these people."""
        return bool(self.declarations) and all(
            declaration.scope.subjects and not subjects & set(declaration.scope.subjects)
            for declaration in self.declarations
        )

    def scopes(self) -> tuple[Cited, ...]:
        """Cite where the declarations say of whom they speak."""
        return tuple(cite(one, "scope", one.scope.source) for one in self.declarations)


def _items(declaration: Declaration, activity: Activity) -> Iterator[DataItem]:
    inherit = activity.data.inherit
    for item in declaration.data:
        if inherit == "all" or (inherit != "none" and item.id in inherit):
            yield item
    yield from activity.data.items


def _entry(declaration: Declaration, item: DataItem, activity: str, taxonomy: Taxonomy) -> Entry:
    words = {*item.types, *item.categories, *item.bare}
    if item.list_kind == "open":
        listed = (taxonomy.types[name] for name in item.types if name in taxonomy.types)
        words.update(category for one in listed for category in one.core)
    cited = cite(declaration, item.id, item.source, item.phrase)
    return Entry(item, activity, cited, frozenset(words))


def _publishes(activity: Activity, recipients: Iterable[Recipient]) -> bool:
    return any(
        one.kind == "public" and (one.id in activity.recipients or one.applies_to == "all")
        for one in recipients
    )
