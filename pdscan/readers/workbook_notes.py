"""Take what stands beside the cells out of an old workbook (XLS): notes, text boxes, page headers.

Source: [MS-XLS], records Note, TxO, Header, Footer, HLink.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

_FILE_PASS = 0x2F
_NOTE, _HEADER, _FOOTER, _CONTINUE, _BOX, _LINK = 0x1C, 0x14, 0x15, 0x3C, 0x1B6, 0x1B8
_PAGE_CODE = re.compile(r'&(?:"[^"]*"|\d+|[A-Z])')
_WIDE_RUN = re.compile(rb"(?:[^\x00][\x00\x01]){6,}")


def texts(data: bytes) -> Iterator[str]:
    """Yield the texts that lie beside the cells, from the bytes of the stream `Workbook`."""
    before = 0
    for kind, content in _records(data):
        if kind == _CONTINUE and before == _BOX:
            yield _characters(content[:1], content[1:])
        elif kind in {_HEADER, _FOOTER} and len(content) > 3:
            yield _PAGE_CODE.sub(" ", _characters(content[2:3], content[3:])).strip()
        elif kind == _NOTE and len(content) > 11:
            yield _characters(content[10:11], content[11:]).rstrip("\0")
        elif kind == _LINK:
            yield from (run.decode("utf-16-le", "replace") for run in _WIDE_RUN.findall(content))
        before = kind


def is_encrypted(data: bytes) -> bool:
    """Say whether the workbook has the record FilePass, which stands near its beginning."""
    return any(kind == _FILE_PASS for kind, _ in islice(_records(data), 20))


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        kind = int.from_bytes(data[at : at + 2], "little")
        size = int.from_bytes(data[at + 2 : at + 4], "little")
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _characters(flag: bytes, content: bytes) -> str:
    return content.decode("utf-16-le" if flag == b"\x01" else "latin-1", "replace")
