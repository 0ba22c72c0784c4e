"""Confirm candidates by a regex of the house: over bytes, run by `re`, in a small window.

They are reviewed, so no time limit is needed. Where a detector says how its matches begin, only
there they are tried: in dense logs a search of the whole window is what takes the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from pdscan.contracts import Begin
from pdscan.detection.confirming import CELL, PROBE, Candidate, refuse_empty

LINE = "^"


class OwnExact:
    """Run a regex of the house on the bytes around an end."""

    def __init__(self, source: str, begins: Begin = Begin()) -> None:  # noqa: B008 - frozen
        self._source = source
        self._begins = begins

    @cached_property
    def _regex(self) -> re.Pattern[bytes]:
        return re.compile(self._source.encode())

    @cached_property
    def _begin(self) -> re.Pattern[bytes]:
        return re.compile(self._begins.regex.encode())

    @cached_property
    def _literal(self) -> bytes:
        """Return what matches begin with where that is no regex, which is quicker to find."""
        plain = self._begins.regex.encode()
        return plain if re.escape(plain) == plain else b""

    def check(self) -> None:
        """Compile, and refuse what matches nothing at all."""
        refuse_empty(match.span() for match in self._regex.finditer(PROBE.encode()))

    def spans(
        self, buffer: bytes, ends: Sequence[int], reach: int, cells: bool
    ) -> Iterator[Candidate]:
        """Look first within the word that ends there, then further back."""
        begins = self._begins
        if begins.regex == LINE:
            return self._at_lines(buffer, ends, reach, cells)
        if begins.regex:
            return self._from_begins(buffer, ends, reach, cells)
        if begins.run and not begins.before and b" " not in begins.run:
            return self._in_runs(buffer, ends, reach, cells)
        return self._searched(buffer, ends, reach, cells)

    def _at_lines(
        self, buffer: bytes, ends: Sequence[int], reach: int, cells: bool
    ) -> Iterator[Candidate]:
        exact, covered = self._regex.match, 0
        for end in ends:
            if end > covered:
                start = end - reach if end - reach > covered else covered
                match = exact(buffer, _line(buffer, start, end, cells), end + reach)
                if match is not None and match.end() >= end:
                    start, covered = match.span()
                    yield start, covered, end

    def _in_runs(
        self, buffer: bytes, ends: Sequence[int], reach: int, cells: bool
    ) -> Iterator[Candidate]:
        """Search from where the run of bytes begins that a match is made of up to the end."""
        exact, run, unless, covered = self._regex.search, self._begins.run, self._begins.unless, 0
        for end in ends:
            if end <= covered:
                continue
            start = end - reach if end - reach > covered else covered
            first = start + len(buffer[start:end].rstrip(run))
            if unless and buffer[first - 1 : first] == unless:
                line = _line(buffer, start, end, cells)
                match = self._search(buffer, start, line, end, end + reach)
            else:
                match = exact(buffer, first, end + reach)
                if match is not None and match.end() < end:
                    match = self._search(buffer, first, first, end, end + reach)
            if match is not None and match.start() < end:
                start, covered = match.span()
                yield start, covered, end

    def _searched(
        self, buffer: bytes, ends: Sequence[int], reach: int, cells: bool
    ) -> Iterator[Candidate]:
        """Search in the word where an end lies, then further back, but in the run of a match."""
        run, before, covered = self._begins.run, self._begins.before, 0
        for end in ends:
            if end <= covered:
                continue
            start = end - reach if end - reach > covered else covered
            if run:
                line = start + len(buffer[start:end].rstrip(run)) - before
                start = line = line if line > start else start
            else:
                line = _line(buffer, start, end, cells)
            match = self._search(buffer, start, line, end, end + reach)
            if match is not None:
                start, covered = match.span()
                yield start, covered, end

    def _search(
        self, buffer: bytes, start: int, line: int, end: int, limit: int
    ) -> re.Match[bytes] | None:
        """Search in the word that ends there, then from `start`, for what covers the end."""
        exact = self._regex.search
        word = buffer.rfind(b" ", line, end) + 1 or line
        match = exact(buffer, word, limit)
        if match is not None and match.start() < end <= match.end():
            return match
        if match is None and word == start:
            return None
        while (match := exact(buffer, start, limit)) and match.end() < end:
            start = max(match.start() + 1, match.end())
        return match if match is not None and match.start() < end else None

    def _from_begins(
        self, buffer: bytes, ends: Sequence[int], reach: int, cells: bool
    ) -> Iterator[Candidate]:
        """Find what a search would, but try only where a match can begin, before the end."""
        exact, begin, covered = self._regex.match, self._begin.search, 0
        within, run, before = self._begins.within or reach, self._begins.run, self._begins.before
        plain = self._literal
        for end in ends:
            if end <= covered:
                continue
            start = end - within if end - within > covered else covered
            if run:
                start = max(start, start + len(buffer[start:end].rstrip(run)) - before)
            if plain:
                first = buffer.find(plain, start, end)
                alone = first == buffer.rfind(plain, start, end)
            elif only := begin(buffer, start, end):
                first = only.start()
                alone = begin(buffer, first + 1, end) is None
            else:
                continue
            if first < 0:
                continue
            if alone:
                match = exact(buffer, first, end + reach)
            else:
                match = self._first(buffer, start, end, reach, cells)
            if match is not None and match.end() >= end:
                start, covered = match.span()
                yield start, covered, end

    def _first(
        self, buffer: bytes, start: int, end: int, reach: int, cells: bool
    ) -> re.Match[bytes] | None:
        """Return the first match that covers an end: in the word there, or from `start`."""
        exact, begin = self._regex.match, self._begin
        line = _line(buffer, start, end, cells)
        word = buffer.rfind(b" ", line, end) + 1 or line
        if word > start:
            for found in begin.finditer(buffer, word, end):
                if match := exact(buffer, found.start(), end + reach):
                    if match.end() >= end:
                        return match
                    break
        for found in begin.finditer(buffer, start, end):
            if found.start() >= start and (match := exact(buffer, found.start(), end + reach)):
                if match.end() >= end:
                    return match
                start = max(match.start() + 1, match.end())
        return None


def _line(buffer: bytes, start: int, end: int, cells: bool) -> int:
    """Return where the line or cell begins that goes on before an end, `start` at least."""
    line = buffer.rfind(b"\n", start, end) + 1 or start
    return buffer.rfind(CELL, line, end) + 1 or line if cells else line
