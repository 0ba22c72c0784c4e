"""What every source promises, held over one list: real servers, or what stands in for them.

Each shows one place with the same two things: thirty clients with an address each, and a note with
one. A source that is added has to join the list.
"""

from __future__ import annotations

import io
import pickle
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import mongo_stand_in
import pyarrow as pa
import pytest
import search_stand_in
import servers
import sqlalchemy as sa
import test_clouds

from pdscan import plugins, scan
from pdscan.contracts import ReadOptions, Source
from pdscan.estate import Estate
from pdscan.model import Asset, Block, Gap, Reason, Sampled, UnreadableError, Unseen
from pdscan.plan import Plan
from pdscan.targets import SourceSpec, scheme_of

PIECES = (Block, Gap, Sampled, Unseen)
CLIENTS = [f"c{n}@example.org" for n in range(30)]
NOTE = "écrire à z@example.org"
SECRET = "zq7-secret"


@dataclass(frozen=True)
class Place:
    """Hold where a source is: its address, what else it needs, and what must never be shown."""

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    secret: str = SECRET

    def spec(self, **options: Any) -> SourceSpec:
        whole = ReadOptions("lieu", params=self.params, **options)
        return SourceSpec("lieu", scheme_of(self.url), self.url, whole)


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "partage"
    folder.mkdir()
    (folder / "clients.csv").write_text("\n".join(["mail", *CLIENTS]), encoding="utf-8")
    (folder / "note.txt").write_text(NOTE, encoding="utf-8")
    return folder


def _fill(url: str, schema: str = "") -> None:
    engine, before = sa.create_engine(url), f"{schema}." if schema else ""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {before}clients (mail VARCHAR(90))")
        connection.exec_driver_sql(f"CREATE TABLE {before}note (texte VARCHAR(90))")
        for table, values in (("clients", CLIENTS), ("note", [NOTE])):
            for one in values:
                connection.exec_driver_sql(f"INSERT INTO {before}{table} VALUES ('{one}')")
    engine.dispose()


@contextmanager
def files(tmp_path: Path, _: pytest.FixtureRequest) -> Iterator[Place]:
    yield Place(str(_folder(tmp_path)))


@contextmanager
def sqlite(tmp_path: Path, _: pytest.FixtureRequest) -> Iterator[Place]:
    url = f"sqlite:///{tmp_path}/x.db"
    sqlite3.connect(tmp_path / "x.db").close()
    _fill(url)
    yield Place(url)


@contextmanager
def duckdb(tmp_path: Path, _: pytest.FixtureRequest) -> Iterator[Place]:
    pytest.importorskip("duckdb_engine", reason="the extra duckdb isn't installed")
    _fill(f"duckdb:///{tmp_path}/x.duckdb")
    yield Place(f"duckdb:///{tmp_path}/x.duckdb")


