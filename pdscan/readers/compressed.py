"""Read gzip, bzip2, xz, lzma, Zstandard and LZ4 files: one member, named without their ending."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pyarrow as pa

from pdscan.readers.streams import Readable
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
    magic = visit.stream.peek(4)
    if magic in _ARROW:
        file = pa.PythonFile(visit.stream, mode="r")
        opened: Readable = pa.CompressedInputStream(file, _ARROW[magic])
        return opened
    magic = magic[:2]
    if magic == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=visit.stream, mode="rb")
    if magic == b"BZ":
        return bz2.BZ2File(visit.stream)
    return lzma.LZMAFile(visit.stream)  # type: ignore[arg-type]  # it only reads
