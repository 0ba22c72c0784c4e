"""Say whether a table only grew since it was read, and whether that is sure.

PostgreSQL counts rows written: where none was changed or deleted, and as many as were inserted lie
past the mark, nothing else happened. Other databases tell less: there the rows up to the mark must
be as many as were read, and changes in them are not seen.
"""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import quoted_name

from pdscan.databases.names import Table
from pdscan.databases.tables import COUNTED
from pdscan.model import Mark


def numbered(mark: Mark) -> sa.ColumnElement[Any]:
    """Return the column that numbers the rows, as SQLAlchemy quotes it."""
    return sa.column(quoted_name(mark.column, True))


def grown(
    connection: Connection,
    table: Table,
    mark: Mark,
    states: tuple[str | None, str | None],
    most: int | None,
) -> Mark | None:
    """Return the mark to read past, None where the table has to be read whole.

    `states` are the content keys then and now; no more than `most` rows are read without a sample.
    """
    new = _count(connection, table, numbered(mark) > mark.last)
    if not new or (most is not None and new > most):
        return None
    if connection.dialect.name == "postgresql":
        inserted = _inserted(*states)
        return replace(mark, sure=True) if inserted is not None and new >= inserted else None
    if mark.rows > COUNTED or _count(connection, table, numbered(mark) <= mark.last) != mark.rows:
        return None
    return replace(mark, sure=False)


def _count(connection: Connection, table: Table, wanted: sa.ColumnElement[bool]) -> int:
    target = table.clause(connection.dialect.name)
    return connection.scalar(sa.select(sa.func.count()).select_from(target).where(wanted)) or 0


def _inserted(then: str | None, now: str | None) -> int | None:
    """Return how many rows PostgreSQL inserted, None where it did anything else to the table.

    >>> _inserted("16400.10.0.0.7", "16400.12.0.0.7"), _inserted("16400.10.0.0.7", "16400.12.1.0.7")
    (2, None)
    """
    before, after = (then or "").split("."), (now or "").split(".")
    if len(before) != 5 or len(after) != 5 or not all(map(str.isdigit, (*before, *after))):
        return None
    if (before[0], *before[2:]) != (after[0], *after[2:]) or int(after[1]) <= int(before[1]):
        return None
    return int(after[1]) - int(before[1])


class Reached:
    """Follow up to which number a table was read; `column` is None where it has none."""

    def __init__(self, column: str | None, before: Mark | None) -> None:
        self._column = column
        self._last = before.last if before else None
        self._rows = before.rows if before else 0

    def see(self, batch: pa.RecordBatch) -> None:
        """Take one batch in."""
        self._rows += batch.num_rows
        if self._column is None or not batch.num_rows:
            return
        highest = pc.max(batch.column(self._column).cast(pa.int64())).as_py()
        self._last = highest if self._last is None else max(self._last, highest)

    def mark(self) -> Mark | None:
        """Return the mark of what was read."""
        if self._column is None or self._last is None:
            return None
        return Mark(self._column, self._last, self._rows)
