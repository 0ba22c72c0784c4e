"""Read a treatment's own sheet: a label, and what it says in the cells to its right.

This is the third sheet of the CNIL's simplified register, a two-column table, or a key beside its
value; tables inside it (data, recipients, transfers) have a header row of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pdscan.folding import fold
from pdscan.registers import headers, labels, unread
from pdscan.registers.cells import Cell, Entry, Grid, Register

_PARTIES = ("controller", "dpo", "joint", "representative")
_TABLES = ("data", "sensitive", "recipients", "transfers", "processors", "subjects", "security")
_FEWEST = 3
_REACH = re.compile(r"coordonnees|contact")
_LISTS = ("subjects", "recipients", "processors", "data", "sensitive")
_HEADINGS = (*_LISTS, "keep", "transfers", "basis", "purpose", "security", "ignored", "places")
_SHORT = 60
_TICKED, _UNTICKED = "☑☒✓✔■", ("☐", "□")
_NUMBERED = re.compile(r"\W*\d*\W*")
_IF_SO = re.compile(r"(?:si oui|dans l'affirmative|if (?:yes|so))\b|lesquel(?:le)?s\b")
_INSIDE = re.compile(r"(?P<label>[^:\n]{3,60}?)\s*(?: n ?° ?\d+)?\s*[:–]\s+(?P<text>\S.*)", re.S)


@dataclass(slots=True)
class _Reading:
    """Hold where the reading of a sheet stands: the section, its label, and its columns.

    `unread` are the rows, as (row, column), whose label nobody knows.
    """

    grid: Grid
    section: str = ""
    head: str = ""
    columns: dict[int, str] = field(default_factory=dict)
    code_column: int | None = None
    unread: list[tuple[int, int]] = field(default_factory=list)


def is_fiche(grid: Grid) -> bool:
    """Say whether the first cells of a grid's rows are labels of a register."""
    said = set()
    for row in grid.rows:
        text = next((one for one in row if one), "")
        slot = headers.slot_of(text) or (labels.row_of(text) and "data")
        if slot and slot != "ignored":
            said.add(slot)
    return len(said) >= _FEWEST or {"controller", "dpo"} <= said


def read(grid: Grid, found: Register) -> None:
    """Add what a sheet says: to a treatment of its own, or to the organisation's facts."""
    at = _Reading(grid)
    cells = list(_cells(at))
    found.issues += unread.rows(grid, at.unread)
    by_name = [cell for cell in cells if cell.slot in ("name", "purpose", "ref") and cell.text]
    if any(cell.slot == "ref" and cell.text == "*" for cell in cells):
        found.common.cells += cells
        return
    own = [cell for cell in cells if not cell.slot.startswith(_PARTIES)]
    found.common.cells += [cell for cell in cells if cell.slot.startswith(_PARTIES)]
    told = [cell for cell in own if cell.text or cell.code]
    if by_name or (told and any(cell.slot in ("data", "sensitive") for cell in told)):
        title = grid.title or _title(grid.name)
        found.entries += [Entry(block, title) for block in _blocks(own)]


