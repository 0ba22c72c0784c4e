"""Say which retention sets apply to a place and to the types found there.

Sets with a number or a minimum come before criteria; a set that holds exceptions only says nothing.
Sets that differ by their sub-purpose are alternatives. An asset that serves every activity (no
estate file) is held only to sets that speak of every activity, or name one of its types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pdscan.declarations import RetentionSet
from pdscan.declarations.limits import RetentionRule
from pdscan.folding import fold
from pdscan.reconcile.ages import Duration
from pdscan.reconcile.placement import Placement
from pdscan.report import Cited
from pdscan.taxonomy import Taxonomy

NUMBERS = ("max", "exact")


@dataclass(frozen=True, slots=True)
class DeclaredSet:
    """Hold one retention set, where it is said, and the activities that point at it."""

    set: RetentionSet
    cited: Cited
    named_by: frozenset[str]

    @property
    def numbers(self) -> tuple[RetentionRule, ...]:
        """Return the rules that age can break: maximum or exact durations."""
        return tuple(one for one in self.set.rules if one.bound in NUMBERS and one.duration)

    @property
    def bounds(self) -> frozenset[str]:
        """Return the kinds of bounds, exceptions apart."""
        return frozenset(rule.bound for rule in self.set.rules) - {"exception"}

    @property
    def limit(self) -> str | None:
        """Return the durations that age can break, as the report writes them: `P13M` or `P1Y/P0D`.

        None where there are none.
        """
        durations = dict.fromkeys(rule.duration or "" for rule in self.numbers)
        return "/".join(durations) or None

    def in_archive(self) -> DeclaredSet:
        """Return the set as it binds an archive: what goes there is kept for the next stage, too.

        Rules that end in an archive without a duration bind nothing there.
        """
        later = next((one for one in self.set.then if one.stage == "archive"), None)
        rules = []
        for rule in self.set.rules:
            if rule.end_action != "archive_restricted" or rule.duration is None:
                rules.append(rule)
            elif later is not None and later.duration is not None and later.bound in NUMBERS:
                whole = Duration.parse(rule.duration) + Duration.parse(later.duration)
                rules.append(rule.model_copy(update={"duration": str(whole)}))
            else:
                rules.append(rule.model_copy(update={"duration": None, "bound": "min"}))
        return replace(self, set=self.set.model_copy(update={"rules": tuple(rules)}))


@dataclass(frozen=True, slots=True)
class Applied:
    """Hold a set with the types it binds here; `alternatives` are its rivals by sub-purpose."""

    declared: DeclaredSet
    types: frozenset[str]
    alternatives: tuple[DeclaredSet, ...] = ()


def serving(sets: Iterable[DeclaredSet], place: Placement) -> tuple[DeclaredSet, ...]:
    """Return the sets that say something and speak of the place's activities."""
    return tuple(one for one in sets if one.bounds and _serves(one, place, by_type=_is_narrow(one)))


def excepting(sets: Iterable[DeclaredSet], place: Placement) -> tuple[DeclaredSet, ...]:
    """Return the sets that hold exceptions only and speak of the place's activities."""
    held = [one for one in sets if one.set.rules and not one.bounds]
    return tuple(one for one in held if _serves(one, place, by_type=False))


def applied(
    sets: Sequence[DeclaredSet],
    sub_purpose: str | None,
    types: frozenset[str],
    taxonomy: Taxonomy,
) -> tuple[Applied, ...]:
    """Return the sets that bind the types found, of those `serving` a place, in their order."""
    chosen = [
        Applied(declared, bound)
        for declared in sets
        if (bound := _bound(declared.set, types, taxonomy))
    ]
    kept = list(_by_sub_purpose(chosen, sub_purpose))
    firm = [one for one in kept if one.declared.bounds - {"criteria"}]
    settled = frozenset(name for one in firm for name in one.types)
    return tuple(one for one in kept if one in firm or one.types - settled)


def _bound(one: RetentionSet, types: frozenset[str], taxonomy: Taxonomy) -> frozenset[str]:
    scope = one.applies_to
    if scope.types == "all" and not scope.categories:
        return types
    named = frozenset() if scope.types == "all" else frozenset(scope.types)
    categories = frozenset(scope.categories)
    return frozenset(
        name
        for name in types
        if any(way <= named for way in taxonomy.covered_by_name(name))
        or (name in taxonomy.types and not categories.isdisjoint(taxonomy.types[name].core))
    )


def _is_narrow(declared: DeclaredSet) -> bool:
    scope = declared.set.applies_to
    return scope.types != "all" or bool(scope.categories)


def _serves(declared: DeclaredSet, place: Placement, *, by_type: bool) -> bool:
    scope = declared.set.applies_to.activities
    if scope == "all":
        return True
    if place.activities is None:
        return place.mapped and by_type
    return bool(place.activities & (declared.named_by | frozenset(scope)))


def _by_sub_purpose(chosen: Sequence[Applied], sub_purpose: str | None) -> Iterator[Applied]:
    """Keep the set of the asset's sub-purpose; without one, join the rivals behind the first."""
    if sub_purpose is not None:
        wanted = fold(sub_purpose)
        for one in chosen:
            own = one.declared.set.applies_to.sub_purpose
            if own is None or fold(own) == wanted:
                yield one
        return
    rivals = [one for one in chosen if one.declared.set.applies_to.sub_purpose is not None]
    yield from (one for one in chosen if one not in rivals)
    for group in _alike(rivals):
        yield Applied(
            group[0].declared,
            frozenset(name for one in group for name in one.types),
            tuple(one.declared for one in group),
        )


def _alike(rivals: Iterable[Applied]) -> list[list[Applied]]:
    groups: dict[frozenset[str], list[Applied]] = {}
    for one in rivals:
        scope = one.declared.set.applies_to.activities
        key = frozenset() if scope == "all" else frozenset(scope) | one.declared.named_by
        groups.setdefault(key, []).append(one)
    return list(groups.values())
