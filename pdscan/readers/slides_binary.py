"""Take text and embedded files out of a presentation of the old format (PPT); source: [MS-PPT].

Every text record is taken, in the order of the file: slides, notes, masters, comments, names.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_CONTAINER = 0xF
_WIDE, _NARROW, _NAMES = 0x0FA0, 0x0FA8, 0x0FBA
_OBJECT = 0x1011
_ENCRYPTED_TOKEN = b"\xdf\xc4\xd1\xf3"
_SIGNS = {11: "\n", 13: "\n"}
LARGEST = 64 << 20


def is_encrypted(current_user: bytes) -> bool:
    """Say whether the stream `Current User` calls the presentation encrypted."""
    return current_user[12:16] == _ENCRYPTED_TOKEN


def records(data: bytes) -> Iterator[str | bytes]:
    """Yield texts, and the bytes of embedded objects."""
    at = 0
    while at + 8 <= len(data):
        head = int.from_bytes(data[at : at + 2], "little")
        kind = int.from_bytes(data[at + 2 : at + 4], "little")
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8
        if head & 0xF == _CONTAINER:
            continue  # walk into it: its records follow
        content = data[at : at + size]
        at += size
        if kind in {_WIDE, _NAMES}:
            yield content.decode("utf-16-le", "replace").translate(_SIGNS)
        elif kind == _NARROW:
            yield content.decode("latin-1").translate(_SIGNS)
        elif kind == _OBJECT:
            yield _unpacked(content, is_packed=head >> 4 == 1)


def count_pictures(pictures: bytes) -> int:
    """Return how many pictures the stream `Pictures` holds."""
    at, count = 0, 0
    while at + 8 <= len(pictures):
        at += 8 + int.from_bytes(pictures[at + 4 : at + 8], "little")
        count += 1
    return count


def _unpacked(content: bytes, *, is_packed: bool) -> bytes:
    if not is_packed:
        return content
    try:
        return zlib.decompressobj().decompress(content[4:], LARGEST)
    except zlib.error:
        return b""
