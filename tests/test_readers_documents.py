"""Office documents, PDF and mails, made here by other people's writers."""

import io
import zipfile
from email.message import EmailMessage

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason, Unseen


def read(data, name, limits=None):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(data), limits or Limits(), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def text_of(found, locus="text"):
    return "".join(p.text for _, p in found if isinstance(p, Block) and p.locus == locus and p.text)


def gaps_of(found):
    return [(where, p.reason) for where, p in found if isinstance(p, Gap)]


def workbook(*rows, title="Paie"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(*pages, encrypt=None, title=None):
    out = io.BytesIO()
    sheet = canvas.Canvas(out, encrypt=encrypt)
    sheet.setAuthor("Paul Durantel")
    for page in pages:
        sheet.drawString(50, 700, page)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def test_sheet_is_an_asset_with_a_table_under_its_workbook():
    found = read(saved(workbook(["nom", "tel"], ["Durantel", 199001234.0])), "p.xlsx")

    tables = [(where, p.batch.to_pylist()) for where, p in found if getattr(p, "batch", None)]
    assert tables == [("p.xlsx#Paie", [{"nom": "Durantel", "tel": "199001234"}])]
    assert text_of(found, "metadata:creator") == "openpyxl"


def test_rows_above_the_header_are_text():
    book = workbook(["Paie de Paul"], [], ["nom", "tel", "x"], ["A", 1, 2.5], ["B", 2, True])

    found = read(saved(book), "p.xlsx")

    (table,) = [p.batch for _, p in found if getattr(p, "batch", None)]
    assert "Paie de Paul" in text_of(found)
    assert table.to_pylist()[1] == {"nom": "B", "tel": "2", "x": "true"}


def test_sheet_without_header_keeps_its_first_row():
    found = read(saved(workbook(["Durantel", 199001234], ["Petit", 199005678])), "p.xlsx")

    (table,) = [p.batch for _, p in found if getattr(p, "batch", None)]
    assert table.to_pylist()[0] == {"#1": "Durantel", "#2": "199001234"}


def test_hidden_sheets_comments_and_links_of_a_workbook_are_read():
    book = workbook(["nom"], ["A"])
    book.active["A2"].comment = openpyxl.comments.Comment("appeler Paul Durantel", "Anne")
    book.active["A2"].hyperlink = "mailto:paul@example.org"
    book.create_sheet("Secret").append(["mot"])
    book["Secret"].sheet_state = "veryHidden"

    found = read(saved(book), "p.xlsx")

    assert "appeler Paul Durantel" in text_of(found)
    assert "mailto:paul@example.org" in text_of(found)
    assert "p.xlsx#Secret" in {where for where, _ in found}


def test_damaged_workbook_is_a_gap():
    raw = bytearray(saved(workbook(["nom"], ["A"] * 50)))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        at = archive.getinfo("xl/workbook.xml").header_offset + 60
    raw[at : at + 40] = b"\xff" * 40

    assert {reason for _, reason in gaps_of(read(bytes(raw), "p.xlsx"))} <= {Reason.CORRUPT}


def document():
    made = docx.Document()
    made.core_properties.author = "Paul Durantel"
    made.add_paragraph("Corps Hélène").add_run(" suite")
    made.add_table(1, 2).rows[0].cells[1].text = "cellule 0199001234"
    made.sections[0].header.paragraphs[0].text = "tete anne@example.org"
    made.sections[0].footer.paragraphs[0].text = "pied"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    made.part.relate_to("mailto:lien@example.org", relation, is_external=True)
    box, inner, run, text = (OxmlElement(tag) for tag in ("w:txbxContent", "w:p", "w:r", "w:t"))
    text.text = "boite"
    run.append(text), inner.append(run), box.append(inner)
    made.paragraphs[0].runs[0]._r.append(box)
    return made


def test_all_of_a_word_document_is_read():
    found = read(saved(document()), "lettre.docx")

    text = text_of(found)
    for wanted in ("Corps Hélène", "cellule 0199001234", "tete anne@example.org", "pied"):
        assert wanted in text
    assert "boite" in text
    assert "mailto:lien@example.org" in text
    assert text_of(found, "metadata:creator") == "Paul Durantel"
    assert gaps_of(found) == []


def test_xml_that_swells_is_refused_in_a_document():
    bomb = b'<!DOCTYPE a [<!ENTITY b "xxxx"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    out = io.BytesIO(saved(document()))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/footnotes.xml", bomb)

    found = read(out.getvalue(), "lettre.docx")

    assert gaps_of(found) == [("lettre.docx", Reason.CORRUPT)]
    assert "Corps Hélène" in text_of(found)


def test_pdf_gives_pages_and_metadata():
    found = read(pdf("Paul Durantel 0199001234", "page deux"), "a.pdf")

    assert "Paul Durantel 0199001234" in text_of(found)
    assert "page deux" in text_of(found)
    assert text_of(found, "metadata:Author") == "Paul Durantel"


def test_encrypted_pdf_is_a_gap_and_the_worker_goes_on():
    locked = pdf("secret", encrypt=StandardEncryption("user", ownerPassword="owner"))

    assert gaps_of(read(locked, "a.pdf")) == [("a.pdf", Reason.ENCRYPTED)]
    assert "page" in text_of(read(pdf("page"), "b.pdf"))


def test_pdf_page_that_is_a_picture_is_a_gap(tmp_path):
    from PIL import Image

    Image.new("RGB", (20, 20)).save(tmp_path / "p.png")
    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    sheet.drawImage(str(tmp_path / "p.png"), 0, 0)
    sheet.save()

    assert gaps_of(read(out.getvalue(), "scan.pdf")) == [("scan.pdf", Reason.NO_OCR)]


def picture(tmp_path):
    from PIL import Image

    Image.new("RGB", (20, 20)).save(tmp_path / "p.png")
    return str(tmp_path / "p.png")


def unseen_of(found):
    return [piece for _, piece in found if isinstance(piece, Unseen)]


def test_pictures_beside_the_text_of_a_pdf_are_counted_without_a_gap(tmp_path):
    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    for number in range(2):
        sheet.drawImage(picture(tmp_path), 0, 0)
        sheet.drawImage(picture(tmp_path), 50, 0)
        sheet.drawString(100, 700, f"page {number}")
        sheet.showPage()
    sheet.save()

    found = read(out.getvalue(), "a.pdf")

    assert gaps_of(found) == []
    assert unseen_of(found) == [Unseen("pictures inside documents", 4)]


def test_pictures_in_a_document_or_workbook_are_counted_without_a_gap(tmp_path):
    letter, book = docx.Document(), openpyxl.Workbook()
    letter.add_picture(picture(tmp_path))
    book.active["A1"] = "nom"
    book.active.add_image(openpyxl.drawing.image.Image(picture(tmp_path)), "B2")

    for document, name in ((letter, "a.docx"), (book, "a.xlsx")):
        out = io.BytesIO()
        document.save(out)
        found = read(out.getvalue(), name)

        assert gaps_of(found) == []
        assert unseen_of(found) == [Unseen("pictures inside documents", 1)]


def test_damaged_pdf_is_a_gap():
    assert gaps_of(read(b"%PDF-1.4 nothing", "a.pdf")) == [("a.pdf", Reason.CORRUPT)]


def test_reader_that_takes_too_long_is_stopped():
    found = read(pdf("page"), "a.pdf", Limits(seconds=0.0))

    assert gaps_of(found) == [("a.pdf", Reason.TIMEOUT)]


def test_reader_that_dies_is_a_gap(monkeypatch):
    monkeypatch.setattr("pdscan.readers.isolation._idle", [])
    monkeypatch.setattr("pdscan.readers.isolation.MEMORY", 1 << 20)

    ((where, reason),) = gaps_of(read(pdf("page"), "a.pdf"))

    assert where == "a.pdf"
    assert reason in {Reason.CRASHED, Reason.LIMIT}  # as it dies at once, or finds no memory


def mail():
    message = EmailMessage()
    message["From"] = "Hélène Durantel <helene@example.org>"
    message["To"] = "paul@example.net"
    message["Subject"] = "Paie de février"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Bonjour Paul,\nmon numéro : 01 99 00 12 34\n")
    message.add_alternative("<p>Bonjour <b>Paul</b> html</p>", subtype="html")
    return message


def test_mail_gives_headers_and_bodies():
    found = read(mail().as_bytes(), "m.eml")

    assert text_of(found, "metadata:From") == "Hélène Durantel <helene@example.org>"
    assert text_of(found, "metadata:Subject") == "Paie de février"
    assert "mon numéro : 01 99 00 12 34" in text_of(found)
    assert "Bonjour Paul html" in text_of(found)


@pytest.mark.parametrize(
    "head",
    [b"Content-Type: " + b"(" * 4000, b"Content-Type: message/rfc822\n\nTo: b\n" * 1500],
)
def test_mail_whose_parts_lie_too_deep_is_a_gap_and_its_letters_are_looked_at(head):
    found = read(b"From: a@example.org\nTo: b\nDate: x\n" + head + b"\n\nx\n", "m.eml")

    assert gaps_of(found) == [("m.eml", Reason.LIMIT)]
    assert "a@example.org" in text_of(found)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            b"From zoe@example.org Fri May  1 10:00:00 2026\r\n",
            ["zoe@example.org Fri May  1 10:00:00 2026"],
        ),
        (b"From - Fri May  1 10:00:00 2026\n", []),
    ],
)
def test_who_sent_a_mail_by_its_envelope_is_read_where_it_is_told(line, told):
    found = read(line + mail().as_bytes(), "m.eml")

    assert [p.text for _, p in found if getattr(p, "locus", "") == "metadata:From_"] == told
    assert any(getattr(p, "locus", "") == "metadata:From" for _, p in found)


