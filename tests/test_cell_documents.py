"""Documents in the cells of tables go to the readers, in real databases of four kinds."""

from __future__ import annotations

import base64
import io
import json
import random
import secrets
import sqlite3
import zipfile
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import pytest
import sqlalchemy as sa
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from pdscan import api, plugins
from pdscan.contracts import Limits, ReadOptions
from pdscan.databases import row_width
from pdscan.model import Asset, Block, Document, Sampled, UnreadableError
from pdscan.readers import cell_documents
from pdscan.report import Report

ZOE, YAN, LEA, PIA = (f"{name}.durantel@example.org" for name in ("zoe", "yan", "lea", "pia"))
IBAN = "FR7630006000011234567890189"


def pdf(text: str, encrypt: StandardEncryption | None = None) -> bytes:
    out = io.BytesIO()
    sheet = canvas.Canvas(out, encrypt=encrypt)
    sheet.drawString(72, 700, text)
    sheet.save()
    return out.getvalue()


def letter(text: str) -> bytes:
    out, document = io.BytesIO(), docx.Document()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def packed(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, text)
    return out.getvalue()


def mail(text: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "service", "client", "Bonjour"
    made["Message-ID"] = "<1@example.org>"
    made.set_content(text)
    return made.as_bytes()


DOCUMENTS = {
    "pdf": pdf(f"Contact : {ZOE}"),
    "docx": letter(f"Virement sur {IBAN}"),
    "zip": packed("paie.csv", f"nom;courriel\nDurantel;{YAN}\nPetit;{LEA}\n"),
    "mail": mail(f"Joindre {PIA}"),
    "locked": pdf("secret", StandardEncryption("user", ownerPassword="owner")),
    "unknown": b"\x00\x01\x02\xfe\xff\x03" * 900 + f"\0\0{LEA}\0\0".encode(),
    "short": b"\xac\xed\x00\x05sr\x00" + YAN.encode() + b"\x00\xff",
    "uuid": bytes(range(200, 216)),
    "text": f"Rappeler {LEA}".encode(),
    "latin": "Réglé par Hélène".encode("cp1252"),
    "none": None,
}


def filled(base: tuple[sa.Engine, str], cells: list[bytes | None], name: str = "pieces") -> None:
    engine, schema = base
    columns = [
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("contenu", sa.LargeBinary(1 << 24)),
    ]
    table = sa.Table(name, sa.MetaData(), *columns, schema=schema)
    table.create(engine)
    with engine.begin() as connection:
        rows = [{"n": n, "contenu": cell} for n, cell in enumerate(cells)]
        connection.execute(table.insert(), rows)


def target(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def scanned(base: tuple[sa.Engine, str], folder: Path, **options: object) -> Report:
    """Scan what lies in the schema and nothing else of its server."""
    engine, schema = base
    estate = folder / "pdscan.yaml"
    estate.write_text(
        f"pdscan_estate: 1\nid: e\nsources:\n"
        f"  - {{name: b, target: '{target(engine)}', include: ['{schema}.*']}}\n"
    )
    return api.scan(estate=estate, names=False, **options)


def pieces_of(base: tuple[sa.Engine, str], **options: object) -> tuple[Asset, list[Any]]:
    """Read the table `pieces` through the source: the table, and what comes of it and of others."""
    with plugins.source("sql")(target(base[0]), ReadOptions(**options)) as source:
        listed = [one for one in source.assets() if isinstance(one, Asset)]
        (asset,) = [one for one in listed if one.locator.endswith(f"{base[1]}.pieces")]
        return asset, list(source.blocks(asset))


def found(report: Report) -> set[tuple[str, str, str]]:
    """Return what was found in the table `pieces`: in what of it, where, of which type."""
    return {
        (one.asset_key.partition(".pieces")[2], one.locus, one.type)
        for one in report.findings
        if ".pieces" in one.asset_key
    }


def gaps(report: Report) -> dict[str, str]:
    return {
        gap.locator.partition(".pieces")[2]: str(gap.reason)
        for gap in report.coverage.gaps
        if ".pieces" in gap.locator
    }


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("pdf", ("!contenu", "text", "contact.email")),
        ("docx", ("!contenu", "text", "payment.iban")),
        ("zip", ("!contenu!paie.csv", "column:courriel", "contact.email")),
        ("mail", ("!contenu", "text", "contact.email")),
    ],
)
def test_document_in_a_cell_is_read_as_a_file_is(
    base: tuple[sa.Engine, str], kind: str, where: tuple[str, str, str], tmp_path: Path
) -> None:
    filled(base, [None, DOCUMENTS[kind], DOCUMENTS["uuid"]])

    report = scanned(base, tmp_path)

    assert where in found(report)
    assert gaps(report) == {}
    (inner,) = [one for one in report.assets if one.locator.endswith(".pieces!contenu")]
    assert (inner.kind, str(inner.coverage.status)) == ("member", "read")


