"""YAML, vCard and iCalendar: values by their keys, hostile files as the text that they are."""

from __future__ import annotations

import io
import time

import pytest

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Unseen


def read(text: str | bytes, name: str) -> list[object]:
    data = text if isinstance(text, bytes) else text.encode()
    root = Asset(f"file:///x/{name}", "x", "file")
    return [piece for _, piece in readers.read(root, io.BytesIO(data), Limits(), name=name)]


def keys(found: list[object]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for piece in found:
        if isinstance(piece, Block) and piece.batch is not None:
            assert piece.locus == "key"
            for name, column in zip(piece.batch.schema.names, piece.batch.columns, strict=True):
                made.setdefault(name, []).extend(c for c in column.to_pylist() if c is not None)
    return made


def text_of(found: list[object]) -> str:
    return "".join(p.text or "" for p in found if isinstance(p, Block) and p.locus == "text")


# --- YAML


def test_yaml_gives_values_by_path_and_comments_as_text() -> None:
    found = read(
        "# écrire à zoe@example.org\n"
        "clients:\n"
        "  - nom: Durantel  # ancien nom Petit\n"
        "    né: 1980-02-30\n"
        "    tel: 0199001122\n"
        "  - {nom: Hélène, note: 'a # b'}\n"
        "actif: yes\n",
        "a.yaml",
    )

    assert keys(found) == {
        "$.clients[*].nom": ["Durantel", "Hélène"],
        "$.clients[*].né": ["1980-02-30"],
        "$.clients[*].tel": ["0199001122"],
        "$.clients[*].note": ["a # b"],
        "$.actif": ["yes"],
    }
    assert "écrire à zoe@example.org\nancien nom Petit" in text_of(found)


def test_yaml_of_several_documents_and_a_list_of_records() -> None:
    found = read("---\n- {a: 1}\n- {a: 2}\n---\nb: |\n  deux\n  lignes\n", "x.yml")

    assert keys(found) == {"$[*].a": ["1", "2"], "$.b": ["deux\nlignes\n"]}


def test_aliases_are_read_once_and_keys_that_recur_are_all_read() -> None:
    found = read("base: &b {mail: z@example.org}\nuser: *b\nx: 1\nx: 2\n", "x.yaml")

    assert keys(found) == {"$.base.mail": ["z@example.org"], "$.x[*]": ["1", "2"]}


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "a: &a [*a]\n",
        "[" * 100_000,
        "- " * 50_000,
        "{a: " * 50_000,
        "a: !!python/object/apply:os.system [true]\n",
        "key: [1, 2\nzoe@example.org",
        "juste du texte zoe@example.org",
    ],
)
def test_hostile_yaml_ends_soon_and_what_it_says_is_read(text: str) -> None:
    start = time.process_time()
    found = read(text, "x.yaml")

    assert time.process_time() - start < 5
    read_all = text_of(found) + str(keys(found))
    assert ("zoe@example.org" in text) <= ("zoe@example.org" in read_all)
    assert found


# --- vCard and iCalendar

CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Durantel;Zoé;Marie;Mme;\r\nFN:Zoé Durantel\r\n"
    "item1.EMAIL;TYPE=INTERNET:zoe@example.org\r\nTEL;TYPE=CELL:+33 1 99 00\r\n  11 22\r\n"
    "TEL:0199001123\r\nADR;TYPE=HOME:;;12 rue des Lilas;Dijon;;21000;France\r\n"
    "BDAY:1980-02-03\r\nNOTE:allergique\\, voir\\nle dossier\r\nEND:VCARD\r\n"
)


def test_cards_give_their_fields_by_plain_words() -> None:
    found = read(CARD + CARD.replace("Zoé", "Yan"), "contacts.vcf")

    assert {name: values[:2] for name, values in keys(found).items()} == {
        "$.vcard[*].version": ["3.0", "3.0"],
        "$.vcard[*].family_name": ["Durantel", "Durantel"],
        "$.vcard[*].given_name": ["Zoé", "Yan"],
        "$.vcard[*].other_names": ["Marie", "Marie"],
        "$.vcard[*].civility": ["Mme", "Mme"],
        "$.vcard[*].full_name": ["Zoé Durantel", "Yan Durantel"],
        "$.vcard[*].email": ["zoe@example.org", "zoe@example.org"],
        "$.vcard[*].phone[*]": ["+33 1 99 00 11 22", "0199001123"],
        "$.vcard[*].address": ["12 rue des Lilas", "12 rue des Lilas"],
        "$.vcard[*].city": ["Dijon", "Dijon"],
        "$.vcard[*].postal_code": ["21000", "21000"],
        "$.vcard[*].country": ["France", "France"],
        "$.vcard[*].birthday": ["1980-02-03", "1980-02-03"],
        "$.vcard[*].note": ["allergique, voir\nle dossier"] * 2,
    }


def test_quoted_printable_of_old_cards_is_undone_over_its_line_ends() -> None:
    found = read(
        "BEGIN:VCARD\nVERSION:2.1\n"
        "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:H=C3=A9l=C3=A8ne =\nDurantel\nEND:VCARD\n",
        "a.vcf",
    )

    assert keys(found)["$.vcard[*].note"] == ["Hélène Durantel"]


def test_pictures_of_cards_are_counted_and_stray_lines_are_text() -> None:
    found = read(f"{CARD[:-11]}PHOTO;ENCODING=b:{'QUJD' * 90}\r\nzoe@ici\r\nEND:VCARD", "a.vcf")

    assert [piece for piece in found if isinstance(piece, Unseen)] == [
        Unseen("pictures inside documents", 1)
    ]
    assert "zoe@ici" in text_of(found)


def test_events_give_those_who_attend() -> None:
    found = read(
        "BEGIN:VCALENDAR\nPRODID:x\nBEGIN:VEVENT\nSUMMARY:Entretien annuel\n"
        'ATTENDEE;CN="Zoé Durantel";ROLE=CHAIR:mailto:zoe@example.org\n'
        "ATTENDEE;CN=Yan:MAILTO:yan@example.net\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\n"
        "END:VEVENT\nEND:VCALENDAR\n",
        "agenda.ics",
    )

    assert keys(found) == {
        "$.valarm[*].trigger": ["-PT5M"],
        "$.vevent[*].summary": ["Entretien annuel"],
        "$.vevent[*].attendee_full_name[*]": ["Zoé Durantel", "Yan"],
        "$.vevent[*].attendee[*]": ["zoe@example.org", "yan@example.net"],
        "$.vcalendar[*].prodid": ["x"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VCARD\n",
        "BEGIN:VCARD\nEND:VCARD\nEND:VCARD\n",
        "BEGIN:VCARD\n" * 20_000,
        "BEGIN:VCARD\nN:",
    ],
)
def test_cards_that_end_nowhere_are_read(text: str) -> None:
    start = time.process_time()
    read(text + "\nzoe@example.org\n", "x.vcf")

    assert time.process_time() - start < 5
