"""Hold the ways of listing a bucket to one another, over HTTP, against a server on this machine."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import pyarrow as pa
import pytest
from botocore.utils import parse_timestamp
from pyarrow import orc, parquet
from s3_bucket import assets, opened, text

from pdscan import plugins
from pdscan.contracts import ReadOptions
from pdscan.model import Asset, Gap, Reason, UnreadableError, UsageError
from pdscan.stores import s3_client, s3_inventory, s3_listing

FIELDS = ("Bucket", "Key", "VersionId", "IsLatest", "IsDeleteMarker", "Size", "LastModifiedDate")


def fill(keys: list[str]) -> None:
    """Put objects where the server, which runs in this process, keeps them: quicker than HTTP."""
    from moto.s3.models import s3_backends

    backend: Any = s3_backends["123456789012"]["aws"]
    for key in keys:
        backend.put_object("demo", key, b"x")


def listed(endpoint: str, target: str) -> tuple[list[str], set[str]]:
    """Return the keys as they are listed, and after which keys the server was asked to begin."""
    asked: set[str] = set()
    with opened(endpoint, target) as source:
        events = source._client.meta.events  # type: ignore[attr-defined]
        events.register(
            "before-parameter-build.s3.ListObjectsV2",
            lambda params, **_: asked.add(params.get("StartAfter", "")),
        )
        return [one.locator.removeprefix("s3://demo/") for one in assets(source)], asked


def short_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server give 100 keys at once, and a second answer be reason to look for folders."""
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "100")
    monkeypatch.setattr(s3_listing, "_IN_TURN", 1)


