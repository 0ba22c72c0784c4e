"""Pictures and recordings: their tags, their place, and what makes a recording evidence."""

import io
import struct
import wave

import pytest
from PIL import Image, PngImagePlugin

from pdscan import api, readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason


def read(data, name):
    root = Asset(f"file:///srv/{name}", "x", "file")
    return [piece for _, piece in readers.read(root, io.BytesIO(data), Limits(), name=name)]


def said(found):
    return {p.locus: p.text for p in found if isinstance(p, Block) and p.locus != "name"}


def picture(kind, **more):
    exif = Image.Exif()
    exif[0x013B] = "Zoe Durantel"
    exif.get_ifd(0x8825).update({1: "S", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.2)})
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind, exif=exif, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_author_of_a_picture_are_read(kind):
    found = read(picture(kind), "a.img")

    assert said(found)["metadata:GPS"] == "-48.858333, 2.294500"
    assert said(found)["metadata:artist"] == "Zoe Durantel"
    assert [piece.reason for piece in found if isinstance(piece, Gap)] == [Reason.NO_OCR]


def test_author_of_a_tiff_is_read():
    assert said(read(picture("TIFF"), "a.tif"))["metadata:artist"] == "Zoe Durantel"


def test_text_chunks_of_a_png_are_read():
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "zoe@example.org")
    info.add_itxt("Comment", "Hélène", zip=True)
    info.add_text("Note", "Paul", zip=True)

    tags = said(read(picture("PNG", pnginfo=info), "a.png"))

    assert tags["metadata:png Author"] == "zoe@example.org"
    assert tags["metadata:png Comment"] == "Hélène"
    assert tags["metadata:png Note"] == "Paul"


def test_xmp_packet_is_read():
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:li xml:lang="x">Zo\xc3\xa9</rdf:li></x:xmpmeta>'
    )

    assert "Zoé" in said(read(picture("JPEG") + packet, "a.jpg")).values()


def test_tags_that_lead_nowhere_are_left_out():
    data = bytearray(picture("TIFF"))
    for at in range(8, len(data) - 4, 3):
        data[at : at + 4] = b"\xff\xff\xff\x7f"

    assert [p.reason for p in read(bytes(data), "a.tif") if isinstance(p, Gap)] == [Reason.NO_OCR]


def sound(seconds=1):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16000 * seconds))
    return out.getvalue()


def film():
    header = struct.pack(">4I", 0, 0, 0, 1000) + struct.pack(">I", 5000) + bytes(80)
    inner = struct.pack(">I4s", 8 + len(header), b"mvhd") + header
    return (
        b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + struct.pack(">I4s", 8 + len(inner), b"moov") + inner
    )


def test_recording_is_read_with_its_length_and_path():
    found = read(sound(2), "appels/a.wav")

    assert said(found)["media"].endswith("appels/a.wav")
    assert said(found)["metadata:duration"] == "2.0"
    assert not [piece for piece in found if isinstance(piece, Gap)]


@pytest.mark.parametrize(
    ("folder", "name", "data", "expected"),
    [
        ("enregistrements", "0001.wav", sound(), "media.call_recording"),
        ("calls", "0001.dat", sound(), "media.call_recording"),
        ("videosurveillance", "0001.mp4", film(), "media.video"),
    ],
)
def test_signature_and_path_confirm_what_a_recording_is(tmp_path, folder, name, data, expected):
    (tmp_path / folder).mkdir()
    (tmp_path / folder / name).write_bytes(data)

    report = api.scan(str(tmp_path))

    found = {(f.type, f.certainty) for f in report.findings if f.locus == "media"}
    assert found == {(expected, "confirmed")}
    assert report.coverage.complete


def test_sound_of_a_game_is_no_recording_of_a_person(tmp_path):
    place = tmp_path / "jeu" / "niveau"
    place.mkdir(parents=True)
    (place / "jingle.wav").write_bytes(sound())

    assert not [f for f in api.scan(str(place)).findings if f.type.startswith("media.")]
