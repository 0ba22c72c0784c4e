"""Read and write Fideslang manifests: systems with their privacy declarations, and policies.

Fideslang has one use, one basis and a free retention period for each privacy declaration; what it
has no word for stands in `meta`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pdscan import taxonomy
from pdscan.declarations.slugs import slug
from pdscan.registers import coded, reading, wording
from pdscan.registers.cells import Cell, Raw
from pdscan.registers.reading import DOCUMENT, Reader
from pdscan.registers.records import Record, Records

BASES = {
    "consent": "Consent",
    "contract": "Contract",
    "legal_obligation": "Legal obligations",
    "vital_interest": "Vital interests",
    "public_interest": "Public interest",
    "legitimate_interest": "Legitimate interests",
}
SUBJECTS = {
    "customer": "customer",
    "prospect": "prospect",
    "visitor": "anonymous_user",
    "employee": "employee",
    "job_applicant": "job_applicant",
    "supplier": "supplier_vendor",
}
_SUBJECTS_BACK = {
    **{value: key for key, value in SUBJECTS.items()},
    "citizen_voter": "third_party",
    "consultant": "supplier",
    "next_of_kin": "third_party",
    "patient": "customer",
    "passenger": "customer",
    "shareholder": "third_party",
    "student": "customer",
    "guardian": "third_party",
}
_NO_USE = "essential.service"


def is_fideslang(loaded: Any) -> bool:
    """Say whether a loaded file is a Fideslang manifest; it may hold an organisation alone."""
    if not isinstance(loaded, Mapping) or not isinstance(loaded.get("system"), list):
        return False
    return any(
        "privacy_declarations" in one or "fides_key" in one
        for key in ("system", "organization")
        for one in _listed(loaded, key)
    )


def written(records: Records) -> Raw:
    """Return a declaration as a manifest."""
    rest = records.rest
    controller = rest["controller"]
    organisation: Raw = {
        "fides_key": _key(rest["id"]),
        "name": controller.get("name"),
        "controller": {
            "name": controller.get("name") or "",
            "address": _address(controller),
            "email": controller.get("email") or "",
            "phone": controller.get("phone") or "",
        },
        "meta": {"pdscan": coded.text_of(rest)},
    }
    rules = [_rule(one) for one in rest["denials"] if one.get("kind") in ("category", "only")]
    return {
        "organization": [organisation],
        "system": [_system(record, _key(rest["id"])) for record in records.treatments],
        "policy": [{"fides_key": f"{_key(rest['id'])}_denials", "rules": rules}],
    }


def _key(text: str) -> str:
    return "".join(char if char.isalnum() or char in "_-" else "_" for char in text)


def _address(controller: Raw) -> str:
    address = controller.get("address") or {}
    return ", ".join(str(one) for one in address.values() if one)


def _rule(denial: Raw) -> Raw:
    target = denial.get("target") or {}
    keys = sorted({key for name in target.get("types", ()) if (key := _fides(name))})
    return {
        "fides_key": _key(denial["id"]),
        "name": denial["id"],
        "data_categories": {"matches": "ANY", "values": keys or ["user"]},
        "data_uses": {"matches": "ANY", "values": ["essential"]},
        "data_subjects": {"matches": "ANY", "values": ["customer"]},
    }


def _fides(name: str) -> str | None:
    known = taxonomy.load().types.get(name)
    return known.maps.get("fides") if known else None


def _system(record: Record, organisation: str) -> Raw:
    code = coded.code_of(record)
    own = _native(record)
    return {**own, "organization_fides_key": organisation, "meta": {"pdscan": coded.text_of(code)}}


def _native(record: Record) -> Raw:
    activity = record.activity
    bases = [one for one in activity.get("legal_bases", ()) if one.get("basis")] or [{}]
    return {
        "fides_key": _key(activity["id"]),
        "name": activity["name"],
        "description": activity.get("purpose"),
        "system_type": "Processing activity",
        "privacy_declarations": [_declaration(record, basis) for basis in bases],
    }


def _declaration(record: Record, basis: Raw) -> Raw:
    activity = record.activity
    types = [name for one in record.items for name in one["types"]]
    covered = _covered(record)
    keys = sorted({key for name in (*types, *covered) if (key := _fides(name))})
    subjects = [SUBJECTS[name] for name in activity.get("subjects", ()) if name in SUBJECTS]
    parties = wording.recipients(record.recipients)
    return {
        "name": activity["name"],
        "data_categories": keys,
        "data_use": activity.get("fides_use") or _NO_USE,
        "data_subjects": subjects,
        "legal_basis_for_processing": BASES.get(str(basis.get("basis"))),
        "retention_period": wording.keep(record.keep) or None,
        "data_shared_with_third_parties": bool(parties),
        "third_parties": parties or None,
    }


def _covered(record: Record) -> list[str]:
    """Return the types of categories that stand by themselves."""
    named = {name for one in record.items for name in one["categories"]}
    return [one.id for one in taxonomy.load().types.values() if named & set(one.core)]


def read(loaded: Mapping[str, Any], reader: Reader) -> Raw:
    """Return the long form of a manifest."""
    organisations = list(_listed(loaded, "organization"))
    first = organisations[0] if organisations else {}
    place = Cell("controller", str(first.get("name") or ""), 1, "/organization/0")
    rest = coded.read(_meta(first)) or {"id": slug("org", place.text or "fides", set())[4:]}
    controller = dict(rest.get("controller") or {})
    said = first.get("controller")
    told = said if isinstance(said, Mapping) else {}
    name = told.get("name") or first.get("name")
    if controller.get("name") != name:
        controller = {"name": name, "role": "controller"}
    for key in ("email", "phone"):
        if told.get(key):
            controller[key] = str(told[key])
    if not name:
        controller.update(name=None, name_status="not_stated")
    rest["controller"] = controller
    held, free = [], []
    for number, system in enumerate(_listed(loaded, "system"), 1):
        cell = Cell("name", str(system.get("name") or ""), number, f"/system/{number - 1}")
        code = coded.read(_meta(system))
        record = coded.record_of(code) if code else None
        if record is not None and _same(record, system):
            held.append((record, cell))
            reader.taken |= {str(record.activity.get("id"))}
        else:
            free.append((system, cell))
    raw = coded.whole(rest, held, place)
    for system, cell in free:
        _read_system(system, cell, raw, reader)
    raw["recipients"] += reader.recipients.values()
    raw["issues"] = reader.issues
    return raw


def _meta(one: Mapping[str, Any]) -> object:
    meta = one.get("meta")
    return meta.get("pdscan") if isinstance(meta, Mapping) else None


def _listed(loaded: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    inner = loaded.get(key)
    return (one for one in (inner if isinstance(inner, list) else ()) if isinstance(one, Mapping))


def _same(record: Record, system: Mapping[str, Any]) -> bool:
    try:
        native = _native(record)
    except (KeyError, TypeError, AttributeError):
        return False
    return all(system.get(key) == value for key, value in native.items())


def _read_system(system: Mapping[str, Any], cell: Cell, raw: Raw, reader: Reader) -> None:
    """Add an activity for each privacy declaration of a system."""
    declared = list(_listed(system, "privacy_declarations"))
    for number, one in enumerate(declared):
        place = f"{cell.place}/privacy_declarations/{number}"
        name = str(one.get("name") or system.get("name") or system.get("fides_key") or "")
        whole = len(declared) == 1 and system.get("name")
        own = Cell("name", str(system["name"]) if whole else name, cell.row, place)
        activity: Raw = {"id": slug("act", own.text, reader.taken), "name": own.text or "?"}
        activity["purpose"] = system.get("description") or None
        activity["fides_use"] = one.get("data_use")
        basis = Cell(
            "basis",
            str(one.get("legal_basis_for_processing") or ""),
            cell.row,
            f"{place}/legal_basis_for_processing",
        )
        activity["legal_bases"] = list(reading.bases(basis, reader))
        activity["subjects"] = list(_subjects(one, cell, reader))
        keys = one.get("data_categories")
        items = [_item(str(key), own, reader) for key in (keys if isinstance(keys, list) else ())]
        activity["data"] = {"inherit": "none", "items": items}
        parties = Cell(
            "recipients", str(one.get("third_parties") or ""), cell.row, f"{place}/third_parties"
        )
        activity["recipients"] = list(reading.parties(parties, reader))
        activity["retention"] = _keep(one, own, activity["id"], raw, reader)
        raw["activities"].append({**activity, "source": own.source(DOCUMENT)})


def _subjects(one: Mapping[str, Any], cell: Cell, reader: Reader) -> Iterator[str]:
    listed = one.get("data_subjects")
    for word in listed if isinstance(listed, list) else ():
        name = _SUBJECTS_BACK.get(str(word))
        if name:
            yield name
        else:
            reader.issue("unread_subject", f"personnes non reconnues, {word}", cell)


def _item(key: str, cell: Cell, reader: Reader) -> Raw:
    """Return what a Fideslang key declares: the types that it stands for, here or below."""
    exact = [one for one in reader.facts.types.values() if one.maps.get("fides") == key]
    below = [
        one
        for one in reader.facts.types.values()
        if str(one.maps.get("fides", "")).startswith(f"{key}.")
    ]
    found = (
        exact
        if len(exact) == 1 and not below
        else [one for one in (*exact, *below) if not one.explicit_only]
    )
    place = Cell("data", key, cell.row, f"{cell.place}/data_categories")
    item: Raw = {"id": slug("d", key, reader.taken), "phrase": key, "categories": []}
    item |= {"types": [one.id for one in found], "strength": "explicit"}
    item["list"] = "closed" if len(found) == 1 else "open" if found else "none"
    if len(found) != 1:
        reader.doubt(item, "clé Fideslang large ou inconnue")
    if not found:
        reader.issue("unresolved_phrase", f"clé Fideslang inconnue, {key}", place)
    return {**item, "source": place.source(DOCUMENT)}


def _keep(one: Mapping[str, Any], cell: Cell, activity: str, raw: Raw, reader: Reader) -> list[str]:
    text = str(one.get("retention_period") or "")
    if not text:
        return []
    place = Cell("keep", text, cell.row, f"{cell.place}/retention_period")
    rules, then, is_sure = reading.rules(place, cell.text, reader)
    if not rules:
        return []
    made: Raw = {
        "id": slug("ret", activity[4:].replace("_", " "), reader.taken),
        "rules": rules,
        "then": then,
    }
    made["applies_to"] = {"activities": [activity], "types": "all"}
    if not is_sure:
        reader.doubt(made, "durée à préciser")
    raw["retention"].append({**made, "source": place.source(DOCUMENT)})
    return [made["id"]]
