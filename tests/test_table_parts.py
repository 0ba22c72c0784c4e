"""Big tables read in parts by several workers: the same results as one worker gives."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
import yaml

from pdscan import api, plugins
from pdscan.account import Account
from pdscan.contracts import Limits, Part, ReadOptions
from pdscan.databases import parts as table_parts
from pdscan.databases.key_ranges import Key
from pdscan.databases.key_stretches import starts
from pdscan.model import Asset, Block, UnreadableError, Unseen
from pdscan.report import Report

ROWS = 20_000


@pytest.fixture(autouse=True)
def small_is_big(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_parts, "CUT_BYTES", 600_000)
    monkeypatch.setattr(table_parts, "CUT_ROWS", 5_000)


def row(number: int) -> tuple[object, ...]:
    late = None if number < ROWS // 2 else f"0199{number % 10**6:06d}"
    told = f"rappeler cliente{number % 50}@example.org demain" if number % 3 else "rien à dire"
    return (
        number,
        f"client{number % 7_000}@example.org",
        late,
        told,
        f"2025-0{1 + number % 9}-01",
        "Zoé Durantel" if number % 40 else None,
    )


COLUMNS = "id, mail, tel_tard, note, cree_le, nom"


def postgres_table(engine: sa.Engine, schema: str, *, partitioned: bool = False) -> None:
    whole = f"{schema}.clients"
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as raw, raw.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE c (id int, mail text, tel_tard text, note text, cree_le date,"
            " nom text)"
        )
        with cursor.copy("COPY c FROM STDIN") as copy:
            for number in range(ROWS):
                copy.write_row(row(number))
        if not partitioned:
            cursor.execute(f"CREATE TABLE {whole} AS SELECT * FROM c ORDER BY id")
            return
        cursor.execute(f"CREATE TABLE {whole} (LIKE c) PARTITION BY RANGE (id)")
        for first in (0, 9_000, 18_000):
            cursor.execute(
                f"CREATE TABLE {schema}.p{first} PARTITION OF {whole}"
                f" FOR VALUES FROM ({first}) TO ({first + 9_000})"
            )
        cursor.execute(f"INSERT INTO {whole} SELECT * FROM c ORDER BY id")


def sqlite_table(path: Path, numbers: Sequence[int]) -> str:
    with sqlite3.connect(path) as base:
        base.execute(f"CREATE TABLE clients({COLUMNS.replace('id,', 'id INTEGER PRIMARY KEY,')})")
        rows = ((number, *row(at)[1:]) for at, number in enumerate(numbers))
        base.executemany("INSERT INTO clients VALUES (?, ?, ?, ?, ?, ?)", rows)
    return f"sqlite:///{path}"


def scanned(folder: Path, url: str, match: str, workers: int, **options: object) -> Report:
    page = folder / "pdscan.yaml"
    source = {"name": "crm", "target": url, "include": [match], **options}
    event = {"event": "collection", "column": "cree_le", "relation": "exact"}
    estate = {
        "pdscan_estate": 1,
        "sources": [source],
        "assets": [{"match": match, "time": [event], "activities": ["act.clients"]}],
    }
    page.write_text(yaml.safe_dump(estate), encoding="utf-8")
    declared = folder / "declared.yaml"
    declared.write_text(
        'pdscan_declaration: 1\nform: short\ncontroller: {name: "X"}\n'
        "activities:\n  - {name: Clients, basis: contrat, data: [adresse email], keep: 1 an}\n",
        encoding="utf-8",
    )
    only = ("contact", "person")
    return api.scan(
        estate=page, declared=[declared], full=True, workers=workers, only=only, as_of="2026-06-01"
    )


def told(report: Report) -> tuple[object, ...]:
    """Return what must not differ: all of findings and assets but what a run has of its own.

    A row is named of those samples that were read in full, which are others in each part.
    """
    return (
        [
            (
                (one.locus, one.type, one.form, one.hits, one.examined, one.distinct, one.why),
                (one.confidence, one.certainty, one.capacity, one.container),
                [(sample.masked, sample.digest) for sample in one.samples],
            )
            for one in report.findings
        ],
        [(one.locator, one.coverage, one.rows, one.times, one.retention) for one in report.assets],
        report.coverage.totals,
        report.coverage.gaps,
        [(one.verdict, one.type, one.count, one.examined) for one in report.verdicts],
    )


@pytest.fixture
def own_database(postgres_url: str) -> Iterator[tuple[sa.Engine, str]]:
    """Return an engine of a new database and its schema: a whole report tells nobody else's."""
    server = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    name = f"t_{secrets.token_hex(6)}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine = sa.create_engine(server.url.set(database=name))
    yield engine, "public"
    engine.dispose()
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.mark.parametrize("partitioned", [False, True])
def test_workers_share_a_postgres_table_and_report_it_as_one_does(
    own_database: tuple[sa.Engine, str], tmp_path: Path, partitioned: bool
) -> None:
    engine, schema = own_database
    postgres_table(engine, schema, partitioned=partitioned)
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    alone = scanned(tmp_path, url, f"{schema}.clients", 1)
    shared = scanned(tmp_path, url, f"{schema}.clients", 2)

    for mine, theirs in zip(told(shared), told(alone), strict=True):
        assert mine == theirs
    assert [one.coverage.status for one in shared.assets if schema in one.locator] == ["read"]
    assert {"column:mail", "column:note", "column:tel_tard"} <= {f.locus for f in shared.findings}


