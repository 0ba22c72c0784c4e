"""Take the rows out of Parquet, ORC, Arrow and Feather files; for the worker process only."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.orc as orc
import pyarrow.parquet as parquet

from pdscan.model import Reason, UnreadableError
from pdscan.readers.arrow_text import as_text
from pdscan.readers.batches import ROWS, of_rows
from pdscan.readers.isolation import Answer

_BROKEN = (pa.ArrowException, OSError, ValueError, KeyError)
_OF_WRITERS = {b"pandas", b"ARROW:schema", b"org.apache.spark.sql.parquet.row.metadata"}


def extract_parquet(source: BinaryIO) -> Iterator[Answer]:
    """Yield the key-value metadata and the rows of a Parquet file."""
    try:
        source.seek(-4, os.SEEK_END)
        if source.read(4) == b"PARE":
            raise UnreadableError(Reason.ENCRYPTED, "")
        file = parquet.ParquetFile(pa.PythonFile(source, "r"))
        yield from _metadata(file.metadata.metadata)
        yield from rows(file.iter_batches(batch_size=ROWS), file.schema_arrow)
    except _BROKEN as error:
        raise _trouble(error) from None


def extract_orc(source: BinaryIO) -> Iterator[Answer]:
    """Yield the user metadata and the rows of an ORC file."""
    try:
        file = orc.ORCFile(pa.PythonFile(source, "r"))
        yield from _metadata(file.metadata)
        stripes = (file.read_stripe(number) for number in range(file.nstripes))
        yield from rows(stripes, file.schema)
    except _BROKEN as error:
        raise _trouble(error) from None


def extract_arrow(source: BinaryIO) -> Iterator[Answer]:
    """Yield the metadata and the rows of an Arrow or Feather file."""
    try:
        is_old = source.read(4) == b"FEA1"
        source.seek(0)
        if is_old:
            table = feather.read_table(source)
            yield from rows(table.to_batches(), table.schema)
            return
        with pa.ipc.open_file(pa.PythonFile(source, "r")) as file:
            yield from _metadata(file.schema.metadata)
            batches = (file.get_batch(number) for number in range(file.num_record_batches))
            yield from rows(batches, file.schema)
    except _BROKEN as error:
        raise _trouble(error) from None


def _metadata(pairs: dict[bytes, bytes] | None) -> Iterator[Answer]:
    for key, value in (pairs or {}).items():
        if key not in _OF_WRITERS:
            name, text = (raw.decode("utf-8", "replace") for raw in (key, value))
            yield {"kind": "metadata", "key": name, "text": text}


def rows(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[Answer]:
    """Yield batches as text, one without rows where there are none, then the cells of bytes."""
    binary, is_empty = 0, True
    for whole in batches:
        for start in range(0, whole.num_rows, ROWS):
            batch, bad = as_text(whole.slice(start, ROWS))
            binary += bad
            is_empty = False
            yield batch
    if is_empty:
        yield of_rows(schema.names, [])
    if binary:
        yield {"kind": "binary", "page": binary}


def _trouble(error: Exception) -> UnreadableError:
    """Say what went wrong; a part of the format that Arrow lacks is no damage."""
    lacking = isinstance(error, pa.ArrowNotImplementedError)
    return UnreadableError(Reason.UNSUPPORTED if lacking else Reason.CORRUPT, "")
