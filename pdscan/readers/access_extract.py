"""Take the tables out of an Access database (Jet and ACE); for the worker process only.

access-parser goes over what it can't parse with a line in its log, or with none: lines and rows are
counted, so that a table with any line, or with fewer rows than it says, is told as damaged.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import islice, zip_longest
from typing import Any

from pdscan.model import Reason, UnreadableError
from pdscan.readers.batches import ROWS, clean, of_rows
from pdscan.readers.isolation import Answer

_OWN = "MSys"


class _Complaints(logging.Handler):
    """Count what the parser could not make sense of; its lines, which quote data, go nowhere."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        del record
        self.count += 1


def extract(data: bytes) -> Iterator[Answer]:
    """Yield each table of the user's as a sheet, with its rows; linked tables lie elsewhere."""
    parser: Any = import_module("access_parser.access_parser")
    complaints = _Complaints()
    parser.LOGGER.addHandler(complaints)
    parser.LOGGER.propagate = False
    try:
        database = _opened(parser, data)
        names = [name for name in database.catalog if not str(name).startswith(_OWN)]
    except Exception:  # noqa: BLE001 - the library raises whatever hostile bytes make it
        raise UnreadableError(Reason.CORRUPT, "") from None
    for name in names:
        complaints.count = 0
        yield {"kind": "sheet", "key": clean(str(name))}
        try:
            table = database.get_table(name)
            columns: dict[str, Sequence[object]] = dict(table.parse())
            rows = max(map(len, columns.values()), default=0)
            missing = rows < table.table_header.number_of_rows
        except Exception:  # noqa: BLE001 - as above
            yield {"kind": "broken"}
            continue
        yield from _rows(columns)
        if complaints.count or missing:
            yield {"kind": "broken"}


def _opened(parser: Any, data: bytes) -> Any:
    """Return the database in the bytes: the package itself only opens paths, then does the same."""
    database = parser.AccessParser.__new__(parser.AccessParser)
    database.db_data = data
    database._parse_file_header(data)
    pages = parser.categorize_pages(data, database.page_size)
    database._table_defs, database._data_pages, database._all_pages = pages
    database._tables_with_data = database._link_tables_to_data()
    database.catalog = database._parse_catalog()
    database.extra_props = database.parse_msys_table()
    return database


def _rows(columns: dict[str, Sequence[Any]]) -> Iterator[Answer]:
    names = [clean(str(name)) for name in columns]
    binary = sum(isinstance(cell, bytes) for cells in columns.values() for cell in cells)
    rows = zip_longest(*columns.values())
    is_empty = True
    while some := [[_shown(cell) for cell in row] for row in islice(rows, ROWS)]:
        is_empty = False
        yield of_rows(names, some)
    if is_empty:
        yield of_rows(names, [])
    if binary:
        yield {"kind": "binary", "page": binary}


def _shown(cell: object) -> str | None:
    return None if cell is None or isinstance(cell, bytes) else clean(str(cell))
