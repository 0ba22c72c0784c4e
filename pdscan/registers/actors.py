"""Read what stands above a list of treatments: the controller, the DPO, and how to reach them."""

from __future__ import annotations

from collections.abc import Iterator

from pdscan.registers import headers, labels
from pdscan.registers.cells import Cell, Grid

_OWNERS = ("controller", "dpo", "joint", "representative")


def read(grid: Grid, end: int) -> Iterator[Cell]:
    """Yield the facts of the rows above `end`: a heading over parts, or a label beside its text."""
    owners: dict[int, str] = {}
    for number, row in enumerate(grid.rows[:end]):
        skip = -1
        for column, text in enumerate(row):
            if not text or column == skip:
                continue
            beside = row[column + 1] if column + 1 < len(row) else ""
            part = labels.part_of(text)
            owner = _owner(text)
            if owner is not None and (part is None or not beside):
                owners[column] = owner
                if beside and labels.part_of(beside) is None and _owner(beside) is None:
                    skip = column + 1
                    yield _cell(grid, number, skip, owner, "name", beside)
            elif part is not None and beside:
                skip = column + 1
                held = [at for at in owners if at <= column]
                owner = owners[max(held)] if held else "controller"
                yield _cell(grid, number, skip, owner, part, beside)


def _owner(text: str) -> str | None:
    exact = labels.slot_of(text)
    if exact in _OWNERS:
        return exact
    found = headers.slot_of(text)
    if found in _OWNERS:
        return found
    plain = text.lower()
    if "represent" in plain or "joint" in plain:
        return "representative"
    return "controller" if found is None and "contact details" in plain else None


def _cell(grid: Grid, row: int, column: int, owner: str, part: str, text: str) -> Cell:
    place = grid.address(row, column)
    return Cell(f"{owner}.{part}", text, grid.number(row), place)
