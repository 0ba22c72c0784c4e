"""Leave in the database what is too long to be held: a document, all but the first of a text.

Their cells give a mark instead, or end with it.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.elements import quoted_name

from pdscan.databases import other_dialects
from pdscan.databases.cell_lengths import LENGTHS
from pdscan.databases.errors import driver_error
from pdscan.readers.cell_documents import KEPT_CHARACTERS, MOST_BYTES, BinaryCells

_SQLITE_MOST = 1_000_000_000  # bytes: what SQLite holds a cell to where nobody says otherwise
Rows = Sequence[Sequence[Any]]


class LongCells:
    """Ask for cells that are short enough; count those that were not, or not all, fetched.

    They are those of `binary.columns`, and of text in `binary.texts`.
    """

    def __init__(self, connection: Connection, binary: BinaryCells) -> None:
        self._connection = connection
        self._binary = binary
        self._lengths = LENGTHS.get(connection.dialect.name)
        self._mark = secrets.token_hex(16)
        self._any = False

    def spared(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        """Return the statement with a mark for each cell too long, if there may be such."""
        if self._lengths is None or not (self._binary.columns or self._binary.texts):
            return statement
        spared = self._marked(statement)
        if other_dialects.is_untried(self._connection.dialect.name):
            try:
                self._connection.execute(_none(spared)).close()
            except SQLAlchemyError:  # its server knows no such functions, or not of these types
                self._connection.rollback()
                return statement
        self._any = True
        return spared

    def all_spared(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        """Return the statement of a SQLite table in which any cell may be too long to be given.

        SQLite itself holds such cells until the `end`, to cut them.
        """
        self._any = True
        if (raw := self._sqlite()) is not None:
            raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _SQLITE_MOST)
        self._binary.texts = self._names(statement)
        return self._marked(statement)

    def end(self) -> None:
        """Let SQLite hold long cells back again."""
        if (raw := self._sqlite()) is not None:
            hold_back(raw)

    def _sqlite(self) -> sqlite3.Connection | None:
        raw: Any = self._connection.connection.driver_connection
        return raw if isinstance(raw, sqlite3.Connection) else None

    def _marked(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        cells = [self._cell(name) for name in self._names(statement)]
        return statement.with_only_columns(*cells, maintain_column_froms=True)

    def _names(self, statement: sa.Select[Any]) -> Sequence[str]:
        return tuple(self._connection.execute(_none(statement)).keys())

    def _cell(self, name: str) -> sa.ColumnElement[Any]:
        cell: sa.ColumnElement[Any] = sa.column(quoted_name(name, quote=True))
        shown = cell
        if self._lengths is not None and name in self._binary.columns:
            shown = self._lengths.spared_bytes(cell, MOST_BYTES, self._mark)
        elif self._lengths is not None and name in self._binary.texts:
            most = MOST_BYTES
            if self._connection.dialect.name == "sqlite":  # which counts characters
                most = KEPT_CHARACTERS
            shown = self._lengths.cut_text(cell, most, KEPT_CHARACTERS, self._mark)
            if self._connection.dialect.name == "sqlite":
                in_bytes = self._lengths.spared_bytes(cell, MOST_BYTES, self._mark)
                shown = sa.case((sa.func.typeof(cell) == "blob", in_bytes), else_=shown)
        return cell if shown is cell else shown.label(quoted_name(name, quote=True))

    def counted(self, names: Sequence[str], chunks: Iterator[Rows]) -> Iterator[Rows]:
        """Yield the rows without marks: nulls in place of documents, texts that are cut."""
        for rows in chunks:
            yield self._unmarked(names, rows) if self._any else rows

    def _unmarked(self, names: Sequence[str], rows: Rows) -> Rows:
        marks, kept = (self._mark, self._mark.encode()), list(rows)
        for place, name in enumerate(names):
            if name not in self._binary.columns and name not in self._binary.texts:
                continue
            if self._has_no_mark([row[place] for row in rows]):
                continue
            for number, row in enumerate(rows):
                cell = row[place]
                if not isinstance(cell, (str, bytes)):
                    continue
                if cell in marks:
                    shown = None
                    self._binary.longer[name] += 1
                elif len(cell) > KEPT_CHARACTERS and cell[-len(self._mark) :] in marks:
                    shown = cell[: -len(self._mark)]
                    self._binary.cut[name] += 1
                else:
                    continue
                kept[number] = [*kept[number][:place], shown, *kept[number][place + 1 :]]
        return kept

    def _has_no_mark(self, cells: Sequence[Any]) -> bool:
        """Tell by the lengths of a column's cells, where all are text, that none has a mark."""
        try:
            sizes = {*map(len, filter(None, cells))}
        except TypeError:  # a number among them
            return False
        return len(self._mark) not in sizes and max(sizes, default=0) <= KEPT_CHARACTERS


def hold_back(connection: sqlite3.Connection) -> None:
    """Let SQLite end a statement that would give a cell that is too long."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)


def is_too_long(error: Exception) -> bool:
    """Say whether SQLite met a cell that is longer than it may give."""
    return getattr(driver_error(error), "sqlite_errorname", "") == "SQLITE_TOOBIG"


def _none(statement: sa.Select[Any]) -> sa.Select[Any]:
    """Return what gives the columns of a statement, and no row."""
    read: sa.Select[Any] = sa.select(*statement.selected_columns)
    return read.select_from(*statement.get_final_froms()).where(sa.false())