def _blocks(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Yield the cells of each treatment: another begins where a name comes again, or a purpose."""
    block: list[Cell] = []
    for cell in cells:
        held = {one.slot for one in block if one.text}
        is_other = cell.slot == "name" and any(
            one.slot == "name" and fold(one.text) != fold(cell.text) for one in block
        )
        is_anew = cell.slot in ("name", "purpose") and bool(
            held & {"data", "sensitive", "keep", "recipients"}
        )  # fmt: skip
        if cell.text and (is_other or (is_anew and (cell.slot in held or "name" not in held))):
            yield block
            block = []
        block.append(cell)
    yield block


def _title(sheet: str) -> str:
    """Return a sheet's name where it says something."""
    return "" if re.match(r"(?:feuil|sheet|fiche|tab|traitement)\w* ?\d*$", fold(sheet)) else sheet


def _cells(at: _Reading) -> Iterator[Cell]:
    from pdscan.registers.sheets import CODES

    for number, row in enumerate(at.grid.rows):
        place = next((column for column, text in enumerate(row) if text), None)
        if place is None:
            continue
        for column, text in enumerate(row):
            if fold(text) == CODES and column > place:
                at.code_column = column
        yield from _row(at, number, row, place)


def _row(at: _Reading, number: int, row: Sequence[str], place: int) -> Iterator[Cell]:
    label = row[place]
    category = labels.row_of(label)
    beside = _beside(at, row, place)
    slot = _slot(at, label, is_alone=not beside)
    if category is not None:
        if label.startswith(_UNTICKED):
            return
        is_sensitive = category.startswith("s_") or category == "nir"
        yield from _data(at, number, row, place, "sensitive" if is_sensitive else "data")
        return
    if slot is None:
        yield from _in_section(at, number, row, place)
        return
    if not beside and (inner := _INSIDE.match(label)) and inner["text"].strip():
        at.section, at.head = slot if slot in _TABLES else "", inner["label"]
        text = labels.ticked(inner["text"].strip())
        owner = f"{slot}.name" if slot in _PARTIES else slot
        yield Cell(owner, text, at.grid.number(number), at.grid.address(number, place))
        return
    if _is_head(at, row, place, slot):
        return
    if slot in _PARTIES:
        at.section = slot
        yield from _party(at, number, row, place, slot)
        return
    if slot in ("ignored", "security"):
        at.section = "ignored"
        return
    if at.section in ("recipients", "transfers") and slot in ("recipients", "transfers"):
        slot = at.section if label[-1:].isdigit() else slot
    if slot != at.section:
        at.columns = {}
    at.section = slot if slot in (*_TABLES, "sensitive_flag") else ""
    at.head = label
    yield from _plain(at, number, row, place, slot)


def _slot(at: _Reading, label: str, *, is_alone: bool) -> str | None:
    """Return what a row's label speaks of; "if so, which" asks on what stands above."""
    if _IF_SO.match(fold(label)):
        return {"sensitive_flag": "sensitive"}.get(at.section, at.section or None)
    exact = labels.slot_of(label)
    if exact is not None or _NUMBERED.fullmatch(label):
        return exact
    inside = _INSIDE.match(label) if is_alone else None
    if is_alone and inside is None and at.section not in ("", "ignored") and len(label) < _SHORT:
        named = headers.slot_of(label)
        return named if named in _HEADINGS else None
    return headers.slot_of(inside["label"] if inside else label)


def _parts(row: Sequence[str], place: int) -> dict[int, str]:
    found = {}
    for column in range(place + 1, len(row)):
        part = labels.part_of(row[column])
        if part:
            found[column] = part
    return found


def _is_head(at: _Reading, row: Sequence[str], place: int, slot: str) -> bool:
    """Say whether all texts beside a label are titles of columns, and keep these."""
    told = [column for column in range(place + 1, len(row)) if row[column]]
    parts = _parts(row, place)
    # A single "nom" or "adresse email" is what the row says, not a column's title.
    is_sure = len(told) > 1 or set(parts.values()) <= {"description", "precisions", "kind", "keep"}
    if slot in (*_TABLES, "controller") and parts and is_sure and parts.keys() >= set(told):
        at.section, at.columns = slot, parts
        return True
    # The header of a list of treatments: "Activités | Désignation des activités".
    return slot == "name" and bool(told) and all(
        headers.slot_of(row[column]) == "name" for column in told
    )  # fmt: skip


def _code(at: _Reading, row: Sequence[str], slot: str) -> object:
    from pdscan.registers.sheets import decoded

    if at.code_column is None or at.code_column >= len(row):
        return None
    return decoded("".join(row[at.code_column :])).get(slot)


def _beside(at: _Reading, row: Sequence[str], place: int) -> list[int]:
    """Return the columns right of a label that hold a text of their own."""
    end = len(row) if at.code_column is None else min(at.code_column, len(row))
    return [column for column in range(place + 1, end) if row[column]]


def _plain(at: _Reading, number: int, row: Sequence[str], place: int, slot: str) -> Iterator[Cell]:
    grid, beside = at.grid, _beside(at, row, place)
    code = _code(at, row, slot)
    if slot in ("recipients", "processors", "transfers") and at.columns:
        yield from _listed(at, number, row, place, slot)
        return
    for column in beside or ([place + 1] if code is not None else []):
        said = row[column] if column < len(row) else ""
        text = labels.ticked(said)
        head = at.head if slot == "recipients" else ""
        place_of = grid.address(number, column)
        quote = said if said != text else None
        yield Cell(slot, text, grid.number(number), place_of, head, code, quote)


def _data(at: _Reading, number: int, row: Sequence[str], place: int, slot: str) -> Iterator[Cell]:
    """Yield what a row of the tables of data says: its description, and how long it is kept."""
    at.section = slot
    grid = at.grid
    for column in _beside(at, row, place) or [place + 1]:
        part = at.columns.get(column, "description" if column == place + 1 else "")
        text = row[column] if column < len(row) else ""
        address, quote = grid.address(number, column), None
        if not text and row[place][:1] in _TICKED:
            text, quote, address = row[place][:1], row[place], grid.address(number, place)
        if part == "keep":
            code = _code(at, row, "keep")
            yield Cell("keep", text, grid.number(number), address, row[place], code)
        elif part in ("description", "precisions", "name"):
            code = _code(at, row, slot)
            yield Cell(slot, text, grid.number(number), address, row[place], code, quote)


def _in_section(at: _Reading, number: int, row: Sequence[str], place: int) -> Iterator[Cell]:
    parts = _parts(row, place - 1)
    told = [text for text in row if text]
    if at.section == "ignored":
        return
    if len(parts) >= 2 and len(parts) >= len(told) - 1:
        at.columns = parts
        return
    part = labels.part_of(row[place])
    if at.section in ("recipients", "transfers", "processors") and at.columns:
        yield from _listed(at, number, row, place, at.section)
    elif at.section in ("data", "sensitive") and at.columns and _beside(at, row, place):
        yield from _data(at, number, row, place, at.section)
    elif part and (at.section in _PARTIES or at.section == ""):
        owner = at.section or "controller"
        for column in _beside(at, row, place)[:1]:
            yield Cell(
                f"{owner}.{part}", row[column], at.grid.number(number),
                at.grid.address(number, column),
            )  # fmt: skip
    elif at.section in _LISTS and (len(told) == 1 or _NUMBERED.fullmatch(row[place])):
        column = place if len(told) == 1 else (_beside(at, row, place) or [place])[0]
        if not _NUMBERED.fullmatch(row[column]) and not row[column].startswith(_UNTICKED):
            text = row[column].lstrip(_TICKED + " ")
            row_number = at.grid.number(number)
            yield Cell(at.section, text, row_number, at.grid.address(number, column), at.head)
    elif len(told) > 1 or (place == 0 and at.section == ""):
        at.unread.append((number, place))


def _listed(at: _Reading, number: int, row: Sequence[str], place: int, slot: str) -> Iterator[Cell]:
    """Yield one recipient or transfer of a table: its name or precisions, its kind as the head."""
    said = {at.columns.get(column, ""): column for column in _beside(at, row, place)}
    if not said:
        return
    main = said.get(
        "name", said.get("precisions", said.get("description", next(iter(said.values()))))
    )
    rest = [row[column] for part, column in said.items() if column != main and part != "kind"]
    kind = row[said["kind"]] if "kind" in said else ""
    text = row[main] if main != said.get("kind") else ""
    if slot == "transfers":
        text = ", ".join([text, *(one for one in rest if not labels.is_void(one))])
    code = _code(at, row, slot)
    address = at.grid.address(number, main)
    yield Cell(slot, text, at.grid.number(number), address, kind, code, row[main])


def _party(at: _Reading, number: int, row: Sequence[str], place: int, owner: str) -> Iterator[Cell]:
    is_reach = _REACH.search(fold(row[place])) and not re.search(
        r"\bnom\b|\bname\b", fold(row[place])
    )
    for column in _beside(at, row, place):
        part = at.columns.get(column) or ("name" if column == place + 1 else None)
        if part == "name" and is_reach:
            part = "contact"
        if part and labels.part_of(row[column]) is None:
            yield Cell(
                f"{owner}.{part}", row[column], at.grid.number(number),
                at.grid.address(number, column), "", _code(at, row, owner),
            )  # fmt: skip
