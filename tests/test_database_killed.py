"""Real servers that die, freeze or are cut off while a scan reads them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import breaking
import pytest
import servers
import sqlalchemy as sa

from pdscan import api, plugins
from pdscan.contracts import Limits, ReadOptions
from pdscan.databases import opening, watchdog
from pdscan.model import Asset, Reason, UnreadableError
from pdscan.report import Report

ROWS = 150_000
Server = tuple[str, Callable[[int], None]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the servers' data: each is filled once, and started for each test."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "maria").mkdir()
    return folder


@pytest.fixture
def postgresql(home: Path) -> Iterator[Server]:
    with breaking.postgresql(home / "pg") as (url, send):
        fill_once(
            home / "pg-filled",
            url.replace("postgresql://", "postgresql+psycopg://"),
            "CREATE TABLE a AS SELECT 'c' || n || '@example.org' AS mail, repeat('x', 80) AS t"
            f" FROM generate_series(1, {ROWS}) n",
            "CREATE TABLE b AS SELECT 'z@example.org'::text AS mail",
        )
        yield url, send


@pytest.fixture
def mariadb(home: Path) -> Iterator[Server]:
    with breaking.mariadb(home / "maria") as (url, send):
        fill_once(
            home / "maria-filled",
            url,
            "CREATE DATABASE crm",
            "CREATE TABLE crm.a AS SELECT concat('c', seq, '@example.org') AS mail,"
            f" repeat('x', 80) AS t FROM seq_1_to_{ROWS}",
            "CREATE TABLE crm.b AS SELECT 'z@example.org' AS mail",
            "CREATE USER zoe IDENTIFIED BY 'zq7'",
        )
        yield url.replace("/mysql", "/crm"), send


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


def fill_once(mark: Path, url: str, *statements: str) -> None:
    if not mark.exists():
        filled(url, *statements)
        mark.touch()


def filled(url: str, *statements: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for one in statements:
            connection.exec_driver_sql(one)
    engine.dispose()


def beside(folder: Path) -> str:
    with sqlite3.connect(folder / "autre.db") as base:
        base.execute("CREATE TABLE t AS SELECT 'y@example.org' AS mail")
    return f"sqlite:///{folder}/autre.db"


def scheme(url: str) -> str:
    return url.partition(":")[0].partition("+")[0]


def scanned(url: str, folder: Path) -> Report:
    return api.scan([url, beside(folder)], only=("contact.email",), full=True, names=False)


def hits(report: Report) -> dict[str, int]:
    return {one.asset_key.rpartition(".")[2]: one.hits for one in report.findings}


def sessions(url: str) -> int:
    """Return how many sessions of pdscan the server still holds, at most five seconds later."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    asked = (
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pdscan'"
        if scheme(url) == "postgresql"
        else "SELECT count(*) FROM information_schema.processlist WHERE info LIKE '%%pdscan%%'"
    )
    for _ in range(50):
        with engine.connect() as connection:
            left = connection.exec_driver_sql(asked).scalar_one() - (scheme(url) == "mysql")
        if not left:
            break
        time.sleep(0.1)
    engine.dispose()
    return int(left)


