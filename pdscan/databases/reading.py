"""Turn rows into blocks: batches of text columns, bounded in rows and bytes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.exc import SQLAlchemyError

from pdscan.collection import paused
from pdscan.databases.cell_texts import strings
from pdscan.databases.long_cells import LongCells, is_too_long
from pdscan.databases.rounds import room
from pdscan.databases.sampling import Sample, in_rounds, picker
from pdscan.readers.cell_documents import BinaryCells

BLOCK_ROWS = 20_000
BLOCK_BYTES = 4 << 20
_FEW_ROWS = 200
_TOO_MANY = 10  # times as many rows as were to be drawn
_AS_THEY_ARE = ("sqlite", "mysql", "mariadb")  # dialects that change no cell of SELECT *
_BUFFERED = 8  # rows that SQLAlchemy may hold of a table whose cells may be documents

Fetch = Callable[[int], Sequence[Any]]


def batches(
    connection: Connection,
    statement: sa.Select[Any],
    sample: Sample | None,
    binary: BinaryCells,
) -> Generator[pa.RecordBatch, None, None]:
    """Read what a statement gives of a table in batches, through any SQLAlchemy dialect.

    An empty table yields one empty batch with its columns. What was not read to its end is cut
    off with its connection, for some drivers would first fetch all that is left. `binary` has the
    cells of each batch that are no text when it is yielded.
    """
    raw_text(connection, bytes)
    ended = False
    long = LongCells(connection, binary)
    table = _Answer(connection, statement, long, many=not binary.columns)
    try:
        rows = table.rows(in_rounds(sample))
        yield from _batches(table.names, long.counted(table.names, _kept(rows, sample)), binary)
        ended = next(rows, None) is None
    finally:
        if ended:
            table.result.close()
            long.end()
            raw_text(connection, str)
        else:
            _cut_off(connection, table.result)


class _Answer:
    """Hold what the database answers to a statement; `many` says that no cell is a document."""

    def __init__(
        self, connection: Connection, statement: sa.Select[Any], long: LongCells, *, many: bool
    ) -> None:
        self._connection, self._statement, self._long = connection, statement, long
        self._many = many
        try:
            self.result = self._asked(long.spared(statement))
        except SQLAlchemyError as error:
            self.result = self._asked_again(error)
        self.names = list(self.result.keys())

    def _asked(self, statement: sa.Select[Any]) -> CursorResult[Any]:
        buffered = {} if self._many else {"max_row_buffer": _BUFFERED}
        return self._connection.execution_options(stream_results=True, **buffered).execute(
            statement
        )

    def _asked_again(self, error: Exception) -> CursorResult[Any]:
        """Spare all cells where SQLite met one too long, which it tells no sooner."""
        if not is_too_long(error):
            raise error
        return self._asked(self._long.all_spared(self._statement))

    def rows(self, n: int | None) -> Iterator[Sequence[Any]]:
        """Yield the rows in chunks."""
        read = 0
        try:
            for chunk in self._chunks(n):
                read += len(chunk)
                yield chunk
        except (SQLAlchemyError, self._connection.dialect.loaded_dbapi.Error) as error:
            before, self.result = self.result, self._asked_again(error)
            before.close()
            yield from _past(read, self._chunks(n))

    def _chunks(self, n: int | None) -> Iterator[Sequence[Any]]:
        if not self._many:
            return _rows(self.result)
        return _chunks(_fetching(self._connection, self.result), n)


def _past(read: int, chunks: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Leave out so many rows, which were read before."""
    for chunk in chunks:
        if len(chunk) > read:
            yield chunk[read:]
        read = max(0, read - len(chunk))


def _cut_off(connection: Connection, result: CursorResult[Any]) -> None:
    rest: Any = getattr(result.cursor, "_result", None)
    if getattr(rest, "unbuffered_active", False):
        rest.unbuffered_active = False  # PyMySQL fetches all that is left even when it is deleted
    result.close()
    connection.invalidate()


def raw_text(connection: Connection, factory: type[bytes] | type[str]) -> None:
    """Let SQLite give text as bytes: what isn't UTF-8 would otherwise end the reading."""
    if connection.dialect.name == "sqlite" and not connection.invalidated:
        raw: Any = connection.connection.driver_connection
        raw.text_factory = factory


