"""Counting records by age while they are read: real files and databases, against declared times."""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from pdscan import api, moments
from pdscan.report import Report, Verdict

AS_OF = "2026-06-30T12:00:00"
DECLARED = """
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif"}
activities:
  - {name: Clients, data: [adresse email], keep: "1 an à compter du dernier contact"}
"""
ROWS = [
    ("a@example.org", "2024-01-09"),
    ("b@example.org", "2025-06-29"),
    ("c@example.org", "2025-06-30T18:00:00"),
    ("d@example.org", None),
    ("e@example.org", "9999-12-31"),
    ("f@example.org", "2027-01-01"),
]


def scan(
    folder: Path, target: str, time: dict[str, object], match: str = "**", **more: object
) -> Report:
    estate = {
        "pdscan_estate": 1,
        "id": "garage",
        "declared": ["declared.yaml"],
        "systems": [
            {"id": "sys.crm", "activities": ["act.clients"], "operator": {"kind": "controller"}}
        ],
        "sources": [{"name": "crm", "target": target, "system": "sys.crm"}],
        "assets": [{"match": match, "time": [{"event": "last_contact", **time}], **more}],
    }
    (folder / "declared.yaml").write_text(DECLARED, encoding="utf-8")
    (folder / "pdscan.yaml").write_text(yaml.safe_dump(estate), encoding="utf-8")
    return api.scan(estate=folder / "pdscan.yaml", as_of=AS_OF, full=True, only=("contact.email",))


def retention(report: Report) -> Verdict:
    (verdict,) = [one for one in report.verdicts if one.axis == "retention"]
    return verdict


def database(folder: Path, rows: list[tuple[str, str | None]]) -> str:
    with sqlite3.connect(folder / "crm.db") as connection:
        connection.execute("create table clients (email, vu)")
        connection.executemany("insert into clients values (?, ?)", rows)
    return "sqlite:///crm.db"


def test_records_of_a_mapped_column_are_counted_one_by_one(tmp_path: Path) -> None:
    report = scan(tmp_path, database(tmp_path, ROWS), {"column": "vu"})

    verdict = retention(report)
    (asset,) = [one for one in report.assets if one.times]
    assert (verdict.verdict, verdict.count, verdict.examined) == ("RETENTION_EXCEEDED", 2, 6)
    assert (verdict.oldest, verdict.limit, verdict.severity) == ("2024-01-09", "P1Y", "medium")
    assert asset.times[0] == {
        "event": "last_contact", "column": "vu", "relation": "exact",
        "min": "2024-01-09", "max": "2027-01-01", "nulls": 2, "records": 6,
    }  # fmt: skip
    assert asset.retention[0]["in_time"] == 4


def test_judging_again_gives_the_same_answers(tmp_path: Path) -> None:
    report = scan(tmp_path, database(tmp_path, ROWS), {"column": "vu"})

    again = api.reconcile(report, [], estate=tmp_path / "pdscan.yaml")

    assert [one.id for one in again.verdicts] == [one.id for one in report.verdicts]
    assert retention(again).count == 2


def test_another_duration_is_not_judged_by_the_old_count(tmp_path: Path) -> None:
    report = scan(tmp_path, database(tmp_path, ROWS), {"column": "vu"})
    changed = tmp_path / "changed.yaml"
    changed.write_text(DECLARED.replace("1 an ", "2 ans "), encoding="utf-8")

    verdict = retention(api.reconcile(report, [changed], estate=tmp_path / "pdscan.yaml"))

    assert (verdict.verdict, verdict.reason) == ("RETENTION_UNDETERMINED", "not_counted")


@pytest.mark.parametrize(
    ("rows", "time", "kind", "reason"),
    [
        ([("a@example.org", "0000-00-00")], {"column": "vu"}, "RETENTION_UNDETERMINED", "no_date"),
        ([("a@example.org", "bientôt")], {"column": "vu"}, "RETENTION_UNDETERMINED", "no_date"),
        (ROWS, {"column": "nulle_part"}, "RETENTION_UNDETERMINED", "no_column"),
        (ROWS[3:], {"column": "vu"}, "RETENTION_OK", None),
        (
            ROWS,
            {"column": "vu", "relation": "event_not_before"},
            "RETENTION_UNDETERMINED",
            "event_not_before",
        ),
        (ROWS, {"value": None}, "RETENTION_OK", None),
        (ROWS, {"value": "2020-01-01"}, "RETENTION_EXCEEDED", None),
    ],
)
def test_what_can_not_be_told_is_undetermined_with_its_reason(
    tmp_path: Path,
    rows: list[tuple[str, str | None]],
    time: dict[str, object],
    kind: str,
    reason: str | None,
) -> None:
    verdict = retention(scan(tmp_path, database(tmp_path, rows), time))

    assert (verdict.verdict, verdict.reason) == (kind, reason)


def test_a_file_is_as_old_as_its_own_time_says(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    for name, day in (("old.txt", 2), ("new.txt", 29)):
        (share / name).write_text("écrire à zoe@example.org")
        stamp = datetime(2025 if name == "old.txt" else 2026, 1, day).timestamp()
        os.utime(share / name, (stamp, stamp))
    mtime = {"from": "mtime", "relation": "event_not_after"}

    report = scan(tmp_path, "./share", mtime, f"file://{share}/**")

    by_file = {
        asset.locator.rpartition("/")[2]: one.verdict
        for one in report.verdicts
        for asset in report.assets
        if one.axis == "retention" and asset.id in one.assets
    }
    assert by_file == {"old.txt": "RETENTION_EXCEEDED", "new.txt": "RETENTION_UNDETERMINED"}


def test_rotated_files_are_dated_by_their_names_and_counted_together(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    for day in ("2024-01-31", "2025-02-28", "2026-06-01"):
        (share / f"trace-{day}.csv").write_text("mail\nzoe@example.org\nlea@example.org\n")

    verdict = retention(scan(tmp_path, "./share", {"from": "name"}, f"file://{share}/**"))

    assert (verdict.verdict, verdict.count, verdict.examined) == ("RETENTION_EXCEEDED", 4, 6)
    assert verdict.oldest == "2024-01-31"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-30", "2026-06-30"),
        ("30/06/2026", "2026-06-30"),
        ("30.06.2026 14:05", "2026-06-30"),
        ("1782820800", "2026-06-30"),
        ("1782820800123", "2026-06-30"),
        ("2026-06-30 14:05:00.123+02", "2026-06-30"),
        ("20260630", "2026-06-30"),
        ("31/02/2026", None),
        ("12", None),
    ],
)
def test_cells_are_read_in_the_spellings_of_programs(text: str, day: str | None) -> None:
    moment, not_yet = moments.of_cell(text)

    assert (moment and moment.date().isoformat()) == day
    assert not not_yet


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("appel_20260312_101500.wav", "2026-03-12"),
        ("trace-2026-03.log", "2026-03-31"),
        ("y=2024/m=02/part.parquet", "2024-02-29"),
        ("facture-12345678.pdf", None),
    ],
)
def test_names_and_partitions_hold_dates(name: str, day: str | None) -> None:
    found = moments.of_name(name)

    assert (found and found.date().isoformat()) == day
