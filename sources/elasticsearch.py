"""Documents of Elasticsearch or OpenSearch: elasticsearch://user:password@host:9200/index.

An address without an index means all; it may be a pattern (`logs-*`). Data streams are one asset.
TLS is spoken and its certificate checked; `elasticsearch+http://` speaks none. `opensearch://` is
the same. A password without a user (`elasticsearch://:KEY@host`) is an API key.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, unquote

from pdscan.contracts import Piece, ReadOptions, Source
from pdscan.locators import quote_name
from pdscan.model import Asset, Gap, Reason, UnreadableError, Unseen
from pdscan.model import Sampled as SampledPart
from pdscan.stores import address

if TYPE_CHECKING:
    import pyarrow as pa

    from pdscan.databases.documents import Documents
    from pdscan.databases.search_indices import Index
    from pdscan.databases.search_server import SearchServer

_PAGE_BYTES = 4 << 20
_PAGE_ROWS = 5_000
_KEPT = "5m"  # how long the server holds what we read, after each page


class SearchSource(Source):
    """Read the documents of a cluster, page by page of a scroll: one way that both products know.

    A point in time would do in Elasticsearch; in OpenSearch before 3.3 no sort tells its documents
    apart across shards, so that some would be missed.
    """

    schemes = tuple(
        f"{name}{kind}"
        for name in ("elasticsearch", "opensearch")
        for kind in ("", "+http", "+https")
    )

    def __init__(self, target: str, options: ReadOptions) -> None:
        super().__init__(target, options)
        from pdscan.databases.budget import Budget

        self._index = unquote(address.parse(target).path.strip("/"))
        self._budget = Budget(options)
        self._server: SearchServer | None = None

    def __enter__(self) -> Self:
        from pdscan.databases.search_server import SearchServer

        self._server = SearchServer(self.target, self.options.limits.seconds)
        try:
            self._server.ask("", "the search server", unless={403})  # few may ask for the version
        except UnreadableError:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Close the connection."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def assets(self) -> Iterator[Asset | Gap]:
        """List indices and data streams by name; `size` is the number of documents."""
        from pdscan.databases.search_indices import indices

        for one in indices(self._opened(), self._index):
            about = {"bytes": one.bytes} if one.bytes else {}
            yield Asset(
                self._prefix() + quote_name(one.name),
                self.options.name,
                "table",
                size=one.documents,
                about=about,
            )

    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Read all documents, or a random part where there are more than `sample_rows`."""
        from pdscan.databases.search_indices import index

        name = unquote(asset.locator.removeprefix(self._prefix()), errors="surrogateescape")
        yield from self._pieces(asset, index(self._opened(), name, asset.about.get("bytes")))

    def remarks(self) -> Iterator[str]:
        """Say how pdscan behaves here, and whether its user may write."""
        from pdscan.databases.search_indices import remarks

        yield from remarks(self._opened(), self.options.limits.seconds)

    def _pieces(self, asset: Asset, index: Index) -> Iterator[tuple[Asset, Piece]]:
        from pdscan.databases.documents import Documents
        from pdscan.databases.store_pieces import cell_documents, pieces

        n, of = self.options.sample_rows, index.documents or 0
        draw = n if n is not None and of > n else None
        rows, inside = Documents(), cell_documents(asset, self.options)
        batches = self._batches(index, draw, rows)
        read = yield from pieces(batches, rows.cells, inside, self._budget)
        drawn = None
        if draw:
            drawn = SampledPart(read, of, f"random documents, seed {self.options.seed}")
            yield asset, drawn
        yield from inside.end(rows.cells, drawn)
        if index.left_out:
            yield asset, Unseen("fields that an index keeps out of its documents", index.left_out)

    def _batches(
        self, index: Index, draw: int | None, documents: Documents
    ) -> Iterator[pa.RecordBatch]:
        none = True
        for page in self._pages(index, draw):
            none = False
            yield documents.batch([_document(hit, index.name) for hit in page])
        if none:
            yield documents.batch([])

    def _pages(self, index: Index, draw: int | None) -> Iterator[list[Mapping[str, Any]]]:
        """Yield the hits of page after page; the server is told when no more are wanted."""
        seconds = self.options.limits.seconds
        each = (index.bytes or 0) // max(1, index.documents or 0) or 1_000
        body: dict[str, Any] = {
            "size": min(_PAGE_ROWS, max(1, _PAGE_BYTES // each)),
            "sort": ["_doc"],
            "timeout": f"{max(1, int(seconds))}s",
            "query": {"match_all": {}} if draw is None else self._drawn(draw, index.documents or 0),
        }
        options = {"scroll": _KEPT, "allow_partial_search_results": "false"}
        server, place = self._opened(), f"{quote(index.name, safe='')}/_search"
        page = server.ask(place, index.name, options, body)
        try:
            while hits := _hits(page, index.name):
                yield hits
                more = {"scroll": _KEPT, "scroll_id": page["_scroll_id"]}
                page = server.ask("_search/scroll", index.name, body=more)
        finally:
            self._let_go(page)

    def _drawn(self, n: int, of: int) -> Mapping[str, Any]:
        """Return the query of each document by the same chance; hardly ever of more than n."""
        share = max(1.0, n - 3 * n**0.5) / of
        chance = {"seed": self.options.seed, "field": "_seq_no"}
        return {
            "function_score": {
                "random_score": chance,
                "boost_mode": "replace",
                "min_score": 1 - share,
            }
        }

    def _let_go(self, page: Any) -> None:
        if isinstance(page, dict) and isinstance(kept := page.get("_scroll_id"), str):
            body = {"scroll_id": [kept]}
            try:
                self._opened().ask("_search/scroll", "the scroll", body=body, method="DELETE")
            except UnreadableError:
                return  # it lapses by itself

    def _opened(self) -> SearchServer:
        if self._server is None:
            raise RuntimeError("open the source in a with statement first")
        return self._server

    def _prefix(self) -> str:
        return f"elasticsearch://{quote_name(self.options.name or 'elasticsearch')}/"


def _hits(page: Any, what: str) -> list[Mapping[str, Any]]:
    """Return the hits of a page; an answer of a part of the shards is none."""
    try:
        hits, failed, late = page["hits"]["hits"], page["_shards"]["failed"], page["timed_out"]
    except (KeyError, TypeError):
        raise UnreadableError(Reason.CORRUPT, f"the answer for {what} is no result") from None
    if late:
        raise UnreadableError(Reason.TIMEOUT, f"{what} took longer than the time limit")
    if failed != "0":
        raise UnreadableError(Reason.UNREACHABLE, f"{failed} shards of {what} did not answer")
    return list(hits)


def _document(hit: Any, what: str) -> Mapping[str, Any]:
    source = hit.get("_source") if isinstance(hit, dict) else None
    if not isinstance(source, dict):
        raise UnreadableError(Reason.UNSUPPORTED, f"{what} keeps no documents, only their words")
    return {"_id": hit.get("_id"), **source}


plugin = SearchSource
