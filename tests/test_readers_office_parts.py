"""What stands beside the text and the cells of office documents: notes, changes, caches, fields."""

import io

import docx
import odfdo
import openpyxl
import pptx
import pytest
import xlwt
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from office_parts import binary_workbook, saved, sheet_part, with_parts, word_part, word_text
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from pptx.util import Inches

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason


def read(data, name):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, io.BytesIO(data), Limits(), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def said(found, place=None):
    """Return all text, or that of one asset, with its metadata."""
    blocks = [(where, p) for where, p in found if isinstance(p, Block) and p.locus != "name"]
    return "\n".join(p.text or "" for where, p in blocks if place in (None, where))


def tables(found):
    return {where: p.batch.to_pylist() for where, p in found if getattr(p, "batch", None)}


def gaps(found):
    return [piece.reason for _, piece in found if isinstance(piece, Gap)]


def letter():
    made = docx.Document()
    paragraph = made.add_paragraph("corps")
    made.add_comment(paragraph.runs, text="commentaire", author="Commentatrice", initials="CO")
    made.core_properties.last_modified_by = "Modificateur"
    for kind, tag in (("ins", "t"), ("del", "delText")):
        change, run, text = (OxmlElement(f"w:{one}") for one in (kind, "r", tag))
        change.set(qn("w:author"), f"auteur de {kind}")
        text.text = f"texte de {kind}"
        run.append(text), change.append(run), paragraph._p.append(change)
    return with_parts(
        saved(made),
        {
            "word/footnotes.xml": word_part("footnotes", word_text("note de bas de page")),
            "word/endnotes.xml": word_part("endnotes", word_text("note de fin")),
            "word/glossary/document.xml": word_part(
                "glossaryDocument", word_text("bloc tout fait")
            ),
            "word/people.xml": word_part(
                "people",
                '<w:person w:author="Zoé"><w:presenceInfo w:userId="zoe@example.org"/></w:person>',
            ),
            "word/settings.xml": word_part(
                "settings",
                '<w:docVars><w:docVar w:name="a" w:val="variable"/></w:docVars>'
                '<w:mailMerge><w:query w:val="SELECT * FROM fiches"/></w:mailMerge>',
            ),
            "customXml/item1.xml": "<fiche><client>Durantel</client></fiche>",
            "docProps/custom.xml": '<Properties><property name="Dossier"><lpwstr>propre</lpwstr>'
            "</property></Properties>",
            "word/embeddings/feuille.xlsx": saved(book()),
        },
    )


