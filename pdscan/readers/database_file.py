"""Read SQLite files found among other files: each table is a member with a table block."""

from __future__ import annotations

import os
import sqlite3
import urllib.parse
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import IO

from pdscan.model import Block, Gap, Reason, UnreadableError, Unseen
from pdscan.readers.batches import ROWS, clean, names_of, of_rows
from pdscan.readers.visit import BINARY_CELLS, Pieces, Visit

IN_MEMORY = 256 << 20


def read(visit: Visit) -> Pieces:
    """Yield all rows of all tables, opened read-only; BLOBs that are no text are counted."""
    try:
        with closing(_opened(visit)) as database:
            database.text_factory = lambda raw: raw.decode("utf-8", "replace")
            tables = database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            ).fetchall()
            for (name,) in tables:
                yield from _table(visit, database, name)
    except sqlite3.Error:
        yield visit.gap(Reason.CORRUPT, f"{visit.what} is a damaged or encrypted SQLite database")


def _opened(visit: Visit) -> sqlite3.Connection:
    file = visit.stream.seekable_file()
    path = _path_of(file)
    if path is not None:
        if os.path.exists(path + "-wal") and os.path.getsize(path + "-wal"):
            raise UnreadableError(
                Reason.OTHER, f"{visit.what} is in use: changes are still in its -wal file"
            )
        quoted = urllib.parse.quote(os.fsencode(path))
        return sqlite3.connect(f"file:{quoted}?mode=ro&immutable=1", uri=True)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > IN_MEMORY:
        detail = f"{visit.what} is a database of more than 256 MiB that is no file of its own"
        raise UnreadableError(Reason.TOO_LARGE, detail)
    database = sqlite3.connect(":memory:")
    database.deserialize(file.read())
    return database


def _path_of(file: IO[bytes]) -> str | None:
    """Return the path of a real file that still lies where it was opened."""
    name = getattr(file, "name", None)
    if not isinstance(name, str | bytes):
        return None
    try:
        if os.path.samestat(os.stat(name), os.fstat(file.fileno())):
            return os.fsdecode(os.path.abspath(name))
    except OSError:
        return None
    return None


def _table(visit: Visit, database: sqlite3.Connection, name: str) -> Pieces:
    asset = visit.sheet(clean(name), "table")
    quoted = name.replace('"', '""')
    start, binary = 0, 0
    try:
        cursor = database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608  quoted as SQL asks
        names = names_of([clean(column[0]) for column in cursor.description])
        while cells := cursor.fetchmany(ROWS // 10):
            rows = [[_text(cell) for cell in row] for row in cells]
            binary += _nulls(rows) - _nulls(cells)
            batch = of_rows(names, rows)
            yield asset, Block(start=start, batch=batch, locus="column")
            start += batch.num_rows
        if start == 0:
            yield asset, Block(batch=of_rows(names, []), locus="column")
    except sqlite3.Error:
        detail = f"{asset.locator} is damaged or of a kind that can't be read here"
        yield asset, Gap(asset.locator, Reason.CORRUPT, detail)
    if binary:
        yield asset, Unseen(BINARY_CELLS, binary)


def _nulls(rows: Iterable[Sequence[object]]) -> int:
    return sum(cell is None for row in rows for cell in row)


def _text(cell: object) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, bytes):
        try:
            return cell.decode()
        except UnicodeDecodeError:
            return None
    return clean(str(cell))
