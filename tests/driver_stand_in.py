"""Stand in for a database driver: the DB-API of Python, answered by a function of the test.

SQLAlchemy's real dialect compiles every statement and believes every answer; the servers of SQL
Server, Oracle, Snowflake, BigQuery, Redshift and ClickHouse can't be started here.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

Answer = tuple[Sequence[str], Iterator[Sequence[Any]]]
Answers = Callable[[str], Answer | None]


class Driver(types.ModuleType):
    """Be a driver's module: `statements` are what its cursors got, `open` its open connections.

    `kept` are those that a commit followed; a rollback takes others back.
    """

    paramstyle = "named"
    apilevel = "2.0"
    threadsafety = 1
    version = __version__ = "9.9.9"

    class Error(Exception):
        pass

    class OperationalError(Error):
        pass

    def __init__(self, answers: Answers) -> None:
        super().__init__("stand_in")
        self.answers = answers
        self.statements: list[str] = []
        self.kept: list[str] = []
        self.pending: list[str] = []
        self.open = 0
        for name in ("Warning", "InterfaceError", "DatabaseError", "DataError", "IntegrityError",
                     "InternalError", "ProgrammingError", "NotSupportedError"):  # fmt: skip
            setattr(self, name, type(name, (self.Error,), {}))

    def connect(self, *_: Any, **__: Any) -> Connection:
        self.open += 1
        return Connection(self)

    def __getattr__(self, name: str) -> Any:
        """Give the constants that dialects ask their drivers for: STRING, CLOB and so on."""
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class Connection:
    notices: tuple[str, ...] = ()

    def __init__(self, driver: Driver) -> None:
        self.driver, self.is_open = driver, True

    def cursor(self, *_: Any, **__: Any) -> Cursor:
        return Cursor(self)

    def commit(self) -> None:
        self.driver.kept += self.driver.pending
        self.driver.pending = []

    def rollback(self) -> None:
        self.driver.pending = []

    def close(self) -> None:
        self.driver.open -= self.is_open
        self.is_open = False

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


class Cursor:
    arraysize = 100
    rowcount = -1
    lastrowid = None

    def __init__(self, connection: Connection) -> None:
        self.connection, self.driver = connection, connection.driver
        self.description: Any = None
        self._rows: Iterator[Sequence[Any]] = iter(())

    def execute(self, statement: str, parameters: Any = None, **_: Any) -> Cursor:
        del parameters
        self.driver.statements.append(statement)
        self.driver.pending.append(statement)
        names, self._rows = self.driver.answers(statement) or (("x",), iter(()))
        self.description = [(name, None, None, None, None, None, None) for name in names]
        return self

    def fetchmany(self, size: int | None = None) -> list[Sequence[Any]]:
        wanted = range(size or self.arraysize)
        return [row for _, row in zip(wanted, self._rows, strict=False)]

    def fetchone(self) -> Sequence[Any] | None:
        return next(self._rows, None)

    def fetchall(self) -> list[Sequence[Any]]:
        return list(self._rows)

    def close(self) -> None:
        return None

    def setinputsizes(self, *_: Any, **__: Any) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


def standing_in(url: str, answers: Answers, monkeypatch: pytest.MonkeyPatch) -> Driver:
    """Put a stand-in in the place of the driver of a URL's dialect."""
    driver = Driver(answers)
    dialect = sa.make_url(url).get_dialect()
    driver.paramstyle = dialect.default_paramstyle
    monkeypatch.setattr(dialect, "import_dbapi", classmethod(lambda _: driver))
    for name, nothing in {
        "initialize": None, "on_connect": None, "on_connect_url": None,
        "create_connect_args": ([], {}), "do_ping": True,
    }.items():  # fmt: skip
        monkeypatch.setattr(dialect, name, lambda *_, answer=nothing: answer)
    return driver
