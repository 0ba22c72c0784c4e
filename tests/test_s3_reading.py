"""Hold how objects are read to what matters: their parts, their labels, and who pays."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from s3_bucket import assets, opened
from servers import scripted

from pdscan.contracts import Source
from pdscan.model import Asset, Block, Gap, Reason
from pdscan.stores.s3_object import WHOLE, S3Object

BIG = WHOLE + (5 << 20) + 17


def loci(source: Source, asset: Asset) -> dict[str, str]:
    blocks = [piece for _, piece in source.blocks(asset) if isinstance(piece, Block)]
    return {block.locus: block.text or "" for block in blocks}


def counted(s3: Any, key: str) -> tuple[Callable[[dict[str, str]], Any], list[dict[str, str]]]:
    asked: list[dict[str, str]] = []

    def ask(more: dict[str, str]) -> Any:
        asked.append(more)
        return s3.get_object(Bucket="demo", Key=key, **more)

    return ask, asked


def test_large_object_is_read_forward_whole(s3: Any) -> None:
    data = random.Random(7).randbytes(BIG)
    s3.put_object(Bucket="demo", Key="grand.bin", Body=data)
    ask, asked = counted(s3, "grand.bin")

    with S3Object(ask, BIG) as raw, io.BufferedReader(raw, 1 << 20) as file:
        assert file.read() == data

    assert [one["Range"] for one in asked[:2]] == ["bytes=0-1048575", "bytes=1048576-3145727"]
    assert len(asked) == 4
    assert not raw.broken


def test_parts_of_a_large_object_cost_windows_and_not_the_whole(s3: Any) -> None:
    data = random.Random(8).randbytes(BIG)
    s3.put_object(Bucket="demo", Key="grand.bin", Body=data)
    ask, asked = counted(s3, "grand.bin")

    with S3Object(ask, BIG) as raw, io.BufferedReader(raw, 1 << 16) as file:
        for start, whence in ((-100, 2), (WHOLE, 0), (5, 0), (BIG - 3, 0), (BIG + 9, 0)):
            at = file.seek(start, whence)
            assert file.read(64) == data[at : at + 64]

    assert len(asked) == 5  # beyond the end nothing is asked for


def test_small_object_is_one_request(s3: Any) -> None:
    s3.put_object(Bucket="demo", Key="petit.txt", Body=b"bonjour")
    ask, asked = counted(s3, "petit.txt")

    with S3Object(ask, 7) as raw:
        assert raw.read() == b"bonjour"
        assert not raw.seekable()

    assert asked == [{}]


def test_member_that_is_not_read_is_not_fetched(s3: Any, s3_endpoint: str) -> None:
    """A large zip is read from its directory: what no reader opens stays where it is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "alice@example.org")
        archive.writestr("film.mp4", b"\0\0\0\x18ftypmp42" + bytes(40 << 20))
        archive.writestr("z.txt", "bob@example.org")
    s3.put_object(Bucket="demo", Key="sauvegarde.zip", Body=packed.getvalue())
    fetched = 0

    def count(http_response: Any, **_: Any) -> None:
        nonlocal fetched
        fetched += int(http_response.headers.get("Content-Length", 0))

    with opened(s3_endpoint) as source:
        (asset,) = assets(source)
        events = source._client.meta.events  # type: ignore[attr-defined]
        events.register("after-call.s3.GetObject", count)
        pieces = list(source.blocks(asset))

    texts = {piece.text for _, piece in pieces if isinstance(piece, Block)}
    assert {"alice@example.org", "bob@example.org"} <= texts
    assert 0 < fetched < len(packed.getvalue())


def test_large_table_is_read_from_its_footer_by_parts(s3: Any, s3_endpoint: str) -> None:
    dice = random.Random(9)
    names = pa.array([dice.randbytes(30).hex() for _ in range(200_000)])
    out = io.BytesIO()
    parquet.write_table(pa.table({"nom": names}), out, row_group_size=20_000)
    s3.put_object(Bucket="demo", Key="t.parquet", Body=out.getvalue())
    asked: list[str] = []

    with opened(s3_endpoint) as source:
        (asset,) = assets(source)
        events = source._client.meta.events  # type: ignore[attr-defined]
        events.register(
            "before-parameter-build.s3.GetObject", lambda params, **_: asked.append(params["Range"])
        )
        batches = [one.batch for _, one in source.blocks(asset) if isinstance(one, Block)]

    assert sum(batch.num_rows for batch in batches if batch is not None) == 200_000
    start = int(asked[1].removeprefix("bytes=").partition("-")[0])
    assert start > len(out.getvalue()) - (1 << 20)


