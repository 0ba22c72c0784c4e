"""Read Access databases (MDB, ACCDB): each table of the user's is an asset with its columns.

Without the package, or where it can't make sense of a database, the strings are looked at.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

from pdscan.model import MissingDriverError, Reason, UnreadableError
from pdscan.readers import isolation, unknown_binary, worker_tables
from pdscan.readers.streams import Stream
from pdscan.readers.visit import Pieces, Visit

_KIND = "an Access database that is damaged, encrypted or of an unknown version"
_DAMAGE = "was read in part: what is left is damaged or unknown"


def read(visit: Visit) -> Pieces:
    """Yield the rows of all tables."""
    if find_spec("access_parser") is None:
        yield visit.gap(Reason.NO_DRIVER, str(MissingDriverError(visit.what, "access")))
        yield from unknown_binary.read(visit, "an Access database")
        return
    file = visit.stream.seekable_file()
    try:
        answers = isolation.run("access", file, visit.what, visit.limits.seconds)
        yield from worker_tables.tables(visit, answers, _DAMAGE)
        yield visit.text("")
    except UnreadableError as trouble:
        if trouble.reason is not Reason.CORRUPT:
            yield visit.gap(trouble.reason, trouble.detail)
        file.seek(0)
        whole = replace(visit, stream=Stream(file, visit.what))
        yield from unknown_binary.read(whole, _KIND)
