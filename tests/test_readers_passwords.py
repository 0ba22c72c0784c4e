"""Encrypted files: a gap without the right password, read like any other with it."""

import io
import zipfile

import docx
import msoffcrypto.format.ooxml as ooxml
import openpyxl
import py7zr
import pytest
import pyzipper
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from pdscan import api, readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason
from pdscan.wording import Words
from pdscan.wording.sentences import gap_detail

SECRET = "sésame-ouvre-toi"
NAME = "Durantel"


def read(data, name, *passwords):
    root = Asset(f"file:///x/{name}", "x", "file")
    limits = Limits(passwords=passwords)
    return [piece for _, piece in readers.read(root, io.BytesIO(data), limits, name=name)]


def workbook():
    book, plain, locked = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["nom"])
    book.active.append([NAME])
    book.save(plain)
    ooxml.OOXMLFile(plain).encrypt(SECRET, locked)
    return locked.getvalue()


def archive():
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as made:
        made.setpassword(SECRET.encode())
        made.writestr("a.txt", NAME)
    return out.getvalue()


def pdf():
    out = io.BytesIO()
    sheet = canvas.Canvas(out, encrypt=StandardEncryption("sesame"))
    sheet.drawString(50, 700, NAME)
    sheet.save()
    return out.getvalue()


def letter():
    plain, locked = io.BytesIO(), io.BytesIO()
    made = docx.Document()
    made.add_paragraph(NAME)
    made.save(plain)
    ooxml.OOXMLFile(plain).encrypt(SECRET, locked)
    return locked.getvalue()


def seven():
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=SECRET, header_encryption=True) as made:
        made.writef(io.BytesIO(NAME.encode()), "a.txt")
    return out.getvalue()


def inside():
    """Return a zip that is not locked, with a locked file in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a/paie.xlsx", workbook())
    return out.getvalue()


MADE = {
    "a.xlsx": workbook,
    "a.zip": archive,
    "a.pdf": pdf,
    "a.docx": letter,
    "a.7z": seven,
    "b.zip": inside,
}


def shown(found):
    blocks = [piece for piece in found if isinstance(piece, Block)]
    cells = [str(block.batch.to_pylist()) for block in blocks if block.batch is not None]
    return "".join([*(block.text or "" for block in blocks), *cells])


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("given", [(), ("faux", "")])
def test_encrypted_file_without_its_password_is_a_gap(name, given):
    found = read(MADE[name](), name, *given)

    assert [piece.reason for piece in found if isinstance(piece, Gap)] == [Reason.ENCRYPTED]
    assert NAME not in shown(found)


@pytest.mark.parametrize("name", MADE)
def test_encrypted_file_is_read_with_the_password_that_fits(name):
    found = read(MADE[name](), name, "faux", SECRET, "sesame")

    assert NAME in shown(found)
    assert not [piece for piece in found if isinstance(piece, Gap)]


def test_passwords_of_the_environment_are_tried(tmp_path, monkeypatch):
    (tmp_path / "a.zip").write_bytes(archive())
    monkeypatch.setenv("PDSCAN_PASSWORDS", f"faux\n{SECRET}\n")

    assert api.scan(str(tmp_path)).coverage.complete


def test_passwords_of_a_source_come_from_the_variable_that_the_estate_names(tmp_path, monkeypatch):
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "a.zip").write_bytes(archive())
    estate = tmp_path / "pdscan.yaml"
    estate.write_text(
        "pdscan_estate: 1\nid: x\nsources:\n"
        "  - {name: share, target: ./share, params: {passwords: 'env:SHARE_KEYS'}}\n"
    )
    monkeypatch.setenv("SHARE_KEYS", SECRET)

    report = api.scan(estate=str(estate))

    assert not report.coverage.gaps
    assert SECRET not in report.to_json()


def test_password_is_not_shown_with_the_limits():
    assert SECRET not in repr(Limits(passwords=(SECRET,)))


def test_zip_that_lies_about_its_password_ends():
    data = bytearray(archive())
    data[-60:-40] = bytes(20)

    assert [piece for piece in read(bytes(data), "a.zip", SECRET) if isinstance(piece, Gap)]


def test_an_encrypted_format_without_passwords_asks_for_none(tmp_path):
    (tmp_path / "coffre.gpg").write_bytes(b"Salted__" + bytes(range(64)))
    with zipfile.ZipFile(tmp_path / "lettre.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", bytes(range(64)))
        archive.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
    with pyzipper.AESZipFile(tmp_path / "clos.zip", "w", encryption=pyzipper.WZ_AES) as locked:
        locked.setpassword(b"x")
        locked.writestr("a.txt", "anne@example.org")

    gaps = {gap.locator[-3:]: gap for gap in api.scan(tmp_path, names=False).coverage.gaps}
    told = {end: gap_detail(gap, Words("en")) for end, gap in gaps.items()}

    assert {gap.reason for gap in gaps.values()} == {"encrypted"}
    assert "PDSCAN_PASSWORDS" in told["txt"]
    assert told["gpg"].endswith("decrypt it, then scan again")
    assert told["odt"] == told["gpg"]
    assert gap_detail(gaps["odt"], Words("fr")).startswith("aucun mot de passe n’est essayé")