def test_server_killed_in_a_table_leaves_what_was_found_and_the_other_sources(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, send = server
    sent = signal.SIGQUIT if scheme(url) == "postgresql" else signal.SIGKILL
    breaking.after_first_block(monkeypatch, scheme(url), ".a", lambda: send(sent))
    monkeypatch.setattr(opening, "CONNECT_SECONDS", 2)

    report = scanned(url, tmp_path)

    found = hits(report)
    gaps = {gap.locator.rpartition(".")[2]: gap.reason for gap in report.coverage.gaps}
    assert gaps == {"a": "unreachable", "b": "unreachable"}
    assert 1_000 < found["a"] < ROWS
    assert found["t"] == 1
    assert not report.coverage.complete


def test_session_ended_by_the_server_costs_one_table(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = server
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pdscan'"
        if scheme(url) == "postgresql"
        else "BEGIN NOT ATOMIC FOR one IN (SELECT id FROM information_schema.processlist"
        " WHERE info LIKE '%%FROM `crm`.`a`%%' AND id <> connection_id())"
        " DO KILL one.id; END FOR; END"
    )
    writing = url.replace("postgresql://", "postgresql+psycopg://")
    breaking.after_first_block(monkeypatch, scheme(url), ".a", lambda: filled(writing, end))

    report = scanned(url, tmp_path)

    (gap,) = report.coverage.gaps
    found = hits(report)
    assert gap.locator.endswith(".a")
    assert gap.reason == "unreachable"
    assert 1_000 < found["a"] < ROWS
    assert (found["b"], found["t"]) == (1, 1)
    assert sessions(url) == 0


def test_connection_cut_in_a_batch_costs_one_table(server: Server, tmp_path: Path) -> None:
    with breaking.cutting(sa.make_url(server[0]), 6_000_000) as url:
        report = scanned(url.render_as_string(hide_password=False), tmp_path)

    (gap,) = report.coverage.gaps
    found = hits(report)
    assert gap.locator.endswith(".a")
    assert gap.reason == "unreachable"
    assert 1_000 < found["a"] < ROWS
    assert (found["b"], found["t"]) == (1, 1)
    assert sessions(server[0]) == 0


def test_server_that_freezes_is_not_waited_for_without_end(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, send = server
    monkeypatch.setattr(watchdog, "SPARE_SECONDS", 1.0)
    options = ReadOptions("crm", sample_rows=None, limits=Limits(seconds=3))
    frozen: list[int] = []
    with plugins.source("sql")(url, options) as source:
        (asset,) = [
            one for one in source.assets() if isinstance(one, Asset) and one.locator.endswith(".a")
        ]
        pieces = source.blocks(asset)
        next(pieces)
        frozen += freeze(url, send)
        start = time.monotonic()
        try:
            with pytest.raises(UnreadableError) as caught:
                for _ in pieces:
                    pass
        finally:
            for number in frozen:
                os.kill(number, signal.SIGCONT)
            send(signal.SIGCONT)

    assert caught.value.reason is Reason.UNREACHABLE
    assert time.monotonic() - start < 20


def freeze(url: str, send: Callable[[int], None]) -> list[int]:
    """Stop the server's processes; return the numbers of those that have one for each session."""
    numbers: list[int] = []
    if scheme(url) == "postgresql":
        engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as connection:
            asked = "SELECT pid FROM pg_stat_activity WHERE application_name = 'pdscan'"
            numbers = [int(row[0]) for row in connection.exec_driver_sql(asked)]
        engine.dispose()
        for number in numbers:
            os.kill(number, signal.SIGSTOP)
    else:
        send(signal.SIGSTOP)
    return numbers


@pytest.mark.parametrize(
    "target", ["postgresql://zoe:zq7@127.0.0.1:{}/crm", "mysql://zoe:zq7@127.0.0.1:{}/crm"]
)
def test_server_that_takes_a_connection_and_says_nothing_is_unreachable(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = time.monotonic()
        with pytest.raises(UnreadableError) as caught:
            plugins.source("sql")(target.format(silent.getsockname()[1]), ReadOptions()).__enter__()

    assert caught.value.reason is Reason.UNREACHABLE
    assert time.monotonic() - start < 15
    assert "zq7" not in caught.value.detail


def test_users_and_tls_that_are_refused_are_named_reasons(server: Server) -> None:
    whole = sa.make_url(server[0])
    is_mariadb = whole.drivername.startswith("mysql")
    wrong = whole.set(username="zoe" if is_mariadb else "personne", password="faux9")
    asked = {"ssl_verify_cert": "true"} if is_mariadb else {"sslmode": "require"}

    refused = failure(wrong)
    with breaking.cutting(whole) as url:
        plain = failure(url.update_query_dict(asked))

    assert refused.reason is Reason.PERMISSION
    assert "refused the user or the password" in refused.detail
    assert "faux9" not in refused.detail
    assert plain.reason is Reason.UNREACHABLE
    assert "by TLS" in plain.detail


def failure(url: sa.URL) -> UnreadableError:
    target = url.render_as_string(hide_password=False)
    with pytest.raises(UnreadableError) as caught:
        plugins.source("sql")(target, ReadOptions()).__enter__()
    return caught.value


def test_redis_killed_after_it_was_listed_is_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    redis = pytest.importorskip("redis", reason="the extra redis isn't installed")
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server on this machine")
    port = servers.free_port()
    running = subprocess.Popen(
        [program, "--port", str(port), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    servers.wait_for(port)
    with redis.Redis(port=port) as client:
        client.mset({f"a:{n}": f"c{n}@example.org" for n in range(3_000)})
        client.mset({f"b:{n}": f"c{n}@example.org" for n in range(3)})

    def kill() -> Any:
        running.kill()
        return running.wait(10)

    breaking.after_first_block(monkeypatch, "redis", "/a:*", kill)
    monkeypatch.setattr(sys.modules[plugins.source("redis").__module__], "CONNECT_SECONDS", 1)
    report = scanned(f"redis://127.0.0.1:{port}/0", tmp_path)

    assert [gap.reason for gap in report.coverage.gaps] == ["unreachable"] * 2
    assert {one.hits for one in report.findings} == {500, 1}
