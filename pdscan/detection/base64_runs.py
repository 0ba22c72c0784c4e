"""Find runs of base64 that hold text, wherever they begin, and say what they mean.

The automaton looks for eleven signs of base64 in a row that stand for ASCII: of the first,
second and third sign of every four only half of the alphabet does. That tells, too, where a group
of four begins, so a run may be glued to a path or cut by a window's end.
"""

from __future__ import annotations

import binascii
import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pdscan.detection.escapes import Edit

BASE64 = "base64"
_FIRST, _SECOND = b"[CDI-Za-fw]", b"[A-HQ-Xg-nw-z0-3]"
_THIRD, _FOURTH = b"[ABEFIJMNQRUVYZcdghklopstwx014589]", b"[0-9A-Za-z+/_-]"
_GROUP = _FIRST + _SECOND + _THIRD + _FOURTH
TRIGGER = b"(?:" + _GROUP + b"){2}" + _FIRST + _SECOND + _THIRD
_TRIGGER_SIZE = 11

_ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/-_"
_SIGNS = re.compile(rb"[0-9A-Za-z+/_-]*")
_END = re.compile(rb"={0,2}")
_NEW_LINE = re.compile(rb"\r?\n(?=[0-9A-Za-z+/_-]{2})")
_NO_SIGN = bytes(set(range(256)) - set(_ALPHABET))
_STANDARD = bytes.maketrans(b"-_", b"+/")
_TEXT = re.compile(
    rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf]"
    rb"[\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf4][\x80-\xbf]{3})+"
)
_GLUED = tuple(bytes([sign]) for sign in b"," + _ALPHABET)
_WHOLE = re.compile(r"[0-9A-Za-z+/_-]+(?:\r?\n[0-9A-Za-z+/_-]+)*={0,2}\s*")
_SHORTEST = 3
_LINE = 40  # signs: a shorter line does not go on in the next
_LEAST = 9  # bytes of text
_TEXT_SHARE = 0.5  # of the run: less is a picture or a PDF in which some bytes look like text
_BASIC = re.compile(rb"(?i)\bbasic[\s:=\"']{1,3}$")


def edits(buffer: bytes, ends: Sequence[int]) -> Iterator[Edit]:
    """Yield an edit for each stretch of text in base64 around the ends of the trigger, by start."""
    done = 0
    run = _Run(buffer, 0, 0)
    for end in ends:
        if end <= done:
            continue
        anchor = end - _TRIGGER_SIZE
        if end > run.end:
            run = _Run(buffer, anchor, max(done, run.end))
        edit = run.around(anchor)
        if edit is not None and edit.start >= done:
            done = edit.end
            if buffer[edit.start - 1 : edit.start] in _GLUED:
                yield Edit(edit.start, edit.start, b" ", "")
            yield edit


def whole(cell: str) -> str | None:
    """Return the text that a whole cell means in base64, or None."""
    if not _WHOLE.fullmatch(cell):
        return None
    signs = "".join(cell.split()).rstrip("=").encode("ascii").translate(_STANDARD)
    if len(signs) % 4 == 1 or len(signs) < _SHORTEST:
        return None
    return text(binascii.a2b_base64(signs + b"=" * (-len(signs) % 4)))


def text(raw: bytes) -> str | None:
    """Return bytes as the text that they are, in UTF-8 or UTF-16, or None."""
    if _TEXT.fullmatch(raw):
        return raw.decode("utf-8")
    if len(raw) % 2 or b"\0" not in raw:
        return None
    marked = raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    little = raw[1::2].count(0) >= raw[::2].count(0)
    try:
        found = raw.decode("utf-16" if marked else "utf-16-le" if little else "utf-16-be")
    except UnicodeDecodeError:
        return None
    return found if _TEXT.fullmatch(found.encode("utf-8", "replace")) else None


