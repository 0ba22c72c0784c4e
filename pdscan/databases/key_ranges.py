"""Draw rows of a big table by ranges of its number: the key of MySQL's, the row number of SQLite's.

The span of numbers is cut into equal stretches; of each a run of rows is read from a place drawn by
chance. The database finds each run by its index, so nothing else of the table is read.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.elements import quoted_name

from pdscan.databases.names import Table

STRETCHES = 100
_MYSQL = """
SELECT k.column_name, c.data_type FROM information_schema.key_column_usage k
JOIN information_schema.columns c ON c.table_schema = k.table_schema
  AND c.table_name = k.table_name AND c.column_name = k.column_name
WHERE k.constraint_name = 'PRIMARY' AND k.table_schema = :schema AND k.table_name = :name
"""


@dataclass(frozen=True, slots=True)
class Key:
    """Name the number of a table's rows, as SQL writes it, with its first and last value."""

    column: str
    first: int
    last: int


def numbered(connection: Connection, table: Table) -> Key | None:
    """Return the number by which rows are found at once, None for tables that have none."""
    if table.kind != "table":
        return None
    column = key_column(connection, table)
    if column is None:
        return None
    target, number = table.clause(connection.dialect.name), number_of(column)
    ends = [sa.select(way(number)).select_from(target) for way in (sa.func.min, sa.func.max)]
    try:
        first, last = (connection.scalar(end) for end in ends)  # two: one would read all rows
    except SQLAlchemyError:  # a SQLite table without row numbers
        return None
    if not isinstance(first, int) or not isinstance(last, int):
        return None
    return Key(column, first, last)


def key_column(connection: Connection, table: Table) -> str | None:
    """Return the column by whose number rows are found at once, None where there is none."""
    name = connection.dialect.name
    if name == "sqlite":
        return "_rowid_"
    if name != "mysql":
        return None
    found = connection.execute(sa.text(_MYSQL), {"schema": table.schema, "name": table.name}).all()
    is_number = len(found) == 1 and str(found[0][1]).lower().endswith("int")
    return str(found[0][0]) if is_number else None


def number_of(column: str) -> sa.ColumnElement[Any]:
    """Return the number of a table's rows as a column of a statement."""
    return (
        sa.literal_column(column) if column == "_rowid_" else sa.column(quoted_name(column, True))
    )


def ranges(
    n: int, of: int, seed: int, key: Key, rows: sa.Select[Any], shares: Sequence[int] = (1,)
) -> Iterator[sa.Select[Any]]:
    """Yield the queries of about n of the rows, in runs; fewer where numbers are missing.

    Each reads its share of them: a run from every stretch, of which its part is as big a share, the
    parts of each in an order drawn by chance.
    """
    chance = random.Random(seed)  # noqa: S311 (a sample, not a secret)
    stretches = min(STRETCHES, n)
    width = max(1, -(-(key.last - key.first + 1) // (stretches * sum(shares))))
    orders = [chance.sample(range(len(shares)), len(shares)) for _ in range(stretches)]
    number = number_of(key.column)
    everything: sa.ColumnElement[Any] = sa.literal_column("*")
    for turn, share in enumerate(shares):
        wanted, part = n * share // sum(shares), width * share
        runs = []
        for place, order in enumerate(orders):
            before = sum(shares[one] for one in order[: order.index(turn)])
            first = key.first + (place * sum(shares) + before) * width
            run = wanted // stretches + (place < wanted % stretches)
            needed = min(part, run * part * stretches * sum(shares) // (max(1, of) * share))
            begin = first + chance.randrange(max(1, part - needed + 1))
            chosen = rows.where(number >= begin, number < first + part)
            chosen = chosen.order_by(number).limit(run)
            runs.append(sa.select(everything).select_from(chosen.subquery()))
        yield sa.select(everything).select_from(sa.union_all(*runs).subquery())
