"""The encoding matrix: one record, in every encoding and wrapping, gives the same findings.

Each is written as a text file, a CSV file, a JSON file and a SQLite table, and scanned for real.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import quopri
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

import pyarrow as pa
import pytest

from pdscan import api
from pdscan.detection.opened_cells import OpenedCells

Record = dict[str, str]
PEOPLE: tuple[Record, ...] = (
    {
        "mail": "zoe.durantel@example.org",
        "telephone": "06 39 98 10 11",
        "mobile": "+33 6 39 98 10 12",
        "carte": "4000 0012 3456 7899",
        "iban": "FR76 3000 6000 0112 3456 7890 189",
        "nir": "1 84 12 76 451 089 46",
        "prenom": "Zoé",
        "nom": "Durantel",
        "date_naissance": "12/04/1979",
        "adresse": "12 rue des Pêcheurs, 75011 Paris",
        "mot_de_passe": "Tr0ub4dor-été",
        "adresse_ip": "203.0.113.7",
        "cryptogramme": "737",
        "expiration_carte": "09/2031",
        "remarque": "né à Besançon, déjà élève à l'école",
    },
    {
        "mail": "abel+achats@example.com",
        "telephone": "06.39.98.10.13",
        "mobile": "+33639981014",
        "carte": "4000001234567899",
        "iban": "FR7630006000011234567890189",
        "nir": "184127645108946",
        "prenom": "Hélène",
        "nom": "Lefèvre",
        "date_naissance": "1981-11-30",
        "adresse": "3 bis avenue de l'Orée, 69003 Lyon",
        "mot_de_passe": "p@55&word/1",
        "adresse_ip": "198.51.100.23",
        "cryptogramme": "204",
        "expiration_carte": "11/2030",
        "remarque": "rappeler au 06 39 98 10 15, très pressée",
    },
    {
        "mail": "noe@example.net",
        "telephone": "01 99 00 12 34",
        "mobile": "00 33 6 39 98 10 16",
        "carte": "4000-0012-3456-7899",
        "iban": "FR76 3000 6000 0112 3456 7890 189",
        "nir": "1.84.12.76.451.089.46",
        "prenom": "Noé",
        "nom": "Gérard",
        "date_naissance": "01.02.1990",
        "adresse": "8 place du Marché, 35000 Rennes",
        "mot_de_passe": "hunter-2-à-vélo",
        "adresse_ip": "192.0.2.99",
        "cryptogramme": "881",
        "expiration_carte": "01/2033",
        "remarque": "client fidèle depuis l'été",
    },
)

Wrap = Callable[[str], str]


def every(before: str, after: str = "", code: str = "{:x}") -> Wrap:
    return lambda text: "".join(before + code.format(ord(sign)) + after for sign in text)


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def digits(zero: int) -> Wrap:
    return lambda text: re.sub("[0-9]", lambda one: chr(zero + int(one[0])), text)


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


WRAPS: dict[str, Wrap] = {
    "URL": quote,
    "URL with plus": quote_plus,
    "URL twice": lambda text: quote(quote(text)),
    "HTML": lambda text: escape(text).replace("@", "&#64;").replace(" ", "&nbsp;"),
    "HTML in full": every("&#", ";", "{}"),
    "JSON": lambda text: json.dumps(text)[1:-1].replace("@", r"\u0040").replace("/", r"\/"),
    "JSON in full": every(r"\u", code="{:04x}"),
    "quoted-printable": lambda text: quopri.encodestring(text.encode(), quotetabs=True).decode(),
    "base64": b64,
    "URL in base64": lambda text: b64(quote(text)),
    "narrow spaces": lambda text: text.replace(" ", "\u202f"),
    "zero-width": lambda text: "\u200b".join(text),
    "soft hyphens": lambda text: re.sub("(?<=[0-9a-z])(?=[0-9a-z])", "\u00ad", text),
    "full width": wide,
    "Arabic digits": digits(0x660),
}


def text_of(people: Sequence[Record]) -> str:
    return "".join(f"{key.replace('_', ' ')} : {one[key]}\n" for one in people for key in one)


def csv_of(people: Sequence[Record]) -> str:
    made = io.StringIO()
    table = csv.writer(made, delimiter=";")
    table.writerow(people[0])
    table.writerows(one.values() for one in people)
    return made.getvalue()


def write_database(path: Path, people: Sequence[Record]) -> None:
    database = sqlite3.connect(path)
    database.execute(f"CREATE TABLE t ({', '.join(f'{key} TEXT' for key in people[0])})")
    marks = ", ".join("?" * len(people[0]))
    database.executemany(f"INSERT INTO t VALUES ({marks})", [[*one.values()] for one in people])
    database.commit()
    database.close()


def write(folder: Path, people: Sequence[Record], kind: str, encoding: str = "utf-8") -> Path:
    path = folder / f"one.{kind}"
    if kind == "db":
        write_database(path, people)
        return path
    made = {"txt": text_of, "csv": csv_of, "json": json_of}[kind](people)
    path.write_bytes(made.encode(encoding))
    return path


def json_of(people: Sequence[Record]) -> str:
    return json.dumps(people, ensure_ascii=False)


Found = dict[tuple[str, str, str], tuple[int, int, tuple[str, ...], tuple[str | None, ...]]]


def found_in(path: Path) -> Found:
    """Scan with a key of the estate, so that equal digests mean equal values."""
    estate = path.with_name("estate.yaml")
    estate.write_text(
        "pdscan_estate: 1\nid: e\nfingerprint_key: env:ENCODINGS_KEY\n"
        f"sources:\n  - {{name: one, target: '{path}'}}\n"
    )
    made = api.scan(estate=estate, names=False)
    return {
        (one.locus, one.type, one.form): (
            one.hits,
            one.distinct,
            tuple(sample.masked for sample in one.samples),
            tuple(sample.digest for sample in one.samples),
        )
        for one in made.findings
        if not one.asset_key.endswith("estate.yaml")
    }


# Four signs such as `NzM3` are base64 of three digits, or a word: only a column of them tells.
# In running text, base64 is known by nine plain signs in a row; « né à Besançon » has none.
UNTOLD = {
    ("base64", "txt"): {"payment.card.cvv", "person.birth_place"},
    ("URL in base64", "txt"): {"payment.card.cvv"},
}
# In running text a password ends where its signs do, and an address where the next words are no
# longer its own; both may be other ones where they are escaped: their digests are not compared.
AS_WRITTEN = {"txt": {"secret.password"}}
KINDS = ("txt", "csv", "json", "db")


@pytest.fixture(scope="module", autouse=True)
def key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENCODINGS_KEY", "a key of forty signs for tests, not real")
        yield


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    folder = tmp_path_factory.mktemp("plain")
    return {kind: found_in(write(folder, PEOPLE, kind)) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrap", WRAPS)
def test_a_wrapped_record_gives_the_findings_of_the_plain_one(
    wrap: str, kind: str, plain: dict[str, Found], tmp_path: Path
) -> None:
    wrapped = [{key: WRAPS[wrap](value) for key, value in one.items()} for one in PEOPLE]

    found = found_in(write(tmp_path, wrapped, kind))

    untold, as_written = UNTOLD.get((wrap, kind), set()), AS_WRITTEN.get(kind, set())
    if "base64" in wrap:
        as_written = as_written | {"contact.postal_address"}
    assert _compared(found, as_written) == {
        place: one
        for place, one in _compared(plain[kind], as_written).items()
        if place[1] not in untold
    }


def _compared(found: Found, as_written: set[str]) -> Found:
    return {
        place: (*one[:3], ()) if place[1] in as_written else one for place, one in found.items()
    }


ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"),
    *("utf-32-be", "cp1252", "latin-1", "iso8859-15", "mac_roman", "cp850", "cp437"),
)


@pytest.mark.parametrize("kind", KINDS[:3])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoding_gives_the_findings_of_utf_8(
    encoding: str, kind: str, plain: dict[str, Found], tmp_path: Path
) -> None:
    found = found_in(write(tmp_path, PEOPLE, kind, encoding))

    assert found == plain[kind]


def test_digests_are_there_to_be_compared(plain: dict[str, Found]) -> None:
    digests = [one for found in plain.values() for *_, digests in found.values() for one in digests]

    assert len(set(digests)) > 20
    assert None not in digests


CHARSETS = ("utf-8", "cp1252", "iso8859-15")


def mail_of(people: Sequence[Record], subtype: str, charset: str, transfer: str) -> bytes:
    """Return a mail with the record as its text, and attached as a CSV file."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Export"
    text = text_of(people)
    if subtype == "html":
        text = "<html><body>" + "".join(f"<p>{escape(one)}</p>" for one in text.splitlines())
    mail.set_content(text, subtype=subtype, charset=charset, cte=transfer)
    mail.add_attachment(
        csv_of(people).encode(charset), maintype="text", subtype="csv", filename="one.csv",
        cte=transfer,
    )  # fmt: skip
    return mail.as_bytes()