def test_attachments_are_members_and_mails_nest():
    inner, outer = mail(), mail()
    book = saved(workbook(["nom"], ["Durantel"]))
    inner.add_attachment(book, maintype="application", subtype="octet-stream", filename="p.xlsx")
    outer.add_attachment(inner)

    places = {where for where, _ in read(outer.as_bytes(), "m.eml")}

    assert "m.eml!message.eml!p.xlsx#Paie" in places


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "utf-16", "nonsense-9"])
def test_mail_body_in_any_charset_is_read(charset):
    body = "Hélène écrit à Gérard".encode("cp1252" if charset.startswith("non") else charset)
    raw = b"From: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\n"
    raw += b"Content-Type: text/plain; charset=" + charset.encode() + b"\r\n\r\n" + body

    assert "Hélène écrit à Gérard" in text_of(read(raw, "m.eml"))


def test_mailbox_gives_each_mail_as_a_member():
    attached = mail()
    attached.add_attachment(b"nom;tel\nDurantel;1\n", maintype="a", subtype="b", filename="p.csv")
    box = b"".join(b"From a@example.org Mon\n" + m.as_bytes() + b"\n" for m in (mail(), attached))

    found = read(box, "courrier.mbox")

    assert "courrier.mbox!2.eml!p.csv" in {where for where, _ in found}
    assert text_of(found).count("01 99 00 12 34") == 2


