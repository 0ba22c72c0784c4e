"""Read PostgreSQL tables the fast way: COPY as CSV, parsed by Arrow a few megabytes at a time."""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import secrets
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from pyarrow import csv
from sqlalchemy.engine import Connection

from pdscan.databases.cell_texts import strings
from pdscan.databases.copy_rows import chunks
from pdscan.databases.guest import TAG
from pdscan.databases.names import Table
from pdscan.databases.sampling import in_rounds, plan, postgresql
from pdscan.databases.tables import PARTS, RELATION
from pdscan.model import Mark, Reason, UnreadableError
from pdscan.read_options import Part
from pdscan.readers.cell_documents import KEPT_CHARACTERS, MOST_BYTES, BinaryCells

_OF_BYTES = ("SQL_ASCII", "WIN", "LATIN", "ISO_8859", "KOI8")  # encodings with a byte a sign
_PAGED = "rpm"  # the relations that have pages: tables, partitioned tables, materialised views
_BYTEA = 17
_PASSED_S = 0.5  # seconds in which the rest of a sample may come by that isn't wanted any more
_LONGER = "-"  # stands for a document that is not fetched
_PACKED = 256  # times as short at most is a text that PostgreSQL packs
_STORED = f"""{PARTS}
SELECT bool_or(c.relkind IN ('v', 'f'))
  OR coalesce(sum(pg_catalog.pg_relation_size(nullif(c.reltoastrelid, 0))), 0) > :least
FROM part p JOIN pg_catalog.pg_class c ON c.oid = p.oid
"""  # noqa: S608  constants
_COLUMNS = """
SELECT a.attname, t.oid, t.typcategory::text, t.typtype::text, t.typlen
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type d ON d.oid = a.atttypid
JOIN pg_catalog.pg_type t ON t.oid = CASE d.typtype WHEN 'd' THEN d.typbasetype ELSE d.oid END
WHERE n.nspname = :schema AND c.relname = :name AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""


def can_copy(connection: Connection) -> bool:
    """Say whether the connection speaks COPY through psycopg 3."""
    return connection.dialect.name == "postgresql" and connection.dialect.driver == "psycopg"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Say what of a table is read: a part, as many of its first rows, some of its columns."""

    part: Part
    limit: int | None = None
    names: Sequence[str] = ()


class Copy:
    """Hold how one table is read: its columns and their casts, and the sample if it is big.

    Of a table that is read in parts one is `wanted`, of one that grew the rows after a mark.
    """

    def __init__(
        self,
        connection: Connection,
        table: Table,
        n: int | None,
        seed: int,
        wanted: Wanted | Mark | None = None,
    ) -> None:
        key = {"schema": table.schema, "name": table.name}
        relation = connection.scalar(sa.text(RELATION), key)
        if relation is None:
            what = f"{table.kind} {table.schema}.{table.name}"
            raise UnreadableError(Reason.VANISHED, f"{what} is gone")
        columns = connection.execute(sa.text(_COLUMNS), key).all()
        names = wanted.names if isinstance(wanted, Wanted) and wanted.names else table.columns
        if names:
            columns = [row for row in columns if row[0] in names]
        pages = relation in _PAGED
        self.names = [str(row[0]) for row in columns]
        self.binary = frozenset(str(row[0]) for row in columns if row[1] == _BYTEA)
        documents = bool(self.binary)
        self.sample = plan(connection, table, n, seed, pages=pages, documents=documents)
        self._mark = secrets.token_hex(16) if _may_be_long(connection, key) else ""
        self.texts = frozenset(str(row[0]) for row in columns if row[4] == -1) - self.binary
        cells = ", ".join(_cell(row, self._mark) for row in columns)
        place = f"{_quoted(table.schema or 'public', table.name)}"
        only = "ONLY " if relation == "r" else ""  # tables that inherit are listed by themselves
        # Who may read some columns only may not ask for the place of a row either.
        drawn, end = postgresql(self.sample, pages=pages, by_place=pages and not table.columns)
        if isinstance(wanted, Wanted):
            drawn, end = _pages_of(wanted.part), f" LIMIT {wanted.limit}" if wanted.limit else ""
        elif wanted is not None:
            end = f" WHERE pdscan_t.{_quoted(wanted.column)} > {wanted.last}"
        # Rows are drawn before their cells are made: documents in hexadecimal sort slowly.
        read = ", ".join(map(_quoted, table.columns)) or "*"
        inner = f"SELECT {read} FROM {only}{place} AS pdscan_t{drawn}{end}"  # noqa: S608
        select = f"SELECT {cells} FROM ({inner}) AS pdscan_t"  # noqa: S608
        self.query = f"{TAG}COPY ({select}) TO STDOUT (FORMAT csv)"

    def batches(
        self, connection: Connection, binary: BinaryCells
    ) -> Generator[pa.RecordBatch, None, None]:
        """Read the table in batches; an empty one yields an empty batch with its columns."""
        none, ended = True, False
        parts = self._chunks(connection) if self.names else iter(())
        try:
            for data in parts:
                none = False
                yield self._parse(data, binary)
            ended = True
        except GeneratorExit:
            ended = self.sample is not None and _pass(parts)
            raise
        finally:
            if not ended:
                connection.invalidate()
        if none:
            empty = [pa.array([], pa.string()) for _ in self.names]
            yield pa.RecordBatch.from_arrays(empty, names=self.names)

    def _chunks(self, connection: Connection) -> Iterator[bytearray]:
        raw: Any = connection.connection.driver_connection
        encoding = str(raw.info.parameter_status("server_encoding"))
        if not encoding.startswith(_OF_BYTES):
            return chunks(raw, self.query.encode(), in_rounds(self.sample))
        # Bytes as they lie there: the server ends at one that means nothing in its own encoding.
        raw.execute(f"SET LOCAL client_encoding = '{encoding}'")
        if encoding == "SQL_ASCII":
            return chunks(raw, self.query.encode(), in_rounds(self.sample))
        return _decoded(raw, self.query, in_rounds(self.sample))

    def _parse(self, data: bytearray, binary: BinaryCells) -> pa.RecordBatch:
        try:
            table = _csv(data, len(self.names), pa.string())
        except pa.ArrowInvalid:  # some text isn't UTF-8
            table = _csv(data, len(self.names), pa.binary())
        arrays = []
        for name, column in zip(self.names, table.columns, strict=True):
            array = column.combine_chunks()
            if name in self.binary:
                array = strings(_unpacked(array, name, binary), name, binary)
            elif self._mark and name in self.texts:
                array = self._cut(array, name, binary)
            if array.type == pa.binary():
                array = strings(array.to_pylist(), name, binary)
            arrays.append(array)
        return pa.RecordBatch.from_arrays(arrays, names=self.names)

    def _cut(self, array: pa.Array, name: str, binary: BinaryCells) -> pa.Array:
        """Return the cells without the mark of those of which the beginning came."""
        marked = pc.fill_null(pc.ends_with(array, self._mark), False)
        count = pc.sum(marked).as_py()
        if not count:
            return array
        binary.cut[name] += count
        raw = array.cast(pa.binary())
        cut = pc.if_else(marked, pc.binary_slice(raw, 0, -len(self._mark)), raw)
        return cut.cast(array.type)


