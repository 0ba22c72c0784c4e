"""Hold the SQL source to its contract on real SQLite, PostgreSQL and MariaDB."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sqlite3
import struct
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from pdscan import plugins
from pdscan.contracts import Limits, ReadOptions, Source
from pdscan.databases import tables as sql_tables
from pdscan.databases.names import Table
from pdscan.model import (
    STRINGS,
    Asset,
    Block,
    Gap,
    Reason,
    Sampled,
    UnreadableError,
    Unseen,
    UsageError,
)

SECRET = "Zq7-secret-pass"
ODD = "Fiche \"client\"; DROP 100%é 'x'"
Read = tuple[dict[str, list[str | None]], list[Sampled], list[Gap | Unseen]]


def opened(url: str | sa.URL, **options: object) -> Source:
    text = url if isinstance(url, str) else url.render_as_string(hide_password=False)
    return plugins.source("sql")(text, ReadOptions(**options))


def listed(source: Source) -> dict[str, Asset]:
    return {a.locator: a for a in source.assets() if isinstance(a, Asset)}


def one(source: Source, ending: str) -> Asset:
    (asset,) = [a for locator, a in listed(source).items() if locator.endswith(ending)]
    return asset


def read(source: Source, asset: Asset) -> Read:
    columns: dict[str, list[str | None]] = {}
    samples, gaps, start = [], [], 0
    for seen, piece in source.blocks(asset):
        assert seen == asset
        if isinstance(piece, Block):
            if piece.locus.startswith(STRINGS):  # of cells that are no text
                continue
            assert piece.batch is not None
            assert piece.locus == "column"
            assert piece.start == start
            start += piece.batch.num_rows
            for name, values in piece.batch.to_pydict().items():
                columns.setdefault(name, []).extend(values)
            assert {str(field.type) for field in piece.batch.schema} <= {"string"}
        else:
            (samples if isinstance(piece, Sampled) else gaps).append(piece)
    return columns, samples, gaps


def failure(url: str | sa.URL, **options: object) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught, opened(url, **options) as source:
        list(source.assets())
    assert SECRET not in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.db"
    with contextlib.closing(sqlite3.connect(path)) as base, base:
        base.executescript(
            """CREATE TABLE clients(id INTEGER, mail TEXT, photo BLOB, solde REAL);
            INSERT INTO clients VALUES (1, 'alice@example.org', x'FFD8', 1.5),
                                       (2, NULL, 'texte', NULL), (3, '', x'', -2);
            CREATE TABLE vide(nom TEXT, "order" TEXT);
            CREATE VIEW courriels AS SELECT mail FROM clients;
            CREATE VIEW cassee AS SELECT * FROM partie;
            CREATE TABLE grande(n INTEGER);
            WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 30000)
            INSERT INTO grande SELECT n FROM c;"""
        )
    return path


# --- SQLite


def test_tables_and_views_are_listed_sorted_with_their_rows(shop: Path) -> None:
    with opened(f"sqlite:///{shop}") as source:
        assets = [asset for asset in source.assets() if isinstance(asset, Asset)]

    assert [(a.locator, a.kind, a.size) for a in assets] == [
        ("sqlite://shop/main.cassee", "view", None),
        ("sqlite://shop/main.clients", "table", 3),
        ("sqlite://shop/main.courriels", "view", None),
        ("sqlite://shop/main.grande", "table", 30_000),
        ("sqlite://shop/main.vide", "table", 0),
    ]
    assert {a.source for a in assets} == {"shop"}


def test_cells_become_text_and_nulls_stay_null(shop: Path) -> None:
    with opened(f"sqlite:///{shop}", name="boutique") as source:
        columns, samples, gaps = read(source, one(source, "/main.clients"))

    assert columns == {
        "id": ["1", "2", "3"],
        "mail": ["alice@example.org", None, ""],
        "photo": [None, "texte", ""],
        "solde": ["1.5", None, "-2.0"],
    }
    assert samples == []
    assert gaps == [Unseen("binary cells of tables", 1)]


def test_text_of_another_encoding_is_read_and_pictures_are_counted(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as base, base:
        base.execute("CREATE TABLE t(nom TEXT, photo BLOB)")
        photo = bytes(range(256)) * 4
        names = ["Hélène Durantel", "François Petit", "Zoé"]
        base.executemany(
            "INSERT INTO t VALUES (CAST(? AS TEXT), ?)",
            [(name.encode("cp1252"), photo) for name in names],
        )

    with opened(f"sqlite:///{tmp_path / 'a.db'}") as source:
        columns, _, gaps = read(source, one(source, ".t"))

    assert columns == {"nom": names, "photo": [None] * 3}
    assert gaps == [Unseen("binary cells of tables", 3)]


def test_empty_table_yields_one_empty_batch_with_its_columns(shop: Path) -> None:
    with opened(f"sqlite:///{shop}") as source:
        assert read(source, one(source, "/main.vide")) == ({"nom": [], "order": []}, [], [])


def test_failing_view_does_not_stop_the_others(shop: Path) -> None:
    with opened(f"sqlite:///{shop}") as source:
        with pytest.raises(UnreadableError) as caught:
            read(source, one(source, "/main.cassee"))
        columns, _, _ = read(source, one(source, "/main.courriels"))

    assert caught.value.reason is Reason.VANISHED
    assert "main.cassee" in caught.value.detail
    assert columns["mail"] == ["alice@example.org", None, ""]


def test_sqlite_can_not_be_written(shop: Path) -> None:
    with opened(f"sqlite:///{shop}") as source, source.engine.connect() as connection:
        with pytest.raises(sa.exc.OperationalError):
            connection.exec_driver_sql("INSERT INTO vide VALUES ('a', 'b')")
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            connection.exec_driver_sql("INSERT INTO vide VALUES ('a', 'b')")


def test_reading_a_wal_database_leaves_no_file_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with contextlib.closing(sqlite3.connect(path)) as base, base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE TABLE t(a)")
    before = path.read_bytes()

    with opened(f"sqlite:///{path}") as source:
        read(source, one(source, "/main.t"))

    assert os.listdir(tmp_path) == ["journal.db"]
    assert path.read_bytes() == before


def test_writer_s_fresh_rows_are_seen_in_a_wal_database(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE TABLE t(a)")
        base.execute("INSERT INTO t VALUES ('frais')")

        with opened(f"sqlite:///{path}") as source:
            columns, _, _ = read(source, one(source, "/main.t"))

    assert columns == {"a": ["frais"]}


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("sqlite:///{}/rien.db", UnreadableError),
        ("sqlite://", UsageError),
        ("sqlite:///:memory:", UsageError),
    ],
)
def test_missing_sqlite_file_is_not_made(
    tmp_path: Path, address: str, error: type[Exception]
) -> None:
    with pytest.raises(error, match="SQLite"):
        opened(address.format(tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_file_that_is_no_database_is_corrupt(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database, but long enough to look at" * 40)

    error = failure(f"sqlite:///{tmp_path}/x.db")

    assert error.reason is Reason.CORRUPT


def test_latin1_text_in_sqlite_is_counted_not_fatal(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "x.db")) as base, base:
        base.execute("CREATE TABLE t(a TEXT, b TEXT)")
        base.execute("INSERT INTO t VALUES (CAST(x'E9' AS TEXT), 'é')")

    with opened(f"sqlite:///{tmp_path}/x.db") as source:
        columns, _, gaps = read(source, one(source, "main.t"))

    assert columns == {"a": [None], "b": ["é"]}
    assert gaps == [Unseen("binary cells of tables", 1)]


def test_full_text_index_is_read_once(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "x.db")) as base, base:
        base.execute("CREATE VIRTUAL TABLE notes USING fts5(corps)")
        base.execute("INSERT INTO notes VALUES ('bonjour')")

    with opened(f"sqlite:///{tmp_path}/x.db") as source:
        assert list(listed(source)) == ["sqlite://x/main.notes"]
        assert read(source, one(source, "main.notes"))[0] == {"corps": ["bonjour"]}


def test_wide_rows_come_in_bounded_blocks(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "x.db")) as base, base:
        base.execute("CREATE TABLE t(a TEXT)")
        base.executemany("INSERT INTO t VALUES (?)", (("x" * 20_000,) for _ in range(2_000)))

    with opened(f"sqlite:///{tmp_path}/x.db", sample_rows=None) as source:
        sizes = [p.batch.nbytes for _, p in source.blocks(one(source, "main.t"))]

    assert sum(sizes) > 40_000_000
    assert max(sizes) < 6_000_000


def test_leaving_a_table_half_read_is_harmless(
    shop: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(f"sqlite:///{shop}", sample_rows=None) as source:
        blocks = source.blocks(one(source, "/main.grande"))
        next(blocks)
        blocks.close()
        assert len(read(source, one(source, "/main.grande"))[0]["n"]) == 30_000
    assert caplog.records == []


# --- what is the same everywhere


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[sa.Engine, str, str]:
    """Return a writing engine, its schema, and how a locator of that schema begins."""
    if request.param == "sqlite":
        sqlite3.connect(tmp_path / "x.db").close()
        return sa.create_engine(f"sqlite:///{tmp_path}/x.db"), "main", "sqlite://x/main."
    engine, schema = request.getfixturevalue(request.param)
    short = {"postgres": "pg", "mariadb": "mysql"}[request.param]
    return engine, schema, f"{short}://{engine.url.database}/{schema}."


def make(engine: sa.Engine, schema: str, name: str, rows: int, **columns: object) -> None:
    made = [sa.Column(column, kind, quote=True) for column, kind in columns.items()]
    table = sa.Table(name, sa.MetaData(), *made, schema=schema, quote=True)
    table.create(engine)
    if rows:
        with engine.begin() as connection:
            values = [dict.fromkeys(columns, n) for n in range(rows)]
            connection.execute(table.insert(), values)


@pytest.mark.parametrize("name", [ODD, "select", "MAJUSCULE", "a.b", "é à", "a/b", "100%s", "t#!"])
def test_odd_names_are_quoted(base: tuple[sa.Engine, str, str], name: str) -> None:
    engine, schema, prefix = base
    columns = dict.fromkeys(("a b", "Order", "x;y", 'q"`]', "%s", "é", ":n"), sa.Integer)
    make(engine, schema, name, 3, **columns)

    with opened(engine.url) as source:
        (asset,) = [a for a in listed(source).values() if a.locator.startswith(prefix)]
        assert read(source, asset) == ({key: ["0", "1", "2"] for key in columns}, [], [])
    assert "#" not in asset.locator
    assert "!" not in asset.locator


def test_sample_is_spread_repeatable_and_says_so(base: tuple[sa.Engine, str, str]) -> None:
    engine, schema, _ = base
    make(engine, schema, "triee", 12_000, n=sa.Integer)

    def drawn(seed: int) -> tuple[list[int], list[Sampled]]:
        with opened(engine.url, sample_rows=400, seed=seed) as source:
            columns, samples, _ = read(source, one(source, ".triee"))
        return [int(n or "") for n in columns["n"]], samples

    first, samples = drawn(1)
    again, _ = drawn(1)
    other, _ = drawn(2)

    assert first == again
    assert sorted(first) != sorted(other)
    assert len(set(first)) == 400
    assert [(s.n, s.of) for s in samples] == [(400, 12_000)]
    assert "seed 1" in samples[0].method
    quarters = [sum(n // 3_000 == q for n in first) for q in range(4)]
    assert min(quarters) > 60


def test_small_table_is_read_whole_though_sampling_is_on(base: tuple[sa.Engine, str, str]) -> None:
    engine, schema, _ = base
    make(engine, schema, "petite", 400, n=sa.Integer)

    with opened(engine.url, sample_rows=400) as source:
        columns, samples, _ = read(source, one(source, ".petite"))

    assert sorted(map(int, columns["n"])) == list(range(400))
    assert samples == []


def make_view(engine: sa.Engine, schema: str, cells: str) -> None:
    """Make a table `fond` of 5,000 numbers `n`, and a view `fond_vue` of what is made of them."""
    make(engine, schema, "fond", 5_000, n=sa.Integer)
    with engine.begin() as connection:
        place = "fond" if schema == "main" else f"{schema}.fond"
        connection.exec_driver_sql(f"CREATE VIEW {place}_vue AS SELECT {cells} FROM {place}")


def test_view_is_sampled_too(base: tuple[sa.Engine, str, str]) -> None:
    engine, schema, _ = base
    make_view(engine, schema, "n")

    with opened(engine.url, sample_rows=100) as source:
        asset = one(source, ".fond_vue")
        columns, samples, _ = read(source, asset)
        assert read(source, asset)[0] == columns

    assert asset.kind == "view"
    assert len(set(columns["n"])) == 100
    assert max(map(int, columns["n"])) > 4_000
    assert [(s.n, s.of) for s in samples] == [(100, 5_000)]


def test_sample_of_a_view_has_equal_rows_as_often_as_the_view(
    base: tuple[sa.Engine, str, str],
) -> None:
    engine, schema, _ = base
    make_view(engine, schema, "mod(n, 5) AS r")

    with opened(engine.url, sample_rows=500) as source:
        columns, _, _ = read(source, one(source, ".fond_vue"))

    rests = [float(rest or "") for rest in columns["r"]]  # SQLite gives them with a point
    assert min(rests.count(rest) for rest in range(5)) > 60


def test_values_of_every_kind_become_plain_text(base: tuple[sa.Engine, str, str]) -> None:
    engine, schema, _ = base
    texts = ["a,b", 'quo"te', "two\nlines\r\nthree", "", "é€😀", "NULL", "\\N", "\\.", None]
    kinds = {
        "t": sa.Text(),
        "j": sa.Date(),
        "d": sa.DateTime(),
        "m": sa.Numeric(20, 4),
        "o": sa.JSON(),
        "b": sa.LargeBinary(),
    }
    columns = [sa.Column(name, kind) for name, kind in kinds.items()]
    table = sa.Table("valeurs", sa.MetaData(), *columns, schema=schema)
    table.create(engine)
    import datetime as dt
    from decimal import Decimal

    day = dt.datetime(2026, 1, 31, 10, 20, 30)
    with engine.begin() as connection:
        for text in texts:
            connection.execute(
                table.insert(),
                {
                    "t": text,
                    "j": day.date(),
                    "d": day,
                    "m": Decimal("1234567890.5"),
                    "o": {"nom": "é"},
                    "b": b"\xff\x00" if text is None else "é".encode(),
                },
            )

    with opened(engine.url) as source:
        columns_read, _, gaps = read(source, one(source, ".valeurs"))

    assert columns_read["t"] == texts
    assert set(columns_read["j"]) == {"2026-01-31"}
    assert {str(value)[:19] for value in columns_read["d"]} == {"2026-01-31 10:20:30"}
    assert {str(value).rstrip("0") for value in columns_read["m"]} == {"1234567890.5"}
    assert {str(value).replace(": ", ":") for value in columns_read["o"]} <= {
        '{"nom":"é"}',
        '{"nom":"\\u00e9"}',
    }
    assert columns_read["b"] == ["é"] * 8 + [None]
    assert gaps == [Unseen("binary cells of tables", 1)]


def test_table_that_vanishes_between_listing_and_reading(base: tuple[sa.Engine, str, str]) -> None:
    engine, schema, _ = base
    make(engine, schema, "partie", 1, n=sa.Integer)
    make(engine, schema, "reste", 1, n=sa.Integer)

    with opened(engine.url) as source:
        gone, there = one(source, ".partie"), one(source, ".reste")
        with engine.begin() as connection:
            place = "partie" if schema == "main" else f"{schema}.partie"
            connection.exec_driver_sql(f"DROP TABLE {place}")
        with pytest.raises(UnreadableError) as caught:
            read(source, gone)
        assert read(source, there)[0] == {"n": ["0"]}

    assert caught.value.reason is Reason.VANISHED
    assert caught.value.detail.count("partie") == 1


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_leaving_a_server_table_half_read_is_harmless(
    kind: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    engine, schema = request.getfixturevalue(kind)
    make(engine, schema, "longue", 30_000, n=sa.Integer)

    with opened(engine.url, sample_rows=None) as source:
        asset = one(source, ".longue")
        blocks = source.blocks(asset)
        next(blocks)
        blocks.close()
        assert len(read(source, asset)[0]["n"]) == 30_000
    assert caplog.records == []


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_server_can_not_be_written(kind: str, request: pytest.FixtureRequest) -> None:
    engine, schema = request.getfixturevalue(kind)
    make(engine, schema, "fermee", 1, n=sa.Integer)

    with opened(engine.url) as source:
        for order in (f"INSERT INTO {schema}.fermee VALUES (9)", f"DROP TABLE {schema}.fermee"):
            with (
                pytest.raises(sa.exc.DBAPIError, match=r"(?i)read.only"),
                source.engine.begin() as connection,
            ):
                connection.exec_driver_sql(order)
        assert read(source, one(source, ".fermee"))[0] == {"n": ["0"]}


@pytest.mark.parametrize("kind", ["postgres", "mariadb"])
def test_broken_connection_costs_one_table_only(
    kind: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    engine, schema = request.getfixturevalue(kind)
    if kind == "postgres":
        with engine.begin() as connection:
            connection.exec_driver_sql(
                f"CREATE TABLE {schema}.longue AS"
                " SELECT repeat('x', 300) AS n FROM generate_series(1, 60000)"
            )
    else:
        make(engine, schema, "longue", 60_000, n=sa.Text)
    ask, kill = {
        "postgres": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({})"),
        "mariadb": ("SELECT connection_id()", "KILL {}"),
    }[kind]

    with opened(engine.url, sample_rows=None) as source:
        asset = one(source, ".longue")
        with source.engine.connect() as connection:
            number = connection.exec_driver_sql(ask).scalar_one()
        blocks = source.blocks(asset)
        next(blocks)
        with engine.connect() as connection:
            connection.exec_driver_sql(kill.format(number))
        with pytest.raises(UnreadableError) as caught:
            list(blocks)
        assert len(read(source, asset)[0]["n"]) >= 60_000

    assert caught.value.reason is Reason.UNREACHABLE
    assert caplog.records == []


# --- PostgreSQL


def test_postgres_types_arrays_and_matviews(postgres: tuple[sa.Engine, str]) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"""CREATE TYPE {schema}.adresse AS (rue text, cp text);
            CREATE DOMAIN {schema}.liste AS text[];
            CREATE TABLE {schema}.t(vrai bool, tel text[], l {schema}.liste, a {schema}.adresse,
                                    j jsonb, u uuid, i inet, solde numeric(12,2));
            INSERT INTO {schema}.t VALUES (true, '{{"0199001122",NULL}}', '{{"x"}}',
                ROW('rue','75000'), '{{"nom": "é"}}', '00000000-0000-0000-0000-000000000001',
                '192.0.2.1', 12.5);
            INSERT INTO {schema}.t VALUES (false);
            CREATE MATERIALIZED VIEW {schema}.mv AS SELECT tel[1] AS tel FROM {schema}.t;
            CREATE TABLE {schema}.sans();
            CREATE TABLE {schema}.parent(n int) PARTITION BY RANGE (n);
            CREATE TABLE {schema}.p1 PARTITION OF {schema}.parent FOR VALUES FROM (0) TO (9);
            INSERT INTO {schema}.parent VALUES (1)"""
        )

    with opened(engine.url) as source:
        names = [a for a in listed(source) if f"/{schema}." in a]
        columns, _, _ = read(source, one(source, f"{schema}.t"))
        matview, _, _ = read(source, one(source, f"{schema}.mv"))
        assert read(source, one(source, f"{schema}.parent"))[0] == {"n": ["1"]}
        assert read(source, one(source, f"{schema}.sans"))[0] == {}

    assert [name.rpartition(".")[2] for name in names] == ["mv", "parent", "sans", "t"]
    assert {name: values[0] for name, values in columns.items()} == {
        "vrai": "true",
        "tel": '["0199001122",null]',
        "l": '["x"]',
        "a": '{"rue":"rue","cp":"75000"}',
        "j": '{"nom": "é"}',
        "u": "00000000-0000-0000-0000-000000000001",
        "i": "192.0.2.1",
        "solde": "12.50",
    }
    assert columns["vrai"][1] == "false"
    assert matview == {"tel": ["0199001122", None]}


def test_single_null_column_keeps_its_rows(postgres: tuple[sa.Engine, str]) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE {schema}.t(a text); INSERT INTO {schema}.t VALUES (NULL), (''), (NULL)"
        )

    with opened(engine.url) as source:
        assert read(source, one(source, f"{schema}.t"))[0] == {"a": [None, "", None]}


def test_inherited_rows_are_read_once(postgres: tuple[sa.Engine, str]) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"""CREATE TABLE {schema}.mere(n int);
            CREATE TABLE {schema}.fille() INHERITS ({schema}.mere);
            INSERT INTO {schema}.mere VALUES (1); INSERT INTO {schema}.fille VALUES (2)"""
        )

    with opened(engine.url) as source:
        assert read(source, one(source, f"{schema}.mere"))[0] == {"n": ["1"]}
        assert read(source, one(source, f"{schema}.fille"))[0] == {"n": ["2"]}


def test_pages_are_drawn_of_tables_too_big_to_count(
    postgres: tuple[sa.Engine, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, schema = postgres
    monkeypatch.setattr("pdscan.databases.sampling.COUNTED", 10_000)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"""CREATE TABLE {schema}.t AS SELECT n, 'x' AS x FROM generate_series(1, 100000) n;
            CREATE VIEW {schema}.v AS SELECT * FROM {schema}.t; ANALYZE {schema}.t"""
        )

    with opened(engine.url, sample_rows=500) as source:
        asset = one(source, f"{schema}.t")
        columns, samples, _ = read(source, asset)
        assert read(source, asset)[0] == columns
        _, of_view, _ = read(source, one(source, f"{schema}.v"))

    assert asset.size == 100_000
    assert len(set(columns["n"])) == 500
    assert [s.method for s in samples] == ["random rows of random pages, seed 0"]
    assert samples[0].of is not None
    assert 90_000 < samples[0].of < 110_000
    assert [s.method for s in of_view] == ["first rows"]


def test_wrong_database_host_and_port_name_the_place(postgres_url: str) -> None:
    url = sa.make_url(postgres_url).set(password=SECRET)

    no_base = failure(url.set(database="rien_de_tel"))
    no_port = failure(url.set(host="127.0.0.1", port=1, query={}))
    no_host = failure(url.set(host="nulle-part.invalid", query={}))

    assert {e.reason for e in (no_base, no_port, no_host)} == {Reason.UNREACHABLE}
    assert "rien_de_tel" in no_base.detail
    assert "127.0.0.1:1" in no_port.detail
    assert "nulle-part.invalid" in no_host.detail


def test_an_option_that_no_driver_knows_is_told_the_way_to_name_a_schema(
    postgres_url: str, mariadb_url: str
) -> None:
    for url in (postgres_url, mariadb_url):
        wrong = failure(sa.make_url(url).update_query_dict({"schema": "ventes"}))

        assert "its address has an option that the driver doesn't know" in wrong.detail
        assert "`include` in the estate file" in wrong.detail


def test_table_that_the_user_may_not_read_is_a_permission_gap(
    postgres: tuple[sa.Engine, str],
) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        if not connection.exec_driver_sql(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        ).scalar():
            pytest.skip("the test's user may not create roles")
        connection.exec_driver_sql(
            f"""CREATE ROLE {schema}_r LOGIN PASSWORD '{SECRET}';
            GRANT USAGE ON SCHEMA {schema} TO {schema}_r;
            CREATE TABLE {schema}.ouvert(n int); CREATE TABLE {schema}.clos(n int);
            GRANT SELECT ON {schema}.ouvert TO {schema}_r"""
        )
    try:
        url = engine.url.set(username=f"{schema}_r", password=SECRET)
        with opened(url) as source:
            with pytest.raises(UnreadableError) as caught:
                read(source, one(source, f"{schema}.clos"))
            assert read(source, one(source, f"{schema}.ouvert"))[0] == {"n": []}
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {schema}_r; DROP ROLE {schema}_r")

    assert caught.value.reason is Reason.PERMISSION
    assert f"{schema}.clos" in caught.value.detail


def test_unknown_role_is_refused(postgres_url: str) -> None:
    url = sa.make_url(postgres_url).set(username="personne_ici", password=SECRET)

    assert failure(url).reason is Reason.PERMISSION


def _refuse(listening: socket.socket, message: str) -> None:
    """Speak the start of PostgreSQL's protocol: ask for a password, then refuse it."""
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            while (start := connection.recv(8)) and start[4:] != b"\0\3\0\0":
                connection.sendall(b"N")  # no TLS, no GSS encryption
            connection.recv(4_096)
            connection.sendall(b"R" + struct.pack("!II", 8, 3))
            connection.recv(4_096)
            fields = f"SFATAL\0VFATAL\0C28P01\0M{message}\0\0".encode()
            connection.sendall(b"E" + struct.pack("!I", 4 + len(fields)) + fields)