def test_documents_of_a_column_are_one_asset_and_share_no_text(
    base: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    filled(base, [pdf("Contact : zoe@"), pdf("example.org"), pdf(f"{ZOE}"), letter(f"{ZOE} {YAN}")])

    report = scanned(base, tmp_path)

    (finding,) = [one for one in report.findings if one.type == "contact.email"]
    assert (finding.hits, finding.distinct, len(finding.assets)) == (3, 2, 1)


def test_encrypted_document_is_a_gap_and_the_others_are_read(
    base: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    filled(base, [DOCUMENTS["locked"], DOCUMENTS["pdf"], DOCUMENTS["locked"]])

    report = scanned(base, tmp_path)

    assert gaps(report) == {"!contenu": "encrypted"}
    assert ("!contenu", "text", "contact.email") in found(report)
    assert not report.coverage.complete


def test_unknown_format_is_read_by_its_strings_and_a_gap(
    base: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    filled(base, [DOCUMENTS["unknown"]])

    report = scanned(base, tmp_path)

    assert found(report) == {("!contenu", "metadata:strings", "contact.email")}
    assert gaps(report) == {"!contenu": "unsupported"}
    (finding,) = report.findings
    assert finding.certainty == "suspected"


def test_short_binary_cells_are_counted_and_their_strings_are_suspected(
    base: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    filled(base, [DOCUMENTS["short"], DOCUMENTS["uuid"]])

    report = scanned(base, tmp_path)

    assert found(report) == {("", "metadata:strings:contenu", "contact.email")}
    assert "binary cells of tables: 2 not looked at" in report.coverage.blind_spots
    assert report.findings[0].certainty == "suspected"
    assert gaps(report) == {}


def test_text_in_cells_of_bytes_stays_a_column(base: tuple[sa.Engine, str]) -> None:
    filled(base, [DOCUMENTS["text"], DOCUMENTS["latin"], DOCUMENTS["pdf"]])

    asset, pieces = pieces_of(base)

    batches = [p.batch for a, p in pieces if a == asset and isinstance(p, Block) and p.batch]
    cells = [cell for batch in batches for cell in batch.column("contenu").to_pylist()]
    assert cells == [f"Rappeler {LEA}", "Réglé par Hélène", None]
    assert [(a.locator, p) for a, p in pieces if isinstance(p, Document)] == [
        (f"{asset.locator}!contenu", Document(2))
    ]


def test_of_many_documents_of_a_sampled_table_some_are_read(
    base: tuple[sa.Engine, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cell_documents, "DRAWN", 20)
    filled(base, [packed("a.txt", f"{n} {ZOE}") for n in range(200)])

    sampled, full = scanned(base, tmp_path), scanned(base, tmp_path, full=True)

    one, whole = (
        {
            seen.locator.partition(".pieces")[2]: seen.coverage
            for seen in report.assets
            if f"{base[1]}.pieces" in seen.locator
        }
        for report in (sampled, full)
    )
    assert str(one[""].status) == "read"
    assert {str(one[name].status) for name in ("!contenu", "!contenu!a.txt")} == {"sampled"}
    assert 20 <= (one["!contenu"].n or 0) < 150
    assert one["!contenu"].of == 200
    assert {str(seen.status) for seen in whole.values()} == {"read"}
    assert [f.hits for f in full.findings if f.type == "contact.email"] == [200]


def test_rows_with_long_cells_are_sampled_by_their_bytes(
    base: tuple[sa.Engine, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_width, "SAMPLE_BYTES", 300 * 10_000)
    filled(base, [b"\xff" + b"\0" * 9_999 for _ in range(1_000)])

    asset, pieces = pieces_of(base, sample_rows=900)

    assert [(p.n, p.of) for a, p in pieces if isinstance(p, Sampled) and a == asset] == [
        (300, 1_000)
    ]


def test_budget_of_a_source_counts_the_bytes_of_documents(base: tuple[sa.Engine, str]) -> None:
    filled(base, [b"\xff" + b"\0" * 999_999 for _ in range(12)])
    with pytest.raises(UnreadableError, match="budget of 5,000,000 bytes"):
        pieces_of(base, limits=Limits(source_bytes=5_000_000))


def test_long_documents_are_not_fetched(
    base: tuple[sa.Engine, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from pdscan.databases import copying, long_cells

    monkeypatch.setattr(copying, "MOST_BYTES", 5_000)
    monkeypatch.setattr(long_cells, "MOST_BYTES", 5_000)
    filled(base, [DOCUMENTS["pdf"], b"\xff" * 6_000, b"\xff" * 6_000, b"-"])

    report = scanned(base, tmp_path)

    assert ("!contenu", "text", "contact.email") in found(report)
    assert gaps(report) == {"!contenu": "too_large"}
    (gap,) = [one for one in report.coverage.gaps if ".pieces" in one.locator]
    assert gap.detail.startswith("2 documents of more than")


def test_documents_in_base64_in_cells_of_text_are_read(
    base: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    engine, schema = base
    lines = base64.encodebytes(pdf(f"Contact : {LEA}")).decode()
    texts = [
        base64.b64encode(pdf(f"Contact : {ZOE}")).decode(),
        "data:application/pdf;base64," + base64.b64encode(pdf(f"Contact : {YAN}")).decode(),
        json.dumps({"nom": "x", "pieces": [{"contenu": lines}]}),
        base64.b64encode(b"rien de connu " * 40).decode(),
        "Une phrase longue qui ne dit rien. " * 20,
        "court",
    ]
    kind = "longtext" if engine.dialect.name == "mysql" else "text"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {schema}.pieces(n int, note {kind})")
        made = sa.text(f"INSERT INTO {schema}.pieces VALUES (:n, :note)")
        connection.execute(made, [{"n": n, "note": one} for n, one in enumerate(texts)])

    report = scanned(base, tmp_path, full=True)

    hits = {
        one.asset_key.partition(".pieces")[2]: one.hits
        for one in report.findings
        if one.type == "contact.email" and ".pieces" in one.asset_key
    }
    assert hits == {"!note": 3}
    assert gaps(report) == {}


@pytest.mark.parametrize("sample", [None, 4], ids=["full", "sampled"])
def test_of_a_long_text_the_beginning_is_read_and_the_rest_is_a_gap(
    base: tuple[sa.Engine, str],
    sample: int | None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    from pdscan.databases import copying, long_cells

    for module in (copying, long_cells):
        monkeypatch.setattr(module, "MOST_BYTES", 40_000)
        monkeypatch.setattr(module, "KEPT_CHARACTERS", 10_000)
    engine, schema = base
    chance = random.Random(7)  # what PostgreSQL can pack away is not long to it
    words = " ".join(f"é{chance.randrange(1 << 30):x}" for _ in range(9_000))
    long = f"zoe@example.org {words} lea@example.org"
    texts = ["ana@example.org", long, "bob@example.org", long, words[:20_000] + " eve@example.org"]
    kind = "longtext" if engine.dialect.name == "mysql" else "text"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {schema}.pieces(n int, note {kind})")
        made = sa.text(f"INSERT INTO {schema}.pieces VALUES (:n, :note)")
        connection.execute(made, [{"n": n, "note": one} for n, one in enumerate(texts * 50)])

    report = scanned(base, tmp_path, sample=sample and 50 * sample, full=sample is None)

    (one,) = [one for one in report.findings if one.type == "contact.email"]
    assert one.locus == "column:note"
    cut = 100 if engine.dialect.name != "sqlite" else 150  # where 40,000 bytes are not counted
    assert one.hits == (250 if cut == 100 else 200) if sample is None else one.hits > 100
    (gap,) = [one for one in report.coverage.gaps if ".pieces" in one.locator]
    assert gap.reason == "too_large"
    assert "cells of column note" in gap.detail
    assert sample or gap.detail.startswith(f"of {cut} cells")


def test_documents_of_a_sqlite_file_among_files_are_read(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as made, made:
        made.execute("CREATE TABLE pieces(contenu BLOB)")
        made.executemany("INSERT INTO pieces VALUES (?)", [(one,) for one in DOCUMENTS.values()])

    report = api.scan(tmp_path, names=False)

    places = {
        (one.asset_key.partition("#pieces")[2], one.locus, one.type) for one in report.findings
    }
    assert places >= {
        ("!contenu", "text", "contact.email"),
        ("!contenu", "text", "payment.iban"),
        ("!contenu!paie.csv", "column:courriel", "contact.email"),
    }
    assert {str(gap.reason) for gap in report.coverage.gaps} == {"encrypted", "unsupported"}


def test_cell_that_breaks_a_reader_ends_nothing_else(
    base: tuple[sa.Engine, str], tmp_path: Path
) -> None:
    broken = b"%PDF-1.7 rien de plus" + b"\xff" * 50
    filled(base, [broken, DOCUMENTS["pdf"]])

    report = scanned(base, tmp_path)

    assert ("!contenu", "text", "contact.email") in found(report)
    assert set(gaps(report).values()) == {"corrupt"}


def test_repr_of_binary_cells_shows_no_cell() -> None:
    cells = cell_documents.BinaryCells()
    cells.add("c", 1, b"zoe")

    assert repr(cells) == "BinaryCells(1)"
    assert cells.size() == 3
    assert [*cells.taken()] == ["c"]
    assert cells.total() == 0


def test_large_objects_of_postgresql_are_named_as_a_gap(postgres_url: str) -> None:
    name = f"t_{secrets.token_hex(6)}"
    admin = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine = sa.create_engine(admin.url.set(database=name), poolclass=sa.NullPool)
    try:
        before = api.scan(target(engine), names=False)
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT lo_from_bytea(0, 'zoe'), lo_from_bytea(0, 'yan')")
        after = api.scan(target(engine), names=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}")
        admin.dispose()

    assert before.coverage.gaps == ()
    (gap,) = after.coverage.gaps
    assert str(gap.reason) == "unsupported"
    assert gap.detail.startswith("2 large objects (pg_largeobject) are not read")


def test_no_column_of_sqlite_is_asked_for_its_length_before_a_cell_was_too_long(
    tmp_path: Path,
) -> None:
    asked: list[str] = []
    with closing(sqlite3.connect(tmp_path / "x.db")) as made, made:
        made.execute("CREATE TABLE notes (untyped, long TEXT)")
        made.execute("INSERT INTO notes VALUES ('a', 'b')")

    def hear(*call: Any) -> None:
        asked.append(call[2])

    sa.event.listen(sa.Engine, "before_cursor_execute", hear)
    try:
        api.scan([f"sqlite:///{tmp_path}/x.db"], only=("contact.email",), workers=1)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", hear)

    read = [one for one in asked if "notes" in one and "pragma" not in one.lower()]
    assert read
    assert not [one for one in read if "length" in one]
