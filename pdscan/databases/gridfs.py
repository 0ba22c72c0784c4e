"""Read the files that GridFS keeps in MongoDB: X.files tells of them, X.chunks has their bytes."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pdscan.contracts import Piece
from pdscan.databases.budget import Budget
from pdscan.databases.pace import paced
from pdscan.model import Asset, Block
from pdscan.readers.cell_documents import MOST_BYTES, CellDocuments

if TYPE_CHECKING:
    from pymongo.collection import Collection

CHUNKS, FILES = ".chunks", ".files"
_DATA = "data"


class GridFiles:
    """Read files of the collection `chunks`; `find` is what each question says beside.

    `longer` counts those that were not fetched, `read` those that were.
    """

    def __init__(self, chunks: Collection[dict[str, Any]], find: Mapping[str, Any]) -> None:
        self._chunks, self._find = chunks, find
        self._file: tuple[str, bytes] | None = None
        self.read = self.longer = 0

    def pieces(
        self, told: Iterator[Mapping[str, Any]], documents: CellDocuments, budget: Budget
    ) -> Generator[tuple[Asset, Piece], None, None]:
        """Yield the files that X.files tells of: a row each, and what is in it."""
        for row, batch in enumerate(budget.spent(paced(self._batches(told)), self._size)):
            yield documents.table, Block(row, batch=batch, locus="column")
            if self._file is not None:
                name, raw = self._file
                yield from documents.file(_DATA, row, raw, name)

    def _batches(self, told: Iterator[Mapping[str, Any]]) -> Iterator[pa.RecordBatch]:
        for one in told:
            self._file = self._fetched(one)
            yield pa.RecordBatch.from_pydict({"_id": pa.array([str(one["_id"])], pa.string())})

    def _fetched(self, told: Mapping[str, Any]) -> tuple[str, bytes] | None:
        length = told.get("length")
        if isinstance(length, (int, float)) and length > MOST_BYTES:
            self.longer += 1
            return None
        wanted = {"files_id": told["_id"]}
        with self._chunks.find(wanted, sort=[("n", 1)], **self._find) as parts:
            raw = bytearray()
            for part in parts:
                raw += part.get(_DATA) or b""
                if len(raw) > MOST_BYTES:
                    self.longer += 1
                    return None
        self.read += 1
        return str(told.get("filename") or ""), bytes(raw)

    def _size(self) -> int:
        return 0 if self._file is None else len(self._file[1])