def _fetching(connection: Connection, result: CursorResult[Any]) -> Fetch:
    """Return what fetches the next rows: of the driver itself where its cells are taken as such."""
    if connection.dialect.name not in _AS_THEY_ARE:
        return result.fetchmany
    first = [*result.fetchmany(1)]  # SQLAlchemy has fetched one of a stream
    cursor = result.cursor
    if not first or cursor is None:
        return lambda _most: ()

    def fetch(most: int) -> Sequence[Any]:
        kept = [first.pop()] if first else []
        with paused():
            rows = cursor.fetchmany(most - len(kept)) if most > len(kept) else ()
        return [*kept, *rows] if kept else rows

    return fetch


def _chunks(fetch: Fetch, n: int | None) -> Iterator[Sequence[Any]]:
    """Yield rows in chunks whose size follows the width of the rows seen last.

    A few tell the size of the first chunk, by which the columns will be judged. A chunk ends where
    a round of n rows does.
    """
    rows = fetch(_FEW_ROWS)
    read = 0
    size = min(_size(rows), room(read, n, BLOCK_ROWS))
    if size > len(rows):
        try:
            rows = [*rows, *fetch(size - len(rows))]
        except BaseException:
            yield rows  # what came before the fault is not lost with it
            raise
    while rows:
        yield rows
        read += len(rows)
        rows = fetch(min(_size(rows), room(read, n, BLOCK_ROWS)))


def _size(rows: Sequence[Any]) -> int:
    """Return how many rows like these make a block."""
    if not rows:
        return 0
    return max(1, min(BLOCK_ROWS, BLOCK_BYTES * len(rows) // max(1, _width(rows))))


def _rows(result: CursorResult[Any]) -> Iterator[Sequence[Any]]:
    """Yield rows in chunks that end with the row that fills them: any may hold a document."""
    rows: list[Any] = []
    size = 0
    while (row := result.fetchone()) is not None:
        rows.append(row)
        size += sum(len(cell) for cell in row if isinstance(cell, (str, bytes)))
        if size >= BLOCK_BYTES or len(rows) >= BLOCK_ROWS:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _kept(chunks: Iterator[Sequence[Any]], sample: Sample | None) -> Iterator[Sequence[Any]]:
    """Leave out the rows that a sample drawn here does not want.

    A server that draws by statistics which are long out of date is stopped when it gives too many.
    """
    if sample is not None and sample.method == "drawn":
        yield from _at_most(chunks, _TOO_MANY * sample.n)
        return
    if sample is None or sample.method != "pick":
        yield from chunks
        return
    keep = picker(sample)
    for rows in chunks:
        if kept := [row for row in rows if keep()]:
            yield kept


def _at_most(chunks: Iterator[Sequence[Any]], most: int) -> Iterator[Sequence[Any]]:
    read = 0
    for rows in chunks:
        yield rows[: most - read]
        read += len(rows)
        if read >= most:
            return


def _width(rows: Sequence[Sequence[Any]]) -> int:
    """Return about how many bytes the rows hold."""
    step = max(1, len(rows) // 200)
    seen = rows[::step]
    cells = (len(v) if isinstance(v, (str, bytes)) else 12 for row in seen for v in row)
    return sum(cells) * len(rows) // len(seen)


def _batches(
    names: list[str], chunks: Iterator[Sequence[Any]], binary: BinaryCells
) -> Iterator[pa.RecordBatch]:
    none = True
    for rows in chunks:
        none = False
        try:
            batch = _batch(names, rows, binary)
        except Exception:  # noqa: BLE001  a driver lied about a row: those before it are kept
            binary.taken()
            for start in range(0, len(rows), _FEW_ROWS):
                yield _batch(names, rows[start : start + _FEW_ROWS], binary)
        else:
            yield batch
    if none:
        empty = [pa.array([], pa.string()) for _ in names]
        yield pa.RecordBatch.from_arrays(empty, names=names)


def _batch(names: list[str], rows: Sequence[Any], binary: BinaryCells) -> pa.RecordBatch:
    with paused():
        columns = zip(*rows, strict=True)
        arrays = [strings(c, name, binary) for name, c in zip(names, columns, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=names)
