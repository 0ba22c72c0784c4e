"""Say how many rows of a table a sample can afford: rows that hold documents are long."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import quoted_name

from pdscan.databases.cell_lengths import LENGTHS
from pdscan.databases.names import Table
from pdscan.databases.other_dialects import asked

SAMPLE_BYTES = 256 << 20  # about what a sample takes of a table with documents in its cells
LEAST_ROWS = 200
_COLUMNS = 100  # whose lengths are asked for; SQLite adds up no more than 1,000


def affordable(
    connection: Connection, table: Table, columns: Collection[str], n: int | None
) -> int | None:
    """Return how many of `n` rows are read of a table whose `columns` may hold documents.

    The lengths of the first rows' cells tell; where they can't be asked for, all n are read.
    """
    dialect = connection.dialect.name
    if n is None or n <= LEAST_ROWS or not columns or dialect not in LENGTHS:
        return n
    length = LENGTHS[dialect]
    target = table.clause(dialect)
    cells: list[sa.ColumnElement[Any]] = [
        sa.func.coalesce(length.bytes_of(sa.column(quoted_name(name, True))), 0)
        for name in sorted(columns)[:_COLUMNS]
    ]
    width = sum(cells[1:], cells[0]).label("width")
    first = sa.select(width).select_from(target).limit(LEAST_ROWS).subquery()
    mean = float(asked(connection, sa.select(sa.func.avg(first.c.width))) or 0)
    return max(LEAST_ROWS, min(n, int(SAMPLE_BYTES / max(1.0, mean))))
