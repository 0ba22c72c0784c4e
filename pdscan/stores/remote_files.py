"""List and read the files of a store: folder by folder, in the order of their names.

A store tells entries and opens files; how its protocol does so is its own. Links are not followed,
so loops end; one is a gap, since what it leads to may lie elsewhere.
"""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar, Self
from urllib.parse import unquote

from pdscan.contracts import IGNORED, Piece, ReadOptions, Source
from pdscan.model import Asset, Gap, Reason, UnreadableError
from pdscan.readers import read
from pdscan.readers.streams import trouble_with
from pdscan.stores import address, ignore_file
from pdscan.stores.held import Held
from pdscan.stores.ignore_file import IgnoreFile

CONNECT_SECONDS = 10
ANSWER_SECONDS = 60
DEEPEST = 200
_BUFFER = 1 << 20
_RENEWALS = 20  # of a connection that broke; a server that is gone must not be waited for each time


class Kind(StrEnum):
    """Say what an entry of a folder is; `other` are pipes, devices and the like."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """Describe one entry: `size` in bytes, `modified` in UTC, `key` changes with the content."""

    name: str
    kind: Kind
    size: int | None = None
    modified: datetime | None = None
    key: str | None = None


class Store(ABC):
    """List and open what lies on a server, by paths that begin with `/`.

    Any method may raise what `failures` names, which `trouble` explains.
    """

    failures: ClassVar[tuple[type[Exception], ...]] = (OSError, EOFError)

    @abstractmethod
    def look(self, path: str) -> Entry:
        """Return what a path is."""

    @abstractmethod
    def entries(self, folder: str) -> Sequence[Entry]:
        """Return what lies in a folder, itself and its parent left out."""

    @abstractmethod
    def open(self, path: str) -> io.RawIOBase:
        """Open a file to be read from its beginning."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""

    def trouble(self, error: Exception, what: str) -> UnreadableError:
        """Say what a failure means for a scan, without the server's words."""
        told = OSError(getattr(error, "errno", None), "")  # of the kind that its number stands for
        if told.errno and not isinstance(told, (TimeoutError, ConnectionError)):
            return trouble_with(told, what)
        return UnreadableError(Reason.UNREACHABLE, f"the connection broke while {what} was read")


