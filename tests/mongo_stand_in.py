"""Stand in for a MongoDB server: its wire protocol over a socket, answered from a dictionary.

No real server comes from a package registry. The real driver speaks to this one, so that what
pdscan sends, and what it makes of answers and broken connections, is tried; that MongoDB itself
answers so is taken from its documentation. Commands that aren't known here fail as unknown ones do
there, and all are kept in `commands`.
"""

from __future__ import annotations

import contextlib
import random
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import bson

FAILURES = {
    "refused": (13, "Unauthorized", "not authorized on zq7"),
    "slow": (50, "MaxTimeMSExpired", "operation exceeded time limit"),
}
Document = dict[str, Any]


class StandIn:
    """Answer for `data` (documents by collection by database).

    `faults` says by `database.collection` what reading it meets: `refused`, `slow`, `cut` (the
    connection ends after the first batch), or `silent` (after it no answer comes).
    """

    def __init__(
        self,
        data: Mapping[str, Mapping[str, list[Any]]],
        faults: Mapping[str, str] | None = None,
        views: frozenset[str] = frozenset(),
        actions: tuple[str, ...] | None = None,
    ) -> None:
        self.data, self.faults, self.views, self.actions = data, faults or {}, views, actions
        self.commands: list[Document] = []
        self.open = 0
        self.first_batch = 101
        self.members: tuple[str, ...] = ()
        self.is_secondary = False
        self.tells_sizes = True
        self._cursors: dict[int, tuple[str, list[Any]]] = {}
        self._numbers = count(1)
        self._server = socketserver.ThreadingTCPServer(
            ("127.0.0.1", 0), self._handler(), bind_and_activate=True
        )
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_address[1]}"

    @contextlib.contextmanager
    def running(self) -> Iterator[StandIn]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    def is_left(self) -> bool:
        """Say whether all connections end within five seconds."""
        for _ in range(100):
            if not self.open:
                return True
            time.sleep(0.05)
        return False

    def names(self) -> set[str]:
        return {next(iter(one)) for one in self.commands}

    def _handler(self) -> type[socketserver.BaseRequestHandler]:
        stand_in = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                stand_in.open += 1
                try:
                    while stand_in._serve(self.request):
                        pass
                except OSError:
                    pass
                finally:
                    stand_in.open -= 1

        return Handler

    def _serve(self, connection: socket.socket) -> bool:
        head = _exactly(connection, 16)
        if head is None:
            return False
        length, number, _, kind = struct.unpack("<iiii", head)
        body = _exactly(connection, length - 16) or b""
        if kind == 2004:  # OP_QUERY, by which drivers say hello
            command = bson.decode(body[body.index(b"\0", 4) + 9 :])
            reply = struct.pack("<iqii", 8, 0, 0, 1) + bson.encode(self._answer(command))
            kind = 1
        else:  # OP_MSG
            command = bson.decode(body[5:])
            answer = self._answer(command)
            if answer is None:
                return False
            reply = struct.pack("<iB", 0, 0) + bson.encode(answer)
        reply_head = struct.pack("<iiii", 16 + len(reply), next(self._numbers), number, kind)
        connection.sendall(reply_head + reply)
        return True

    def _answer(self, command: Document) -> Document | None:
        name = next(iter(command))
        if name.lower() in ("hello", "ismaster"):
            return self._hello()
        self.commands.append(command)
        known = getattr(self, f"_do_{name.lower()}", None)
        if known is None:
            return _failed(59, "CommandNotFound", f"no such command: '{name}'")
        answer: Document | None = known(command)
        return answer

    def _hello(self) -> Document:
        said: Document = {
            "ismaster": not self.is_secondary, "maxBsonObjectSize": 1 << 24,
            "maxMessageSizeBytes": 48_000_000, "maxWriteBatchSize": 100_000,
            "minWireVersion": 0, "maxWireVersion": 21, "helloOk": True, "ok": 1.0,
        }  # fmt: skip
        if self.members:
            own = {"setName": "rs", "hosts": list(self.members), "me": self.address}
            said |= own | {"secondary": self.is_secondary, "setVersion": 1}
        return said

    def _do_ping(self, _: Document) -> Document:
        return {"ok": 1.0}

    def _do_endsessions(self, _: Document) -> Document:
        return {"ok": 1.0}

    def _do_saslstart(self, _: Document) -> Document:
        return _failed(18, "AuthenticationFailed", "Authentication failed.")

    def _do_connectionstatus(self, _: Document) -> Document:
        users = [] if self.actions is None else [{"user": "lectrice", "db": "admin"}]
        held = [{"resource": {"db": "crm"}, "actions": list(self.actions or ())}]
        return {"authInfo": {"authenticatedUsers": users, "authenticatedUserPrivileges": held},
                "ok": 1.0}  # fmt: skip

    def _do_listdatabases(self, _: Document) -> Document:
        if self.faults.get("") == "refused":
            return _failed(*FAILURES["refused"])
        return {"databases": [{"name": name} for name in self.data], "ok": 1.0}

    def _do_listcollections(self, command: Document) -> Document:
        base = command["$db"]
        if base in self.faults:
            return _failed(*FAILURES[self.faults[base]])
        wanted = command.get("filter", {}).get("name")
        found = [
            {"name": name, "type": "view" if f"{base}.{name}" in self.views else "collection"}
            for name in self.data.get(base, {})
            if wanted in (None, name)
        ]
        return self._cursor(f"{base}.$cmd.listCollections", found, command)

    def _do_collstats(self, command: Document) -> Document:
        place = f"{command['$db']}.{command['collStats']}"
        if not self.tells_sizes:
            return _failed(*FAILURES["refused"])
        if place in self.views:
            return _failed(166, "CommandNotSupportedOnView", "a view has no statistics")
        sizes = [len(_raw(one)) for one in self._held(place)]
        mean = sum(sizes) // len(sizes) if sizes else 0
        return {"ns": place, "count": len(sizes), "totalSize": 4096, "avgObjSize": mean, "ok": 1.0}

    def _do_find(self, command: Document) -> Document:
        place = f"{command['$db']}.{command['find']}"
        if self.faults.get(place) in FAILURES:
            return _failed(*FAILURES[self.faults[place]])
        wanted = dict(command.get("filter", {}))
        bounds = wanted.pop("_id", {})
        found = [
            one
            for one in self._held(place)
            if not bounds or bounds["$gte"] <= one["_id"] < bounds["$lt"]
            if all(one[key] == value for key, value in wanted.items())
        ]
        for key, way in command.get("sort", {}).items():
            found.sort(key=lambda one, key=key: one[key], reverse=way < 0)
        return self._cursor(place, found[: command.get("limit") or None], command)

    def _do_aggregate(self, command: Document) -> Document:
        ((stage, said),) = [pair for one in command["pipeline"] for pair in one.items()]
        assert stage == "$sample"
        place = f"{command['$db']}.{command['aggregate']}"
        held = self._held(place)
        drawn = random.Random(4).sample(held, min(said["size"], len(held)))
        return self._cursor(place, drawn, command, command["cursor"].get("batchSize"))

    def _do_getmore(self, command: Document) -> Document | None:
        place, rest = self._cursors.pop(command["getMore"])
        if self.faults.get(place) == "cut":
            return None
        if self.faults.get(place) == "silent":
            threading.Event().wait(30)
        return self._cursor(place, rest, command, command.get("batchSize"), "nextBatch")

    def _do_killcursors(self, command: Document) -> Document:
        for number in command["cursors"]:
            self._cursors.pop(number, None)
        return {"cursorsKilled": command["cursors"], "ok": 1.0}

    def _held(self, place: str) -> list[Any]:
        base, _, name = place.partition(".")
        return list(self.data.get(base, {}).get(name, ()))

    def _cursor(
        self, place: str, found: list[Any], command: Document,
        size: int | None = None, part: str = "firstBatch",
    ) -> Document:  # fmt: skip
        size = command.get("batchSize", self.first_batch) if size is None else size
        number = 0
        if len(found) > size:
            number = next(self._numbers)
            self._cursors[number] = (place, found[size:])
        raw = [one if isinstance(one, dict) else bson.raw_bson.RawBSONDocument(one)
               for one in found[:size]]  # fmt: skip
        return {"cursor": {"id": bson.Int64(number), "ns": place, part: raw}, "ok": 1.0}


def _raw(document: Any) -> bytes:
    return document if isinstance(document, bytes) else bson.encode(document)


def _failed(code: int, name: str, text: str) -> Document:
    return {"ok": 0.0, "code": code, "codeName": name, "errmsg": text}


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            return None
        data += part
    return data
