"""Merge several declarations of one organisation (policy, register, cookie policy) into one.

Treatments of the same name become one; everything else is kept side by side, with its own document.
Where two documents say different things, both stay, and an issue `conflict` shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pdscan.declarations import Declaration, disagreements, writing
from pdscan.declarations.ids import ids_below
from pdscan.folding import fold

Raw = dict[str, Any]
# Words of people, which may look like an id and name nothing.
_TEXTS = (
    *("name", "phrase", "quote", "text", "label", "note", "purpose", "sub_purposes", "criteria_fr"),
    *("value", "topic", "title", "path", "condition", "email", "cell"),
)


def merged(declarations: Sequence[Declaration]) -> Raw:
    """Return the long form of all declarations together; the first one leads."""
    raws = [_raw(one) for one in declarations]
    whole = raws[0]
    for key in ("documents", *writing.LISTS):
        whole.setdefault(key, [])
    for raw in raws[1:]:
        _rename(whole, raw)
        _merge(whole, raw)
    return {key: value for key, value in whole.items() if value not in ({}, [])}


def _raw(declaration: Declaration) -> Raw:
    """Return the long form; what an activity inherits is named, for a list of all would grow."""
    raw = writing.raw_of(declaration)
    shared = [one["id"] for one in raw.get("data", ())]
    for activity in raw.get("activities", ()):
        data = activity.get("data") or {}
        if data.get("inherit") == "all":
            data["inherit"] = shared or "none"
    return raw


def _rename(whole: Raw, raw: Raw) -> None:
    """Give new ids to what would be taken, and the first one's id to a treatment of its name."""
    taken = set(ids_below(whole))
    names = {fold(one["name"]): one["id"] for one in whole["activities"]}
    new: dict[str, str] = {}
    for one in raw.get("activities", ()):
        if fold(one["name"]) in names:
            new[one["id"]] = names[fold(one["name"])]
    parties = {fold(one["name"]): one["id"] for one in whole["recipients"] if one.get("name")}
    for one in raw.get("recipients", ()):
        if fold(one.get("name") or "") in parties:
            new[one["id"]] = parties[fold(one["name"])]
    for name in dict.fromkeys(ids_below(raw)):
        if name in taken and name not in new:
            new[name] = _free(name, taken)
    for key in list(raw):
        if key not in ("id", "controller", "dpo"):
            raw[key] = _renamed(raw[key], new)


def _free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    taken.add(f"{name}_{number}")
    return f"{name}_{number}"


def _renamed(value: Any, new: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: inner if key in _TEXTS else _renamed(inner, new) for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_renamed(inner, new) for inner in value]
    return new.get(value, value) if isinstance(value, str) else value


def _merge(whole: Raw, raw: Raw) -> None:
    conflicts = disagreements.between(whole, raw)
    whole.setdefault("controller", {}).setdefault("role", "controller")
    _fill(whole["controller"], raw.get("controller", {}))
    _fill(whole.setdefault("dpo", {}), raw.get("dpo", {}))
    _fill(whole.setdefault("scope", {}), raw.get("scope", {}))
    for key in ("documents", *writing.LISTS):
        held = {one["id"]: one for one in whole[key] if "id" in one}
        for one in raw.get(key, ()):
            mine = held.get(one.get("id"))
            if mine is None:
                whole[key].append(one)
            elif key == "activities":
                _join(mine, one)
            else:
                mine.setdefault("kind", "processor")
                _fill(mine, one)
    whole["issues"] += conflicts
    for key, value in raw.items():
        if key.startswith("x-"):
            whole.setdefault(key, value)


def _fill(mine: Raw, its: Raw) -> None:
    """Add what only the second one says; lists of words are joined, what is there stays."""
    if its.get("name"):
        mine.pop("name_status", None)
    if its.get("status") == "designated":
        mine["status"] = its["status"]
    for part, value in its.items():
        held = mine.get(part)
        if isinstance(held, dict) and isinstance(value, dict) and part != "source":
            _fill(held, value)
        elif isinstance(held, list) and isinstance(value, list) and part not in ("lines", "rules"):
            held += [one for one in value if one not in held]
        elif held is None and not (part == "name_status" and mine.get("name")):
            mine[part] = value


def _join(mine: Raw, its: Raw) -> None:
    """Add to a treatment what another document says of the one of its name."""
    bases = [one for one in mine.get("legal_bases", ()) if one.get("basis")]
    named = {one["basis"] for one in bases}
    told = [one for one in its.get("legal_bases", ()) if one.get("basis")]
    if told:
        mine["legal_bases"] = bases + [one for one in told if one["basis"] not in named]
    data, more = mine.setdefault("data", {}), its.get("data", {})
    inherit = [
        name
        for one in (data, more)
        for name in (one.get("inherit") if isinstance(one.get("inherit"), list) else ())
    ]
    data["items"] = [*data.get("items", ()), *more.get("items", ())]
    data["inherit"] = list(dict.fromkeys(inherit)) or "none"
    if fold(its.get("purpose") or "") != fold(mine.get("purpose") or ""):
        # The second wording of a purpose is kept as one of its parts.
        said = [its["purpose"]] if its.get("purpose") and mine.get("purpose") else []
        mine["sub_purposes"] = [*mine.get("sub_purposes", ()), *said]
    rest = {key: one for key, one in its.items() if key not in ("id", "name", "data", "source")}
    _fill(mine, {key: one for key, one in rest.items() if key != "legal_bases"})
