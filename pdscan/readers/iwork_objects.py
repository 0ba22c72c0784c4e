"""Unpack the objects of an iWork document: Snappy chunks that hold Protocol Buffers.

A file `.iwa` is a row of chunks (a zero byte, a length of three bytes, raw Snappy); unpacked, it
is a row of headers (ArchiveInfo: id, then type and length of each message) and messages.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa

from pdscan.readers.streams import BROKEN

LARGEST = 512 << 20  # of one document, unpacked
_BROKEN = (OSError, pa.ArrowException, *BROKEN)
Value = int | bytes


class Message(NamedTuple):
    """Hold one object of a document: its type, and its bytes."""

    type: int
    data: bytes


def objects(archive: zipfile.ZipFile) -> tuple[dict[int, Message], int]:
    """Return the objects by id, and how many parts are damaged or too large."""
    found: dict[int, Message] = {}
    damaged, left = 0, LARGEST
    for entry in archive.infolist():
        if not entry.filename.endswith(".iwa"):
            continue
        try:
            left -= entry.file_size
            if left < 0:
                raise ValueError
            data = b"".join(_chunks(archive.read(entry), left))
            left -= len(data)
            found.update(_messages(data))
        except _BROKEN:
            damaged += 1
    return found, damaged


def fields(data: bytes) -> Iterator[tuple[int, Value]]:
    """Yield number and value of the fields of a message; raises ValueError for damaged ones."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = varint(data, at)
            yield number, value
            continue
        size, at = (8, at) if wire == 1 else (4, at) if wire == 5 else varint(data, at)
        if wire not in {1, 2, 5} or at + size > len(data):
            raise ValueError
        yield number, data[at : at + size]
        at += size


def parts(data: bytes, number: int) -> list[bytes]:
    """Return the values of a field that are bytes: texts and inner messages."""
    return [value for key, value in fields(data) if key == number and isinstance(value, bytes)]


def whole(data: bytes, number: int) -> int:
    """Return the number that a field holds, 0 where there is none."""
    return next((v for key, v in fields(data) if key == number and isinstance(v, int)), 0)


def text(data: bytes, number: int) -> str:
    """Return the text that a field holds, nothing where there is none."""
    return "".join(part.decode("utf-8", "replace") for part in parts(data, number))


def referred(data: bytes, number: int, known: Mapping[int, Message]) -> list[Message]:
    """Return the objects that a field points at."""
    ids = (whole(reference, 1) for reference in parts(data, number))
    return [known[one] for one in ids if one in known]


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte and where it ends; ValueError where it doesn't."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
    raise ValueError


def is_document(names: list[str]) -> bool:
    """Say whether a zip package with these members is an iWork document of today."""
    return any(re.fullmatch(r"(?:.*/)?Index(?:\.zip|/Document\.iwa)", name) for name in names)


def is_old_document(names: list[str]) -> bool:
    """Say whether the package is one of iWork '09: XML beside pictures of its pages."""
    return "buildVersionHistory.plist" in names and bool({"index.xml", "index.apxl"} & {*names})


def _chunks(data: bytes, left: int) -> Iterator[bytes]:
    at = 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "little")
        chunk = data[at + 4 : at + 4 + size]
        if data[at] != 0 or len(chunk) < size:
            raise ValueError
        length, _ = varint(chunk, 0)
        left -= length
        if left < 0:
            raise ValueError
        yield pa.decompress(chunk, decompressed_size=length, codec="snappy", asbytes=True)
        at += 4 + size


def _messages(data: bytes) -> Iterator[tuple[int, Message]]:
    at = 0
    while at < len(data):
        size, at = varint(data, at)
        head = data[at : at + size]
        at += size
        for about in parts(head, 2):
            length = whole(about, 3)
            if at + length > len(data):
                raise ValueError
            yield whole(head, 1), Message(whole(about, 1), data[at : at + length])
            at += length
