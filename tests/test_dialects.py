"""What other dialects are asked: compiled by the real dialect of each, answered by a stand-in.

The servers of SQL Server, Oracle, Snowflake, BigQuery, Redshift and ClickHouse can't be started
here. So this holds the statements that they would get, and what pdscan makes of answers and
refusals; that a server takes them is read in its manual.
"""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import driver_stand_in
import pytest
import sqlalchemy as sa

from pdscan import api, plugins, scan, taxonomy
from pdscan.contracts import Limits, ReadOptions
from pdscan.model import Asset, Block, Reason, Sampled, UnreadableError
from pdscan.targets import specs

URLS = {
    "bigquery": "bigquery://projet",
    "clickhouse": "clickhousedb+connect://u:p@h/d",
    "mssql": "mssql+pyodbc://u:p@h/d?driver=x",
    "oracle": "oracle+oracledb://u:p@h/d",
    "redshift": "redshift+psycopg2://u:p@h/d",
    "snowflake": "snowflake://u:p@h/d",
}
STATISTICS = ("sys.partitions", "all_tables", "information_schema.tables", "pg_class",
              "system.tables")  # fmt: skip
NAMES = dict.fromkeys(URLS, 'T "x" [y] `z`') | {"bigquery": "T x-y"}
QUOTED = {
    "bigquery": "`s`.`T x-y`",
    "clickhouse": r'`s`.`T "x" [y] \`z\``',
    "mssql": 's.[T "x" [y]] `z`]',
    "oracle": 's."T ""x"" [y] `z`"',
    "redshift": 's."T ""x"" [y] `z`"',
    "snowflake": 's."T ""x"" [y] `z`"',
}
DRAWN = {
    "bigquery": "TABLESAMPLE SYSTEM (0.2000 PERCENT)",
    "clickhouse": "WHERE rand() < 4294967296 * 0.0020000000",
    "mssql": "TABLESAMPLE SYSTEM (0.2000 PERCENT) REPEATABLE (7)",
    "oracle": "SAMPLE BLOCK (0.2000) SEED (7)",
    "redshift": "WHERE random() < 0.0020000000",
    "snowflake": "SAMPLE SYSTEM (0.2000) SEED (7)",
}
ORDERS = {
    "bigquery": set(),
    "clickhouse": {"SET max_execution_time = 60", "SET readonly = 2"},
    "mssql": {"SET LOCK_TIMEOUT 10000", "SET DEADLOCK_PRIORITY LOW"},
    "oracle": {"SET TRANSACTION READ ONLY"},
    "redshift": {
        "SET statement_timeout = 60000",
        "SET query_group TO 'pdscan'",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    },
    "snowflake": {
        "ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 60",
        "ALTER SESSION SET LOCK_TIMEOUT = 10",
        "ALTER SESSION SET QUERY_TAG = 'pdscan'",
    },
}
UNSEEDED = ("bigquery", "clickhouse", "redshift")


@pytest.fixture(params=sorted(URLS))
def kind(request: pytest.FixtureRequest) -> str:
    """Return a dialect whose package is here; Snowflake's and BigQuery's are too heavy for all."""
    try:
        sa.make_url(URLS[request.param]).get_dialect()
    except (sa.exc.NoSuchModuleError, ImportError):
        pytest.skip(f"the dialect of {request.param} isn't installed")
    return str(request.param)


def answering(rows: int, cells: Iterable[Sequence[Any]] = ()) -> driver_stand_in.Answers:
    """Answer with a number of rows where one is asked for, and with cells for the table's."""

    def answers(statement: str) -> driver_stand_in.Answer | None:
        if "count(" in statement or any(one in statement for one in STATISTICS):
            return ("n",), iter([(rows,)])
        return (("mail",), iter(cells)) if "*" in statement else None

    return answers


def pieces(kind: str, table: str = "t", **options: Any) -> list[Any]:
    options = {"limits": Limits(seconds=60), "seed": 7, **options}
    with plugins.source("sql")(URLS[kind], ReadOptions("x", **options)) as source:
        asset = Asset(f"{source._prefix()}s.{table}", "x", "table")  # type: ignore[attr-defined]
        return [piece for _, piece in source.blocks(asset)]


def own(statements: Sequence[str]) -> list[str]:
    tagged = [one for one in statements if one.startswith("/* pdscan */ ")]
    assert tagged == list(statements)
    return [re.sub(r"\s+", " ", one.removeprefix("/* pdscan */ ")).strip() for one in tagged]


