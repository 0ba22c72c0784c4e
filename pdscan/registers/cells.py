"""Hold what was read of a register: its sheets as grids, its treatments as entries of cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Grid:
    """Hold one sheet or table: rows of texts from its first row on, which is number `first`.

    `name` stands before cell addresses and is empty where the file is one table; `title` is the
    heading above a table.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    first: int = 1
    title: str = ""

    def number(self, row: int) -> int:
        """Return the 1-based row of the file for a 0-based one of the grid."""
        return self.first + row

    def address(self, row: int, column: int) -> str:
        """Return a cell's address in its file, as Feuille!B12."""
        sheet = f"{self.name}!" if self.name else ""
        return f"{sheet}{letters(column)}{self.number(row)}"


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold one text of a register: what it speaks of (`slot`), where it stands, what it says.

    `head` is the label that it goes with (the category of data, the kind of recipient) and `code`
    what pdscan wrote beside it, which counts while the words still say the same. `quote` is the
    cell's own text where `text` has that of its neighbours as well.
    """

    slot: str
    text: str
    row: int
    place: str
    head: str = ""
    code: Any = None
    quote: str | None = None

    def source(self, document: str) -> Raw:
        """Return where the cell stands, as a declaration cites it."""
        quote = (
            " ".join((self.quote or self.text).split())[:300] or " ".join(self.head.split())[:300]
        )
        return {"doc": document, "lines": [self.row], "cell": self.place, "quote": quote}


@dataclass(slots=True)
class Entry:
    """Gather the cells of one treatment; `title` is the sheet or heading that holds them."""

    cells: list[Cell] = field(default_factory=list)
    title: str = ""

    def of(self, *slots: str) -> Iterator[Cell]:
        """Yield the cells of these slots, in the order of the file."""
        return (cell for cell in self.cells if cell.slot in slots)

    def text(self, slot: str) -> str:
        """Return the first text of a slot, empty where there is none."""
        return next((cell.text for cell in self.of(slot) if cell.text), "")


@dataclass(slots=True)
class Register:
    """Hold a whole register: its treatments, what is said of the organisation, what went unread."""

    entries: list[Entry] = field(default_factory=list)
    common: Entry = field(default_factory=Entry)
    issues: list[Raw] = field(default_factory=list)
    codes: Mapping[str, Any] = field(default_factory=dict)


def letters(column: int) -> str:
    """Return the letters of a 0-based column.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
