"""What stores tell of themselves: when a picture was taken, where a bucket lies, who may read."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from pdscan import api
from pdscan.report import Report, Verdict

AS_OF = "2026-06-30T12:00:00"
DECLARED = """
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif"}
activities:
  - {name: Clients, data: [adresse email], keep: "1 an à compter du dernier contact"}
where: {processors: [FR]}
"""
CLOUD = {"kind": "processor", "name": "Nuage Fictif", "sectors": ["hosting"]}


def scan(folder: Path, target: str, *time: dict[str, Any], **source: Any) -> Report:
    (folder / "declared.yaml").write_text(DECLARED, encoding="utf-8")
    estate = {
        "pdscan_estate": 1,
        "declared": ["declared.yaml"],
        "systems": [{"id": "sys.crm", "activities": ["act.clients"], "hosted_by": CLOUD}],
        "sources": [{"name": "crm", "target": target, "system": "sys.crm", **source}],
        "assets": [{"match": "**", "time": list(time)}],
    }
    (folder / "pdscan.yaml").write_text(yaml.safe_dump(estate), encoding="utf-8")
    return api.scan(estate=folder / "pdscan.yaml", as_of=AS_OF, only=("contact.email",))


def of(report: Report, axis: str) -> list[Verdict]:
    return [one for one in report.verdicts if one.axis == axis]


def test_pictures_are_counted_by_the_time_when_they_were_taken(tmp_path: Path) -> None:
    album = tmp_path / "album"
    album.mkdir()
    for name, taken in (("a.jpg", "2025:03:04 10:00:00"), ("b.jpg", "2026:03:04 10:00:00")):
        exif = Image.Exif()
        exif[0x013B] = f"{name[0]}.durantel@example.org"
        exif[0x0132] = "2020:01:01 00:00:00"  # when it was changed, which says nothing here
        exif.get_ifd(0x8769)[0x9003] = taken
        Image.new("RGB", (8, 8)).save(album / name, exif=exif)

    report = scan(tmp_path, "album", {"event": "last_contact", "column": "time taken"})

    assert sorted((one.verdict, one.count, one.oldest) for one in of(report, "retention")) == [
        ("RETENTION_EXCEEDED", 1, "2025-03-04T09:00:00Z"),
        ("RETENTION_OK", None, None),
    ]


def test_partitions_are_dated_by_their_path_and_judged_together(tmp_path: Path) -> None:
    for year in (2024, 2026):
        place = tmp_path / "lake" / f"y={year}" / "m=05"
        place.mkdir(parents=True)
        (place / "clients.csv").write_text("email\nz.durantel@example.org\n", encoding="utf-8")

    report = scan(tmp_path, "lake", {"event": "last_contact", "from": "path"})

    (verdict,) = of(report, "retention")
    assert (verdict.verdict, verdict.count, verdict.examined) == ("RETENTION_EXCEEDED", 1, 2)
    assert verdict.oldest == "2024-05-31"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that every account may enter, as pytest's own is not."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


@pytest.mark.skipif(os.name != "posix", reason="needs modes of files")
def test_files_that_every_account_may_read_are_said_to_be_exposed(open_folder: Path) -> None:
    modes = {"open.csv": 0o644, "own.csv": 0o600, "shut/open.csv": 0o644}
    (open_folder / "shut").mkdir(mode=0o700)
    for name, mode in modes.items():
        (open_folder / name).write_text("email\nz.durantel@example.org\n", encoding="utf-8")
        (open_folder / name).chmod(mode)

    seen = {one.locator: one.exposure for one in api.scan(open_folder).assets}

    assert [seen[f"file://{open_folder}/{name}"] for name in modes] == ["internal", None, None]


@pytest.mark.parametrize(
    ("region", "is_public", "expected"),
    [
        ("eu-west-3", False, ("LOCATION_OK", "FR", "info")),
        ("eu-central-1", False, ("LOCATION_MISMATCH", "DE", "medium")),
        ("ap-southeast-2", True, ("LOCATION_MISMATCH", "AU", "critical")),
    ],
)
def test_a_bucket_tells_its_region_and_whether_anybody_may_read_it(
    tmp_path: Path,
    s3_endpoint: str,
    region: str,
    is_public: bool,
    expected: tuple[str, str, str],
) -> None:
    import boto3

    name = f"clients-{region}"
    client = boto3.client("s3", endpoint_url=s3_endpoint, region_name=region)
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    client.put_object(Bucket=name, Key="x.csv", Body=b"email\nz.durantel@example.org\n")
    if is_public:
        allowed = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                   "Resource": f"arn:aws:s3:::{name}/*"}  # fmt: skip
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        client.put_bucket_policy(Bucket=name, Policy=policy)

    report = scan(tmp_path, f"s3://{name}", params={"endpoint_url": s3_endpoint})

    (asset,) = report.assets
    (location,) = of(report, "location")
    assert (location.verdict, asset.country, location.severity) == expected
    assert asset.exposure == ("public" if is_public else None)