def test_big_table_is_drawn_by_its_server_and_never_counted_where_statistics_are(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = answering(10_000_000, [("zoe@example.org",)] * 3)
    driver = driver_stand_in.standing_in(URLS[kind], answers, monkeypatch)

    block, sampled = pieces(kind, NAMES[kind])

    statements = own(driver.statements)
    assert block.batch.to_pylist() == [{"mail": "zoe@example.org"}] * 3
    assert sampled.of == 10_000_000
    assert ("seed 7" in sampled.method) == (kind not in UNSEEDED)
    assert statements[-1] == f"SELECT * FROM {QUOTED[kind]} {DRAWN[kind]}"
    assert {one for one in statements if not one.startswith("SELECT")} == ORDERS[kind]
    whole = [one for one in statements if "count(" in one and DRAWN[kind].split()[0] not in one]
    assert bool(whole) == (kind == "bigquery")  # which counts by its metadata
    assert driver.open == 0


def test_small_table_is_counted_and_read_whole(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = driver_stand_in.standing_in(URLS[kind], answering(3, [("a",)] * 3), monkeypatch)

    (block,) = pieces(kind)

    assert block.batch.num_rows == 3
    assert own(driver.statements)[-1] == f"SELECT * FROM {QUOTED[kind].split('.')[0]}." + (
        "`t`" if kind in ("bigquery", "clickhouse") else "t"
    )


def test_what_a_server_refuses_is_left_out(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(statement: str) -> driver_stand_in.Answer | None:
        told = answering(10_000_000, [("a",)] * 30_000)(statement)
        if told is None or "SAMPLE" in statement or any(one in statement for one in STATISTICS):
            raise driver.OperationalError("incorrect syntax near zq7")
        return told

    driver = driver_stand_in.standing_in(URLS[kind], answers, monkeypatch)

    *blocks, sampled = pieces(kind)

    assert sampled.of == 10_000_000
    assert sum(block.batch.num_rows for block in blocks) >= 10
    assert driver.open == 0


def test_order_that_is_refused_takes_none_of_the_others_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("sqlalchemy_redshift", reason="the extra redshift isn't installed")

    def answers(statement: str) -> driver_stand_in.Answer | None:
        if "CHARACTERISTICS" in statement:
            raise driver.OperationalError("syntax error")
        return answering(3, [("a",)] * 3)(statement)

    driver = driver_stand_in.standing_in(URLS["redshift"], answers, monkeypatch)

    pieces("redshift")

    assert "SET statement_timeout = 60000" in own(driver.kept)


@pytest.mark.parametrize("kind", ["mssql", "oracle", "redshift"])
def test_listing_of_an_empty_database_is_empty(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = driver_stand_in.standing_in(URLS[kind], lambda _: None, monkeypatch)
    (spec,) = specs([URLS[kind]], ReadOptions())

    look = scan.look_at(spec)

    assert (look.assets, look.gaps) == (0, ())
    assert "can't make its sessions read-only" in look.remarks[0]
    assert all(one.split()[0].upper() in ("SELECT", "SET", "USE") for one in own(driver.statements))
    assert driver.open == 0


# Of each: the types of a long text and of bytes as its inspector writes them, and how they are cut.
LONG = {
    "bigquery": (
        "STRING", "BYTES",
        "CASE WHEN (byte_length(`note`) > 33554432) THEN left(`note`, 8388608) || 'M' ELSE `note`",
        "CASE WHEN (byte_length(`piece`) > 33554432) THEN b'M' ELSE `piece`",
    ),
    "clickhouse": (
        "Nullable(String)", "",
        "CASE WHEN (length(`note`) > 33554432) THEN substring(`note`, 1, 8388608) || 'M'"
        " ELSE `note`",
        "",
    ),
    "mssql": (
        "NVARCHAR(max)", "VARBINARY(max)",
        "CASE WHEN (datalength(CAST([note] AS NVARCHAR(max))) > 33554432)"
        " THEN left(CAST([note] AS NVARCHAR(max)), 8388608) + 'M'"
        " ELSE CAST([note] AS NVARCHAR(max))",
        "CASE WHEN (datalength([piece]) > 33554432) THEN CAST('M' AS VARBINARY(MAX))"
        " ELSE [piece]",
    ),
    "oracle": (
        "CLOB", "BLOB",
        "CASE WHEN (dbms_lob.getlength(\"note\") > 33554432) THEN TO_CLOB('M') ELSE \"note\"",
        "CASE WHEN (dbms_lob.getlength(\"piece\") > 33554432)"
        " THEN TO_BLOB(UTL_RAW.CAST_TO_RAW('M')) ELSE \"piece\"",
    ),
    "snowflake": (
        "VARIANT", "BINARY",
        "CASE WHEN (octet_length(CAST(\"note\" AS VARCHAR)) > 33554432)"
        " THEN left(CAST(\"note\" AS VARCHAR), 8388608) || 'M' ELSE CAST(\"note\" AS VARCHAR)",
        "CASE WHEN (octet_length(\"piece\") > 33554432) THEN TO_BINARY('M', 'UTF-8')"
        " ELSE \"piece\"",
    ),
}  # fmt: skip


def long_pieces(kind: str) -> list[Any]:
    text, raw, _, _ = LONG[kind]
    kinds = {"n": "INTEGER", "note": text, "court": "VARCHAR(20)"} | ({"piece": raw} if raw else {})
    about = {"columns": [{"name": name, "type": one} for name, one in kinds.items()]}
    options = ReadOptions("x", sample_rows=None)
    with plugins.source("sql")(URLS[kind], options) as source:
        asset = Asset(f"{source._prefix()}s.t", "x", "table", about=about)  # type: ignore[attr-defined]
        return [piece for _, piece in source.blocks(asset)]


def answering_long(statement: str) -> driver_stand_in.Answer | None:
    cells = ("1", "a@example.org", "b", b"\xff")
    return (("n", "note", "court", "piece"), iter([cells])) if "FROM" in statement else None


def test_long_cells_are_left_on_the_server(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if kind not in LONG:
        pytest.skip("none of its cells is long")
    driver = driver_stand_in.standing_in(URLS[kind], answering_long, monkeypatch)

    long_pieces(kind)

    asked = re.sub(r"'[0-9a-f]{32}'", "'M'", own(driver.statements)[-1])
    text, raw = LONG[kind][2:]
    assert f"{text} END AS " in asked
    assert not raw or f"{raw} END AS " in asked
    assert "1=0" not in asked.replace(" ", "")


def test_server_that_can_not_cut_cells_gives_them_whole(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind not in LONG:
        pytest.skip("none of its cells is long")

    def answers(statement: str) -> driver_stand_in.Answer | None:
        if "33554432" in statement:
            raise driver.OperationalError("no such function zq7")
        return answering_long(statement)

    driver = driver_stand_in.standing_in(URLS[kind], answers, monkeypatch)

    batch = next(one.batch for one in long_pieces(kind) if isinstance(one, Block))

    assert batch is not None
    assert batch.column("note").to_pylist() == ["a@example.org"]
    assert "CASE" not in own(driver.statements)[-1]
    assert driver.open == 0


MISSING = {
    "mssql://u:zq7@h/d": "mssql",
    "oracle://u:zq7@h/d": "oracle",
    "snowflake://u:zq7@h/d": "snowflake",
    "bigquery://projet": "bigquery",
    "redshift://u:zq7@h/d": "redshift",
    "clickhouse://u:zq7@h/d": "clickhouse",
    "postgresql://u:zq7@h/d": "postgres",
    "mysql://u:zq7@h/d": "mysql",
    "mongodb://u:zq7@h/d": "mongodb",
    "redis://u:zq7@h/0": "redis",
}


def test_drivers_that_are_missing_are_named_and_other_sources_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyodbc", "pymssql", "oracledb", "cx_Oracle", "psycopg", "psycopg2", "pg8000",
                 "pymysql", "MySQLdb", "pymongo", "redis", "snowflake", "sqlalchemy_bigquery",
                 "sqlalchemy_redshift", "clickhouse_connect", "clickhouse_sqlalchemy"):  # fmt: skip
        monkeypatch.setitem(__import__("sys").modules, name, None)
    monkeypatch.setattr(sa.dialects.registry, "impls", {})
    with sqlite3.connect(tmp_path / "x.db") as base:
        base.execute("CREATE TABLE t AS SELECT 'zoe@example.org' AS mail")

    report = api.scan([*MISSING, f"sqlite:///{tmp_path}/x.db"], only=("contact.email",))

    gaps = {gap.detail: gap.reason for gap in report.coverage.gaps}
    assert set(gaps.values()) == {"no_driver"}
    for extra in MISSING.values():
        assert any(f"pip install 'pdscan[{extra}]'" in detail for detail in gaps), extra
    assert [one.hits for one in report.findings] == [1]
    assert "zq7" not in report.to_json()


def reading(cells: Iterator[Any], monkeypatch: pytest.MonkeyPatch, seconds: float = 60) -> Any:
    """Scan a table whose driver gives these rows; return how it ended, and what stayed open."""
    from pdscan.detection.engine import Engine
    from pdscan.detection.locus_count import ScanOptions
    from pdscan.read_asset import read_asset

    def answers(statement: str) -> driver_stand_in.Answer | None:
        return (("mail",), cells) if "*" in statement else (("n",), iter([(3,)]))

    driver = driver_stand_in.standing_in(URLS["mssql"], answers, monkeypatch)
    engine = Engine({"email_address": plugins.detector("email_address")}, taxonomy.load())
    options = ReadOptions("x", sample_rows=None, limits=Limits(seconds=seconds))
    with plugins.source("sql")(URLS["mssql"], options) as source:
        (result,) = read_asset(source, Asset("mssql://x/s.t", "x", "table"), engine, ScanOptions())
    assert driver.open == 0
    return result


def rows(count: int) -> list[tuple[str]]:
    return [(f"c{n}@example.org",) for n in range(count)]


class _Odd:
    def __str__(self) -> str:
        raise RuntimeError("zq7@example.org")


def _raising(error: Exception) -> Iterator[Any]:
    yield from rows(500)
    raise error


@pytest.mark.parametrize(
    ("lie", "detail"),
    [
        ([("a@example.org", "one too many")], "ValueError in pdscan"),
        ([()], "ValueError in pdscan"),
        ([(_Odd(),)], "RuntimeError in pdscan"),
        ([7], "TypeError in pdscan"),
    ],
    ids=["wide", "narrow", "odd", "no-row"],
)
def test_driver_that_lies_costs_what_it_lied_about(
    lie: list[Any], detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = reading(iter([*rows(2_000), *lie]), monkeypatch)

    (gap,) = result.gaps
    assert gap.reason in (Reason.CRASHED, Reason.OTHER)
    assert gap.detail.startswith(detail)
    assert "zq7" not in str(gap)
    assert result.rows >= 200


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RuntimeError("zq7@example.org"), Reason.CRASHED),
        (UnicodeDecodeError("utf-8", b"zq7\xff", 3, 4, "invalid"), Reason.CRASHED),
        (driver_stand_in.Driver.OperationalError("zq7"), Reason.UNREACHABLE),
        (ConnectionResetError("zq7"), Reason.UNREACHABLE),
        (MemoryError(), Reason.LIMIT),
    ],
)
def test_driver_that_fails_while_it_fetches_keeps_what_was_found(
    error: Exception, reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = reading(_raising(error), monkeypatch)

    (gap,) = result.gaps
    assert gap.reason is reason
    assert "zq7" not in str(gap)
    assert result.rows == 200


def test_cursor_that_never_ends_is_stopped_by_the_time_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = reading(itertools.repeat(("zoe@example.org",)), monkeypatch, seconds=1)

    (gap,) = result.gaps
    assert gap.reason is Reason.TIMEOUT
    assert result.rows > 1_000


def test_server_that_draws_far_too_many_rows_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = answering(10_000_000, itertools.repeat(("zoe@example.org",)))
    driver = driver_stand_in.standing_in(URLS["mssql"], answers, monkeypatch)

    block, sampled = pieces("mssql", sample_rows=50)

    assert block.batch.num_rows == sampled.n == 500
    assert driver.open == 0


def test_count_that_is_too_high_or_too_low_says_what_was_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    driver_stand_in.standing_in(URLS["mssql"], answering(90, rows(30)), monkeypatch)

    few = pieces("mssql", sample_rows=50)
    driver_stand_in.standing_in(URLS["mssql"], answering(2, rows(30)), monkeypatch)
    many = pieces("mssql", sample_rows=50)

    assert isinstance(few[-1], Sampled)
    assert few[-1].n <= 30
    assert sum(one.batch.num_rows for one in many if isinstance(one, Block)) == 30


def test_address_that_a_driver_refuses_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = driver_stand_in.standing_in(URLS["mssql"], lambda _: None, monkeypatch)

    def refuse(*_: Any, **__: Any) -> Any:
        raise driver.OperationalError("Login failed for user zq7")

    monkeypatch.setattr(driver, "connect", refuse)
    with pytest.raises(UnreadableError) as caught:
        plugins.source("sql")(URLS["mssql"], ReadOptions()).__enter__()

    assert caught.value.reason is Reason.PERMISSION
    assert caught.value.detail == "mssql database d at h refused the user or the password"
