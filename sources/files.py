"""Local files and folders: a path, or file:///absolute/path.

A folder is read with all that lies under it, in the order of the names. Symbolic links are not
followed, so loops end and no file is read twice: what a link inside the folder leads to is read at
its own place, a link that leads out of the folder is a gap; a folder that is mounted inside itself
is not entered again. What the target's own `.pdscanignore` leaves out is counted. Pipes, sockets
and devices are never opened. The target itself may be a link. A file that every account of the
machine may read, through folders that all may enter, is said to be exposed to them: `internal`.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from pdscan import locators
from pdscan.contracts import IGNORED, OWN_FILE, Piece, ReadOptions, Source
from pdscan.model import Asset, Gap, Reason, UnreadableError
from pdscan.readers import read
from pdscan.readers.streams import trouble_with
from pdscan.stores import ignore_file
from pdscan.stores.ignore_file import IgnoreFile
from pdscan.stores.local_file import LocalFile

_SCHEME = "file://"
_BUFFER = 1 << 16
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


class Files(Source):
    """List and read the files under one path."""

    schemes = ("file",)

    def __init__(self, target: str, options: ReadOptions) -> None:
        super().__init__(target, options)
        self.root = os.path.abspath(_path(target))
        self._entered: dict[str, bool] = {}
        self._ignored: IgnoreFile | None = None
        if not os.path.lexists(self.root):
            detail = f"there is no file or folder {target}: see if the path is right"
            raise UnreadableError(Reason.UNREACHABLE, detail)

    def assets(self) -> Iterator[Asset | Gap]:
        """List all files in the order of their names, folder by folder."""
        try:
            status = os.stat(self.root)
        except OSError as error:
            yield self._trouble(self.root, error)
            return
        if not stat.S_ISDIR(status.st_mode):
            yield from self._listed(self.root, status)
            return
        yield from self._read_ignore_file()
        folders = [_Folder(self.root)]
        while folders:
            below: list[_Folder] = []
            yield from self._folder(folders.pop(), below)
            folders += reversed(below)

    def blocks(self, asset: Asset) -> Generator[tuple[Asset, Piece], None, None]:
        """Read one file and all that lies in it."""
        path = _path(asset.locator)
        try:
            with io.BufferedReader(LocalFile(self._open(path)), _BUFFER) as file:
                yield from _read(asset, file, path, self.options)
        except OSError as error:
            raise trouble_with(error, asset.locator) from None

    def digest(self, asset: Asset) -> bytes:
        """Return a hash of a file's bytes."""
        with io.BufferedReader(LocalFile(self._open(_path(asset.locator))), _BUFFER) as file:
            return hashlib.file_digest(file, "blake2b").digest()

    def _read_ignore_file(self) -> Iterator[Gap]:
        """Learn what the target's own `.pdscanignore` leaves out."""
        path = os.path.join(self.root, ignore_file.NAME)
        if not os.path.lexists(path):
            return
        try:
            with io.FileIO(self._open(path)) as file:
                self._ignored = ignore_file.parse(file.read(ignore_file.LONGEST) or b"")
        except OSError as error:
            yield self._trouble(path, error)
            return
        except UnreadableError as trouble:
            yield Gap(_locator(path), trouble.reason, trouble.detail)
            return
        if refused := self._ignored.refused:
            detail = ignore_file.complaint(_locator(path), refused)
            yield Gap(_locator(path), Reason.OTHER, detail)

    def _is_ignored(self, path: str, *, is_folder: bool) -> bool:
        if self._ignored is None:
            return False
        return self._ignored.leaves_out(os.path.relpath(path, self.root), is_folder=is_folder)

    def _folder(self, folder: _Folder, below: list[_Folder]) -> Iterator[Asset | Gap]:
        """List the files of one folder and put the folders in it into `below`."""
        try:
            around = folder.entered()
            if around is None:
                return
            with os.scandir(folder.path) as found:
                entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield self._trouble(folder.path, error)
            return
        for entry in entries:
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                yield self._trouble(entry.path, error)
                continue
            is_folder = stat.S_ISDIR(status.st_mode)
            if self._is_ignored(entry.path, is_folder=is_folder):
                size = None if is_folder else status.st_size
                yield Asset(_locator(entry.path), self.options.name, IGNORED, size=size)
            elif is_folder:
                below.append(_Folder(entry.path, around))
            else:
                yield from self._listed(entry.path, status)

    def _listed(self, path: str, status: os.stat_result) -> Iterator[Asset | Gap]:
        locator = _locator(path)
        if path in self.options.own_files:
            yield Asset(locator, self.options.name, OWN_FILE, size=status.st_size)
            return
        if stat.S_ISLNK(status.st_mode):
            if not self._is_inside(path):
                detail = f"{locator} is a symbolic link that leads elsewhere; it was not followed"
                yield Gap(locator, Reason.OTHER, detail)
        elif not stat.S_ISREG(status.st_mode):
            detail = f"{locator} is a pipe, socket or device, which is never opened"
            yield Gap(locator, Reason.UNSUPPORTED, detail)
        else:
            yield Asset(
                locator,
                self.options.name,
                "file",
                size=status.st_size,
                modified=_time(status.st_mtime_ns),
                content_key=f"{status.st_size}-{status.st_mtime_ns}-{status.st_ino}",
                exposure=self._exposure(path, status),
            )

    def _exposure(self, path: str, status: os.stat_result) -> str | None:
        readable = os.name == "posix" and bool(status.st_mode & stat.S_IROTH)
        return "internal" if readable and self._is_entered(os.path.dirname(path)) else None

    def _is_entered(self, folder: str) -> bool:
        """Say whether every account may enter a folder and all above it."""
        waiting = [folder]
        while waiting[-1] not in self._entered and os.path.dirname(waiting[-1]) != waiting[-1]:
            waiting.append(os.path.dirname(waiting[-1]))
        is_open = self._entered.get(waiting[-1], True)
        for one in reversed(waiting):
            if one not in self._entered:
                self._entered[one] = is_open and _may_enter(one)
            is_open = self._entered[one]
        return is_open

    def _is_inside(self, link: str) -> bool:
        """Say whether a link leads to something that is listed at its own place."""
        real, root = os.path.realpath(link), os.path.realpath(self.root)
        return os.path.exists(real) and os.path.commonpath([real, root]) == root

    def _open(self, path: str) -> int:
        """Open a regular file only: a pipe put in its place must not block the scan."""
        descriptor = os.open(path, _FLAGS | (0 if path == self.root else _NO_FOLLOW))
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise UnreadableError(Reason.UNSUPPORTED, f"{_locator(path)} is no longer a file")
        return descriptor

    def _trouble(self, path: str, error: OSError) -> Gap:
        trouble = trouble_with(error, _locator(path))
        return Gap(_locator(path), trouble.reason, trouble.detail)


