"""Take the text out of a Word document of the old format (DOC); source: [MS-DOC].

The body, footnotes, headers, comments and text boxes follow one another in the document's piece
table, deleted text among them, so that all is read by reading all pieces.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from pdscan.model import Reason, UnreadableError

_ENCRYPTED, _SECOND_TABLE, _WORD_97 = 0x0100, 0x0200, 0xC1
_COMPRESSED = 1 << 30
_CLX, _COMMENTERS, _REVISERS, _SAVERS = 0x1A2, 0x1BA, 0x232, 0x2D2
_SIGNS = {7: "\t", 11: "\n", 12: "\n", 13: "\n", 14: "\n", 20: " ", 30: "-", 160: " "}
_SIGNS |= dict.fromkeys((1, 2, 3, 4, 5, 8, 19, 21, 31), "")
_PICTURE = "\x01"


class Document:
    """Hold the streams of one document; `stream` returns one by name, raising OSError."""

    def __init__(self, stream: Callable[[str], bytes]) -> None:
        self._main = stream("WordDocument")
        flags = self._number(10, 2)
        if flags & _ENCRYPTED:
            raise UnreadableError(Reason.ENCRYPTED, "")
        self._is_old = self._number(2, 2) < _WORD_97
        self._table = b"" if self._is_old else stream(f"{int(flags & _SECOND_TABLE > 0)}Table")
        self.pictures = 0

    def text(self) -> str:
        """Return all text; pictures are counted on the way."""
        pieces = [self._main[self._number(24) : self._number(28)].decode("cp1252", "replace")]
        if not self._is_old:
            pieces = list(self._pieces())
        text = "".join(pieces)
        self.pictures = text.count(_PICTURE)
        return text.translate(_SIGNS)

    def people(self) -> Iterator[str]:
        """Yield who commented, changed and saved, with the paths where they saved."""
        if self._is_old:
            return
        owners, at = self._part(_COMMENTERS), 0
        while at + 2 <= len(owners):
            size = 2 * int.from_bytes(owners[at : at + 2], "little")
            yield owners[at + 2 : at + 2 + size].decode("utf-16-le", "replace")
            at += 2 + size
        yield from _strings(self._part(_REVISERS))
        yield from _strings(self._part(_SAVERS))

    def _number(self, at: int, size: int = 4) -> int:
        return int.from_bytes(self._main[at : at + size], "little")

    def _part(self, at: int) -> bytes:
        start, size = self._number(at), self._number(at + 4)
        return self._table[start : start + size]

    def _pieces(self) -> Iterator[str]:
        clx, at = self._part(_CLX), 0
        while clx[at : at + 1] == b"\x01":
            at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
        if clx[at : at + 1] != b"\x02":
            raise UnreadableError(Reason.CORRUPT, "")
        plc = clx[at + 5 : at + 5 + int.from_bytes(clx[at + 1 : at + 5], "little")]
        count = max(0, (len(plc) - 4) // 12)
        ends = struct.unpack_from(f"<{count + 1}I", plc)
        room = 2 * len(self._main)
        for number in range(count):
            (place,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)
            length = max(0, ends[number + 1] - ends[number])
            room -= length
            if room < 0:
                raise UnreadableError(Reason.CORRUPT, "")
            if place & _COMPRESSED:
                start = (place & (_COMPRESSED - 1)) // 2
                yield self._main[start : start + length].decode("cp1252", "replace")
            else:
                yield self._main[place : place + 2 * length].decode("utf-16-le", "replace")


def _strings(table: bytes) -> Iterator[str]:
    """Yield the strings of an extended string table."""
    if table[:2] != b"\xff\xff":
        return
    extra, at = int.from_bytes(table[4:6], "little"), 6
    while at + 2 <= len(table):
        size = 2 * int.from_bytes(table[at : at + 2], "little")
        yield table[at + 2 : at + 2 + size].decode("utf-16-le", "replace")
        at += 2 + size + extra
