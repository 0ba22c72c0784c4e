"""Open the cells of a column that is escaped, or written in base64 or hex, as a whole.

What stands in such a column is judged, read and counted as what its cells mean: `H%C3%A9l%C3%A8ne`
under `prenom` is a given name. The first cells decide for all. Where a few cells of a column are
wrapped, the second look of the engine finds what they hold, and the cells stay as they are, unless
one encoder may have written them all: it leaves most numbers and words as they were.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence

import pyarrow as pa

from pdscan.detection import escapes
from pdscan.detection.coded_cells import MEANING, code_of
from pdscan.detection.escapes import HTML, JSON, QUOTED, SIGNS, URL

LOOK_AT = 200
DEPTH = 3
LONGEST = 1 << 20
_SHARE = 0.5
_MAY = re.compile(r"[%&\\=\u0080-\U0010ffff]")
_SIGNS = (
    (URL, re.compile(rb"%[0-9A-Fa-f]{2}|%u[0-9A-Fa-f]{4}|[0-9A-Za-z]\+[0-9A-Za-z]")),
    (HTML, re.compile(rb"&#[0-9xX]|&[A-Za-z]{2,24};")),
    (JSON, re.compile(rb"\\(?:u[0-9A-Fa-f]{4}|u\{|x[0-9A-Fa-f]{2}|[\"/])")),
    (
        QUOTED,
        re.compile(b"|".join(rb"(?:%b)" % one for way, one in escapes.TRIGGERS if way == QUOTED)),
    ),
    (SIGNS, re.compile(rb"[\xc2-\xf0][\x80-\xbf]")),
)
# What an encoder may write: where all cells are so, one escape shows that they are its work.
_GRAMMARS = (
    (URL, re.compile(r"(?:[\w.~/+-]|%[0-9A-Fa-f]{2})*", re.ASCII)),
    (HTML, re.compile(r"(?:[^&<>\"]|&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][0-9A-Za-z]*);)*")),
    (JSON, re.compile(r"(?:[ -!#-\[\]-~]|\\(?:[\"\\/bfnrt]|u[0-9A-Fa-f]{4}))*")),
    (QUOTED, re.compile(r"(?:[\t\r\n -<>-~]|=(?:[0-9A-F]{2}|\r?\n))*")),
)


class OpenedCells:
    """Say what the cells of one column mean; `through` names the wrappings that were undone."""

    def __init__(self, leave: bool = False) -> None:
        self.through: tuple[str, ...] = ()
        self._wrapped: bool | None = False if leave else None
        self._code = ""
        self._ways = frozenset(way for way, _ in _SIGNS)

    def look(self, column: pa.StringArray) -> bool:
        """Decide, by the first filled cells, whether the column is wrapped."""
        if self._wrapped is not None:
            return self._wrapped
        cells: list[str | None] = column.slice(0, 4 * LOOK_AT).to_pylist()
        written = [cell.strip() for cell in cells if cell and cell.strip()][:LOOK_AT]
        if not written:
            return False
        self._code = code_of(written)
        ways: set[str] = set()
        changed = sum(self._opened(cell, ways) != cell for cell in written)
        if changed < _SHARE * len(written):  # odd signs are never meant, an escape may be
            self._ways = _written_so(written, ways) | {SIGNS}
            ways &= self._ways
        self._wrapped = bool(ways)
        self.through = tuple(f"through:{way}" for way in sorted(ways)) if self._wrapped else ()
        return self._wrapped

    def opened(self, column: pa.StringArray) -> pa.StringArray:
        """Return the cells of a wrapped column as what they mean; those of another as they are."""
        if not self._wrapped:
            return column
        cells: list[str | None] = column.to_pylist()
        ways: set[str] = set()
        return pa.array([cell and self._opened(cell, ways) for cell in cells], pa.string())

    def _opened(self, cell: str, ways: set[str]) -> str:
        for _ in range(DEPTH):
            before = cell
            cell = self._once(cell, ways)
            if cell == before:
                break
        return cell

    def _once(self, cell: str, ways: set[str]) -> str:
        if len(cell) > LONGEST:
            return cell
        if self._code and (meant := MEANING[self._code](cell)) is not None:
            ways.add(self._code)
            return meant
        if not _MAY.search(cell) and "+" not in cell:
            return cell
        if (
            JSON in self._ways
            and cell[:1] == cell[-1:] == '"'
            and (text := _json_text(cell)) is not None
        ):
            ways.add(JSON)
            return text
        return _unescaped(cell, self._ways, ways)


def _written_so(written: Sequence[str], ways: Collection[str]) -> frozenset[str]:
    """Return those of the ways whose encoder may have written every one of the cells."""
    return frozenset(
        way for way, grammar in _GRAMMARS if way in ways and all(map(grammar.fullmatch, written))
    )


def _json_text(cell: str) -> str | None:
    try:
        text = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return text if isinstance(text, str) else None


def _unescaped(cell: str, wanted: frozenset[str], ways: set[str]) -> str:
    raw = cell.encode("utf-8", "replace")
    seen = {way for way, sign in _SIGNS if way in wanted and sign.search(raw)}
    if cell[:1] in {"{", "["}:
        seen.discard(JSON)  # a document: its strings are opened when it is read
    found = escapes.edits(raw, 0, len(raw), seen) if seen else []
    if not found:
        return cell
    parts, place = [], 0
    for edit in found:
        parts += [raw[place : edit.start], edit.text]
        place = edit.end
        ways.add(edit.way)
    return b"".join([*parts, raw[place:]]).decode("utf-8", "replace")
