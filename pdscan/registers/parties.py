"""Read who answers for a register: the controller, its address and numbers, and the DPO."""

from __future__ import annotations

import re
from typing import Any

from pdscan.declarations import short_words
from pdscan.declarations.checks import number_complaint
from pdscan.folding import fold
from pdscan.registers import labels
from pdscan.registers.cells import Cell, Entry, Raw
from pdscan.registers.reading import DOCUMENT, Reader

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# What stands before the first comma or line end, where it holds no digit and no address.
_NAME = re.compile(r"[^@\d,;:<(\n]{3,60}(?=[,;<(\n])")
_PHONE = re.compile(r"\+?\d[\d .()-]{8,}\d")
_DIRECT = ("name", "phone", "email", "website")
_ADDRESS = ("street", "postcode", "city")


def controller(common: Entry, entries: list[Entry], base: Raw, reader: Reader) -> Raw:
    """Return the controller; several different names are an issue, and no name at all."""
    named = [*common.of("controller", "controller.name")]
    named = named or [cell for entry in entries for cell in entry.of("controller")]
    names = {fold(cell.text): cell for cell in named if not labels.is_void(cell.text)}
    found: Raw = {**base}
    if len(names) > 1:
        found.update(name=None, name_status="not_stated")
        reader.issue("several_controllers", "plusieurs responsables nommés", [*names.values()][1])
    elif names:
        cell = next(iter(names.values()))
        found["name"] = cell.text
        found["source"] = cell.source(DOCUMENT)
    elif not base.get("name"):
        found.update(name=None, name_status="not_stated")
    found.setdefault("role", "controller")
    address: Raw = dict(base.get("address") or {})
    for cell in common.cells:
        part = cell.slot.removeprefix("controller.")
        if cell.slot.startswith("controller.") and not labels.is_void(cell.text):
            _part(part, cell, found, address, reader)
    if any(address.values()):
        found["address"] = address
    return found


def _part(part: str, cell: Cell, found: Raw, address: dict[str, Any], reader: Reader) -> None:
    if part in _DIRECT and part != "name":
        found[part] = cell.text
    elif part == "contact":
        email, phone = _EMAIL.search(cell.text), _PHONE.search(cell.text)
        if email:
            found.setdefault("email", email.group())
        if phone:
            found.setdefault("phone", phone.group().strip())
    elif part in _ADDRESS:
        address[part] = cell.text
    elif part == "country":
        place = short_words.place(cell.text)
        if place and place[0] == "countries":
            address["country"] = place[1]
        else:
            reader.issue("unread_country", "pays non reconnu", cell)
    elif part in ("siren", "siret"):
        digits = re.sub(r"\D", "", cell.text)
        if number_complaint(part, digits):
            reader.issue("wrong_number", f"{part.upper()} faux", cell)
        else:
            found["identifiers"] = {**(found.get("identifiers") or {}), part: digits}


def officer(common: Entry, entries: list[Entry], base: Raw) -> Raw:
    """Return what is said of the data protection officer; `base` while the cells still say it."""
    cells = [*common.of("dpo", "dpo.name", "dpo.contact", "dpo.email")]
    cells = cells or [cell for entry in entries for cell in entry.of("dpo")]
    found: Raw = {"status": "not_stated", "name": None, "email": None}
    for cell in cells:
        if labels.is_void(cell.text):
            continue
        email = _EMAIL.search(cell.text)
        if email and found["email"] is None:
            found["email"] = email.group()
        name = _NAME.match(cell.text)
        if found["name"] is None and (name or not email):
            found["name"] = name.group().strip() if name and email else cell.text
        found["status"] = "designated"
        found.setdefault("source", cell.source(DOCUMENT))
    if all(found[key] == base.get(key) for key in ("name", "email")) and base:
        return {**found, **base}
    return found
