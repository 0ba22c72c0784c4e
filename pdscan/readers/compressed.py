"""Read gzip, bzip2, xz, lzma, Zstandard and LZ4 files: one member, named without their ending."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pyarrow as pa

from pdscan.readers import formats
from pdscan.readers.streams import CHUNK, Readable
from pdscan.readers.visit import Pieces, Visit

_ENDINGS = {
    ".tgz": ".tar",
    ".tbz2": ".tar",
    ".tbz": ".tar",
    ".txz": ".tar",
    ".tzst": ".tar",
    ".svgz": ".svg",
}
_PLAIN = (".gz", ".bz2", ".xz", ".gzip", ".z", ".lzma", ".zst", ".zstd", ".lz4")
_XZ = b"\xfd7zXZ\0"
_MAGIC = len(_XZ)
_ARROW = {b"\x28\xb5\x2f\xfd": "zstd", b"\x04\x22\x4d\x18": "lz4"}


def read(visit: Visit) -> Pieces:
    """Yield what the one member holds."""
    name = inner_name(visit.name)
    yield from visit.enter(visit.member(name), name, _opened(visit), lambda: visit.stream.taken)


def inner_name(name: str) -> str:
    """Return the name of what a compressed file holds.

    >>> inner_name("access.log.gz"), inner_name("saves.tgz"), inner_name("dump")
    ('access.log', 'saves.tar', 'dump')
    """
    lower = name.lower()
    for ending, inner in _ENDINGS.items():
        if lower.endswith(ending):
            return name[: -len(ending)] + inner
    for ending in _PLAIN:
        if lower.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return name or "content"


def _opened(visit: Visit) -> Readable:
    magic = formats.after_skipped(visit.stream.peek(formats.HEAD))[:4]
    if magic in _ARROW:
        file = pa.PythonFile(visit.stream, mode="r")
        opened: Readable = pa.CompressedInputStream(file, _ARROW[magic])
        return opened
    magic = magic[:2]
    if magic == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=visit.stream, mode="rb")
    if magic == b"BZ":
        return bz2.BZ2File(visit.stream)
    return _Streams(visit.stream)


class _Streams:
    """Unpack xz streams one after another, with the zeros that may stand between and behind them.

    `lzma.LZMAFile` takes zeros at the end for a stream cut short. Source: .xz 1.2.1, 2.2.
    """

    def __init__(self, packed: Readable) -> None:
        self._packed = packed
        self._unpack = lzma.LZMADecompressor()

    def read(self, size: int = -1, /) -> bytes:
        size = CHUNK if size < 0 else size
        while size:
            raw = b""
            if self._unpack.eof and not (raw := self._next_stream()):
                return b""
            if not raw and self._unpack.needs_input and not (raw := self._packed.read(CHUNK)):
                raise EOFError
            if found := self._unpack.decompress(raw, size):
                return found
        return b""

    def _next_stream(self) -> bytes:
        """Return how the next stream begins; nothing where none follows."""
        raw = self._unpack.unused_data.lstrip(b"\0")
        while not raw and (more := self._packed.read(CHUNK)):
            raw = more.lstrip(b"\0")
        raw += self._packed.read(_MAGIC - len(raw)) if len(raw) < _MAGIC else b""
        self._unpack = lzma.LZMADecompressor() if raw.startswith(_XZ) else self._unpack
        return raw if raw.startswith(_XZ) else b""
