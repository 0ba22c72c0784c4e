"""Hold up to where a table was read, so that a later run reads what came after."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """Say up to which number a table was read, `rows` rows of it.

    The number is one that the server gives its rows itself, each a higher one. `sure`: the server's
    counters prove that rows read before have not changed since.
    """

    column: str
    last: int
    rows: int
    sure: bool = False

    def joined(self, other: Mark) -> Mark:
        """Return the mark of a table of which this and the other are parts."""
        return Mark(self.column, max(self.last, other.last), self.rows + other.rows)
