"""Count, in columns named after birth dates, those of people under 18 as of the run's instant.

Only the share leaves here. A date in the future or of more than 120 years ago counts for nothing.
"""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from pdscan import moments, taxonomy
from pdscan.folding import name_words
from pdscan.model import Block
from pdscan.short_words import spellings

BIRTH_DATE = "person.birth_date"
MAJORITY, OLDEST = 18, 120
_ISO = r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z"


@dataclass(slots=True)
class BirthDates:
    """Take an asset's table blocks; `shares` gives the share of minors by locus."""

    as_of: date
    _minors: Counter[str] = field(default_factory=Counter)
    _known: Counter[str] = field(default_factory=Counter)

    def feed(self, block: Block) -> None:
        """Count the birth dates of a batch."""
        if block.batch is None or block.locus not in ("column", "key"):
            return
        for name, column in zip(block.batch.schema.names, block.batch.columns, strict=True):
            if _is_birth_date(name):
                self._count(f"{block.locus}:{name}", column)

    def merge(self, other: BirthDates) -> None:
        """Add what was counted in another part of the same asset."""
        self._minors += other._minors
        self._known += other._known

    def shares(self) -> Mapping[str, float]:
        """Return, by locus, the share of birth dates under 18 years before; none where no date."""
        return {locus: self._minors[locus] / known for locus, known in self._known.items() if known}

    def counts(self) -> Iterator[tuple[int, int]]:
        """Yield of each locus how many birth dates are under 18 years before, and how many are."""
        return ((self._minors[locus], known) for locus, known in self._known.items())

    def _count(self, locus: str, column: pa.StringArray) -> None:
        oldest, majority = (_years_before(self.as_of, years) for years in (OLDEST + 1, MAJORITY))
        days, others = _days(column.drop_null())
        born = days.filter(pc.and_(pc.greater(days, oldest), pc.less_equal(days, self.as_of)))
        if len(born):
            self._known[locus] += len(born)
            self._minors[locus] += pc.sum(pc.greater(born, majority)).as_py()
        counts = others.value_counts()
        values, times = (counts.field(name).to_pylist() for name in ("values", "counts"))
        for text, count in zip(values, times, strict=True):
            one, _ = moments.of_cell(text)
            if one is not None and oldest < (day := one.date()) <= self.as_of:
                self._known[locus] += count
                self._minors[locus] += count if day > majority else 0


def _days(cells: pa.StringArray) -> tuple[pa.Date32Array, pa.StringArray]:
    """Return the cells that are plain ISO dates as days, and the others; none where one is wrong.

    Arrow reads as many in a fifth of the time.
    """
    plain = pc.match_substring_regex(cells, _ISO)
    try:
        return cells.filter(plain).cast(pa.date32()), cells.filter(pc.invert(plain))
    except pa.ArrowInvalid:  # the 30th of February
        return pa.array([], pa.date32()), cells


def _years_before(day: date, years: int) -> date:
    """Return the last day on which whoever was born has lived so many years."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February, of no leap year
        return day.replace(year=day.year - years, day=28)


@cache
def _is_birth_date(name: str) -> bool:
    """Say whether a field's name, or the last part of its path, is one of the taxonomy's."""
    ways = [spelling.words for spelling in spellings(name.rpartition(".")[2])]
    fields = [name_words(field) for field in taxonomy.load().types[BIRTH_DATE].fields]
    return any(_holds(own, field) for own in ways for field in fields)


def _holds(own: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    width = len(wanted)
    return any(own[at : at + width] == wanted for at in range(len(own) - width + 1))
