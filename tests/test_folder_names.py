"""Folders on the way to a file are read as what people wrote: each once, wherever it lies."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pdscan import api
from pdscan.report import Report


def folder_names(report: Report) -> list[tuple[str, int]]:
    found = [one for one in report.findings if one.locus == "metadata:folder"]
    return sorted((sample.masked, one.hits) for one in found for sample in one.samples[:1])


def written(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("rien", "utf-8")
    return root


@pytest.mark.parametrize(
    "path",
    [
        "home/jean.dupont/a.txt",
        "Dossiers RH/DUPONT Marie/contrat.txt",
        "c/martin_sophie/2024/x.txt",
    ],
)
def test_a_person_in_a_folders_name_is_found(path: str, tmp_path: Path) -> None:
    report = api.scan(written(tmp_path, path), only=["person"])

    assert len(folder_names(report)) == 1


@pytest.mark.parametrize(
    "path",
    [
        "usr/share/martin/x.txt",
        "Projet Alpha/x.txt",
        "Mars 2024/x.txt",
        "Saint Martin/x.txt",
        "Factures avril/x.txt",
        "node_modules/lodash.merge/x.txt",
        "site-packages/charset_normalizer/x.txt",
        "rue Victor Hugo/x.txt",
        "lycee_victor_hugo/x.txt",
        "Le Mans/Nantes Nord/x.txt",
        "paris-lyon/x.txt",
    ],
)
def test_a_folder_of_another_thing_is_silent(path: str, tmp_path: Path) -> None:
    report = api.scan(written(tmp_path, path))

    assert folder_names(report) == []


def test_a_folder_counts_once_however_many_files_lie_in_it(tmp_path: Path) -> None:
    paths = [f"jean.dupont/{at % 3}/{at}.txt" for at in range(40)]

    report = api.scan(written(tmp_path, *paths), only=["person"])
    shared = api.scan(tmp_path, only=["person"], workers=2)

    assert folder_names(report) == folder_names(shared) == [("J.", 1)]


def test_a_folder_inside_an_archive_counts_once_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for at in range(5):
            packed.writestr(f"clients/DUPONT Marie/{at}.txt", "rien")

    report = api.scan(tmp_path, only=["person"])

    assert folder_names(report) == [("D. M.", 1)]


def test_a_folder_is_told_by_another_file_where_the_one_that_told_it_is_gone(
    tmp_path: Path,
) -> None:
    root = written(tmp_path / "in", "jean.dupont/a.txt", "jean.dupont/b.txt", "z/c.txt")
    before = api.scan(root, only=["person"])
    (tmp_path / "before.json").write_text(before.to_json(), encoding="utf-8")
    (root / "jean.dupont" / "a.txt").unlink()

    after = api.scan(root, only=["person"], since=tmp_path / "before.json")

    assert folder_names(after) == folder_names(before) == [("J.", 1)]
    status = {one.locator.rpartition("/")[2]: one.coverage.status for one in after.assets}
    assert status == {"b.txt": "read", "c.txt": "unchanged"}
