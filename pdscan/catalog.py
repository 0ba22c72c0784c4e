"""Keep runs, and when each finding and verdict was first and last seen.

Any SQLAlchemy URL; SQLite by default. The catalog holds reports, which hold no value of the data.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan import report
from pdscan.model import PdscanError, UnknownNameError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData

_LOG = logging.getLogger(__name__)
LATEST = "latest"


class CatalogError(PdscanError):
    """Say that the catalog can't be opened or written."""


class Catalog:
    """Open a catalog, making its tables on first use. Used in a with statement."""

    def __init__(self, url: str) -> None:
        from sqlalchemy import create_engine, event
        from sqlalchemy.exc import SQLAlchemyError

        self._shown = url.partition("@")[2] or url
        try:
            self._engine: Engine = create_engine(url)
        except SQLAlchemyError:
            raise CatalogError(f"the catalog {self._shown} can't be opened: wrong URL") from None
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _write_ahead)
        with self._connect() as connection:
            _tables().create_all(connection)

    def __enter__(self) -> Catalog:
        """Return the open catalog."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of connections."""
        self._engine.dispose()

    def save(self, made: report.Report, outputs: Iterable[str] = ()) -> None:
        """Keep a run's report, where it was written, and when its ids were seen."""
        from sqlalchemy import insert

        runs, written, seen = (_tables().tables[name] for name in ("run", "output", "seen"))
        estate, when = made.run.estate, made.run.finished or ""
        ids = {finding.id for finding in made.findings} | {v.id for v in made.verdicts}
        with self._connect() as connection:
            connection.execute(
                insert(runs).values(
                    id=made.run.id, estate=estate, finished=when, report=made.to_json()
                )
            )
            for path in outputs:
                connection.execute(insert(written).values(run=made.run.id, path=path))
            known = _first_seen(connection, estate)
            fresh = [
                {"estate": estate, "id": name, "first_seen": when, "last_seen": when}
                for name in sorted(ids - set(known))
            ]
            if fresh:
                connection.execute(insert(seen), fresh)
            _touch(connection, estate, sorted(ids & set(known)), when)

    def load(self, run: str, estate: str | None = None) -> report.Report:
        """Return a run's report; `latest` is the newest, or the newest of an estate.

        A newest one that this pdscan can't read is passed over, with a warning. Raise
        UnknownNameError, which names the newest runs, where there is none; InvalidReportError where
        none can be read.
        """
        known = self._runs(estate if run == LATEST else None)
        if run in known:
            return self._report(run)
        if run != LATEST or not known:
            of = f" of the estate {estate}" if run == LATEST and estate else ""
            raise UnknownNameError("run", run, known, where=f"{of} in the catalog")
        for one in known:
            try:
                return self._report(one)
            except report.InvalidReportError as error:
                _LOG.warning("run %s is passed over: %s", one, error)
        raise report.InvalidReportError("no run in the catalog can be read by this pdscan")

    def last(self, estate: str) -> report.Report | None:
        """Return the report of an estate's newest run that can be read, None without one."""
        for one in self._runs(estate):
            with suppress(report.InvalidReportError):
                return self._report(one)
        return None

    def _runs(self, estate: str | None) -> list[str]:
        """Return the ids of the runs, of an estate where one is named, the newest first."""
        from sqlalchemy import select

        runs = _tables().tables["run"]
        newest = select(runs.c.id).order_by(runs.c.finished.desc(), runs.c.id.desc())
        mine = newest if estate is None else newest.where(runs.c.estate == estate)
        with self._connect() as connection:
            return list(connection.execute(mine).scalars())

    def _report(self, run: str) -> report.Report:
        from sqlalchemy import select

        runs = _tables().tables["run"]
        with self._connect() as connection:
            text = connection.execute(select(runs.c.report).where(runs.c.id == run)).scalar_one()
        return report.parse(text)

    def first_seen(self, estate: str) -> dict[str, str]:
        """Return when each finding and verdict id of an estate was first seen."""
        with self._connect() as connection:
            return _first_seen(connection, estate)

    def outputs(self) -> frozenset[str]:
        """Return the paths to which reports were written, so that they are never scanned."""
        from sqlalchemy import select

        with self._connect() as connection:
            rows = connection.execute(select(_tables().tables["output"].c.path))
            return frozenset(row[0] for row in rows)

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            kind = type(error).__name__
            raise CatalogError(f"the catalog {self._shown} can't be used: {kind}") from None


def default_url() -> str:
    """Return the catalog of ad-hoc scans: a SQLite file in the user's state folder."""
    import platformdirs

    folder = Path(platformdirs.user_state_dir("pdscan"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return f"sqlite:///{folder / 'catalog.db'}"


def file_of(url: str) -> tuple[str, ...]:
    """Return the files of a SQLite catalog, which are never scanned; none for a server."""
    if not url.startswith("sqlite:///"):
        return ()
    path = str(Path(url.removeprefix("sqlite:///")).resolve())
    return (path, f"{path}-wal", f"{path}-shm", f"{path}-journal")


def _write_ahead(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


@cache
def _tables() -> MetaData:
    from sqlalchemy import Column, MetaData, String, Table, Text

    tables = MetaData()
    Table(
        "run",
        tables,
        Column("id", String(64), primary_key=True),
        Column("estate", String(255), index=True),
        Column("finished", String(40)),
        Column("report", Text),
    )
    Table("output", tables, Column("run", String(64)), Column("path", Text))
    Table(
        "seen",
        tables,
        Column("estate", String(255), primary_key=True),
        Column("id", String(32), primary_key=True),
        Column("first_seen", String(40)),
        Column("last_seen", String(40)),
    )
    return tables


def _first_seen(connection: Connection, estate: str) -> dict[str, str]:
    from sqlalchemy import select

    seen = _tables().tables["seen"]
    rows = connection.execute(select(seen.c.id, seen.c.first_seen).where(seen.c.estate == estate))
    return {str(name): str(when) for name, when in rows}


def _touch(connection: Connection, estate: str, ids: list[str], when: str) -> None:
    from sqlalchemy import bindparam, update

    seen = _tables().tables["seen"]
    statement = (
        update(seen)
        .where(seen.c.estate == estate, seen.c.id == bindparam("one"))
        .values(last_seen=when)
    )
    if ids:
        connection.execute(statement, [{"one": name} for name in ids])
