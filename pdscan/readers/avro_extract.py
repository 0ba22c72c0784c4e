"""Take the rows out of an Avro file; for the worker process only."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import fastavro
import fastavro.schema

from pdscan.model import Reason, UnreadableError
from pdscan.readers.arrow_text import cell_text
from pdscan.readers.batches import of_rows
from pdscan.readers.isolation import Answer

_ROWS = 2_000
_BROKEN = (
    *(ValueError, EOFError, KeyError, IndexError, TypeError, StopIteration, OSError),
    *(AttributeError, OverflowError, RecursionError, fastavro.schema.SchemaParseException),
)


def extract(data: bytes) -> Iterator[Answer]:
    """Yield the file's own metadata and its records, a column for each field."""
    try:
        reader = fastavro.reader(io.BytesIO(data))
        for key, value in reader.metadata.items():
            if not key.startswith("avro."):
                yield {"kind": "metadata", "key": key, "text": str(value)}
        yield from _rows(reader)
    except fastavro.schema.UnknownType:
        raise UnreadableError(Reason.CORRUPT, "") from None
    except _BROKEN as error:
        lacks_codec = "codec" in str(error) or "library" in str(error)
        reason = Reason.UNSUPPORTED if lacks_codec else Reason.CORRUPT
        raise UnreadableError(reason, "") from None


def _rows(reader: Any) -> Iterator[Answer]:
    schema = reader.writer_schema
    fields = schema.get("fields") if isinstance(schema, Mapping) else None
    names = [str(field["name"]) for field in fields] if fields else ["value"]
    while True:
        records: list[object] = list(islice(reader, _ROWS))
        cells = [_cells(record, names) for record in records]
        yield of_rows(names, cells)
        if len(records) < _ROWS:
            return


def _cells(record: object, names: list[str]) -> list[str | None]:
    if not isinstance(record, Mapping):
        return [cell_text(record)]
    return [cell_text(record.get(name)) for name in names]
