"""Draw rows of a big table by ranges of its number: the key of MySQL's, the row number of SQLite's.

The span of numbers is cut into equal stretches; of each a run of rows is read from a place drawn by
chance. The database finds each run by its index, so nothing else of the table is read.
"""

from __future__ import annotations

import random
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
    n: int, of: int, seed: int, key: Key, target: sa.TableClause, rounds: int = 1
) -> list[sa.Select[Any]]:
    """Return the queries of about n rows in runs; fewer where numbers are missing in a stretch.

    There is one for each round, of a run from every stretch: of its parts each round has one, in
    an order drawn by chance.
    """
    chance = random.Random(seed)  # noqa: S311 (a sample, not a secret)
    stretches = min(STRETCHES, n)
    parts = stretches * rounds
    width = max(1, -(-(key.last - key.first + 1) // parts))
    number = number_of(key.column)
    everything: sa.ColumnElement[Any] = sa.literal_column("*")
    found: list[list[sa.Select[Any]]] = [[] for _ in range(rounds)]
    for place in range(stretches):
        for turn, part in enumerate(chance.sample(range(rounds), rounds)):
            first = key.first + (place * rounds + part) * width
            run = n // parts + (turn * stretches + place < n % parts)
            needed = min(width, run * width * parts // max(1, of))  # numbers that hold a run
            begin = first + chance.randrange(max(1, width - needed + 1))
            rows = sa.select(everything).select_from(target)
            rows = rows.where(number >= begin, number < first + width).order_by(number).limit(run)
            found[turn].append(sa.select(everything).select_from(rows.subquery()))
    drawn = (sa.union_all(*runs).subquery() for runs in found)
    return [sa.select(everything).select_from(one) for one in drawn]
