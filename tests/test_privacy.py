"""Hold pdscan to its second promise: whatever happens, no value of the data leaves the process.

Marker values lie in every kind of source; whole runs are made, and runs in which detectors, readers
and worker processes fail with the values in their errors' texts. Then all that a run leaves behind
is searched: what it said, its reports, its catalog, its cache, its temporary files.
"""

from __future__ import annotations

import gzip
import html
import io
import json
import os
import re
import resource
import secrets
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import boto3
import docx
import jsonschema
import openpyxl
import pytest
import sqlalchemy as sa
from reportlab.pdfgen.canvas import Canvas

from pdscan import report_schema

NAME = "Zélie Quarantaud"
EMAIL = "zq.marqueur@example.org"
CARD = "4000 0012 3456 7899"
IBAN = "FR76 9999 9000 0100 0123 4567 809"
PHONE = "06 39 98 77 41"
NIR = "2 85 07 99 123 456 39"
PASSWORD = "Zq7-tournesol!"
LINE = (
    f"Contact : Mme {NAME}, {EMAIL}, tél. {PHONE}, carte {CARD}, IBAN {IBAN}, NIR {NIR}, "
    f"mot de passe : {PASSWORD}\n"
)
ROW = {
    "nom": NAME,
    "courriel": EMAIL,
    "telephone": PHONE,
    "carte": CARD,
    "iban": IBAN,
    "nir": NIR,
    "mot_de_passe": PASSWORD,
}
# What may be shown: initials, z•••@example.org, 400000••••7899, FR••••7809, ••••41.
PIECES = (
    "Zélie",
    "Zelie",
    "Quarantaud",
    "zq.marqueur",
    "12 3456 7",
    "001234567",
    "9000 0100",
    "9999900001",
    "39 98 77",
    "39987741",
    "99 123 456",
    "99123456",
    "tournesol",
)

ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


