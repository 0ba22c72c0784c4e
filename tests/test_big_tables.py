"""Sampling big tables: spread, the same for a seed, and nothing read but the sample."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from pdscan import plugins
from pdscan.contracts import ReadOptions
from pdscan.databases.copying import Copy
from pdscan.databases.names import Table
from pdscan.databases.sampling import plan, queries
from pdscan.model import Asset, Block, Sampled

ROWS = 30_000


@pytest.fixture(autouse=True)
def small_is_big(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("sampling", "tables"):
        monkeypatch.setattr(f"pdscan.databases.{place}.COUNTED", 10_000)


def drawn(url: str, ending: str, seed: int = 1, n: int = 1_000) -> tuple[list[int], list[Sampled]]:
    with plugins.source("sql")(url, ReadOptions(sample_rows=n, seed=seed)) as source:
        found = [one for one in source.assets() if isinstance(one, Asset)]
        (asset,) = [one for one in found if one.locator.endswith(ending)]
        pieces = [piece for _, piece in source.blocks(asset)]
    batches = [piece.batch for piece in pieces if isinstance(piece, Block)]
    numbers = [int(cell) for batch in batches if batch for cell in batch.column(0).to_pylist()]
    return numbers, [piece for piece in pieces if isinstance(piece, Sampled)]


def assert_spread(url: str, ending: str, first: int, last: int) -> None:
    numbers, samples = drawn(url, ending)

    tenth = (last - first + 1) / 10
    tenths = [sum(first + part * tenth <= n < first + (part + 1) * tenth for n in numbers)
              for part in range(10)]  # fmt: skip
    assert len(numbers) == len(set(numbers))
    assert min(tenths) > 50
    assert numbers == drawn(url, ending)[0]
    assert numbers != drawn(url, ending, seed=2)[0]
    assert samples[0].method == "rows of random ranges of keys, seed 1"


@pytest.mark.parametrize("step", [1, 977])
def test_big_sqlite_table_is_drawn_in_ranges(tmp_path: Path, step: int) -> None:
    with sqlite3.connect(tmp_path / "x.db") as base:
        base.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, nom TEXT)")
        base.executemany("INSERT INTO t VALUES (?, 'x')", ((7 + n * step,) for n in range(ROWS)))

    assert_spread(f"sqlite:///{tmp_path}/x.db", "main.t", 7, 7 + ROWS * step)


def test_sqlite_finds_ranges_by_row_number(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as base:
        base.execute("CREATE TABLE t (nom TEXT)")
        base.executemany("INSERT INTO t VALUES (?)", ((f"{n}",) for n in range(ROWS)))

    with plugins.source("sql")(f"sqlite:///{tmp_path}/x.db", ReadOptions()) as source:
        assert source.engine is not None
        with source.engine.connect() as connection:
            table = Table("main", "t")
            (statement,) = queries(connection, table, plan(connection, table, 1_000, 1))
            asked = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
            steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()

    looked_up = [row[3] for row in steps if "PRIMARY KEY (rowid>? AND rowid<?)" in row[3]]
    assert len(looked_up) == 100
    assert not [row[3] for row in steps if row[3].startswith("SCAN") and "anon" not in row[3]]


def test_big_table_of_mariadb_is_drawn_in_ranges(mariadb: tuple[sa.Engine, str]) -> None:
    engine, schema = mariadb
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE t (n BIGINT UNSIGNED PRIMARY KEY, nom TEXT) SELECT seq * 3 AS n, 'x' AS"
            f" nom FROM seq_1_to_{ROWS}"
        )
        connection.exec_driver_sql("ANALYZE TABLE t")

    assert_spread(engine.url.render_as_string(hide_password=False), f"{schema}.t", 3, 3 * ROWS)


def test_postgres_plans_no_full_scan_of_a_big_table(postgres: tuple[sa.Engine, str]) -> None:
    engine, schema = postgres
    url = engine.url.render_as_string(hide_password=False)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as raw:
        raw.execute(f"CREATE TABLE {schema}.t AS SELECT n FROM generate_series(1, {ROWS}) n")
        raw.execute(f"ANALYZE {schema}.t")
    with engine.connect() as connection:
        asked = Copy(connection, Table(schema, "t"), 100, 1).query
        inner = asked.partition("(")[2].rpartition(") TO STDOUT")[0]
        steps = connection.exec_driver_sql(f"EXPLAIN {inner.replace('%', '%%')}").scalars().all()

    assert any("Sample Scan" in step for step in steps)
    assert not [step for step in steps if "Seq Scan" in step]


def test_row_numbers_far_apart_are_not_taken_for_rows(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as base:
        base.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)")
        base.executemany("INSERT INTO t VALUES (?)", ((n << 40,) for n in range(500)))

    numbers, samples = drawn(f"sqlite:///{tmp_path}/x.db", "main.t")

    assert len(numbers) == 500
    assert samples == []
