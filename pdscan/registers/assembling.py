"""Put a declaration together from a register's cells, each item with its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pdscan.declarations.ids import ids_in
from pdscan.declarations.slugs import slug
from pdscan.folding import fold
from pdscan.registers import dates, labels, parties, reading, wording
from pdscan.registers.cells import Cell, Entry, Raw, Register
from pdscan.registers.kept import Kept
from pdscan.registers.reading import DOCUMENT, Reader

_ACTIVITY_KEYS = ("sub_purposes", "dpv_purposes", "fides_use", "conditions", "role")


def assemble(register: Register, reader: Reader) -> Raw:
    """Return the long form of what a register declares, checked by nobody yet."""
    reader.issues += register.issues
    common = register.common
    whole = _whole_code(common)
    reader.taken |= set(
        ids_in([whole, *(cell.code for entry in _all(register) for cell in entry.cells)])
    )
    kept = Kept(reader)
    raw: Raw = {"pdscan_declaration": 1}
    controller = parties.controller(common, register.entries, whole.get("controller") or {}, reader)
    raw["id"] = whole.get("id") or slug("org", str(controller.get("name") or "registre"), set())[4:]
    raw["scope"] = whole.get("scope") or {"subjects": []}
    raw["controller"] = controller
    raw["dpo"] = parties.officer(common, register.entries, whole.get("dpo") or {})
    if whole.get("legal_bases_declared"):
        raw["legal_bases_declared"] = [
            _sourced(one, common) for one in whole["legal_bases_declared"]
        ]
    raw["data"] = _coded_items(common, kept)
    raw["activities"] = [_activity(entry, reader, kept) for entry in register.entries]
    kept.read(common, "", [], [])
    raw["retention"] = kept.sets()
    _recipients(common, reader)
    raw["recipients"] = [*{one["id"]: one for one in reader.recipients.values()}.values()]
    raw["locations"] = [*_coded(common, "places"), *_places(register, raw["activities"], reader)]
    raw["transfers"] = _transfers(register, reader)
    raw["denials"] = _denials(register, reader)
    raw["issues"] = reader.issues
    raw["updated"] = _updated(register, reader)
    return raw


def _all(register: Register) -> list[Entry]:
    return [register.common, *register.entries]


def _whole_code(common: Entry) -> Raw:
    found = next(
        (cell.code for cell in common.of("name", "ref") if isinstance(cell.code, dict)), {}
    )
    return dict(found)


def _sourced(item: Raw, entry: Entry) -> Raw:
    return {**item, "source": entry.cells[0].source(DOCUMENT)}


_SAY: Mapping[str, Callable[[Iterable[Raw]], str]] = {
    "recipients": wording.recipients,
    "transfers": wording.transfers,
    "not_collected": wording.denials,
    "places": wording.places,
}


def _holds(cell: Cell) -> bool:
    """Say whether pdscan wrote a cell and its words still say the same."""
    return isinstance(cell.code, list) and fold(_SAY[cell.slot](cell.code)) == fold(cell.text)


def _coded(entry: Entry, slot: str) -> list[Raw]:
    """Return the items that pdscan wrote beside cells which still say the same, once each."""
    found: dict[str, Raw] = {}
    for cell in entry.of(slot):
        if _holds(cell):
            for one in cell.code:
                found.setdefault(one["id"], {**one, "source": cell.source(DOCUMENT)})
    return [*found.values()]


def _coded_items(common: Entry, kept: Kept) -> list[Raw]:
    """Return the items that several treatments share, as pdscan wrote them."""
    items: dict[str, Raw] = {}
    for cell in common.of("data", "sensitive"):
        for one in kept.items_of(cell):
            _merge(items, one)
    return [*items.values()]


def _merge(items: dict[str, Raw], one: Raw) -> None:
    held = items.setdefault(one["id"], one)
    if held is not one:
        for key in ("types", "categories"):
            if not isinstance(held[key], str):
                held[key] = [*held[key], *(name for name in one[key] if name not in held[key])]


def _activity(entry: Entry, reader: Reader, kept: Kept) -> Raw:
    named = next(iter(entry.of("name")), None)
    purpose = next((cell for cell in entry.of("purpose") if not labels.is_void(cell.text)), None)
    first = named or purpose or entry.cells[0]
    code: Raw = dict(first.code) if isinstance(first.code, dict) else {}
    name = named.text if named else entry.title or first.text
    name = " ".join(name.split())[:200] or "Traitement sans nom"
    raw: Raw = {"id": code.get("id") or slug("act", name, reader.taken), "name": name}
    ref = entry.text("ref")
    raw["ref"] = ref if ref and ref != raw["id"] else None
    raw["purpose"] = code.get("purpose") if _as_before(purpose, code.get("purpose")) else (
        purpose.text if purpose and purpose.text != name else None
    )  # fmt: skip
    raw |= {key: code[key] for key in _ACTIVITY_KEYS if key in code}
    subs = [cell.text for cell in entry.of("sub_purpose") if not labels.is_void(cell.text)]
    raw["sub_purposes"] = [
        part.strip() for text in subs for part in text.split("\n") if part.strip()
    ]
    raw["legal_bases"] = _bases(entry, code, reader, first)
    raw["subjects"] = _subjects(entry, code, reader)
    raw["data"], types = _data(entry, code, reader, kept)
    raw["recipients"] = _recipients(entry, reader)
    raw["retention"] = kept.read(entry, raw["id"], types, code.get("retention") or [])
    raw["source"] = first.source(DOCUMENT)
    return raw


def _as_before(cell: Cell | None, said: object) -> bool:
    return fold(cell.text if cell else "") == fold(str(said or ""))


def _bases(entry: Entry, code: Raw, reader: Reader, first: Cell) -> list[Raw]:
    cells = [*entry.of("basis")]
    coded = code.get("legal_bases")
    if coded is not None and fold(" ; ".join(c.text for c in cells)) == fold(wording.bases(coded)):
        place = (cells or [first])[0]
        return [{**one, "source": place.source(DOCUMENT)} for one in coded]
    found: dict[str, Raw] = {}
    for cell in cells:
        for one in reading.bases(cell, reader):
            found.setdefault(str(one["basis"]), one)
    if len(found) > 1:
        found.pop("None", None)
    none = {"basis": None, "gdpr": None, "stated": "none", "source": first.source(DOCUMENT)}
    return [*found.values()] or [none]


def _subjects(entry: Entry, code: Raw, reader: Reader) -> list[str]:
    cells = [*entry.of("subjects")]
    coded = code.get("subjects")
    if coded is not None and fold(" ; ".join(c.text for c in cells)) == fold(
        wording.subjects(coded)
    ):
        return list(coded)
    found: dict[str, None] = {}
    for cell in cells:
        for name in reading.subjects(cell, reader):
            found.setdefault(name)
    return [*found]


def _data(entry: Entry, code: Raw, reader: Reader, kept: Kept) -> tuple[Raw, list[str]]:
    """Return an activity's data, and all types and categories that its cells name."""
    items: dict[str, Raw] = {}
    shared: dict[str, Raw] = {}
    changed: set[str] = set()
    for cell in entry.of("data", "sensitive"):
        read = kept.items_of(cell)
        if not read and isinstance(cell.code, list):
            changed |= {one["id"] for one in cell.code}
        for one in read or reading.data_items(cell, reader):
            _merge(shared if one.pop("inherited", None) else items, one)
    for cell in entry.of("sensitive_flag"):
        _flagged(cell, items, reader)
    inherit: object = code.get("inherit", "none")
    if any(name in changed for name in [*shared, *_inherited_ids(entry)]):
        inherit = [name for name in shared if name not in changed]
        for name in [one for one in shared if one in changed]:
            own = shared.pop(name)
            items[name] = {**own, "id": slug("d", str(own.get("phrase") or name), reader.taken)}
    named = [
        name
        for one in (*items.values(), *shared.values())
        for key in ("types", "categories")
        for name in ([] if isinstance(one[key], str) else one[key])
    ]
    return {"inherit": inherit, "items": [*items.values()]}, list(dict.fromkeys(named))


