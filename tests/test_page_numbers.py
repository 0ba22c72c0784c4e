"""On which page of a document, and on which slide, a value lies."""

import io
import re
import time
import zipfile

import docx
import pptx
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement

from pdscan import api, readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block


def places_of(folder, kind):
    """Return where the samples of a type lie in the only file of a folder, but for metadata."""
    found = api.scan(folder).findings
    return sorted(s.at for f in found if f.type == kind and f.locus == "text" for s in f.samples)


def places_of_all(path, sign):
    """Return the page of each place of a sign in a document's text, in its order, 0 for none."""
    asset = Asset(f"file:///x/{path.name}", "x", "file")
    found = []
    for _, piece in readers.read(asset, io.BytesIO(path.read_bytes()), Limits(), name=path.name):
        if isinstance(piece, Block) and piece.locus == "text":
            for match in re.finditer(sign, piece.text):
                begun = [number for at, number in piece.pages if at <= match.start()]
                found.append(begun[-1] if begun else 0)
    return found


def laid_out(paragraph):
    """Let a paragraph begin where Word saw a page begin."""
    paragraph.add_run()._r.append(OxmlElement("w:lastRenderedPageBreak"))
    return paragraph


def test_word_document_tells_the_pages_on_which_word_laid_it_out(tmp_path):
    made = docx.Document()
    made.add_paragraph("Courriel : anne@example.org")
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    laid_out(made.add_paragraph()).add_run("paul@example.org")  # the break that was written
    laid_out(made.add_paragraph()).add_run("Madame Hélène Durantel, zoe@example.org")
    made.save(tmp_path / "lettre.docx")

    assert places_of(tmp_path, "contact.email") == ["page 1", "page 2", "page 3"]
    assert places_of(tmp_path, "person.name") == ["page 3"]


def test_cells_of_a_row_that_goes_over_a_page_tell_one_break(tmp_path):
    made = docx.Document()
    made.add_paragraph("anne@example.org")
    for cell in made.add_table(1, 2).rows[0].cells:
        laid_out(cell.paragraphs[0])
    made.add_paragraph("paul@example.org")
    laid_out(made.add_paragraph()).add_run("zoe@example.org")
    made.save(tmp_path / "lettre.docx")

    assert places_of(tmp_path, "contact.email") == ["page 1", "page 2", "page 3"]


def test_document_without_breaks_has_no_pages_and_its_header_lies_on_none(tmp_path):
    made = docx.Document()
    made.add_paragraph("anne@example.org")
    made.save(tmp_path / "lettre.docx")
    assert places_of(tmp_path, "contact.email")[0].startswith("byte ")

    made.sections[0].header.paragraphs[0].text = "paul@example.org"
    laid_out(made.add_paragraph())
    made.save(tmp_path / "lettre.docx")

    header, body = places_of(tmp_path, "contact.email")
    assert (header.split()[0], body) == ("byte", "page 1")


def test_slides_count_in_the_order_of_the_show_with_their_notes(tmp_path):
    made = pptx.Presentation()
    for mail in ("anne@example.org", "paul@example.org", "zoe@example.org"):
        made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = mail
    made.slides[2].notes_slide.notes_text_frame.text = "note@example.org"
    shown = made.slides._sldIdLst
    shown.insert(0, shown[2])  # the last is shown first
    made.save(tmp_path / "expose.pptx")

    found = readers.read(
        Asset("file:///x/expose.pptx", "x", "file"),
        io.BytesIO((tmp_path / "expose.pptx").read_bytes()),
        Limits(),
        name="expose.pptx",
    )
    block = next(p for _, p in found if isinstance(p, Block) and p.pages)
    begins = [(at, number) for at, number in block.pages if number]

    def slide_of(text):
        return max(begin for begin in begins if begin[0] <= block.text.index(text))[1]

    mails = ("zoe@example.org", "note@example.org", "anne@example.org", "paul@example.org")
    assert [slide_of(mail) for mail in mails] == [1, 1, 2, 3]
    assert {"page 1", "page 2"} <= set(places_of(tmp_path, "contact.email"))


