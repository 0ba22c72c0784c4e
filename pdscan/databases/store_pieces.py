"""Yield what a store of documents gives: its batches, and the documents in their cells."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pyarrow as pa

from pdscan.contracts import Piece, ReadOptions
from pdscan.databases.budget import Budget
from pdscan.databases.pace import paced
from pdscan.model import Asset, Block
from pdscan.readers.cell_documents import BinaryCells, CellDocuments


def cell_documents(asset: Asset, options: ReadOptions) -> CellDocuments:
    """Return what reads the documents in the cells of an asset: all, or some of a sample."""
    seed = None if options.sample_rows is None else options.seed
    return CellDocuments(asset, options.limits, seed=seed)


def pieces(
    batches: Iterator[pa.RecordBatch],
    cells: BinaryCells,
    documents: CellDocuments,
    budget: Budget,
) -> Generator[tuple[Asset, Piece], None, int]:
    """Yield batches as blocks, within budget and pace; `cells` are those of the last one.

    Return how many rows there were.
    """
    read = 0
    for batch in budget.spent(paced(batches), cells.size):
        yield documents.table, Block(read, batch=batch, locus="column")
        yield from documents.read(read, cells)
        yield from documents.coded(read, batch)
        read += batch.num_rows
    return read
