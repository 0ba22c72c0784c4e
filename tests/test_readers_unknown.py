"""Files of unknown formats: their strings are looked at and suspected, and a gap says so."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from pdscan import api, readers
from pdscan.contracts import Limits
from pdscan.model import STRINGS, Asset, Block, Gap, Reason
from pdscan.readers import unknown_binary

CARD, IBAN = "4242424242424242", "FR7630006000011234567890189"
ACCESS = b"\x00\x01\x00\x00Standard Jet DB\x00"


def noise(size: int) -> bytes:
    chance = random.Random(7)
    return bytes(chance.choice((0, 1, 2, 3, 0x80, 0x90, 0xFF)) for _ in range(size))


def read(data: bytes, name: str = "a.bin") -> tuple[str, list[Gap]]:
    root = Asset(f"file:///x/{name}", "x", "file")
    pieces = [piece for _, piece in readers.read(root, io.BytesIO(data), Limits(), name=name)]
    blocks = [one for one in pieces if isinstance(one, Block) and one.locus == STRINGS]
    assert [one.start for one in blocks] == [
        sum(len(before.text or "") for before in blocks[:number]) for number in range(len(blocks))
    ]
    return "".join(one.text or "" for one in blocks), [p for p in pieces if isinstance(p, Gap)]


def test_strings_across_steps_are_whole_and_the_file_stays_a_gap() -> None:
    step = unknown_binary._STEP
    data = bytearray(noise(3 * step))
    for at in (100, step - 20, 2 * step - 4_100, 3 * step - 60):
        data[at : at + 42] = b"\0mail " + b"zoe.durantel.%09d@example.org" % at + b"\0"

    text, gaps = read(bytes(data))

    assert text.count("@example.org") == 4
    for at in (100, step - 20, 2 * step - 4_100, 3 * step - 60):
        assert f"zoe.durantel.{at:09d}@example.org" in text
    assert [(gap.reason, gap.detail) for gap in gaps] == [
        (
            Reason.UNSUPPORTED,
            "file:///x/a.bin is of an unknown binary format: only its strings were looked at",
        )
    ]


def test_a_long_string_is_cut_but_not_lost() -> None:
    text, _ = read(noise(100_000) + b"\0" + b"mot " * 700_000 + b"\0" + noise(50))

    assert text.count("m") >= 699_998  # two words may be cut where a step ends


def test_access_files_show_their_strings() -> None:
    text, gaps = read(
        ACCESS + noise(200) + "Hélène Durantel".encode("utf-16-le") + noise(9), "a.mdb"
    )

    assert "Hélène Durantel" in text
    assert "is an Access database" in gaps[0].detail


def test_what_strings_show_is_suspected_and_checked_by_its_form(tmp_path: Path) -> None:
    words = f"IBAN : {IBAN}\0carte {CARD}\0Mme Hélène Durantel, diabète\0tel 0612345678\0"
    (tmp_path / "disque.img").write_bytes(noise(500) + words.encode("latin-1") + noise(500))

    report = api.scan(tmp_path)

    assert {(one.type, one.locus, one.certainty) for one in report.findings} == {
        ("payment.iban", STRINGS, "suspected"),
        ("payment.card.pan", STRINGS, "suspected"),
    }
    assert not report.coverage.complete
    assert report.assets[0].coverage.status == "skipped"


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"%PDF-1.4 ...", "photo.jpg", "pdf"),
        (b"PK\x03\x04" + bytes(40), "notes.TXT", "zip"),
        (b"alice@example.org\n", "scan.pdf", "text"),
        ("Réglé par Hélène".encode()[:-2], "scan.pdf", "text"),
        ("Réglé par Hélène".encode("latin-1"), "scan.pdf", None),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "export.csv", "image"),
        (b"alice@example.org\n", "notes.txt", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "paie.xlsx", None),
        (b"From: a\nTo: b\nMessage-ID: c\n\n", "mail.txt", None),
        (b"<html>", "export.xls", None),
        (b"", "vide.pdf", None),
        (b"%PDF-1.4 ...", "sans", None),
    ],
)
def test_a_name_that_promises_another_format_is_told(
    data: bytes, name: str, told: str | None
) -> None:
    root = Asset(f"file:///x/{name}", "x", "file")

    seen = [asset for asset, _ in readers.read(root, io.BytesIO(data), Limits(), name=name)]

    own = [asset for asset in seen if asset.locator == root.locator]
    assert own[-1].about.get("content") == told


def test_a_misnamed_file_is_told_in_the_report(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_text("zoe.durantel@example.org")
    (tmp_path / "note.txt").write_text("zoe.durantel@example.org")

    found = api.scan([str(tmp_path)])

    about = {asset.locator.rpartition("/")[2]: asset.about for asset in found.assets}
    assert about == {"photo.jpg": {"content": "text"}, "note.txt": None}
