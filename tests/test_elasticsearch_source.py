"""Reading Elasticsearch and OpenSearch, over real HTTP, from a server that stands in for them.

See `search_stand_in`: no real server comes from a package registry that the tests reach.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
from pathlib import Path
from typing import Any

import pytest
from documents_read import Read, all_of
from search_stand_in import StandIn

from pdscan import api, plugins, scan
from pdscan.contracts import Limits, ReadOptions
from pdscan.databases import search_server
from pdscan.model import Reason, Sampled, UnreadableError, Unseen, UsageError
from pdscan.report import Report
from pdscan.targets import specs

KINDS = ("elasticsearch", "opensearch")
# Every request that may be sent, with what it does: the first and last two words of its path.
READS = {
    ("GET", "/"), ("GET", "_cat"), ("GET", "_resolve"), ("GET", "_count"), ("GET", "_mapping"),
    ("POST", "_search"), ("POST", "scroll"), ("DELETE", "scroll"), ("POST", "_has_privileges"),
    ("GET", "authinfo"),
}  # fmt: skip


def source(place: str, **options: Any) -> Any:
    target = place if "://" in place else f"elasticsearch+http://{place}"
    return plugins.source("elasticsearch")(target, ReadOptions("e", **options))


def read(place: str, **options: Any) -> Read:
    with source(place, **options) as one:
        return all_of(one)


def scanned(place: str, folder: Path, **limits: float) -> Report:
    page = folder / "pdscan.yaml"
    target = f"elasticsearch+http://{place}"
    source = {"name": "journaux", "target": target, "limits": limits}
    page.write_text(json.dumps({"pdscan_estate": 1, "sources": [source]}), encoding="utf-8")
    return api.scan(estate=page, only=("contact.email", "contact.phone"), full=True)


def clients(count: int) -> list[dict[str, Any]]:
    return [{"mail": f"c{n}@example.org"} for n in range(count)]


@pytest.mark.parametrize("kind", KINDS)
def test_documents_are_read_page_by_page_and_scrolls_let_go(kind: str) -> None:
    rows = [{"n": n, "carte": 4000000000002701, "adresse": {"ville": "Metz"}} for n in range(7_000)]
    with StandIn({"clients": rows, "vide": []}, kind=kind).running() as server:
        found = read(server.address, sample_rows=None)

    documents, others = found["elasticsearch://e/clients"]
    assert [int(row["n"]) for row in documents] == list(range(7_000))
    assert documents[5] == {
        "_id": "5", "n": "5", "carte": "4000000000002701", "adresse": '{"ville": "Metz"}'
    }  # fmt: skip
    assert others == []
    assert found["elasticsearch://e/vide"] == ([], [])
    assert server.scrolls == {}
    assert server.is_left()


def test_indices_are_listed_streams_once_and_system_s_are_left_out() -> None:
    data = {
        "clients": clients(3), ".security-7": clients(1), ".kibana_1": [],
        ".ds-journaux-app-2026.01.01-000001": clients(2),
        ".ds-journaux-app-2026.02.01-000002": clients(3),
    }  # fmt: skip
    with StandIn(data).running() as server:
        with source(server.address) as one:
            found = list(one.assets())
        with source(server.address + "/journaux-*") as one:
            named = list(one.assets())
        (rows, _) = read(server.address)["elasticsearch://e/journaux-app"]

    assert [(a.locator, a.kind, a.size) for a in found] == [
        ("elasticsearch://e/clients", "table", 3),
        ("elasticsearch://e/journaux-app", "table", 5),
    ]
    assert named == found[1:]
    assert len(rows) == 5


def test_user_who_may_not_ask_for_sizes_still_reads() -> None:
    with StandIn({"clients": clients(3)}, {"": "refused"}).running() as server:
        found = read(server.address)

    assert len(found["elasticsearch://e/clients"][0]) == 3


def test_scan_reads_nested_fields(tmp_path: Path) -> None:
    rows = [
        {"contact": {"courriel": f"c{n}@example.org"}, "tels": [f"+33 1 99 00 11 {n:02}"]}
        for n in range(20)
    ]
    with StandIn({"clients": rows}).running() as server:
        report = scanned(server.address, tmp_path)

    assert {(one.locus, one.type, one.hits) for one in report.findings} >= {
        ("column:contact.$.courriel", "contact.email", 20),
        ("column:tels.$[*]", "contact.phone", 20),
    }
    assert report.coverage.totals.rows["read"] == 20
    assert report.coverage.complete
    assert "c1@example.org" not in report.to_json()


def test_big_index_is_drawn_from_all_of_it_by_seed() -> None:
    rows = [{"n": n} for n in range(20_000)]
    with StandIn({"journal": rows}).running() as server:
        ((drawn, others),) = read(server.address, sample_rows=500, seed=3).values()
        ((again, _),) = read(server.address, sample_rows=500, seed=3).values()
        ((other, _),) = read(server.address, sample_rows=500, seed=4).values()

    places = [int(row["n"]) for row in drawn]
    assert drawn == again != other
    assert 370 < len(set(places)) <= 500
    assert {place // 2_000 for place in places} == set(range(10))
    assert others == [Sampled(len(drawn), 20_000, "random documents, seed 3")]
    assert server.scrolls == {}


def test_index_that_keeps_no_documents_or_not_all_of_them_is_not_called_read(
    tmp_path: Path,
) -> None:
    kept = {"mots": {"enabled": False}, "part": {"excludes": ["mail", "tel"]}}
    data = {"mots": clients(2), "part": clients(2)}
    with StandIn(data, sources=kept).running() as server:
        with source(server.address + "/part") as one:
            pieces = [piece for _, piece in one.blocks(next(iter(one.assets())))]
        report = scanned(server.address, tmp_path)

    assert pieces[-1] == Unseen("fields that an index keeps out of its documents", 2)
    assert [(gap.locator, gap.reason) for gap in report.coverage.gaps] == [
        ("elasticsearch://journaux/mots", "unsupported")
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_only_reading_reaches_the_server_each_request_named_and_limited(kind: str) -> None:
    with StandIn({"clients": clients(6_000)}, kind=kind).running() as server:
        options = ReadOptions(limits=Limits(seconds=7))
        (spec,) = specs([f"opensearch+http://{server.address}"], options)
        scan.look_at(spec)
        read(server.address, limits=Limits(seconds=7))

    for method, path, body, headers in server.requests:
        words = [word for word in path.split("/") if word] or ["/"]
        assert {(method, words[0]), (method, words[-1])} & READS
        assert headers["X-Opaque-Id"] == "pdscan"
        assert words[-1] != "_search" or body["timeout"] == "7s"


@pytest.mark.parametrize("kind", KINDS)
def test_check_tells_whether_the_user_may_write(kind: str) -> None:
    data = {"a": clients(1), "b": clients(1)}
    remarks = []
    for writes in (frozenset[str](), frozenset({"a"})):
        with StandIn(data, kind=kind, writes=writes, login=("u", "zq7")).running() as server:
            (spec,) = specs([f"elasticsearch+http://u:zq7@{server.address}"], ReadOptions())
            look = scan.look_at(spec)
            remarks.append([*look.remarks[2:], *look.gaps])
            assert "password in clear" in look.remarks[1]

    none, some = remarks
    assert none == []
    assert "this user may write" in str(some)


def test_server_that_asks_for_no_user_is_warned_of() -> None:
    with StandIn({"a": []}, kind="autre").running() as server:
        (spec,) = specs([f"elasticsearch+http://{server.address}"], ReadOptions())
        look = scan.look_at(spec)

    assert "no user is signed in" in look.remarks[1]


def test_what_may_not_be_read_is_a_gap_and_the_rest_is_read(tmp_path: Path) -> None:
    faults = {"a": "refused", "b": "closed", "c": "busy", "d": "cut", "e": "shards", "f": "late"}
    data = {name: clients(6_000) for name in "defg"} | {name: clients(2) for name in "abc"}
    with StandIn(data, faults).running() as server:
        report = scanned(server.address, tmp_path)
        left = server.is_left()

    assert {(gap.locator[-1], gap.reason, gap.detail) for gap in report.coverage.gaps} == {
        ("a", "permission", "the user may not read a"),
        ("b", "unreachable", "b is closed: nobody can read it"),
        ("c", "limit", "the server was too busy for c"),
        ("d", "unreachable", "can't reach d, or the connection broke"),
        ("e", "unreachable", "1 shards of e did not answer"),
        ("f", "timeout", "f took longer than the time limit"),
    }
    assert sorted(one.hits for one in report.findings) == [5_000, 5_000, 5_000, 6_000]
    assert "zq7" not in report.to_json()
    assert left


def test_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_server, "_MOST_BYTES", 8 << 20)
    with StandIn({"a": clients(6_000)}, {"a": "endless"}).running() as server:
        with source(server.address) as one, pytest.raises(UnreadableError) as caught:
            list(one.blocks(next(iter(one.assets()))))
        left = server.is_left()

    assert caught.value.reason is Reason.TOO_LARGE
    assert left


def test_index_dropped_after_it_was_listed_is_a_gap() -> None:
    data = {"a": clients(3)}
    with StandIn(data).running() as server, source(server.address) as one:
        (asset,) = one.assets()
        del data["a"]
        with pytest.raises(UnreadableError) as caught:
            list(one.blocks(asset))

    assert caught.value.reason is Reason.VANISHED


def test_users_and_keys_are_let_in_and_others_refused() -> None:
    with StandIn({"a": clients(2)}, login=("zoe", "zq/7")).running() as server:
        known = read(f"zoe:zq%2F7@{server.address}")
        key = read(f":zq%2F7@{server.address}")
        with pytest.raises(UnreadableError) as refused:
            source(f"zoe:faux9@{server.address}").__enter__()
    with pytest.raises(UnreadableError) as nobody:
        source("zoe:faux9@127.0.0.1:1").__enter__()
    with pytest.raises(UsageError, match="ca_certs only, not verify_certs"):
        source("127.0.0.1:1/?verify_certs=false&ca_certs=x").__enter__()

    assert known == key
    assert refused.value.reason is Reason.PERMISSION
    assert nobody.value.reason is Reason.UNREACHABLE
    assert "faux9" not in f"{refused.value}{nobody.value}"


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[str, str]:
    """Return the files of a certificate of 127.0.0.1 that is its own authority, and of its key."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "essai")])
    now, place = dt.datetime.now(dt.UTC), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([place]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = tmp_path / "ca.crt", tmp_path / "ca.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(pem), str(private)


def test_certificates_are_checked(certificate: tuple[str, str]) -> None:
    with StandIn({"a": clients(2)}).running(certificate) as server:
        found = read(f"elasticsearch://{server.address}/?ca_certs={certificate[0]}")
        with pytest.raises(UnreadableError) as unknown:
            source(f"elasticsearch://{server.address}").__enter__()
    with StandIn({}).running() as plain, pytest.raises(UnreadableError) as spoken:
        source(f"elasticsearch://{plain.address}").__enter__()

    assert len(found["elasticsearch://e/a"][0]) == 2
    assert unknown.value.reason is spoken.value.reason is Reason.UNREACHABLE
    assert "can't be verified; name the file of its authority" in unknown.value.detail
    assert "speaks no TLS; write elasticsearch+http://" in spoken.value.detail
