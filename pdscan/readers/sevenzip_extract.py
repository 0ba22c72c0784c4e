"""Unpack a 7z archive in memory; for the worker process only."""

from __future__ import annotations

import io
import lzma
from collections.abc import Iterator, Sequence

import py7zr
from py7zr.exceptions import ArchiveError, PasswordRequired, UnsupportedCompressionMethodError
from py7zr.io import Py7zIO, WriterFactory

from pdscan.model import Reason, UnreadableError
from pdscan.readers.isolation import Answer

LARGEST = 256 << 20
_BROKEN = (
    *(ArchiveError, lzma.LZMAError, OSError, ValueError, EOFError, KeyError, IndexError),
    *(TypeError, AttributeError, OverflowError, RuntimeError, AssertionError, MemoryError),
)


def extract(data: bytes, passwords: Sequence[str] = ()) -> Iterator[Answer]:
    """Yield name and bytes of each member."""
    locked = False
    for password in (None, *passwords):
        try:
            members = _members(data, password)
        except UnreadableError as trouble:
            locked = locked or trouble.reason is Reason.ENCRYPTED
            if not locked:
                raise
            continue
        for name, content in members.items():
            yield {"kind": "member", "key": name}
            yield content
        return
    raise UnreadableError(Reason.ENCRYPTED, "")


class _Memory(Py7zIO):
    """Hold one member; all together must stay under LARGEST."""

    def __init__(self, factory: _Factory) -> None:
        self.held = io.BytesIO()
        self._factory = factory

    def write(self, s: bytes | bytearray) -> int:
        self._factory.left -= len(s)
        if self._factory.left < 0:
            raise UnreadableError(Reason.LIMIT, "")
        return self.held.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self.held.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.held.seek(offset, whence)

    def flush(self) -> None:
        """Do nothing: all is in memory."""

    def size(self) -> int:
        return len(self.held.getbuffer())


class _Factory(WriterFactory):
    """Make the members' files in memory."""

    def __init__(self) -> None:
        self.left = LARGEST
        self.made: dict[str, _Memory] = {}

    def create(self, filename: str) -> Py7zIO:
        self.made[filename] = _Memory(self)
        return self.made[filename]


def _members(data: bytes, password: str | None) -> dict[str, bytes]:
    factory = _Factory()
    try:
        with py7zr.SevenZipFile(io.BytesIO(data), password=password) as archive:
            if sum(entry.uncompressed for entry in archive.list()) > LARGEST:
                raise UnreadableError(Reason.LIMIT, "")
            if archive.needs_password() and password is None:
                raise UnreadableError(Reason.ENCRYPTED, "")
            archive.extractall(factory=factory)
    except PasswordRequired:
        raise UnreadableError(Reason.ENCRYPTED, "") from None
    except UnsupportedCompressionMethodError:
        raise UnreadableError(Reason.UNSUPPORTED, "") from None
    except _BROKEN:
        raise UnreadableError(Reason.CORRUPT, "") from None
    return {name: one.held.getvalue() for name, one in factory.made.items()}
