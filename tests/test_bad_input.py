"""Give pdscan what goes wrong in real life: each is one sentence or one gap, and the scan goes on.

One run reads a folder in which every kind of bad file lies beside a good one; what has no file
(servers, declarations, estate files) runs by itself.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import secrets
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sqlalchemy as sa
from command_line import pdscan

from pdscan import report_schema

GOOD = "écrire à abel@example.com\n"
FATES = ("read", "sampled", "unchanged", "excluded", "skipped", "failed")
PLAINLY_WRONG = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def sums_hold(made: dict[str, Any]) -> None:
    """Assert that what was listed is the sum of how it ended, in every source and in total."""
    coverage = made["coverage"]
    for totals in [coverage["totals"], *(source["totals"] for source in coverage["sources"])]:
        assets = totals["assets"]
        assert assets["listed"] == sum(assets[fate] for fate in FATES)
    by_source = [source["totals"]["assets"]["listed"] for source in coverage["sources"]]
    assert coverage["totals"]["assets"]["listed"] == sum(by_source) == len(made["assets"])


def scanned(*words: str | Path, state: Path, stdin: bytes = b"") -> tuple[int, dict[str, Any]]:
    """Return the exit code and the report of a scan that said nothing of its inside."""
    done = pdscan("scan", *words, "--out", "json=-", state=state, stdin=stdin)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert done.stdout, done.stderr.decode()
    made = json.loads(done.stdout)
    jsonschema.validate(made, report_schema.json_schema())
    sums_hold(made)
    return done.returncode, made


def refused(*words: str | Path, state: Path) -> str:
    """Return the one sentence of a command that could not be meant."""
    done = pdscan(*words, state=state)
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert done.stdout == b""
    assert said.startswith("pdscan: ")
    assert said.count("\n") == 1, said
    return said


def found_in(made: dict[str, Any]) -> set[str]:
    return {finding["asset_key"].rpartition("/")[2] for finding in made["findings"]}


def gaps_of(made: dict[str, Any], name: str) -> list[dict[str, str]]:
    return [gap for gap in made["coverage"]["gaps"] if name in gap["locator"]]


# --- a folder of bad files beside a good one


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def encrypted_zip() -> bytes:
    """Return an archive whose one member has the bit of encryption set."""
    raw = bytearray(zipped({"paie.txt": GOOD.encode()}, zipfile.ZIP_STORED))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def flat_bomb() -> bytes:
    packed = gzip.compress(b"0" * (50 << 20), 9)
    return gzip.compress(packed, 9)


def bomb_in_zip() -> bytes:
    return zipped({"zeros.txt": b"0" * (64 << 20)})


def nested_bomb() -> bytes:
    """Return twelve archives in one another, deeper than the limit of eight."""
    inner = zipped({"x.txt": GOOD.encode()})
    for depth in range(12):
        inner = zipped({f"{depth}.zip": inner})
    return inner


def encrypted_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, encrypt=StandardEncryption("clef", strength=128))
    canvas.drawString(50, 50, GOOD)
    canvas.save()
    return made.getvalue()


BAD: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "cut.zip": (lambda: zipped({"a.txt": GOOD.encode()})[:40], {"corrupt"}),
    "cut.xlsx": (lambda: zipped({"xl/workbook.xml": b"<"})[:90], {"corrupt"}),
    "cut.docx": (lambda: zipped({"word/document.xml": b"<w:p>"}), {"corrupt"}),
    "cut.pdf": (lambda: b"%PDF-1.7\n1 0 obj\n<<", {"corrupt"}),
    "cut.gz": (lambda: gzip.compress(os.urandom(5000))[:900], {"corrupt"}),
    "cut.db": (lambda: b"SQLite format 3\0" + b"\1" * 400, {"corrupt"}),
    "broken.json": (lambda: b'{"a": [1, 2, {"b": "c"', {"corrupt"}),
    "locked.zip": (encrypted_zip, {"encrypted"}),
    "locked.pdf": (encrypted_pdf, {"encrypted"}),
    "locked.gpg": (lambda: b"\x85\x02\x0c\x03" + os.urandom(3000), {"encrypted"}),
    "bytes.txt": (lambda: "é".encode() * 50 + b"\x81\x8d\xff\xfe abc\n", {"undecodable"}),
    "noise.txt": (lambda: bytes(range(256)) * 20, {"undecodable", "unsupported"}),
    "bomb.gz": (flat_bomb, {"limit"}),
    "bomb.zip": (bomb_in_zip, {"limit"}),
    "nested.zip": (nested_bomb, {"limit"}),
    "old.doc": (lambda: PLAINLY_WRONG, {"corrupt", "unsupported"}),
}


@pytest.fixture(scope="module")
def bad_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any]]:
    """Return the exit code and the report of one scan over all that is bad."""
    folder = tmp_path_factory.mktemp("bad")
    place = folder / "share"
    place.mkdir()
    for name, (make, _) in BAD.items():
        (place / name).write_bytes(make())
    (place / "good.txt").write_text(GOOD, encoding="utf-8")
    (place / "zz-good.csv").write_text("nom;email\nA;abel@example.com\nB;zoe@example.org\n")
    (place / "empty.txt").touch()
    (place / "empty.csv").touch()
    (place / "loop").symlink_to(place)
    (place / "round-a").symlink_to(place / "round-b")
    (place / "round-b").symlink_to(place / "round-a")
    os.mkfifo(place / "pipe")
    return scanned(place, state=folder)


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_a_gap_that_names_it(
    bad_folder: tuple[int, dict[str, Any]], name: str
) -> None:
    _, made = bad_folder

    gaps = gaps_of(made, f"/{name}")

    assert gaps, f"{name} is no gap"
    assert {gap["reason"] for gap in gaps} <= BAD[name][1]
    assert all(name in gap["detail"] for gap in gaps)
    assert all("\n" not in gap["detail"] for gap in gaps)


def test_good_files_beside_bad_ones_are_found(bad_folder: tuple[int, dict[str, Any]]) -> None:
    code, made = bad_folder

    assert code == 3
    assert made["run"]["status"] == "incomplete"
    assert {"good.txt", "zz-good.csv"} <= found_in(made)


def test_empty_files_are_read_and_no_gap(bad_folder: tuple[int, dict[str, Any]]) -> None:
    _, made = bad_folder

    statuses = {
        asset["locator"].rpartition("/")[2]: asset["coverage"]["status"] for asset in made["assets"]
    }

    assert statuses["empty.txt"] == statuses["empty.csv"] == "read"
    assert not gaps_of(made, "/empty.")


def test_every_gap_has_an_asset_that_did_not_end_as_read(
    bad_folder: tuple[int, dict[str, Any]],
) -> None:
    _, made = bad_folder

    status = {asset["id"]: asset["coverage"]["status"] for asset in made["assets"]}

    ended = {
        gap["locator"]: status[gap["asset"]] for gap in made["coverage"]["gaps"] if gap["asset"]
    }
    assert set(ended.values()) <= {"skipped", "failed"}


def test_loops_of_links_end_and_are_not_read_twice(
    bad_folder: tuple[int, dict[str, Any]],
) -> None:
    _, made = bad_folder

    locators = [asset["locator"] for asset in made["assets"]]

    assert len(locators) == len(set(locators))
    assert not any("/loop/" in locator for locator in locators)
    assert gaps_of(made, "/round-a")
    assert gaps_of(made, "/pipe")


def test_terminal_report_of_bad_files_counts_them(
    bad_folder: tuple[int, dict[str, Any]], tmp_path: Path
) -> None:
    _, made = bad_folder
    kept = tmp_path / "report.json"
    kept.write_text(json.dumps(made), encoding="utf-8")

    shown = pdscan("report", kept, "--lang", "en", state=tmp_path).stdout.decode()

    assert str(made["coverage"]["totals"]["assets"]["listed"]) in shown
    assert "bomb.zip" in shown or "other" in shown


# --- what can't be opened


def test_missing_file_is_a_gap_of_one_sentence(tmp_path: Path) -> None:
    code, made = scanned(tmp_path / "nowhere.csv", state=tmp_path)

    (gap,) = made["coverage"]["gaps"]
    assert (code, gap["reason"]) == (3, "unreachable")
    assert "nowhere.csv" in gap["detail"]


def test_wrong_scheme_lists_what_there_is(tmp_path: Path) -> None:
    said = refused("scan", "gopher://example.org/x", state=tmp_path)

    assert "gopher://" in said
    assert "bigquery://" in said


@pytest.mark.parametrize(
    ("target", "reason", "way_out"),
    [
        ("postgresql://u:Zq7-secret@127.0.0.1:1/crm", "unreachable", "127.0.0.1:1"),
        ("mysql://u:Zq7-secret@127.0.0.1:1/crm", "unreachable", "127.0.0.1:1"),
        ("mssql://u:Zq7-secret@127.0.0.1/crm", "no_driver", "pip install"),
        ("oracle://u:Zq7-secret@127.0.0.1/crm", "no_driver", "pip install"),
    ],
)
def test_a_server_that_cant_be_read_is_a_gap_beside_a_good_file(
    tmp_path: Path, target: str, reason: str, way_out: str
) -> None:
    good = tmp_path / "good.txt"
    good.write_text(GOOD, encoding="utf-8")

    code, made = scanned(target, good, state=tmp_path)

    (gap,) = made["coverage"]["gaps"]
    assert code == 3
    assert gap["reason"] == reason
    assert way_out in gap["detail"]
    assert "Zq7-secret" not in json.dumps(made)
    assert found_in(made) == {"good.txt"}


@pytest.fixture
def mariadb_user(mariadb_url: str) -> Iterator[sa.URL]:
    """Return the address of a user who has a password."""
    engine, name = sa.create_engine(mariadb_url), f"u_{secrets.token_hex(4)}"
    with engine.begin() as connection:
        for host in ("localhost", "127.0.0.1", "%"):
            user = sa.text("CREATE USER :name@:host IDENTIFIED BY 'right-one'")
            connection.execute(user, {"name": name, "host": host})
    yield engine.url.set(username=name, password="Zq7-wrong-one")
    with engine.begin() as connection:
        for host in ("localhost", "127.0.0.1", "%"):
            connection.execute(sa.text("DROP USER :name@:host"), {"name": name, "host": host})
    engine.dispose()


def test_wrong_password_is_a_gap_that_says_so(mariadb_user: sa.URL, tmp_path: Path) -> None:
    target = mariadb_user.render_as_string(hide_password=False)

    code, made = scanned(target, state=tmp_path)

    (gap,) = made["coverage"]["gaps"]
    assert code == 3
    assert gap["reason"] == "permission"
    assert "password" in gap["detail"]
    assert "Zq7-wrong-one" not in json.dumps(made)


def test_empty_table_is_read(tmp_path: Path) -> None:
    database = tmp_path / "vide.db"
    with sa.create_engine(f"sqlite:///{database}").begin() as connection:
        connection.exec_driver_sql("CREATE TABLE clients (email TEXT)")

    code, made = scanned(f"sqlite:///{database}", state=tmp_path)

    (asset,) = made["assets"]
    assert code == 0
    assert asset["coverage"]["status"] == "read"
    assert made["coverage"]["totals"]["rows"]["read"] == 0


def test_file_that_may_not_be_read_is_a_gap(tmp_path: Path) -> None:
    place = tmp_path / "share"
    place.mkdir()
    (place / "good.txt").write_text(GOOD, encoding="utf-8")
    (place / "secret.txt").write_text(GOOD, encoding="utf-8")
    (place / "secret.txt").chmod(0)
    if os.access(place / "secret.txt", os.R_OK):
        pytest.skip("this user reads everything (root): permissions can't be tested")

    code, made = scanned(place, state=tmp_path)

    (gap,) = made["coverage"]["gaps"]
    assert (code, gap["reason"]) == (3, "permission")
    assert found_in(made) == {"good.txt"}


def test_file_that_vanishes_or_fails_below_is_a_gap(tmp_path: Path) -> None:
    """Read what the kernel itself refuses, to root as well."""
    if not Path("/proc/self/mem").exists():
        pytest.skip("no /proc here")

    code, made = scanned("/proc/self/mem", state=tmp_path)

    (gap,) = made["coverage"]["gaps"]
    assert code == 3
    assert "/proc/self/mem" in gap["detail"]


def test_standard_input_is_read_beside_a_folder_of_many_workers(tmp_path: Path) -> None:
    place = tmp_path / "share"
    place.mkdir()
    (place / "good.txt").write_text(GOOD, encoding="utf-8")

    code, made = scanned("-", place, "--workers", "2", state=tmp_path, stdin=GOOD.encode())

    assert code == 0
    assert found_in(made) == {"stdin:", "good.txt"}


# --- what is too wide, too long, too much


def test_a_table_of_ten_thousand_columns_is_read(tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    header = ";".join(f"c{number}" for number in range(10_000))
    row = ";".join(f"v{number}" for number in range(9_999))
    wide.write_text(f"{header}\n" + f"{row};zoe@example.org\n" * 20, encoding="utf-8")

    code, made = scanned(wide, state=tmp_path)

    (finding,) = made["findings"]
    assert code == 0
    assert (finding["locus"], finding["hits"]) == ("column:c9999", 20)


def one_line(path: Path, megabytes: int) -> None:
    """Write one line without end, with an e-mail address at its end."""
    part = b"lorem ipsum dolor sit amet " * 40_000
    with path.open("wb") as file:
        while file.tell() < megabytes << 20:
            file.write(part)
        file.write(b" zoe@example.org")


MEASURED = """\
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True)
sys.stdout.buffer.write(done.stdout)
sys.stderr.buffer.write(done.stderr)
sys.stderr.write(f"\\npeak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}\\n")
sys.exit(done.returncode)
"""


@pytest.mark.parametrize(
    ("megabytes", "suffix"),
    [(200, ".txt"), (60, ".csv"), pytest.param(2048, ".txt", marks=pytest.mark.slow)],
)
def test_a_line_without_end_is_read_in_flat_memory(
    tmp_path: Path, megabytes: int, suffix: str
) -> None:
    path = tmp_path / f"line{suffix}"
    one_line(path, megabytes)
    command = [Path(sys.executable).with_name("pdscan"), "scan", path, "--only", "contact.email"]

    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *command, "--out", "json=-"],
        capture_output=True,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        check=False,
    )

    made = json.loads(done.stdout)
    peak = int(done.stderr.rpartition(b"peak ")[2])
    assert done.returncode == 0, done.stderr.decode()
    assert {finding["type"] for finding in made["findings"]} == {"contact.email"}
    assert peak < 600 * 1024, f"{peak // 1024} MiB"


# --- declarations and estate files


def test_declaration_with_a_typo_names_line_and_nearest_word(tmp_path: Path) -> None:
    declared = tmp_path / "policy.yaml"
    declared.write_text(
        "pdscan_declaration: 1\nform: short\ncontroler: {name: X, dpo: null}\nactivities:\n"
        "  - {name: Ventes, basis: contrat, data: [adresse email], keep: '3 ans'}\n",
        encoding="utf-8",
    )

    said = refused("scan", tmp_path, "--declared", declared, state=tmp_path)

    assert "policy.yaml:3" in said
    assert "controller" in said


def test_declared_phrase_with_a_typo_names_the_nearest_phrase(tmp_path: Path) -> None:
    declared = tmp_path / "policy.yaml"
    declared.write_text(
        "pdscan_declaration: 1\nform: short\ncontroller: {name: X, dpo: null}\nactivities:\n"
        "  - {name: Ventes, basis: contrat, data: [prénmo], keep: '3 ans'}\n",
        encoding="utf-8",
    )

    said = refused("scan", tmp_path, "--declared", declared, state=tmp_path)

    assert "policy.yaml:5" in said
    assert "prénom" in said


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"a: [", b"- 1\n- 2\n", b"\x00" * 40, b"a: &a [*a]\n", b"%PDF-1.7\n"],
)
@pytest.mark.parametrize("option", ["--declared", "--estate"])
def test_file_that_is_no_such_file_is_one_sentence(
    tmp_path: Path, content: bytes, option: str
) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)

    said = refused("scan", tmp_path, option, path, state=tmp_path)

    assert "odd.yaml" in said


def test_estate_with_an_unknown_key_names_line_and_nearest_key(tmp_path: Path) -> None:
    estate = tmp_path / "pdscan.yaml"
    estate.write_text(
        "pdscan_estate: 1\nid: x\nsources:\n  - {name: a, target: ./, exclde: [x]}\n",
        encoding="utf-8",
    )

    said = refused("scan", "--estate", estate, state=tmp_path)

    assert "pdscan.yaml:4" in said
    assert "exclude" in said


def test_report_that_is_no_report_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text('{"format": "pdscan-report", "version": "one", "findings": 3}')

    said = refused("report", path, state=tmp_path)

    assert "report" in said
