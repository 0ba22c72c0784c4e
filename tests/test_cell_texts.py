"""Numbers and dates are written by column as they are one by one, whoever fetched them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from pdscan import plugins
from pdscan.contracts import ReadOptions
from pdscan.databases import cell_texts, reading
from pdscan.model import Asset, Block
from pdscan.readers.cell_documents import BinaryCells

KINDS: tuple[st.SearchStrategy[Any], ...] = (
    st.integers(-(2**64), 2**64),
    st.floats(),
    st.integers(-(10**9), 10**9).map(lambda cents: cents / 100),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(dt.UTC)),
    st.datetimes().map(lambda one: one.replace(microsecond=0)),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.binary(max_size=4),
    st.text(st.characters(codec="utf-8"), max_size=4),
)


@seed(7)
@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        *(st.lists(st.one_of(st.none(), kind), max_size=9) for kind in KINDS),
        st.lists(st.one_of(*KINDS), max_size=9),
    )
)
def test_a_column_is_written_as_its_cells_are_one_by_one(cells: list[Any]) -> None:
    together = cell_texts.strings(cells, "c", BinaryCells(frozenset()))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cell_texts, "_of_one_kind", lambda _: None)
        for place, cell in enumerate(cells):
            (alone,) = cell_texts.strings([cell], "c", BinaryCells(frozenset()))
            assert together[place] == alone or not _is_utf8(cell)


@pytest.mark.parametrize("declared", ["", "INTEGER", "REAL", "TEXT", "BLOB", "DATE"])
def test_sqlite_gives_the_same_cells_by_its_cursor_as_one_by_one(
    declared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = (7, 2.5, 3.0, 1e300, "Zoé", "1980-02-03", "12", None, b"\xe9t\xe9", b"\x00\xff", "a\0b")
    columns = {f"c{at}": (one,) * 600 for at, one in enumerate(cells)} | {
        "mixed": tuple(cells[row % len(cells)] for row in range(600)),
        "late": (*range(599), "end"),
    }
    with closing(sqlite3.connect(tmp_path / "x.db")) as base, base:
        base.execute(f"CREATE TABLE t ({', '.join(f'{name} {declared}' for name in columns)})")
        marks = ", ".join("?" * len(columns))
        base.executemany(f"INSERT INTO t VALUES ({marks})", zip(*columns.values(), strict=True))

    quick = _read(tmp_path / "x.db")
    monkeypatch.setattr(reading, "_AS_THEY_ARE", ())
    monkeypatch.setattr(cell_texts, "_of_one_kind", lambda _: None)
    plain = _read(tmp_path / "x.db")

    assert quick.num_rows == 600
    assert quick.equals(plain)


def _read(path: Path) -> pa.Table:
    with plugins.source("sql")(f"sqlite:///{path}", ReadOptions(sample_rows=None)) as source:
        (asset,) = [one for one in source.assets() if isinstance(one, Asset)]
        pieces = [piece for _, piece in source.blocks(asset)]
    batches = [one.batch for one in pieces if isinstance(one, Block) and one.batch is not None]
    return pa.Table.from_batches(batches)


def _is_utf8(cell: object) -> bool:
    """Say whether bytes are text by themselves: others are judged together."""
    return not isinstance(cell, bytes) or cell.decode("utf-8", "replace").encode() == cell
