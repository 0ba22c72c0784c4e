"""Find the treatments in grids: a list has one line a treatment, a sheet a label beside each text.

A list whose first cell is empty goes on with the treatment above (merged cells); what pdscan wrote
beside a cell (the column "pdscan") goes with it as its code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pdscan.folding import fold
from pdscan.registers import actors, columns, fiches, headers, labels, unread
from pdscan.registers.cells import Cell, Entry, Grid, Register

CODES = "pdscan"
ALL = "*"
_HEADS = 40
_NAMES = ("name", "purpose", "ref")
_EXAMPLE = re.compile(r"(?:exemple|modele|example|template)\b")
# What explains the workbook, or feeds its drop-down lists.
_TEMPLATE = re.compile(
    r"(?:exemple|modele|example|template|notice|mode d'emploi|aide|help|listes?|lists?|lisez|readme"
    r"|legende|parametres?|config\w*|instructions?|menu)\b"
)
_SURE = 4
_ASIDE = re.compile(r"(?:sous-)?tota(?:l|ux)\b|\(?\*|nb\b|n\.b\.|notes?\b|legende|remarque|nota\b")
_KIND = re.compile(r"type de destinataires?")


@dataclass(frozen=True, slots=True)
class _Head:
    """Hold the header of a list: its row, and what each column speaks of."""

    row: int
    slots: dict[int, str]
    texts: tuple[str, ...]
    code: int | None


def gather(grids: Sequence[Grid]) -> Register:
    """Return the treatments of all grids; a list and the sheets that detail it are joined."""
    found = Register()
    for grid in grids:
        head = _header(grid)
        if head is not None and head.row + 1 < len(grid.rows):
            _read_list(grid, head, found)
        elif fiches.is_fiche(grid):
            if not _EXAMPLE.match(fold(grid.name)):
                for part in columns.parted(grid):
                    fiches.read(part, found)
        elif not _TEMPLATE.match(fold(grid.name)):
            found.issues += unread.sheet(grid)
    found.entries = _joined(found.entries)
    return found


def _header(grid: Grid) -> _Head | None:
    """Return the row that names a treatment's columns: the one that knows most of its cells."""
    best: _Head | None = None
    for number, row in enumerate(grid.rows[:_HEADS]):
        exact = {labels.slot_of(text) for text in row} - {None, "ignored"}
        slots = {column: slot for column, text in enumerate(row) if (slot := _slot(text))}
        said = set(slots.values())
        # Rows of data hold words of headers too, but hardly ever two of the published labels.
        if len(exact) < 2 and (len(exact) < 1 or len(said - {"ignored"}) < _SURE):
            continue
        if len(said) < 2 or not said & {"name", "purpose"}:
            continue
        if len(said) == 2 and said != {"name", "data"} and len([one for one in row if one]) == 2:
            continue  # a label beside its text, which happens to be a label as well
        if best is None or len(slots) > len(best.slots):
            code = next((at for at, text in enumerate(row) if fold(text) == CODES), None)
            best = _Head(number, slots, tuple(row), code)
    return best


def _slot(header: str) -> str | None:
    """Return what a column holds: its header may be a category of data, as in the CNIL's rows."""
    row = labels.row_of(header)
    if row is not None:
        return "sensitive" if row.startswith("s_") or row == "nir" else "data"
    return headers.slot_of(header)


def _read_list(grid: Grid, head: _Head, found: Register) -> None:
    found.common.cells += actors.read(grid, head.row)
    found.issues += unread.columns(grid, head.row, head.slots, head.code)
    entry: Entry | None = None
    left = []
    for number in range(head.row + 1, len(grid.rows)):
        row = grid.rows[number]
        cells = list(_cells(grid, head, number)) if any(row) else []
        if not cells:
            continue
        if len(head.slots) > 2 and _is_aside(row):
            left.append((number, next(at for at, text in enumerate(row) if text)))
            continue
        marks = [cell for cell in cells if cell.slot in _NAMES]
        if any(cell.slot == "ref" and cell.text == ALL for cell in marks):
            found.common.cells += cells
            continue
        if marks and (entry is None or not _same(entry, marks)):
            entry = Entry()
            found.entries.append(entry)
        if entry is not None:
            held = {(cell.slot, cell.text) for cell in entry.cells if cell.slot in _NAMES}
            entry.cells += [one for one in cells if (one.slot, one.text) not in held]
    found.issues += unread.rows(grid, left)


