"""Propose an activity for assets that nobody mapped: one whose words its name shares.

A proposal is shown beside the asset and changes no verdict: the estate file has to take it up, as
`confirmed: false` or for good. Where two activities share as much, none is proposed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pdscan.declarations import Activity, Declaration
from pdscan.folding import name_words
from pdscan.report import AssetSeen, Report

SHORTEST = 4
_EMPTY_WORDS = """
    gestion traitement donnees donnee personnelles personnelle export exports data public table
    main service services prestation prestations site sites processing management personal votre
    notre vous nous avec dans pour through with your file files fichier fichiers partage share
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def with_proposals(report: Report, declarations: Sequence[Declaration]) -> Report:
    """Return the report with a proposal for each unmapped asset that has one."""
    by_word = _activities_by_word(declarations)
    beside = _systems_by_source(report.assets)
    found = [
        _proposal(one, by_word, beside) if _is_unmapped(one) else None for one in report.assets
    ]
    assets = tuple(
        one if one.proposal == told else replace(one, proposal=told)
        for one, told in zip(report.assets, found, strict=True)
    )
    return replace(report, assets=assets)


def _is_unmapped(asset: AssetSeen) -> bool:
    return not asset.activities and asset.system is None


def _proposal(
    asset: AssetSeen,
    by_word: Mapping[str, frozenset[str]],
    beside: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Mapping[str, Any] | None:
    """Return the activities and the reason: the words in common, or the one system beside."""
    own = dict.fromkeys(_stems("/".join(asset.locator.rsplit("/", 2)[-2:])))
    shared: dict[str, list[str]] = defaultdict(list)
    for word in own:
        for activity in by_word.get(word, ()):
            shared[activity].append(word)
    best = max(map(len, shared.values()), default=0)
    chosen = [activity for activity, words in shared.items() if len(words) == best]
    if len(chosen) == 1:
        return {"activities": chosen, "words": shared[chosen[0]]}
    systems = beside.get(asset.source, {})
    if len(systems) != 1:
        return None
    ((system, activities),) = systems.items()
    return {"activities": list(activities), "system": system} if activities else None


def _activities_by_word(declarations: Sequence[Declaration]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for declaration in declarations:
        for activity in declaration.activities:
            for word in _words_of(activity):
                found[word].add(activity.id)
    return {word: frozenset(ids) for word, ids in found.items()}


def _words_of(activity: Activity) -> Counter[str]:
    return Counter(_stems(" ".join((activity.name, activity.id.partition(".")[2]))))


def _stems(text: str) -> list[str]:
    words = (word for word in name_words(text) if len(word) >= SHORTEST and word not in _EMPTY)
    return [word.removesuffix("s") for word in words]


def _systems_by_source(
    assets: Sequence[AssetSeen],
) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the systems of each source's mapped assets, with their activities."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for one in assets:
        if one.source and one.system is not None:
            found[one.source][one.system] = one.activities or ()
    return found
