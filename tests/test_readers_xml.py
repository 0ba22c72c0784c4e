"""XML: values by their path, sentences as text, broken and hostile documents as they are."""

import io

import pytest

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap


def read(text, name="a.xml"):
    data = text if isinstance(text, bytes) else text.encode()
    root = Asset(f"file:///x/{name}", "x", "file")
    return [piece for _, piece in readers.read(root, io.BytesIO(data), Limits(), name=name)]


def keys(found):
    made = {}
    for piece in found:
        if isinstance(piece, Block) and piece.batch is not None:
            for name, column in zip(piece.batch.schema.names, piece.batch.columns, strict=True):
                made.setdefault(name, []).extend(c for c in column.to_pylist() if c is not None)
    return made


def text_of(found):
    return "".join(p.text for p in found if isinstance(p, Block) and p.locus == "text")


def test_elements_and_attributes_stand_at_their_path():
    found = read(
        '<?xml version="1.0"?><c><client id="7"><nom>Durantel</nom><tel>1</tel>'
        "<tel>2</tel></client><client><nom>Hélène</nom></client></c>"
    )

    assert keys(found) == {
        "$.c.client[*].id": ["7"],
        "$.c.client[*].nom": ["Durantel", "Hélène"],
        "$.c.client[*].tel[*]": ["1", "2"],
    }


def test_track_of_a_telephone_gives_its_coordinates_by_key():
    found = read('<gpx><trkpt lat="48.8" lon="2.3"/><trkpt lat="48.9" lon="2.4"/></gpx>', "a.gpx")

    assert keys(found)["$.gpx.trkpt[*].lat"] == ["48.8", "48.9"]


def test_sentences_with_marks_inside_are_read_as_text():
    found = read('<?xml version="1.0"?><doc><p>Bonjour <b>Paul <i>A</i></b> Durantel</p></doc>')

    assert "Bonjour Paul A" in text_of(found)
    assert text_of(found).index("A") < text_of(found).index("Durantel")
    assert keys(found) == {}


def test_comments_are_read():
    assert "zoe@example.org" in text_of(
        read("<?xml version='1.0'?><a><!-- zoe@example.org --></a>")
    )


@pytest.mark.parametrize(
    "text",
    [
        "<?xml version='1.0'?><a><b>Durantel</a>",
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "Durantel">]><a>&x;</a>',
        "<?xml version='1.0'?>" + "<a>" * 3000 + "Durantel" + "</a>" * 3000,
        "<?xml version='1.0' encoding='nonsense-9'?><a>Durantel</a>",
    ],
)
def test_document_that_is_broken_or_hostile_is_read_as_text(text):
    found = read(text)

    assert "Durantel" in text_of(found)
    assert not [piece for piece in found if isinstance(piece, Gap)]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_document_in_another_encoding_keeps_its_letters(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><a><nom>Hélène</nom></a>'

    assert keys(read(text.encode(encoding))) == {"$.a.nom": ["Hélène"]}


def test_words_of_an_office_document_that_are_cut_in_runs_stay_whole():
    name = "http://schemas.microsoft.com/office/word/2003/wordml"
    runs = "<w:r><w:t>Duran</w:t></w:r><w:r><w:t>tel</w:t></w:r>"
    found = read(f'<?xml version="1.0"?><w:d xmlns:w="{name}"><w:p>{runs}</w:p></w:d>')

    assert text_of(found).strip() == "Durantel"