def book():
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Paie"
    for row in (["nom", "tel"], ["Visible", "1"], ["Cachee", "2"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = sheet.column_dimensions["B"].hidden = True
    made.create_sheet("Seule").append(["Paul Durantel", "en arrêt maladie"])
    made["Seule"].sheet_state = "veryHidden"
    made.custom_doc_props.append(StringProperty(name="Client", value="propre"))
    made.defined_names["n"] = DefinedName("n", attr_text='"constante"')
    rule = DataValidation(type="list", formula1='"Alice,Bob"', prompt="consigne")
    rule.add("C1"), sheet.add_data_validation(rule)
    sheet["D5"] = '=CONCATENATE("dans la formule",A2)'
    sheet.oddHeader.center.text = "en-tete"
    return made


def test_every_part_of_a_word_document_is_read():
    found = read(letter(), "a.docx")

    text = said(found)
    for wanted in (
        *("corps", "commentaire", "Commentatrice", "Modificateur", "texte de ins", "texte de del"),
        *("auteur de del", "note de bas de page", "note de fin", "bloc tout fait", "Zoé", "propre"),
        *("zoe@example.org", "variable", "SELECT * FROM fiches", "client: Durantel"),
    ):
        assert wanted in text, wanted
    assert "a.docx!word/embeddings/feuille.xlsx#Paie" in tables(found)
    assert gaps(found) == []


def test_parts_of_a_document_do_not_run_into_each_other():
    assert "note de finnote" not in said(read(letter(), "a.docx"))


def test_what_stands_beside_the_cells_of_a_workbook_is_read():
    inner = docx.Document()
    inner.add_paragraph("lettre dedans")
    changed = "<rcc><oc><is><t>ancienne valeur</t></is></oc><nc><v>5</v></nc></rcc>"
    raw = with_parts(
        saved(book()),
        {
            "xl/embeddings/lettre.docx": saved(inner),
            "xl/drawings/drawing1.xml": '<d xmlns:a="a"><a:p><a:t>zone de texte</a:t></a:p></d>',
            "xl/threadedComments/threadedComment1.xml": "<c><text>fil de discussion</text></c>",
            "xl/persons/person.xml": '<l><person displayName="Zoé D" userId="zoe@x.org"/></l>',
            "xl/revisions/revisionLog1.xml": sheet_part("revisions", changed),
            "xl/connections.xml": '<c><dbPr connection="User ID=lecteur"/></c>',
            "customXml/item1.xml": "<f><client>Durantel</client></f>",
        },
    )

    found = read(raw, "a.xlsx")

    text = said(found)
    for wanted in (
        *("zone de texte", "fil de discussion", "Zoé D", "zoe@x.org", "ancienne valeur", "propre"),
        *("User ID=lecteur", "client: Durantel", "en-tete", "constante", "Alice,Bob", "consigne"),
        *("dans la formule", "lettre dedans"),
    ):
        assert wanted in text, wanted
    assert tables(found)["a.xlsx#Paie"][1] == {"nom": "Cachee", "tel": "2"}
    assert gaps(found) == []


def test_sheet_of_one_row_is_data_and_no_header():
    row = {"#1": "Paul Durantel", "#2": "en arrêt maladie"}

    assert tables(read(saved(book()), "a.xlsx"))["a.xlsx#Seule"] == [row]


FIELDS = (
    '<pivotCacheDefinition refreshedBy="Zoé"><cacheFields><cacheField name="nom"><sharedItems>'
    '<s v="Durantel"/><s v="Petit"/></sharedItems></cacheField><cacheField name="salaire">'
    "<sharedItems/></cacheField></cacheFields></pivotCacheDefinition>"
)
RECORDS = '<r><r><x v="1"/><n v="2100"/></r><r><x v="0"/><n v="1900"/></r><r><x v="9"/></r></r>'
CACHE = "xl/pivotCache/pivotCache"


def test_cache_of_a_pivot_table_is_the_table_it_was_made_of():
    parts = {f"{CACHE}Definition1.xml": FIELDS, f"{CACHE}Records1.xml": RECORDS}
    found = read(with_parts(saved(book()), parts), "a.xlsx")

    assert tables(found)["a.xlsx#pivotCache1"] == [
        {"nom": "Petit", "salaire": "2100"},
        {"nom": "Durantel", "salaire": "1900"},
        {"nom": None, "salaire": None},
        {"nom": None, "salaire": None},
    ]
    assert said(found, "a.xlsx#pivotCache1") == "Zoé\n"


def test_cache_without_records_shows_the_values_of_its_fields():
    found = read(with_parts(saved(book()), {f"{CACHE}Definition1.xml": FIELDS}), "a.xlsx")

    assert [row["nom"] for row in tables(found)["a.xlsx#pivotCache1"]] == ["Durantel", "Petit"]


@pytest.mark.parametrize("records", [RECORDS[:30], "<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>"])
def test_damaged_or_swelling_cache_is_a_gap_beside_the_sheets(records):
    parts = {f"{CACHE}Definition1.xml": FIELDS, f"{CACHE}Records1.xml": records}
    found = read(with_parts(saved(book()), parts), "a.xlsx")

    assert gaps(found) == [Reason.CORRUPT]
    assert "a.xlsx#Paie" in tables(found)


def test_every_part_of_a_presentation_is_read():
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    box = slide.shapes.add_textbox(0, 0, Inches(3), Inches(1))
    box.text_frame.text = "zone de texte"
    slide.notes_slide.notes_text_frame.text = "notes de l'orateur"
    table = slide.shapes.add_table(1, 2, 0, 0, Inches(3), Inches(1)).table
    table.cell(0, 1).text = "cellule"
    hidden = made.slides.add_slide(made.slide_layouts[0])
    hidden.shapes.title.text = "diapositive masquee"
    hidden._element.set("show", "0")
    modern = '<l xmlns:a="a"><a:p><a:r><a:t>moderne</a:t></a:r></a:p></l>'
    raw = with_parts(
        saved(made),
        {
            "ppt/comments/comment1.xml": "<l><cm><text>remarque classique</text></cm></l>",
            "ppt/commentAuthors.xml": '<l><cmAuthor name="Zoé Durantel" initials="ZD"/></l>',
            "ppt/comments/modernComment_1.xml": modern,
            "ppt/authors.xml": '<l><author name="Paul" userId="paul@example.org"/></l>',
            "ppt/tags/tag1.xml": '<l><tag name="N" val="etiquette"/></l>',
            "ppt/diagrams/data1.xml": '<l xmlns:a="a"><a:p><a:t>organigramme</a:t></a:p></l>',
        },
    )

    text = said(read(raw, "a.pptx"))

    for wanted in (
        *("zone de texte", "notes de l'orateur", "cellule", "diapositive masquee", "moderne"),
        *("remarque classique", "Zoé Durantel", "paul@example.org", "etiquette", "organigramme"),
    ):
        assert wanted in text, wanted


def test_hidden_and_deleted_text_of_an_open_document_is_read():
    made = odfdo.Document("text")
    made.body.clear()
    for xml in (
        '<text:p>corps<text:hidden-text text:condition="x" text:string-value="cache"/></text:p>',
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info>"
        "<dc:creator>Suppresseur</dc:creator></office:change-info><text:p>supprime</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>",
    ):
        made.body.append(odfdo.Element.from_tag(xml))
    made.meta.set_user_defined_metadata("Client", "propre")

    text = said(read(saved(made), "a.odt"))

    for wanted in ("corps", "cache", "Suppresseur", "supprime", "propre"):
        assert wanted in text, wanted


def test_notes_and_hidden_rows_of_an_open_document_sheet_are_read():
    made = odfdo.Document("spreadsheet")
    made.body.clear()
    table = odfdo.Table("Paie")
    for place, value in (("A1", "nom"), ("B1", "age"), ("A2", "Durantel"), ("B2", 3)):
        table.set_value(place, value)
    cell = table.get_cell("A2")
    cell.append(odfdo.Annotation("remarque", creator="Zoé"))
    table.set_cell("A2", cell)
    row = table.get_row(1)
    row.set_attribute("table:visibility", "collapse")
    table.set_row(1, row)
    made.body.append(table)

    found = read(saved(made), "a.ods")

    assert "remarque\nZoé" in said(found)
    assert [row["age"] for row in tables(found)["a.ods#Paie"]] == ["3"]
    assert said(found).count("Durantel") == 0  # cells come as a table only


@pytest.mark.parametrize("hidden", [False, True])
def test_binary_workbook_is_read_with_its_comments(hidden):
    found = read(binary_workbook([["nom", "tel"], ["Durantel", 199001234.0]], hidden), "a.xlsb")

    assert tables(found) == {"a.xlsb#Paie": [{"nom": "Durantel", "tel": "199001234"}]}
    assert "remarque binaire de Paul" in said(found)


def test_cut_binary_workbook_is_a_gap():
    raw = binary_workbook([["nom", "tel"], ["Durantel", 1.0]])

    assert Reason.CORRUPT in gaps(read(raw[: len(raw) // 2], "a.xlsb"))


def test_old_workbook_of_another_writer_is_read_with_hidden_rows_and_headers():
    made = xlwt.Workbook()
    sheet = made.add_sheet("Paie")
    for number, row in enumerate([("nom", "tel"), ("Visible", "1"), ("Cachee", "2")]):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    sheet.row(2).hidden = True
    sheet.set_header_str(b"&Len-tete")
    made.add_sheet("Secret").write(0, 0, "Paul Durantel")
    made.get_sheet(1).visibility = 2

    found = read(saved(made), "a.xls")

    assert [row["nom"] for row in tables(found)["a.xls#Paie"]] == ["Visible", "Cachee"]
    assert tables(found)["a.xls#Secret"] == [{"#1": "Paul Durantel"}]
    assert "en-tete" in said(found)


def test_fields_and_choices_of_a_form_in_a_word_document_are_read():
    body = (
        '<w:p><w:sdt><w:sdtPr><w:alias w:val="titre"/><w:dropDownList>'
        '<w:listItem w:displayText="montré" w:value="valeur"/></w:dropDownList></w:sdtPr></w:sdt>'
        '<w:r><w:fldChar><w:ffData><w:statusText w:val="aide"/><w:textInput>'
        '<w:default w:val="proposé"/></w:textInput></w:ffData></w:fldChar></w:r></w:p>'
    )
    parts = {
        "word/document.xml": word_part("document", word_part("body", body)),
        "customXml/item1.xml": '<c xmlns:x="http://www.w3.org/2001/XMLSchema-instance"'
        ' x:type="t" mail="anne@exemple.fr"><n>Durantel</n></c>',
    }

    text = said(read(with_parts(saved(docx.Document()), parts), "a.docx"))

    for one in ("titre", "montré", "valeur", "aide", "proposé"):
        assert one in text
    assert "mail: anne@exemple.fr" in text
    assert "type: t" not in text
