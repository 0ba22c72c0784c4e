"""Files of old Office and Outlook (OLE2), built here by hand from the published formats."""

import io
import struct
import zlib

import pytest
from old_office import document, message, record

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason, Unseen
from pdscan.readers import binary_strings, ole_packing, packed_rich_text, slides_binary


def read(data, name):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(data), Limits(), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def text_of(found, locus="text", where=None):
    pieces = [p for place, p in found if isinstance(p, Block) and where in (None, place)]
    return "".join(piece.text for piece in pieces if piece.text and piece.locus == locus)


def gaps_of(found):
    return [(where, p.reason) for where, p in found if isinstance(p, Gap)]


def test_pieces_of_a_word_document_are_read_in_their_order():
    found = read(ole_packing.packed(document("Hélène\rligne\x07", "Зоя 東\r")), "a.doc")

    assert text_of(found) == "Hélène\nligne\tЗоя 東\n\n"
    assert gaps_of(found) == []


def test_authors_of_comments_are_read():
    names = b"".join(struct.pack("<H", len(n)) + n.encode("utf-16-le") for n in ("Paul", "Zoé"))

    found = read(ole_packing.packed(document("x", table_extra=names)), "a.doc")

    assert text_of(found, "metadata:authors of changes") == "Paul\nZoé"


def test_address_of_a_link_and_pictures_of_a_word_document_are_kept_and_counted():
    body = '\x13HYPERLINK "mailto:a@example.org"\x14écrire\x15 \x01'

    found = read(ole_packing.packed(document(body)), "a.doc")

    assert "mailto:a@example.org" in text_of(found)
    assert [p.count for _, p in found if isinstance(p, Unseen)] == [1]


def test_encrypted_word_document_is_a_gap():
    assert gaps_of(read(ole_packing.packed(document("x", flags=0x100)), "a.doc")) == [
        ("a.doc", Reason.ENCRYPTED)
    ]


def test_piece_table_that_repeats_one_piece_for_ever_is_damaged():
    streams = document("x" * 50)
    places = [0, *(4_000_000 * n for n in range(1, 1001))]
    table = struct.pack("<1001I", *places) + struct.pack("<HIH", 0, 0, 0) * 1000
    clx = b"\x02" + struct.pack("<I", len(table)) + table
    streams[("0Table",)] = clx
    main = bytearray(streams[("WordDocument",)])
    main[0x1A6:0x1AA] = struct.pack("<I", len(clx))
    streams[("WordDocument",)] = bytes(main)

    assert gaps_of(read(ole_packing.packed(streams), "a.doc")) == [("a.doc", Reason.CORRUPT)]


def test_slides_notes_and_comments_of_a_presentation_are_read():
    inner = record(0x0FA0, "Durantel\rHélène".encode("utf-16-le")) + record(0x0FA8, b"narrow")
    slides = record(0x03EE, inner, head=0xF) + record(0x0FBA, "Paul".encode("utf-16-le"))

    found = read(ole_packing.packed({("PowerPoint Document",): slides}), "a.ppt")

    assert text_of(found).strip("\0").startswith("Durantel\nHélène\nnarrow\nPaul")
    assert gaps_of(found) == []


def test_workbook_embedded_in_a_presentation_is_a_member():
    packed = zlib.compress(ole_packing.packed(document("dedans")))
    slides = record(0x1011, struct.pack("<I", 9) + packed, head=0x10)

    found = read(ole_packing.packed({("PowerPoint Document",): slides}), "a.ppt")

    assert text_of(found, where="a.ppt!object1.bin").startswith("dedans")


def test_encrypted_presentation_is_a_gap():
    user = bytes(12) + b"\xdf\xc4\xd1\xf3"
    data = ole_packing.packed({("Current User",): user, ("PowerPoint Document",): b""})

    assert gaps_of(read(data, "a.ppt")) == [("a.ppt", Reason.ENCRYPTED)]


def test_document_embedded_in_a_document_is_a_member():
    streams = document("dehors")
    streams |= {("ObjectPool", "_1", *path): data for path, data in document("dedans").items()}

    found = read(ole_packing.packed(streams), "a.doc")

    assert text_of(found, where="a.doc!_1.bin").startswith("dedans")


