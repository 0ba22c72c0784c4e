"""Read a register in JSON: pdscan's own records, lists by any header, exports of madis.

Places are JSON pointers (/0/Finalité), and the row is the number of the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pdscan.folding import fold
from pdscan.registers import headers, labels
from pdscan.registers.cells import Cell, Entry, Raw, Register
from pdscan.registers.reading import DOCUMENT

_LISTS = ("hydra:member", "member", "treatments", "traitements", "registre", "registres", "records",
          "activities", "activites", "items", "data", "formulaire", "rows")  # fmt: skip
_PERIODS = {"day": "jours", "month": "mois", "year": "ans"}
_PEOPLE = {
    "particular": "particuliers",
    "user": "usagers",
    "agent": "agents",
    "elected": "élus",
    "company": "entreprises",
    "partner": "partenaires",
}
_ACTORS = {
    "responsable du traitement": "controller",
    "delegue a la protection des donnees": "dpo",
    "representant": "representative",
    "responsable(s) conjoint(s)": "joint",
}
_MOST = 5_000


def gather(loaded: Any) -> Register:
    """Return the treatments of a loaded file; empty where it holds none."""
    found = Register()
    whole = [_inner(record) for record in _records(loaded)[:_MOST]]
    found.issues += _unread(whole)
    for number, inner in enumerate(whole, 1):
        cells = [cell for cell in _record(inner, number) if cell.text or cell.code]
        own = [cell for cell in cells if not cell.slot.startswith(("controller", "dpo"))]
        if any(cell.slot in ("name", "purpose") for cell in own):
            found.entries.append(Entry(own))
            if not found.common.cells:
                found.common.cells += [cell for cell in cells if cell not in own]
    return found


def _inner(record: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = record.get("registre")
    return inner if isinstance(inner, Mapping) else record


def _records(loaded: Any) -> list[Mapping[str, Any]]:
    if isinstance(loaded, list):
        return [one for one in loaded if isinstance(one, Mapping)]
    if not isinstance(loaded, Mapping):
        return []
    for key in _LISTS:
        inner = loaded.get(key)
        if isinstance(inner, list):
            return _records(inner)
    return [loaded]


def _record(record: Mapping[str, Any], number: int) -> Iterator[Cell]:
    for key, value in record.items():
        place = f"/{number - 1}/{key}"
        name = str(key)
        if name.startswith("concernedPeople"):
            yield from _people(name.removeprefix("concernedPeople"), value, number, place)
        elif fold(name) == "acteurs" and isinstance(value, Mapping):
            yield from _actors(value, number, place)
        elif slot := labels.slot_of(name) or headers.slot_of(headers.spaced(name)):
            yield from _cells(slot, value, number, place)


def _unread(records: list[Mapping[str, Any]]) -> Iterator[Raw]:
    """Yield an issue for the keys that hold something and aren't read."""
    left: dict[str, None] = {}
    for record in records:
        for key, value in record.items():
            known = labels.slot_of(str(key)) or headers.slot_of(headers.spaced(str(key)))
            is_other = fold(str(key)) == "acteurs" or str(key).startswith("concernedPeople")
            if value and not is_other and known in (None, "ignored", "security"):
                left.setdefault(str(key))
    if left:
        said = ", ".join(f"« {key} »" for key in [*left][:12])
        more = f" … ({len(left)})" if len(left) > 12 else ""
        key = next(iter(left))
        source = {"doc": DOCUMENT, "lines": [1], "cell": f"/0/{key}", "quote": key}
        yield {"code": "unread_column", "text": f"clés non lues : {said}{more}", "source": source}


def _cells(slot: str, value: Any, number: int, place: str, head: str = "") -> Iterator[Cell]:
    if value is None or isinstance(value, bool):
        if value is not None and slot == "transfers":
            yield Cell(slot, "oui" if value else "non", number, place)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _cells(slot, inner, number, f"{place}/{index}", head)
    elif isinstance(value, Mapping):
        yield from _mapping(slot, value, number, place)
    elif slot != "ignored":
        yield Cell(slot, str(value).strip(), number, place, head)


def _mapping(slot: str, value: Mapping[str, Any], number: int, place: str) -> Iterator[Cell]:
    """Yield what an object says: a line of data, a recipient, a basis, a madis delay."""
    said = {fold(str(key)): inner for key, inner in value.items()}
    if slot == "keep" and isinstance(said.get("number"), int):
        period = _PERIODS.get(str(said.get("period")), "")
        yield Cell(slot, f"{said['number']} {period}".strip(), number, place)
    elif slot in ("data", "sensitive") and ("categorie" in said or "description" in said):
        head = str(said.get("categorie") or "")
        words = said.get("description")
        text = " ; ".join(map(str, words)) if isinstance(words, list) else str(words or "oui")
        yield Cell(slot, text, number, f"{place}/Description", head)
        kept = said.get("duree de conservation")
        if kept:
            yield Cell("keep", str(kept), number, f"{place}/Durée de conservation", head)
    elif slot == "recipients":
        text = str(said.get("precisions") or said.get("nom") or said.get("name") or "")
        yield Cell(
            slot,
            text,
            number,
            place,
            str(said.get("type de destinataire") or said.get("type") or ""),
        )
    elif slot == "basis":
        scope = f" ({said['art']})" if said.get("art") else ""
        yield Cell(slot, f"{said.get('base') or said.get('name') or ''}{scope}", number, place)
    else:
        text = ", ".join(str(one) for one in said.values() if isinstance(one, str) and one)
        name = said.get("name") or said.get("nom") or said.get("libelle") or said.get("label")
        yield Cell(slot, str(name or text), number, place)


def _people(kind: str, value: Any, number: int, place: str) -> Iterator[Cell]:
    """Yield whom a madis export speaks of: {check, comment} under concernedPeople…."""
    if isinstance(value, Mapping) and value.get("check"):
        words = _PEOPLE.get(kind.lower()) or str(value.get("comment") or "")
        yield Cell("subjects", words, number, place)


def _actors(value: Mapping[str, Any], number: int, place: str) -> Iterator[Cell]:
    for key, inner in value.items():
        owner = _ACTORS.get(fold(str(key)))
        if owner and isinstance(inner, Mapping):
            for label, text in inner.items():
                part = labels.part_of(str(label))
                if part and text:
                    yield Cell(f"{owner}.{part}", str(text), number, f"{place}/{key}/{label}")
