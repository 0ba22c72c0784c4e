"""Scan one asset: give its blocks to the scans of their loci, which count in one tally."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from functools import partial
from types import MappingProxyType

import pyarrow as pa

from pdscan.collection import paused
from pdscan.detection.column_comments import ColumnComments
from pdscan.detection.engine import Engine
from pdscan.detection.json_cells import JsonCells
from pdscan.detection.key_masking import masked_locus
from pdscan.detection.locus_count import LocusCount, ScanOptions
from pdscan.detection.name_sample import NamesSearched
from pdscan.detection.neighbours import Beside
from pdscan.detection.row_keys import RowKeys
from pdscan.detection.split_columns import SplitColumns
from pdscan.detection.table_scan import LOOK_AT, ColumnScan
from pdscan.detection.text_scan import TextScan
from pdscan.folding import name_words
from pdscan.model import Block
from pdscan.tally import Key, Tally

NO_COMMENTS: Mapping[str, str] = MappingProxyType({})


class AssetScan:
    """Take the blocks of one asset in their order; `finish` gives its tally.

    `name` is the table's or file's own: it tells what bare columns (`name`, `amount`) are of.
    `rows` points at the rows of a table, `comments` are those of its columns.
    """

    def __init__(
        self,
        engine: Engine,
        options: ScanOptions,
        name: str = "",
        rows: RowKeys | None = None,
        comments: Mapping[str, str] = NO_COMMENTS,
    ) -> None:
        self._name = name
        self._rows = rows
        self._comments = ColumnComments(engine, comments)
        self._tally = Tally()
        self._engine = engine
        self._options = options
        self._texts: dict[str, TextScan] = {}
        self._columns: dict[str, ColumnScan | JsonCells] = {}
        self._counts: dict[str, LocusCount] = {}
        self._learning = False
        self._reasons: dict[Key, set[str]] = {}
        self._split = SplitColumns(engine, self._count)

    @property
    def searched(self) -> NamesSearched:
        """Return how names were looked for in all loci."""
        whole = NamesSearched()
        for count in self._counts.values():
            whole.add(count.searched)
        return whole

    def feed(self, block: Block) -> None:
        """Scan one block."""
        if block.batch is not None:
            with paused():
                self._table(block.batch, block.locus, block.start)
        elif block.text:
            self._text(block.locus).feed(block.text, block.pages)

    def _table(self, batch: pa.RecordBatch, kind: str, start: int) -> None:
        names = self._comments.names(batch)
        beside = self._described(batch.rename_columns(names))
        rows = range(start, start + batch.num_rows)
        for field, said, column in zip(batch.schema, names, batch.columns, strict=True):
            self._column(kind, field.name, said, beside).feed(column, rows)
        self._split.feed(f"{kind}:", batch, rows)
        self._point(batch, start)

    def _point(self, batch: pa.RecordBatch, start: int) -> None:
        keys = self._rows
        if keys is not None and keys.known(batch):
            self._tally.point(lambda at: keys.place(batch, start, at))

    def learn(self, looks: Iterable[pa.RecordBatch]) -> None:
        """Judge the columns by rows that are counted elsewhere."""
        self._learn(True)
        for look in looks:
            self.feed(Block(batch=look, locus="column"))
        self._learn(False)
        for place, entry in self.so_far().types.items():
            self._reasons.setdefault(place, set()).update(entry.why)
        self._tally.forget()

    def _learn(self, learning: bool) -> None:
        self._learning = learning
        for count in self._counts.values():
            count.name_sample.paused = learning
            count.place_of = None

    def like_this(self) -> AssetScan:
        """Return another scan that has learnt the same; both go on apart."""
        shared = (self._engine, self._options, *self._engine.rules.rules)
        return deepcopy(self, {id(one): one for one in shared})

    def so_far(self) -> Tally:
        """Return what the columns counted so far, to be looked at only."""
        for column in (*self._columns.values(), self._split):
            column.finish()
        return self._tally

    def finish(self) -> Tally:
        """Scan what is still held back at the ends of texts, and return the tally."""
        for text in self._texts.values():
            text.finish()
        for column in self._columns.values():
            column.finish()
        self._split.finish()
        for place, why in self._reasons.items():
            if place in self._tally.types:
                self._tally.types[place].why |= why
        return self._tally

    def _count(self, locus: str) -> LocusCount:
        locus = masked_locus(locus, self._engine)
        if locus not in self._counts:
            self._counts[locus] = LocusCount(locus, self._engine, self._options, self._tally)
            self._counts[locus].name_sample.paused = self._learning
        return self._counts[locus]

    def _text(self, locus: str) -> TextScan:
        if locus not in self._texts:
            self._texts[locus] = TextScan(self._engine, self._count(locus))
        return self._texts[locus]

    def _described(self, batch: pa.RecordBatch) -> Beside:
        """Return the columns' names, or what a look says of those without a header (`#1`)."""
        names: list[str] = batch.schema.names
        if all(map(name_words, names)):
            return Beside.of(names, self._name)
        judged = [
            None
            if name_words(name)
            else self._engine.judge(
                name, column.drop_null()[:LOOK_AT], failures=self._tally.failures
            )
            for name, column in zip(names, batch.columns, strict=True)
        ]
        said = [one[1].type if one else name for one, name in zip(judged, names, strict=True)]
        return Beside.of(said, self._name)

    def _column(self, kind: str, name: str, said: str, names: Beside) -> ColumnScan | JsonCells:
        """Return the scan of a column, which is judged by the name `said` of it."""
        locus = f"{kind}:{name}"
        if locus not in self._columns:
            plain = self._field(locus, said, names)
            if said != name:
                self._count(locus).through = ("comment of the column",)
            self._columns[locus] = plain if kind == "key" else self._json(locus, plain)
        return self._columns[locus]

    def _json(self, locus: str, plain: ColumnScan) -> JsonCells:
        # No closures: they would not be copied with the rest.
        field_of = partial(self._path, locus)
        return JsonCells(plain, field_of, partial(self._split.feed, f"{locus}."))

    def _path(self, locus: str, path: str, beside: Sequence[str]) -> ColumnScan:
        return self._field(f"{locus}.{path}", path, beside)

    def _field(self, locus: str, name: str, names: Sequence[str]) -> ColumnScan:
        return ColumnScan(name, names, self._engine, self._count(locus))