CODES: dict[str, Wrap] = {
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: "0x" + text.encode().hex().upper(),
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16")).decode(),
    "base64 of UTF-16LE": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "hex of UTF-16BE": lambda text: text.encode("utf-16-be").hex(),
}


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("code", CODES)
def test_cells_in_a_code_give_the_findings_of_plain_ones(
    code: str, kind: str, plain: dict[str, Found], tmp_path: Path
) -> None:
    coded = [{key: CODES[code](value) for key, value in one.items()} for one in PEOPLE]

    assert found_in(write(tmp_path, coded, kind)) == plain[kind]


@pytest.mark.parametrize(
    "cells",
    [
        ["203045", "203046", "334455", "667788"],
        ["5f4dcc3b5aa765d61d8327deb882cf99", "900150983cd24fb0d6963f7d28e17f72"],
        ["JBSWY3DPEHPK3PXP", "KRSXG5BRGIZTINJW"],
        ["ABCDEFGH", "CUSTOMER", "PRODUCTS"],
    ],
)
def test_numbers_hashes_and_words_are_no_code(cells: list[str]) -> None:
    opened = OpenedCells()

    opened.look(pa.array(cells))

    assert opened.opened(pa.array(cells)).to_pylist() == cells


@pytest.fixture(scope="module")
def plain_mail(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    folder = tmp_path_factory.mktemp("mail")
    return {kind: mail_found(folder, mail_of(PEOPLE, kind, "utf-8", "8bit")) for kind in PARTS}


def mail_found(folder: Path, mail: bytes) -> Found:
    path = folder / "one.eml"
    path.write_bytes(mail)
    return found_in(path)


PARTS = ("plain", "html")


@pytest.mark.parametrize("part", PARTS)
def test_a_mail_gives_the_findings_of_its_text_and_its_attachment(
    part: str, plain: dict[str, Found], plain_mail: dict[str, Found]
) -> None:
    numbers = ("payment.iban", "payment.card.pan", "gov.nir", "contact.phone", "online.ip")
    text = {place: one for place, one in plain["txt"].items() if place[1] in numbers}

    assert {place: plain_mail[part][place] for place in text} == text
    assert {(place, one) for place, one in plain["csv"].items()} <= {*plain_mail[part].items()}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("transfer", ["quoted-printable", "base64"])
@pytest.mark.parametrize("charset", CHARSETS)
def test_an_encoded_part_of_a_mail_gives_the_findings_of_the_plain_one(
    charset: str, transfer: str, part: str, plain_mail: dict[str, Found], tmp_path: Path
) -> None:
    found = mail_found(tmp_path, mail_of(PEOPLE, part, charset, transfer))

    assert found == plain_mail[part]
