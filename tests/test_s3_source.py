"""Hold the S3 source to its contract over HTTP, against a server on this machine."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import servers
from s3_bucket import opened, text

from pdscan import plugins
from pdscan.contracts import ReadOptions, Source
from pdscan.model import Asset, Block, Gap, Reason, UnreadableError, UsageError

SECRET = "testing-secret"
ODD = ["é à.txt", "100%.txt", "a b+c.txt", "a!b#c.txt", "x/../y.txt", "//deux.txt", "q?x=1.txt"]


def assets(source: Source) -> list[Asset]:
    found = list(source.assets())
    assert all(isinstance(asset, Asset) for asset in found)
    return found


def failure(endpoint: str, target: str = "s3://demo", **params: str) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught, opened(endpoint, target, **params) as source:
        list(source.assets())
    assert SECRET not in str(caught.value)
    return caught.value


def test_more_than_a_thousand_keys_are_listed_in_order(s3: Any, s3_endpoint: str) -> None:
    keys = [f"k/{number:04}.txt" for number in range(1203)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: s3.put_object(Bucket="demo", Key=key, Body=b"x"), keys))

    with opened(s3_endpoint) as source:
        locators = [asset.locator for asset in assets(source)]

    assert locators == [f"s3://demo/{key}" for key in keys]


def test_objects_are_described_and_read(s3: Any, s3_endpoint: str) -> None:
    s3.put_object(Bucket="demo", Key="a/note.txt", Body="écrire à alice@example.org".encode())
    s3.put_object(Bucket="demo", Key="a/", Body=b"")
    s3.put_object(Bucket="demo", Key="a/vide.txt", Body=b"")
    tag = s3.head_object(Bucket="demo", Key="a/note.txt")["ETag"]

    with opened(s3_endpoint, "s3://demo/a/") as source:
        note, empty = assets(source)
        assert "alice@example.org" in text(source, note)
        assert text(source, empty) == ""

    assert (note.locator, note.kind, note.source) == ("s3://demo/a/note.txt", "object", "demo")
    assert note.size == 28
    assert note.content_key == tag.strip('"')
    assert note.modified is not None
    assert note.modified.endswith("Z")
    assert note.region == "us-east-1"
    assert note.exposure is None


def test_prefix_bounds_the_listing(s3: Any, s3_endpoint: str) -> None:
    for key in ("a/1.txt", "b/2.txt"):
        s3.put_object(Bucket="demo", Key=key, Body=b"x")

    with opened(s3_endpoint, "s3://demo/b/") as source:
        assert [asset.locator for asset in assets(source)] == ["s3://demo/b/2.txt"]


def test_odd_keys_are_read_back_by_their_locators(s3: Any, s3_endpoint: str) -> None:
    for key in ODD:
        s3.put_object(Bucket="demo", Key=key, Body=f"corps de {key}".encode())

    with opened(s3_endpoint) as source:
        read = {text(source, asset) for asset in assets(source)}
        locators = {asset.locator for asset in assets(source)}

    assert read == {f"corps de {key}" for key in ODD}
    assert "s3://demo/a%21b%23c.txt" in locators
    assert "s3://demo/100%25.txt" in locators


def test_members_of_a_packed_object_have_their_own_assets(s3: Any, s3_endpoint: str) -> None:
    s3.put_object(Bucket="demo", Key="trace.log.gz", Body=gzip.compress(b"alice@example.org"))

    with opened(s3_endpoint) as source:
        (asset,) = assets(source)
        seen = {member.locator for member, _ in source.blocks(asset)}
        texts = [piece.text for _, piece in source.blocks(asset) if isinstance(piece, Block)]

    assert any(locator.startswith("s3://demo/trace.log.gz!") for locator in seen)
    assert "alice@example.org" in texts


def test_encryption_at_rest_is_noted(s3: Any, s3_endpoint: str) -> None:
    s3.put_object(Bucket="demo", Key="x.txt", Body=b"x", ServerSideEncryption="AES256")

    with opened(s3_endpoint) as source:
        (asset,) = assets(source)
        assert {member.encrypted for member, _ in source.blocks(asset)} == {True}


def test_public_bucket_is_said_to_be(s3: Any, s3_endpoint: str) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::demo/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    s3.put_bucket_policy(Bucket="demo", Policy=policy)
    s3.put_object(Bucket="demo", Key="x.txt", Body=b"x")

    with opened(s3_endpoint, anonymous="true") as source:
        assert [asset.exposure for asset in assets(source)] == ["public"]


def test_archived_object_is_a_gap_of_its_own(s3: Any, s3_endpoint: str) -> None:
    s3.put_object(Bucket="demo", Key="froid.txt", Body=b"x", StorageClass="GLACIER")
    s3.put_object(Bucket="demo", Key="tiede.txt", Body=b"bonjour")

    with opened(s3_endpoint) as source:
        cold, warm = assets(source)
        with pytest.raises(UnreadableError) as caught:
            text(source, cold)
        assert text(source, warm) == "bonjour"

    assert caught.value.reason is Reason.UNSUPPORTED
    assert "s3://demo/froid.txt is archived" in caught.value.detail


def test_object_deleted_after_listing_has_vanished(s3: Any, s3_endpoint: str) -> None:
    s3.put_object(Bucket="demo", Key="x.txt", Body=b"x")

    with opened(s3_endpoint) as source:
        (asset,) = assets(source)
        s3.delete_object(Bucket="demo", Key="x.txt")
        with pytest.raises(UnreadableError) as caught:
            text(source, asset)

    assert caught.value.reason is Reason.VANISHED


def test_empty_bucket_lists_nothing_and_missing_bucket_is_a_gap(s3: Any, s3_endpoint: str) -> None:
    with opened(s3_endpoint) as source:
        assert assets(source) == []

    error = failure(s3_endpoint, "s3://absent/x")

    assert error.reason is Reason.UNREACHABLE
    assert "there is no bucket absent" in error.detail


def test_missing_credentials_are_a_gap(
    s3: Any, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    error = failure(s3_endpoint)

    assert error.reason is Reason.PERMISSION
    assert "AWS_PROFILE" in error.detail
    assert failure(s3_endpoint, profile="absent").reason is Reason.PERMISSION


def test_unreachable_server_is_a_gap(s3_endpoint: str) -> None:
    error = failure("http://127.0.0.1:1")

    assert error.reason is Reason.UNREACHABLE
    assert "bucket demo at 127.0.0.1" in error.detail


@pytest.mark.parametrize("target", ["s3://", "s3:///x", "s3://cle:secret@demo/x"])
def test_address_without_bucket_is_a_usage_error(target: str) -> None:
    with pytest.raises(UsageError, match="s3://bucket/prefix") as caught:
        plugins.source("s3")(target, ReadOptions())

    assert "secret" not in str(caught.value)


def test_endpoint_may_stand_in_the_target_or_the_environment(
    s3: Any, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.put_object(Bucket="demo", Key="x.txt", Body=b"x")

    with plugins.source("s3")(f"s3://demo/?endpoint_url={s3_endpoint}", ReadOptions()) as source:
        assert len(assets(source)) == 1
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_endpoint)
    with plugins.source("s3")("s3://demo", ReadOptions(name="seau")) as source:
        assert [asset.source for asset in assets(source)] == ["seau"]
    with pytest.raises(UsageError, match="endpoint_url"):
        plugins.source("s3")("s3://demo?endpoint_url=demo.example.org", ReadOptions())


def answer(status: str, body: bytes, length: int | None = None) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body) if length is None else length}\r\n"
    return (head + 'ETag: "e"\r\nConnection: close\r\n\r\n').encode() + body


@pytest.fixture
def scripted(s3_endpoint: str) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Return the URL of a server that gives one fixed answer to each path, and the answers."""
    answers: dict[str, bytes] = {}
    asked: list[str] = []

    def told(path: str, _: str) -> bytes:
        asked.append(path)
        return answers.get(path, answer("404 Not Found", b""))

    with servers.scripted(told) as (url, _):
        yield url, answers
    assert all(path.startswith("/demo") for path in asked)