@pytest.mark.parametrize(
    "message",
    [
        f'password authentication failed for user "u" ({SECRET})',
        "authentification par mot de passe échouée pour l'utilisateur « u »",
    ],
)
def test_wrong_password_is_refused_in_the_server_s_own_language(message: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_refuse, args=(listening, message), daemon=True).start()
        port = listening.getsockname()[1]
        error = failure(f"postgresql://u:{SECRET}@127.0.0.1:{port}/shop")
        listening.shutdown(socket.SHUT_RDWR)

    assert error.reason is Reason.PERMISSION
    assert error.detail == (
        f"postgresql database shop at 127.0.0.1:{port} refused the user or the password"
    )


def test_locked_table_is_a_timeout(postgres: tuple[sa.Engine, str]) -> None:
    engine, schema = postgres
    make(engine, schema, "verrou", 1, n=sa.Integer)

    with opened(engine.url, limits=Limits(seconds=1)) as source:
        asset = one(source, ".verrou")
        with engine.begin() as holder:
            holder.exec_driver_sql(f"LOCK TABLE {schema}.verrou IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(UnreadableError) as caught:
                read(source, asset)

    assert caught.value.reason is Reason.TIMEOUT


def test_statement_longer_than_the_limit_is_a_timeout(postgres: tuple[sa.Engine, str]) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE VIEW {schema}.lente AS SELECT pg_sleep(20)::text")

    brief = Limits(seconds=1)
    with (
        opened(engine.url, limits=brief, sample_rows=None) as source,
        pytest.raises(UnreadableError) as caught,
    ):
        read(source, one(source, f"{schema}.lente"))

    assert caught.value.reason is Reason.TIMEOUT


def test_driver_s_text_with_values_is_not_shown(postgres: tuple[sa.Engine, str]) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"""CREATE TABLE {schema}.t AS SELECT '{SECRET}'::text AS a;
            CREATE VIEW {schema}.v AS SELECT a::int FROM {schema}.t"""
        )

    with opened(engine.url) as source, pytest.raises(UnreadableError) as caught:
        read(source, one(source, f"{schema}.v"))

    assert caught.value.detail == f"the database could not read view {schema}.v (error 22P02)"
    assert caught.value.__suppress_context__


