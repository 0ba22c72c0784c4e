"""Collections of MongoDB, and of what speaks its protocol: mongodb://host:27017/database.

An address without a database (or with `admin`, where users are kept) means all of them. Documents
are rows, their fields columns; what has parts is read by path. Big collections are sampled.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from pdscan.contracts import Piece, ReadOptions, Source
from pdscan.locators import quote_name
from pdscan.model import VIEW, Asset, Gap, MissingDriverError, Reason, UnreadableError
from pdscan.model import Sampled as SampledPart

if TYPE_CHECKING:
    import pyarrow as pa
    from pymongo import MongoClient
    from pymongo.collection import Collection

    from pdscan.databases.documents import Documents
    from pdscan.databases.id_ranges import Span
    from pdscan.databases.mongo_server import Size

_SYSTEM = frozenset({"admin", "config", "local"})
_BATCH_BYTES = 4 << 20
_BATCH_ROWS = 5_000
_Document = dict[str, Any]


class MongoSource(Source):
    """Read the collections of a MongoDB server with commands that only read."""

    schemes = ("mongodb", "mongodb+srv")

    def __init__(self, target: str, options: ReadOptions) -> None:
        super().__init__(target, options)
        from pdscan.databases.budget import Budget

        self._client: MongoClient[_Document] | None = None
        self._budget = Budget(options)

    def __enter__(self) -> Self:
        try:
            import pymongo  # noqa: F401
        except ImportError:
            raise MissingDriverError("mongodb://", "mongodb") from None
        from pdscan.databases import mongo_server

        self._client = mongo_server.connect(self.target, self.options.limits.seconds)
        return self

    def close(self) -> None:
        """Close all connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def assets(self) -> Iterator[Asset | Gap]:
        """List collections and views by database; `size` is the number of documents."""
        from pymongo.errors import PyMongoError

        from pdscan.databases.mongo_server import failure

        try:
            databases = self._databases()
        except (PyMongoError, OSError) as error:
            raise failure(error, "the list of databases") from None
        for database in databases:
            try:
                found = list(self._collections(database))
            except (PyMongoError, OSError) as error:
                gap = failure(error, f"the list of collections of database {database}")
                yield Gap(self._prefix() + quote_name(database), gap.reason, gap.detail)
                continue
            yield from found

    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Read a collection in full, or documents of random ranges of `_id` if it has more."""
        from bson.errors import BSONError
        from pymongo.errors import PyMongoError

        from pdscan.databases.mongo_server import failure
        from pdscan.databases.names import from_path

        place = from_path(asset.locator.removeprefix(self._prefix()), asset.kind)
        what = f"{place.schema}.{place.name}"
        try:
            yield from self._pieces(self._opened()[str(place.schema)][place.name], asset)
        except BSONError:
            detail = f"{what} holds a document that is damaged"
            raise UnreadableError(Reason.CORRUPT, detail) from None
        except (PyMongoError, OSError) as error:
            raise failure(error, what) from None

    def remarks(self) -> Iterator[str]:
        """Say how pdscan behaves here, and whether its user may write."""
        from pymongo.errors import PyMongoError

        from pdscan.databases.mongo_server import failure, remarks

        try:
            yield from list(remarks(self._opened(), self.options.limits.seconds))
        except (PyMongoError, OSError) as error:
            raise failure(error, "what the user may do") from None

    def _databases(self) -> Sequence[str]:
        named = self._opened().get_default_database("admin").name
        if named not in _SYSTEM:
            return [named]
        told = self._opened().admin.command(
            "listDatabases", nameOnly=True, authorizedDatabases=True, **self._limits()
        )
        return sorted({str(one["name"]) for one in told["databases"]} - _SYSTEM)

    def _collections(self, name: str) -> Iterator[Asset]:
        from pdscan.databases.mongo_server import Size, size
        from pdscan.databases.names import Table

        database = self._opened()[name]
        kinds = {
            str(one["name"]): VIEW if one.get("type") == "view" else "table"
            for one in database.list_collections(**self._limits())
        }
        for own, kind in sorted(kinds.items()):
            if own.startswith("system."):
                continue
            told = size(database, own, self.options.limits.seconds) if kind != VIEW else Size()
            locator = self._prefix() + Table(name, own).path()
            about = {"key": ["_id"]} | ({"bytes": told.bytes} if told.bytes else {})
            yield Asset(locator, self.options.name, kind, size=told.count, about=about)

    def _pieces(
        self, collection: Collection[_Document], asset: Asset
    ) -> Iterator[tuple[Asset, Piece]]:
        from pdscan.databases.documents import Documents
        from pdscan.databases.gridfs import CHUNKS, FILES
        from pdscan.databases.mongo_server import Size, size
        from pdscan.databases.store_pieces import cell_documents, pieces

        base, n = collection.database, self.options.sample_rows
        if not self._has(collection):
            raise UnreadableError(Reason.VANISHED, f"{collection.full_name} is gone")
        if collection.name.endswith(CHUNKS):
            files = base[collection.name.removesuffix(CHUNKS) + FILES]
            if self._has(files):
                yield from self._files(collection, files, asset)
                return
        is_view = asset.kind == VIEW
        told = Size() if is_view else size(base, collection.name, self.options.limits.seconds)
        draw = n if told.count is None or (n or 0) < told.count else None
        ids = self._ids(collection) if draw and not is_view else None
        raw = self._raw(collection, draw, told, ids)
        rows, inside = Documents(), cell_documents(asset, self.options)
        batches = _batches(collection, raw, rows)
        read = yield from pieces(batches, rows.cells, inside, self._budget)
        drawn = None
        if draw and (ids is not None or read >= draw or told.count is not None):
            drawn = SampledPart(read, told.count, self._method(ids))
            yield asset, drawn
        yield from inside.end(rows.cells, drawn)

    def _has(self, collection: Collection[_Document]) -> bool:
        named = {"name": collection.name}
        return bool(list(collection.database.list_collections(filter=named, **self._limits())))

    def _files(
        self, chunks: Collection[_Document], files: Collection[_Document], asset: Asset
    ) -> Iterator[tuple[Asset, Piece]]:
        """Read the files of GridFS, or as many of them as documents are read of a sample."""
        from bson import decode_all

        from pdscan.databases.gridfs import GridFiles
        from pdscan.databases.mongo_server import size
        from pdscan.databases.store_pieces import cell_documents
        from pdscan.readers.cell_documents import DRAWN, MOST_BYTES, BinaryCells

        told = size(files.database, files.name, self.options.limits.seconds)
        most = self.options.sample_rows
        n = None if most is None else min(most, DRAWN)
        draw = n if told.count is None or (n or 0) < told.count else None
        ids = self._ids(files) if draw else None
        raw = self._raw(files, draw, told, ids)
        read, inside = GridFiles(chunks, self._find()), cell_documents(asset, self.options)
        listed = (one for data in raw for one in decode_all(data, files.codec_options))
        yield from read.pieces(listed, inside, self._budget)
        drawn = None
        if draw:
            drawn = SampledPart(read.read + read.longer, told.count, self._method(ids))
            yield asset, drawn
        if read.longer:
            detail = f"{read.longer} files of more than {MOST_BYTES >> 20} MiB were not read"
            yield asset, Gap(asset.locator, Reason.TOO_LARGE, detail)
        yield from inside.end(BinaryCells(), drawn)

    def _ids(self, collection: Collection[_Document]) -> Span | None:
        """Return how the ids of the collection are numbered, None where they can't be."""
        from pdscan.databases.id_ranges import span

        ends: list[Any] = []
        for way in (1, -1):
            with collection.find(
                {}, {"_id": 1}, sort=[("_id", way)], limit=1, **self._find()
            ) as it:
                ends += [one["_id"] for one in it]
        return span(*ends) if len(ends) == 2 else None

    def _raw(
        self, collection: Collection[_Document], n: int | None, told: Size, ids: Span | None
    ) -> Iterator[Any]:
        """Yield what the server sends, batch by batch: all documents, or about n of them."""
        from pdscan.databases.id_ranges import runs

        size = min(_BATCH_ROWS, max(1, _BATCH_BYTES // (told.each or 1_000)))
        if n is None:
            with collection.find_raw_batches({}, batch_size=size, **self._find()) as cursor:
                yield from cursor
        elif ids is None:
            options = {**self._limits(), "batchSize": size}
            with collection.aggregate_raw_batches([{"$sample": {"size": n}}], **options) as drawn:
                yield from drawn
        else:
            for run in runs(ids, n, told.count or 0, self.options.seed):
                order = {"sort": [("_id", 1)], "limit": run.most, "batch_size": size}
                with collection.find_raw_batches(run.filter, **order, **self._find()) as cursor:
                    yield from cursor

    def _method(self, ids: Span | None) -> str:
        if ids is None:
            return "random documents, drawn by the server without a seed"
        return f"documents of random ranges of _id, seed {self.options.seed}"

    def _limits(self) -> Mapping[str, Any]:
        from pdscan.databases.mongo_server import limited

        return limited(self.options.limits.seconds)

    def _find(self) -> Mapping[str, Any]:
        limits = self._limits()
        return {"comment": limits["comment"], "max_time_ms": limits["maxTimeMS"]}

    def _opened(self) -> MongoClient[_Document]:
        if self._client is None:
            raise RuntimeError("open the source in a with statement first")
        return self._client

    def _prefix(self) -> str:
        return f"mongodb://{quote_name(self.options.name or 'mongodb')}/"


def _batches(
    collection: Collection[_Document], raw: Iterator[Any], documents: Documents
) -> Iterator[pa.RecordBatch]:
    """Yield the documents as batches, an empty one where there is none."""
    from bson import decode_all

    none = True
    for data in raw:
        if rows := decode_all(data, collection.codec_options):
            none = False
            yield documents.batch(rows)
    if none:
        yield documents.batch([])


plugin = MongoSource
