from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pdscan import api
from pdscan.cli.finding_page import finding_page
from pdscan.model import UsageError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("letters")
    (path / "a.txt").write_text("Mail : zelie@example.org\n", "utf-8")
    return path


@pytest.mark.parametrize(("language", "word"), [("fr", "indices"), ("en", "evidence")])
def test_the_page_of_a_finding_says_its_evidence(folder: Path, language: str, word: str) -> None:
    report = api.scan(folder, names=False)
    found = next(one for one in report.findings if one.type == "contact.email")

    page = finding_page(report, found.id, language)

    assert found.why
    assert f"{word}:" in page
    assert all(f"- {one}" in page for one in found.why)
    assert "zelie@example.org" not in page


def test_a_finding_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(UsageError, match="f-none"):
        finding_page(api.scan(folder, names=False), "f-none", "fr")


def test_the_command_reads_a_report(folder: Path, tmp_path: Path) -> None:
    from pdscan.cli.app import app

    out = tmp_path / "r.json"
    runner = CliRunner()
    runner.invoke(app, ["scan", str(folder), "--only", "contact.email", "--out", f"json={out}"])
    found = api.scan(folder, only=["contact.email"]).findings[0].id

    done = runner.invoke(app, ["explain", "--why", str(out), found, "--lang", "en"])

    assert "evidence:" in done.output


def test_the_page_of_a_person_says_by_what_words_and_whether_a_model_agreed(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text(
        "Mme Okamba a signé. Le dossier de Marie Lefebvre est clos.", "utf-8"
    )

    report = api.scan(tmp_path, only=["person"])
    pages = "\n".join(finding_page(report, one.id, "en") for one in report.findings)

    assert "- civility" in pages
    assert "given name and surname" in pages
    assert "and the model" in pages
    assert "Okamba" not in pages
    assert "Lefebvre" not in pages


def test_the_page_of_a_column_or_address_says_by_what_it_was_known(tmp_path: Path) -> None:
    rows = "\n".join(
        f"Okamba,{year}-03-0{year % 9 + 1},8000{year % 9},F" for year in range(1950, 1980)
    )
    (tmp_path / "tiers.csv").write_text(f"nom_patient,ddn,cp,sexe\n{rows}\n", "utf-8")
    (tmp_path / "a.txt").write_text("Elle habite 4 rue des Essais, 80000 Amiens.", "utf-8")

    report = api.scan(tmp_path)
    pages = {(one.type, one.locus): finding_page(report, one.id, "en") for one in report.findings}

    assert "- field name ddn, cells agree" in pages["person.birth_date", "column:ddn"]
    assert "- combination:cp+ddn+sexe" in pages["person.gender", "column:sexe"]
    assert "- street, postcode, town" in pages["contact.postal_address", "text"]
    assert "- word:habite" in pages["contact.postal_address", "text"]
