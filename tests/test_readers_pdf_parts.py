"""What a PDF holds beside the text of its pages: forms, notes, bookmarks, files, its own words."""

import io

import pytest
from reportlab.pdfgen import canvas

from pdscan import api, readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason
from pdscan.readers import pdf_annotations, pdf_extract

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description><dc:creator><rdf:Seq>'
    "<rdf:li>Zoé Durantel</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
)
FORM = "<xfa:data xmlns:xfa='x'><fiche><nom>Petit</nom></fiche></xfa:data>"


def read(data, name="a.pdf"):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(data), Limits(), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def said(found, locus=None):
    blocks = [p for _, p in found if isinstance(p, Block) and locus in (None, p.locus)]
    return "\n".join(p.text or str(p.batch.to_pylist() if p.batch else "") for p in blocks)


def written(*objects):
    """Return a PDF of the objects, numbered from 1; readers find them without a table of places."""
    body = b"%PDF-1.7\n"
    for number, content in enumerate(objects, 1):
        raw = content if isinstance(content, bytes) else content.encode()
        body += b"%d 0 obj\n%s\nendobj\n" % (number, raw)
    return body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def stream(content, more=""):
    raw = content.encode()
    return f"<< {more} /Length {len(raw)} >>\nstream\n".encode() + raw + b"\nendstream"


def with_everything():
    return written(
        "<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R /Names << /EmbeddedFiles << /Names"
        " [(joint.txt) 7 0 R] >> >> /AcroForm << /Fields [] /XFA [(datasets) 8 0 R] >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Annots [5 0 R] >>",
        stream(XMP, "/Type /Metadata /Subtype /XML"),
        "<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 6 0 R /Contents (punaise) >>",
        "<< /Type /Filespec /F (piece.csv) /UF (piece.csv) /EF << /F 9 0 R >> >>",
        "<< /Type /Filespec /F (joint.txt) /UF (joint.txt) /EF << /F 10 0 R >> >>",
        stream(FORM),
        stream("nom;tel\nMartin;0199001234\n", "/Type /EmbeddedFile"),
        stream("fichier joint", "/Type /EmbeddedFile"),
    )


def form():
    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    sheet.drawString(50, 700, "page une")
    sheet.acroForm.textfield(name="champ", tooltip="infobulle", value="valeur", x=50, y=600)
    sheet.acroForm.choice(name="liste", value="Bob", options=["Alice", "Bob"], x=50, y=500)
    sheet.textAnnotation("remarque", Rect=[0, 0, 10, 10])
    sheet.linkURL("mailto:lien@example.org", (0, 0, 10, 10))
    sheet.bookmarkPage("k")
    sheet.addOutlineEntry("dossier de Zoé", "k")
    sheet.save()
    return out.getvalue()


def test_fields_notes_links_and_bookmarks_are_read():
    found = read(form())

    for wanted in ("page une", "valeur", "infobulle", "Alice", "Bob", "remarque", "mailto:lien"):
        assert wanted in said(found, "text"), wanted
    assert said(found, "metadata:bookmarks") == "dossier de Zoé"


def test_all_that_a_field_lets_choose_is_read():
    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    sheet.drawString(50, 700, "page une")
    options = [f"choix {number}" for number in range(1_500)]
    sheet.acroForm.choice(name="liste", value="choix 0", options=options, x=50, y=500)
    sheet.save()

    lines = said(read(out.getvalue()), "text").splitlines()

    assert {*options} <= {*lines}


def test_files_attached_to_the_document_and_to_a_page_are_members():
    found = read(with_everything())

    assert "fichier joint" in said([one for one in found if one[0] == "a.pdf!joint.txt"])
    assert "Martin" in said([one for one in found if one[0] == "a.pdf!piece.csv"])
    assert "punaise" in said(found, "text")


def test_what_was_filled_into_an_xfa_form_is_read():
    found = read(with_everything())

    assert "Petit" in said([one for one in found if one[0] == "a.pdf!form.xml"])


def test_xfa_form_that_is_too_large_is_told(monkeypatch):
    monkeypatch.setattr(pdf_annotations, "_LARGEST_FORM", 10)

    answers = list(pdf_extract.extract(with_everything()))

    assert {"kind": "broken", "page": 1} in answers
    assert "form.xml" not in [one.get("key") for one in answers if isinstance(one, dict)]


def test_xmp_of_a_pdf_is_metadata():
    assert said(read(with_everything()), "metadata:xmp rdf:li") == "Zoé Durantel"


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_cut_pdf_is_read_as_far_as_it_goes_or_is_a_gap(cut):
    raw = with_everything()
    found = read(raw[: int(len(raw) * cut)])

    assert {p.reason for _, p in found if isinstance(p, Gap)} <= {Reason.CORRUPT}
    assert len(found) > 1


def test_bookmarks_that_run_in_a_circle_end():
    raw = written(
        "<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        "<< /First 5 0 R /Last 5 0 R >>",
        "<< /Title (sans fin) /Parent 4 0 R /Next 5 0 R /First 5 0 R >>",
    )

    assert "sans fin" in said(read(raw), "metadata:bookmarks")


def test_pdf_with_another_ending_is_read():
    assert "page une" in said(read(form(), "photo.jpg"))


def test_sample_says_on_which_page_it_stands(tmp_path):
    sheet = canvas.Canvas(str(tmp_path / "a.pdf"))
    for number in range(1, 5):
        for line in range(60):
            sheet.drawString(50, 800 - 12 * line, "une ligne sans rien de personnel, page " * 2)
        if number in {2, 4}:
            sheet.drawString(50, 30, f"courriel : zoe{number}@example.org")
        sheet.showPage()
    sheet.save()

    report = api.scan(str(tmp_path))

    (found,) = [one for one in report.findings if one.type == "contact.email"]
    assert {sample.at for sample in found.samples} == {"page 2", "page 4"}


def test_properties_that_people_added_are_metadata():
    page = canvas.Canvas(out := io.BytesIO(), pageCompression=0)
    page.drawString(50, 700, "x")
    page.save()
    raw = out.getvalue()
    at = raw.index(b"/Producer")
    raw = raw[:at] + b"/Dossier#20client (Durantel) /Client (anne@exemple.fr) " + raw[at:]

    assert "anne@exemple.fr" in said(read(raw), "metadata:Client")
