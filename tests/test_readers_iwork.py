"""Pages, Numbers and Keynote: workbooks by another writer, documents by the published framing."""

import datetime
import io
import zipfile

import pyarrow as pa
import pytest
from numbers_parser import Document

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason, UnreadableError, Unseen
from pdscan.readers import iwork_extract, iwork_objects


def read(data, name, **limits):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(data), Limits(**limits), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def gaps(found):
    return [piece.reason for _, piece in found if isinstance(piece, Gap)]


def text_of(found):
    return "".join(
        p.text for _, p in found if isinstance(p, Block) and p.locus == "text" and p.text
    )


@pytest.fixture(scope="module")
def numbers(tmp_path_factory):
    place = tmp_path_factory.mktemp("numbers") / "a.numbers"
    made = Document(sheet_name="Paie", table_name="Salaires", num_rows=4, num_cols=5)
    rows = [
        ["nom", "tel", "né le", "salaire", "actif"],
        ["Hélène Durantel", "01 99 00 12 34", datetime.datetime(1984, 2, 14), 2345.67, True],
        ["Petit", 199001234, datetime.datetime(1990, 1, 2, 10, 30), -1200, False],
        ["Noël"],
    ]
    for number, row in enumerate(rows):
        for place_, cell in enumerate(row):
            made.sheets[0].tables[0].write(number, place_, cell)
    made.add_sheet("Autre", "Longue", num_rows=600, num_cols=1)
    for number in range(600):
        made.sheets[1].tables[0].write(number, 0, f"ligne {number}")
    made.save(str(place))
    return place.read_bytes()


def test_tables_of_a_numbers_workbook_keep_sheets_columns_and_types(numbers):
    found = read(numbers, "a.numbers")

    tables = {where: p.batch.to_pylist() for where, p in found if getattr(p, "batch", None)}
    assert tables["a.numbers#Paie - Salaires"] == [
        dict(zip(("nom", "tel", "né le", "salaire", "actif"), row, strict=True))
        for row in (
            ("Hélène Durantel", "01 99 00 12 34", "1984-02-14", "2345.67", "true"),
            ("Petit", "199001234", "1990-01-02 10:30:00", "-1200", "false"),
            ("Noël", None, None, None, None),
        )
    ]
    rows = [row["#1"] for row in tables["a.numbers#Autre - Longue"]]
    assert rows == [f"ligne {number}" for number in range(600)]
    assert gaps(found) == []


def number(value):
    found = b""
    while value > 0x7F:
        found += bytes([value & 0x7F | 0x80])
        value >>= 7
    return found + bytes([value])


def field(key, value):
    if isinstance(value, int):
        return number(key << 3) + number(value)
    raw = value.encode() if isinstance(value, str) else value
    return number(key << 3 | 2) + number(len(raw)) + raw


def iwa(*objects):
    """Return a part with the objects, numbered from 1: each its type and its message."""
    plain = b""
    for place, (kind, message) in enumerate(objects, 1):
        head = field(1, place) + field(2, field(1, kind) + field(3, len(message)))
        plain += number(len(head)) + head + message
    packed = pa.compress(plain, codec="snappy", asbytes=True)
    return b"\0" + len(packed).to_bytes(3, "little") + packed