@contextlib.contextmanager
def encoded(postgres_url: str, encoding: str) -> Iterator[sa.URL]:
    """Make a database of an encoding, drop it at the end."""
    name = f"t_{secrets.token_hex(6)}"
    admin = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'"
            " TEMPLATE template0"
        )
    try:
        yield admin.url.set(database=name)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}")
        admin.dispose()


def test_bytes_that_the_database_s_encoding_has_no_sign_for_cost_themselves_only(
    postgres_url: str,
) -> None:
    with encoded(postgres_url, "WIN1252") as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.exec_driver_sql('CREATE TABLE "réglé"("prénom" text, mail text)')
            made = "INSERT INTO \"réglé\" VALUES ({}, 'zoe@example.org')"
            connection.exec_driver_sql(made.format("'Hélène €'"))
            connection.exec_driver_sql(made.format("chr(129) || 'x'"))
        with opened(url) as source:
            rows, _, gaps = read(source, one(source, "public.réglé"))

    assert gaps == []
    assert rows["mail"] == ["zoe@example.org"] * 2
    assert rows["prénom"] == ["Hélène €", "\ufffdx"]


def test_text_of_a_database_without_encoding_is_read(postgres_url: str) -> None:
    with encoded(postgres_url, "SQL_ASCII") as url:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain) as raw:
            raw.execute("SET client_encoding = 'SQL_ASCII'")
            raw.execute("CREATE TABLE t AS SELECT E'caf\\xe9' AS a, 'ok'::text AS b")
        with opened(url) as source:
            columns, _, gaps = read(source, one(source, ".t"))

    assert columns == {"a": ["café"], "b": ["ok"]}
    assert gaps == []


