"""The command line as a person meets it: exit codes, one-sentence errors, stdout and stderr."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import jsonschema
import pytest
from command_line import pdscan

from pdscan import report_schema

POLICY = """\
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif", dpo: null}
activities:
  - {name: Ventes, basis: contrat, data: [nom, prénom, adresse email], keep: "3 ans"}
never: [données de santé]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "exports"
    place.mkdir()
    (place / "clients.csv").write_text(
        "prenom;email\nZélie;zelie@example.org\nAbel;abel@example.com\n", encoding="utf-8"
    )
    return place


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def test_declared_and_complete_is_exit_0(folder: Path, policy: Path, tmp_path: Path) -> None:
    done = pdscan("scan", folder, "--declared", policy, state=tmp_path)

    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_undeclared_is_exit_1_and_names_the_place(
    folder: Path, policy: Path, tmp_path: Path
) -> None:
    (folder / "rib.txt").write_text("IBAN FR76 9999 9000 0100 0123 4567 809\n")

    done = pdscan("scan", folder, "--declared", policy, "--lang", "en", state=tmp_path)

    assert done.returncode == 1
    assert "rib.txt" in done.stdout.decode()
    assert "0123 4567" not in done.stdout.decode()


def test_fail_on_raises_the_bar(folder: Path, policy: Path, tmp_path: Path) -> None:
    (folder / "tel.txt").write_text("Téléphone : 06 39 98 10 11, 06 39 98 10 12\n")

    medium = pdscan("scan", folder, "--declared", policy, "-q", state=tmp_path)
    high = pdscan("scan", folder, "--declared", policy, "-q", "--fail-on", "high", state=tmp_path)

    assert (medium.returncode, high.returncode) == (1, 0)


def test_unreadable_member_is_exit_3_or_4(folder: Path, policy: Path, tmp_path: Path) -> None:
    (folder / "cut.zip").write_bytes(b"PK\x03\x04" + b"\x00" * 40)

    undecided = pdscan("scan", folder, "-q", state=tmp_path)
    (folder / "rib.txt").write_text("IBAN FR76 9999 9000 0100 0123 4567 809\n")
    both = pdscan("scan", folder, "--declared", policy, "-q", state=tmp_path)

    assert (undecided.returncode, both.returncode) == (3, 4)


def test_json_to_stdout_is_only_the_json_and_holds_the_schema(
    folder: Path, policy: Path, tmp_path: Path
) -> None:
    done = pdscan("scan", folder, "--declared", policy, "--out", "json=-", state=tmp_path)

    made = json.loads(done.stdout)
    jsonschema.validate(made, report_schema.json_schema())
    assert made["coverage"]["totals"]["assets"]["read"] == 1


def test_same_input_gives_the_same_bytes_but_for_run_and_times(
    folder: Path, policy: Path, tmp_path: Path
) -> None:
    words = ("scan", folder, "--declared", policy, "--out", "json=-", "--as-of", "2026-01-01")

    first, second = (json.loads(pdscan(*words, state=tmp_path).stdout) for _ in range(2))

    for made in (first, second):
        for key in ("id", "started", "finished"):
            made["run"].pop(key)
        for finding in made["findings"]:
            finding.pop("first_seen"), finding.pop("last_seen")
    assert first == second


def test_stdin_is_scanned(tmp_path: Path) -> None:
    done = pdscan("scan", "-", "--out", "json=-", state=tmp_path, stdin=b"zelie@example.org\n")

    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["type"], finding["asset_key"]) == ("contact.email", "stdin:")


def test_only_restricts_the_types(folder: Path, tmp_path: Path) -> None:
    done = pdscan("scan", folder, "--only", "contact", "--out", "json=-", state=tmp_path)

    assert {f["type"] for f in json.loads(done.stdout)["findings"]} == {"contact.email"}


def test_reconcile_gives_the_verdicts_of_the_scan(
    folder: Path, policy: Path, tmp_path: Path
) -> None:
    (folder / "rib.txt").write_text("IBAN FR76 9999 9000 0100 0123 4567 809\n")
    kept = tmp_path / "report.json"
    scanned = pdscan(
        "scan", folder, "--declared", policy, "-q", "--out", f"json={kept}", state=tmp_path
    )

    judged = pdscan("reconcile", kept, "--declared", policy, "--out", "json=-", state=tmp_path)

    before, after = json.loads(kept.read_text()), json.loads(judged.stdout)
    assert judged.returncode == scanned.returncode == 1
    assert after["verdicts"] == before["verdicts"]
    assert after["status"] == before["status"]


def test_report_shows_the_latest_run_again(folder: Path, tmp_path: Path) -> None:
    pdscan("scan", folder, "-q", state=tmp_path)

    again = pdscan("report", "latest", "--out", f"html={tmp_path / 'page.html'}", state=tmp_path)

    assert again.returncode == 0, again.stderr.decode()
    assert b"clients.csv" in (tmp_path / "page.html").read_bytes()


def test_own_reports_are_never_scanned(folder: Path, tmp_path: Path) -> None:
    out = f"json={folder / 'report.json'}"

    pdscan("scan", folder, "-q", "--out", out, state=tmp_path)
    pdscan("scan", folder, "-q", "--out", out, state=tmp_path)

    made = json.loads((folder / "report.json").read_text())
    assets = made["assets"]
    assert [asset["locator"].rpartition("/")[2] for asset in assets] == ["clients.csv"]
    assert made["coverage"]["own_files"] == 1


