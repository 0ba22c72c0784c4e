"""Stand in for Elasticsearch or OpenSearch: their requests over HTTP, answered from a dictionary.

No real server comes from a package registry that the tests reach. What pdscan sends, and what it
makes of answers, pages, errors and broken connections, is tried; that the real ones answer so is
taken from their documentation. A request that isn't known here is refused as there, and all are
kept in `requests`.
"""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import json
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Document = dict[str, Any]
ERRORS = {
    "refused": (403, "security_exception"),
    "closed": (400, "index_closed_exception"),
    "busy": (429, "es_rejected_execution_exception"),
}


@dataclass
class StandIn:
    """Answer for `data`: documents by index; `user` and `password` are asked for where given.

    `faults` says by index what reading it meets: `refused`, `closed`, `busy`; after its first page
    `cut` (the connection ends in the middle of an answer), `shards` (a part does not answer),
    `late` (time is over), `endless` (an answer that never ends).
    """

    data: Mapping[str, list[Document]]
    faults: Mapping[str, str] = field(default_factory=dict)
    kind: str = "elasticsearch"
    login: tuple[str, str] | None = None
    writes: frozenset[str] = frozenset()
    sources: Mapping[str, Document] = field(default_factory=dict)
    requests: list[tuple[str, str, Any, Mapping[str, str]]] = field(default_factory=list)
    scrolls: dict[str, tuple[str, list[Document], int]] = field(default_factory=dict)
    open: int = 0
    address: str = ""

    @contextlib.contextmanager
    def running(self, certificate: tuple[str, str] | None = None) -> Iterator[StandIn]:
        self._numbers = count(1)
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.address = f"127.0.0.1:{server.server_address[1]}"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def is_left(self) -> bool:
        """Say whether all connections end within five seconds."""
        for _ in range(100):
            if not self.open:
                return True
            time.sleep(0.05)
        return False

    def answer(self, method: str, path: str, query: Document, body: Any) -> tuple[int, Any]:
        parts = [unquote(part) for part in path.strip("/").split("/")]
        told = (
            self._listing(method, parts)
            or self._reading(method, parts, query, body)
            or self._rights(method, parts, body)
        )
        return told or (400, {"error": f"no handler found for uri [{path}]"})

    def _listing(self, method: str, parts: list[str]) -> tuple[int, Any] | None:
        match method, parts:
            case "GET", [""]:
                return 200, {"version": {"number": "9.9", "distribution": self.kind}}
            case "GET", ["_cat", "indices", pattern]:
                return self._cat(pattern)
            case "GET", ["_resolve", "index", pattern]:
                return 200, {"indices": [{"name": name} for name in self._named(pattern)]}
            case "GET", [name, "_count"]:
                return self._held(name) or (200, {"count": len(self._documents(name))})
            case "GET", [name, "_mapping"]:
                said = {name: {"mappings": {"_source": self.sources.get(name)}}}
                return 200, said if name in self.sources else {}
        return None

    def _reading(
        self, method: str, parts: list[str], query: Document, body: Any
    ) -> tuple[int, Any] | None:
        match method, parts:
            case "POST", ["_search", "scroll"]:
                return self._page(body["scroll_id"])
            case "DELETE", ["_search", "scroll"]:
                for one in body["scroll_id"]:
                    self.scrolls.pop(one, None)
                return 200, {"succeeded": True}
            case "POST", [name, "_search"] if "scroll" in query:
                return self._held(name) or self._search(name, body)
        return None

    def _rights(self, method: str, parts: list[str], body: Any) -> tuple[int, Any] | None:
        match self.kind, method, parts:
            case "elasticsearch", "POST", ["_security", "user", "_has_privileges"]:
                (asked,) = body["index"]
                may = {name: {"write": name in self.writes} for name in asked["names"]}
                return 200, {"username": "u", "index": may}
            case "opensearch", "GET", ["_plugins", "_security", "authinfo"]:
                return 200, {"roles": ["all_access"] if self.writes else ["lecture"]}
        return None

    def _named(self, pattern: str) -> list[str]:
        return [
            name
            for name in self.data
            if fnmatch.fnmatch(name, pattern) or fnmatch.fnmatch(name, f".ds-{pattern}-*")
        ]

    def _cat(self, pattern: str) -> tuple[int, Any]:
        if self.faults.get("") == "refused":
            return _failed("refused")
        found = []
        for name in self._named(pattern):
            closed = self.faults.get(name) == "closed"
            documents = self.data[name]
            size = len(json.dumps(documents))
            found.append({"index": name, "docs.count": None if closed else str(len(documents)),
                          "pri.store.size": None if closed else str(size)})  # fmt: skip
        return 200, found

    def _held(self, name: str) -> tuple[int, Any] | None:
        if self.faults.get(name) in ERRORS:
            return _failed(self.faults[name])
        if not self._parts(name):
            return 404, {"error": {"type": "index_not_found_exception"}}
        return None

    def _parts(self, name: str) -> list[str]:
        return [one for one in self.data if one == name or one.startswith(f".ds-{name}-")]

    def _documents(self, name: str) -> list[Document]:
        return [one for part in self._parts(name) for one in self.data[part]]

    def _search(self, name: str, body: Any) -> tuple[int, Any]:
        found = [{"_index": name, "_id": str(n), "_source": one}
                 for n, one in enumerate(self._documents(name))]  # fmt: skip
        drawn = body["query"].get("function_score")
        if drawn:
            seed, least = drawn["random_score"]["seed"], drawn["min_score"]
            found = [one for one in found if _chance(seed, one["_id"]) >= least]
        if self.sources.get(name, {}).get("enabled") is False:
            found = [{key: one[key] for key in ("_index", "_id")} for one in found]
        number = f"scroll-{next(self._numbers)}"
        self.scrolls[number] = (name, found, body["size"])
        return self._page(number, first=True)

    def _page(self, number: str, *, first: bool = False) -> tuple[int, Any]:
        if number not in self.scrolls:
            return 404, {"error": {"type": "search_context_missing_exception"}}
        name, rest, size = self.scrolls[number]
        self.scrolls[number] = (name, rest[size:], size)
        fault = "" if first else self.faults.get(name, "")
        if fault in ("cut", "endless"):
            return 0, fault
        return 200, {
            "_scroll_id": number,
            "timed_out": fault == "late",
            "_shards": {"total": 3, "failed": 1 if fault == "shards" else 0},
            "hits": {"hits": rest[:size]},
        }


