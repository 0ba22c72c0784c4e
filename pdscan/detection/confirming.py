"""Confirm a candidate: find the match of the exact regex that covers an end of the automaton's.

The house's own regexes are over bytes (`own_exact.py`); those from elsewhere are over text, as they
were written (`foreign_exact.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

SECONDS = 0.25
PROBE = " a1\n_-é,"
CELL = b"\x1e"

Span = tuple[int, int]
Candidate = tuple[int, int, int]  # where it starts and ends, and the automaton's end that it covers


class Exact(Protocol):
    """Find where candidates begin and end; all places in bytes."""

    def check(self) -> None:
        """Compile; raise re.error, regex.error or another error where that can't be."""

    def spans(
        self, buffer: bytes, ends: Sequence[int], reach: int, cells: bool
    ) -> Iterator[Candidate]:
        """Yield matches that cover one of the ends, each behind the last, none beyond `reach`.

        `cells` says whether the buffer holds a separator of cells. Raise TimeoutError where a match
        can't be told in SECONDS.
        """
        ...


def refuse_empty(spans: Iterable[Span]) -> None:
    """Raise ValueError where one of the spans is empty."""
    if any(start == end for start, end in spans):
        raise ValueError("it matches the empty text")
