"""List a database's tables and views, each by schema and name, with the rows it holds about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from pdscan.databases.errors import reading_error
from pdscan.databases.key_ranges import numbered
from pdscan.databases.names import Table
from pdscan.model import Reason, UnreadableError

# Schemas that a database keeps for itself; compared in lower case.
_SYSTEM = {
    "mysql": ("information_schema", "mysql", "performance_schema", "sys"),
    "mssql": ("information_schema", "sys", "guest"),
    "oracle": (
        "sys", "system", "outln", "xdb", "ctxsys", "mdsys", "wmsys", "dbsnmp", "audsys",
        "anonymous", "appqossys", "dbsfwuser", "dip", "dvf", "dvsys", "flows_files", "ggsys",
        "gsmadmin_internal", "gsmcatuser", "gsmuser", "lbacsys", "mddata", "ojvmsys", "olapsys",
        "oracle_ocm", "orddata", "ordplugins", "ordsys", "remote_scheduler_agent",
        "si_informtn_schema", "sys$umf", "sysbackup", "sysdg", "syskm", "sysrac", "xs$null",
    ),
}  # fmt: skip
_ANY_SYSTEM = ("information_schema", "pg_catalog", "pg_toast", "pg_internal", "sys", "system")

# Above so many rows, by the database's own estimate, rows are not counted but drawn in parts.
COUNTED = 2_000_000

# A PostgreSQL query about a table and all its partitions begins with this: they are in `part`.
PARTS = """
WITH RECURSIVE part(oid) AS (
  SELECT c.oid FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = :schema AND c.relname = :name
  UNION ALL
  SELECT i.inhrelid FROM part p
  JOIN pg_catalog.pg_class r ON r.oid = p.oid AND r.relkind = 'p'
  JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid
)
"""

# Partitions are left to the table that they are parts of, or their rows would be read twice; what
# they hold is added up. `state` rests on the counters of written rows and on the file that holds
# them, and on when the counters were reset; a standby doesn't count, so there it is unknown.
_POSTGRESQL = """
WITH RECURSIVE part(root, oid) AS (
  SELECT c.oid, c.oid FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  UNION ALL
  SELECT p.root, i.inhrelid FROM part p
  JOIN pg_catalog.pg_class r ON r.oid = p.oid AND r.relkind = 'p'
  JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid
), whole AS (
  SELECT p.root, sum(greatest(c.reltuples, 0)) FILTER (WHERE c.relkind <> 'p') AS tuples,
    sum(c.relpages::bigint) AS pages,
    max(greatest(pg_catalog.pg_stat_get_last_analyze_time(c.oid),
                 pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid))) AS analysed,
    bool_and(c.relkind IN ('r', 'p', 'm')) AS counted,
    string_agg(concat_ws('.', c.relfilenode, pg_catalog.pg_stat_get_tuples_inserted(c.oid),
      pg_catalog.pg_stat_get_tuples_updated(c.oid), pg_catalog.pg_stat_get_tuples_deleted(c.oid),
      coalesce((1000000 * extract(epoch FROM pg_catalog.pg_stat_get_db_stat_reset_time(d.oid)
        ))::bigint, 0)
    ), '+' ORDER BY c.oid) AS writes
  FROM part p JOIN pg_catalog.pg_class c ON c.oid = p.oid
  JOIN pg_catalog.pg_database d ON d.datname = current_database() GROUP BY p.root
)
SELECT n.nspname, c.relname, c.relkind::text, w.tuples, w.analysed,
  w.pages * pg_catalog.current_setting('block_size')::bigint,
  pg_catalog.obj_description(c.oid, 'pg_class'),
  CASE WHEN w.counted AND NOT pg_catalog.pg_is_in_recovery() THEN w.writes END
FROM whole w JOIN pg_catalog.pg_class c ON c.oid = w.root
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
"""
_LARGE_OBJECTS = f"""
SELECT count(*) FROM (
  SELECT 1 FROM pg_catalog.pg_largeobject_metadata LIMIT {COUNTED + 1}
) AS pdscan_t
"""  # noqa: S608 (a constant)
_RELKINDS = {"v": "view", "m": "materialized view", "f": "foreign table"}
_DUCKDB = """
SELECT schema_name, table_name, 'table', estimated_size, comment FROM duckdb_tables()
WHERE NOT internal AND database_name = current_database()
UNION ALL
SELECT schema_name, view_name, 'view', NULL, comment FROM duckdb_views()
WHERE NOT internal AND database_name = current_database()
"""
RELATION = """
SELECT c.relkind::text FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND c.relname = :name
"""
# A write in the second of the last one would not show in `update_time`.
_MYSQL = """
SELECT table_schema, table_name, table_type, table_rows, data_length + index_length,
  UNIX_TIMESTAMP(update_time), table_comment,
  CASE WHEN update_time < NOW() - INTERVAL 2 SECOND
    THEN CONCAT(UNIX_TIMESTAMP(update_time), '.', UNIX_TIMESTAMP(create_time)) END
FROM information_schema.tables
WHERE table_type IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')
  AND (table_schema = :only OR :only IS NULL)