def _flagged(cell: Cell, items: dict[str, Raw], reader: Reader) -> None:
    """Read the column "données sensibles": names declare, a bare yes must be named elsewhere."""
    if labels.says_no(cell.text) or labels.is_void(cell.text):
        return
    named = [name for one in items.values() for name in one["types"]]
    facts = reader.facts.types
    if not labels.says_yes(cell.text):
        for one in reading.data_items(cell, reader):
            _merge(items, one)
    elif not any(name in facts and facts[name].explicit_only for name in named):
        reader.issue("sensitive_unnamed", "données sensibles non nommées", cell)


def _inherited_ids(entry: Entry) -> list[str]:
    return [
        one["id"]
        for cell in entry.of("data", "sensitive")
        if isinstance(cell.code, list)
        for one in cell.code
        if one.get("inherited")
    ]


def _recipients(entry: Entry, reader: Reader) -> list[str]:
    found: dict[str, None] = {}
    for cell in entry.of("recipients", "processors"):
        if cell.slot == "recipients" and _holds(cell):
            for one in cell.code:
                reader.recipients.setdefault(
                    ("code", one["id"]), {**one, "source": cell.source(DOCUMENT)}
                )
                found.setdefault(one["id"])
        else:
            for name in reading.parties(cell, reader):
                found.setdefault(name)
    return [*found]


def _transfers(register: Register, reader: Reader) -> list[Raw]:
    from pdscan.registers.limits import transfers

    said = [cell for entry in _all(register) for cell in entry.of("transfers")]
    coded = _coded(register.common, "transfers")
    told = [cell for cell in said if not _holds(cell)]
    return [*coded, *transfers(told, reader)]


def _places(register: Register, activities: list[Raw], reader: Reader) -> list[Raw]:
    from pdscan.registers.limits import places

    whose = [None, *(one["id"] for one in activities)]
    return [
        one
        for entry, activity in zip(_all(register), whose, strict=True)
        for cell in entry.of("places")
        if not _holds(cell)
        for one in places(cell, activity, reader)
    ]


def _denials(register: Register, reader: Reader) -> list[Raw]:
    from pdscan.registers.limits import denials

    coded = _coded(register.common, "not_collected")
    found = list(coded)
    for entry in _all(register):
        for cell in entry.of("not_collected"):
            if not _holds(cell):
                found += denials(cell, reader)
    return found


def _updated(register: Register, reader: Reader) -> str | None:
    """Return the last date of an update as ISO; dates in free words are an issue."""
    found = []
    for entry in register.entries:
        for cell in entry.of("updated"):
            date = dates.date_of(cell.text)
            if date:
                found.append(date)
            elif not labels.is_void(cell.text):
                reader.issue("unread_date", "date non reconnue", cell)
    return max(found, default=None)
