"""Part a sheet that has its labels in one column and a treatment in each of those beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pdscan.registers import headers, labels
from pdscan.registers.cells import Grid

_FEWEST = 3
_MOSTLY = 0.6
_SLOTS = ("name", "purpose", "basis", "subjects", "data", "keep", "recipients")


def parted(grid: Grid) -> Iterator[Grid]:
    """Yield a grid for each column of values, its cells where they stood; else the grid alone."""
    place, values = _layout(grid)
    if len(values) < 2:
        yield grid
        return
    for value in values:
        title, rows = grid.title, []
        for row in grid.rows:
            label = row[place] if place < len(row) else ""
            text = row[value] if value < len(row) else ""
            if not label and text and not title:
                title, text = text, ""  # above the first label stands the treatment's name
            kept = [""] * max(place + 1, value + 1)
            kept[place], kept[value] = label, text
            rows.append(tuple(kept))
        yield replace(grid, rows=tuple(rows), title=title)


def _layout(grid: Grid) -> tuple[int, list[int]]:
    """Return the column of the labels and those of values; one at most where no column recurs."""
    told = []
    for row in grid.rows:
        texts = [column for column, text in enumerate(row) if text]
        if len(texts) > 2 and all(labels.part_of(row[column]) for column in texts[1:]):
            return 0, []  # a table inside the sheet, with a header of its own
        if len(texts) > 1 and headers.slot_of(row[texts[0]]) in _SLOTS:
            told.append(texts)
    if not told:
        return 0, []
    place = min(texts[0] for texts in told)
    wide = [texts for texts in told if len(texts) > 2]
    if len(wide) < _FEWEST or len(wide) < _MOSTLY * len(told):
        return place, []
    counts = {column: sum(column in texts for texts in told) for texts in told for column in texts}
    values = [at for at, count in counts.items() if at != place and count >= _MOSTLY * len(told)]
    titles = [row[at] for row in grid.rows[:1] for at in values if at < len(row)]
    is_headed = any(headers.slot_of(title) for title in titles)
    return place, [] if is_headed else sorted(values)
