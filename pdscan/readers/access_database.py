"""Read Access databases (MDB, ACCDB): each table of the user's is an asset with its columns.

Without the package, or where it can't make sense of a database, the strings are looked at.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

from pdscan.model import Block, Gap, MissingDriverError, Reason, UnreadableError, Unseen
from pdscan.readers import isolation, unknown_binary
from pdscan.readers.streams import Stream
from pdscan.readers.visit import BINARY_CELLS, Pieces, Visit

_KIND = "an Access database that is damaged, encrypted or of an unknown version"


def read(visit: Visit) -> Pieces:
    """Yield the rows of all tables."""
    if find_spec("access_parser") is None:
        yield visit.gap(Reason.NO_DRIVER, str(MissingDriverError(visit.what, "access")))
        yield from unknown_binary.read(visit, "an Access database")
        return
    file = visit.stream.seekable_file()
    try:
        yield from _tables(visit)
        yield visit.text("")
    except UnreadableError as trouble:
        if trouble.reason is not Reason.CORRUPT:
            yield visit.gap(trouble.reason, trouble.detail)
        file.seek(0)
        whole = replace(visit, stream=Stream(file, visit.what))
        yield from unknown_binary.read(whole, _KIND)


def _tables(visit: Visit) -> Pieces:
    file, table, start = visit.stream.seekable_file(), visit.asset, 0
    for answer in isolation.run("access", file, visit.what, visit.limits.seconds):
        if isinstance(answer, dict):
            kind = answer.get("kind")
            if kind == "sheet":
                table, start = visit.sheet(str(answer.get("key") or ""), "table"), 0
            elif kind == "binary":
                yield table, Unseen(BINARY_CELLS, int(answer.get("page") or 0))
            else:
                detail = f"{table.locator} was read in part: what is left is damaged or unknown"
                yield table, Gap(table.locator, Reason.CORRUPT, detail)
        elif not isinstance(answer, bytes):
            yield table, Block(start=start, batch=answer, locus="column")
            start += answer.num_rows