PLUGIN = '''
"""Fail on purpose, with the data in the text of the error."""
import os
from dataclasses import dataclass
from pdscan.contracts import Detector, Pattern, Source
from pdscan.model import Asset, Block

HOW = os.environ.get("FAILS_IN", "")

class Odd(Exception):
    pass

def fail(text):
    if HOW.startswith("die"):
        os._exit(9)
    if "abort" in HOW:
        os.abort()
    kinds = {"memory": MemoryError, "system": OSError, "odd": Odd}
    raise kinds.get(HOW.split("-")[-1], ValueError)(f"can't read {text!r}")

def check(text):
    if HOW.split("-")[0] in ("check", "die"):
        fail(text)

@dataclass(frozen=True)
class Soft(Detector):
    title: str = "Fails"
    types: tuple = ("contact.email",)
    def find_all(self, texts):
        if HOW.startswith("names"):
            fail(texts[0])
        return [[] for _ in texts]
    def judge_column(self, name, cells, beside=()):
        if HOW.startswith("column"):
            fail(cells.to_pylist())

class Broken(Source):
    schemes = ("broken",)
    def __enter__(self):
        if HOW.startswith("open"):
            fail(TEXT)
        return self
    def assets(self):
        yield Asset("broken://one", self.options.name, "file")
        if HOW.startswith("listing"):
            fail(TEXT)
    def blocks(self, asset):
        yield asset, Block(text=TEXT)
        fail(TEXT)

TEXT = os.environ.get("FAILS_WITH", "")
pattern = Pattern("Fails", ("contact.email",), (r"[a-z.]+@example[.]org",), check)
soft = Soft()
'''


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an installed distribution whose plugins fail when told to."""
    place = tmp_path_factory.mktemp("site")
    (place / "failing_plugins.py").write_text(PLUGIN)
    facts = place / "failing_plugins-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: failing-plugins\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(
        "[pdscan.detectors]\nfailing_pattern = failing_plugins:pattern\n"
        "failing_soft = failing_plugins:soft\n"
        "[pdscan.sources]\nbroken = failing_plugins:Broken\n"
    )
    return place


class Place:
    """Be the surroundings of one run: all that it writes lies here."""

    def __init__(self, root: Path, cache: Path) -> None:
        self.root = root
        self.cache = cache
        for name in ("state", "temp", "out"):
            (root / name).mkdir()
        self.said = b""

    def scan(self, *words: str | Path, stdin: bytes = b"", **env: str) -> int:
        """Scan with every report and --verbose; return the exit code."""
        out = [f"{name}={self.root / 'out' / f'report.{name}'}" for name in ("json", "html")]
        environment = {
            **os.environ,
            "XDG_STATE_HOME": str(self.root / "state"),
            "XDG_CACHE_HOME": str(self.cache),
            "TMPDIR": str(self.root / "temp"),
            **env,
        }
        done = subprocess.run(
            [Path(sys.executable).with_name("pdscan"), "scan", *map(str, words), "--verbose"]
            + [part for one in out for part in ("--out", one)],
            input=stdin,
            capture_output=True,
            env=environment,
            cwd=self.root / "out",
            check=False,
            timeout=300,
        )
        self.said = done.stdout + done.stderr
        return done.returncode

    @property
    def report(self) -> dict[str, Any]:
        """Return the JSON report, which holds to its schema."""
        made: dict[str, Any] = json.loads((self.root / "out" / "report.json").read_text())
        jsonschema.validate(made, report_schema.json_schema())
        return made

    def assert_silent(self) -> None:
        """Assert that no marker, nor a telling piece of one, lies in what the run left."""
        left = {"stdout and stderr": self.said}
        for path in [*self.root.rglob("*"), *self.cache.rglob("*")]:
            assert not path.name.startswith("core")
            if path.is_file():
                left[path.name] = path.read_bytes()
        assert "Traceback" not in self.said.decode()
        for where, content in left.items():
            text = content.decode("utf-8", "replace")
            for shown in (text, html.unescape(text), ESCAPED.sub(_unescaped, text)):
                found = [piece for piece in PIECES if piece in shown]
                assert not found, f"{where} shows {found}"
        assert not list((self.root / "temp").rglob("*"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one cache folder for all runs, so that rules are compiled once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def place(tmp_path: Path, cache: Path) -> Place:
    root = tmp_path / "run"
    root.mkdir()
    return Place(root, cache)


@pytest.mark.parametrize("value", [*ROW.values(), CARD.replace(" ", ""), IBAN.replace(" ", "")])
def test_the_search_itself_sees_every_marker(place: Place, value: str) -> None:
    (place.root / "out" / "kept.txt").write_text(f"<p>{html.escape(value)}</p>")

    with pytest.raises(AssertionError, match=r"kept\.txt shows"):
        place.assert_silent()


def csv_bytes() -> bytes:
    return (";".join(ROW) + "\n" + (";".join(ROW.values()) + "\n") * 3).encode()


def json_bytes() -> bytes:
    by_person = {EMAIL: {"tel": PHONE}, NAME: {"adresse": EMAIL}, "cb": {CARD: IBAN}}
    return json.dumps({"clients": [ROW, ROW], "par": by_person}, ensure_ascii=False).encode()


def workbook_bytes() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(list(ROW))
    book.active.append(list(ROW.values()))
    book.active.append(list(ROW.values()))
    book.properties.creator = NAME
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def document_bytes() -> bytes:
    document = docx.Document()
    document.add_paragraph(LINE)
    document.core_properties.author = NAME
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def pdf_bytes() -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.setAuthor(NAME)
    for number, part in enumerate(LINE.split(", ")):
        canvas.drawString(50, 700 - 20 * number, part)
    canvas.save()
    return made.getvalue()


def mail_bytes() -> bytes:
    mail = EmailMessage()
    mail["From"] = f"{NAME} <{EMAIL}>"
    mail["To"] = EMAIL
    mail["Subject"] = f"Dossier {NAME}"
    mail.set_content(LINE)
    mail.add_attachment(csv_bytes(), maintype="text", subtype="csv", filename="clients.csv")
    return mail.as_bytes()


def zip_bytes() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("courrier.eml", mail_bytes())
        archive.writestr("clients.xlsx", workbook_bytes())
    return made.getvalue()


def sqlite_bytes(folder: Path) -> bytes:
    path = folder / "made.db"
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(f"CREATE TABLE clients ({', '.join(f'{name} TEXT' for name in ROW)})")
        marks = ", ".join("?" * len(ROW))
        base.executemany(f"INSERT INTO clients VALUES ({marks})", [tuple(ROW.values())] * 3)
    return path.read_bytes()


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """Return a folder with the markers in every format, whole and damaged."""
    folder = tmp_path / "share"
    folder.mkdir()
    whole = {
        "notes.txt": LINE.encode(),
        "latin.txt": LINE.encode("cp1252"),
        "app.log": (f"2026-01-02T03:04:05 INFO payer={EMAIL} card={CARD} {LINE}" * 20).encode(),
        "old.log.gz": gzip.compress(LINE.encode() * 20),
        "clients.csv": csv_bytes(),
        "clients.json": json_bytes(),
        "clients.jsonl": b"\n".join([json_bytes()] * 3),
        "paie.xlsx": workbook_bytes(),
        "lettre.docx": document_bytes(),
        "lettre.pdf": pdf_bytes(),
        "courrier.eml": mail_bytes(),
        "archive.zip": zip_bytes(),
        "boutique.db": sqlite_bytes(tmp_path),
        "page.html": f"<html><body title='{EMAIL}'>{LINE}</body></html>".encode(),
        "reste.rtf": b"{\\rtf1 " + LINE.encode("ascii", "replace") + b"}",
    }
    for name, content in whole.items():
        (folder / name).write_bytes(content)
        (folder / f"coupe-{name}").write_bytes(content[: len(content) * 2 // 3])
        damaged = bytearray(content)
        damaged[len(content) // 2 : len(content) // 2 + 20] = b"\xff\x00\x81" * 7
        (folder / f"abime-{name}").write_bytes(bytes(damaged))
    return folder


def test_markers_in_files_are_found_and_never_shown(place: Place, share: Path) -> None:
    code = place.scan(share)

    assert code == 3
    place.assert_silent()
    types = {finding["type"] for finding in place.report["findings"]}
    assert types >= {
        "contact.email",
        "contact.phone",
        "payment.card.pan",
        "payment.iban",
        "gov.nir",
        "secret.password",
        "person.name",
    }
    for name in ("notes.txt", "clients.json", "paie.xlsx#", "lettre.docx", "lettre.pdf", "archive"):
        assert any(f"/{name}" in finding["asset_key"] for finding in place.report["findings"]), name


def test_samples_show_what_the_contract_allows_and_no_more(place: Place, share: Path) -> None:
    place.scan(share / "clients.csv")

    shown = {
        sample["masked"]
        for finding in place.report["findings"]
        for sample in finding["samples"]
        if finding["type"] in ("contact.email", "payment.card.pan", "payment.iban", "person.name")
    }
    assert shown == {"z•••@example.org", "400000••••7899", "FR••••7809", "Z. Q."}


def test_json_keys_that_are_personal_are_masked(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "carnet.json"
    by_name = {NAME: {"adresse": "abel@example.com"}, "Abel Durand": {"adresse": "x@example.com"}}
    path.write_text(json.dumps({EMAIL: {"tel": PHONE}, "a": by_name}, ensure_ascii=False))

    place.scan(path, "--only", "contact")

    place.assert_silent()
    loci = {finding["locus"] for finding in place.report["findings"]}
    assert "key:$.*.tel" in loci or "key:$['z•••@example.org'].tel" in loci
    assert any("Z. Q." in locus for locus in loci)


def test_names_of_columns_are_shown_as_they_are(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("courriel Jean Dupont;b\nabel@example.com;1\nzoe@example.com;2\n")

    place.scan(path)

    assert {f["locus"] for f in place.report["findings"]} == {"column:courriel Jean Dupont"}


def test_stdin_leaves_nothing(place: Place) -> None:
    place.scan("-", stdin=LINE.encode())

    place.assert_silent()
    assert place.report["findings"]


def test_large_piped_archive_leaves_no_temporary_file(place: Place) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", LINE * 40_000)
        archive.writestr("b.xlsx", workbook_bytes())

    place.scan("-", "--only", "contact", stdin=made.getvalue())

    place.assert_silent()
    assert place.report["findings"]


def test_sqlite_leaves_nothing(place: Place, tmp_path: Path) -> None:
    sqlite_bytes(tmp_path)

    place.scan(f"sqlite:///{tmp_path / 'made.db'}")

    place.assert_silent()
    assert {f["locus"] for f in place.report["findings"]} >= {"column:courriel", "column:nom"}


@pytest.fixture(params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> tuple[sa.Engine, str]:
    found: tuple[sa.Engine, str] = request.getfixturevalue(request.param)
    return found


def test_database_servers_leave_nothing(server: tuple[sa.Engine, str], place: Place) -> None:
    engine, schema = server
    table = sa.Table(
        "clients",
        sa.MetaData(schema=schema),
        *(sa.Column(name, sa.Text) for name in ROW),
    )
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [ROW, ROW])
        view = f"CREATE VIEW {schema}.casse AS SELECT {{}} AS n FROM {schema}.clients"
        cast = "CAST(courriel AS INTEGER)" if engine.dialect.name == "postgresql" else "1"
        connection.exec_driver_sql(view.format(cast))

    place.scan(engine.url.render_as_string(hide_password=False))

    place.assert_silent()
    found = [f for f in place.report["findings"] if f"{schema}.clients" in f["asset_key"]]
    assert {f["locus"] for f in found} >= {"column:courriel", "column:iban"}


def test_buckets_leave_nothing(place: Place, s3_endpoint: str) -> None:
    client = boto3.client("s3", endpoint_url=s3_endpoint)
    bucket = f"b-{secrets.token_hex(4)}"
    client.create_bucket(Bucket=bucket)
    for name, content in {
        "n.txt": LINE.encode(),
        "z.zip": zip_bytes(),
        "k.json": json_bytes(),
    }.items():
        client.put_object(Bucket=bucket, Key=name, Body=content)

    place.scan(f"s3://{bucket}", AWS_ENDPOINT_URL_S3=s3_endpoint)

    place.assert_silent()
    assert {a["coverage"]["status"] for a in place.report["assets"]} == {"read"}


# --- failures on purpose

LIGHT = ("--only", "contact.email", "--only", "contact.phone")  # without the model of names


@pytest.mark.parametrize(
    "how",
    ["check", "check-memory", "names-odd", "column-system"],
)
def test_failing_detector_is_a_gap_without_the_value(
    place: Place, tmp_path: Path, failing: Path, how: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "clients.csv").write_bytes(csv_bytes())
    (folder / "notes.txt").write_text(LINE)
    (folder / "zz.txt").write_text("appeler le 06 39 98 10 11\n")

    code = place.scan(folder, *LIGHT, PYTHONPATH=str(failing), FAILS_IN=how)

    assert code == 3
    place.assert_silent()
    assert place.report["coverage"]["gaps"]


@pytest.mark.parametrize("how", ["memory", "odd", "open", "listing-odd"])
def test_failing_source_is_a_gap_and_the_others_are_read(
    place: Place, tmp_path: Path, failing: Path, how: str
) -> None:
    (tmp_path / "good.txt").write_text("écrire à abel@example.com\n")

    code = place.scan(
        "broken://one",
        tmp_path / "good.txt",
        *LIGHT,
        PYTHONPATH=str(failing),
        FAILS_IN=how,
        FAILS_WITH=LINE,
    )

    assert code == 3, place.said.decode()
    place.assert_silent()
    assert any("good.txt" in f["asset_key"] for f in place.report["findings"])


@pytest.mark.parametrize("how", ["die", "check-abort"])
def test_dying_worker_costs_its_asset_only(
    place: Place, tmp_path: Path, failing: Path, how: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(f"appeler le 06 39 98 10 {number:02}\n")
    (folder / "05.txt").write_text(LINE)

    code = place.scan(folder, "--workers", "2", *LIGHT, PYTHONPATH=str(failing), FAILS_IN=how)

    assert code == 3, place.said.decode()
    place.assert_silent()
    gaps = [(g["reason"], g["locator"][-6:]) for g in place.report["coverage"]["gaps"]]
    assert gaps == [("crashed", "05.txt")]
    assert place.report["coverage"]["totals"]["assets"]["read"] == 19


@pytest.mark.parametrize("how", ["open", "listing-odd"])
def test_source_that_fails_in_workers_is_a_gap(
    place: Place, tmp_path: Path, failing: Path, how: str
) -> None:
    (tmp_path / "good.txt").write_text("écrire à abel@example.com\n")

    code = place.scan(
        *("broken://one", tmp_path / "good.txt", "--workers", "2", *LIGHT),
        PYTHONPATH=str(failing),
        FAILS_IN=how,
        FAILS_WITH=LINE,
    )

    assert code == 3, place.said.decode()
    place.assert_silent()
    assert any("good.txt" in f["asset_key"] for f in place.report["findings"])


def test_no_core_file_can_be_written(tmp_path: Path) -> None:
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        pytest.skip("this machine allows no core files to begin with")
    told = (
        "import resource, sys; from pdscan.cli import app; "
        "app.app = lambda: print(resource.getrlimit(resource.RLIMIT_CORE)); app.run()"
    )

    done = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True)

    assert done.stdout.strip() == b"(0, 0)"


def test_an_interruption_before_any_report_is_said_in_one_sentence() -> None:
    code = (
        "import sys, pdscan.taxonomy as t\nfrom pdscan.cli import app\n"
        "def load():\n    raise KeyboardInterrupt\n"  # as Ctrl-C does, wherever it comes
        "t.load = load\nsys.argv = ['pdscan', 'list', 'types']\napp.run()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 130
    assert done.stderr == "pdscan: interrupted before there was anything to report\n"