def test_workers_share_a_sqlite_table_with_gaps_in_its_key(tmp_path: Path) -> None:
    numbers = [*range(ROWS // 2), *range(1 << 40, (1 << 40) + ROWS)][:ROWS]
    url = sqlite_table(tmp_path / "crm.db", numbers)

    alone = scanned(tmp_path, url, "main.clients", 1)
    shared = scanned(tmp_path, url, "main.clients", 2)

    assert told(shared) == told(alone)


def parts_of(url: str, ending: str, workers: int = 2) -> list[list[Block | Unseen]]:
    """Return what each part of a table shows, each read by a session of its own."""
    with plugins.source("sql")(url, ReadOptions(sample_rows=None)) as source:
        found = [one for one in source.assets() if isinstance(one, Asset)]
        (asset,) = [one for one in found if one.locator.endswith(ending)]
        with source.parts(asset, workers) as parts:
            return [list(_pieces(url, asset, part)) for part in parts]


def _pieces(url: str, asset: Asset, part: Part) -> Iterator[Block | Unseen]:
    with plugins.source("sql")(url, ReadOptions(sample_rows=None)) as source:
        for _, piece in source.part_blocks(asset, part):
            assert isinstance(piece, Block | Unseen)
            yield piece


def numbers_in(pieces: Sequence[Block | Unseen]) -> list[int]:
    batches = [piece.batch for piece in pieces if isinstance(piece, Block)]
    return [int(cell) for batch in batches if batch for cell in batch.column(0).to_pylist()]


def test_parts_hold_every_row_once_in_the_order_of_the_whole(
    postgres: tuple[sa.Engine, str],
) -> None:
    engine, schema = postgres
    postgres_table(engine, schema)

    parts = parts_of(engine.url.render_as_string(hide_password=False), f"{schema}.clients")

    assert len(parts) > 4
    assert [n for part in parts for n in numbers_in(part)] == list(range(ROWS))


def test_columns_empty_at_first_are_judged_by_rows_of_the_other_parts(
    postgres: tuple[sa.Engine, str],
) -> None:
    engine, schema = postgres
    postgres_table(engine, schema)

    url = engine.url.render_as_string(hide_password=False)
    with plugins.source("sql")(url, ReadOptions(sample_rows=None)) as source:
        (asset,) = [a for a in source.assets() if a.locator.endswith(f"{schema}.clients")]
        with source.parts(asset, 2) as parts:
            looks = [part.looks for part in parts]

    first, late = looks[0]
    assert all(look == looks[0] for look in looks)
    assert first.column("mail").to_pylist()[:2] == ["client0@example.org", "client1@example.org"]
    assert first.column("tel_tard").null_count == len(first)
    assert late.column("mail").null_count == len(late)
    assert late.column("tel_tard").null_count < len(late) / 2


def test_mariadb_table_is_cut_by_its_key(mariadb: tuple[sa.Engine, str]) -> None:
    engine, schema = mariadb
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE clients (id BIGINT PRIMARY KEY, mail TEXT) SELECT"
            f" IF(seq < {ROWS // 2}, seq, seq * 1000000) AS id, 'x' AS mail FROM seq_1_to_{ROWS}"
        )
        connection.exec_driver_sql("ANALYZE TABLE clients")

    parts = parts_of(engine.url.render_as_string(hide_password=False), f"{schema}.clients")

    found = [n for part in parts for n in numbers_in(part)]
    assert len(parts) > 4
    assert len(found) == len(set(found)) == ROWS
    assert found == sorted(found)
    assert max(len(numbers_in(part)) for part in parts) < ROWS / 4


def test_all_parts_show_the_moment_at_which_the_table_was_cut(
    postgres: tuple[sa.Engine, str],
) -> None:
    engine, schema = postgres
    postgres_table(engine, schema)
    url = engine.url.render_as_string(hide_password=False)

    with plugins.source("sql")(url, ReadOptions(sample_rows=None)) as source:
        (asset,) = [a for a in source.assets() if a.locator.endswith(f"{schema}.clients")]
        with source.parts(asset, 2) as parts:
            seen = numbers_in(list(_pieces(url, asset, parts[0])))
            with engine.begin() as connection:
                connection.exec_driver_sql(f"UPDATE {schema}.clients SET id = id + 1000000")
            for part in parts[1:]:
                seen += numbers_in(list(_pieces(url, asset, part)))
            moment = parts[0]
        after = numbers_in(list(_pieces(url, asset, moment)))

    assert seen == list(range(ROWS))
    assert min(after, default=1_000_000) >= 1_000_000  # the moment is over: it reads what is there


def test_the_moment_is_held_as_long_as_parts_are_read_and_its_loss_ends_no_scan(
    postgres: tuple[sa.Engine, str],
) -> None:
    engine, schema = postgres
    postgres_table(engine, schema)
    url = engine.url.render_as_string(hide_password=False)
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE state = 'idle in transaction' AND query LIKE '%%COPY%%{schema}%%'"
    )

    with plugins.source("sql")(url, ReadOptions(sample_rows=None)) as source:
        (asset,) = [a for a in source.assets() if a.locator.endswith(f"{schema}.clients")]
        with source.parts(asset, 2) as parts:
            timers = [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
            running = [one.name for one in timers if not one.finished.is_set()]
            with engine.connect() as connection:
                assert connection.exec_driver_sql(end).scalar_one()
            pieces = list(_pieces(url, asset, parts[-1]))

    assert "pdscan watchdog" not in running
    assert numbers_in(pieces)[-1] == ROWS - 1
    assert Unseen(table_parts.MOVED, 1) in pieces


def test_postgres_looks_for_ranges_of_pages(postgres: tuple[sa.Engine, str]) -> None:
    engine, schema = postgres
    postgres_table(engine, schema)
    url = engine.url.render_as_string(hide_password=False)

    with plugins.source("sql")(url, ReadOptions(sample_rows=None)) as source:
        (asset,) = [a for a in source.assets() if a.locator.endswith(f"{schema}.clients")]
        with source.parts(asset, 2) as parts, engine.connect() as connection:
            from pdscan.databases.copying import Copy, Wanted
            from pdscan.databases.names import Table

            asked = Copy(connection, Table(schema, "clients"), None, 0, Wanted(parts[2])).query
            inner = asked.partition("(")[2].rpartition(") TO STDOUT")[0]
            steps = connection.exec_driver_sql(f"EXPLAIN {inner}").scalars().all()

    assert any("Tid Range Scan" in step for step in steps)


def test_what_comes_first_does_not_depend_on_other_readers(
    postgres: tuple[sa.Engine, str],
) -> None:
    url = postgres[0].url.render_as_string(hide_password=False)

    with plugins.source("sql")(url, ReadOptions()) as source, source.engine.connect() as session:
        assert session.exec_driver_sql("SHOW synchronize_seqscans").scalar_one() == "off"


def test_sampled_and_small_tables_and_views_are_not_cut(
    postgres: tuple[sa.Engine, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, schema = postgres
    postgres_table(engine, schema)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE VIEW {schema}.v AS SELECT * FROM {schema}.clients;"
            f"CREATE TABLE {schema}.petite AS SELECT 1 AS n"
        )
    url = engine.url.render_as_string(hide_password=False)

    def cut(ending: str, **options: object) -> int:
        with plugins.source("sql")(url, ReadOptions(**options)) as source:
            (asset,) = [a for a in source.assets() if a.locator.endswith(f"{schema}.{ending}")]
            with source.parts(asset, 2) as parts:
                return len(parts)

    assert cut("clients", sample_rows=None) > 1
    assert cut("clients", sample_rows=100) == 0
    assert cut("v", sample_rows=None) == cut("petite", sample_rows=None) == 0


def test_a_part_that_fails_leaves_what_the_others_found(
    postgres: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    engine, schema = postgres
    postgres_table(engine, schema)
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    report = scanned(tmp_path, url, f"{schema}.clients", 2, limits={"source_rows": 15_000})

    (gap,) = report.coverage.gaps
    hits = {one.locus: one.hits for one in report.findings}
    (asset,) = [one for one in report.assets if schema in one.locator]
    assert gap.reason == "budget"
    assert asset.coverage.status == "skipped"
    assert 1_000 < hits["column:mail"] < ROWS


def test_a_table_whose_look_spends_the_budget_is_not_cut_and_says_so(
    postgres: tuple[sa.Engine, str],
) -> None:
    engine, schema = postgres
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with engine.begin() as connection:  # too long for one batch, and too varied to be compressed
        connection.exec_driver_sql(
            f"CREATE TABLE {schema}.large AS SELECT (SELECT string_agg(md5((n * k)::text), '')"
            " FROM generate_series(1, 100) k) AS t FROM generate_series(1, 2500) n"
        )

    options = ReadOptions(sample_rows=None, limits=Limits(source_rows=9))
    with plugins.source("sql")(url, options) as source:
        (asset,) = [a for a in source.assets() if a.locator.endswith(f"{schema}.large")]
        with source.parts(asset, 2) as parts:
            assert not parts
        with pytest.raises(UnreadableError, match="source_rows"):
            list(source.blocks(asset))


def test_the_rows_that_are_looked_at_are_taken_off_the_budget_once(
    postgres: tuple[sa.Engine, str],
) -> None:
    engine, schema = postgres
    postgres_table(engine, schema)
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    account = Account()
    options = ReadOptions(sample_rows=None, account=account, limits=Limits(source_rows=10 * ROWS))
    opened = plugins.source("sql")
    with opened(url, options) as source, opened(url, options) as worker:
        (asset,) = [a for a in source.assets() if a.locator.endswith(f"{schema}.clients")]
        with source.parts(asset, 2) as parts:
            looked_at, *_ = account.add(now=1.0)
            for part in parts:
                list(worker.part_blocks(asset, part))

    assert len(parts) > 4
    assert table_parts.LOOKED_AT <= looked_at <= len(parts) * table_parts.LOOKED_AT
    assert account.add(now=1.0)[0] == looked_at + ROWS


def test_parts_become_smaller_to_the_end_and_leave_no_worker_much_to_wait_for(
    postgres: tuple[sa.Engine, str],
) -> None:
    engine, schema = postgres
    postgres_table(engine, schema)

    parts = parts_of(engine.url.render_as_string(hide_password=False), f"{schema}.clients")

    sizes = [len(numbers_in(part)) for part in parts]
    assert sizes[0] < 0.3 * ROWS
    assert max(sizes[-2:]) < 0.07 * ROWS
    assert sizes[0] > 3 * sizes[-1]


@pytest.mark.parametrize(
    "numbers",
    [
        range(20_000),
        range(0, 20_000 * 977, 977),
        [*range(10_000), *range(1 << 60, (1 << 60) + 10_000)],
        [*range(18_000), *range(1 << 40, (1 << 40) + 2_000_000, 1_000)],
        [-(1 << 62), *range(20_000)],
        [n**4 for n in range(20_000)],
    ],
    ids=["dense", "steps", "two ends", "skewed", "one far off", "thinner and thinner"],
)
def test_stretches_of_keys_hold_about_as_many_rows(numbers: Sequence[int]) -> None:
    from bisect import bisect_left

    held, asked = list(numbers), []

    def find(least: Sequence[int], below: int) -> Sequence[int | None]:
        asked.append(1)
        nexts = [bisect_left(held, one) for one in least]
        last = bisect_left(held, below)
        found = [held[at] if at < len(held) else None for at in nexts]
        return (*found, held[last - 1] if last else None)

    begin = starts(Key("n", held[0], held[-1]), 16, find)

    ends = [bisect_left(held, one) for one in begin if one is not None]
    sizes = [stop - start for start, stop in zip([0, *ends], [*ends, len(held)], strict=True)]
    assert begin[0] is None
    assert 12 <= len(sizes) <= 16
    assert min(sizes) > 0
    assert max(sizes) < 3 * len(held) / 16
    assert len(asked) < 200


def test_stretches_of_a_table_without_rows_are_one() -> None:
    assert starts(Key("n", 1, 9), 4, lambda least, below: (*(None for _ in least), None)) == [None]