def _chance(seed: int, number: str) -> float:
    digest = hashlib.sha256(f"{seed} {number}".encode()).digest()
    return int.from_bytes(digest[:4]) / (1 << 32)


def _failed(fault: str) -> tuple[int, Any]:
    status, kind = ERRORS[fault]
    return status, {"error": {"type": kind, "reason": "zq7@example.org"}, "status": status}


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            stand_in.open += 1
            try:
                with contextlib.suppress(OSError):
                    super().handle()
            finally:
                stand_in.open -= 1

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            kept = (self.command, parts.path, body, dict(self.headers))
            stand_in.requests.append(kept)
            status, answer = self._allowed() or stand_in.answer(
                self.command, parts.path, parse_qs(parts.query), body
            )
            if status == 0:
                self._break(str(answer))
                return
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def _allowed(self) -> tuple[int, Any] | None:
            if stand_in.login is None:
                return None
            pair = ":".join(stand_in.login).encode()
            wanted = {f"Basic {b64encode(pair).decode()}", f"ApiKey {stand_in.login[1]}"}
            return None if self.headers.get("Authorization") in wanted else (401, {})

        def _break(self, how: str) -> None:
            self.send_response(200)
            if how == "cut":
                self.send_header("Content-Length", "90000")
                self.end_headers()
                self.wfile.write(b'{"hits": {"hits": [{"_id": "1"')
            else:
                self.send_header("Connection", "close")
                self.end_headers()
                with contextlib.suppress(OSError):
                    while True:
                        self.wfile.write(b" " * (1 << 20))
            self.close_connection = True

        do_GET = do_POST = do_DELETE = do_PUT = _serve  # noqa: N815

        def log_message(self, *_: Any) -> None:
            return None

    return Handler
