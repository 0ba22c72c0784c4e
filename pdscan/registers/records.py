"""Take a declaration apart as a register holds it: one record a treatment, and the common rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdscan import taxonomy
from pdscan.declarations import Declaration
from pdscan.registers.cells import Raw

_LEFT_OUT = ("source", "confidence", "review")
_WHOLE = ("scope", "legal_bases_declared")
_FALLBACK = "vie_perso"


@dataclass(frozen=True, slots=True)
class Record:
    """Hold one treatment: its own facts, items (its own, and those it inherits), limits."""

    activity: Raw
    items: tuple[Raw, ...]
    keep: tuple[Raw, ...]
    recipients: tuple[Raw, ...]

    def code(self) -> Raw:
        """Return the treatment's own facts without its items, which stand line by line."""
        own = {key: value for key, value in self.activity.items() if key not in ("data", "name")}
        own["inherit"] = (self.activity.get("data") or {}).get("inherit", "none")
        return own


@dataclass(frozen=True, slots=True)
class Records:
    """Hold a whole declaration as a register does; `rest` is what no treatment holds."""

    treatments: tuple[Record, ...]
    rest: Raw


def records_of(declaration: Declaration) -> Records:
    """Return the records of a declaration, without its sources."""
    raw = plain(declaration)
    treatments = tuple(_record(one, raw) for one in raw.get("activities", ()))
    told = {one["id"] for record in treatments for one in record.recipients}
    kept = {one["id"] for record in treatments for one in record.keep}
    rest = {
        "id": declaration.id,
        "whole": {key: raw[key] for key in _WHOLE if raw.get(key)},
        "controller": raw.get("controller", {}),
        "dpo": raw.get("dpo", {}),
        "data": raw.get("data", []),
        "retention": [one for one in raw.get("retention", ()) if one["id"] not in kept],
        "recipients": [one for one in raw.get("recipients", ()) if one["id"] not in told],
        "locations": raw.get("locations", []),
        "transfers": raw.get("transfers", []),
        "denials": raw.get("denials", []),
    }
    return Records(treatments, rest)


def plain(declaration: Declaration) -> Raw:
    """Return a declaration as plain values: no defaults, no sources."""
    dumped = declaration.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    raw: Raw = _bare(dumped)
    for item in _all_items(raw):
        item.setdefault("types", [])
        item.setdefault("categories", [])
    return raw


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key not in _LEFT_OUT}
    return [_bare(inner) for inner in value] if isinstance(value, list | tuple) else value


def _all_items(raw: Raw) -> Iterator[Raw]:
    yield from raw.get("data", ())
    for activity in raw.get("activities", ()):
        yield from (activity.get("data") or {}).get("items", ())


def _record(activity: Raw, raw: Raw) -> Record:
    data = activity.get("data") or {}
    inherit = data.get("inherit", "none")
    shared = [
        {**one, "inherited": True}
        for one in raw.get("data", ())
        if inherit == "all" or (inherit != "none" and one["id"] in inherit)
    ]
    items = (*data.get("items", ()), *shared)
    named = set(activity.get("recipients", ()))
    recipients = tuple(one for one in raw.get("recipients", ()) if one["id"] in named)
    keep = tuple(one for one in raw.get("retention", ()) if _concerns(one, activity))
    return Record(activity, items, keep, recipients)


def _concerns(one: Raw, activity: Raw) -> bool:
    """Say whether a retention set is this activity's: it is cited, or names the activity."""
    scope = one.get("applies_to") or {}
    listed = scope.get("activities", "all")
    return one["id"] in activity.get("retention", ()) or (
        listed != "all" and activity["id"] in listed
    )


def rows_of(items: Sequence[Raw]) -> dict[str, list[Raw]]:
    """Return by CNIL row the parts of items that stand on it, in the order of the workbook."""
    found: dict[str, dict[str, Raw]] = {}
    for item in items:
        parts = [("types", name, _type_row(name)) for name in item["types"]]
        parts += [("categories", name, _category_row(name)) for name in item["categories"]]
        for key, name, row in parts or [("phrase", None, _FALLBACK)]:
            part = found.setdefault(row, {}).setdefault(
                item["id"], {**item, "types": [], "categories": []}
            )
            if name is not None:
                part[key].append(name)
    order = [name for name, one in taxonomy.load().cnil_rows.items() if one.get("ods")]
    return {row: [*found[row].values()] for row in order if row in found}


def _type_row(name: str) -> str:
    facts = taxonomy.load()
    known = facts.types.get(name)
    row = str(known.cnil_row) if known else "etat_civil" if name == "all_hosted" else _FALLBACK
    return str(facts.cnil_rows[row].get("else", row))


def _category_row(name: str) -> str:
    facts = taxonomy.load()
    first = next((one for one in facts.types.values() if name in one.core), None)
    return _type_row(first.id) if first else _FALLBACK


def keep_of(record: Record, items: Sequence[Raw]) -> list[Raw]:
    """Return the retention sets of a record that concern a line's items."""
    types = {name for one in items for name in one["types"]}
    categories = {name for one in items for name in one["categories"]}
    return [one for one in record.keep if _covers(one.get("applies_to") or {}, types, categories)]


def _covers(scope: Mapping[str, Any], types: set[str], categories: set[str]) -> bool:
    listed = scope.get("types", "all")
    if listed == "all":
        return True
    return bool(types & set(listed) or categories & set(scope.get("categories", ())))
