"""Turn rows into blocks: batches of text columns, bounded in rows and bytes."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlalchemy.engine import Connection, CursorResult

from pdscan.databases.names import Table
from pdscan.databases.sampling import Sample, picker, query
from pdscan.readers.decoding import decide

BLOCK_ROWS = 20_000
BLOCK_BYTES = 4 << 20
_FIRST_ROWS = 200
_JUDGED = 1 << 16
_PLAIN = re.compile(rb"[A-Za-z0-9 ]")
# How the cells of each column that are no text are counted while a table is read.
Binary = Counter[str]


def batches(
    connection: Connection, table: Table, sample: Sample | None, binary: Binary
) -> Iterator[pa.RecordBatch]:
    """Read the table, or its sample, in batches through any SQLAlchemy dialect.

    An empty table yields one empty batch with its columns. What was not read to its end is cut
    off with its connection, for some drivers would first fetch all that is left.
    """
    statement = query(connection, table, sample)
    raw_text(connection, bytes)
    ended = False
    result = connection.execution_options(stream_results=True).execute(statement)
    try:
        names = list(result.keys())
        yield from _batches(names, _chunks(result, sample), binary)
        ended = True
    finally:
        if ended:
            result.close()
            raw_text(connection, str)
        else:
            _cut_off(connection, result)


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


def _chunks(result: CursorResult[Any], sample: Sample | None) -> Iterator[Sequence[Any]]:
    """Yield rows in chunks whose size follows the width of the rows seen last."""
    size = _FIRST_ROWS
    keep = picker(sample) if sample is not None and sample.method == "pick" else None
    while rows := result.fetchmany(size):
        size = max(1, min(BLOCK_ROWS, BLOCK_BYTES * len(rows) // max(1, _width(rows))))
        kept = rows if keep is None else [row for row in rows if keep()]
        if kept:
            yield kept


def _width(rows: Sequence[Sequence[Any]]) -> int:
    """Return about how many bytes the rows hold."""
    step = max(1, len(rows) // 200)
    seen = rows[::step]
    cells = (len(v) if isinstance(v, (str, bytes)) else 12 for row in seen for v in row)
    return sum(cells) * len(rows) // len(seen)


def _batches(
    names: list[str], chunks: Iterator[Sequence[Any]], binary: Binary
) -> Iterator[pa.RecordBatch]:
    none = True
    for rows in chunks:
        none = False
        columns = zip(*rows, strict=True)
        arrays = [strings(c, name, binary) for name, c in zip(names, columns, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, names=names)
    if none:
        empty = [pa.array([], pa.string()) for _ in names]
        yield pa.RecordBatch.from_arrays(empty, names=names)


def strings(values: Sequence[Any], name: str, binary: Binary) -> pa.StringArray:
    """Return cells as text; those that are none become null and are counted in `binary`.

    Cells that are no UTF-8 are text in another encoding where all of them together look like it.
    """
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
        pass
    cells = [_text(value) for value in values]
    lost = [i for i, cell in enumerate(cells) if cell is None and values[i] is not None]
    if lost:
        odd = [_bytes(values[i]) for i in lost]
        encoding = _encoding(b"\n".join(odd)[:_JUDGED])
        if encoding is None:
            binary[name] += len(lost)
        else:
            for i, raw in zip(lost, odd, strict=True):
                cells[i] = raw.decode(encoding, "replace")
    return pa.array(cells, pa.string())


def _text(value: Any) -> str | None:
    """Return one cell as text: ISO dates, plain numbers, JSON for what has parts."""
    if value is None or isinstance(value, str):
        return value if value is None or value.isascii() else _encodable(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (bytes, bytearray, memoryview)):
        try:
            return bytes(value).decode()
        except UnicodeDecodeError:
            return None
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _encoding(sample: bytes) -> str | None:
    """Return how to read text of old databases; at least half of it must be plain letters."""
    plain = len(_PLAIN.findall(sample))
    return decide(sample + b"\n") if 2 * plain >= len(sample) else None


def _bytes(value: Any) -> bytes:
    return value.encode("utf-8", "replace") if isinstance(value, str) else bytes(value)


def _encodable(value: str) -> str | None:
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value