def _is_aside(row: Sequence[str]) -> bool:
    """Say whether a row of a list is a sum or a footnote, not a treatment."""
    told = [text for text in row if text]
    return len(told) == 1 and _ASIDE.match(fold(told[0])) is not None


def _same(entry: Entry, marks: Sequence[Cell]) -> bool:
    """Say whether a line repeats the name (and reference) of the treatment above."""
    wanted = {cell.slot: fold(cell.text) for cell in marks if cell.slot in ("name", "ref")}
    return bool(wanted) and all(fold(entry.text(slot)) == text for slot, text in wanted.items())


def _cells(grid: Grid, head: _Head, number: int) -> list[Cell]:
    row = grid.rows[number]
    codes = _codes(row, head.code)
    kind, category = _beside(row, head)
    found: list[Cell] = []
    moved: list[Cell] = []
    for column, text in enumerate(row):
        slot = head.slots.get(column)
        code = codes.get(slot or "")
        if slot is None or slot == "ignored" or not (text or code is not None):
            continue
        label = head.texts[column]
        if slot == "recipients":
            label = kind or label
        elif slot in ("data", "keep", "sensitive"):
            label = label if labels.row_of(label) else category
        said = labels.ticked(text)
        place = grid.address(number, column)
        quote = text if said != text else None
        cell = Cell(slot, said, grid.number(number), place, label, code, quote)
        is_moved = code is None and slot in ("transfers", "safeguard")
        (moved if is_moved else found).append(cell)
    return [*found, *_transfer(moved)]


def _beside(row: Sequence[str], head: _Head) -> tuple[str, str]:
    """Return the kind of recipient and the category of data that a row has in columns of theirs."""
    kind = category = ""
    for text, header in zip(row, head.texts, strict=False):
        title = fold(header)
        if _KIND.fullmatch(title):
            kind = text
        elif title in ("categorie", "categorie de donnees", "category"):
            category = text
    return kind, category


def _transfer(cells: Sequence[Cell]) -> list[Cell]:
    """Join what the columns of one row say of transfers: whether, where to, under what."""
    said = [cell for cell in cells if labels.says_no(cell.text) or not labels.is_void(cell.text)]
    told = [cell for cell in said if not labels.says_no(cell.text)]
    first = (told or said)[:1]
    whole = ", ".join(cell.text for cell in told or first)
    return [
        replace(one, slot="transfers", head="", text=whole, quote=one.quote or one.text)
        for one in first
    ]


def _codes(row: Sequence[str], column: int | None) -> dict[str, object]:
    """Return what pdscan wrote at the end of a row, by slot; what isn't its own is nothing."""
    if column is None or column >= len(row):
        return {}
    return decoded("".join(row[column:]))


def decoded(text: str) -> dict[str, object]:
    """Return the codes of a cell, empty where it holds none."""
    try:
        found = json.loads(text) if text[:1] == "{" else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _agree(one: Entry, other: Entry) -> bool:
    """Say whether two entries name no different treatment, by reference and name."""
    pairs = [(one.text(slot), other.text(slot)) for slot in ("ref", "name")]
    return all(fold(mine) == fold(its) for mine, its in pairs if mine and its)


def _joined(entries: Sequence[Entry]) -> list[Entry]:
    """Join what a list and a sheet say of one treatment: the same reference or the same name."""
    kept: list[Entry] = []
    by_key: dict[str, Entry] = {}
    for entry in entries:
        keys = [f"{slot}:{fold(text)}" for slot in ("name", "ref") if (text := entry.text(slot))]
        known = (by_key[key] for key in reversed(keys) if key in by_key)
        held = next((one for one in known if _agree(one, entry)), None)
        if held is None:
            kept.append(entry)
            held = entry
        elif held is not entry:
            # What pdscan wrote comes first, for its codes.
            cells, others = held.cells, entry.cells
            if any(cell.code is not None for cell in others):
                cells, others = others, cells
            said = {(cell.slot, fold(cell.text)) for cell in cells}
            held.cells = cells + [one for one in others if (one.slot, fold(one.text)) not in said]
        for key in keys:
            by_key.setdefault(key, held)
    return kept
