"""Say what is weak in a declaration that is right: contradictions, broad words, what is missing.

A broader declaration covers more of what a scan finds, so it must never look better than a precise
one: each broad word is a weakness that says which types it would cover unsaid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pdscan.declarations import Activity, DataItem, Declaration
from pdscan.declarations.contradictions import contradictions
from pdscan.taxonomy import DataType, Taxonomy

_TIERS = {
    "en": ("not personal", "ordinary", "elevated", "regulated", "special"),
    "fr": ("non personnelles", "courantes", "hautement personnelles", "réglementées", "sensibles"),
}
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Weakness:
    """Say what is weak about an item, in French and English; `weight` is what it would hide."""

    code: str
    item: str
    fr: str
    en: str
    weight: int = 1


def weaknesses(declaration: Declaration, facts: Taxonomy) -> tuple[Weakness, ...]:
    """Return what is weak, in the order of the declaration."""
    found = [*_parties(declaration)]
    items = [*declaration.data, *(one for act in declaration.activities for one in act.data.items)]
    for item in items:
        found += _broad(item, facts)
    found += _contradicted(declaration, facts)
    for activity in declaration.activities:
        found += _missing(activity, declaration)
    for kept in declaration.retention:
        if kept.rules and all(rule.duration is None for rule in kept.rules):
            found.append(
                Weakness(
                    "open_retention",
                    kept.id,
                    "durée sans chiffre : aucune échéance ne peut en être déduite",
                    "a duration without a number: no deadline follows from it",
                )
            )
    for party in declaration.recipients:
        if party.name is None and party.kind not in ("internal", "controller", "public"):
            found.append(
                Weakness(
                    "unnamed_recipient",
                    party.id,
                    f"destinataire non nommé ({party.label or party.kind})",
                    f"a recipient without a name ({party.label or party.kind})",
                )
            )
    return tuple(found)


def _parties(declaration: Declaration) -> Iterator[Weakness]:
    if declaration.controller.name is None:
        yield Weakness(
            "no_controller", "controller", "responsable non nommé", "the controller isn't named"
        )
    if declaration.dpo.status != "designated":
        fr, en = "pas de contact pour la protection des données", "no contact for data protection"
        yield Weakness("no_dpo", "dpo", fr, en)


def _contradicted(declaration: Declaration, facts: Taxonomy) -> Iterator[Weakness]:
    for item, denial, names in contradictions(declaration, facts):
        words, shared = item.phrase or item.id, ", ".join(names)
        yield Weakness(
            "contradiction",
            item.id,
            f"« {words} » est déclaré ici, et {denial.id} l'exclut ({shared})",
            f"“{words}” is declared here, and {denial.id} rules it out ({shared})",
            len(names),
        )


def _broad(item: DataItem, facts: Taxonomy) -> Iterator[Weakness]:
    for name in item.categories:
        hidden = _hidden(name, item, facts)
        if hidden:
            words = item.phrase or name
            yield Weakness(
                "catch_all",
                item.id,
                f"« {words} » couvrirait sans les nommer {_by_tier(hidden, 'fr')}",
                f"“{words}” would cover unsaid {_by_tier(hidden, 'en')}",
                len(hidden),
            )
    if "all_hosted" in item.types:
        fr, en = "« tout » couvrirait n'importe quelle donnée", "“all” would cover any data at all"
        yield Weakness("catch_all", item.id, fr, en, len(facts.types))
    if item.list_kind == "open":
        fr = f"liste ouverte (« {item.phrase or item.id} ») : elle n'exclut rien"
        en = f"an open list (“{item.phrase or item.id}”): it rules nothing out"
        yield Weakness("open_list", item.id, fr, en)
    if not item.categories and not item.types:
        fr = f"« {item.phrase or item.id} » ne désigne aucune donnée connue"
        en = f"“{item.phrase or item.id}” names no known data"
        yield Weakness("means_nothing", item.id, fr, en)


def _hidden(category: str, item: DataItem, facts: Taxonomy) -> list[DataType]:
    """Return the types that a category covers and the item doesn't name."""
    return [
        one
        for one in facts.types.values()
        if category in (*one.core, *one.customary)
        and not one.explicit_only
        and one.id not in item.types
    ]


def _by_tier(hidden: list[DataType], language: str) -> str:
    """Return types by how much they weigh, the heaviest first."""
    said = []
    for rank in sorted({one.rank for one in hidden}, reverse=True):
        labels = [one.fr if language == "fr" else one.en for one in hidden if one.rank == rank]
        more = f" … ({len(labels)})" if len(labels) > _SHOWN else ""
        said.append(f"{_TIERS[language][rank]}: {', '.join(labels[:_SHOWN])}{more}")
    return "; ".join(said)


def _missing(activity: Activity, declaration: Declaration) -> Iterator[Weakness]:
    if not any(one.basis for one in activity.legal_bases):
        fr, en = "base légale absente", "no legal basis"
        yield Weakness("no_legal_basis", activity.id, fr, en)
    scopes = [one.applies_to.activities for one in declaration.retention]
    is_kept = activity.retention or any(one == "all" or activity.id in one for one in scopes)
    if not is_kept:
        fr, en = "durée de conservation absente", "no retention"
        yield Weakness("no_retention", activity.id, fr, en)
    if not activity.data.items and activity.data.inherit in ("none", ()):
        fr, en = "aucune donnée", "no data"
        yield Weakness("no_data", activity.id, fr, en)