def test_dialects_without_a_listing_of_their_own_are_inspected(
    postgres: tuple[sa.Engine, str],
) -> None:
    engine, schema = postgres
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"""CREATE TABLE {schema}.t(n int); CREATE VIEW {schema}.v AS SELECT * FROM {schema}.t;
            CREATE MATERIALIZED VIEW {schema}.mv AS SELECT * FROM {schema}.t"""
        )

    with engine.connect() as connection:
        found = [one for one in sql_tables.inspected(connection) if isinstance(one, Table)]

    mine = {(one.name, one.kind) for one in found if one.schema == schema}
    assert mine == {("t", "table"), ("v", "view"), ("mv", "materialized view")}
    assert "information_schema" not in {one.schema for one in found}


# --- MariaDB


def test_wrong_password_and_database_of_mariadb(mariadb_url: str) -> None:
    url = sa.make_url(mariadb_url)

    refused = failure(url.set(username="personne_ici", password=SECRET))
    no_base = failure(url.set(database="rien_de_tel"))
    no_port = failure(url.set(password=SECRET, port=1))

    assert refused.reason is Reason.PERMISSION
    assert no_base.reason is no_port.reason is Reason.UNREACHABLE
    assert "rien_de_tel" in no_base.detail


def test_address_without_database_lists_all_but_the_system_s(
    mariadb: tuple[sa.Engine, str],
) -> None:
    engine, schema = mariadb
    make(engine, schema, "t", 1, n=sa.Integer)

    with opened(engine.url.set(database=None), name="prod") as source:
        locators = set(listed(source))
        assert read(source, one(source, f"{schema}.t"))[0] == {"n": ["0"]}

    assert f"mysql://prod/{schema}.t" in locators
    assert not {name.split("/")[3].split(".")[0] for name in locators} & {
        "mysql",
        "sys",
        "information_schema",
        "performance_schema",
    }


