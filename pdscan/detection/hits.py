"""Hold the hits of a buffer in columns: dense logs have many thousands, most of them alike.

Raw text lives in a reading, and hits only until the tally has counted them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from pdscan.contracts import Reading
from pdscan.tally_batch import Taken

Places = np.ndarray[tuple[int], np.dtype[np.int64]]


class Hit(NamedTuple):
    """Hold one hit: where it lies (bytes in the scanned buffer) and what it is taken for."""

    start: int
    end: int
    taken: Taken

    @property
    def rule(self) -> str:
        """Return the name of the detector."""
        return self.taken.rule

    @property
    def reading(self) -> Reading:
        """Return what the check read."""
        return self.taken.reading

    @property
    def score(self) -> float:
        """Return how sure the value and its context make, 0 to 1."""
        return self.taken.score

    @property
    def context(self) -> bool:
        """Say whether something around agrees."""
        return self.taken.context

    @property
    def evidence(self) -> str:
        """Return what of the context was seen first."""
        return self.taken.evidence

    def __repr__(self) -> str:
        """Show place and type only: a hit holds a raw value."""
        return f"Hit({self.reading.type}, {self.start}:{self.end})"


@dataclass(slots=True, repr=False)
class Hits:
    """Hold hits as columns of one length: `starts` and `ends` in bytes, what they are `taken` for.

    What the engine returns is in the order of the starts, of equal ones the shorter first.
    """

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)

    @classmethod
    def of(cls, hits: Iterable[Hit]) -> Hits:
        """Return hits in columns."""
        made = cls()
        for start, end, taken in hits:
            made.add(start, end, taken)
        return made

    def add(self, start: int, end: int, taken: Taken) -> None:
        """Add one hit at the end."""
        self.starts.append(start)
        self.ends.append(end)
        self.taken.append(taken)

    def chosen(self, places: Sequence[int]) -> Hits:
        """Return the hits at some places of the columns, in the order of the places."""
        columns = (self.starts, self.ends)
        starts, ends = (list(map(column.__getitem__, places)) for column in columns)
        return Hits(starts, ends, list(map(self.taken.__getitem__, places)))

    def moved(self, by: int) -> Hits:
        """Return the hits at places so many bytes further on."""
        if not by:
            return self
        starts, ends = ([one + by for one in column] for column in (self.starts, self.ends))
        return Hits(starts, ends, self.taken)

    def by_place(self) -> tuple[Places, Places, Places]:
        """Return the order of the hits by start, then end, and their starts and ends in it.

        Those at one place stay in order.
        """
        starts, ends = np.array(self.starts, np.int64), np.array(self.ends, np.int64)
        order = np.lexsort((ends, starts))
        return order, starts[order], ends[order]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.starts)

    def __getitem__(self, place: int) -> Hit:
        """Return the hit at a place of the columns."""
        return Hit(self.starts[place], self.ends[place], self.taken[place])

    def __iter__(self) -> Iterator[Hit]:
        """Yield the hits one by one."""
        return map(Hit, self.starts, self.ends, self.taken)