def test_file_dropped_into_a_document_is_a_member_with_its_name():
    body = b"nom;tel\nDurantel;1\n"
    native = b"\x02\x00clients.csv\0C:\\Users\\zoe\\clients.csv\0\0\0\3\0" + struct.pack("<I", 2)
    native += b"c\0" + struct.pack("<I", len(body)) + body
    native = struct.pack("<I", len(native)) + native
    streams = document("x") | {("ObjectPool", "_1", "\x01Ole10Native"): native}

    found = read(ole_packing.packed(streams), "a.doc")

    assert "a.doc!_1.bin!clients.csv" in {where for where, _ in found}
    assert "Users\\zoe" in text_of(found, "metadata:path of an embedded file")


def test_message_of_outlook_gives_headers_body_recipients_and_attachments():
    streams = message(subject="Paie", sender="zoe@example.org", to="Paul", body="Bonjour Paul")
    streams["__recip_version1.0_#00000000", "__substg1.0_39FE001F"] = "p@example.org".encode(
        "utf-16-le"
    )
    place = "__attach_version1.0_#00000000"
    streams[place, "__substg1.0_37010102"] = b"nom;tel\nDurantel;1\n"
    streams[place, "__substg1.0_3707001F"] = "paie.csv".encode("utf-16-le")

    found = read(ole_packing.packed(streams), "m.msg")

    assert text_of(found, "metadata:Subject") == "Paie"
    assert text_of(found, "metadata:From") == "zoe@example.org"
    assert text_of(found, "metadata:recipient") == "p@example.org"
    assert text_of(found).startswith("Bonjour Paul")
    assert "m.msg!paie.csv" in {where for where, _ in found}


def test_properties_of_outlook_with_several_texts_are_read():
    streams = message(subject="Paie", body="Bonjour")
    streams[("__substg1.0_3A58101F",)] = bytes(8)  # the lengths
    for number, child in enumerate(("Zoé Durantel", "Anne Petit")):
        streams[(f"__substg1.0_3A58101F-{number:08X}",)] = f"{child}\0".encode("utf-16-le")
    streams[("__substg1.0_8012101E-00000000",)] = "salaires".encode("cp1252")

    found = read(ole_packing.packed(streams), "m.msg")

    assert text_of(found, "metadata:property 3A58") == "Zoé Durantel\nAnne Petit"
    assert text_of(found, "metadata:property 8012") == "salaires"
    assert text_of(found).startswith("Bonjour")


def test_message_attached_to_a_message_is_a_member_with_its_own_attachments():
    place = ("__attach_version1.0_#00000000", "__substg1.0_3701000D")
    streams = message(body="dehors") | message(place, body="dedans", subject="Re")
    inner = (*place, "__attach_version1.0_#00000000")
    streams[*inner, "__substg1.0_37010102"] = b"note\n"
    streams[*inner, "__substg1.0_3707001F"] = "n.txt".encode("utf-16-le")
    streams["__attach_version1.0_#00000000", "__substg1.0_3001001F"] = "Re".encode("utf-16-le")

    found = read(ole_packing.packed(streams), "m.msg")

    assert text_of(found, where="m.msg!Re").startswith("dedans")
    assert "m.msg!Re!n.txt" in {where for where, _ in found}


def test_packed_rich_text_of_the_published_example_is_unpacked():
    raw = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
        "0af32068656c090020627705b06c647d0a800fa0"
    )

    assert packed_rich_text.text_of(raw).strip() == "hello world"


def test_ole_file_of_an_unknown_kind_gives_its_strings_and_a_gap():
    data = ole_packing.packed({("VisioDocument",): "\x01\x02Hélène Durantel".encode("utf-16-le")})

    found = read(data, "plan.vsd")

    assert "Hélène Durantel" in text_of(found)
    assert gaps_of(found) == [("plan.vsd", Reason.UNSUPPORTED)]


@pytest.mark.parametrize("cut", [60, 600, 4000, 5000, 9000])
def test_cut_ole_file_is_a_gap_and_never_an_error(cut):
    assert gaps_of(read(ole_packing.packed(document("x" * 100))[:cut], "a.doc"))


def test_runs_of_signs_that_are_no_text_are_no_strings():
    assert list(binary_strings.texts(bytes(range(128, 200)) * 3)) == []


def test_pictures_of_a_presentation_are_counted():
    assert slides_binary.count_pictures(record(0xF01D, b"abc") + record(0xF01E, b"")) == 2
