"""Merge several declarations of one organisation (policy, register, cookie policy) into one.

Treatments of the same name become one; everything else is kept side by side, with its own document.
Where two documents say different things, both stay, and an issue `conflict` shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pdscan.declarations import Declaration, writing
from pdscan.folding import fold

Raw = dict[str, Any]
_LISTS = (
    "legal_bases_declared",
    "data",
    "activities",
    "retention",
    "recipients",
    "locations",
    "transfers",
    "denials",
    "obligations",
    "unscannable",
    "issues",
)


def merged(declarations: Sequence[Declaration]) -> Raw:
    """Return the long form of all declarations together; the first one leads."""
    raws = [_raw(one) for one in declarations]
    whole = raws[0]
    for key in ("documents", "issues", *_LISTS):
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
    taken = set(_ids(whole))
    names = {fold(one["name"]): one["id"] for one in whole["activities"]}
    new: dict[str, str] = {}
    for one in raw.get("activities", ()):
        if fold(one["name"]) in names:
            new[one["id"]] = names[fold(one["name"])]
    for name in dict.fromkeys(_ids(raw)):
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


def _ids(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("id"), str) and "pdscan_declaration" not in value:
            yield value["id"]
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)


def _renamed(value: Any, new: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(inner, new) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, new) for inner in value]
    return new.get(value, value) if isinstance(value, str) else value


def _merge(whole: Raw, raw: Raw) -> None:
    conflicts = [*_parties(whole, raw), *_denied(whole, raw), *_denied(raw, whole)]
    conflicts += _kept(whole, raw)
    held = {one["id"]: one for one in whole["activities"]}
    for one in raw.get("activities", ()):
        if one["id"] in held:
            conflicts += _activity(held[one["id"]], one)
        else:
            whole["activities"].append(one)
    for key in ("documents", *_LISTS):
        if key != "activities":
            whole[key] += raw.get(key, [])
    whole["issues"] += conflicts
    subjects = whole.setdefault("scope", {}).setdefault("subjects", [])
    subjects += [name for name in raw.get("scope", {}).get("subjects", ()) if name not in subjects]


def _conflict(text: str, *items: Raw) -> Raw:
    """Return an issue that names both sides, with the second's source."""
    said = [_cited(one) for one in items]
    found: Raw = {"code": "conflict", "text": f"{text}: {' / '.join(said)}"}
    source = next((one["source"] for one in reversed(items) if one.get("source")), None)
    return {**found, "source": source} if source else found


def _cited(one: Raw) -> str:
    source = one.get("source") or {}
    place = source.get("cell") or ", ".join(map(str, source.get("lines", ())))
    where = f" ({source['doc']} {place})".replace(" )", ")") if source else ""
    return f"{one.get('said') or one.get('name') or one.get('id')}{where}"


def _parties(whole: Raw, raw: Raw) -> Iterator[Raw]:
    """Fill in what is known of the controller and the DPO; different names are a conflict."""
    for key in ("controller", "dpo"):
        mine, its = whole.setdefault(key, {}), raw.get(key, {})
        for part in ("name", "email"):
            if mine.get(part) and its.get(part) and fold(mine[part]) != fold(its[part]):
                sides = [{**one, "said": one[part]} for one in (mine, its)]
                yield _conflict(f"two documents differ on {key}.{part}", *sides)
        if its.get("name") and not mine.get("name"):
            mine.pop("name_status", None)
        for part, value in its.items():
            if mine.get(part) is None and not (part == "name_status" and mine.get("name")):
                mine[part] = value


def _activity(mine: Raw, its: Raw) -> Iterator[Raw]:
    bases = [
        {one["basis"] for one in side.get("legal_bases", ()) if one.get("basis")}
        for side in (mine, its)
    ]
    if bases[0] and bases[1] and bases[0] != bases[1]:
        sides = [
            {**side, "said": ", ".join(sorted(named))}
            for side, named in zip((mine, its), bases, strict=True)
        ]
        yield _conflict(f"two legal bases of {mine['id']}", *sides)
    if bases[1]:
        kept = [one for one in mine.get("legal_bases", ()) if one.get("basis")]
        told = [one for one in its["legal_bases"] if one.get("basis") not in bases[0]]
        mine["legal_bases"] = kept + told
    for key in ("subjects", "recipients", "retention", "sub_purposes", "dpv_purposes"):
        mine[key] = list(dict.fromkeys([*mine.get(key, ()), *its.get(key, ())]))
    mine["purpose"] = mine.get("purpose") or its.get("purpose")
    data, more = mine.setdefault("data", {}), its.get("data", {})
    data["items"] = [*data.get("items", ()), *more.get("items", ())]
    inherit = [
        name
        for one in (data, more)
        for name in (one.get("inherit") if isinstance(one.get("inherit"), list) else ())
    ]
    data["inherit"] = inherit or "none"


def _kept(whole: Raw, raw: Raw) -> Iterator[Raw]:
    """Yield the durations that differ for the same treatment, types and trigger."""
    for mine in whole.get("retention", ()):
        for its in raw.get("retention", ()):
            if _scope(mine) is None or _scope(mine) != _scope(its):
                continue
            rules = [
                {(rule["trigger"], rule.get("duration"), rule["bound"]) for rule in one["rules"]}
                for one in (mine, its)
            ]
            if rules[0] != rules[1]:
                sides = [{**one, "said": _durations(one)} for one in (mine, its)]
                yield _conflict(f"two durations, {mine['id']} and {its['id']}", *sides)


def _scope(one: Raw) -> tuple[str, ...] | None:
    scope = one.get("applies_to") or {}
    activities, types = scope.get("activities", "all"), scope.get("types", "all")
    if activities == "all":
        return None
    return (*sorted(activities), "/", *(["all"] if types == "all" else sorted(types)))


def _durations(one: Raw) -> str:
    return ", ".join(str(rule.get("duration") or rule["bound"]) for rule in one["rules"])


def _denied(one: Raw, other: Raw) -> Iterator[Raw]:
    """Yield what one document declares and the other denies."""
    declared = list(_items(one))
    for denial in other.get("denials", ()):
        if denial.get("kind") not in ("category", "only"):
            continue
        target, spared = denial.get("target") or {}, (denial.get("except") or {}).get("types", ())
        names = {*target.get("types", ()), *target.get("categories", ())} - set(spared)
        for item in declared:
            shared = names & {*_listed(item.get("types")), *item.get("categories", ())}
            if shared:
                text = f"declared here and denied there, {', '.join(sorted(shared))}"
                yield _conflict(text, item, denial)


def _items(raw: Raw) -> Iterable[Raw]:
    yield from raw.get("data", ())
    for activity in raw.get("activities", ()):
        yield from (activity.get("data") or {}).get("items", ())


def _listed(types: object) -> Iterable[str]:
    return types if isinstance(types, list) else ()
