"""Read DuckDB files found among other files: each table is a member with a table block."""

from __future__ import annotations

import os
from importlib.util import find_spec

from pdscan.model import Block, Gap, MissingDriverError, Reason, Unseen
from pdscan.readers import isolation
from pdscan.readers.database_file import path_of
from pdscan.readers.visit import BINARY_CELLS, Pieces, Visit


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
    table, start = visit.asset, 0
    for answer in isolation.run("duckdb", file, visit.what, visit.limits.seconds):
        if isinstance(answer, dict):
            kind = answer.get("kind")
            if kind == "sheet":
                table, start = visit.sheet(str(answer.get("key") or ""), "table"), 0
            elif kind == "binary":
                yield table, Unseen(BINARY_CELLS, int(answer.get("page") or 0))
            else:
                yield table, Gap(table.locator, Reason.CORRUPT, f"{table.locator} is damaged")
        elif not isinstance(answer, bytes):
            yield table, Block(start=start, batch=answer, locus="column")
            start += answer.num_rows
    yield visit.text("")
