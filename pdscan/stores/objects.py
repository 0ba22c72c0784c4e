"""Read the objects of a bucket of any cloud: listed flat, by pages, in the order of their names.

A cloud's own client lists and fetches; the readers get a file that fetches windows of bytes, which
grow while it is read forward, so that they may seek.
"""

from __future__ import annotations

import hashlib
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import unquote

from pdscan.contracts import Piece, ReadOptions, Source
from pdscan.locators import quote_name
from pdscan.model import Asset, Block, Gap, MissingDriverError, Reason, UnreadableError, UsageError
from pdscan.readers import read
from pdscan.readers.seeking import SeekableFile
from pdscan.stores.held import Held

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER = 1 << 20
_FIRST, _LAST = 1 << 20, 16 << 20  # bytes of a window
_NAME = re.compile(r"[A-Za-z0-9$][A-Za-z0-9._-]{1,221}")
_FORBIDDEN = 403
_ON = ("1", "true", "yes", "on")


@dataclass(frozen=True, slots=True)
class Listed:
    """Describe one object: `size` in bytes, `key` changes with the content, `labels` are data."""

    name: str
    size: int
    modified: datetime | None
    key: str
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)


class Bucket(ABC):
    """List and fetch what lies in one bucket. Any method may raise what `failures` names."""

    failures: ClassVar[tuple[type[Exception], ...]] = (OSError,)
    region: str | None = None
    exposure: str | None = None

    @abstractmethod
    def listed(self, prefix: str) -> Iterator[Listed]:
        """Yield the objects whose names begin with the prefix, in the order of their names."""

    @abstractmethod
    def labels(self, name: str) -> Mapping[str, str]:
        """Return what people wrote beside an object."""

    @abstractmethod
    def fetch(self, name: str, key: str, start: int, count: int) -> bytes:
        """Return bytes of an object; refused (412) where it is no longer that of the `key`."""

    def md5(self, name: str, key: str) -> bytes | None:
        """Return the MD5 that the server took of an object; None where it took or tells none."""
        return None

    @abstractmethod
    def status(self, error: Exception) -> int | None:
        """Return the number that the server answered, None where it didn't."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connections."""


