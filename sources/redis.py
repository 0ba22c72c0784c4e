"""Keys and values of a Redis database, in families of alike keys: redis://host:6379/0.

Keys are listed by SCAN, values read by their type: a hash is a record, its fields are columns; the
items of lists, sets and streams are JSON in the column `value`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote_to_bytes

from pdscan.contracts import Piece, ReadOptions, Source
from pdscan.locators import quote_name
from pdscan.model import Asset, Gap, MissingDriverError, Reason, UnreadableError, Unseen
from pdscan.model import Sampled as SampledPart

if TYPE_CHECKING:
    import pyarrow as pa

    from pdscan.readers.cell_documents import BinaryCells

CONNECT_SECONDS = 10
MOST_KEYS = 2_000_000  # held in memory while they are put in families
_AT_ONCE = 500  # keys asked for in one go
_MOST_ITEMS = 1_000  # of one list, set or stream
_MOST_BYTES = 16 << 20  # of one value
_LENGTHS = {
    "string": "STRLEN", "hash": "HLEN", "list": "LLEN", "set": "SCARD", "zset": "ZCARD",
    "stream": "XLEN",
}  # fmt: skip
_Record = dict[str, Any]


class RedisSource(Source):
    """Read one database of a Redis server with commands that only read."""

    schemes = ("redis", "rediss")

    def __init__(self, target: str, options: ReadOptions) -> None:
        super().__init__(target, options)
        from pdscan.databases.budget import Budget

        self._budget = Budget(options)
        self._client: Any = None
        self._families: dict[str, tuple[int, list[bytes]]] | None = None
        self._cut_off = False

    def __enter__(self) -> Self:
        try:
            import redis
        except ImportError:
            raise MissingDriverError("redis://", "redis") from None

        try:
            self._client = redis.Redis.from_url(
                self.target,
                client_name="pdscan",
                max_connections=1,
                socket_connect_timeout=CONNECT_SECONDS,
                socket_timeout=self.options.limits.seconds,
            )
            self._client.ping()
        except (redis.RedisError, ValueError, OSError) as error:
            self.close()
            raise _failure(error, "Redis") from None
        return self

    def close(self) -> None:
        """Close the connection, and let go of the keys."""
        self._families = None
        if self._client is not None:
            self._client.close()
            self._client = None

    def assets(self) -> Iterator[Asset | Gap]:
        """List a family an asset, sorted; `size` is the number of its keys."""
        for family, (count, _) in self._listed().items():
            yield Asset(self._prefix() + quote_name(family), self.options.name, "table", size=count)
        if self._cut_off:
            detail = f"only {MOST_KEYS:,} of its keys were listed, there are more"
            yield Gap(self._prefix(), Reason.LIMIT, detail)

    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Read the values of a family, or of a random part of its keys."""
        import redis

        from pdscan.databases.store_pieces import cell_documents, pieces
        from pdscan.readers.cell_documents import BinaryCells

        name = unquote_to_bytes(asset.locator.removeprefix(self._prefix())).decode("utf-8")
        if name not in self._listed():
            raise UnreadableError(Reason.VANISHED, f"the keys {name} are gone")
        count, keys = self._listed()[name]
        unseen: Counter[str] = Counter()
        cells, inside = BinaryCells(), cell_documents(asset, self.options)
        batches = self._batches(keys, unseen, cells)
        try:
            read = yield from pieces(batches, cells, inside, self._budget)
        except (redis.RedisError, OSError) as error:
            raise _failure(error, f"the keys {name}") from None
        drawn = None
        if len(keys) < count:
            drawn = SampledPart(read, count, f"random keys, seed {self.options.seed}")
            yield asset, drawn
        yield from inside.end(cells, drawn)
        for what, number in (+unseen).items():
            yield asset, Unseen(what, number)

    def remarks(self) -> Iterator[str]:
        """Say how pdscan behaves here, and whether its user may write (Redis 7 and later tell)."""
        import redis

        yield "sends commands that read, no others; 1 connection; use a user with +@read only"
        try:
            who = self._client.execute_command("ACL", "WHOAMI")
            may = self._client.execute_command("ACL", "DRYRUN", who, "SET", "pdscan", "")
        except redis.ResponseError:  # users who may not ask may not write either, or can't be told
            return
        if may == b"OK":
            yield "warning: this user may write: give pdscan one with +@read only"

    def _listed(self) -> Mapping[str, tuple[int, list[bytes]]]:
        import redis

        from pdscan.databases.key_families import Families

        if self._families is None:
            found = Families(self.options.sample_rows, self.options.seed)
            try:
                found.add(islice(self._client.scan_iter(count=1_000), MOST_KEYS))
            except (redis.RedisError, OSError) as error:
                raise _failure(error, "the list of keys") from None
            self._cut_off = found.counts.total() >= MOST_KEYS
            self._families = {name: (count, keys) for name, count, keys in found.settled()}
        return self._families

    def _batches(
        self, keys: Sequence[bytes], unseen: Counter[str], cells: BinaryCells
    ) -> Iterator[pa.RecordBatch]:
        for place in range(0, len(keys), _AT_ONCE):
            values = self._values(keys[place : place + _AT_ONCE], unseen)
            yield _batch([_record(row, *one, cells) for row, one in enumerate(values)], cells)

    def _values(self, keys: Sequence[bytes], unseen: Counter[str]) -> list[tuple[bytes, str, Any]]:
        """Return each key that is still there and of a known type, its type and its value."""
        kinds = self._asked([("TYPE", key) for key in keys])
        typed = [(key, kind.decode()) for key, kind in zip(keys, kinds, strict=True)]
        known = [(key, kind) for key, kind in typed if kind in _LENGTHS]
        unseen["values of Redis modules"] += sum(
            kind not in _LENGTHS and kind != "none" for _, kind in typed
        )
        lengths = self._asked([(_LENGTHS[kind], key) for key, kind in known])
        asked, kept = [], []
        for (key, kind), length in zip(known, lengths, strict=True):
            if kind == "string" and length > _MOST_BYTES:
                unseen["Redis values over 16 MiB"] += 1
                continue
            if kind != "string" and length > _MOST_ITEMS:
                unseen["items of long Redis values"] += length - _MOST_ITEMS
            kept.append((key, kind))
            asked.append(_question(key, kind, length))
        return [
            (key, kind, value) for (key, kind), value in zip(kept, self._asked(asked), strict=True)
        ]

    def _asked(self, commands: Sequence[Sequence[Any]]) -> list[Any]:
        if not commands:
            return []
        pipe = self._client.pipeline(transaction=False)
        for command in commands:
            pipe.execute_command(*command)
        return list(pipe.execute())

    def _prefix(self) -> str:
        return f"redis://{quote_name(self.options.name or 'redis')}/"


