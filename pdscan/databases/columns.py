"""List the columns of all tables from the catalogue alone: names, types, keys, comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from pdscan.databases.cell_lengths import LENGTHS, Lengths
from pdscan.databases.names import Table

_POSTGRESQL = """
SELECT n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
  coalesce(a.attnum = ANY (k.conkey), false),
  pg_catalog.col_description(c.oid, a.attnum),
  a.attidentity <> '' OR coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '') LIKE 'nextval(%'
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname, a.attnum
"""
_MYSQL = """
SELECT table_schema, table_name, column_name, column_type, column_key = 'PRI', column_comment,
  extra LIKE '%auto_increment%'
FROM information_schema.columns
WHERE table_schema = :only OR :only IS NULL
ORDER BY table_schema, table_name, ordinal_position
"""
_DUCKDB = """
SELECT c.schema_name, c.table_name, c.column_name, c.data_type,
  coalesce(list_contains(k.constraint_column_names, c.column_name), false), c.comment,
  coalesce(c.column_default LIKE 'nextval(%', false)
FROM duckdb_columns() c LEFT JOIN duckdb_constraints() k
  ON k.table_oid = c.table_oid AND k.database_oid = c.database_oid
  AND k.constraint_type = 'PRIMARY KEY'
WHERE NOT c.internal AND c.database_name = current_database()
ORDER BY c.schema_name, c.table_name, c.column_index
"""
_SQLITE = """
SELECT 'main', m.name, c.name, c.type, c.pk > 0, NULL, m.sql LIKE '%AUTOINCREMENT%'
FROM main.sqlite_master m JOIN pragma_table_xinfo(m.name) c
WHERE m.type = 'table' AND c.hidden <> 1 ORDER BY m.name, c.cid
"""
_QUERIES = {
    "postgresql": _POSTGRESQL,
    "mysql": _MYSQL,
    "sqlite": _SQLITE,
    "duckdb": _DUCKDB,
}
Names = tuple[str | None, str]
_BYTES = re.compile(r"(?i)blob|bytea|binary|^bytes|^image|raw\b")


@dataclass(frozen=True, slots=True)
class Column:
    """Describe one column: its type as the database writes it, whether the primary key has it.

    `is_counted`: the server itself gives each new row a higher number in it.
    """

    name: str
    type: str
    is_key: bool = False
    comment: str = ""
    is_counted: bool = False


def columns(
    connection: Connection, listed: Iterable[Table]
) -> Iterator[tuple[Names, tuple[Column, ...]]]:
    """Yield each table's schema and name with its columns, in their order.

    Where the dialect has no query of its own, the tables `listed` are inspected one by one.
    """
    dialect = connection.dialect.name
    query = _QUERIES.get(dialect)
    if query is None:
        yield from inspected(connection, listed)
        return
    only = {"only": connection.engine.url.database} if dialect == "mysql" else {}
    found = connection.execute(sa.text(query), only).all()
    for (schema, name), rows in groupby(found, key=lambda row: (row[0], row[1])):
        told = (Column(str(r[2]), str(r[3]), bool(r[4]), r[5] or "", bool(r[6])) for r in rows)
        yield (schema, name), tuple(told)


def about(table: Table, columns: Sequence[Column]) -> dict[str, object]:
    """Return what the report says of a table beside its rows; what isn't known is left out."""
    told = {
        "bytes": table.bytes,
        "analysed": table.analysed,
        "key": [one.name for one in columns if one.is_key],
        "counter": counter(columns),
        "columns": [{"name": one.name, "type": one.type} for one in columns],
    }
    return {name: value for name, value in told.items() if value}


def counter(columns: Sequence[Column]) -> str | None:
    """Return the column that is the whole primary key, and that the server counts up."""
    key = [one for one in columns if one.is_key]
    return key[0].name if len(key) == 1 and key[0].is_counted else None


def in_bytes(about: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of columns that hold bytes by their type, of what `about` tells."""
    columns = about.get("columns", ())
    return frozenset(one["name"] for one in columns if _BYTES.search(one["type"]))


def long_texts(about: Mapping[str, Any], dialect: str) -> frozenset[str]:
    """Return the names of columns whose text may be of any length by their type."""
    columns, lengths = about.get("columns", ()), LENGTHS.get(dialect, Lengths(types=""))
    return frozenset(one["name"] for one in columns if lengths.may_be_long(one["type"]))


def inspected(
    connection: Connection, listed: Iterable[Table]
) -> Iterator[tuple[Names, tuple[Column, ...]]]:
    """Yield the same of each listed table as SQLAlchemy's inspector gives it."""
    inspector = sa.inspect(connection)
    for table in listed:
        key = set(inspector.get_pk_constraint(table.name, table.schema)["constrained_columns"])
        told = (
            Column(
                str(one["name"]),
                str(one["type"]),
                one["name"] in key,
                one.get("comment") or "",
            )
            for one in inspector.get_columns(table.name, table.schema)
        )
        yield (table.schema, table.name), tuple(told)