def test_failing_view_of_mariadb_is_a_gap(mariadb: tuple[sa.Engine, str]) -> None:
    engine, schema = mariadb
    make(engine, schema, "t", 1, n=sa.Integer)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE VIEW v AS SELECT n FROM t")
        connection.exec_driver_sql("DROP TABLE t")

    with opened(engine.url) as source, pytest.raises(UnreadableError) as caught:
        read(source, one(source, ".v"))

    assert caught.value.reason is Reason.VANISHED


# --- addresses


@pytest.mark.parametrize(
    ("scheme", "short"),
    [("postgres", "pg"), ("postgresql", "pg"), ("mariadb", "mysql"), ("mysql", "mysql")],
)
def test_bare_schemes_open_with_the_installed_driver(
    scheme: str, short: str, request: pytest.FixtureRequest
) -> None:
    engine, schema = request.getfixturevalue({"pg": "postgres", "mysql": "mariadb"}[short])
    make(engine, schema, "t", 1, n=sa.Integer)

    with opened(engine.url.set(drivername=scheme), name="base") as source:
        assert f"{short}://base/{schema}.t" in listed(source)


def test_schemes_are_found_through_the_registry() -> None:
    for scheme in ("sqlite", "postgres", "mysql+pymysql", "oracle", "duckdb", "snowflake", "mssql"):
        assert plugins.source_for(scheme) is plugins.source("sql")


def test_missing_driver_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    known = failure(f"postgresql+psycopg://u:{SECRET}@db.example.org/shop")
    unknown = failure(f"hana://u:{SECRET}@compte/base")

    assert known.reason is unknown.reason is Reason.NO_DRIVER
    assert "pip install 'pdscan[postgres]'" in known.detail
    assert "install its SQLAlchemy dialect" in unknown.detail


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://u:{SECRET}@rest@db.example.org/shop",
        f"postgresql://u:{SECRET}/x@db.example.org:port/shop",
        f"postgresql://u:{SECRET}@a/b@db.example.org/shop",
        f"postgresql:/u:{SECRET}",
    ],
)
def test_unreadable_address_is_a_usage_error_without_the_password(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        opened(address)

    assert SECRET not in str(caught.value)
    assert "rest" not in str(caught.value)
