"""Say what a register holds that has no place in a declaration, or that nobody understood."""

from __future__ import annotations

from collections.abc import Sequence

from pdscan.registers import labels
from pdscan.registers.cells import Cell, Grid, Raw, letters
from pdscan.registers.reading import DOCUMENT

_SHOWN = 12


def columns(grid: Grid, head: int, slots: dict[int, str], code: int | None) -> list[Raw]:
    """Return one issue for the columns of a list that hold texts and aren't read."""
    width = max(len(row) for row in grid.rows)
    titles = [*grid.rows[head], *[""] * width]
    left = []
    for column in range(width if code is None else code):
        below = (row[column] for row in grid.rows[head + 1 :] if column < len(row))
        is_read = slots.get(column, "ignored") not in ("ignored", "security", "created")
        if not is_read and any(not labels.is_void(text) for text in below):
            left.append(f"« {' '.join(titles[column].split())[:60] or letters(column)} »")
    first = next(column for column, text in enumerate(titles) if text)
    where = Cell("", titles[first], grid.number(head), grid.address(head, first))
    return _issue("unread_column", "colonnes non lues", left, where)


def rows(grid: Grid, left: Sequence[tuple[int, int]]) -> list[Raw]:
    """Return one issue for the rows of a sheet, as (row, column), that aren't read."""
    said = [f"« {' '.join(grid.rows[row][column].split())[:60]} »" for row, column in left]
    if not left:
        return []
    row, column = left[0]
    text = grid.rows[row][column]
    where = Cell("", text, grid.number(row), grid.address(row, column))
    return _issue("unread_row", "lignes non lues", said, where)


def sheet(grid: Grid) -> list[Raw]:
    """Return an issue for a sheet that holds texts and no treatment."""
    told = [(row, 0) for row, texts in enumerate(grid.rows) if any(texts)]
    if not told:
        return []
    row = told[0][0]
    column = next(at for at, text in enumerate(grid.rows[row]) if text)
    where = Cell("", grid.rows[row][column], grid.number(row), grid.address(row, column))
    return _issue("unread_sheet", "feuille sans traitement, non lue", [grid.name], where)


def _issue(code: str, text: str, left: Sequence[str], where: Cell) -> list[Raw]:
    if not left:
        return []
    more = f" … ({len(left)})" if len(left) > _SHOWN else ""
    said = f"{text} : {', '.join(left[:_SHOWN])}{more}"
    return [{"code": code, "text": said, "source": where.source(DOCUMENT)}]