"""


def tables(connection: Connection) -> Iterator[Table | UnreadableError]:
    """List tables and views of all schemas but the system's; an error for a schema that can't be.

    An address that names a MySQL database lists that one, since a database is a schema there.
    """
    name = connection.dialect.name
    if name == "postgresql":
        yield from _postgresql(connection)
    elif name == "mysql":
        yield from _mysql(connection)
    elif name == "sqlite":
        yield from _sqlite(connection)
    elif name == "duckdb":
        yield from _duckdb(connection)
    else:
        yield from inspected(connection)


def _postgresql(connection: Connection) -> Iterator[Table | UnreadableError]:
    objects = connection.exec_driver_sql(_LARGE_OBJECTS).scalar_one()
    if objects:
        many = f"more than {COUNTED:,}" if objects > COUNTED else f"{objects:,}"
        detail = f"{many} large objects (pg_largeobject) are not read: only bytea columns are"
        yield UnreadableError(Reason.UNSUPPORTED, detail)
    for schema, name, relkind, tuples, analysed, size, comment, state in connection.exec_driver_sql(
        _POSTGRESQL
    ):
        yield Table(
            schema,
            name,
            _RELKINDS.get(relkind, "table"),
            rows=int(tuples) if tuples and relkind != "v" else None,
            bytes=int(size) or None,
            analysed=_instant(analysed),
            comment=comment or "",
            state=state,
        )


def _mysql(connection: Connection) -> Iterator[Table]:
    found = connection.execute(sa.text(_MYSQL), {"only": connection.engine.url.database})
    for schema, name, kind, rows, size, changed, comment, state in found:
        if schema.lower() not in _SYSTEM["mysql"]:
            is_view = kind == "VIEW"  # whose comment is the word VIEW
            yield Table(
                schema,
                name,
                "view" if is_view else "table",
                rows=rows,
                bytes=size,
                modified=_instant(changed),
                comment="" if is_view else comment,
                state=state,
            )


def _instant(moment: datetime | Decimal | int | None) -> str | None:
    """Return a time of the catalogue (a datetime, or seconds of Unix) as RFC 3339 in UTC."""
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        moment = datetime.fromtimestamp(float(moment), UTC)
    whole = moment.astimezone(UTC).isoformat(timespec="seconds")
    return whole.replace("+00:00", "Z")


def _sqlite(connection: Connection) -> Iterator[Table]:
    # table_list (SQLite 3.37) tells the shadow tables of full-text indexes, which hold it twice.
    shadows = {
        row[1]
        for row in connection.exec_driver_sql("PRAGMA main.table_list")
        if row[0] == "main" and row[2] == "shadow"
    }
    query = "SELECT name, type FROM main.sqlite_master WHERE type IN ('table', 'view')"
    for name, kind in connection.exec_driver_sql(query).all():
        if not name.startswith("sqlite_") and name not in shadows:
            table = Table("main", name, kind)
            yield (
                table
                if kind == "view"
                else Table("main", name, kind, sqlite_rows(connection, table))
            )


def sqlite_rows(connection: Connection, table: Table) -> int | None:
    """Return how many rows a SQLite table has: counted, or what its row numbers say if many."""
    one: sa.ColumnElement[int] = sa.literal_column("1")
    some = sa.select(one).select_from(table.clause("sqlite")).limit(COUNTED + 1)
    try:
        counted = connection.scalar(sa.select(sa.func.count()).select_from(some.subquery()))
    except SQLAlchemyError:
        return None
    key = numbered(connection, table) if counted is not None and counted > COUNTED else None
    return max(counted or 0, key.last - key.first + 1) if key is not None else counted


def _duckdb(connection: Connection) -> Iterator[Table]:
    for schema, name, kind, rows, comment in connection.exec_driver_sql(_DUCKDB).all():
        yield Table(schema, name, kind, rows, comment=comment or "")


def inspected(connection: Connection) -> Iterator[Table | UnreadableError]:
    """List tables and views as SQLAlchemy's inspector gives them, for any other dialect."""
    inspector = sa.inspect(connection)
    system = _SYSTEM.get(connection.dialect.name, _ANY_SYSTEM)
    for schema in inspector.get_schema_names():
        if schema.lower() in system:
            continue
        try:
            yield from (Table(schema, name) for name in inspector.get_table_names(schema))
            yield from (Table(schema, name, "view") for name in inspector.get_view_names(schema))
        except SQLAlchemyError as error:
            yield reading_error(error, f"the list of tables of schema {schema}")
            continue
        with suppress(NotImplementedError, SQLAlchemyError):  # most dialects have none
            kept = inspector.get_materialized_view_names(schema)
            yield from (Table(schema, name, "materialized view") for name in kept)


def has_only_own_rows(connection: Connection, table: Table) -> bool:
    """Say whether PostgreSQL should leave out tables that inherit, which are listed themselves."""
    if connection.dialect.name != "postgresql":
        return False
    key = {"schema": table.schema, "name": table.name}
    return bool(connection.scalar(sa.text(RELATION), key) == "r")


def count(connection: Connection, table: Table) -> int | None:
    """Return the exact number of rows, or None where it can't be counted."""
    target = table.clause(connection.dialect.name)
    try:
        return connection.scalar(sa.select(sa.func.count()).select_from(target))
    except SQLAlchemyError:
        if connection.in_transaction():
            connection.rollback()
        return None
