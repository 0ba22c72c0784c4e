"""Whatever the bytes are, readers give blocks or gaps and raise nothing."""

import gzip
import io
import json
import random
import sqlite3
import tarfile
import time
import zipfile
from email.message import EmailMessage

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from old_office import document, message, record
from reportlab.pdfgen import canvas

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Unseen
from pdscan.readers import ole_packing

NAMES = ["a.txt", "a.csv", "a.json", "a.jsonl", "a.html", "a.eml", "a.xlsx", "a.xls", "a.zip", ""]
STARTS = [
    b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"%PDF-1.4\n", b"{\\rtf1",
    b"SQLite format 3\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"From: a\nTo: b\nSubject: c\n",
    b"<html>", b"{\"a\":", b"a;b\n1;2\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00\x00\xfe\xff",
]  # fmt: skip
SMALL = Limits(member_bytes=1 << 20, total_bytes=1 << 22, depth=3, members=50, seconds=20)


def check(data, name):
    root = Asset("file:///x/a", "x", "file")
    pieces = list(readers.read(root, io.BytesIO(data), SMALL, name=name))

    assert pieces
    for asset, piece in pieces:
        assert asset.locator.startswith(root.locator)
        assert isinstance(piece, Block | Gap | Unseen)
        if isinstance(piece, Gap):
            assert piece.locator == asset.locator
        elif isinstance(piece, Block):
            assert (piece.text is None) != (piece.batch is None)
            (piece.text or "").encode()


@settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(st.sampled_from(STARTS), st.binary(max_size=600), st.sampled_from(NAMES))
def test_random_bytes_raise_nothing(start, data, name):
    check(start + data, name)


@settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(st.text(alphabet="ab;,\t\"'\\\n\r{}[]:<>&é \0@1", max_size=300), st.sampled_from(NAMES))
def test_random_text_raises_nothing(text, name):
    check(text.encode(), name)


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def seeds():
    book = openpyxl.Workbook()
    book.active.append(["nom", "tel"])
    book.active.append(["Durantel", 199001234])
    letter = docx.Document()
    letter.add_paragraph("Bonjour Hélène")
    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    sheet.drawString(50, 700, "page")
    sheet.save()
    tape, packed = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "nom;tel\nDurantel;1\n" * 50)
        archive.writestr("b.xlsx", saved(book))
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = "a@example.org", "é", "<1@x>"
    mail.set_content("bonjour\n")
    mail.add_attachment(packed.getvalue(), maintype="a", subtype="b", filename="é.zip")
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE t (nom)")
    database.execute("INSERT INTO t VALUES ('Durantel')")
    database.commit()
    yield "a.xlsx", saved(book)
    yield "a.docx", saved(letter)
    yield "a.pdf", out.getvalue()
    yield "a.tar", tape.getvalue()
    yield "a.zip", packed.getvalue()
    yield "a.eml", mail.as_bytes()
    yield "a.db", database.serialize()
    inside = {("ObjectPool", "_1", *path): data for path, data in document("dedans").items()}
    slides = record(0x03EE, record(0x0FA0, "Durantel".encode("utf-16-le")), head=0xF)
    yield "a.doc", ole_packing.packed(document("Hélène", "Зоя") | inside)
    yield "a.ppt", ole_packing.packed({("PowerPoint Document",): slides})
    yield "a.msg", ole_packing.packed(message(subject="Paie", body="Bonjour"))
    yield "a.gz", gzip.compress(json.dumps([{"a": i} for i in range(99)]).encode())


def mutated(data, dice):
    raw = bytearray(data)
    for _ in range(dice.randrange(1, 20)):
        at = dice.randrange(len(raw))
        kind = dice.randrange(4)
        if kind == 0:
            raw[at] = dice.randrange(256)
        elif kind == 1:
            del raw[at : at + dice.randrange(1, 50)]
        elif kind == 2:
            raw[at:at] = dice.randbytes(dice.randrange(1, 20))
        else:
            raw[at : at + 4] = dice.choice([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f"])
        if not raw:
            return b""
    return bytes(raw)


def mutate_all(rounds, seed):
    dice = random.Random(seed)
    for name, data in seeds():
        for _ in range(rounds):
            check(mutated(data, dice), name)
            check(data[: dice.randrange(len(data))], name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<!---->" * 60 + b"x<p>"),
        ("a.xml", b"<a><![CDATA[" + b"<!--" * 200_000 + b"]]></a>"),
        ("a.eml", b"From: " + b"(" * 4000 + b"\nTo: b\nDate: x\n\nx"),
        ("a.jpg", b"\xff\xd8\xff\xe1" + b"<x:xmpmeta " * 80_000),
        ("b.jpg", b"\xff\xd8\xff\xe1<x:xmpmeta>" + b"ab." * 60_000 + b"</x:xmpmeta>"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0\0\xff\xfftEXta\0" * 80_000),
    ],
)
def test_what_begins_over_and_over_and_never_ends_costs_a_moment(name, data):
    begun = time.process_time()

    check(data, name)

    assert time.process_time() - begun < 3


def test_damaged_files_raise_nothing():
    mutate_all(rounds=15, seed=1)


@pytest.mark.slow
def test_many_damaged_files_raise_nothing():
    mutate_all(rounds=150, seed=2)
