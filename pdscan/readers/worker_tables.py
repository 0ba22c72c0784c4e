"""Turn what a worker tells of a database file into pieces: each table is an asset with its rows."""

from __future__ import annotations

from collections.abc import Iterable

from pdscan.model import Block, Gap, Reason, Unseen
from pdscan.readers.isolation import Answer
from pdscan.readers.visit import BINARY_CELLS, Pieces, Visit


def tables(visit: Visit, answers: Iterable[Answer], damage: str = "is damaged") -> Pieces:
    """Yield the rows of all tables; of one that breaks off a gap, which says what its damage is."""
    table, start = visit.asset, 0
    for answer in answers:
        if isinstance(answer, dict):
            kind = answer.get("kind")
            if kind == "sheet":
                table, start = visit.sheet(str(answer.get("key") or ""), "table"), 0
            elif kind == "binary":
                yield table, Unseen(BINARY_CELLS, int(answer.get("page") or 0))
            else:
                yield table, Gap(table.locator, Reason.CORRUPT, f"{table.locator} {damage}")
        elif not isinstance(answer, bytes):
            yield table, Block(start=start, batch=answer, locus="column")
            start += answer.num_rows
