"""Know the parties that policies speak of: kinds, sectors, and companies by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pdscan.folding import fold
from pdscan.policies import lexicon

OUTSIDE = ("partner", "third_party", "group", "public")
_FALSE_FRIENDS = re.compile(
    r"tiers non autorises?|cookies? (?:de )?(?:tiers|tierces?)|third[- ]party cookies?"
    r"|offres? (?:de la part )?de (?:ses|nos) partenaires"
    r"|fournisseurs? d'(?:acces|identite)"
    r"|sans (?:votre|l')|pays tiers|third countr\w+|tiers de confiance|biens? de tiers"
    r"|droits? (?:des|de) tiers"
)


@dataclass(frozen=True, slots=True)
class Vendor:
    """Hold a company that policies name, with what it usually does."""

    name: str
    aliases: tuple[str, ...]
    sectors: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Hold the words that name a party, its kind and sectors."""

    start: int
    end: int
    kind: str
    sectors: tuple[str, ...] = ()
    vendor: Vendor | None = None


@cache
def _vendors() -> tuple[tuple[re.Pattern[str], Vendor], ...]:
    found = []
    for name, entry in lexicon.table("vendors").items():
        vendor = Vendor(
            name,
            tuple(entry.get("aliases", ())),
            tuple(entry.get("sectors", ())),
            entry.get("kind", "processor"),
        )
        names = "|".join(map(re.escape, (name, *vendor.aliases)))
        flags = 0 if entry.get("exact") else re.IGNORECASE
        found.append((re.compile(rf"(?<![\w@.])(?:{names})(?![\w@])(?!\.\w)", flags), vendor))
    return tuple(found)


def vendors_in(text: str) -> Iterator[tuple[re.Match[str], Vendor]]:
    """Yield the known companies that a text names, each once."""
    seen: set[str] = set()
    for pattern, vendor in _vendors():
        names = {vendor.name, *vendor.aliases}
        match = pattern.search(text)
        if match and not names & seen:
            seen |= names
            yield match, vendor


def sectors_in(text: str) -> list[str]:
    """Return the sectors of the taxonomy that a folded text speaks of, in order of appearance."""
    found = {}
    for sector in lexicon.table("sectors"):
        match = lexicon.pattern("sectors", sector).search(text)
        if match:
            found[sector] = match.start()
    return sorted(found, key=lambda one: found[one])


def mentions_in(text: str) -> list[Mention]:
    """Return the parties that a folded text names, in order, longest words first."""
    hidden = _FALSE_FRIENDS.sub(lambda found: "_" * len(found[0]), text)
    found: list[Mention] = []
    for kind in lexicon.table("parties"):
        for match in lexicon.pattern("parties", kind).finditer(hidden):
            found.append(Mention(match.start(), match.end(), kind))
    found.sort(key=lambda one: (one.start, one.start - one.end))
    kept: list[Mention] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def kinds_denied(text: str) -> Mapping[str, Any] | None:
    """Return the operators that "à un tiers", "aux prestataires" … means in a denial."""
    third = lexicon.pattern("polarity", "third_party").search(text)
    if third:
        return {"kinds": list(OUTSIDE)}
    sectors = [one for one in sectors_in(text) if one == "social_network"]
    if sectors:
        return {"sectors": sectors}
    kinds = list(dict.fromkeys(one.kind for one in mentions_in(text) if one.kind != "internal"))
    return {"kinds": kinds} if kinds else None


def same_name(one: str, other: str) -> bool:
    """Say whether two names differ in case, accents, hyphens or spaces only."""
    return re.sub(r"\W", "", fold(one)) == re.sub(r"\W", "", fold(other))
