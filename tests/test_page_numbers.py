"""On which page of a document, and on which slide, a value lies."""

import io
import time

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
