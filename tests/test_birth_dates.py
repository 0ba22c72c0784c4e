"""Birth dates are counted by column as they are one by one."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from pdscan.birth_dates import BirthDates
from pdscan.model import Block

AS_OF = date(2026, 1, 1)
ODD = (None, "", "inconnue", " 2015-06-07", "2015-06-07\n", "2015-02-30", "12/05/2014",
       "0000-00-00", "9999-12-31", "2015-06-07 10:00:00", "0000-01-01", "1905-01-01", "2026-01-01",
       "2026-01-02", "2008-01-01", "2008-01-02")  # fmt: skip


@seed(7)
@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(ODD) | st.dates().map(date.isoformat), max_size=12))
def test_dates_of_a_column_count_as_one_by_one(cells: list[str | None]) -> None:
    together, apart = BirthDates(AS_OF), BirthDates(AS_OF)

    feed(together, cells)
    for cell in cells:
        feed(apart, [cell if cell is None else f"{cell} "])  # no plain date: read by itself

    assert together.shares() == apart.shares()
    assert list(together.counts()) == list(apart.counts())


def test_a_day_that_is_none_costs_the_others_nothing() -> None:
    births = BirthDates(AS_OF)

    feed(births, ["2015-02-30", "2015-06-07", "1980-06-07", "2008-01-01", "2008-01-02"])

    assert list(births.counts()) == [(2, 4)]


def feed(births: BirthDates, cells: list[str | None]) -> None:
    column = pa.array(cells, pa.string())
    batch = pa.RecordBatch.from_arrays([column], ["date_naissance"])
    births.feed(Block(0, batch=batch, locus="column"))
