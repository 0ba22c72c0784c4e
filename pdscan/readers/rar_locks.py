"""Tell which files of a RAR 5 archive are encrypted: libarchive gives their noise for content.

Source: RAR 5.0 archive format, rarlab.com/technote.htm (headers of files, extra record 0x01).
"""

from __future__ import annotations

import io

_MARK = b"Rar!\x1a\x07\x01\x00"
_FILE, _END = 2, 5
_HAS_EXTRA, _HAS_DATA = 1, 2
_HAS_TIME, _HAS_SUM = 2, 4
_ENCRYPTION = 1
_LARGEST = 2 << 20  # of a header, in bytes


def encrypted_names(data: bytes) -> frozenset[str]:
    """Return the names of the files that are encrypted, as far as the headers can be read."""
    found: set[str] = set()
    at = len(_MARK) if data.startswith(_MARK) else len(data)
    head = io.BytesIO(data)  # shares the bytes
    while at + 7 <= len(data):
        head.seek(at + 4)
        size = _number(head)
        begin = head.tell()
        kind, flags = _number(head), _number(head)
        extra = _number(head) if flags & _HAS_EXTRA else 0
        packed = _number(head) if flags & _HAS_DATA else 0
        if not size or kind == _END:
            break
        end = begin + size
        records = data[max(begin, end - min(extra, _LARGEST)) : end]
        if kind == _FILE and _is_locked(io.BytesIO(records)):
            found.add(_name(head))
        at = end + packed
    return frozenset(found)


def _is_locked(records: io.BytesIO) -> bool:
    while size := _number(records):
        begin = records.tell()
        if _number(records) == _ENCRYPTION:
            return True
        records.seek(begin + size)
    return False


def _name(head: io.BytesIO) -> str:
    flags = _number(head)
    _skip(head, 2)
    head.read(4 * bool(flags & _HAS_TIME) + 4 * bool(flags & _HAS_SUM))
    _skip(head, 2)
    return head.read(_number(head)).decode("utf-8", "replace")


def _skip(head: io.BytesIO, count: int) -> None:
    for _ in range(count):
        _number(head)


def _number(head: io.BytesIO) -> int:
    """Take a number of seven bits a byte, 0 at the end of the bytes."""
    value = 0
    for shift in range(0, 70, 7):
        byte = head.read(1)
        if not byte:
            return 0
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            break
    return value
