"""Cut a big table into parts that workers read at once: pages of PostgreSQL, keys of others.

PostgreSQL finds rows by their page at once (TID range scans, from version 14 on), whatever the key
is, and reads them in the order in which it would read the whole. Of SQLite and MySQL the number of
the rows is cut (key_stretches.py). Nothing is counted. Each part is the smaller the later it is
read, so that all workers end at about the same time: no two parts take equally long.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from typing import Any, Protocol

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.elements import quoted_name

from pdscan.databases import reading
from pdscan.databases.copying import Copy, Wanted, can_copy
from pdscan.databases.key_ranges import Key, key_column, number_of, numbered
from pdscan.databases.key_stretches import Find, starts
from pdscan.databases.names import Table
from pdscan.databases.sampling import query
from pdscan.databases.tables import PARTS
from pdscan.databases.watchdog import at_rest
from pdscan.model import Reason, UnreadableError
from pdscan.read_options import Part
from pdscan.readers.cell_documents import BinaryCells

CUT_BYTES, CUT_ROWS = 16 << 20, 100_000  # what a table must have to be worth it
A_WORKER = 16  # the smallest parts that a table would have for each worker, if it were cut evenly
_LEAST = 8  # so many of the smallest parts make what is worth it
_TID_RANGES = 140_000  # the first version of PostgreSQL that looks for ranges of pages
MOVED = "rows that moved meanwhile in parts of tables read after the others"
_PAGES = f"""{PARTS}
SELECT max(pg_catalog.pg_relation_size(c.oid)) / current_setting('block_size')::bigint,
  sum(pg_catalog.pg_table_size(c.oid)), bool_and(c.relkind IN ('r', 'm') AND a.amname = 'heap'),
  current_setting('server_version_num')::int
