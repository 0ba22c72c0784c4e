"""Reading MongoDB: the real driver, against a server that stands in for the real one.

See `mongo_stand_in`: no MongoDB server comes from a package registry.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

bson = pytest.importorskip("bson", reason="the extra mongodb isn't installed")

from documents_read import Read, all_of  # noqa: E402
from mongo_stand_in import StandIn  # noqa: E402

from pdscan import api, plugins, scan  # noqa: E402
from pdscan.contracts import Limits, ReadOptions  # noqa: E402
from pdscan.databases import id_ranges  # noqa: E402
from pdscan.model import (  # noqa: E402
    Gap,
    Reason,
    Sampled,
    UnreadableError,
    Unseen,
    UsageError,
)  # fmt: skip
from pdscan.report import Report  # noqa: E402
from pdscan.targets import specs  # noqa: E402

READS = {"ping", "listDatabases", "listCollections", "collStats", "find", "getMore", "aggregate",
         "killCursors", "endSessions", "connectionStatus"}  # fmt: skip


def source(place: str, **options: Any) -> Any:
    return plugins.source("mongodb")(f"mongodb://{place}", ReadOptions("m", **options))


def read(place: str, **options: Any) -> Read:
    with source(place, **options) as one:
        return all_of(one)


def scanned(place: str, folder: Path, **limits: float) -> Report:
    page = folder / "pdscan.yaml"
    source = {"name": "crm", "target": f"mongodb://{place}", "limits": limits, "views": True}
    page.write_text(json.dumps({"pdscan_estate": 1, "sources": [source]}), encoding="utf-8")
    return api.scan(estate=page, only=("contact.email", "contact.phone"), full=True)


def clients(count: int) -> list[dict[str, Any]]:
    return [{"_id": n, "mail": f"c{n}@example.org"} for n in range(count)]


def test_values_of_every_kind_become_text_under_their_field() -> None:
    number = uuid.UUID(int=7)
    document = {
        "_id": bson.ObjectId("65a1b2c3d4e5f60718293a4b"),
        "mail": "zoe@example.org",
        "carte": bson.Int64(4000000000002701),
        "solde": bson.Decimal128(Decimal("12.50")),
        "vip": True,
        "vu": dt.datetime(2026, 3, 14, 15, 9, 26, tzinfo=dt.UTC),
        "ref": bson.Binary.from_uuid(number),
        "photo": b"\xff\xd8\xff\x00",
        "adresse": {"ville": "Metz", "vu": dt.datetime(2026, 1, 2, tzinfo=dt.UTC)},
        "tels": ["+33 1 99 00 11 22", {"type": "pro", "scan": b"\xff\xfe\x00"}],
        "zoe@example.org": {"n": 1},
        "rien": None,
        "lointain": bson.datetime_ms.DatetimeMS(10**15),
    }
    with StandIn({"crm": {"clients": [document]}}).running() as server:
        ((rows, others),) = read(server.address + "/crm").values()

    (row,) = rows
    assert json.loads(row.pop("adresse")) == {"ville": "Metz", "vu": "2026-01-02 00:00:00+00:00"}
    assert json.loads(row.pop("tels"))[1] == {"type": "pro", "scan": None}
    assert json.loads(row.pop("other fields")) == {"zoe@example.org": {"n": 1}}
    assert row.pop("lointain") is not None
    assert row == {
        "_id": "65a1b2c3d4e5f60718293a4b", "mail": "zoe@example.org", "carte": "4000000000002701",
        "solde": "12.50", "vip": "true", "vu": "2026-03-14 15:09:26+00:00", "ref": str(number),
        "photo": None, "rien": None,
    }  # fmt: skip
    assert others == [Unseen("binary cells of tables", 2)]


def test_documents_unlike_one_another_are_all_read() -> None:
    mixed: list[Any] = [{"_id": 1, "x": "a"}, {"_id": 2, "x": 5}, {"_id": 3, "x": {"y": "b"}}]
    with StandIn({"crm": {"a": mixed, "vide": []}}).running() as server:
        found = read(server.address)

    assert [row["x"] for row in found["mongodb://m/crm.a"][0]] == ["a", "5", '{"y": "b"}']
    assert found["mongodb://m/crm.vide"] == ([], [])


def test_collections_are_listed_with_their_sizes_and_system_s_are_left_out() -> None:
    data = {
        "crm": {"clients": clients(3), "actifs": [], "system.views": []},
        "admin": {"users": clients(1)},
        "boutique": {"x.y": []},
    }
    with StandIn(data, views=frozenset({"crm.actifs"})).running() as server:
        with source(server.address) as one:
            found = list(one.assets())
        with source(server.address + "/crm?authSource=admin") as one:
            named = list(one.assets())

    assert [(a.locator, a.kind, a.size) for a in found] == [
        ("mongodb://m/boutique.x.y", "table", 0),
        ("mongodb://m/crm.actifs", "view", None),
        ("mongodb://m/crm.clients", "table", 3),
    ]
    assert named == found[1:]


def test_scan_reads_nested_fields_and_shows_no_key_that_is_a_value(tmp_path: Path) -> None:
    rows = [
        {
            "_id": n,
            "contact": {"courriel": f"c{n}@example.org"},
            "tels": [{"numero": f"+33 1 99 00 11 {n:02}"}],
            f"x{n}@example.net": 1,
        }
        for n in range(20)
    ]
    with StandIn({"crm": {"clients": rows}}).running() as server:
        report = scanned(server.address, tmp_path)

    assert {(one.locus, one.type, one.hits) for one in report.findings} >= {
        ("column:contact.$.courriel", "contact.email", 20),
        ("column:tels.$[*].numero", "contact.phone", 20),
    }
    assert report.coverage.totals.rows["read"] == 20
    assert report.coverage.complete
    assert "c1@example.org" not in report.to_json()
    assert "x1@example.net" not in report.to_json()


def test_big_collection_is_drawn_from_all_of_it_by_seed() -> None:
    first = bson.ObjectId.from_datetime(dt.datetime(2020, 1, 1))
    start = int.from_bytes(first.binary)
    ids = [bson.ObjectId((start + (n << 72)).to_bytes(12)) for n in range(30_000)]
    rows = [{"_id": one, "n": n} for n, one in enumerate(ids)]
    with StandIn({"crm": {"clients": rows}}).running() as server:
        ((drawn, others),) = read(server.address, sample_rows=500, seed=3).values()
        ((again, _),) = read(server.address, sample_rows=500, seed=3).values()
        ((other, _),) = read(server.address, sample_rows=500, seed=4).values()

    places = [int(row["n"]) for row in drawn]
    assert drawn == again != other
    assert len(set(places)) == len(places) == 500
    assert {place // 3_000 for place in places} == set(range(10))
    assert others == [Sampled(500, 30_000, "documents of random ranges of _id, seed 3")]


@pytest.mark.parametrize(
    "ids",
    [
        [uuid.UUID(int=n << 100) for n in range(2_000)],
        [f"client-{n:05}" for n in range(2_000)],
        list(range(-1_000, 1_000)),
        [bson.Int64(n << 40) for n in range(2_000)],
    ],
    ids=["uuid", "text", "int", "long"],
)
def test_ids_of_other_kinds_are_numbered_in_their_order(ids: list[Any]) -> None:
    span = id_ranges.span(ids[0], ids[-1])
    assert span is not None
    drawn = []
    for run in id_ranges.runs(span, 200, len(ids), 1):
        inside = [one for one in ids if run.start <= one < run.end]
        drawn += inside[: run.most]

    assert len(set(drawn)) == len(drawn) >= 100
    assert len({ids.index(one) // 500 for one in drawn}) == 4


def test_sample_of_a_collection_of_unknown_size_is_never_taken_for_the_whole() -> None:
    """Most documents lie in one stretch of ids, of which little is read."""
    rows = [{"_id": n, "n": n} for n in (*range(2_000), 10**9)]
    with StandIn({"crm": {"clients": rows}}).running() as server:
        server.tells_sizes = False
        ((drawn, others),) = read(server.address, sample_rows=500, seed=3).values()

    assert len(drawn) < 500
    method = "documents of random ranges of _id, seed 3"
    assert others == [Sampled(len(drawn), None, method)]


def test_ids_that_can_t_be_numbered_are_left_to_the_server() -> None:
    rows: list[Any] = [{"_id": {"n": n}} for n in range(300)]
    rows.sort(key=str)
    with StandIn({"crm": {"a": rows}}).running() as server:
        for place in rows:
            place["_id"] = _Ordered(place["_id"])
        ((drawn, others),) = read(server.address, sample_rows=40).values()

    assert len(drawn) == 40
    assert others == [Sampled(40, 300, "random documents, drawn by the server without a seed")]


class _Ordered(dict[str, Any]):
    def __lt__(self, other: _Ordered) -> bool:
        return str(self) < str(other)


def test_only_reading_reaches_the_server_each_command_named_and_limited() -> None:
    server = StandIn({"crm": {"clients": clients(3_000)}}, actions=("find",))
    server.first_batch = 50
    with server.running():
        (spec,) = specs([f"mongodb://{server.address}/crm"], ReadOptions(limits=Limits(seconds=7)))
        scan.look_at(spec)
        read(server.address, limits=Limits(seconds=7))
        read(server.address, limits=Limits(seconds=7), sample_rows=100)

    assert server.names() <= READS
    for command in server.commands:
        name = next(iter(command))
        if name in ("endSessions", "killCursors"):
            continue
        assert command["comment"] == "pdscan", name
        assert name == "getMore" or command["maxTimeMS"] <= 10_000
    finds = [one for one in server.commands if "find" in one]
    assert {one["maxTimeMS"] for one in finds} == {7_000}


def test_documents_come_from_a_secondary() -> None:
    data = {"crm": {"clients": clients(300)}}
    with StandIn(data).running() as first, StandIn(data).running() as second:
        first.members = second.members = (first.address, second.address)
        second.is_secondary = True
        found = read(f"{first.address},{second.address}/crm?replicaSet=rs")

    assert len(found["mongodb://m/crm.clients"][0]) == 300
    assert "find" in second.names()
    assert "find" not in first.names()


@pytest.mark.parametrize(
    ("actions", "warning"),
    [
        (("find", "insert", "remove"), r"may write \(insert, remove\)"),
        (None, "no user is signed in"),
        (("find", "collStats"), None),
    ],
)
def test_check_tells_whether_the_user_may_write(
    actions: tuple[str, ...] | None, warning: str | None
) -> None:
    with StandIn({"crm": {"clients": []}}, actions=actions).running() as server:
        (spec,) = specs([f"mongodb://{server.address}/crm"], ReadOptions())
        look = scan.look_at(spec)

    assert look.gaps == ()
    assert look.remarks[0].startswith("reads only")
    assert len(look.remarks) == (1 if warning is None else 2)
    assert warning is None or re.search(warning, look.remarks[1])


def test_what_may_not_be_read_is_a_gap_and_the_rest_is_read(tmp_path: Path) -> None:
    data = {"crm": {"a": clients(2), "b": clients(2), "c": clients(2)}, "rh": {"x": clients(2)}}
    faults = {"crm.a": "refused", "crm.b": "slow", "rh": "refused"}
    with StandIn(data, faults).running() as server:
        report = scanned(server.address, tmp_path)

    assert {(gap.locator, gap.reason, gap.detail) for gap in report.coverage.gaps} == {
        ("mongodb://crm/crm.a", "permission", "the user may not read crm.a"),
        ("mongodb://crm/crm.b", "timeout", "crm.b took longer than the time limit"),
        ("mongodb://crm/rh", "permission",
         "the user may not read the list of collections of database rh"),
    }  # fmt: skip
    assert [one.hits for one in report.findings] == [2]
    assert "zq7" not in report.to_json()


def test_connection_cut_in_a_collection_keeps_what_was_found(tmp_path: Path) -> None:
    data = {"crm": {"a": clients(12_000), "b": clients(20)}}
    with StandIn(data, {"crm.a": "cut"}).running() as server:
        report = scanned(server.address, tmp_path)
        left = server.is_left()

    (gap,) = report.coverage.gaps
    assert gap.detail == "can't reach crm.a, or the connection broke"
    assert sorted(one.hits for one in report.findings) == [20, 5_000]
    assert left


def test_server_that_falls_silent_costs_its_time_limit_only(tmp_path: Path) -> None:
    data = {"crm": {"a": clients(12_000)}}
    with StandIn(data, {"crm.a": "silent"}).running() as server:
        client = source(server.address, limits=Limits(seconds=-4))  # the socket's limit: 1 s
        with client as one:
            (asset,) = one.assets()
            with pytest.raises(UnreadableError) as caught:
                list(one.blocks(asset))

    assert caught.value.reason is Reason.TIMEOUT


def test_damaged_document_and_text_in_another_encoding() -> None:
    broken = bytearray(bson.encode({"_id": 1, "nom": "Zoé"}))
    broken[broken.index(b"\xc3") : broken.index(b"\xc3") + 2] = b"\xe9\xe9"
    with StandIn({"crm": {"a": [bytes(broken)]}}).running() as server:
        ((rows, _),) = read(server.address).values()

    assert rows == [{"_id": "1", "nom": "Zo��"}]


def test_collection_dropped_after_it_was_listed_is_a_gap() -> None:
    data: dict[str, dict[str, list[Any]]] = {"crm": {"a": clients(3)}}
    with StandIn(data).running() as server, source(server.address) as one:
        (asset,) = one.assets()
        del data["crm"]["a"]
        with pytest.raises(UnreadableError) as caught:
            list(one.blocks(asset))

    assert caught.value.reason is Reason.VANISHED


def test_refused_unreachable_and_misspelt_addresses_show_no_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pdscan.databases.mongo_server as room

    monkeypatch.setattr(room, "CONNECT_SECONDS", 0.3)
    with StandIn({}).running() as server, pytest.raises(UnreadableError) as refused:
        source(f"zoe:zq7@{server.address}/crm").__enter__()
    with pytest.raises(UnreadableError) as nobody:
        source("zoe:zq7@127.0.0.1:1/crm").__enter__()
    with pytest.raises(UsageError) as wrong:
        source("zoe:z/q7@127.0.0.1:1/crm").__enter__()

    assert refused.value.reason is Reason.PERMISSION
    assert nobody.value.reason is Reason.UNREACHABLE
    assert "%-encoded" in str(wrong.value) or "percent-encoded" in str(wrong.value)
    assert "q7" not in f"{refused.value}{nobody.value}{wrong.value}"


def test_budget_of_a_source_is_kept(tmp_path: Path) -> None:
    data = {"crm": {"a": clients(30), "b": clients(30)}}
    with StandIn(data).running() as server:
        report = scanned(server.address, tmp_path, source_rows=30)

    assert [(gap.locator, gap.reason) for gap in report.coverage.gaps] == [
        ("mongodb://crm/crm.b", "budget")
    ]


def test_listing_that_is_refused_is_a_gap_of_the_source() -> None:
    with StandIn({}, {"": "refused"}).running() as server:
        (spec,) = specs([f"mongodb://{server.address}"], ReadOptions())
        look = scan.look_at(spec)

    assert [(gap.reason, gap.detail) for gap in look.gaps if isinstance(gap, Gap)] == [
        (Reason.PERMISSION, "the user may not read the list of databases")
    ]
