"""Reading Redis: families of keys as assets, values by their type, on a server of our own."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from documents_read import Read, all_of

from pdscan import api, plugins, scan
from pdscan.contracts import Limits, ReadOptions
from pdscan.databases.key_families import Families, shape
from pdscan.model import Asset, Gap, Reason, Sampled, UnreadableError, Unseen
from pdscan.targets import specs

redis = pytest.importorskip("redis", reason="the extra redis isn't installed")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Return the port of a Redis server that is this module's alone."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server on this machine")
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    options = ["--port", str(number), "--save", "", "--dir", str(folder), "--bind", "127.0.0.1"]
    running = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    client = redis.Redis(
        port=number, retry=redis.retry.Retry(redis.backoff.ConstantBackoff(0.1), 50)
    )
    client.ping()
    yield number
    running.terminate()
    running.wait(10)


@pytest.fixture
def store(port: int) -> Iterator[Any]:
    client = redis.Redis(port=port)
    client.flushall()
    yield client
    client.close()


def read(port: int, **options: Any) -> Read:
    with plugins.source("redis")(f"redis://127.0.0.1:{port}/0", ReadOptions("r", **options)) as one:
        return all_of(one)


def test_values_of_every_type_are_read(port: int, store: Any) -> None:
    for n in range(3):
        store.hset(f"user:{n}", mapping={"mail": f"c{n}@example.org", "zoe@example.org": "x"})
    store.set("note", "bonjour")
    store.rpush("list", "a", "b")
    store.zadd("scores", {"z": 1})
    store.xadd("stream", {"mail": "s@example.org"}, id="1-1")
    store.set("photo", bytes(range(256)))

    found = read(port)

    users, _ = found["redis://r/user:*"]
    assert users[0] == {"key": "user:0", "mail": "c0@example.org",
                        "value": '{"zoe@example.org": "x"}'}  # fmt: skip
    assert found["redis://r/note"][0] == [{"key": "note", "value": "bonjour"}]
    assert json.loads(found["redis://r/list"][0][0]["value"]) == ["a", "b"]
    assert "s@example.org" in found["redis://r/stream"][0][0]["value"]
    assert found["redis://r/photo"][1] == [Unseen("binary cells of tables", 1)]


def test_many_keys_are_sampled_and_counted(port: int, store: Any) -> None:
    store.mset({f"cart:{n}": f"v{n}" for n in range(3_000)})

    rows, others = read(port, sample_rows=200)["redis://r/cart:*"]

    assert len({row["key"] for row in rows}) == 200
    assert others == [Sampled(200, 3_000, "random keys, seed 0")]
    assert max(int(row["key"][5:]) for row in rows) > 2_000


def test_keys_are_drawn_whatever_their_order_and_held_no_longer_than_needed() -> None:
    keys = [b"cart:%d" % n for n in range(3_000)]
    draws = []
    for order, seed in ((keys, 1), (keys[::-1] + keys[:50], 1), (keys, 2)):
        families = Families(100, seed)
        families.add(iter(order))
        ((name, count, drawn),) = families.settled()
        draws.append(drawn)
        assert (name, len(drawn)) == ("cart:*", 100)
        assert 3_000 <= count <= 3_050
        assert sum(map(len, families._kept.values())) == 100

    assert draws[0] == draws[1] != draws[2]


@pytest.mark.parametrize(
    ("key", "family"),
    [
        ("session:4711:cart", "session:*:cart"),
        ("user:zoe@example.org", "user:*"),
        ("user:marie", "user:*"),
        ("0199001122", "*"),
        ("cache/12", "cache/*"),
        ("Zoé", "*"),
    ],
)
def test_no_family_is_named_after_a_person(key: str, family: str) -> None:
    assert shape(key) == family


def test_scan_finds_what_lies_in_hashes_and_shows_no_key(port: int, store: Any) -> None:
    for n in range(20):
        store.hset(f"client:c{n}@example.org", mapping={"tel": f"+33 1 99 00 11 {n:02}"})

    report = api.scan(f"redis://127.0.0.1:{port}/0", names=False)

    assert {(one.locus, one.type) for one in report.findings} >= {
        ("column:key", "contact.email"),
        ("column:tel", "contact.phone"),
    }
    assert "c1@example.org" not in report.to_json()
    assert report.assets[0].coverage.status == "read"


def test_nothing_but_reading_reaches_the_server(port: int, store: Any) -> None:
    store.hset("h:1", mapping={"a": "b"})
    store.rpush("l:1", "x")
    store.config_resetstat()

    read(port)

    names = {name.removeprefix("cmdstat_") for name in store.info("commandstats")}
    assert names <= {
        "scan", "type", "hgetall", "hlen", "llen", "lrange", "ping", "info", "config|resetstat",
        "client|setname", "client|setinfo", "hello", "select",
    }  # fmt: skip


def test_check_tells_whether_the_user_may_write(port: int, store: Any) -> None:
    store.acl_setuser(
        "lectrice", enabled=True, passwords=["+zq7"], categories=["+@read"], keys=["*"],
        commands=["+ping", "+client"],
    )  # fmt: skip
    keys = list(store.scan_iter())

    remarks = []
    for user in ("", "lectrice:zq7@"):
        (spec,) = specs([f"redis://{user}127.0.0.1:{port}/0"], ReadOptions())
        look = scan.look_at(spec)
        assert look.gaps == ()
        remarks.append(look.remarks)

    assert "this user may write" in remarks[0][1]
    assert len(remarks[1]) == 1
    assert list(store.scan_iter()) == keys


def test_budget_of_a_source_is_kept(port: int, store: Any) -> None:
    store.mset({f"{family}:{n}": "v" for family in "ab" for n in range(5)})
    options = ReadOptions("r", limits=Limits(source_rows=5))

    with plugins.source("redis")(f"redis://127.0.0.1:{port}/0", options) as one:
        first, second = one.assets()
        assert isinstance(first, Asset)
        assert isinstance(second, Asset)
        list(one.blocks(first))
        with pytest.raises(UnreadableError) as caught:
            list(one.blocks(second))

    assert caught.value.reason is Reason.BUDGET


def test_refused_and_unreachable_servers_are_named_reasons(port: int, store: Any) -> None:
    store.acl_setuser(
        "muette", enabled=True, passwords=["+zq7"], commands=["+ping", "+client"], keys=["*"]
    )

    mute = plugins.source("redis")(f"redis://muette:zq7@127.0.0.1:{port}/0", ReadOptions("r"))
    with mute, pytest.raises(UnreadableError) as refused:
        list(mute.assets())
    with pytest.raises(UnreadableError) as wrong:
        plugins.source("redis")(f"redis://u:zq7@127.0.0.1:{port}/0", ReadOptions("r")).__enter__()
    with pytest.raises(UnreadableError) as nobody:
        plugins.source("redis")("redis://127.0.0.1:1/0", ReadOptions("r")).__enter__()

    assert refused.value.reason is wrong.value.reason is Reason.PERMISSION
    assert nobody.value.reason is Reason.UNREACHABLE
    assert "zq7" not in f"{refused.value}{wrong.value}"


def test_more_keys_than_are_held_are_a_gap(
    port: int, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.mset({f"cart:{n}": "v" for n in range(30)})
    module = sys.modules[plugins.source("redis").__module__]
    monkeypatch.setattr(module, "MOST_KEYS", 20)

    with plugins.source("redis")(f"redis://127.0.0.1:{port}/0", ReadOptions("r")) as one:
        (listed, gap) = one.assets()

    assert isinstance(listed, Asset)
    assert listed.size == 20
    assert isinstance(gap, Gap)
    assert gap.reason is Reason.LIMIT