def _decoded(raw: Any, query: str, n: int | None) -> Iterator[bytearray]:
    written = raw.info.encoding
    for data in chunks(raw, query.encode(written), n):
        yield bytearray(data.decode(written, "replace").encode())


def _pass(parts: Iterator[bytearray]) -> bool:
    """Let the rest of a sample pass by, which keeps the session; False where it is too much."""
    until = time.monotonic() + _PASSED_S
    return all(time.monotonic() < until for _ in parts)


def _pages_of(part: Part) -> str:
    ends = ((">=", part.first), ("<", part.stop))
    wanted = [f"pdscan_t.ctid {sign} '({page},0)'::tid" for sign, page in ends if page is not None]
    return f" WHERE {' AND '.join(wanted)}" if wanted else ""


def _quoted(*names: str) -> str:
    # SQLAlchemy's preparer for psycopg doubles percent signs, which COPY takes as they are.
    from psycopg.sql import Identifier

    return Identifier(*names).as_string()


def _unpacked(cells: pa.Array, name: str, binary: BinaryCells) -> list[bytes | None]:
    """Return cells of hexadecimal digits as bytes; those not fetched are counted."""
    found = cells.to_pylist()
    binary.longer[name] += found.count(_LONGER) + found.count(_LONGER.encode())
    return [None if cell in (None, _LONGER, _LONGER.encode()) else _unhex(cell) for cell in found]


def _unhex(cell: str | bytes) -> bytes:
    return bytes.fromhex(cell if isinstance(cell, str) else cell.decode("ascii"))


def _may_be_long(connection: Connection, key: Mapping[str, str | None]) -> bool:
    """Say whether a cell of the table may be longer than a text that is read to its end."""
    return bool(
        connection.execute(sa.text(_STORED), {**key, "least": MOST_BYTES // _PACKED}).scalar()
    )


def _cell(told: Sequence[Any], mark: str) -> str:
    name, oid, category, kind, size = told
    column = f"pdscan_t.{_quoted(name)}"
    if oid == _BYTEA:
        longer = f"octet_length({column}) > {MOST_BYTES}"
        return f"CASE WHEN {longer} THEN '{_LONGER}' ELSE encode({column}, 'hex') END"
    if category == "B":
        return f"{column}::text"
    shown = f"to_json({column})" if category == "A" or kind == "c" else column
    if not mark or size != -1:
        return shown
    text = f"({shown})::text"
    longer = f"pg_column_size({column}) > {MOST_BYTES // _PACKED}"
    longer += f" AND octet_length({text}) > {MOST_BYTES}"
    return f"CASE WHEN {longer} THEN left({text}, {KEPT_CHARACTERS}) || '{mark}' ELSE {text} END"


def _csv(data: bytearray, columns: int, kind: pa.DataType) -> pa.Table:
    names = [str(number) for number in range(columns)]
    return csv.read_csv(
        pa.BufferReader(data),
        csv.ReadOptions(use_threads=False, column_names=names, block_size=len(data) + 1),
        csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        csv.ConvertOptions(
            column_types=dict.fromkeys(names, kind),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
