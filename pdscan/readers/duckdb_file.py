"""Read DuckDB files found among other files: each table is a member with a table block."""

from __future__ import annotations

import os
from importlib.util import find_spec

from pdscan.model import MissingDriverError, Reason
from pdscan.readers import isolation, worker_tables
from pdscan.readers.database_file import path_of
from pdscan.readers.visit import Pieces, Visit


def read(visit: Visit) -> Pieces:
    """Yield all rows of all tables, of a file of any size; views and their sources are not read."""
    if find_spec("duckdb") is None or find_spec("fsspec") is None:
        yield visit.gap(Reason.NO_DRIVER, str(MissingDriverError(visit.what, "duckdb")))
        return
    file = visit.stream.seekable_file()
    path = path_of(file)
    if path is not None and os.path.exists(path + ".wal") and os.path.getsize(path + ".wal"):
        detail = f"{visit.what} is in use: changes are still in its .wal file"
        yield visit.gap(Reason.OTHER, detail)
    answers = isolation.run("duckdb", file, visit.what, visit.limits.seconds)
    yield from worker_tables.tables(visit, answers)
    yield visit.text("")
