"""Confirm a candidate: find the match of the exact regex that covers an end of the automaton's.

The house's own regexes are over bytes and run by `re`: they are reviewed, and the window is small.
Those from elsewhere are over text, as they were written, and run by `regex` under a time limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from pdscan.contracts import Begin
from pdscan.detection.regex_shape import Shape, shape

if TYPE_CHECKING:
    import regex

SECONDS = 0.25
SEEN_AROUND = 64
# A regex that can match in so few ways needs no time limit on so short a text; one costs 2 µs.
TAME, SHORT = 1000, 256

LINE = "^"

_PROBE = " a1\n_-é,"
_CELL, _CELL_BYTE = b"\x1e", 0x1E
_CONTINUES, _FIRST = 0x80, 0xC0

Span = tuple[int, int]


class Exact(Protocol):
    """Find where a candidate begins and ends; all places in bytes."""

    def check(self) -> None:
        """Compile; raise re.error, regex.error or another error where that can't be."""

    def span(self, buffer: bytes, end: int, covered: int, reach: int) -> Span | None:
        """Return the match that covers `end`, begins at or after `covered`, and within `reach`.

        Raise TimeoutError where that can't be told in SECONDS.
        """


class OwnExact:
    """Run a regex of the house on the bytes around an end."""

    def __init__(self, source: str, begins: Begin = Begin()) -> None:  # noqa: B008 - frozen
        self._source = source
        self._begins, self._within = begins

    @cached_property
    def _regex(self) -> re.Pattern[bytes]:
        return re.compile(self._source.encode())

    @cached_property
    def _begin(self) -> re.Pattern[bytes] | None:
        return re.compile(self._begins.encode()) if self._begins else None

    def check(self) -> None:
        """Compile, and refuse what matches nothing at all."""
        _refuse_empty(match.span() for match in self._regex.finditer(_PROBE.encode()))

    def span(self, buffer: bytes, end: int, covered: int, reach: int) -> Span | None:
        """Look first within the word that ends there, then further back."""
        exact, limit = self._regex, end + reach
        start = max(covered, end - (self._within or reach))
        line = max(start, buffer.rfind(b"\n", start, end) + 1, buffer.rfind(_CELL, start, end) + 1)
        if self._begins == LINE:
            at_line = exact.match(buffer, line, limit)
            return at_line.span() if at_line is not None and at_line.end() >= end else None
        word = max(line, buffer.rfind(b" ", line, end) + 1)
        if self._begin is not None:
            return self._from_begins(self._begin, buffer, (start, word, end), limit)
        match = exact.search(buffer, word, limit)
        if match is not None and match.start() < end <= match.end():
            return match.span()
        while match := exact.search(buffer, start, limit):
            if match.start() >= end:
                return None
            if match.end() >= end:
                return match.span()
            start = max(match.start() + 1, match.end())
        return None

    def _from_begins(
        self, begin: re.Pattern[bytes], buffer: bytes, window: tuple[int, int, int], limit: int
    ) -> Span | None:
        """Find what a search would, but try only where a match can begin, before the end."""
        start, word, end = window
        exact = self._regex.match
        if word > start:
            for found in begin.finditer(buffer, word, end):
                if match := exact(buffer, found.start(), limit):
                    if match.end() >= end:
                        return match.span()
                    break
        for found in begin.finditer(buffer, start, end):
            if found.start() >= start and (match := exact(buffer, found.start(), limit)):
                if match.end() >= end:
                    return match.span()
                start = max(match.start() + 1, match.end())
        return None


class ForeignExact:
    """Run a regex from elsewhere on the text around an end, a cell's ends being the text's."""

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def _regex(self) -> regex.Pattern[str]:
        import regex

        return regex.compile(self._source)

    @cached_property
    def _shape(self) -> Shape:
        return shape(self._source)

    def check(self) -> None:
        """Compile, and refuse what matches nothing at all."""
        _refuse_empty(match.span() for match in self._regex.finditer(_PROBE, timeout=4 * SECONDS))

    def span(self, buffer: bytes, end: int, covered: int, reach: int) -> Span | None:
        """Look for matches from the first that could reach the end, as a search of all would.

        The first lies in the run of signs around the end that a match may be made of.
        """
        if buffer[end - 1] == _CELL_BYTE:
            end -= 1
        shape = self._shape
        start = max(covered, end - reach, 0)
        start += len(buffer[start:end].rstrip(shape.alphabet))
        low = max(0, start - (SEEN_AROUND if shape.behind is None else 4 * shape.behind))
        low = max(low, buffer.rfind(_CELL, low, end) + 1)
        far = end + reach + SEEN_AROUND
        if shape.ahead is not None:
            after = buffer[end:far]
            far = end + len(after) - len(after.lstrip(shape.alphabet)) + 4 * shape.ahead
        high = buffer.find(_CELL, end, far)
        high = min(far, len(buffer)) if high < 0 else high
        window = buffer[low:high]
        if window.isascii():
            found = self._covering(str(window, "ascii"), max(0, start - low), end - low)
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

    def _covering(self, text: str, start: int, end: int) -> Span | None:
        seconds = SECONDS if self._shape.ways > TAME or len(text) > SHORT else None
        while match := self._regex.search(text, start, timeout=seconds):
            if match.start() >= end:
                return None
            if match.end() >= end:
                return match.span()
            start = max(match.start() + 1, match.end())
        return None


def _refuse_empty(spans: Iterable[Span]) -> None:
    if any(start == end for start, end in spans):
        raise ValueError("it matches the empty text")


def _whole_signs(buffer: bytes, low: int, high: int) -> Span:
    """Move the borders of a window so that they cut no sign of UTF-8."""
    while low < high and buffer[low] & _FIRST == _CONTINUES:
        low += 1
    while high < len(buffer) and high > low and buffer[high] & _FIRST == _CONTINUES:
        high -= 1
    return low, high
