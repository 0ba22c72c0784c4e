r"""Confirm candidates by a regex from elsewhere, over text, as it was written.

It is run by `regex` on the text around an end, under a time limit. Where that text is ASCII and the
regex is tame and means the same to `re`, it runs on the bytes as they lie there, much more quickly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pdscan.detection.confirming import CELL, PROBE, SECONDS, Candidate, Span, refuse_empty
from pdscan.detection.regex_shape import Shape, shape

if TYPE_CHECKING:
    import regex

SEEN_AROUND = 64
REMEMBERED = 1024  # windows of a regex, each of at most SEEN_AROUND bytes
# A regex that can match in so few ways needs no time limit on so short a text; one costs 2 µs.
TAME, SHORT = 10_000, 256

_CELL_BYTE = 0x1E
_CONTINUES, _FIRST = 0x80, 0xC0
_UNKNOWN = (-1, -1)
_SEPARATORS = (b"\x1c", b"\x1d", b"\x1f")  # spaces in text, but not in bytes
# What `regex` reads otherwise than `re`: fuzzy counts, named classes.
_OTHERWISE = re.compile(r"\{(?!\d+(?:,\d*)?\}|,\d+\})|\[:")


class ForeignExact:
    """Run a regex from elsewhere on the text around an end, a cell's ends being the text's."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._known: dict[tuple[bytes, int, int], Span | None] = {}

    @cached_property
    def _regex(self) -> regex.Pattern[str]:
        import regex

        return regex.compile(self._source)

    @cached_property
    def _shape(self) -> Shape:
        return shape(self._source)

    def check(self) -> None:
        """Compile, and refuse what matches nothing at all."""
        refuse_empty(match.span() for match in self._regex.finditer(PROBE, timeout=4 * SECONDS))

    def spans(
        self, buffer: bytes, ends: Sequence[int], reach: int, cells: bool
    ) -> Iterator[Candidate]:
        """Find them in the text around each end."""
        plain = None if any(one in buffer for one in _SEPARATORS) else self._plain
        if plain is not None:
            yield from self._in_bytes(plain, buffer, ends, reach, cells)
            return
        covered = 0
        for end in ends:
            if end > covered and (span := self._span(buffer, end, covered, reach, cells)):
                covered = span[1]
                yield *span, end

    @cached_property
    def _plain(self) -> re.Pattern[bytes] | None:
        """Compile the regex for bytes of ASCII, where it is tame and means the same there."""
        seen, source = self._shape, self._source
        if seen.behind is None or seen.ahead is None or seen.ways > TAME:
            return None
        if not source.isascii() or _OTHERWISE.search(source):
            return None
        try:
            return re.compile(source.encode())
        except (re.error, ValueError, OverflowError, RecursionError):
            return None

    def _in_bytes(
        self, plain: re.Pattern[bytes], buffer: bytes, ends: Sequence[int], reach: int, cells: bool
    ) -> Iterator[Candidate]:
        """Find what `_span` does by a tame regex, where the run of signs around is short ASCII."""
        search, alphabet = plain.search, self._shape.alphabet
        behind, ahead = self._shape.behind or 0, self._shape.ahead or 0
        ascii_only, covered = buffer.isascii(), 0
        for end in ends:
            if end <= covered:
                continue
            start = end - reach if end - reach > covered else covered
            start += len(buffer[start:end].rstrip(alphabet))
            after = buffer[end : end + SHORT]
            stop = end + len(after) - len(after.lstrip(alphabet)) + ahead
            low = start - behind if start > behind else 0
            if (
                stop - low > SHORT
                or not (ascii_only or buffer[low:stop].isascii())
                or (cells and CELL in buffer[low:stop])
            ):
                span = self._span(buffer, end, covered, reach, cells)
            else:
                found = search(buffer, start, stop)
                while found is not None and found.end() < end:
                    found = search(buffer, max(found.start() + 1, found.end()), stop)
                span = found.span() if found is not None and found.start() < end else None
            if span is not None:
                covered = span[1]
                yield *span, end

    def _span(self, buffer: bytes, end: int, covered: int, reach: int, cells: bool) -> Span | None:
        """Look for matches from the first that could reach the end, as a search of all would.

        The first lies in the run of signs around the end that a match may be made of.
        """
        if cells and buffer[end - 1] == _CELL_BYTE:
            end -= 1
        shape = self._shape
        start = max(covered, end - reach, 0)
        start += len(buffer[start:end].rstrip(shape.alphabet))
        low = max(0, start - (SEEN_AROUND if shape.behind is None else 4 * shape.behind))
        low = max(low, buffer.rfind(CELL, low, end) + 1) if cells else low
        far = end + reach + SEEN_AROUND
        if shape.ahead is not None:
            after = buffer[end:far]
            far = end + len(after) - len(after.lstrip(shape.alphabet)) + 4 * shape.ahead
        high = buffer.find(CELL, end, far) if cells else -1
        high = min(far, len(buffer)) if high < 0 else high
        window = buffer[low:high]
        if window.isascii():
            found = self._in_ascii(window, max(0, start - low), end - low)
            return None if found is None else (low + found[0], low + found[1])
        low, high = _whole_signs(buffer, low, high)
        text = str(buffer[low:high], "utf-8", "replace")
        before = str(buffer[low : max(low, start)], "utf-8", "replace")
        up_to = str(buffer[low:end], "utf-8", "replace")
        found = self._covering(text, len(before), len(up_to))
        if found is None:
            return None
        first = low + len(text[: found[0]].encode())
        return first, first + len(text[found[0] : found[1]].encode())

    def _in_ascii(self, window: bytes, start: int, end: int) -> Span | None:
        """Return the match in a window; the windows of words that come again are remembered."""
        asked = window, start, end
        known = self._known.get(asked, _UNKNOWN)
        if known is not _UNKNOWN:
            return known
        found = self._covering(str(window, "ascii"), start, end)
        if len(window) <= SEEN_AROUND:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[asked] = found
        return found

    def _covering(self, text: str, start: int, end: int) -> Span | None:
        seconds = SECONDS if self._shape.ways > TAME or len(text) > SHORT else None
        while match := self._regex.search(text, start, timeout=seconds):
            if match.start() >= end:
                return None
            if match.end() >= end:
                return match.span()
            start = max(match.start() + 1, match.end())
        return None


def _whole_signs(buffer: bytes, low: int, high: int) -> Span:
    """Move the borders of a window so that they cut no sign of UTF-8."""
    while low < high and buffer[low] & _FIRST == _CONTINUES:
        low += 1
    while high < len(buffer) and high > low and buffer[high] & _FIRST == _CONTINUES:
        high -= 1
    return low, high