@dataclass(frozen=True, slots=True)
class _Folder:
    """Hold a folder to be listed, and which folders it lies in, by device and inode."""

    path: str
    around: frozenset[tuple[int, int]] = frozenset()

    def entered(self) -> frozenset[tuple[int, int]] | None:
        """Return what its own folders lie in; None where it is one of those it lies in itself."""
        status = os.stat(self.path)
        own = (status.st_dev, status.st_ino)
        return None if own in self.around and os.name == "posix" else self.around | {own}


def _may_enter(folder: str) -> bool:
    try:
        return bool(os.stat(folder).st_mode & stat.S_IXOTH)
    except OSError:
        return False


def _read(
    asset: Asset, file: BinaryIO, path: str, options: ReadOptions
) -> Iterator[tuple[Asset, Piece]]:
    yield from read(asset, file, options.limits, name=os.path.basename(path))


def _path(target: str) -> str:
    """Return the path of a locator or target; undecodable bytes as the system spells them."""
    if not target.startswith(_SCHEME):
        return os.path.expanduser(target)
    rest = target.removeprefix(_SCHEME).removeprefix("localhost")
    return os.fsdecode(unquote_to_bytes(rest))


def _locator(path: str) -> str:
    return _SCHEME + locators.quote_name(path)


def _time(nanoseconds: int) -> str | None:
    """Return a time as RFC 3339 in UTC, None for one that no calendar has."""
    try:
        moment = datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment.isoformat().replace("+00:00", "Z")


plugin = Files