def _question(key: bytes, kind: str, length: int) -> tuple[Any, ...]:
    last = _MOST_ITEMS - 1
    if kind == "hash":
        return ("HGETALL", key) if length <= _MOST_ITEMS else ("HSCAN", key, 0, "COUNT", last)
    if kind == "set":
        return ("SMEMBERS", key) if length <= _MOST_ITEMS else ("SRANDMEMBER", key, _MOST_ITEMS)
    return {
        "string": ("GET", key),
        "list": ("LRANGE", key, 0, last),
        "zset": ("ZRANGE", key, 0, last),
        "stream": ("XRANGE", key, "-", "+", "COUNT", _MOST_ITEMS),
    }[kind]


def _record(row: int, key: bytes, kind: str, value: Any, cells: BinaryCells) -> _Record:
    """Return columns: fields named by plain words, all else as JSON, which masks its own keys."""
    from pdscan.databases.key_families import is_plain

    record: _Record = {"key": key}
    if kind == "string":
        return record | {"value": value}
    if kind != "hash":
        return record | {"value": _json(value, row, cells)}
    fields = value[1] if isinstance(value, (list, tuple)) else value
    named = {_text(name): cell for name, cell in fields.items()}
    record |= {name: cell for name, cell in named.items() if is_plain(name) and name != "key"}
    odd = {name: cell for name, cell in named.items() if name not in record or name == "key"}
    return record | ({"value": _json(odd, row, cells)} if odd else {})


def _json(value: Any, row: int, cells: BinaryCells) -> str:
    """Return what has parts as JSON; parts that are no text are put aside."""
    from pdscan.databases.documents import text_or_aside

    def plain(part: Any) -> Any:
        if isinstance(part, bytes):
            return text_or_aside(part, cells, "value", row)
        if isinstance(part, dict):
            return {_text(name): plain(cell) for name, cell in part.items()}
        if isinstance(part, (list, tuple, set)):
            return [plain(one) for one in part]
        return part

    return json.dumps(plain(value), ensure_ascii=False, default=str)


def _text(raw: Any) -> str:
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)


def _batch(records: Sequence[_Record], cells: BinaryCells) -> pa.RecordBatch:
    import pyarrow as pa

    from pdscan.databases.cell_texts import strings

    names = list(dict.fromkeys(name for record in records for name in record)) or ["key"]
    cells.columns = [name for name in names if name != "key"]  # there a mail in ASCII is a document
    columns = [strings([one.get(name) for one in records], name, cells) for name in names]
    return pa.RecordBatch.from_arrays(columns, names=names)


def _failure(error: Exception, what: str) -> UnreadableError:
    """Return why Redis did not answer, in our words; its own may quote what it was sent."""
    import redis
    from redis.exceptions import AuthenticationError, NoPermissionError

    if isinstance(error, (AuthenticationError, NoPermissionError)):
        return UnreadableError(Reason.PERMISSION, f"the user may not read {what}")
    if isinstance(error, redis.TimeoutError):
        return UnreadableError(Reason.TIMEOUT, f"{what} took longer than the time limit")
    if isinstance(error, (redis.ConnectionError, OSError)):
        return UnreadableError(Reason.UNREACHABLE, f"can't reach {what}, or the connection broke")
    return UnreadableError(Reason.OTHER, f"Redis could not give {what}")


plugin = RedisSource
