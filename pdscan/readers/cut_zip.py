"""Read a zip archive whose directory is missing: members from the start, as far as they go."""

from __future__ import annotations

import io
import struct
import zlib
from functools import partial
from typing import IO

from pdscan.model import Reason
from pdscan.readers.streams import CHUNK, Readable
from pdscan.readers.visit import Pieces, Visit

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_DEFLATED, _STORED = 8, 0


class _Inflating:
    """Inflate from where the file stands; `rest` is what came after the member's end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self.ended = False

    def read(self, size: int = -1, /) -> bytes:
        size = CHUNK if size < 0 else size
        while not self._inflate.eof:
            packed = self._inflate.unconsumed_tail or self._file.read(1 << 16)
            if not packed:
                raise EOFError
            if found := self._inflate.decompress(packed, size):
                self._settle()
                return found
        self._settle()
        return b""

    def _settle(self) -> None:
        if self._inflate.eof and not self.ended:
            self.ended = True
            self._file.seek(-len(self._inflate.unused_data), io.SEEK_CUR)


class _Stored:
    """Read a given number of bytes."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int = -1, /) -> bytes:
        found = self._file.read(self._left if size < 0 else min(size, self._left))
        if not found and self._left:
            raise EOFError
        self._left -= len(found)
        return found


def read(visit: Visit, file: IO[bytes]) -> Pieces:
    """Yield what can be read, then a gap: an archive without its directory is cut short."""
    while True:
        raw = file.read(_LOCAL.size)
        if len(raw) < _LOCAL.size or raw[:4] != b"PK\x03\x04" or visit.budget.members <= 0:
            break
        _, _, flags, method, _, _, _, packed, _, name_size, extra = _LOCAL.unpack(raw)
        name = file.read(name_size).decode("utf-8", "surrogateescape")
        file.seek(extra, io.SEEK_CUR)
        if flags & 1 or method not in {_DEFLATED, _STORED} or (method == _STORED and flags & 8):
            break
        visit.budget.members -= 1
        after = file.tell() + packed
        if not name.endswith("/"):
            member: Readable
            member = _Inflating(file) if method == _DEFLATED else _Stored(file, packed)
            base = name.replace("\\", "/").rsplit("/", 1)[-1]
            asset = visit.member(name)
            yield from visit.enter(asset, base, member, partial(int, packed) if packed else None)
            if flags & 8 and isinstance(member, _Inflating):
                if not _to_end(member):
                    break
                _skip_descriptor(file)
                continue
        file.seek(after)
    yield visit.gap(Reason.CORRUPT, f"{visit.what} is a damaged zip archive, or cut short")


def _to_end(member: _Inflating) -> bool:
    try:
        while member.read(CHUNK):
            pass
    except (EOFError, zlib.error):
        return False
    return True


def _skip_descriptor(file: IO[bytes]) -> None:
    begin = file.read(4)
    file.seek(12 if begin == b"PK\x07\x08" else 8, io.SEEK_CUR)
