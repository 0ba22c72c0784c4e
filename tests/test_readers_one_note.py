"""OneNote: notes, authors and attached files, as the desktop and as OneDrive write them."""

import io
import struct
from pathlib import Path

import pytest

from pdscan import api, readers
from pdscan.contracts import Limits
from pdscan.model import STRINGS, Asset, Block, Gap, Reason

CORPUS = Path(__file__).parents[2] / "shared/corpora/docs/tika"
SECTION = bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3")
DESKTOP = bytes.fromhex("3fdd9a101b91f549a5d01791edc8aed8")
ONEDRIVE = bytes.fromhex("2fe98d63d4a6c14b9a36b3fc2511a5b7")
TEXT, NARROW, AUTHOR = 0x1C001C22, 0x1C003498, 0x1C001D75
TRUTH, FOUR = 0x08001C04, 0x14001C05


def read(data, name="notes.one"):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(data), Limits(), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def text_of(found, locus="text"):
    return "".join(p.text for _, p in found if isinstance(p, Block) and p.locus == locus)


def note(*properties):
    """Return an object: no references, then properties among ones of other kinds."""
    told = [(TRUTH, b""), (FOUR, b"abcd")]
    told += [(one, struct.pack("<I", len(value)) + value) for one, value in properties]
    ids = b"".join(struct.pack("<I", one) for one, _ in told)
    values = b"".join(value for _, value in told)
    return struct.pack("<IH", 1 << 31, len(told)) + ids + values


NOTES = (
    note(
        (TEXT, "Mme Hélène Durantel\0".encode("utf-16-le")), (AUTHOR, "Zoé\0".encode("utf-16-le"))
    ),
    note((NARROW, b"anne@exemple.fr")),
)
ATTACHED = b"paul@exemple.fr, appeler le 0612345678"


def section(objects=NOTES, attached=ATTACHED, lock=b""):
    """Return a section as the desktop writes it: the objects, then what declares them."""
    made = bytearray(SECTION + bytes(32) + DESKTOP + bytes(960))
    nodes = lock
    for one in objects:
        nodes += struct.pack("<IIB", 0xA4 | 14 << 10 | 1 << 23 | 2 << 25 | 1 << 27, len(made), 0)
        nodes = nodes[:-1] + bytes([-(-len(one) // 8)]) + bytes(5)
        made += one + bytes(-len(one) % 8)
    made += bytes.fromhex("c4f4f7f5b17a56a4") + bytes(8) + nodes + struct.pack("<I", 0xFF | 4 << 10)
    made += bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac")
    made += struct.pack("<Q", len(attached)) + bytes(12) + attached
    return bytes(made)


def packaged(objects=NOTES, attached=ATTACHED):
    """Return a section as OneDrive packs it: a row of stream objects."""

    def stream_object(kind, held):
        head = struct.pack("<I", 2 | kind << 3 | min(len(held), 0x7FFF) << 17)
        return (
            head + (b"\x80" + struct.pack("<Q", len(held)) if len(held) >= 0x7FFF else b"") + held
        )

    def compact(number):
        return b"\x80" + struct.pack("<Q", number)

    made = SECTION + bytes(32) + ONEDRIVE + bytes(4)
    for one in objects:
        references = b"\x03" + b"\x0c" + bytes(16)  # an id of 17 bytes
        made += stream_object(0x16, references + b"\0" + compact(len(one)) + one) + b"\x59"
    return made + stream_object(0x02, compact(len(attached)) + attached) + bytes(8)


@pytest.mark.parametrize("write", [section, packaged])
def test_notes_authors_and_attached_files_are_read(write):
    found = read(write())

    assert not [piece for _, piece in found if isinstance(piece, Gap)]
    assert "Mme Hélène Durantel\n" in text_of(found)
    assert "anne@exemple.fr\n" in text_of(found)
    assert text_of(found, "metadata:authors") == "Zoé"
    assert ATTACHED.decode() in [p.text for name, p in found if name == "notes.one!file1"]


def test_notes_of_a_folder_are_findings_at_their_place(tmp_path):
    (tmp_path / "notes.one").write_bytes(section())

    report = api.scan(tmp_path)

    found = {(one.asset_key[-10:], one.type) for one in report.findings}
    assert {("/notes.one", "contact.email"), (".one!file1", "contact.email")} <= found
    assert report.coverage.complete


def test_an_encrypted_section_is_a_gap():
    found = read(section(lock=struct.pack("<I", 0x7C | 4 << 10)))

    assert [p.reason for _, p in found if isinstance(p, Gap)] == [Reason.ENCRYPTED]


@pytest.mark.parametrize("size", [80, 1_100, -30])
def test_a_section_cut_short_shows_its_strings_and_is_a_gap(size):
    found = read(section()[:size] + b"\0reste de texte\0")

    assert "reste de texte" in text_of(found, STRINGS)
    assert [p.reason for _, p in found if isinstance(p, Gap)] == [Reason.UNSUPPORTED]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the corpus of documents")
def test_sections_of_others_are_read():
    for name, said in {
        "testOneNote2.one": "neat info about totally killin it bro",
        "testOneNoteFromOffice365-2.one": "Section1Page2Content",
    }.items():
        assert said in text_of(read((CORPUS / name).read_bytes(), name))
