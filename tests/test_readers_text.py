"""Text in any encoding, HTML, RTF, and what is no text."""

import io

import pytest

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason

PROSE = "Hélène Durantel, née à Besançon, a écrit à cœur@example.org : « ça va être prêt ».\n" * 40


class OneWay(io.RawIOBase):
    """A stream that can't seek, as the body of an object in a bucket."""

    def __init__(self, data):
        self.inner = io.BytesIO(data)

    def readable(self):
        return True

    def read(self, size=-1):
        return self.inner.read(min(size, 1000) if size >= 0 else -1)


def pieces_of(data, name="a.txt", limits=None):
    return [p for _, p in readers.read(asset(name), OneWay(data), limits or Limits(), name=name)]


def asset(name):
    return Asset(f"file:///x/{name}", "x", "file")


def text_of(pieces):
    blocks = [p for p in pieces if isinstance(p, Block) and p.locus == "text"]
    at = 0
    for block in blocks:
        assert block.start == at
        at += len(block.text)
    return "".join(block.text for block in blocks)


def reasons(pieces):
    return [p.reason for p in pieces if isinstance(p, Gap)]


def test_first_block_is_the_bare_name_of_the_file():
    pieces = pieces_of(b"bonjour", "CNI_scan_durantel.pdf")

    assert (pieces[0].locus, pieces[0].text) == ("name", "CNI_scan_durantel.pdf")


def test_empty_file_is_one_empty_block():
    pieces = pieces_of(b"")

    assert [(p.locus, p.text) for p in pieces] == [("name", "a.txt"), ("text", "")]


@pytest.mark.parametrize(
    "encoding",
    [
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
        *("utf-32", "utf-32-le", "utf-32-be", "cp1252", "mac_roman", "cp850"),
    ],
)
def test_same_text_comes_out_of_every_encoding(encoding):
    text = PROSE.replace("œ", "oe") if encoding == "cp850" else PROSE

    pieces = pieces_of(text.encode(encoding))

    assert text_of(pieces) == text
    assert reasons(pieces) == []


def test_latin_1_text_is_read_like_cp1252():
    text = PROSE.replace("œ", "oe")

    assert text_of(pieces_of(text.encode("latin-1"))) == text


def test_one_accent_is_enough_to_tell_cp1252():
    assert text_of(pieces_of("nom: Hélène".encode("cp1252"))) == "nom: Hélène"


def test_text_of_other_alphabets_is_told_by_its_letters():
    text = "Меня зовут Анна, я живу в Париже и пишу письмо своей сестре.\n" * 20

    assert text_of(pieces_of(text.encode("cp1251"))) == text


def test_ebcdic_text_is_decoded():
    text = "CUSTOMER DURANTEL PAUL 12 RUE DES LILAS 75001 PARIS 0199001234 " * 4

    assert text_of(pieces_of(text.encode("cp037"))) == text


def test_encoding_is_decided_where_the_first_accent_comes_however_late():
    raw = b"plain ascii line\n" * 100_000 + "Hélène\n".encode("cp1252")

    pieces = pieces_of(raw)

    assert text_of(pieces).endswith("Hélène\n")
    assert reasons(pieces) == []


def test_line_of_another_encoding_inside_utf8_is_read_and_counted():
    raw = PROSE.encode() * 10 + "Gérard\n".encode("cp1252") + PROSE.encode()

    pieces = pieces_of(raw)

    assert "Gérard\n" in text_of(pieces)
    assert reasons(pieces) == [Reason.UNDECODABLE]
    assert "1 bytes" in pieces[-1].detail


def test_windows_follow_one_another_through_a_line_of_many_megabytes():
    text = "é" * 3_000_000 + "0199001234"

    pieces = pieces_of(text.encode())

    assert text_of(pieces) == text
    assert max(len(p.text) for p in pieces) <= 1 << 20
    assert len(pieces) > 5


def test_a_character_cut_by_a_window_is_whole():
    text = "a" * ((1 << 20) - 1) + "é" + "b" * 10

    assert text_of(pieces_of(text.encode())) == text


def test_binary_junk_under_a_text_name_is_undecodable():
    assert reasons(pieces_of(bytes(range(256)) * 40)) == [Reason.UNDECODABLE]


def test_unknown_binary_file_is_unsupported_not_silent():
    assert reasons(pieces_of(bytes(range(256)) * 40, "a.bin")) == [Reason.UNSUPPORTED]


def test_picture_is_a_gap_for_want_of_ocr():
    assert reasons(pieces_of(b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a.png")) == [Reason.NO_OCR]


def test_html_gives_text_addresses_and_metadata_but_no_styles():
    page = (
        "<!DOCTYPE html><html><head><title>Équipe</title><meta name=author content='Paul D.'>"
        "<style>.x{color:red}</style></head><body><p>Jean&nbsp;<b>Du</b>rand &eacute;crit</p>"
        "<a href='mailto:jean@example.org'>lui</a><!-- tel 0199001234 --></body></html>"
    )

    text = text_of(pieces_of(page.encode("cp1252"), "a.html"))

    for wanted in ("Équipe", "Paul D.", "Durand écrit", "mailto:jean@example.org", "0199001234"):
        assert wanted in text
    assert "color" not in text


def test_rtf_gives_its_text():
    raw = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\pard H\'e9l\'e8ne \u339?uvre\par fin}"

    assert text_of(pieces_of(raw, "a.rtf")) == "Hélène œuvre\nfin"


def test_wide_text_that_ends_in_the_middle_of_a_character_is_read_with_a_gap():
    found = pieces_of(b"From: a\nTo: b\nSubject: c\n\xb9\x00")

    assert reasons(found) == [Reason.UNDECODABLE]
