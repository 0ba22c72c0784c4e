"""What lies in a document or table and can't be looked at is a blind spot, and no failure."""

import io
import sqlite3
from contextlib import closing

import docx
from PIL import Image

from pdscan import api
from pdscan.model import Gap, Reason
from pdscan.report_coverage import GapSeen
from pdscan.wording import Words
from pdscan.wording.sentences import gap_detail


def pixel():
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "png")
    return out.getvalue()


PIXEL = pixel()


def letter(path):
    document = docx.Document()
    document.add_paragraph("Écrire à paul@example.org")
    document.add_picture(io.BytesIO(PIXEL))
    document.save(path)


def test_document_with_a_logo_is_read_and_the_logo_is_a_blind_spot(tmp_path):
    letter(tmp_path / "a.docx")

    report = api.scan(tmp_path, names=False)

    assert [asset.coverage.status for asset in report.assets] == ["read"]
    assert report.coverage.complete
    assert "pictures inside documents: 1 not looked at" in report.coverage.blind_spots


def test_picture_that_is_a_file_of_its_own_stays_a_gap(tmp_path):
    (tmp_path / "a.png").write_bytes(PIXEL)

    report = api.scan(tmp_path, names=False)

    assert [gap.reason for gap in report.coverage.gaps] == ["no_ocr"]
    assert not report.coverage.complete


def test_photos_of_a_table_are_gaps_and_short_cells_are_added_up(tmp_path):
    with closing(sqlite3.connect(tmp_path / "a.db")) as base, base:
        base.execute("CREATE TABLE t(nom TEXT, photo BLOB, cle BLOB)")
        rows = [(PIXEL, b"\xff" * 16), (b"", b"\xfe" * 16)]
        base.executemany("INSERT INTO t VALUES ('Petit', ?, ?)", rows)
        base.execute("CREATE TABLE u AS SELECT * FROM t")

    for target in (f"sqlite:///{tmp_path}/a.db", tmp_path):
        report = api.scan(target, names=False)

        assert {gap.reason for gap in report.coverage.gaps} == {"no_ocr"}
        assert [gap.locator[-7:] for gap in report.coverage.gaps] == ["t!photo", "u!photo"]
        assert "binary cells of tables: 4 not looked at" in report.coverage.blind_spots


def test_reading_a_target_gives_blocks_and_gaps_only(tmp_path):
    letter(tmp_path / "a.docx")

    assert not [p for _, p in api.read(tmp_path) if isinstance(p, Gap) or not hasattr(p, "locus")]


def test_blind_spots_are_said_in_the_language_of_the_report():
    spot = "pictures inside documents: 3 not looked at"

    assert Words("en").blind_spot(spot) == spot
    assert Words("fr").blind_spot(spot) == "images dans des documents\xa0: 3 non examinées"
    assert Words("fr").blind_spot("autre \u202e chose") == "autre ⟨202E⟩ chose"


def test_gap_is_said_in_the_language_of_the_report():
    gap = GapSeen("", "file:///srv/a.zip!b.pdf", Reason.ENCRYPTED, "the PDF needs a password")

    assert gap_detail(gap, Words("en")) == (
        "the PDF needs a password; give its password (PDSCAN_PASSWORDS, or `params: passwords` in"
        " the estate file)"
    )
    assert gap_detail(gap, Words("fr")) == (
        "donnez son mot de passe (PDSCAN_PASSWORDS, ou `params: passwords` du fichier de parc)"
    )


def test_a_damaged_file_has_a_way_out_in_english():
    gap = GapSeen("", "file:///srv/a.pdf", Reason.CORRUPT, "the PDF is damaged")

    assert gap_detail(gap, Words("en")) == "the PDF is damaged; look for a sound copy"


def test_a_link_that_was_not_followed_is_told_in_french(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("x")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(outside)

    (gap,) = api.scan(folder, names=False).coverage.gaps

    told = "lien symbolique qui mène ailleurs\xa0: il n’a pas été suivi"
    assert gap_detail(gap, Words("fr")) == told


def test_a_french_gap_names_the_way_out_for_each_reason() -> None:
    missing = "oracle needs a driver that isn't here: pip install 'pdscan[oracle]'"
    told = {
        reason: gap_detail(GapSeen("", "x://y", reason, "in English"), Words("fr"))
        for reason in Reason
    }

    install = gap_detail(GapSeen("", "x://y", Reason.NO_DRIVER, missing), Words("fr"))
    assert install == "installez le pilote\xa0: pip install 'pdscan[oracle]'"
    assert {reason for reason, text in told.items() if text == "in English"} == {
        Reason.OTHER,
        Reason.UNMAPPED,
    }
