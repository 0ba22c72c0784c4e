"""The made-up company: each planted contradiction and each clean part, one by one."""

from __future__ import annotations

import io
import re
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from pdscan import api, locators, plugins
from pdscan.cli.app import app
from pdscan.declarations import loading as declaration_file
from pdscan.demo import company, promises
from pdscan.model import UsageError

PROMISED = promises.load()
WRITTEN = ("boutique.db", "declaration.yaml", "pdscan.yaml", "politique.txt", "LISEZMOI.md")
SILENT_ON_PURPOSE = {"DECLARED", "NOT_PERSONAL"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "mirabelle"
    company.write(folder)
    return folder


@pytest.fixture(scope="module")
def result(root):
    return api.scan(estate=root / "pdscan.yaml", full=True)


def findings_at(result, asset, root):
    key = locators.asset_key(promises.locator(asset, root))
    return [finding for finding in result.findings if finding.asset_key == key]


def category_verdict(result, finding):
    (verdict,) = (v for v in result.verdicts if v.axis == "category" and finding.id in v.findings)
    return verdict


def untimed(finding):
    return replace(finding, first_seen=None, last_seen=None)


def shown(facts):
    return [
        f"{fact.asset}|{getattr(fact, 'locus', '')}|{getattr(fact, 'type', '')}" for fact in facts
    ]


@pytest.mark.parametrize("fact", PROMISED.planted, ids=shown(PROMISED.planted))
def test_each_planted_fact_gets_the_verdict_that_was_promised(result, root, fact):
    found = findings_at(result, fact.asset, root)
    there = [f for f in found if (f.locus, f.type) == (fact.locus, fact.type)]
    assert there, f"not found; found there: {[(f.locus, f.type) for f in found]}"
    verdict = category_verdict(result, there[0])
    assert (verdict.verdict, verdict.severity) == (fact.verdict, fact.severity)


@pytest.mark.parametrize("part", PROMISED.clean, ids=shown(PROMISED.clean))
def test_each_clean_part_holds_nothing_undeclared(result, root, part):
    found = findings_at(result, part.asset, root)
    wrong = {
        (f.locus, f.type, kind)
        for f in found
        if (kind := category_verdict(result, f).verdict) not in SILENT_ON_PURPOSE
    }
    assert not wrong
    types = {finding.type for finding in found}
    assert set(part.found) <= types
    assert part.found or not types


def test_nothing_but_what_was_planted_is_flagged(result, root):
    planted = {
        (locators.asset_key(promises.locator(fact.asset, root)), fact.locus, fact.type)
        for fact in PROMISED.planted
    }
    flagged = {
        (finding.asset_key, finding.locus, finding.type)
        for finding in result.findings
        if category_verdict(result, finding).verdict not in SILENT_ON_PURPOSE
    }
    assert flagged == planted


@pytest.mark.parametrize("locked", PROMISED.gaps, ids=shown(PROMISED.gaps))
def test_what_cant_be_read_is_a_gap(result, root, locked):
    wanted = promises.locator(locked.asset, root)
    assert [gap.reason for gap in result.coverage.gaps if gap.locator == wanted] == [locked.reason]


def test_nothing_else_was_left_unread(result):
    unread = [gap for gap in result.coverage.gaps if gap.reason != "unmapped"]
    assert len(unread) == len(PROMISED.gaps)
    assert not result.coverage.complete
    assert result.status == "CONTRADICTED"


def test_the_verdicts_quote_the_policy(result, root):
    log = findings_at(result, "partage/journaux/caisse-debug-2026-03-14.log", root)
    (card,) = (finding for finding in log if finding.type == "payment.card.pan")
    quotes = [cited.quote for cited in category_verdict(result, card).by]
    assert any("6 premiers et 4 derniers chiffres" in quote for quote in quotes)


def test_no_value_of_the_company_is_in_its_report(result, root):
    with closing(sqlite3.connect(root / "boutique.db")) as shop:
        columns = "SELECT email FROM clients", "SELECT mot_de_passe FROM anciens_comptes"
        values = {row[0] for column in columns for row in shop.execute(column)}
    log = root / "partage/journaux/caisse-debug-2026-03-14.log"
    values |= set(re.findall(r"carte=(\d{16})", log.read_text(encoding="utf-8")))
    assert len(values) > 600
    report = result.to_json()
    assert not [value for value in values if value in report]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("format_name", ["terminal", "html", "json"])
def test_the_report_can_be_written_in_both_languages(result, format_name, language):
    out = io.BytesIO()
    plugins.report(format_name)(language).write(result, out)
    assert "caisse-debug" in out.getvalue().decode("utf-8")


def test_scanning_twice_gives_the_same_findings_and_verdicts(result, root):
    again = api.scan(estate=root / "pdscan.yaml", full=True)
    assert [untimed(finding) for finding in again.findings] == [
        untimed(finding) for finding in result.findings
    ]
    assert again.verdicts == result.verdicts
    assert again.coverage == result.coverage


def test_the_command_line_ends_with_4_verdicts_and_not_all_read(root):
    page = root.parent / "rapport.html"
    words = ["scan", "--estate", str(root / "pdscan.yaml"), "--out", f"html={page}", "--quiet"]
    assert CliRunner().invoke(app, words).exit_code == 4
    assert page.stat().st_size > 1_000


def test_the_same_bytes_are_written_each_time(root, tmp_path):
    company.write(tmp_path)
    for path in sorted(tmp_path.rglob("*")):
        if path.is_file():
            name = path.relative_to(tmp_path)
            assert path.read_bytes() == (root / name).read_bytes(), name


def test_the_declaration_is_right_and_grounded_in_the_policy(root):
    assert declaration_file.problems(root / "declaration.yaml") == ()


def test_lisezmoi_lists_every_promise_in_both_languages(root):
    text = (root / "LISEZMOI.md").read_text(encoding="utf-8")
    for fact in (*PROMISED.planted, *PROMISED.gaps, *PROMISED.clean):
        assert fact.asset in text
        assert fact.fr in text
        assert fact.en in text


def test_a_folder_that_holds_something_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="isn't empty"):
        company.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_command_says_in_three_lines_what_was_written_and_what_comes_next(tmp_path):
    folder = tmp_path / "new"
    said = CliRunner().invoke(app, ["demo", str(folder)])
    assert said.exit_code == 0
    assert len(said.output.splitlines()) == 3
    assert f"pdscan scan --estate {folder / 'pdscan.yaml'} --out html=" in said.output
    assert {path.name for path in folder.iterdir()} == {*WRITTEN, "partage", "seau"}