FROM part p JOIN pg_catalog.pg_class c ON c.oid = p.oid
LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam WHERE c.relkind <> 'p'
"""  # noqa: S608  constants
LOOKED_AT = 2_048  # rows at the beginning: those by which a table read whole is judged
Starts = Sequence[int | None]
Read = Callable[[Part, Sequence[str]], pa.RecordBatch]


class Spent(Protocol):
    """Take batches off a budget."""

    def __call__(
        self, batches: Iterator[pa.RecordBatch], beside: Callable[[], int]
    ) -> Iterator[pa.RecordBatch]:
        """Yield the batches, with so many bytes of documents beside each, as far as it goes."""
        ...


@contextmanager
def cut(
    connection: Connection, table: Table, workers: int, binary: BinaryCells, spent: Spent
) -> Iterator[tuple[Part, ...]]:
    """Cut a table that is worth it; PostgreSQL holds its rows as they are meanwhile.

    `spent` takes the rows off the budget that are looked at; `binary` has what in them is no text.
    """
    moment = ""
    if connection.dialect.name == "postgresql":
        begin = _pages(connection, table, workers)
        if begin:
            connection.rollback()
            moment = _snapshot(connection)
    else:
        begin = _keys(connection, table, workers)
    try:
        parts = _parts(_shrinking(begin, workers), moment)
        looks = tuple(_looks(_reader(connection, table, binary, spent), parts)) if parts else ()
        at_rest(connection)
        yield tuple(replace(part, looks=looks) for part in parts)
    finally:
        with suppress(SQLAlchemyError):  # the server may have ended the session meanwhile
            connection.rollback()


def _shrinking(begin: Starts, workers: int) -> Starts:
    """Join neighbours: a part is what each worker would get of half of what is left then."""
    taken, at = [], 0
    while at < len(begin):
        taken.append(begin[at])
        at += math.ceil((len(begin) - at) / (2 * workers))
    return taken


def _parts(begin: Starts, moment: str) -> tuple[Part, ...]:
    if not begin:
        return ()
    ends = [*begin[1:], None]
    return tuple(
        Part(number, len(begin), first, stop, moment)
        for number, (first, stop) in enumerate(zip(begin, ends, strict=True))
    )


def _pages(connection: Connection, table: Table, workers: int) -> Starts:
    """Return the pages where parts may begin; the same pages are read of every partition."""
    key = {"schema": table.schema, "name": table.name}
    pages, size, plain, version = connection.execute(sa.text(_PAGES), key).one()
    if not plain or version < _TID_RANGES or size < CUT_BYTES:
        return ()
    count = min(A_WORKER * workers, _LEAST * int(size) // CUT_BYTES, pages)
    return [None, *(pages * part // count for part in range(1, count))] if count > 1 else ()


def _snapshot(connection: Connection) -> str:
    """Open a transaction whose view of the database others may share; empty where none may."""
    try:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return str(connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one())
    except SQLAlchemyError:
        connection.rollback()
        return ""


def share(connection: Connection, part: Part) -> bool:
    """Look at a PostgreSQL database as it was when the table was cut; False where that is gone."""
    if not part.moment:
        return True
    try:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{part.moment}'")
    except SQLAlchemyError:
        connection.rollback()
        return False
    return True


def _keys(connection: Connection, table: Table, workers: int) -> Starts:
    """Return the numbers of its rows where parts may begin."""
    key = numbered(connection, table) if table.rows is None or table.rows >= CUT_ROWS else None
    rows = 0 if key is None else table.rows or key.last - key.first + 1
    if key is None or rows < CUT_ROWS:
        return ()
    count = min(A_WORKER * workers, _LEAST * rows // CUT_ROWS)
    return starts(key, count, _finder(connection, table, key))


def _finder(connection: Connection, table: Table, key: Key) -> Find:
    """Return what finds numbers of rows by the index, several in one statement."""
    number, target = number_of(key.column), table.clause(connection.dialect.name)

    def find(least: Sequence[int], below: int) -> Sequence[int | None]:
        found = [sa.select(sa.func.min(number)).where(number >= one) for one in least]
        found.append(sa.select(sa.func.max(number)).where(number < below))
        ways = (one.select_from(target).scalar_subquery() for one in found)
        return tuple(connection.execute(sa.select(*ways)).one())

    return find


def _reader(connection: Connection, table: Table, binary: BinaryCells, spent: Spent) -> Read:
    """Return what reads the first LOOKED_AT rows from where a part begins, or a block of them."""

    def read(part: Part, names: Sequence[str]) -> pa.RecordBatch:
        some = batches(connection, table, replace(part, stop=None), binary, LOOKED_AT, names)
        with closing(some):
            rows = spent(some, binary.size)
            first = next(rows)
            for _ in rows:  # a session that is cut off in the middle would lose its moment
                binary.taken()
        binary.taken()
        return first

    return read


def _looks(read: Read, parts: Sequence[Part]) -> Iterator[pa.RecordBatch]:
    """Yield the rows by which the columns are judged in every part alike.

    They are the first rows of the table, as in a table read whole, and for a column that holds
    nothing in them those of the first part at whose beginning it does.
    """
    first = read(parts[0], ())
    yield first
    names: list[str] = first.schema.names
    empty = [name for name in names if first.column(name).null_count == len(first)]
    for cells in _filled(read, parts, empty).items():
        yield _alone(names, *cells)


def _alone(names: Sequence[str], filled: str, cells: pa.StringArray) -> pa.RecordBatch:
    """Return rows of which one column only holds something."""
    others = pa.nulls(len(cells), pa.string())
    columns = [cells if name == filled else others for name in names]
    return pa.RecordBatch.from_arrays(columns, names=list(names))


def _filled(read: Read, parts: Sequence[Part], empty: Sequence[str]) -> dict[str, pa.StringArray]:
    """Return cells of columns that are empty at first: where half are filled, or the most."""
    found: dict[str, pa.StringArray] = {}
    for part in parts[1:]:
        wanted = [name for name in empty if _held(found.get(name)) < LOOKED_AT // 2]
        if not wanted:
            break
        here = read(part, wanted)
        for name in wanted:
            if _held(here.column(name)) > _held(found.get(name)):
                found[name] = here.column(name)
    return found


def _held(cells: pa.StringArray | None) -> int:
    return 0 if cells is None else len(cells) - cells.null_count


def batches(
    connection: Connection,
    table: Table,
    part: Part,
    binary: BinaryCells,
    limit: int | None = None,
    names: Sequence[str] = (),
) -> Generator[pa.RecordBatch, None, None]:
    """Read a part of a table in batches, or as many of its first rows; all columns, or some."""
    if can_copy(connection):
        copy = Copy(connection, table, None, 0, Wanted(part, limit, names))
        yield from copy.batches(connection, binary)
        return
    chosen = query(connection, table, None).where(_lies_in(part, connection, table)).limit(limit)
    if names:
        columns: list[sa.ColumnElement[Any]] = [
            sa.column(quoted_name(name, quote=True)) for name in names
        ]
        chosen = chosen.with_only_columns(*columns, maintain_column_froms=True)
    yield from reading.batches(connection, chosen, None, binary)


def _lies_in(part: Part, connection: Connection, table: Table) -> sa.ColumnElement[bool]:
    column = key_column(connection, table)
    if column is None:
        raise UnreadableError(Reason.VANISHED, f"the key of {table.schema}.{table.name} is gone")
    number = number_of(column)
    wanted: list[sa.ColumnElement[bool]] = []
    if part.first is not None:
        wanted.append(number >= part.first)
    if part.stop is not None:
        wanted.append(number < part.stop)
    return sa.and_(sa.true(), *wanted)
