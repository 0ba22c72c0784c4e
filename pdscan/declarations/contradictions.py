"""Find what a declaration both declares and denies."""

from __future__ import annotations

from collections.abc import Iterator

from pdscan.declarations import DataItem, Declaration, Denial
from pdscan.taxonomy import Taxonomy


def contradictions(
    declaration: Declaration, facts: Taxonomy
) -> Iterator[tuple[DataItem, Denial, tuple[str, ...]]]:
    """Yield each item that a flat denial reaches, with that denial and the names they share.

    A denial that is qualified, bound to a consent or form, or of some people or operators only
    leaves room for the item. What is only inferred, or held by recipients alone, isn't declared.
    """
    flat = [one for one in declaration.denials if _is_flat(one)]
    placed = [("", item) for item in declaration.data]
    placed += [(act.id, item) for act in declaration.activities for item in act.data.items]
    for activity, item in placed:
        if item.held_by is not None or item.strength == "inferred":
            continue
        for denial in flat:
            names = dict.fromkeys((*item.types, *item.categories))
            shared = tuple(name for name in names if _falls(name, denial, facts))
            if shared and _reaches(denial, activity):
                yield item, denial, shared


def _is_flat(denial: Denial) -> bool:
    target, spares = denial.target, denial.spares
    narrowed = target.capacity or target.subjects or target.operators
    spared = spares.forms or spares.operators or spares.consent
    return (
        denial.kind in ("category", "only")
        and denial.strength == "absolute"
        and not narrowed
        and not spared
    )


def _reaches(denial: Denial, activity: str) -> bool:
    """Say whether a denial holds in an activity; an item of none needs one that holds in all."""
    if activity and activity in denial.spares.activities:
        return False
    within = [one for one in (denial.target.activities, denial.applies_to.activities) if one]
    return all(one == "all" or activity in one for one in within)


def _falls(name: str, denial: Denial, facts: Taxonomy) -> bool:
    """Say whether a denial reaches a type or category: by name, or by a type's own category."""
    if name in denial.spares.types:
        return False
    known = facts.types.get(name)
    families = {name, *(known.core if known is not None else ())}
    return name in denial.target.types or bool(families & set(denial.target.categories))
