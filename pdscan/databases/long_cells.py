"""Leave a document in the database that is too long to be held: its cell gives a mark instead."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import quoted_name

from pdscan.databases.row_width import LENGTHS
from pdscan.readers.cell_documents import MOST_BYTES, BinaryCells


class LongCells:
    """Ask for the cells of `binary.columns` that are short enough; of the others count how many."""

    def __init__(self, connection: Connection, binary: BinaryCells) -> None:
        self._connection = connection
        self._binary = binary
        self._length = LENGTHS.get(connection.dialect.name) if binary.columns else None
        self._mark = secrets.token_hex(16)

    def spared(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        """Return the statement, which reads all columns, with a mark for each cell too long."""
        if self._length is None:
            return statement
        read: sa.Select[Any] = sa.select(*statement.selected_columns)
        none = read.select_from(*statement.get_final_froms()).where(sa.false())
        names = self._connection.execute(none).keys()
        cells = [self._cell(self._length, name) for name in names]
        return statement.with_only_columns(*cells, maintain_column_froms=True)

    def _cell(self, length: str, name: str) -> sa.ColumnElement[Any]:
        cell: sa.ColumnElement[Any] = sa.column(quoted_name(name, quote=True))
        if name not in self._binary.columns:
            return cell
        long = getattr(sa.func, length)(cell) > sa.literal_column(str(MOST_BYTES))
        mark: sa.ColumnElement[Any] = sa.literal_column(f"'{self._mark}'")
        return sa.case((long, mark), else_=cell).label(quoted_name(name, quote=True))

    def counted(
        self, names: Sequence[str], chunks: Iterator[Sequence[Any]]
    ) -> Iterator[Sequence[Any]]:
        """Yield the rows, nulls in place of marks."""
        if self._length is None:
            yield from chunks
            return
        marks = (self._mark, self._mark.encode())
        places = [place for place, name in enumerate(names) if name in self._binary.columns]
        for rows in chunks:
            kept = []
            for row in rows:
                cells = list(row)
                for place in places:
                    if cells[place] in marks:
                        cells[place] = None
                        self._binary.longer[names[place]] += 1
                kept.append(cells)
            yield kept
