"""Say what a database keeps from its user in a table that it lets be read: columns, or rows.

Where all columns but some may be read those are read, and the others are a gap; where a policy may
hide rows, nobody can tell how many it hides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from pdscan.databases.names import Table
from pdscan.model import Gap, Reason

_NAMED = 10  # columns that a sentence names
_POSTGRESQL_ROWS = """
SELECT pg_catalog.row_security_active(c.oid) FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND c.relname = :name
"""
_POSTGRESQL_COLUMNS = """
SELECT a.attname, pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND c.relname = :name AND a.attnum > 0 AND NOT a.attisdropped
  AND NOT pg_catalog.has_table_privilege(c.oid, 'SELECT')
ORDER BY a.attnum
"""
# Columns on which the user has no right at all are not listed here.
_MYSQL_COLUMNS = """
SELECT column_name, FIND_IN_SET('select', privileges) > 0 FROM information_schema.columns
WHERE table_schema = :schema AND table_name = :name ORDER BY ordinal_position
"""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Hold what of a table may be read, where that is not all; `refused` are the others' names."""

    readable: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    rows: bool = False

    def of(self, table: Table) -> Table:
        """Return the table with the columns that are read of it."""
        return replace(table, columns=self.readable)

    def gaps(self, locator: str, table: Table) -> Iterator[Gap]:
        """Yield a gap for columns, and one for rows."""
        what = f"{table.kind} {table.path()}"
        if self.refused:
            detail = f"the user may not read {_columns(self.refused)} of {what}"
            yield Gap(locator, Reason.PERMISSION, detail)
        elif self.readable:
            detail = f"the user may read no columns of {what} other than {_listed(self.readable)}"
            yield Gap(locator, Reason.PERMISSION, detail)
        if self.rows:
            detail = f"row-level security may hide rows of {what} from the user"
            yield Gap(locator, Reason.PERMISSION, detail)


def _columns(names: Sequence[str]) -> str:
    return f"{'column' if len(names) == 1 else 'columns'} {_listed(names)}"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def withheld(connection: Connection, table: Table) -> Withheld:
    """Return what is kept from the user, as far as the database tells."""
    dialect = connection.dialect.name
    key = {"schema": table.schema, "name": table.name}
    if dialect == "postgresql":
        may_hide = bool(connection.scalar(sa.text(_POSTGRESQL_ROWS), key))
        told = connection.execute(sa.text(_POSTGRESQL_COLUMNS), key).all()
        return replace(_of(told), rows=may_hide)
    if dialect == "mysql" and not _gives_all(connection, table):
        return _of(connection.execute(sa.text(_MYSQL_COLUMNS), key).all())
    return Withheld()


def _of(told: Sequence[Sequence[object]]) -> Withheld:
    readable = tuple(str(name) for name, may in told if may)
    if not readable:  # whoever reads it is told that it may not be
        return Withheld()
    return Withheld(readable, tuple(str(name) for name, may in told if not may))


def _gives_all(connection: Connection, table: Table) -> bool:
    target = table.clause(connection.dialect.name)
    everything: sa.Select[tuple[object]] = sa.select(sa.literal_column("*")).select_from(target)
    try:
        connection.execute(everything.where(sa.false())).close()
    except SQLAlchemyError:
        return False
    return True
