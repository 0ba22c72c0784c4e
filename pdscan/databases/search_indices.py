"""List the indices of Elasticsearch or OpenSearch, and what the user may do with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pdscan.databases.search_server import SearchServer

# A data stream's documents lie in hidden indices; it is read as one asset, under its own name.
_STREAM = re.compile(r"\.ds-(.+?)-(?:\d{4}\.\d\d\.\d\d-)?\d{6}")
_KEPT_APART = ".fs-"  # documents that a stream refused
_NO_SUCH_REQUEST = (400, 403, 404, 405, 500)
_MOST_NAMES = 1_000  # asked about at once
_MASTERS = {"all_access", "admin", "superuser"}


@dataclass(frozen=True, slots=True)
class Index:
    """Name one index or data stream; None for what isn't known.

    `bytes` are those of its primary shards. `left_out` counts the fields that lie in the index but
    not in the documents that it gives back.
    """

    name: str
    documents: int | None = None
    bytes: int | None = None
    left_out: int = 0


def indices(server: SearchServer, pattern: str) -> list[Index]:
    """Return what matches a pattern (all where empty), sorted; the system's own are left out."""
    wanted, query = quote(pattern or "*", safe="*,"), {"expand_wildcards": "all"}
    told = {"format": "json", "bytes": "b", "h": "index,docs.count,pri.store.size"}
    rows = server.ask(f"_cat/indices/{wanted}", "the list of indices", query | told, unless={403})
    if rows is None:  # the user may not ask for sizes
        answer = server.ask(f"_resolve/index/{wanted}", "the list of indices", query)
        rows = [{"index": one["name"]} for one in answer.get("indices", ())]
    return sorted(_grouped(rows), key=lambda one: one.name)


def _grouped(rows: Iterable[Mapping[str, Any]]) -> Iterator[Index]:
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        name = str(row["index"])
        stream = _STREAM.fullmatch(name)
        if stream or not name.startswith(".") or name.startswith(_KEPT_APART):
            parts.setdefault(stream[1] if stream else name, []).append(row)
    for name, own in parts.items():
        yield Index(name, _sum(own, "docs.count"), _sum(own, "pri.store.size"))


def _sum(rows: Iterable[Mapping[str, Any]], key: str) -> int | None:
    known = [int(row[key]) for row in rows if row.get(key) is not None]
    return sum(known) if known else None


def index(server: SearchServer, name: str, taken: int | None) -> Index:
    """Return what is to be known before an index is read; raise UnreadableError if it can't be."""
    place = quote(name, safe="")
    documents = int(server.ask(f"{place}/_count", name)["count"])
    only = {"filter_path": "*.mappings._source"}
    mappings = server.ask(f"{place}/_mapping", name, only, unless={403}) or {}
    kept = [one.get("mappings", {}).get("_source", {}) for one in mappings.values()]
    left_out = sum(len(one.get("excludes", ())) + ("includes" in one) for one in kept)
    return Index(name, documents, taken, left_out)


def remarks(server: SearchServer, seconds: float) -> Iterator[str]:
    """Say how pdscan behaves here, and warn where the user may write."""
    yield (
        "reads only, by scrolls that it lets go of;"
        f" a request may take {seconds:.0f} s; 1 connection, named pdscan"
    )
    if server.is_plain and server.has_user:
        yield "warning: plain HTTP sends the password in clear: use elasticsearch:// where you can"
    what = "what the user may do"
    names = [one.name for one in indices(server, "")][:_MOST_NAMES] or ["*"]
    asked = {"index": [{"names": names, "privileges": ["write"]}]}
    own = "_security/user/_has_privileges"
    may = server.ask(own, what, body=asked, unless=_NO_SUCH_REQUEST)
    if may:
        written = sum(bool(one.get("write")) for one in may.get("index", {}).values())
        if written:
            yield f"warning: this user may write {written} indices: give pdscan one that only reads"
        return
    who = server.ask("_plugins/_security/authinfo", what, unless=_NO_SUCH_REQUEST)
    if who:
        if _MASTERS & set(who.get("roles", ())):
            yield "warning: this user may write everything: give pdscan one that only reads"
    elif not server.has_user:
        yield "warning: no user is signed in: whoever reaches this server may read it, and write"
