"""Read what lies in cells of a table that hold bytes: a PDF, a picture, a mail is a document.

All documents of a column are one member of the table (`…/public.pieces!contenu`), or twenty
thousand scans of identity cards would be as many assets; what is in them are its members. What is
too short for a document and of no known format is looked at for its strings alone, and counted.
"""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from pdscan import locators
from pdscan.contracts import Limits
from pdscan.model import STRINGS, Asset, Block, Document, Gap, Reason, Sampled, Unseen
from pdscan.readers import binary_strings, coded_documents, formats, read
from pdscan.readers.streams import Budget
from pdscan.readers.visit import BINARY_CELLS, Pieces

MOST_BYTES = 32 << 20  # of one document; longer ones aren't fetched
KEPT_CHARACTERS = 8 << 20  # of a text that is longer than that
DRAWN = 200  # documents of a column, and of more the fewer the later, where tables are sampled
_SHORTEST = 22  # bytes: an empty zip; a UUID or a digest is shorter or of no known format
_UNKNOWN = 4 << 10  # bytes from which what no format is known of is a document all the same


def is_document(raw: bytes) -> bool:
    """Say whether bytes are of a format that a reader knows, or that is known to be encrypted."""
    if len(raw) < _SHORTEST:
        return False
    return formats.by_content(raw[: formats.HEAD], "") is not None or formats.is_markup(raw)


@dataclass(slots=True, repr=False)
class BinaryCells:
    """Hold the cells of one batch that are no text, by column, each with its row in the batch.

    `columns` are those that hold bytes by their type: there a document that is plain ASCII, as a
    mail, is one too. `texts` are those whose text may be of any length. `longer` counts documents
    that were not fetched, `cut` texts of which the beginning was.
    """

    columns: Collection[str] = ()
    found: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    longer: Counter[str] = field(default_factory=Counter)
    texts: Collection[str] = ()
    cut: Counter[str] = field(default_factory=Counter)

    def __repr__(self) -> str:
        """Show how many: cells are raw data."""
        return f"BinaryCells({self.total()})"

    def add(self, column: str, row: int, raw: bytes) -> None:
        """Take one cell."""
        self.found.setdefault(column, []).append((row, raw))

    def total(self) -> int:
        """Return how many cells were taken."""
        return sum(map(len, self.found.values()))

    def size(self) -> int:
        """Return how many bytes the cells are together."""
        return sum(len(raw) for cells in self.found.values() for _, raw in cells)

    def taken(self) -> dict[str, list[tuple[int, bytes]]]:
        """Return the cells, and begin anew."""
        found, self.found = self.found, {}
        return found


class CellDocuments:
    """Read the documents in the cells of one table, batch after batch, under one set of limits.

    `depth` and `budget` are those of the file that holds the table, if one does. With a `seed` not
    all of many documents are read: each by the chance of DRAWN in those that came so far.
    """

    def __init__(
        self,
        table: Asset,
        limits: Limits,
        *,
        depth: int = 0,
        budget: Budget | None = None,
        seed: int | None = None,
    ) -> None:
        self.table = table
        self._limits = limits
        self._depth = depth
        self._budget = budget or Budget.of(limits)
        self._seed = seed
        self._chance = random.Random(seed)  # noqa: S311 (a sample, not a secret)
        self._seen: Counter[str] = Counter()
        self._read: Counter[str] = Counter()
        self._short = 0

    @property
    def any(self) -> bool:
        """Say whether any cell that is no text was met."""
        return bool(self._seen) or bool(self._short)

    def read(self, start: int, cells: BinaryCells) -> Pieces:
        """Yield what is in the cells of a batch whose first row is `start`."""
        for column, found in cells.taken().items():
            short = [raw for _, raw in found if not _is_long(raw)]
            for row, raw in found:
                if _is_long(raw) and self._is_drawn(column):
                    yield from self._one(column, start + row, raw)
            yield from self._strings(column, short)

    def end(self, cells: BinaryCells, whole: Sampled | None) -> Pieces:
        """Yield what is to be said when the table has been read; `whole` says if it is sampled."""
        for column, count in sorted((+cells.longer).items()):
            what = f"{count} documents of more than {MOST_BYTES >> 20} MiB"
            inner = self._member(column)
            yield inner, Gap(inner.locator, Reason.TOO_LARGE, f"{what} were not read")
        for column, count in sorted((+cells.cut).items()):
            detail = (
                f"of {count} cells of column {column} with more than {MOST_BYTES >> 20} MiB of text"
                f" the first {KEPT_CHARACTERS:,} characters were read"
            )
            yield self.table, Gap(self.table.locator, Reason.TOO_LARGE, detail)
        for column, seen in sorted(self._seen.items()):
            read = self._read[column]
            of = seen * (whole.of or 0) // max(1, whole.n) if whole else seen
            if whole or read < seen:
                drawn = f"random documents, seed {self._seed}"
                yield self._member(column), Sampled(read, max(of, seen), drawn)
        if self._short:
            yield self.table, Unseen(BINARY_CELLS, self._short)

    def coded(self, start: int, batch: pa.RecordBatch) -> Pieces:
        """Yield what is in the documents that cells of text hold in base64."""
        for column, row, raw in coded_documents.coded(batch, is_document):
            if self._is_drawn(column):
                yield from self._one(column, start + row, raw)

    def file(self, column: str, row: int, raw: bytes, name: str) -> Pieces:
        """Yield what is in a file that a store keeps under its name."""
        self._seen[column] += 1
        yield from self._one(column, row, raw, name)

    def _is_drawn(self, column: str) -> bool:
        self._seen[column] += 1
        return self._seed is None or self._chance.random() * self._seen[column] < DRAWN

    def _one(self, column: str, row: int, raw: bytes, name: str = "") -> Pieces:
        self._read[column] += 1
        inner = self._member(column)
        yield inner, Document(row)
        stream = io.BytesIO(raw)
        yield from read(
            inner, stream, self._limits, name=name, depth=self._depth, budget=self._budget
        )

    def _strings(self, column: str, cells: Sequence[bytes]) -> Iterator[tuple[Asset, Block]]:
        self._short += len(cells)
        text = "".join(line for raw in cells for line in binary_strings.texts(raw))
        if text:
            yield self.table, Block(text=text, locus=f"{STRINGS}:{column}")

    def _member(self, column: str) -> Asset:
        locator = locators.member(self.table.locator, column)
        return replace(
            self.table,
            locator=locator,
            kind="member",
            size=None,
            content_key=None,
            parent=self.table.locator,
            about={},
            comment="",
            comments={},
        )


def _is_long(raw: bytes) -> bool:
    return len(raw) >= _UNKNOWN or is_document(raw)
