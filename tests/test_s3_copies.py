"""The same bytes at several places of a bucket, told at each, and tags that are no digests."""

from __future__ import annotations

from typing import Any

from s3_bucket import assets, opened

from pdscan import api

MAIL = b"ecrire a zoe.durantel@example.org\n"


def digests(endpoint: str) -> dict[str, bytes | None]:
    with opened(endpoint) as source:
        return {one.locator.rpartition("demo/")[2]: source.digest(one) for one in assets(source)}


def test_the_same_object_is_told_at_every_place(s3: Any, s3_endpoint: str) -> None:
    for key in ("a/lettre.txt", "b/lettre.txt", "c/lettre - Copie.txt"):
        s3.put_object(Bucket="demo", Key=key, Body=MAIL)
    s3.put_object(Bucket="demo", Key="d/lettre.txt", Body=MAIL.upper())

    report = api.scan(f"s3://demo?endpoint_url={s3_endpoint}", only=("contact.email",))

    taken = {one.locator.rpartition("demo/")[2]: one.copy_of for one in report.assets}
    assert taken == {
        "a/lettre.txt": None,
        "b/lettre.txt": "s3://demo/a/lettre.txt",
        "c/lettre - Copie.txt": "s3://demo/a/lettre.txt",
        "d/lettre.txt": None,
    }
    assert len(report.findings) == 4


def test_tag_of_an_object_in_parts_or_under_a_key_is_no_digest(s3: Any, s3_endpoint: str) -> None:
    s3.put_object(Bucket="demo", Key="a.txt", Body=MAIL)
    s3.put_object(Bucket="demo", Key="k.txt", Body=MAIL, ServerSideEncryption="aws:kms")
    s3.put_object(Bucket="demo", Key="t.txt", Body=MAIL, Tagging="de=zoe")
    begun = s3.create_multipart_upload(Bucket="demo", Key="m.txt")["UploadId"]
    name = {"Bucket": "demo", "Key": "m.txt", "UploadId": begun}
    tag = s3.upload_part(**name, PartNumber=1, Body=MAIL)["ETag"]
    s3.complete_multipart_upload(
        **name, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": tag}]}
    )

    told = digests(s3_endpoint)

    assert told.pop("a.txt") is not None
    assert told == {"k.txt": None, "t.txt": None, "m.txt": None}


def test_objects_with_other_labels_are_no_copies(s3: Any, s3_endpoint: str) -> None:
    s3.put_object(Bucket="demo", Key="a.txt", Body=MAIL, Metadata={"de": "zoe"})
    s3.put_object(Bucket="demo", Key="b.txt", Body=MAIL, Metadata={"de": "anne"})

    told = digests(s3_endpoint)

    assert None not in told.values()
    assert told["a.txt"] != told["b.txt"]
