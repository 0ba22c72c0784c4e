"""Read a treatment's own sheet: a label, and what it says in the cells to its right.

This is the third sheet of the CNIL's simplified register, a two-column table, or a key beside its
value; tables inside it (data, recipients, transfers) have a header row of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pdscan.folding import fold
from pdscan.registers import labels
from pdscan.registers.cells import Cell, Entry, Grid, Register

_PARTIES = ("controller", "dpo", "joint", "representative")
_TABLES = ("data", "sensitive", "recipients", "transfers", "processors", "subjects", "security")
_FEWEST = 3


@dataclass(slots=True)
class _Reading:
    """Hold where the reading of a sheet stands: the section, and what its columns hold."""

    grid: Grid
    section: str = ""
    columns: dict[int, str] = field(default_factory=dict)
    code_column: int | None = None


def is_fiche(grid: Grid) -> bool:
    """Say whether the first cells of a grid's rows are labels of a register."""
    said = set()
    for row in grid.rows:
        text = next((one for one in row if one), "")
        slot = labels.slot_of(text) or (labels.row_of(text) and "data")
        if slot and slot != "ignored":
            said.add(slot)
    return len(said) >= _FEWEST or {"controller", "dpo"} <= said


def read(grid: Grid, found: Register) -> None:
    """Add what a sheet says: to a treatment of its own, or to the organisation's facts."""
    cells = list(_cells(_Reading(grid)))
    by_name = [cell for cell in cells if cell.slot in ("name", "purpose", "ref") and cell.text]
    if any(cell.slot == "ref" and cell.text == "*" for cell in cells):
        found.common.cells += cells
        return
    own = [cell for cell in cells if not cell.slot.startswith(_PARTIES)]
    found.common.cells += [cell for cell in cells if cell.slot.startswith(_PARTIES)]
    told = [cell for cell in own if cell.text or cell.code]
    if by_name or (told and any(cell.slot in ("data", "sensitive") for cell in told)):
        found.entries.append(Entry(own, grid.title or _title(grid.name)))


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
            if fold(text) == CODES:
                at.code_column = column
        yield from _row(at, number, row, place)


def _row(at: _Reading, number: int, row: Sequence[str], place: int) -> Iterator[Cell]:
    label = row[place]
    category = labels.row_of(label)
    slot = labels.slot_of(label)
    if category is not None:
        is_sensitive = category.startswith("s_") or category == "nir"
        yield from _data(at, number, row, place, "sensitive" if is_sensitive else "data")
        return
    if slot is None:
        yield from _in_section(at, number, row, place)
        return
    parts = _parts(row, place)
    if slot in (*_TABLES, "controller") and parts and _is_header(row, place, parts):
        at.section, at.columns = slot, parts
        return
    if slot in _PARTIES:
        at.section = slot
        yield from _party(at, number, row, place, slot)
        return
    if slot == "ignored":
        at.section = ""
        return
    if at.section in ("recipients", "transfers") and slot in ("recipients", "transfers"):
        slot = at.section if label[-1:].isdigit() else slot
    if slot != at.section:
        at.columns = {}
    at.section = slot if slot in _TABLES else ""
    yield from _plain(at, number, row, place, slot)


def _parts(row: Sequence[str], place: int) -> dict[int, str]:
    found = {}
    for column in range(place + 1, len(row)):
        part = labels.part_of(row[column])
        if part:
            found[column] = part
    return found


def _is_header(row: Sequence[str], place: int, parts: dict[int, str]) -> bool:
    """Say whether all texts beside a label are titles of columns."""
    told = [column for column in range(place + 1, len(row)) if row[column]]
    return all(column in parts for column in told)


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
        text = row[column] if column < len(row) else ""
        yield Cell(slot, text, grid.number(number), grid.address(number, column), "", code)


def _data(at: _Reading, number: int, row: Sequence[str], place: int, slot: str) -> Iterator[Cell]:
    """Yield what a row of the tables of data says: its description, and how long it is kept."""
    at.section = slot
    grid = at.grid
    for column in _beside(at, row, place) or [place + 1]:
        part = at.columns.get(column, "description" if column == place + 1 else "")
        text = row[column] if column < len(row) else ""
        address = grid.address(number, column)
        if part == "keep":
            code = _code(at, row, "keep")
            yield Cell("keep", text, grid.number(number), address, row[place], code)
        elif part in ("description", "precisions", "name"):
            yield Cell(slot, text, grid.number(number), address, row[place], _code(at, row, slot))
    if at.code_column is not None and not _beside(at, row, place):
        return


def _in_section(at: _Reading, number: int, row: Sequence[str], place: int) -> Iterator[Cell]:
    parts = _parts(row, place - 1)
    told = [text for text in row if text]
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
    for column in _beside(at, row, place):
        part = at.columns.get(column) or ("name" if column == place + 1 else None)
        if part and labels.part_of(row[column]) is None:
            yield Cell(
                f"{owner}.{part}", row[column], at.grid.number(number),
                at.grid.address(number, column), "", _code(at, row, owner),
            )  # fmt: skip
