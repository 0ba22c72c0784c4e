"""Tables and views of any SQL database: SQLite, PostgreSQL, MariaDB, MySQL, DuckDB, others.

Sessions can't write, identifiers are quoted by the dialect, rows stream. Big tables are sampled.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Self

from pdscan.contracts import Cuts, Part, Piece, ReadOptions, Source
from pdscan.databases.schemes import schemes
from pdscan.locators import quote_name
from pdscan.model import Asset, Block, Gap, Mark, Stage, TimeGroups, UnreadableError, Unseen

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

    from pdscan.databases.columns import Column
    from pdscan.databases.names import Table
    from pdscan.databases.rounds import Rounds
    from pdscan.databases.sampling import Sample
    from pdscan.readers.cell_documents import BinaryCells

_SHORT = {"postgresql": "pg"}


class SqlSource(Source):
    """Read a database; `engine` is there between entering and leaving."""

    schemes = schemes()

    def __init__(self, target: str, options: ReadOptions) -> None:
        super().__init__(target, options)
        from pdscan.databases import opening as sql_opening
        from pdscan.databases.budget import Budget

        self._url = sql_opening.parse(target)
        self._budget = Budget(options)
        self.engine: Engine | None = None

    def __enter__(self) -> Self:
        from pdscan.databases import opening as sql_opening

        self.engine = sql_opening.open_engine(self._url, self.options.limits.seconds)
        return self

    def close(self) -> None:
        """Close all connections."""
        if self.engine is not None:
            self.engine.dispose()
            self.engine = None

    def assets(self) -> Iterator[Asset | Gap]:
        """List tables and views by schema and name; `size` is the number of rows, where known."""
        from pdscan.databases.columns import columns
        from pdscan.databases.errors import reading_error
        from pdscan.databases.names import Table
        from pdscan.databases.tables import tables

        engine = self._opened()
        try:
            with engine.connect() as connection:
                found = list(tables(connection))
                listed = [one for one in found if isinstance(one, Table)]
                told = dict(columns(connection, listed))
        except self._failures() as error:
            raise reading_error(error, f"the list of tables of {self._name()}") from None
        for gap in (one for one in found if isinstance(one, UnreadableError)):
            yield Gap(self._prefix(), gap.reason, gap.detail)
        for table in sorted(listed, key=lambda one: (one.schema or "", one.name)):
            yield self._asset(table, told.get((table.schema, table.name), ()))

    def _asset(self, table: Table, columns: Sequence[Column]) -> Asset:
        from pdscan.databases.columns import about
        from pdscan.databases.opening import file_state

        comments = {one.name: one.comment for one in columns if one.comment}
        lines = (f"{name}: {comment}" for name, comment in comments.items())
        return Asset(
            self._prefix() + table.path(),
            self._name(),
            table.kind,
            size=table.rows,
            modified=table.modified,
            content_key=table.state or file_state(self._url),
            about=about(table, columns),
            comment="\n".join(filter(None, (table.comment, *lines))),
            comments=comments,
        )

    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Read a table in full, or a random part of it where `sample_rows` is less than it has."""
        from pdscan.databases.errors import reading_error

        table = self._table(asset)
        engine = self._opened()
        if asset.comment:
            yield asset, Block(text=asset.comment, locus="metadata:comment")
        try:
            with engine.connect() as connection:
                yield from self._pieces(connection, asset, table)
        except self._failures() as error:
            what = f"{table.kind} {table.schema}.{table.name}"
            raise reading_error(error, what) from None

    @contextmanager
    def parts(self, asset: Asset, workers: int) -> Iterator[Sequence[Part]]:
        """Cut a big table that is read in full; one connection holds its rows as they are."""
        from pdscan.databases import parts as sql_parts
        from pdscan.databases.withheld import withheld

        whole = self.options.sample_rows is None and asset.kind in ("table", "materialized view")
        if not whole or asset.after or self._binary(asset).columns:  # documents in one go
            yield ()
            return
        with ExitStack() as stack:
            found: Sequence[Part] = ()
            # Whoever reads the whole says what is wrong.
            with suppress(UnreadableError, *self._failures()):
                connection = stack.enter_context(self._opened().connect())
                table = replace(self._table(asset), rows=asset.size)
                if not any(withheld(connection, table).gaps("", table)):
                    binary, spent = self._binary(asset), self._budget.spent
                    cut = sql_parts.cut(connection, table, workers, binary, spent)
                    found = stack.enter_context(cut)
            yield found

    def part_blocks(self, asset: Asset, part: Part) -> Generator[tuple[Asset, Piece], None, None]:
        """Read a part of a table."""
        from pdscan.databases import parts as sql_parts
        from pdscan.databases.errors import reading_error

        if asset.comment and not part.number:
            yield asset, Block(text=asset.comment, locus="metadata:comment")
        try:
            with self._opened().connect() as connection:
                if not sql_parts.share(connection, part):
                    yield asset, Unseen(sql_parts.MOVED, 1)
                yield from self._part_pieces(connection, asset, part)
        except self._failures() as error:
            raise reading_error(error, f"{asset.kind} {self._table(asset).path()}") from None

    def remarks(self) -> Iterator[str]:
        """Say how pdscan behaves in this database, and whether its user may write."""
        from pdscan.databases.guest import remarks

        with self._opened().connect() as connection:
            yield from list(remarks(connection, self.options.limits.seconds))

    def grown(self, asset: Asset, mark: Mark, content_key: str | None) -> Asset | None:
        """Ask by the index of the primary key whether a table only grew since an earlier run."""
        from pdscan.databases.errors import reading_error
        from pdscan.databases.new_rows import grown

        table = self._table(asset)
        if asset.about.get("counter") != mark.column:
            return None
        states, most = (content_key, asset.content_key), self.options.sample_rows
        try:
            with self._opened().connect() as connection:
                after = grown(connection, table, mark, states, most)
        except self._failures() as error:
            raise reading_error(error, f"the new rows of {table.path()}") from None
        return replace(asset, after=after) if after else None

    def time_groups(self, asset: Asset, cuts: Cuts) -> TimeGroups | None:
        """Count all records of a table by age with one aggregate query."""
        from pdscan.databases.errors import reading_error
        from pdscan.databases.record_ages import time_groups

        table = self._table(asset)
        try:
            with self._opened().connect() as connection:
                return time_groups(connection, table, cuts)
        except self._failures() as error:
            raise reading_error(error, f"the times of {asset.kind} {table.path()}") from None

    def _pieces(
        self, connection: Connection, asset: Asset, table: Table
    ) -> Iterator[tuple[Asset, Piece]]:
        from pdscan.databases.table_rows import opened
        from pdscan.databases.withheld import withheld

        kept = withheld(connection, table)
        yield from ((asset, gap) for gap in kept.gaps(asset.locator, table))
        table, binary = kept.of(table), self._binary(asset, kept.readable)
        sample, rounds = opened(connection, table, binary, self.options, asset.after)
        yield from self._read(asset, rounds, binary, sample)

    def _part_pieces(
        self, connection: Connection, asset: Asset, part: Part
    ) -> Iterator[tuple[Asset, Piece]]:
        from pdscan.databases import parts as sql_parts
        from pdscan.databases.rounds import by_count

        table, binary = self._table(asset), self._binary(asset)
        batches = sql_parts.batches(connection, table, part, binary)
        yield from self._read(asset, by_count(batches, None), binary, None)

    def _read(
        self,
        asset: Asset,
        rounds: Rounds,
        binary: BinaryCells,
        sample: Sample | None,
    ) -> Iterator[tuple[Asset, Piece]]:
        """Yield batches as blocks, within budget and pace, and the documents in their cells."""
        from pdscan.databases.new_rows import Reached
        from pdscan.databases.pace import paced
        from pdscan.readers.cell_documents import CellDocuments

        options, reached = self.options, Reached(asset.about.get("counter"), asset.after)
        seed = None if options.sample_rows is None else options.seed
        documents = CellDocuments(asset, options.limits, seed=seed)
        start = 0
        with closing(rounds):  # before its connection: a COPY that is left open never ends
            for batches in rounds:
                if sample and sample.in_rounds and not documents.any:
                    yield asset, Stage(sample.sampled(start))
                for batch in self._budget.spent(paced(batches), binary.size):
                    yield asset, Block(start, batch=batch, locus="column")
                    yield from documents.read(start, binary)
                    yield from documents.coded(start, batch)
                    reached.see(batch)
                    start += batch.num_rows
        whole = sample.sampled(start) if sample is not None else None
        if whole is not None:
            yield asset, whole
        elif mark := reached.mark():
            yield asset, mark
        yield from documents.end(binary, whole)

    def _binary(self, asset: Asset, readable: Sequence[str] = ()) -> BinaryCells:
        from pdscan.databases.columns import in_bytes, long_texts
        from pdscan.readers.cell_documents import BinaryCells

        found = [in_bytes(asset.about), long_texts(asset.about, self._opened().dialect.name)]
        columns, texts = (one & frozenset(readable) if readable else one for one in found)
        return BinaryCells(columns, texts=texts)

    def _table(self, asset: Asset) -> Table:
        from pdscan.databases.names import from_path

        return from_path(asset.locator.removeprefix(self._prefix()), asset.kind)

    def _opened(self) -> Engine:
        if self.engine is None:
            raise RuntimeError("open the source in a with statement first")
        return self.engine

    def _failures(self) -> tuple[type[Exception], ...]:
        from sqlalchemy.exc import SQLAlchemyError

        return (SQLAlchemyError, self._opened().dialect.loaded_dbapi.Error, OSError)

    def _name(self) -> str:
        url = self._url
        if self.options.name:
            return self.options.name
        return PurePath(url.database or "").stem or url.host or url.drivername

    def _prefix(self) -> str:
        dialect = self._url.drivername.partition("+")[0]
        return f"{_SHORT.get(dialect, dialect)}://{quote_name(self._name())}/"


plugin = SqlSource
