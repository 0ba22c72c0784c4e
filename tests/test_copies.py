"""The same bytes at several places: scanned once, told at each, and never mistaken."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from pdscan import api, copies, scan
from pdscan.report import Report

MAIL = "écrire à zoe.durantel@example.org\n"


def copied(report: Report) -> dict[str, str | None]:
    last = {asset.locator: asset for asset in report.assets}
    return {
        place.partition("/in/")[2]: asset.copy_of and asset.copy_of.partition("/in/")[2]
        for place, asset in last.items()
    }


@pytest.fixture
def scanned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of what is scanned, not taken from a copy."""
    names: list[str] = []
    plain = scan.read_asset

    def noted(source, asset, **others):  # type: ignore[no-untyped-def]
        names.append(asset.locator.rpartition("/")[2])
        return plain(source, asset, **others)

    monkeypatch.setattr(scan, "read_asset", noted)
    return names


def test_the_same_bytes_are_scanned_once_and_told_at_every_place(
    tmp_path: Path, scanned: list[str]
) -> None:
    place = tmp_path / "in"
    for name in ("a/lettre.txt", "b/lettre.txt", "b/Copie de lettre.txt", "c/lettre (2).txt"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(MAIL)

    report = api.scan(place, only=("contact.email",))

    assert scanned == ["lettre.txt"]
    assert copied(report) == {
        "a/lettre.txt": None,
        "b/lettre.txt": "a/lettre.txt",
        "b/Copie de lettre.txt": "a/lettre.txt",
        "c/lettre (2).txt": "a/lettre.txt",
    }
    assert len(report.findings) == 4
    assert {one.hits for one in report.findings} == {1}
    samples = {sample.locator for one in report.findings for sample in one.samples}
    assert len(samples) == 4
    totals = report.coverage.totals
    assert (totals.assets["read"], totals.bytes["read"]) == (4, 4 * len(MAIL.encode()))
    assert report.coverage.complete


def test_each_copy_tells_the_folders_that_it_lies_in(tmp_path: Path, scanned: list[str]) -> None:
    for folder in ("DUPONT Marie", "Projet Alpha", "jean.dupont"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "lettre.txt").write_text(MAIL)

    report = api.scan(tmp_path, only=("contact.email", "person"))

    places = {asset.id: asset.locator.split("/")[-2] for asset in report.assets}
    told = [places[one.assets[0]] for one in report.findings if one.locus == "metadata:folder"]
    assert scanned == ["lettre.txt"]
    assert sorted(told) == ["DUPONT Marie", "jean.dupont"]
    assert len([one for one in report.findings if one.type == "contact.email"]) == 3


def test_members_of_a_copied_archive_lie_in_the_copy(tmp_path: Path, scanned: list[str]) -> None:
    place = tmp_path / "in"
    place.mkdir()
    with zipfile.ZipFile(place / "a.zip", "w") as archive:
        archive.writestr("x/lettre.txt", MAIL)
    (place / "d").mkdir()
    shutil.copy(place / "a.zip", place / "d" / "a.zip")

    report = api.scan(place, only=("contact.email",))

    assert scanned == ["a.zip"]
    assert copied(report)["d/a.zip!x/lettre.txt"] == "a.zip!x/lettre.txt"
    seen = {asset.locator.partition("/in/")[2]: asset for asset in report.assets}
    assert seen["d/a.zip"].content_key != seen["a.zip"].content_key
    assert {one.asset_key.partition("/in/")[2] for one in report.findings} == {
        "a.zip!x/lettre.txt",
        "d/a.zip!x/lettre.txt",
    }


def test_other_bytes_of_one_size_other_names_and_what_had_a_gap_are_scanned(
    tmp_path: Path, scanned: list[str]
) -> None:
    place = tmp_path / "in"
    for name, content in {
        "a/x.txt": MAIL, "b/x.txt": MAIL.replace("zoe", "yan"), "c/airports.csv": "name,n\nA,1\n",
        "c/clients.csv": "name,n\nA,1\n", "d/x.pdf": "%PDF-1.7 rien", "e/x.pdf": "%PDF-1.7 rien",
    }.items():  # fmt: skip
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(content)

    report = api.scan(place, only=("contact.email",))

    assert len(scanned) == 6
    assert set(copied(report).values()) == {None}
    assert len(report.coverage.gaps) == 2


def test_workers_and_one_process_say_the_same_of_copies(tmp_path: Path) -> None:
    for number in range(40):
        folder = tmp_path / f"d{number}"
        folder.mkdir()
        (folder / "lettre.txt").write_text(MAIL * (1 + number % 2))

    alone, together = (
        json.loads(api.scan(tmp_path, only=("contact.email",), workers=n).to_json()) for n in (1, 2)
    )

    for report in (alone, together):
        for asset in report["assets"]:
            asset.pop("copy_of")
        for finding in report["findings"]:
            finding.pop("first_seen"), finding.pop("last_seen")
    assert alone["findings"] == together["findings"]
    assert alone["assets"] == together["assets"]


def test_what_is_remembered_is_bounded(
    tmp_path: Path, scanned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "KEPT", 2)
    for folder in "ab":
        (tmp_path / folder).mkdir()
        for number in range(3):
            (tmp_path / folder / f"{number}.txt").write_text(MAIL * (number + 1))

    report = api.scan(tmp_path, only=("contact.email",))

    assert len(scanned) == 6
    assert sorted(one.hits for one in report.findings) == [1, 1, 2, 2, 3, 3]


def test_a_copy_of_a_misnamed_file_is_told_to_be_misnamed_too(tmp_path: Path) -> None:
    for name in ("a/photo.jpg", "b/photo.jpg"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(MAIL)

    report = api.scan(tmp_path, only=("contact.email",))

    assert [asset.about for asset in report.assets] == [{"content": "text"}] * 2
