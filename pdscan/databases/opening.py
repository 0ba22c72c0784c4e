"""Open a database for reading only: the driver that is here, and a session that can't write."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import ArgumentError, InvalidRequestError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool

from pdscan.databases import long_cells
from pdscan.databases.errors import opening_error, unknown_option
from pdscan.databases.guest import CONNECTIONS, restrict
from pdscan.model import MissingDriverError, Reason, UnreadableError, UsageError

CONNECT_SECONDS = 10
_NAMES = {"postgres": "postgresql", "mariadb": "mysql"}
_EXTRAS = {
    "bigquery": "bigquery",
    "clickhouse": "clickhouse",
    "clickhousedb": "clickhouse",
    "duckdb": "duckdb",
    "mssql": "mssql",
    "mysql": "mysql",
    "oracle": "oracle",
    "postgresql": "postgres",
    "redshift": "redshift",
    "snowflake": "snowflake",
}
# The drivers of a dialect in order of preference, each with the module that it needs.
_DRIVERS = {
    "postgresql": (("psycopg", "psycopg"), ("psycopg2", "psycopg2"), ("pg8000", "pg8000")),
    "mysql": (
        ("pymysql", "pymysql"),
        ("mysqldb", "MySQLdb"),
        ("mysqlconnector", "mysql.connector"),
    ),
    "mssql": (("pyodbc", "pyodbc"), ("pymssql", "pymssql")),
    "oracle": (("oracledb", "oracledb"), ("cx_oracle", "cx_Oracle")),
}


def parse(target: str) -> URL:
    """Return the target as a URL with its driver named; raise UsageError where it can't be one."""
    try:
        url = sa.make_url(target)
    except (ArgumentError, ValueError):
        raise UsageError(
            "the database address can't be read: write scheme://user:password@host:port/database"
            " with signs such as @ / : # of the password percent-encoded"
        ) from None
    if url.password is not None and "@" in f"{url.host}{url.database}":
        raise UsageError("the password in the database address holds an @: write it as %40")
    dialect, _, driver = url.drivername.partition("+")
    dialect = _NAMES.get(dialect, dialect)
    if dialect == "sqlite" and driver in ("", "pysqlite", "aiosqlite"):
        sqlite_path(url)
        return url.set(drivername="sqlite")
    driver = driver or _installed(dialect)
    return url.set(drivername=f"{dialect}+{driver}" if driver else dialect)


def _installed(dialect: str) -> str:
    """Return the first driver of the dialect that is installed, else its first, else nothing."""
    drivers: Sequence[tuple[str, str]] = _DRIVERS.get(dialect, ())
    for name, module in drivers:
        if find_spec(module.partition(".")[0]):
            return name
    return drivers[0][0] if drivers else ""


def sqlite_path(url: URL) -> Path:
    """Return the file of a SQLite address; raise UsageError where there is none."""
    name = (url.database or "").removeprefix("file:")
    if name in ("", ":memory:"):
        raise UsageError("the SQLite address names no file: write sqlite:///path/to/file.db")
    path = Path(name)
    if not path.is_file():
        raise UnreadableError(Reason.UNREACHABLE, f"there is no SQLite file {name}")
    return path.absolute()


def file_state(url: URL) -> str | None:
    """Return another text whenever the file of a database was written; None where it has none."""
    if url.drivername not in ("sqlite", "duckdb") or not url.database:
        return None
    path = Path(url.database.removeprefix("file:"))
    logs = (Path(f"{path}-wal"), Path(f"{path}.wal"))
    seen = [one.stat() for one in (path, *logs) if one.is_file()]
    return "+".join(f"{stat.st_size}.{stat.st_mtime_ns}.{stat.st_ino}" for stat in seen) or None


def place(url: URL) -> str:
    """Return the words that name a database in a sentence: kind, database and host only."""
    backend = url.get_backend_name() if "+" in url.drivername else url.drivername
    if backend == "sqlite":
        return f"SQLite file {url.database}"
    port = f":{url.port}" if url.port else ""
    database = f"database {url.database}" if url.database else "server"
    return f"{backend} {database}" + (f" at {url.host}{port}" if url.host else "")


def open_engine(url: URL, seconds: float) -> Engine:
    """Connect, and return an engine whose sessions can only read; one statement lasts `seconds`."""
    where = place(url)
    try:
        engine = _engine(url)
    except (NoSuchModuleError, ImportError):
        raise _no_driver(url) from None
    except (SQLAlchemyError, TypeError):
        raise unknown_option(where) from None
    restrict(engine, seconds)
    failures = (SQLAlchemyError, engine.dialect.loaded_dbapi.Error, OSError, TypeError)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA schema_version")
    except InvalidRequestError:
        engine.dispose()
        raise UnreadableError(
            Reason.NO_DRIVER, f"{where} needs a driver without asyncio: leave +… out of the scheme"
        ) from None
    except failures as error:
        engine.dispose()
        raise opening_error(error, where) from None
    return engine


def _no_driver(url: URL) -> UnreadableError:
    dialect = url.drivername.partition("+")[0]
    if dialect in _EXTRAS:
        sentence = str(MissingDriverError(place(url), _EXTRAS[dialect]))
    else:
        sentence = f"{dialect}:// needs a driver that isn't here: install its SQLAlchemy dialect"
    return UnreadableError(Reason.NO_DRIVER, sentence)


def _engine(url: URL) -> Engine:
    if url.drivername == "sqlite":
        path = sqlite_path(url)
        return sa.create_engine("sqlite://", creator=lambda: _sqlite(path), poolclass=NullPool)
    arguments = _arguments(url)
    return sa.create_engine(
        url,
        connect_args=arguments,
        pool_pre_ping=True,
        poolclass=QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        **_dialect_options(url),
    )


def _dialect_options(url: URL) -> dict[str, Any]:
    """Return what keeps a driver from asking more than it is told to."""
    plain = url.drivername in ("postgresql+psycopg", "postgresql+psycopg2")
    return {"use_native_hstore": False} if plain else {}


def _sqlite(path: Path) -> sqlite3.Connection:
    place = f"{path.as_uri()}?{_mode(path)}"
    connection = sqlite3.connect(place, uri=True, timeout=CONNECT_SECONDS)
    long_cells.hold_back(connection)
    return connection


def _mode(path: Path) -> str:
    """Say how to open the file so that nothing is written beside it.

    Even mode=ro leaves `-wal` and `-shm` files beside a database in WAL mode. Where no `-wal` file
    is there nobody has it open for writing, and immutable reads it without them.
    """
    with path.open("rb") as file:
        wal = file.read(20)[18:20] == b"\x02\x02"
    return "mode=ro&immutable=1" if wal and not Path(f"{path}-wal").exists() else "mode=ro"


def _arguments(url: URL) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if url.drivername in ("postgresql+psycopg", "postgresql+psycopg2"):
        wanted = {"connect_timeout": CONNECT_SECONDS, "application_name": "pdscan"}
    elif url.drivername == "mysql+pymysql":
        # `connect_timeout` doesn't hold for a server that takes the connection and says nothing.
        wanted = {"connect_timeout": CONNECT_SECONDS, "program_name": "pdscan"}
        wanted |= {"read_timeout": CONNECT_SECONDS}
    elif url.drivername == "duckdb":
        wanted = {"read_only": True}
    return {key: value for key, value in wanted.items() if key not in url.query}