LISTING = (
    b"<ListBucketResult><Name>demo</Name><KeyCount>1</KeyCount><IsTruncated>false</IsTruncated>"
    b"<Contents><Key>x.txt</Key><Size>9</Size><ETag>e</ETag>"
    b"<LastModified>2026-01-31T10:00:00.000Z</LastModified></Contents></ListBucketResult>"
)


def test_refused_object_is_a_permission_gap(scripted: tuple[str, dict[str, bytes]]) -> None:
    endpoint, answers = scripted
    refusal = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
    answers |= {
        "/demo": answer("200 OK", LISTING),
        "/demo/x.txt": answer("403 Forbidden", refusal),
    }

    with opened(endpoint) as source:
        (asset,) = assets(source)
        with pytest.raises(UnreadableError) as caught:
            text(source, asset)

    assert caught.value.reason is Reason.PERMISSION
    assert asset.modified == "2026-01-31T10:00:00Z"


def test_refused_bucket_is_a_permission_gap(scripted: tuple[str, dict[str, bytes]]) -> None:
    endpoint, answers = scripted
    refusal = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
    answers["/demo"] = answer("403 Forbidden", refusal)

    assert failure(endpoint).reason is Reason.PERMISSION


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
LINES = "".join(f"ligne {number} de alice@example.org\n" for number in range(40_000))


@pytest.mark.parametrize(
    ("response", "lost"),
    [
        (answer("200 OK", LINES.encode(), length=9_000_000), 0),
        (CHUNKED + f"{len(LINES):x}\r\n{LINES}\r\n".encode() + b"zz\r\n", 1 << 16),
        (CHUNKED + f"{len(LINES) + 9:x}\r\n{LINES}".encode(), 1 << 16),
    ],
    ids=["cut short", "broken chunk", "cut chunk"],
)
def test_body_that_breaks_is_read_to_the_break(
    scripted: tuple[str, dict[str, bytes]], response: bytes, lost: int
) -> None:
    endpoint, answers = scripted
    answers |= {"/demo": answer("200 OK", LISTING), "/demo/x.txt": response}

    with opened(endpoint) as source:
        (asset,) = assets(source)
        pieces = [piece for _, piece in source.blocks(asset)]

    blocks = [piece for piece in pieces if isinstance(piece, Block) and piece.locus == "text"]
    text = "".join(block.text or "" for block in blocks)
    assert LINES.startswith(text)
    assert len(text) >= len(LINES) - lost
    assert [piece.reason for piece in pieces if isinstance(piece, Gap)] == [Reason.UNREACHABLE]


def test_object_that_breaks_off_is_a_gap(scripted: tuple[str, dict[str, bytes]]) -> None:
    endpoint, answers = scripted
    answers |= {
        "/demo": answer("200 OK", LISTING),
        "/demo/x.txt": answer("200 OK", b"alice", length=9_000),
    }

    with opened(endpoint) as source:
        (asset,) = assets(source)
        pieces = [piece for _, piece in source.blocks(asset)]

    (gap,) = [piece for piece in pieces if isinstance(piece, Gap)]
    assert gap.reason is Reason.UNREACHABLE
    assert "alice" not in gap.detail
