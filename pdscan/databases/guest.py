"""Be a polite guest of a database: read only, briefly, over one connection, and by name.

Every statement begins with a comment that names pdscan, so that whoever looks at the server's log
or its list of running statements knows who asks.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from pdscan.databases import other_dialects
from pdscan.databases.watchdog import watch

TAG = "/* pdscan */ "
CONNECTIONS = 1
LOCK_SECONDS = 10
_STEPS = 100_000  # of SQLite's machine between two looks at the clock
_SQLITE = ("PRAGMA query_only=ON", "PRAGMA trusted_schema=OFF")
_POSTGRESQL = (
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "SET statement_timeout = {milliseconds}",
    "SET lock_timeout = '{lock}s'",
    "SET datestyle = 'ISO'",
    "SET intervalstyle = 'postgres'",
    "SET client_encoding = 'UTF8'",
    "SET synchronize_seqscans = off",  # or what comes first depends on who else is reading
)
_MYSQL = (
    "SET SESSION TRANSACTION READ ONLY",
    "SET SESSION lock_wait_timeout = {lock}",
    "SET SESSION net_write_timeout = {seconds}",
)
_ORDERS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL, "mysql": _MYSQL, "duckdb": ()}
_POSTGRESQL_WRITES = """
SELECT count(*) FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND (pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
    OR pg_catalog.has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
"""
_POSTGRESQL_SUPER = "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"
_MYSQL_WRITES = """
SELECT privilege_type FROM information_schema.user_privileges
UNION ALL SELECT privilege_type FROM information_schema.schema_privileges
UNION ALL SELECT privilege_type FROM information_schema.table_privileges
UNION ALL SELECT privilege_type FROM information_schema.column_privileges
"""
_MYSQL_WRITING = {"INSERT", "UPDATE", "DELETE", "DROP", "CREATE", "ALTER", "TRIGGER", "SUPER"}


def restrict(engine: Engine, seconds: float) -> None:
    """Let every session of the engine only read, and one statement last `seconds` at most."""
    name, number = engine.dialect.name, max(1, int(seconds))
    words = {"seconds": number, "milliseconds": number * 1000, "lock": LOCK_SECONDS}

    def obey(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        for order in _ORDERS.get(name, ()):
            cursor.execute(TAG + order.format(**words))
        if name == "mysql":
            cursor.execute(TAG + "SELECT VERSION()")
            maria = "MariaDB" in str(cursor.fetchone())
            limit = "max_statement_time={}" if maria else "max_execution_time={}000"
            cursor.execute(TAG + "SET SESSION " + limit.format(number))
            if hasattr(connection, "_read_timeout"):  # PyMySQL: that of connecting
                connection._read_timeout = None
        cursor.close()
        _ask_others(name, connection, words, engine.dialect.loaded_dbapi.Error)
        if name == "sqlite":
            connection.set_progress_handler(lambda: _is_late(record.info), _STEPS)
        else:
            connection.commit()

    event.listen(engine, "connect", obey, insert=True)
    event.listen(engine, "before_cursor_execute", _tagged(seconds), retval=True)
    if name not in ("sqlite", "duckdb"):  # which are files
        watch(engine, seconds)
    if order := other_dialects.begin(name):
        event.listen(engine, "begin", lambda connection: _begin(connection, order))


def _ask_others(name: str, connection: Any, words: dict[str, int], refusal: Any) -> None:
    """Give the orders of dialects whose servers nobody tried: what one refuses is passed over."""
    other_dialects.limit(name, connection, words)
    for order in other_dialects.orders(name, words):
        cursor = connection.cursor()
        try:
            cursor.execute(TAG + order)
            connection.commit()  # or the next refusal would take it back
        except refusal:
            connection.rollback()
        finally:
            cursor.close()


def _begin(connection: Connection, order: str) -> None:
    with suppress(SQLAlchemyError):
        connection.exec_driver_sql(order)


def _tagged(seconds: float) -> Any:
    def tag(
        connection: Connection, cursor: object, statement: str, parameters: Any, *_: object
    ) -> tuple[str, Any]:
        del cursor
        connection.info["deadline"] = time.monotonic() + seconds
        return TAG + statement, parameters

    return tag


def _is_late(info: dict[str, Any]) -> bool:
    """Say whether SQLite, which knows no time limits, is to stop the statement that runs."""
    return bool(time.monotonic() > info.get("deadline", float("inf")))


def remarks(connection: Connection, seconds: float) -> Iterator[str]:
    """Say in a line each how pdscan behaves here, and warn where the user may write."""
    name = connection.dialect.name
    if name in _ORDERS:
        lasts = f"; a statement may take {seconds:.0f} s" if _ORDERS[name] else ""
        waits = f", {LOCK_SECONDS} s for a lock" if name in ("postgresql", "mysql") else ""
        yield f"reads only{lasts}{waits}; {CONNECTIONS} connection"
    else:
        yield (
            f"warning: pdscan sends nothing but SELECT to {name}, but can't make its sessions"
            " read-only: give it a user that may only read"
        )
    try:
        written = _writable(connection)
    except SQLAlchemyError:
        written = None
    if written:
        yield f"warning: this user may write {written}: give pdscan one that may only read"


def _writable(connection: Connection) -> str | None:
    """Return what the user may write, None where that is nothing or can't be told."""
    name = connection.dialect.name
    if name == "postgresql":
        if connection.exec_driver_sql(_POSTGRESQL_SUPER).scalar():
            return "everything (superuser)"
        tables = connection.exec_driver_sql(_POSTGRESQL_WRITES).scalar_one()
        return f"{tables} tables" if tables else None
    if name == "mysql":
        rights = {str(row[0]).upper() for row in connection.execute(sa.text(_MYSQL_WRITES))}
        found = sorted(rights & _MYSQL_WRITING)
        return f"({', '.join(found).lower()})" if found else None
    return None
