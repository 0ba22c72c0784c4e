"""Take the rows out of a DuckDB database file; for the worker process only.

DuckDB opens paths only: it is given a file system with one file, whose bytes the other process
sends as they are asked for. Extensions and all other files are out of its reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa
from fsspec import AbstractFileSystem

from pdscan.model import Reason, UnreadableError
from pdscan.readers.batches import ROWS, clean
from pdscan.readers.columnar_extract import rows
from pdscan.readers.isolation import Answer

_SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "2GB",
    "temp_directory": "",  # nothing is written to disk
    "threads": "1",
}
_TABLES = """SELECT schema_name, table_name FROM duckdb_tables()
WHERE database_name = 'store' AND NOT internal ORDER BY ALL"""


class _OneFile(AbstractFileSystem):  # type: ignore[misc]  # fsspec tells no types
    """Be a file system that holds one file."""

    protocol = "one"
    cachable = False

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source = source

    def info(self, path: str, **_: object) -> dict[str, Any]:
        size = self._source.seek(0, 2)
        if path.removeprefix("one://") != "file":
            raise FileNotFoundError
        return {"name": path, "size": size, "type": "file"}

    def _open(self, path: str, mode: str = "rb", *_: object, **__: object) -> Any:
        if mode != "rb" or path.removeprefix("one://") != "file":
            raise FileNotFoundError
        self._source.seek(0)
        return self._source


def extract(source: BinaryIO) -> Iterator[Answer]:
    """Yield each table as a sheet, named with its schema but for `main`, and its rows."""
    try:
        database = duckdb.connect(config=dict(_SETTINGS))
        database.register_filesystem(_OneFile(source))
        database.execute("ATTACH 'one://file' AS store (READ_ONLY)")
        database.execute("SET enable_external_access = false")
        database.execute("SET lock_configuration = true")
        tables = database.execute(_TABLES).fetchall()
    except duckdb.Error as error:
        raise UnreadableError(_reason(error), "") from None
    for schema, name in tables:
        shown = name if schema == "main" else f"{schema}.{name}"
        yield {"kind": "sheet", "key": clean(shown)}
        try:
            yield from rows(*_batches(database, schema, name))
        except (duckdb.Error, pa.ArrowException, ValueError):
            yield {"kind": "broken"}


def _batches(
    database: duckdb.DuckDBPyConnection, schema: str, name: str
) -> tuple[Iterator[pa.RecordBatch], pa.Schema]:
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in ("store", schema, name))
    table: Any = database.sql(f"SELECT * FROM {quoted}")  # noqa: S608  quoted as SQL asks
    give = getattr(table, "to_arrow_reader", None) or table.fetch_arrow_reader
    reader = give(ROWS)
    return iter(reader), reader.schema


def _reason(error: duckdb.Error) -> Reason:
    """Tell encrypted files and those of other versions from damaged ones, by DuckDB's words."""
    said = str(error).lower()
    if "encrypt" in said:
        return Reason.ENCRYPTED
    return Reason.UNSUPPORTED if "version" in said else Reason.CORRUPT