def test_two_workers_find_what_one_finds(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("a.txt", "Téléphone : 06 39 98 10 11")

    one, two = (
        json.loads(
            pdscan("scan", folder, "--workers", number, "--out", "json=-", state=tmp_path).stdout
        )
        for number in ("1", "2")
    )

    assert [f["id"] for f in one["findings"]] == [f["id"] for f in two["findings"]]
    assert one["coverage"] == two["coverage"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["scan", "gopher://host/x"], "gopher://"),
        (["scan"], "nothing to scan"),
        (["scan", ".", "--declared", "/nowhere.yaml"], "/nowhere.yaml"),
        (["scan", ".", "--estate", "/nowhere.yaml"], "/nowhere.yaml"),
        (["scan", ".", "--only", "contact.emial"], "contact.email"),
        (["scan", ".", "--out", "pdf=x.pdf"], "html"),
        (["scan", ".", "--out", "json=/nowhere/x.json"], "/nowhere"),
        (["scan", ".", "--as-of", "yesterday"], "yesterday"),
        (["scan", ".", "--full", "--sample", "5"], "--full"),
        (["reconcile", "/nowhere.json", "--declared", "x"], "/nowhere.json"),
        (["explain", "email_adress"], "email_address"),
        (["report", "nosuchrun"], "nosuchrun"),
    ],
)
def test_wrong_words_are_one_sentence_and_exit_2(
    words: list[str], sentence: str, tmp_path: Path
) -> None:
    done = pdscan(*words, state=tmp_path)

    said = done.stderr.decode()
    assert done.returncode == 2
    assert sentence in said
    assert said.startswith("pdscan: ")
    assert said.count("\n") == 1


def test_estate_with_a_typo_names_the_line_and_the_nearest_key(tmp_path: Path) -> None:
    estate = tmp_path / "pdscan.yaml"
    estate.write_text("pdscan_estate: 1\nid: x\nsorces:\n  - {name: a, target: ./}\n")

    done = pdscan("scan", "--estate", estate, state=tmp_path)

    assert done.returncode == 2
    assert "pdscan.yaml:3" in done.stderr.decode()
    assert "sources" in done.stderr.decode()


def test_unreachable_database_is_a_gap_not_an_error(tmp_path: Path) -> None:
    done = pdscan(
        "scan", "postgresql://joe:s3cret@127.0.0.1:1/crm", "--out", "json=-", state=tmp_path
    )

    (gap,) = json.loads(done.stdout)["coverage"]["gaps"]
    assert done.returncode == 3
    assert gap["reason"] == "unreachable"
    assert b"s3cret" not in done.stdout + done.stderr


@pytest.mark.parametrize("missing", ["/nowhere/at/all", "sqlite:////nowhere/x.db"])
def test_missing_target_is_a_gap_and_the_rest_is_scanned(
    folder: Path, tmp_path: Path, missing: str
) -> None:
    done = pdscan("scan", folder, missing, "--out", "json=-", state=tmp_path)

    made = json.loads(done.stdout)
    (gap,) = made["coverage"]["gaps"]
    assert done.returncode == 3
    assert "/nowhere" in gap["detail"]
    assert {finding["type"] for finding in made["findings"]} >= {"contact.email"}


def test_file_reached_twice_is_read_once(folder: Path, tmp_path: Path) -> None:
    done = pdscan("scan", folder, folder / "clients.csv", "--out", "json=-", state=tmp_path)

    made = json.loads(done.stdout)
    assert made["coverage"]["totals"]["assets"]["listed"] == 1
    assert all(finding["hits"] <= finding["examined"] for finding in made["findings"])


def test_sqlite_table_beside_a_folder_is_scanned_in_one_run(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "shop.db"
    with sqlite3.connect(database) as connection:
        connection.execute("create table clients (courriel text)")
        connection.execute("insert into clients values ('abel@example.com')")

    done = pdscan("scan", folder, f"sqlite:///{database}", "--out", "json=-", state=tmp_path)

    keys = {finding["asset_key"] for finding in json.loads(done.stdout)["findings"]}
    assert "sqlite://shop/main.clients" in keys
    assert done.returncode == 0


def test_check_connects_and_reads_nothing(folder: Path, tmp_path: Path) -> None:
    done = pdscan("check", folder, state=tmp_path)

    assert done.returncode == 0
    assert b"1 assets" in done.stdout


def test_init_writes_an_estate_file_that_loads(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()

    written = pdscan("init", "pdscan.yaml", state=tmp_path)
    checked = pdscan("check", "--estate", "pdscan.yaml", state=tmp_path)

    assert (written.returncode, checked.returncode) == (0, 0), checked.stderr.decode()


@pytest.mark.parametrize("what", ["detectors", "sources", "reports", "types"])
def test_list_has_a_line_for_each(what: str, tmp_path: Path) -> None:
    done = pdscan("list", what, state=tmp_path)

    assert done.returncode == 0
    assert all(len(line.split()) > 1 for line in done.stdout.decode().splitlines())


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    done = pdscan("scan", "--help", state=tmp_path, env={"PYTHONPROFILEIMPORTTIME": "1"})

    imported = {line.rpartition(b"|")[2].strip() for line in done.stderr.splitlines()}
    heavy = {b"pyarrow", b"hyperscan", b"sqlalchemy", b"spacy", b"boto3", b"numpy"}
    assert done.returncode == 0
    assert not imported & heavy
