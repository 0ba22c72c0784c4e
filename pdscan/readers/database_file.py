"""Read SQLite files found among other files: each table is a member with a table block."""

from __future__ import annotations

import os
import sqlite3
import urllib.parse
from collections.abc import Sequence
from contextlib import closing
from typing import IO

from pdscan.model import Block, Gap, Reason, UnreadableError
from pdscan.readers.batches import clean, names_of, of_rows
from pdscan.readers.cell_documents import BinaryCells, CellDocuments, is_document
from pdscan.readers.visit import Pieces, Visit

IN_MEMORY = 256 << 20
_BLOCK_ROWS = 2_000
_BLOCK_BYTES = 4 << 20


def read(visit: Visit) -> Pieces:
    """Yield all rows of all tables, opened read-only, and the documents in their BLOBs."""
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
    path = path_of(file)
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


def path_of(file: IO[bytes]) -> str | None:
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
    documents = CellDocuments(asset, visit.limits, depth=visit.depth + 1, budget=visit.budget)
    binary = BinaryCells()
    quoted = name.replace('"', '""')
    start = 0
    try:
        cursor = database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608  quoted as SQL asks
        names = names_of([clean(column[0]) for column in cursor.description])
        while cells := _rows(cursor):
            rows = [
                [_text(cell, column, row, binary) for column, cell in zip(names, line, strict=True)]
                for row, line in enumerate(cells)
            ]
            batch = of_rows(names, rows)
            yield asset, Block(start=start, batch=batch, locus="column")
            yield from documents.read(start, binary)
            start += batch.num_rows
        if start == 0:
            yield asset, Block(batch=of_rows(names, []), locus="column")
    except sqlite3.Error:
        detail = f"{asset.locator} is damaged or of a kind that can't be read here"
        yield asset, Gap(asset.locator, Reason.CORRUPT, detail)
    yield from documents.end(binary, None)


def _rows(cursor: sqlite3.Cursor) -> list[Sequence[object]]:
    """Return the next rows, the last one that which fills a block: any may hold a document."""
    rows: list[Sequence[object]] = []
    size = 0
    while len(rows) < _BLOCK_ROWS and size < _BLOCK_BYTES and (row := cursor.fetchone()):
        rows.append(row)
        size += sum(len(cell) for cell in row if isinstance(cell, (str, bytes)))
    return rows


def _text(cell: object, column: str, row: int, binary: BinaryCells) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, bytes):
        try:
            if not is_document(cell):
                return cell.decode()
        except UnicodeDecodeError:
            pass
        binary.add(column, row, cell)
        return None
    return clean(str(cell))
