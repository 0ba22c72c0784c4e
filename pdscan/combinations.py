"""Recognise columns that single a person out together: birth date, place and one more trait.

None of these is a name, yet nearly everybody is alone with them (L. Sweeney, Simple demographics
often identify people uniquely, 2000: date of birth, sex and five-digit ZIP code, 87 % of the United
States' population). A table that holds them is not anonymous because its names were taken out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pdscan.model import Form
from pdscan.report import Finding
from pdscan.trail import COMBINED, field_of

BIRTH = "person.birth_date"
PLACES = ("contact.city", "contact.postal_address", "person.birth_place", "location.precise")
TRAITS = (
    "person.gender",
    "person.title",
    "person.nationality",
    "person.family",
    "work.job_title",
)
_NAMED = ("person.name", "contact.email", "contact.phone", "gov.", "payment.", "person.photo")


@dataclass(frozen=True, slots=True)
class Combination:
    """Hold what singles people out in one place; `named` says that it also names them."""

    asset_key: str
    loci: tuple[str, ...]
    types: tuple[str, ...]
    named: bool

    def to_json(self) -> dict[str, object]:
        """Return what the report's summary holds."""
        return {
            "asset_key": self.asset_key,
            "loci": list(self.loci),
            "types": list(self.types),
            "named": self.named,
        }


def of_findings(findings: Iterable[Finding]) -> list[Combination]:
    """Return the combinations by asset key: a whole birth date, a place and a trait in fields."""
    places: dict[str, list[Finding]] = {}
    for one in findings:
        if one.locus.startswith(("column:", "key:")):
            places.setdefault(one.asset_key, []).append(one)
    return [found for key in sorted(places) if (found := _combination(key, places[key]))]


def _combination(key: str, fields: list[Finding]) -> Combination | None:
    parts = [one for one in fields if _is_part(one)]
    kinds = {one.type for one in parts}
    if BIRTH not in kinds or kinds.isdisjoint(PLACES) or kinds.isdisjoint(TRAITS):
        return None
    return Combination(
        key,
        tuple(sorted({one.locus for one in parts})),
        tuple(sorted(kinds)),
        any(one.type.startswith(_NAMED) for one in fields),
    )


def _is_part(one: Finding) -> bool:
    if one.form is not Form.FULL or one.capacity == "organisation":
        return False
    return one.type == BIRTH or one.type in PLACES or one.type in TRAITS


def explained(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings in their order, those of a combination with its fields among the why."""
    found = tuple(findings)
    together = {one.asset_key: one for one in of_findings(found)}
    return tuple(_explained(one, together.get(one.asset_key)) for one in found)


def _explained(one: Finding, together: Combination | None) -> Finding:
    if together is None or one.locus not in together.loci or not _is_part(one):
        return one
    names = "+".join(field_of(locus).partition(":")[2] for locus in together.loci)
    return replace(one, why=tuple(sorted({*one.why, f"{COMBINED}:{names}"})))