class _Run:
    """Hold one run of signs of base64, decoded at most once for each of four beginnings."""

    def __init__(self, buffer: bytes, anchor: int, least: int) -> None:
        self._buffer = buffer
        self.start = _leftmost(buffer, anchor, least)
        self.end = _rightmost(buffer, anchor)
        self._lines = buffer.find(b"\n", self.start, self.end) >= 0
        self._decoded: dict[int, tuple[bytes, int, list[tuple[int, int]]]] = {}

    def around(self, anchor: int) -> Edit | None:
        """Return the stretch of text that holds what stands at `anchor`."""
        signs = self._signs(self.start, anchor)
        skip = signs % 4
        if skip not in self._decoded:
            self._decoded[skip] = self._decode(skip)
        text, first, stretches = self._decoded[skip]
        place = (signs - skip) // 4 * 3
        at = bisect_right(stretches, (place, len(text))) - 1
        if at < 0 or stretches[at][1] <= place:
            return None
        return self._edit(text, first, *stretches[at])

    def _decode(self, skip: int) -> tuple[bytes, int, list[tuple[int, int]]]:
        """Return the bytes, where in the buffer their first sign stands, and stretches of text."""
        first = self.start
        while skip:
            skip -= self._buffer[first] in _ALPHABET
            first += 1
        signs = self._buffer[first : self.end].translate(_STANDARD, _NO_SIGN)
        signs = signs[:-1] if len(signs) % 4 == 1 else signs
        text = binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))
        found = [match.span() for match in _TEXT.finditer(text)]
        stretches = [(start, stop) for start, stop in found if stop - start >= _LEAST]
        written = sum(stop - start for start, stop in stretches)
        return text, first, stretches if written >= _TEXT_SHARE * len(text) else []

    def _edit(self, text: bytes, first: int, start: int, stop: int) -> Edit:
        whole = stop == len(text)
        begin = self._place(first, start * 4 // 3)
        end = self.end if whole else self._place(first, -(-stop * 4 // 3))
        meant = text[start:stop]
        if _BASIC.search(self._buffer[max(0, begin - 12) : begin]):
            meant = meant.replace(b":", b" password=", 1)
        return Edit(begin, end, meant, BASE64)

    def _place(self, first: int, signs: int) -> int:
        """Return where in the buffer the sign of a number stands, counted from `first`."""
        place = first + signs
        while (passed := self._signs(first, place)) < signs:
            place += signs - passed
        return place

    def _signs(self, start: int, stop: int) -> int:
        """Return how many signs stand in a part of the run, line ends apart."""
        ends = (b"\n", b"\r") if self._lines else ()
        return stop - start - sum(self._buffer.count(end, start, stop) for end in ends)


def _leftmost(buffer: bytes, anchor: int, least: int) -> int:
    """Return where the run around `anchor` begins, full lines before it included."""
    start = least + len(buffer[least:anchor].rstrip(_ALPHABET))
    while start > least and buffer[start - 1] == 0x0A:
        end = start - 2 if buffer[start - 2 : start - 1] == b"\r" else start - 1
        line = max(least, buffer.rfind(b"\n", least, max(least, end)) + 1)
        if end - line < _LINE or buffer[line:end].translate(None, _ALPHABET):
            break
        start = line
    return start


def _rightmost(buffer: bytes, anchor: int) -> int:
    """Return where the run around `anchor` ends, the lines that it goes on in included."""
    line = max(0, anchor - _LINE, buffer.rfind(b"\n", max(0, anchor - _LINE), anchor) + 1)
    while True:
        end = _end(_SIGNS, buffer, max(line, anchor))
        new = _NEW_LINE.match(buffer, end)
        if new is None or end - line < _LINE:
            return _end(_END, buffer, end)
        line = anchor = new.end()


def _end(pattern: re.Pattern[bytes], buffer: bytes, place: int) -> int:
    found = pattern.match(buffer, place)
    return found.end() if found else place
