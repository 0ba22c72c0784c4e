"""Text in pictures and scanned pages, drawn here with the letters that reportlab brings."""

import io
from pathlib import Path

import docx
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from pdscan import api, readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason, UnreadableError, Unseen
from pdscan.readers import isolation, pdf_extract, picture_text

pytestmark = pytest.mark.ocr
LETTERS = str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
LINES = ("Nom : DURANTEL Hélène", "née le 14 février 1984 à Orléans", "zoe.petit@example.org")


def read(data, name, **limits):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(data), Limits(**limits), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def text_of(found):
    return "".join(
        p.text for _, p in found if isinstance(p, Block) and p.locus == "text" and p.text
    )


def gaps(found):
    return [piece.reason for _, piece in found if isinstance(piece, Gap)]


def drawn(*lines):
    image = Image.new("RGB", (900, 40 + 60 * len(lines)), "white")
    letters = ImageFont.truetype(LETTERS, 36)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((20, 20 + 60 * number), line, font=letters, fill="black")
    return image


def saved(image, kind, **more):
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def scan():
    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    sheet.drawImage(ImageReader(drawn(LINES[2])), 50, 500, 450, 50)
    sheet.showPage()
    sheet.drawString(50, 700, "une page de texte")
    sheet.drawImage(ImageReader(drawn("logo")), 50, 500, 100, 20)
    sheet.save()
    return out.getvalue()


def test_text_of_a_picture_is_read_with_its_accents_whatever_its_name():
    found = read(saved(drawn(*LINES), "PNG"), "photo.dat")

    squeezed = text_of(found).replace(" ", "")
    for line in LINES:
        assert line.replace(" ", "") in squeezed
    assert gaps(found) == []


def test_every_page_of_a_scanned_tiff_is_read():
    pages = [drawn(number) for number in ("premier", "second")]

    found = read(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]), "a.tif")

    read_ = {p.pages[0][1]: p.text.strip() for _, p in found if isinstance(p, Block) and p.pages}
    assert read_ == {1: "premier", 2: "second"}


def test_picture_lying_on_its_side_is_turned_as_it_says():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = drawn("Hélène Durantel").transpose(Image.Transpose.ROTATE_90)

    assert "Durantel" in text_of(read(saved(image, "JPEG", exif=exif), "a.jpg"))


def test_scanned_page_of_a_pdf_is_read_and_pictures_beside_text_are_counted():
    found = read(scan(), "a.pdf")

    assert "zoe.petit@example.org" in text_of(found)
    assert "une page de texte" in text_of(found)
    assert gaps(found) == []
    assert [p for _, p in found if isinstance(p, Unseen)] == [
        Unseen("pictures inside documents", 1)
    ]


def test_pages_with_text_of_a_pdf_never_wait_for_the_scanned_ones():
    answers = [one for one in pdf_extract.extract_with_pictures(scan()) if "page" in one]

    assert [(one["kind"], one["page"]) for one in answers] == [
        ("page", 1), ("page", 2), ("scanned page", 1)
    ]  # fmt: skip


def test_what_was_read_of_a_long_scan_is_kept_and_the_rest_is_a_gap(monkeypatch):
    def slow(*_):
        for number in (1, 2, 3):
            yield {"kind": "page", "page": number, "text": "", "images": 1}
        yield {"kind": "scanned page", "page": 1, "text": "lu à temps"}
        raise UnreadableError(Reason.TIMEOUT, "reading it took longer than 300 seconds")

    monkeypatch.setattr(isolation, "run", slow)
    found = read(scan(), "a.pdf")

    assert "lu à temps" in text_of(found)
    assert [piece.detail for _, piece in found if isinstance(piece, Gap)] == [
        "reading it took longer than 300 seconds; 2 pages that are pictures were not read"
    ]
    assert gaps(found) == [Reason.TIMEOUT]


@pytest.mark.parametrize("height", [10, 30])
def test_strip_of_small_letters_is_enlarged_and_read(height):
    strip = Image.new("RGB", (420, height + 16), "white")
    letters = ImageFont.truetype(LETTERS, height)
    ImageDraw.Draw(strip).text((10, 8), "zoe 2026", font=letters, fill="black")

    assert "zoe2026" in text_of(read(saved(strip, "PNG"), "a.png")).replace(" ", "")


def test_picture_that_comes_again_is_recognised_once(monkeypatch):
    asked = []
    monkeypatch.setattr(picture_text, "_recognised", lambda _: asked.append(1) or "mot")
    data = saved(drawn("une fois"), "PNG")

    assert [list(picture_text.extract(data)) for _ in range(2)] == [
        [{"kind": "text", "page": 0, "text": "mot"}]
    ] * 2
    assert len(asked) == 1


def test_picture_inside_a_letter_is_a_member_with_its_text():
    letter, out = docx.Document(), io.BytesIO()
    letter.add_picture(io.BytesIO(saved(drawn("Petit"), "PNG")))
    letter.save(out)

    found = read(out.getvalue(), "a.docx")

    assert "Petit" in text_of([one for one in found if "media" in one[0]])


def test_picture_without_text_is_read_and_no_gap():
    assert gaps(read(saved(Image.new("RGB", (300, 200), "blue"), "PNG"), "a.png")) == []
    assert gaps(read(saved(Image.new("L", (3, 3)), "PNG"), "a.png")) == []


@pytest.mark.parametrize("cut", [60, 400])
def test_cut_picture_keeps_its_gap(cut):
    assert gaps(read(saved(drawn(*LINES), "PNG")[:cut], "a.png")) == [Reason.NO_OCR]


def test_picture_of_too_many_pixels_keeps_its_gap():
    bomb = saved(Image.new("1", (12_000, 12_000)), "PNG")

    assert len(bomb) < 200_000
    assert gaps(read(bomb, "a.png")) == [Reason.NO_OCR]


def test_picture_that_takes_too_long_keeps_its_gap():
    assert gaps(read(saved(drawn("x"), "PNG"), "a.png", seconds=0.0)) == [Reason.NO_OCR]


def test_words_side_by_side_are_one_line():
    places = [[(0, 0), (50, 0), (50, 20), (0, 20)], [(90, 2), (150, 2), (150, 22), (90, 22)],
              [(0, 40), (50, 40), (50, 60), (0, 60)]]  # fmt: skip

    assert picture_text._lines(places, ["Nom :", "Petit", "fin"]) == "Nom : Petit\nfin\n"


def test_what_a_picture_shows_is_found_and_never_surer_than_its_form(tmp_path):
    (tmp_path / "carte.png").write_bytes(saved(drawn(*LINES), "PNG"))

    report = api.scan(str(tmp_path))

    found = {finding.type: finding.certainty for finding in report.findings}
    assert "contact.email" in found
    assert found.get("person.name") in {None, "likely", "suspected"}
    assert report.coverage.complete


def test_recognition_opens_no_connection(monkeypatch):
    import socket

    def refuse(*_):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    picture_text._engine.cache_clear()

    (answer,) = picture_text.extract(saved(drawn("mot"), "PNG"))

    assert "mot" in str(answer)