def test_page_headers_of_a_workbook_are_read():
    book = workbook(["nom"], ["A"])
    book.active.oddHeader.center.text = "Paul Durantel"

    assert "Paul Durantel" in text_of(read(saved(book), "p.xlsx"), "metadata:headers and footers")


def test_reader_that_ends_without_an_answer_is_a_crash(monkeypatch):
    monkeypatch.setattr("pdscan.readers.isolation._idle", [])
    monkeypatch.setattr("sys.executable", "/bin/false")

    assert gaps_of(read(pdf("page"), "a.pdf")) == [("a.pdf", Reason.CRASHED)]


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (r"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\f0\'c7\'ee\'ff}", "Зоя"),
        (
            r"{\rtf1\ansi{\fonttbl{\f0\fnil\fcharset0 A;}{\f1\fcharset238 B;}}\f1\'b9{\f0\'b9}}",
            "ą¹",
        ),
        (r"{\rtf1\uc1 \u201?l\u232\'e8ne\uc0 \u233}", "Élèneé"),
        (r"{\rtf1\uc2 \u26481\'93\'8c.}", "東."),
        ("{\\rtf1\\ansicpg932 \\'93\n\\'8c}", "東"),
        (r"{\rtf1 a}}}} b{{{", "a b"),
        (r"{\rtf1 Figure {\field{\*\fldinst SEQ}{\fldrslt 1}} du plan}", "Figure 1 du plan\n\nSEQ"),
        (
            r"{\rtf1 Jean {\*\atnid Z}{\*\atnauthor Zoe}"
            r"{\*\annotation {\*\atnref 304}qui ?}Durand{\*\datastore 3c3f}}",
            "Jean Durand\n\nZ\nZoe\nqui ?",
        ),
    ],
)
def test_rtf_in_the_encoding_of_each_font_is_read(rtf, text):
    assert text_of(read(rtf.encode(), "a.rtf")) == text
