"""List the columns of dates and times of all tables, from the catalogue alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pdscan.databases.names import Table
from pdscan.databases.tables import tables

_POSTGRESQL = """
SELECT n.nspname, c.relname, a.attname FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
WHERE a.attnum > 0 AND NOT a.attisdropped AND t.typcategory = 'D'
  AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname, a.attnum
"""
_MYSQL = """
SELECT table_schema, table_name, column_name FROM information_schema.columns
WHERE data_type IN ('date', 'datetime', 'timestamp')
  AND (table_schema = :only OR :only IS NULL)
ORDER BY table_schema, table_name, ordinal_position
"""
_DUCKDB = """
SELECT schema_name, table_name, column_name FROM duckdb_columns()
WHERE NOT internal AND database_name = current_database()
  AND (data_type = 'DATE' OR data_type LIKE 'TIMESTAMP%')
ORDER BY schema_name, table_name, column_index
"""
# SQLite has no type for times: any column may hold them, and its name decides.
_SQLITE = """
SELECT 'main', m.name, c.name FROM main.sqlite_master m JOIN pragma_table_info(m.name) c
WHERE m.type = 'table' ORDER BY m.name, c.cid
"""
_QUERIES = {
    "postgresql": _POSTGRESQL,
    "mysql": _MYSQL,
    "sqlite": _SQLITE,
    "duckdb": _DUCKDB,
}


def time_columns(connection: Connection) -> Iterator[tuple[Table, tuple[str, ...]]]:
    """Yield each table that has columns of times, with their names."""
    dialect = connection.dialect.name
    query = _QUERIES.get(dialect)
    if query is None:
        yield from _inspected(connection)
        return
    only = {"only": connection.engine.url.database} if dialect == "mysql" else {}
    found = connection.execute(sa.text(query), only).all()
    for (schema, name), rows in groupby(found, key=lambda row: (row[0], row[1])):
        yield Table(schema, name), tuple(str(row[2]) for row in rows)


def _inspected(connection: Connection) -> Iterator[tuple[Table, tuple[str, ...]]]:
    inspector = sa.inspect(connection)
    for table in [one for one in tables(connection) if isinstance(one, Table)]:
        columns = inspector.get_columns(table.name, table.schema)
        kinds = (sa.Date, sa.DateTime)
        names = tuple(str(one["name"]) for one in columns if isinstance(one["type"], kinds))
        if names:
            yield table, names
