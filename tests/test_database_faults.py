"""Databases that break while they are read: what was found stays, the rest is a gap."""

from __future__ import annotations

import multiprocessing
import secrets
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from threading import Lock

import pyarrow as pa
import pytest
import sqlalchemy as sa
import yaml

from pdscan import api, plugins
from pdscan.account import Account
from pdscan.contracts import Limits, ReadOptions
from pdscan.databases.budget import Budget
from pdscan.model import Asset, Block, Reason, UnreadableError
from pdscan.report import Report


def scanned(url: sa.URL, match: str, folder: Path, **limits: float) -> Report:
    source = {"views": True, "name": "crm", "target": url.render_as_string(hide_password=False)}
    source |= {"include": [match], "limits": limits}
    page = folder / "pdscan.yaml"
    page.write_text(yaml.safe_dump({"pdscan_estate": 1, "sources": [source]}), encoding="utf-8")
    return api.scan(estate=page, only=("contact.email",), full=True)


def test_what_was_found_before_an_error_is_kept_and_nothing_stays_open(
    postgres: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    engine, schema = postgres
    name = f"pdscan-{secrets.token_hex(4)}"
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE VIEW {schema}.v AS SELECT 'c' || n || '@example.org' AS mail,"
            " 1 / (50000 - n) AS reste FROM generate_series(1, 60000) n"
        )
        connection.exec_driver_sql(f"CREATE TABLE {schema}.w AS SELECT 'z@example.org'::text AS b")

    url = engine.url.update_query_dict({"application_name": name})
    report = scanned(url, f"{schema}.*", tmp_path)

    (gap,) = report.coverage.gaps
    hits = {one.locus: one.hits for one in report.findings}
    assert gap.detail == f"the database could not read view {schema}.v (error 22012)"
    assert hits["column:mail"] >= 20_000
    assert hits["column:b"] == 1
    with engine.connect() as connection:
        open_ones = connection.execute(
            sa.text("SELECT count(*) FROM pg_stat_activity WHERE application_name = :name"),
            {"name": name},
        )
        assert open_ones.scalar_one() == 0


def test_slow_table_costs_itself_only(postgres: tuple[sa.Engine, str], tmp_path: Path) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE VIEW {schema}.a AS SELECT pg_sleep(30)::text AS x;"
            f"CREATE TABLE {schema}.b AS SELECT 'z@example.org'::text AS b"
        )

    report = scanned(engine.url, f"{schema}.*", tmp_path, seconds=1)

    assert [gap.reason for gap in report.coverage.gaps] == ["timeout"]
    assert [one.locus for one in report.findings] == ["column:b"]


@pytest.mark.parametrize("kind", ["postgres", "sqlite"])
def test_table_of_1600_columns_is_read(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    columns = ", ".join(f"{number} AS c{number}" for number in range(1_600))
    if kind == "postgres":
        engine, schema = request.getfixturevalue("postgres")
        with engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE TABLE {schema}.large AS SELECT {columns}")
        url = engine.url.render_as_string(hide_password=False)
    else:
        with sqlite3.connect(tmp_path / "x.db") as base:
            base.execute(f"CREATE TABLE large AS SELECT {columns}")
        url, schema = f"sqlite:///{tmp_path}/x.db", "main"

    with plugins.source("sql")(url, ReadOptions()) as source:
        found = [one for one in source.assets() if isinstance(one, Asset)]
        (asset,) = [one for one in found if one.locator.endswith(f"/{schema}.large")]
        (block,) = [piece for _, piece in source.blocks(asset) if isinstance(piece, Block)]

    assert block.batch is not None
    assert block.batch.num_columns == 1_600
    assert block.batch.column(1_599).to_pylist() == ["1599"]


def test_names_of_63_bytes_with_emoji_and_quotes_are_read(postgres: tuple[sa.Engine, str]) -> None:
    engine, schema = postgres
    name = "🙂 «é» \"x\" 'y' " * 2 + "z" * 23
    assert len(name.encode()) == 63
    quoted = '"' + name.replace('"', '""') + '"'
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {schema}.{quoted} AS SELECT 1 AS {quoted}")

    with plugins.source("sql")(
        engine.url.render_as_string(hide_password=False), ReadOptions()
    ) as source:
        found = [one for one in source.assets() if isinstance(one, Asset)]
        (asset,) = [one for one in found if f"/{schema}." in one.locator]
        (block,) = [piece for _, piece in source.blocks(asset) if isinstance(piece, Block)]

    assert block.batch is not None
    assert block.batch.to_pydict() == {name: ["1"]}


def test_spent_budget_ends_the_reading_of_a_source_with_a_gap(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as base:
        for name in ("a", "b", "c"):
            base.execute(f"CREATE TABLE {name} (mail)")
            row = ("z@example.org",)
            base.executemany(f"INSERT INTO {name} VALUES (?)", [row] * 150)

    url = sa.make_url(f"sqlite:///{tmp_path}/x.db")
    report = scanned(url, "main.*", tmp_path, source_rows=300)

    statuses = {one.locator[-1]: one.coverage.status for one in report.assets}
    assert statuses == {"a": "read", "b": "read", "c": "skipped"}
    assert {(gap.reason, gap.detail) for gap in report.coverage.gaps} == {
        ("budget", "the source's budget of 300 rows (source_rows) is spent")
    }


def test_budgets_of_seconds_and_bytes_are_kept() -> None:
    batch = pa.RecordBatch.from_arrays([pa.array(["x" * 100])], names=["a"])
    now = iter(range(100))

    for limits in (Limits(source_seconds=3), Limits(source_bytes=150)):
        budget = Budget(ReadOptions(limits=limits), lambda: float(next(now)))
        taken = budget.spent(iter([batch] * 9))
        with pytest.raises(UnreadableError) as caught:
            list(taken)
        assert caught.value.reason is Reason.BUDGET


def test_processes_share_the_budget_of_a_source(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as base:
        for name in "abcdefgh":
            base.execute(f"CREATE TABLE {name} (mail)")
            base.executemany(f"INSERT INTO {name} VALUES (?)", [("z@example.org",)] * 150)
    page = tmp_path / "pdscan.yaml"
    limits = {"source_rows": 300}
    source = {"name": "x", "target": f"sqlite:///{tmp_path}/x.db", "limits": limits}
    page.write_text(yaml.safe_dump({"pdscan_estate": 1, "sources": [source]}), encoding="utf-8")

    report = api.scan(estate=page, only=("contact.email",), full=True, workers=2)

    read = [one for one in report.assets if one.coverage.status == "read"]
    assert len(read) in (2, 3)  # a worker may be at a table as the other spends the rest
    assert {gap.reason for gap in report.coverage.gaps} == {"budget"}


def test_what_one_process_took_is_spent_for_the_next() -> None:
    batch = pa.RecordBatch.from_arrays([pa.array(["x"])], names=["a"])
    account = Account.shared()
    spawned = multiprocessing.get_context("spawn")
    options = ReadOptions(limits=Limits(source_rows=2), account=account)

    with ProcessPoolExecutor(1, spawned, partial(account.add, 1, now=1.0)) as pool:
        pool.submit(int).result()
    here = Budget(options).spent(iter([batch] * 9))

    assert next(here).num_rows == 1
    with pytest.raises(UnreadableError, match="source_rows"):
        next(here)


def test_process_that_died_with_the_account_stops_nobody() -> None:
    lock = Lock()
    lock.acquire()
    account = Account([0, 0, 0], lock)

    assert account.add(1, 10, now=5.0) == (1, 10, 0.0)
    assert account.add(now=6.5) == (1, 10, 1.5)
