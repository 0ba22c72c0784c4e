"""Keep a declaration's exact words inside records of another format, beside that format's own.

A record's code counts only while the record still says what the code would be written as; a record
that somebody changed is read by its own words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pdscan.registers.cells import Cell, Raw
from pdscan.registers.reading import DOCUMENT
from pdscan.registers.records import Record


def text_of(code: Raw) -> str:
    """Return a code as text."""
    return json.dumps(code, ensure_ascii=False, sort_keys=True)


def read(text: object) -> Raw | None:
    """Return the code of a text, None where it is none."""
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def code_of(record: Record) -> Raw:
    """Return all that a treatment's record must give back."""
    return {
        "activity": record.activity,
        "items": list(record.items),
        "keep": list(record.keep),
        "recipients": list(record.recipients),
    }


def record_of(code: Raw) -> Record | None:
    """Return the record of a code; None where it isn't one that pdscan wrote."""
    activity = code.get("activity")
    lists = [code.get(key) for key in ("items", "keep", "recipients")]
    if not isinstance(activity, dict) or not all(isinstance(one, list) for one in lists):
        return None
    if not all(isinstance(item, dict) for one in lists for item in one or ()):
        return None
    return Record(activity, *(tuple(one or ()) for one in lists))


def grounded(items: Iterable[Raw], cell: Cell) -> list[Any]:
    """Return items with the place of the record that holds them as their source."""
    return [{**one, "source": cell.source(DOCUMENT)} for one in items]


def activity_of(record: Record, cell: Cell) -> Raw:
    """Return a record's activity with its source; its own items as well."""
    raw = {**record.activity, "source": cell.source(DOCUMENT)}
    data = dict(raw.get("data") or {})
    data["items"] = grounded(data.get("items", ()), cell)
    raw["data"] = data
    raw["legal_bases"] = grounded(raw.get("legal_bases", ()), cell)
    raw["conditions"] = grounded(raw.get("conditions", ()), cell)
    return raw


def whole(rest: Raw, treatments: Iterable[tuple[Record, Cell]], place: Cell) -> Raw:
    """Return the long form's lists from the common rest and the records, each id once."""
    raw: Raw = {"id": rest["id"], **rest.get("whole", {})}
    raw["controller"] = {**rest.get("controller", {}), "source": place.source(DOCUMENT)}
    raw["dpo"] = rest.get("dpo", {})
    for key in ("data", "retention", "recipients", "locations", "transfers", "denials"):
        raw[key] = grounded(rest.get(key, ()), place)
    raw["activities"] = []
    for record, cell in treatments:
        raw["activities"].append(activity_of(record, cell))
        for key, items in (("retention", record.keep), ("recipients", record.recipients)):
            held = {one["id"] for one in raw[key]}
            raw[key] += [one for one in grounded(items, cell) if one["id"] not in held]
    return raw
