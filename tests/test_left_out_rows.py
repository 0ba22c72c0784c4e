"""Rows and bytes that were left out on request are no part of what had to be read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pdscan import api
from pdscan.wording.overview import read_share

ESTATE = """\
pdscan_estate: 1
sources:
  - {name: base, target: "sqlite:///base.db", exclude: ["main.journal"]}
  - {name: files, target: files, exclude: ["*.log"]}
"""


def test_what_was_left_out_on_request_is_not_missing_from_the_share_read(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "base.db") as base:
        base.executescript("CREATE TABLE clients(n); CREATE TABLE journal(n)")
        base.executemany("INSERT INTO clients VALUES (?)", [(n,) for n in range(3)])
        base.executemany("INSERT INTO journal VALUES (?)", [(n,) for n in range(50)])
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.txt").write_text("abc")
    (tmp_path / "files" / "b.log").write_text("left out")
    (tmp_path / "pdscan.yaml").write_text(ESTATE)

    totals = api.scan(estate=tmp_path / "pdscan.yaml").coverage.totals

    assert totals.assets["excluded"] == 2
    assert read_share(totals, "rows") == (3, 3)
    assert read_share(totals, "bytes") == (3, 3)
