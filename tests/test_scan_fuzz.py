"""Whatever the bytes are, a whole scan ends in time, raises nothing and accounts for every file."""

from __future__ import annotations

import gzip
import random
import runpy
import time
from pathlib import Path

import pytest

from pdscan import api

SEEDS = sorted(runpy.run_path(str(Path(__file__).with_name("test_readers_fuzz.py")))["seeds"]())
TEXTS = {
    "a.csv": b"nom;tel\nDurantel;0199001234\n" * 9,
    "a.json": b'{"a": [{"mail": "zoe.durantel@example.org", "n": 1}]}',
    "a.jsonl": b'{"mail": "zoe.durantel@example.org"}\n' * 5,
    "a.xml": b"<?xml version='1.0'?><a b='c'><d>zoe.durantel@example.org</d></a>",
    "a.html": b"<html><p title='x'>zoe.durantel@example.org &eacute;</p></html>",
    "a.yaml": b"a:\n  - mail: zoe.durantel@example.org\n",
    "a.sql": b"INSERT INTO t (mail) VALUES ('zoe.durantel@example.org');\n",
    "a.vcf": b"BEGIN:VCARD\nFN:Zoe Durantel\nEMAIL:zoe.durantel@example.org\nEND:VCARD\n",
    "a.ics": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n",
    "a.rtf": b"{\\rtf1 {\\*\\comment x} zoe.durantel@example.org \\u233?}",
    "a.mbox": b"From x\nFrom: a@example.org\nSubject: x\n\nbonjour\n",
    "a.log.gz": gzip.compress(b"2026-05-01 client@example.org 192.0.2.7\n" * 9),
}


def damaged(raw: bytes, dice: random.Random) -> bytes:
    """Return the bytes with some changed, cut out, repeated or put in, or the end cut off."""
    made = bytearray(raw)
    for _ in range(dice.randrange(1, 12)):
        at = dice.randrange(len(made) or 1)
        kind = dice.randrange(5)
        if kind == 0:
            made[at : at + 1] = dice.randbytes(1)
        elif kind == 1:
            del made[at : at + dice.randrange(1, 60)]
        elif kind == 2:
            made[at:at] = made[at : at + 200] * dice.randrange(1, 30)
        elif kind == 3:
            made[at : at + 4] = dice.choice((b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\x80\0\0\0"))
        else:
            made[at:at] = dice.choice((b"\0" * 99, b"\xed\xa0\x80", b"<" * 99, b"(" * 99, b'"'))
    return bytes(made[: dice.randrange(len(made) + 1)] if dice.random() < 0.2 else made)


def scan_damaged(folder: Path, rounds: int, seed: int, limit: float) -> None:
    dice = random.Random(seed)
    for number in range(rounds):
        for name, raw in (*SEEDS, *TEXTS.items()):
            (folder / f"{number}-{name}").write_bytes(damaged(raw, dice))
    begun = time.process_time()

    report = api.scan(folder)

    totals = report.coverage.totals.assets
    assert totals["listed"] == sum(totals.values()) - totals["listed"]
    top = {asset.locator for asset in report.assets if "!" not in asset.locator}
    assert {path.name for path in folder.iterdir()} <= {one.rpartition("/")[2] for one in top}
    # a gap names a crash only where a native parser ended: what is raised here is an escape
    escapes = [gap.detail for gap in report.coverage.gaps if " in pdscan" in gap.detail]
    assert escapes == []
    assert time.process_time() - begun < limit


def test_damaged_files_of_every_format_are_read_or_are_gaps(tmp_path: Path) -> None:
    scan_damaged(tmp_path, rounds=8, seed=1, limit=60)


@pytest.mark.slow
def test_many_damaged_files_are_read_or_are_gaps(tmp_path: Path) -> None:
    scan_damaged(tmp_path, rounds=120, seed=2, limit=900)