class RemoteFiles(Source):
    """Read the files under one path of a store; `connect` is all that a protocol adds."""

    def __init__(self, target: str, options: ReadOptions) -> None:
        super().__init__(target, options)
        self.address = address.parse(target)
        self.store: Store | None = None
        self._ignored: IgnoreFile | None = None
        self._is_broken = False
        self._renewals = 0
        self._held = Held(options.limits.seconds)

    @abstractmethod
    def connect(self) -> Store:
        """Return the store, logged in; raise UnreadableError where that can't be."""

    def __enter__(self) -> Self:
        self.store = self.connect()
        return self

    def close(self) -> None:
        """Let go of the connection."""
        if self.store is not None:
            self.store.close()
            self.store = None

    def assets(self) -> Iterator[Asset | Gap]:
        """List all files in the order of their names, folder by folder."""
        store, root = self._opened(), self.address.path
        locator = self.address.locator(root)
        try:
            entry = store.look(root)
        except store.failures as error:
            raise store.trouble(error, locator) from None
        if entry.kind is not Kind.FOLDER:
            yield self._listed(root, entry)
            return
        folders = [root]
        while folders:
            below: list[str] = []
            yield from self._folder(store, folders.pop(), below)
            folders += reversed(below)

    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Read one file and all that lies in it."""
        store, path = self._renewed(), self._path(asset)
        held = self._held.take(asset.locator, asset.size)
        try:
            with held or io.BufferedReader(store.open(path), _BUFFER) as file:
                name = path.rpartition("/")[2]
                yield from read(asset, file, self.options.limits, name=name)
        except store.failures as error:
            trouble = store.trouble(error, asset.locator)
            self._is_broken = trouble.reason is Reason.UNREACHABLE
            raise trouble from None

    def digest(self, asset: Asset) -> bytes | None:
        """Return a hash of a file's bytes, which costs a transfer: no protocol tells it."""
        store = self._opened()
        try:
            with closing(store.open(self._path(asset))) as raw:
                return self._held.digest(asset.locator, asset.size or 0, raw)
        except store.failures:
            return None  # reading it will say what is wrong

    def _renewed(self) -> Store:
        """Return the store; where its connection broke, log in anew: others can still be read."""
        store = self._opened()
        if self._is_broken and self._renewals < _RENEWALS:
            self._renewals += 1
            store.close()
            self.store = store = self.connect()
            self._is_broken = False
        return store

    def _path(self, asset: Asset) -> str:
        return unquote(asset.locator.removeprefix(self.address.server), errors="surrogateescape")

    def _folder(self, store: Store, folder: str, below: list[str]) -> Iterator[Asset | Gap]:
        """List the files of one folder and put the folders in it into `below`."""
        locator = self.address.locator(folder)
        if folder.count("/") > DEEPEST:
            detail = f"{locator} lies more than {DEEPEST} folders deep"
            yield Gap(locator, Reason.LIMIT, detail)
            return
        try:
            entries = sorted(store.entries(folder), key=lambda entry: entry.name)
        except store.failures as error:
            trouble = store.trouble(error, locator)
            yield Gap(locator, trouble.reason, trouble.detail)
            return
        if folder == self.address.path and any(one.name == ignore_file.NAME for one in entries):
            yield from self._read_ignore_file(store)
        for entry in entries:
            if not entry.name or "/" in entry.name or entry.name in (".", ".."):
                yield Gap(locator, Reason.OTHER, f"{locator} lists an entry that is no name")
                continue
            path = _joined(folder, entry.name)
            if self._is_ignored(path, is_folder=entry.kind is Kind.FOLDER):
                where = self.address.locator(path)
                yield Asset(where, self.options.name, IGNORED, size=entry.size)
            elif entry.kind is Kind.FOLDER:
                below.append(path)
            else:
                yield self._listed(path, entry)

    def _read_ignore_file(self, store: Store) -> Iterator[Gap]:
        """Learn what the target's own `.pdscanignore` leaves out."""
        path = _joined(self.address.path, ignore_file.NAME)
        where = self.address.locator(path)
        try:
            with io.BufferedReader(store.open(path), _BUFFER) as file:
                self._ignored = ignore_file.parse(file.read(ignore_file.LONGEST))
        except store.failures as error:
            trouble = store.trouble(error, where)
            yield Gap(where, trouble.reason, trouble.detail)
            return
        if self._ignored.refused:
            detail = ignore_file.complaint(where, self._ignored.refused)
            yield Gap(where, Reason.OTHER, detail)

    def _is_ignored(self, path: str, *, is_folder: bool) -> bool:
        if self._ignored is None:
            return False
        below = path.removeprefix(self.address.path).lstrip("/")
        return self._ignored.leaves_out(below, is_folder=is_folder)

    def _listed(self, path: str, entry: Entry) -> Asset | Gap:
        locator = self.address.locator(path)
        if entry.kind is Kind.LINK:
            return Gap(locator, Reason.OTHER, f"{locator} is a symbolic link; it was not followed")
        if entry.kind is not Kind.FILE:
            detail = f"{locator} is a pipe, socket or device, which is never opened"
            return Gap(locator, Reason.UNSUPPORTED, detail)
        changed = entry.modified.astimezone(UTC) if entry.modified else None
        key = f"{entry.size}-{changed.timestamp()}" if changed else None
        return Asset(
            locator,
            self.options.name,
            "file",
            size=entry.size,
            modified=changed.strftime("%Y-%m-%dT%H:%M:%SZ") if changed else None,
            content_key=entry.key or key,
        )

    def _opened(self) -> Store:
        if self.store is None:
            raise RuntimeError("open the source in a with statement first")
        return self.store


def _joined(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}"
