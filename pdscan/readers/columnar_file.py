"""Read Parquet, ORC, Avro, Arrow and Feather files: one table, row by row, in a worker process."""

from __future__ import annotations

from importlib.util import find_spec

from pdscan.model import Block, MissingDriverError, Reason, Unseen
from pdscan.readers import isolation
from pdscan.readers.visit import BINARY_CELLS, Pieces, Visit

_JOBS = {
    b"PAR1": "parquet",
    b"ORC": "orc",
    b"Obj\x01": "avro",
    b"ARROW1": "arrow",
    b"FEA1": "arrow",
}


def read(visit: Visit) -> Pieces:
    """Yield what the file says of itself and its rows; a nested value is a cell of JSON."""
    head = visit.stream.peek(8)
    job = next(job for magic, job in _JOBS.items() if head.startswith(magic))
    if job == "avro" and find_spec("fastavro") is None:
        yield visit.gap(Reason.NO_DRIVER, str(MissingDriverError(visit.what, "avro")))
        return
    file = visit.stream.seekable_file()
    if job not in isolation.BY_PARTS and file.seek(0, 2) > visit.limits.member_bytes:
        yield visit.gap(Reason.TOO_LARGE, f"{visit.what} is larger than a member may be")
        return
    yield from rows(visit, isolation.run(job, file, visit.what, visit.limits.seconds))


def rows(visit: Visit, answers: isolation.Answers) -> Pieces:
    """Yield metadata, rows, and how many cells hold bytes that are no text."""
    start = 0
    for answer in answers:
        if isinstance(answer, dict):
            if answer.get("kind") == "metadata":
                locus = f"metadata:{answer.get('key')}"
                yield visit.text(str(answer.get("text") or ""), locus=locus)
            else:
                yield visit.asset, Unseen(BINARY_CELLS, int(answer.get("page") or 0))
        elif not isinstance(answer, bytes):
            yield visit.asset, Block(start=start, batch=answer, locus="column")
            start += answer.num_rows