def test_a_page_for_every_word_costs_no_more_than_its_words(tmp_path):
    def seconds(sign):
        made = docx.Document()
        run = made.add_paragraph().add_run()._r
        for _ in range(200_000):
            run.append(OxmlElement(sign))
            run.add_t("mot")
        folder = tmp_path / sign.partition(":")[2]
        folder.mkdir()
        made.save(folder / "lettre.docx")
        begun = time.process_time()
        assert api.scan(folder).coverage.complete
        return time.process_time() - begun

    assert seconds("w:lastRenderedPageBreak") < 4 * seconds("w:noBreakHyphen")


def open_document(path, kind, body, styles=""):
    names = 'xmlns:text="t" xmlns:table="b" xmlns:style="s" xmlns:fo="f" xmlns:draw="d"'
    content = f'<o:document xmlns:o="o" {names}>{styles}<o:body>{body}</o:body></o:document>'
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        made.writestr("content.xml", content)
        made.writestr("styles.xml", f"<s {names}><text:p>tete@exemple.fr</text:p></s>")


def test_open_document_tells_pages_by_soft_breaks_and_by_styles(tmp_path):
    styles = (
        '<style:style style:name="P1"><style:paragraph-properties fo:break-before="page"/>'
        '</style:style><style:style style:name="P2" style:master-page-name="Standard"/>'
        '<style:style style:name="P3"><style:paragraph-properties fo:break-after="page"/>'
        "</style:style>"
    )
    body = (
        '<text:p text:style-name="P2">un@exemple.fr</text:p><text:soft-page-break/>'
        "<text:p>deux@exemple.fr</text:p><table:table><table:table-row>"
        "<table:table-cell><text:p>a<text:soft-page-break/>b</text:p></table:table-cell>"
        "<table:table-cell><text:p>a<text:soft-page-break/>trois@exemple.fr</text:p>"
        '</table:table-cell></table:table-row></table:table><text:p text:style-name="P1">'
        'quatre@exemple.fr</text:p><text:p text:style-name="P3">x</text:p>'
        "<text:p>cinq@exemple.fr</text:p>"
    )
    open_document(tmp_path / "lettre.odt", "text", body, styles)

    pages = [f"page {number}" for number in range(1, 6)]
    *body_places, header = places_of_all(tmp_path / "lettre.odt", "@exemple.fr")
    assert [f"page {page}" for page in body_places] == pages
    assert header == 0


def test_slides_of_an_open_presentation_are_its_pages_also_where_there_is_one(tmp_path):
    first, second = (
        f"<draw:page><text:p>{mail}@exemple.fr</text:p></draw:page>" for mail in ("un", "deux")
    )

    open_document(tmp_path / "expose.odp", "presentation", first + second)
    assert places_of_all(tmp_path / "expose.odp", "@exemple.fr") == [1, 2, 0]
    open_document(tmp_path / "expose.odp", "presentation", first)
    assert places_of_all(tmp_path / "expose.odp", "@exemple.fr") == [1, 0]


def test_rich_text_tells_the_pages_that_it_begins_itself(tmp_path):
    (tmp_path / "lettre.rtf").write_text(
        r"{\rtf1\ansi{\info{\author tete@exemple.fr}}{\header haut@exemple.fr\par}un@exemple.fr"
        r"{\footnote note@exemple.fr}\page deux@exemple.fr\par\sect\sectd\sbknone bis@exemple.fr"
        r"\par\sect\sectd trois@exemple.fr\pard\pagebb quatre@exemple.fr\par}"
    )

    pages = places_of_all(tmp_path / "lettre.rtf", "@exemple.fr")
    assert pages == [1, 2, 2, 3, 4, 0, 0, 0]
    assert {"page 1", "page 2"} <= set(places_of(tmp_path, "contact.email"))
