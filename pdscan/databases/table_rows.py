"""Open a table for reading: by COPY or by statement, whole, sampled, or past a mark."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from pdscan.databases import copying, reading, sampling
from pdscan.databases.names import Table
from pdscan.databases.new_rows import numbered
from pdscan.databases.rounds import Rounds, by_count, by_statement
from pdscan.databases.row_width import affordable
from pdscan.databases.sampling import Sample
from pdscan.model import Mark
from pdscan.read_options import ReadOptions
from pdscan.readers.cell_documents import BinaryCells


def opened(
    connection: Connection,
    table: Table,
    binary: BinaryCells,
    options: ReadOptions,
    after: Mark | None,
) -> tuple[Sample | None, Rounds]:
    """Return how the table is sampled, if it is, and its batches in rounds."""
    seed = options.seed
    n = affordable(connection, table, binary.columns, None if after else options.sample_rows)
    if copying.can_copy(connection):
        copy = copying.Copy(connection, table, n, seed, after)
        n = sampling.in_rounds(copy.sample)
        return copy.sample, by_count(copy.batches(connection, binary), n)
    sample = sampling.plan(connection, table, n, seed, documents=bool(binary.columns))
    asked = sampling.queries(connection, table, sample)
    if after is not None:
        asked = (one.where(numbered(after) > after.last) for one in asked)
    readings = (reading.batches(connection, one, sample, binary) for one in asked)
    if sample is not None and sample.key is not None:
        return sample, by_statement(readings)
    return sample, by_count(next(readings), sampling.in_rounds(sample))