def test_labels_that_people_write_are_read(s3: Any, s3_endpoint: str) -> None:
    s3.put_object(
        Bucket="demo",
        Key="x.txt",
        Body=b"bonjour",
        Metadata={"auteur": "alice@example.org"},
        Tagging="client=bob%40example.org&service=rh",
    )

    with opened(s3_endpoint) as source:
        (asset,) = assets(source)
        found = loci(source, asset)

    assert found["metadata:auteur"] == "alice@example.org"
    assert found["metadata:client"] == "bob@example.org"
    assert found["metadata:service"] == "rh"
    assert found["text"] == "bonjour"


def test_access_list_opens_a_bucket_and_a_block_closes_it(s3: Any, s3_endpoint: str) -> None:
    s3.put_object(Bucket="demo", Key="x.txt", Body=b"x")

    def exposure() -> str | None:
        with opened(s3_endpoint) as source:
            return assets(source)[0].exposure

    assert exposure() is None
    s3.put_bucket_acl(Bucket="demo", ACL="public-read")
    assert exposure() == "public"
    s3.put_public_access_block(
        Bucket="demo", PublicAccessBlockConfiguration={"IgnorePublicAcls": True}
    )
    assert exposure() is None


def test_role_is_taken_on(s3: Any, s3_endpoint: str) -> None:
    s3.put_object(Bucket="demo", Key="x.txt", Body=b"bonjour")
    role = "arn:aws:iam::123456789012:role/lecture"

    with opened(s3_endpoint, role=role) as source:
        (asset,) = assets(source)
        assert loci(source, asset)["text"] == "bonjour"
        used = source._client._request_signer._credentials  # type: ignore[attr-defined]
        assert used.get_frozen_credentials().access_key != "testing"


LISTING = (
    b"<ListBucketResult><Name>demo</Name><KeyCount>1</KeyCount><IsTruncated>false</IsTruncated>"
    b"<Contents><Key>x.txt</Key><Size>%d</Size><ETag>e</ETag>"
    b"<LastModified>2026-01-31T10:00:00.000Z</LastModified></Contents></ListBucketResult>"
)


def head(status: str, length: int, *more: str) -> bytes:
    lines = (f"HTTP/1.1 {status}", f"Content-Length: {length}", 'ETag: "e"', "Connection: close")
    return "\r\n".join((*lines, *more, "", "")).encode()


def test_requester_pays_for_each_request_where_asked(s3_endpoint: str) -> None:
    def answer(path: str, _: str) -> bytes:
        body = LISTING % 7 if path == "/demo" else b"bonjour"
        return head("200 OK", len(body)) + body

    with scripted(answer) as (url, requests), opened(url, requester_pays="true") as source:
        (asset,) = assets(source)
        assert loci(source, asset)["text"] == "bonjour"

    paid = [one for one in requests if "x-amz-request-payer: requester" in one.lower()]
    data = [one for one in requests if "list-type=2" in one or "/x.txt" in one]
    assert len(data) >= 3
    assert set(data) <= set(paid)


def test_server_that_asks_to_slow_down_is_asked_again(s3_endpoint: str) -> None:
    refusals = iter([True, True])

    def answer(path: str, request: str) -> bytes:
        if "list-type=2" in request and next(refusals, False):
            body = b"<Error><Code>SlowDown</Code><Message>later</Message></Error>"
            return head("503 Slow Down", len(body)) + body
        body = LISTING % 7 if path == "/demo" else b"bonjour"
        return head("200 OK", len(body)) + body

    with scripted(answer) as (url, _), opened(url) as source:
        assert len(assets(source)) == 1


@pytest.mark.parametrize("breaks", [1, 9])
def test_broken_answer_is_asked_for_from_where_it_broke(s3_endpoint: str, breaks: int) -> None:
    data = "".join(f"ligne {n} de alice@example.org\n" for n in range(400_000)).encode()
    left = iter([True] * breaks)

    def answer(path: str, request: str) -> bytes:
        if path == "/demo":
            body = LISTING % len(data)
            return head("200 OK", len(body)) + body
        start, end = (int(one) for one in re.findall(r"bytes=(\d+)-(\d+)", request)[0])
        end = min(end, len(data) - 1)
        told = f"Content-Range: bytes {start}-{end}/{len(data)}"
        first = head("206 Partial Content", end + 1 - start, told)
        is_cut = start > 0 and next(left, False)
        return first + data[start : start + 10_000 if is_cut else end + 1]

    with scripted(answer) as (url, _), opened(url) as source:
        (asset,) = assets(source)
        pieces = [piece for _, piece in source.blocks(asset)]

    texts = [one.text or "" for one in pieces if isinstance(one, Block) and one.locus == "text"]
    gaps = [one.reason for one in pieces if isinstance(one, Gap)]
    if breaks == 1:
        assert ("".join(texts).encode(), gaps) == (data, [])
    else:
        assert data.startswith("".join(texts).encode())
        assert gaps == [Reason.UNREACHABLE]