@contextmanager
def postgresql(_: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    base = f"contrat_{id(request)}"
    whole = sa.make_url(request.getfixturevalue("postgres_url"))
    engine = sa.create_engine(whole, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {base}")
    url = whole.set(database=base)
    _fill(url.render_as_string(hide_password=False))
    yield Place(url.set(password=SECRET).render_as_string(hide_password=False))
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {base} WITH (FORCE)")
    engine.dispose()


@contextmanager
def mariadb(_: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    engine, schema = request.getfixturevalue("mariadb")
    url = engine.url.render_as_string(hide_password=False)
    _fill(url, schema)
    yield Place(url)


@contextmanager
def redis(tmp_path: Path, _: pytest.FixtureRequest) -> Iterator[Place]:
    client_module = pytest.importorskip("redis", reason="the extra redis isn't installed")
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server on this machine")
    port = servers.free_port()
    running = subprocess.Popen(
        [program, "--port", str(port), "--save", "", "--dir", str(tmp_path),
         "--requirepass", SECRET],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    servers.wait_for(port)
    with client_module.Redis(port=port, password=SECRET) as client:
        for number, mail in enumerate(CLIENTS):
            client.hset(f"client:{number}", mapping={"mail": mail})
        client.set("note", NOTE)
    yield Place(f"redis://:{SECRET}@127.0.0.1:{port}/0")
    running.terminate()
    running.wait(10)


@contextmanager
def mongodb(_: Path, __: pytest.FixtureRequest) -> Iterator[Place]:
    rows = [{"_id": number, "mail": mail} for number, mail in enumerate(CLIENTS)]
    data: dict[str, list[Any]] = {"clients": rows, "note": [{"_id": 1, "texte": NOTE}]}
    with mongo_stand_in.StandIn({"crm": data}, actions=("find",)).running() as server:
        yield Place(f"mongodb://{server.address}/crm")


@contextmanager
def elasticsearch(_: Path, __: pytest.FixtureRequest) -> Iterator[Place]:
    with _searched("elasticsearch") as place:
        yield place


@contextmanager
def opensearch(_: Path, __: pytest.FixtureRequest) -> Iterator[Place]:
    with _searched("opensearch") as place:
        yield place


@contextmanager
def _searched(kind: str) -> Iterator[Place]:
    data = {"clients": [{"mail": mail} for mail in CLIENTS], "note": [{"texte": NOTE}]}
    server = search_stand_in.StandIn(data, kind=kind, login=("lectrice", SECRET))
    with server.running():
        yield Place(f"{kind}+http://lectrice:{SECRET}@{server.address}")


@contextmanager
def s3(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    import boto3

    url = request.getfixturevalue("s3_endpoint")
    client = boto3.client("s3", endpoint_url=url)
    client.create_bucket(Bucket="seau")
    for path in _folder(tmp_path).iterdir():
        client.upload_file(str(path), "seau", path.name)
    yield Place("s3://seau", {"endpoint_url": url}, secret="testing-secret")


@contextmanager
def gcs(tmp_path: Path, _: pytest.FixtureRequest) -> Iterator[Place]:
    with test_clouds.google() as (url, params, put):
        for path in _folder(tmp_path).iterdir():
            put(path.name, path.read_bytes())
        yield Place(url, params)


@contextmanager
def azure(tmp_path: Path, _: pytest.FixtureRequest) -> Iterator[Place]:
    with test_clouds.azure(tmp_path) as (url, params, put):
        for path in _folder(tmp_path).iterdir():
            put(path.name, path.read_bytes())
        yield Place(url, params, secret=test_clouds.KEY)


@contextmanager
def ftp(tmp_path: Path, _: pytest.FixtureRequest) -> Iterator[Place]:
    with servers.ftp(_folder(tmp_path)) as url:
        yield Place(url, secret=servers.QUOTED)


@contextmanager
def sftp(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    request.getfixturevalue("monkeypatch").setenv("HOME", str(tmp_path))
    with servers.sftp(_folder(tmp_path), tmp_path) as url:
        yield Place(url, secret=servers.QUOTED)


@contextmanager
def webdav(tmp_path: Path, _: pytest.FixtureRequest) -> Iterator[Place]:
    with servers.webdav(_folder(tmp_path)) as url:
        yield Place(url, secret=servers.QUOTED)


@contextmanager
def smb(tmp_path: Path, _: pytest.FixtureRequest) -> Iterator[Place]:
    (tmp_path / "state").mkdir()
    with servers.samba(_folder(tmp_path), tmp_path / "state") as url:
        yield Place(url, secret=servers.QUOTED)


@contextmanager
def stdin(_: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    typed = io.TextIOWrapper(io.BytesIO("\n".join([NOTE, *CLIENTS]).encode()))
    request.getfixturevalue("monkeypatch").setattr(sys, "stdin", typed)
    yield Place("-")


KINDS = {
    "azure": azure, "duckdb": duckdb, "elasticsearch": elasticsearch, "files": files, "ftp": ftp,
    "gcs": gcs, "mariadb": mariadb, "mongodb": mongodb, "opensearch": opensearch,
    "postgresql": postgresql, "redis": redis, "s3": s3, "sftp": sftp, "smb": smb, "sqlite": sqlite,
    "stdin": stdin, "webdav": webdav,
}  # fmt: skip
DIALECTS = ("duckdb", "mariadb", "postgresql", "sqlite")
ONCE = ("stdin",)  # what is read from it is gone


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    with KINDS[kind](tmp_path, request) as found:
        yield found


def assets(source: Source) -> list[Asset]:
    found = list(source.assets())
    assert all(isinstance(one, Asset) for one in found), found
    return [one for one in found if isinstance(one, Asset)]


def pieces(source: Source) -> list[tuple[str, Any]]:
    """Return every piece with its locator, batches and texts as plain values."""
    found = []
    for asset in assets(source):
        for own, piece in source.blocks(asset):
            assert own.locator.startswith(asset.locator)
            assert isinstance(piece, PIECES)
            shown: Any = piece
            if isinstance(piece, Block):
                assert (piece.text is None) != (piece.batch is None)
                shown = (piece.start, piece.locus, piece.text, piece.batch and columns(piece))
            found.append((own.locator, shown))
    return found


def columns(block: Block) -> Mapping[str, list[str | None]]:
    assert block.batch is not None
    assert set(block.batch.schema.types) <= {pa.string()}
    found: Mapping[str, list[str | None]] = block.batch.to_pydict()
    return found


def test_every_source_is_on_the_list() -> None:
    listed = {"sql" if one in DIALECTS else one for one in KINDS} - {"opensearch"}

    assert listed == set(plugins.names("source"))


def test_listing_is_in_a_stable_order_and_names_no_secret(kind: str, place: Place) -> None:
    with place.spec().open() as source:
        first, second = assets(source), assets(source)

    locators = [one.locator for one in first]
    assert first == second
    assert len(set(locators)) == len(locators) == (1 if kind in ONCE else 2)
    assert {one.source for one in first} == {"lieu"}
    assert not [one for one in locators if place.secret in one or ":" not in one]


def test_reading_again_gives_the_same_and_what_is_half_read_does_no_harm(
    kind: str, place: Place
) -> None:
    if kind in ONCE:
        pytest.skip("it can be read once")
    with place.spec().open() as source:
        whole = pieces(source)
        half = source.blocks(assets(source)[0])
        next(half)
        half.close()
        again = pieces(source)
    with place.spec().open() as source:
        later = pieces(source)

    assert whole == again == later
    assert not [piece for _, piece in whole if isinstance(piece, (Gap, Sampled))]


def test_scan_finds_all_of_it_and_shows_none(place: Place) -> None:
    plan = Plan(sources=(place.spec(),), estate=Estate.adhoc(), only=("contact.email",))
    report = scan.run(plan)

    text = report.to_json()
    assert sum(one.hits for one in report.findings) == len(CLIENTS) + 1
    assert report.coverage.complete
    assert place.secret not in text
    assert not [mail for mail in (*CLIENTS, "z@example.org") if mail in text]


def test_check_connects_and_finds_nothing_amiss(kind: str, place: Place) -> None:
    look = scan.look_at(place.spec())

    assert look.gaps == ()
    assert look.assets == (1 if kind in ONCE else 2)
    assert not [line for line in look.remarks if place.secret in line or "\n" in line]


def test_what_is_not_there_is_a_gap_in_one_sentence(kind: str, place: Place) -> None:
    if kind in ONCE:
        pytest.skip("there is nothing else")
    with place.spec().open() as source:
        asset = assets(source)[-1]
        gone = replace(asset, locator=f"{asset.locator}x")
        with pytest.raises(UnreadableError) as caught:
            list(source.blocks(gone))
        rest = list(source.blocks(asset))

    assert caught.value.reason in (Reason.VANISHED, Reason.PERMISSION, Reason.OTHER)
    assert "\n" not in caught.value.detail
    assert place.secret not in caught.value.detail
    assert rest


def test_address_crosses_to_another_process(place: Place) -> None:
    there = pickle.loads(pickle.dumps(place.spec()))

    assert there == place.spec()


def test_closing_twice_is_harmless(place: Place) -> None:
    source = place.spec().open()
    with source:
        list(source.assets())
    source.close()