def package(parts, inner=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue() if not inner else package({"Index.zip": out.getvalue()})


LETTER = iwa(
    (2001, field(3, "Chère Hélène Durantel,\nvotre dossier")),
    (3056, field(1, "à vérifier avec Paul")),
    (212, field(1, "Zoé Martin")),
    (9999, field(1, "nom d'un style")),
)


@pytest.mark.parametrize("name", ["a.pages", "a.key", "a.zip"])
@pytest.mark.parametrize("inner", [False, True])
def test_texts_and_comments_of_a_document_are_read_whatever_its_name(name, inner):
    found = read(package({"Index/Document.iwa": LETTER}, inner), name)

    assert text_of(found) == (
        "Chère Hélène Durantel,\nvotre dossier\nà vérifier avec Paul\nZoé Martin\n"
    )
    assert gaps(found) == []


def test_pictures_are_counted_and_other_files_are_members():
    parts = {"Index/Document.iwa": LETTER, "Data/a.jpg": b"\xff\xd8\xff", "preview.jpg": b"x"}
    found = read(package(parts | {"Data/liste-12.csv": "nom;tel\nPetit;1\n"}), "a.pages")

    assert [p for _, p in found if isinstance(p, Unseen)] == [
        Unseen("pictures inside documents", 1)
    ]
    assert "a.pages!Data/liste-12.csv" in {where for where, _ in found}
    assert gaps(found) == []


def test_encrypted_document_is_a_gap():
    parts = {"Index/Document.iwa": b"\x07\x09", ".iwpv2": b"x"}

    assert gaps(read(package(parts), "a.pages")) == [Reason.ENCRYPTED]


@pytest.mark.parametrize("broken", [LETTER[:30], b"\1" + LETTER[1:], b"\0\2\0\0\xff\xff"])
def test_damaged_part_is_a_gap_beside_the_others(broken):
    found = read(package({"Index/Document.iwa": LETTER, "Index/Slide.iwa": broken}), "a.key")

    assert "Chère Hélène" in text_of(found)
    assert gaps(found) == [Reason.CORRUPT]


def test_damaged_text_is_a_gap_beside_the_others():
    cut = iwa((2001, field(3, "Bonjour")), (2001, field(3, "Paul Petit")[:-4]))

    found = read(package({"Index/Document.iwa": cut}), "a.pages")

    assert text_of(found) == "Bonjour\n"
    assert gaps(found) == [Reason.CORRUPT]


def test_index_without_objects_is_a_gap():
    assert gaps(read(package({"note.txt": "x"}, inner=True), "a.pages")) == [Reason.CORRUPT]


def test_index_that_is_packed_in_the_package_is_read_and_one_too_large_is_a_gap(monkeypatch):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Index.zip", package({"Index/Document.iwa": LETTER, "x": bytes(1 << 16)}))
    assert "Chère Hélène" in text_of(read(out.getvalue(), "a.pages"))

    monkeypatch.setattr(iwork_objects, "LARGEST", 1 << 15)
    with pytest.raises(UnreadableError) as caught:
        list(iwork_extract.extract(out.getvalue()))
    assert caught.value.reason is Reason.LIMIT


def test_chunk_that_swells_is_a_gap(monkeypatch):
    swollen = number(1 << 33) + b"\0\0"
    part = b"\0" + len(swollen).to_bytes(3, "little") + swollen

    assert gaps(read(package({"Index/Document.iwa": part}), "a.key")) == [Reason.CORRUPT]


def test_package_larger_than_a_member_may_be_is_a_gap(numbers):
    assert gaps(read(numbers, "a.numbers", member_bytes=10_000)) == [Reason.LIMIT]


@pytest.mark.parametrize("cut", [0.3, 0.7, 0.95])
def test_cut_workbook_is_a_gap(numbers, cut):
    assert Reason.CORRUPT in gaps(read(numbers[: int(len(numbers) * cut)], "a.numbers"))


def test_mutated_workbook_raises_nothing(numbers):
    for at in range(200, len(numbers), len(numbers) // 25):
        raw = bytearray(numbers)
        raw[at : at + 16] = b"\xff" * 16

        assert read(bytes(raw), "a.numbers")


def test_old_document_is_read_without_the_pictures_of_its_pages():
    parts = {
        "buildVersionHistory.plist": "<plist/>",
        "index.xml": "<?xml version='1.0'?><document><p>Durantel</p></document>",
        "thumbs/st1.jpg": b"\xff\xd8\xff",
        "QuickLook/Thumbnail.jpg": b"\xff\xd8\xff",
    }
    found = read(package(parts), "a.key")

    assert gaps(found) == []
    assert "Durantel" in text_of(found) + str(
        [p.batch for _, p in found if getattr(p, "batch", None)]
    )