class CloudObjects(Source):
    """Read the objects of one bucket; `connect` is all that a cloud adds."""

    extra: ClassVar[str] = ""

    def __init__(self, target: str, options: ReadOptions) -> None:
        super().__init__(target, options)
        scheme, _, place = target.partition("://")
        self.name, _, self.prefix = place.partition("/")
        if not _NAME.fullmatch(self.name):
            raise UsageError(f"the address names no bucket: write {scheme}://bucket/prefix")
        self.place = f"{scheme}://{self.name}"
        self._bucket: Bucket | None = None
        self._held = Held(options.limits.seconds)
        self._tells_md5: bool | None = None  # not known before it was tried

    @abstractmethod
    def connect(self) -> Bucket:
        """Return the bucket; raise ImportError where the driver is missing."""

    def is_on(self, name: str) -> bool:
        """Answer whether a parameter says yes."""
        return self.options.params.get(name, "").lower() in _ON

    def __enter__(self) -> Self:
        try:
            self._bucket = self.connect()
        except ImportError:
            raise MissingDriverError(self.place, self.extra) from None
        try:
            next(self._bucket.listed(self.prefix), None)
        except self._bucket.failures as error:
            trouble = self._trouble(error, self.place)
            self.close()
            raise trouble from None
        return self

    def close(self) -> None:
        """Let go of the connections."""
        if self._bucket is not None:
            self._bucket.close()
            self._bucket = None

    def assets(self) -> Iterator[Asset | Gap]:
        """List the objects; the markers of empty folders are none."""
        bucket = self._opened()
        try:
            for found in bucket.listed(self.prefix):
                if found.size or not found.name.endswith("/"):
                    yield self._asset(found, bucket)
        except bucket.failures as error:
            raise self._trouble(error, self.place) from None

    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Read one object, what was written beside it, and all that lies in it."""
        bucket, name = self._opened(), self._key(asset)
        held = self._held.take(asset.locator, asset.size)
        try:
            for piece in self._labels(bucket, name, asset):
                yield asset, piece
            with held or io.BufferedReader(_Windows(bucket, name, asset), _BUFFER) as file:
                yield from read(asset, file, self.options.limits, name=name.rpartition("/")[2])
        except bucket.failures as error:
            raise self._trouble(error, asset.locator) from None

    def digest(self, asset: Asset) -> bytes | None:
        """Return a digest of an object and its labels.

        That of its bytes costs their transfer. It is spared where the server tells an MD5, once a
        small object has shown that it is one.
        """
        bucket, name = self._opened(), self._key(asset)
        failures: tuple[type[Exception], ...] = (EOFError, *bucket.failures)
        try:
            labels = sorted(bucket.labels(name).items())
            content = self._content(bucket, name, asset)
        except failures:
            return None  # reading it will say what is wrong
        if content is None:
            return None
        return hashlib.blake2b(repr((content, labels)).encode()).digest()

    def _content(self, bucket: Bucket, name: str, asset: Asset) -> bytes | None:
        told = None if self._tells_md5 is False else bucket.md5(name, asset.content_key or "")
        if told and self._tells_md5:
            return told
        raw = _Windows(bucket, name, asset)
        found = self._held.digest(asset.locator, asset.size or 0, raw)
        if told and found and (data := self._held.data):
            self._tells_md5 = hashlib.md5(data, usedforsecurity=False).digest() == told
        return told if self._tells_md5 else found

    def _key(self, asset: Asset) -> str:
        return unquote(asset.locator.removeprefix(self.place + "/"))

    def _labels(self, bucket: Bucket, name: str, asset: Asset) -> Iterator[Piece]:
        """Yield what people wrote beside an object; few may read tags, and the object all the same.

        Raises what the bucket does.
        """
        try:
            labels = bucket.labels(name)
        except bucket.failures as error:
            if bucket.status(error) != _FORBIDDEN:
                raise
            detail = f"the labels of {asset.locator} may not be read with these credentials"
            yield Gap(asset.locator, Reason.PERMISSION, detail)
            return
        for key, value in labels.items():
            yield Block(text=value, locus=f"metadata:{key}")

    def _asset(self, found: Listed, bucket: Bucket) -> Asset:
        changed = found.modified.astimezone(UTC) if found.modified else None
        return Asset(
            f"{self.place}/{quote_name(found.name)}",
            self.options.name or self.name,
            "object",
            size=found.size,
            modified=changed.strftime("%Y-%m-%dT%H:%M:%SZ") if changed else None,
            content_key=found.key or None,
            region=bucket.region,
            exposure="public" if self.is_on("anonymous") else bucket.exposure,
        )

    def _trouble(self, error: Exception, what: str) -> UnreadableError:
        """Say what a failure means, by the number that the server answered; never its words."""
        status = self._opened().status(error)
        if status in (401, _FORBIDDEN):
            return UnreadableError(Reason.PERMISSION, f"these credentials may not read {what}")
        if status in (412, 416):
            return UnreadableError(Reason.VANISHED, f"{what} was changed while it was read")
        if status == 404:
            return UnreadableError(Reason.VANISHED, f"{what} isn't there")
        if status == 409:
            return UnreadableError(Reason.UNSUPPORTED, f"{what} is archived: restore it first")
        number = f" (answer {status})" if status else ""
        return UnreadableError(Reason.UNREACHABLE, f"{what} can't be reached{number}")

    def _opened(self) -> Bucket:
        if self._bucket is None:
            raise RuntimeError("open the source in a with statement first")
        return self._bucket


class _Windows(SeekableFile):
    """Be an object as a file: a window of its bytes is in memory."""

    def __init__(self, bucket: Bucket, name: str, asset: Asset) -> None:
        super().__init__(asset.size or 0)
        self._bucket = bucket
        self._name = name
        self._key = asset.content_key or ""
        self._start = 0
        self._window = _FIRST
        self._data = b""

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Take the next bytes; none at the end."""
        view = memoryview(buffer).cast("B")
        if self.left() == 0:
            return 0
        if not 0 <= self.at - self._start < len(self._data):
            self._fetch()
        found = self._data[self.at - self._start :][: len(view)]
        view[: len(found)] = found
        self.at += len(found)
        return len(found)

    def _fetch(self) -> None:
        goes_on = self.at == self._start + len(self._data)
        self._window = min(self._window * 2, _LAST) if goes_on and self._data else _FIRST
        count = min(self._window, self.left())
        self._data = self._bucket.fetch(self._name, self._key, self.at, count)
        self._start = self.at
        if not self._data:
            raise EOFError  # or an answer without bytes would pass for the object's end