def test_several_folders_are_listed_at_once_and_whole(
    s3: Any, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys before, between and after the folders belong to no folder, and are listed too."""
    short_answers(monkeypatch)
    keys = ["data/0.txt", "data/b.txt", "data/bé.txt", "data/zz.txt"]
    keys += [
        f"data/{folder}/{n:04}.txt" for folder in "abc" for n in range(110 if folder == "a" else 90)
    ]
    keys += ["data/c-x/1.txt"]
    fill(keys)

    first, asked = listed(s3_endpoint, "s3://demo/da")
    second, _ = listed(s3_endpoint, "s3://demo/da")

    assert sorted(first) == sorted(keys)
    assert first == second
    assert {"data/b/", "data/c-x/", "data/c/"} <= asked


@pytest.mark.parametrize("each", [1, 3])
def test_more_folders_than_an_answer_holds_are_listed_whole(
    s3: Any, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch, each: int
) -> None:
    """Where a folder holds one object, asking for folders would be asking twice."""
    short_answers(monkeypatch)
    keys = [f"{folder:03}/{number}.txt" for folder in range(150) for number in range(each)]
    fill(keys)

    found, asked = listed(s3_endpoint, "s3://demo")

    assert sorted(found) == keys
    assert (len(asked) > 4) == (each > 1)


def test_few_objects_are_listed_page_by_page(s3: Any, s3_endpoint: str) -> None:
    keys = [f"{folder:02}/{number:02}.txt" for folder in range(40) for number in range(30)]
    fill(keys)

    assert listed(s3_endpoint, "s3://demo") == (keys, {""})


def test_former_versions_are_read_where_asked_for(s3: Any, s3_endpoint: str) -> None:
    s3.put_bucket_versioning(Bucket="demo", VersioningConfiguration={"Status": "Enabled"})
    for body in (b"ancien", b"actuel"):
        s3.put_object(Bucket="demo", Key="note.txt", Body=body)
    s3.put_object(Bucket="demo", Key="parti?versionId=.txt", Body=b"efface")
    s3.delete_object(Bucket="demo", Key="parti?versionId=.txt")

    with opened(s3_endpoint) as source:
        assert [text(source, asset) for asset in assets(source)] == ["actuel"]
    with opened(s3_endpoint, versions="true") as source:
        found = {asset.locator: text(source, asset) for asset in assets(source)}

    assert sorted(found.values()) == ["actuel", "ancien", "efface"]
    assert found["s3://demo/note.txt"] == "actuel"
    assert sum("?versionId=" in locator for locator in found) == 2


def rows() -> list[dict[str, Any]]:
    day = "2026-01-31T10:00:00.000Z"
    whole = {"Bucket": "demo", "VersionId": "v", "IsLatest": True, "IsDeleteMarker": False}
    return [
        {**whole, "Key": "a/é +1.txt", "Size": 7, "LastModifiedDate": day},
        {**whole, "Key": "a/vieux.txt", "Size": 1, "LastModifiedDate": day, "IsLatest": False},
        {**whole, "Key": "a/parti.txt", "IsDeleteMarker": True, "LastModifiedDate": day},
        {**whole, "Key": "b/2.txt", "Size": 7, "LastModifiedDate": day},
    ]


def data_file(kind: str) -> bytes:
    """Return the rows as the three kinds of inventories write them."""
    if kind == "CSV":
        lines = io.StringIO()
        writer = csv.writer(lines, quoting=csv.QUOTE_ALL)
        for row in rows():
            cells = {**row, "Key": quote_plus(row["Key"], safe="/")}
            shown = [cells.get(name, "") for name in FIELDS]
            writer.writerow(str(one).lower() if isinstance(one, bool) else one for one in shown)
        return gzip.compress(lines.getvalue().encode())
    names = ("bucket", "key", "version_id", "is_latest", "is_delete_marker", "size")
    table = pa.table(
        {
            **{
                new: [row.get(old) for row in rows()]
                for new, old in zip(names, FIELDS, strict=False)
            },
            "last_modified_date": pa.array([1769853600000] * 4, pa.timestamp("ms", "UTC")),
        }
    )
    file = io.BytesIO()
    if kind == "ORC":
        orc.write_table(table, file)
    else:
        parquet.write_table(table, file)
    return file.getvalue()


def manifest(kind: str, **other: Any) -> bytes:
    told = {
        "sourceBucket": "demo",
        "destinationBucket": "arn:aws:s3:::listes",
        "version": "2016-11-30",
        "creationTimestamp": "1769900000000",
        "fileFormat": kind,
        "fileSchema": ", ".join(FIELDS),
        "files": [{"key": "demo/data/1", "size": 1, "MD5checksum": "0"}],
        **other,
    }
    return json.dumps(told).encode()


@pytest.mark.parametrize("kind", ["CSV", "ORC", "Parquet"])
def test_bucket_is_listed_by_its_inventory(s3: Any, s3_endpoint: str, kind: str) -> None:
    s3.create_bucket(Bucket="listes")
    s3.put_object(Bucket="listes", Key="demo/data/1", Body=data_file(kind))
    s3.put_object(Bucket="listes", Key="demo/manifest.json", Body=manifest(kind))
    s3.put_object(Bucket="demo", Key="a/é +1.txt", Body=b"bonjour")
    s3.put_object(Bucket="demo", Key="a/nouveau.txt", Body=b"x")

    with opened(s3_endpoint, "s3://demo/a/", inventory="s3://listes/demo/manifest.json") as source:
        found = list(source.assets())
        (asset,) = [one for one in found if isinstance(one, Asset)]
        assert text(source, asset) == "bonjour"

    assert (asset.size, asset.modified) == (7, "2026-01-31T10:00:00Z")
    (gap,) = [one for one in found if isinstance(one, Gap)]
    assert "after its inventory of 2026-01-31 22:53 UTC was not seen" in gap.detail


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[]", Reason.CORRUPT),
        (b"\x00", Reason.CORRUPT),
        (b"[" * 100_000, Reason.CORRUPT),
        (manifest("CSV", creationTimestamp=10**30), Reason.CORRUPT),
        (manifest("XLSX"), Reason.CORRUPT),
        (manifest("CSV", sourceBucket="autre"), Reason.OTHER),
    ],
    ids=["list", "binary", "deep", "year 10^19", "unknown format", "of another bucket"],
)
def test_what_is_no_inventory_of_the_bucket_is_said_to_be_none(
    s3: Any, s3_endpoint: str, body: bytes, reason: Reason
) -> None:
    s3.put_object(Bucket="demo", Key="manifest.json", Body=body)

    source = opened(s3_endpoint, inventory="s3://demo/manifest.json")
    with pytest.raises(UnreadableError, match="is no") as caught, source:
        pass

    assert caught.value.reason is reason
    assert source._client is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["CSV", "ORC", "Parquet"])
def test_damaged_inventory_ends_the_listing_with_its_reason(
    s3: Any, s3_endpoint: str, kind: str
) -> None:
    s3.put_object(Bucket="demo", Key="demo/data/1", Body=data_file(kind)[:40])
    s3.put_object(Bucket="demo", Key="manifest.json", Body=manifest(kind))

    with (
        opened(s3_endpoint, inventory="s3://demo/manifest.json") as source,
        pytest.raises(UnreadableError) as caught,
    ):
        list(source.assets())

    assert caught.value.reason is Reason.CORRUPT


@pytest.mark.parametrize("kind", ["CSV", "ORC"])
def test_inventory_with_rows_that_no_bucket_has_ends_the_listing_with_its_reason(
    s3: Any, s3_endpoint: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_inventory, "_LONGEST_LINE", 5_000)
    body = io.BytesIO()
    orc.write_table(pa.table({"key": pa.array([None], pa.string())}), body)
    data = gzip.compress(b'"demo' + b"a" * 10_000) if kind == "CSV" else body.getvalue()
    s3.put_object(Bucket="demo", Key="demo/data/1", Body=data)
    s3.put_object(Bucket="demo", Key="manifest.json", Body=manifest(kind))

    with (
        opened(s3_endpoint, inventory="s3://demo/manifest.json") as source,
        pytest.raises(UnreadableError) as caught,
    ):
        list(source.assets())

    assert caught.value.reason is Reason.CORRUPT


class _Empty:
    """Answer as a server whose first page holds nothing, and goes on."""

    def list_objects_v2(self, **asked: Any) -> dict[str, Any]:
        if "Delimiter" in asked:
            return {"CommonPrefixes": [{"Prefix": "a/"}, {"Prefix": "b/"}, {"Prefix": "c/"}]}
        if "ContinuationToken" not in asked and "StartAfter" not in asked:
            return {"IsTruncated": True, "NextContinuationToken": "t"}
        day = datetime(2026, 1, 1, tzinfo=UTC)
        keys = [key for key in ("a/1", "b/1", "c/1") if key > asked.get("StartAfter", "")]
        return {
            "Contents": [{"Key": key, "Size": 1, "LastModified": day, "ETag": "e"} for key in keys]
        }


def test_empty_first_page_does_not_end_the_listing() -> None:
    found = s3_listing.by_pages(_Empty(), {"Bucket": "demo", "Prefix": ""})

    assert sorted(one.key for one in found) == ["a/1", "b/1", "c/1"]


def test_inventory_is_named_by_its_manifest(s3_endpoint: str) -> None:
    with pytest.raises(UsageError, match=r"manifest\.json"):
        opened(s3_endpoint, inventory="s3://listes/demo/")


@pytest.mark.parametrize(
    "told",
    ["2026-11-28T10:00:00.000Z", "Sat, 28 Nov 2026 10:00:00 GMT", "2026-11-28", 1764324000],
)
def test_times_of_answers_are_those_that_boto_reads(told: str | int) -> None:
    assert s3_client._moment(told) == parse_timestamp(told)


@pytest.mark.parametrize(
    ("target", "params", "said"),
    [
        ("s3://demo?endpont_url=http://x", {}, "'endpont_url'; did you mean endpoint_url"),
        ("s3://demo", {"anonymus": "true"}, "'anonymus'; did you mean anonymous"),
    ],
)
def test_parameter_that_is_none_is_named(target: str, params: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        plugins.source("s3")(target, ReadOptions(params=params))


def test_profile_that_is_not_configured_is_told_apart(s3_endpoint: str) -> None:
    with pytest.raises(UnreadableError, match="the AWS profile") as caught:
        opened(s3_endpoint, profile="absent").__enter__()

    assert caught.value.reason is Reason.PERMISSION
