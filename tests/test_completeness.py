"""Whether a run is complete is worked out from what was read, never taken on a report's word."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from command_line import pdscan

from pdscan import api, plugins, report

POLICY = """\
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif"}
activities:
  - {id: act.sales, name: Ventes, basis: contrat, data: [adresse email], keep: "3 ans"}
"""
ESTATE = """\
pdscan_estate: 1
id: garage
declared: [policy.yaml]
systems:
  - {id: sys.sales, activities: [act.sales]}
sources:
  - {name: exports, target: exports, system: sys.sales}
"""
TABLE = "sqlite://shop/main.clients"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    (tmp_path / "pdscan.yaml").write_text(ESTATE, encoding="utf-8")
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def written(tmp_path: Path, *assets: dict[str, Any], **more: Any) -> Path:
    """Write a report by hand, which calls itself complete and holds one e-mail column."""
    found = {
        "id": "f_1",
        "asset_key": TABLE,
        "locus": "column:email",
        "type": "contact.email",
        "why": ["by hand"],
    }
    made = {
        "format": "pdscan-report",
        "version": 1,
        "coverage": {"complete": True},
        "assets": [{"id": "a_1", "locator": TABLE, "source": "exports"}, *assets],
        "findings": [found],
        **more,
    }
    path = tmp_path / "report.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    return path


def reconciled(tmp_path: Path, *words: str | Path) -> tuple[int, dict[str, Any]]:
    done = pdscan("reconcile", *words, "--out", "json=-", state=tmp_path)
    assert done.stdout, done.stderr.decode()
    return done.returncode, json.loads(done.stdout)


def test_reconcile_takes_the_declarations_of_the_estate(tmp_path: Path, policy: Path) -> None:
    code, made = reconciled(tmp_path, written(tmp_path), "--estate", tmp_path / "pdscan.yaml")

    assert (code, made["status"]) == (0, "NO_CONTRADICTION_OBSERVED")
    assert len(made["declarations"]) == 1


def test_declared_on_the_command_line_replaces_the_estate_s(tmp_path: Path, policy: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(POLICY.replace("adresse email", "IBAN"), encoding="utf-8")

    code, made = reconciled(
        tmp_path, written(tmp_path), "--estate", tmp_path / "pdscan.yaml", "--declared", other
    )

    assert (code, made["status"]) == (1, "CONTRADICTED")


@pytest.mark.parametrize("status", ["failed", "skipped", "sampled"])
def test_unread_assets_make_a_report_incomplete_whatever_it_says(
    tmp_path: Path, policy: Path, status: str
) -> None:
    asset = {"id": "a_2", "locator": "file:///x", "coverage": {"status": status, "n": 10}}

    code, made = reconciled(tmp_path, written(tmp_path, asset), "--declared", policy)

    assert (code, made["status"]) == (3, "INCONCLUSIVE")
    assert made["coverage"]["complete"] is False
    assert made["run"]["status"] == "incomplete"


def test_unmapped_asset_makes_it_incomplete_and_is_named(tmp_path: Path, policy: Path) -> None:
    asset = {"id": "a_2", "locator": "file:///x", "source": "elsewhere"}

    code, made = reconciled(
        tmp_path, written(tmp_path, asset), "--estate", tmp_path / "pdscan.yaml"
    )

    assert (code, made["status"]) == (3, "INCONCLUSIVE")
    assert "purpose: 1 asset is not mapped to a system" in made["coverage"]["blind_spots"]


def test_verdict_in_an_incomplete_report_is_exit_4(tmp_path: Path, policy: Path) -> None:
    asset = {"id": "a_2", "locator": "file:///x", "coverage": {"status": "failed"}}
    policy.write_text(POLICY.replace("adresse email", "IBAN"), encoding="utf-8")

    code, _ = reconciled(tmp_path, written(tmp_path, asset), "--declared", policy)

    assert code == 4


def test_better_estate_makes_a_run_complete_again(tmp_path: Path, policy: Path) -> None:
    asset = {"id": "a_2", "locator": "file:///x", "source": "share", "mapped": False}
    first = written(tmp_path, asset, coverage={"complete": False}, run={"status": "incomplete"})
    better = ESTATE + "  - {name: share, target: share, system: sys.sales}\n"
    (tmp_path / "pdscan.yaml").write_text(better, encoding="utf-8")

    code, made = reconciled(tmp_path, first, "--estate", tmp_path / "pdscan.yaml")

    assert (code, made["run"]["status"]) == (0, "complete")


@pytest.mark.parametrize(("accepted", "code"), [(0.01, 0), (0.001, 3)])
def test_accepted_sampling_is_kept_and_its_bound_printed(
    tmp_path: Path, policy: Path, accepted: float, code: int
) -> None:
    asset = {"id": "a_2", "locator": "pg://a/b.c", "coverage": {"status": "sampled", "n": 1000}}
    path = written(tmp_path, asset, run={"accept_sampling": accepted})

    answered, made = reconciled(tmp_path, path, "--declared", policy)

    assert (answered, made["run"]["accept_sampling"]) == (code, accepted)
    said = pdscan("reconcile", path, "--declared", policy, "--lang", "en", state=tmp_path)
    assert "at most 0.3% of the rows (95% confidence)" in " ".join(said.stdout.decode().split())
    again = report.parse(json.dumps(made))
    with (tmp_path / "page.html").open("wb") as page:
        plugins.report("html")("en").write(again, page)
    assert "at most 0.3% of the rows" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_scan_keeps_what_sampling_it_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("email\nabel@example.com\n", encoding="utf-8")

    made = api.scan(tmp_path / "a.csv", accept_sampling=0.01, names=False)

    assert made.run.accept_sampling == 0.01


@pytest.mark.parametrize("kind", ["folder", "glob", "excluded"])
def test_run_that_reads_nothing_is_not_clean(tmp_path: Path, policy: Path, kind: str) -> None:
    (tmp_path / "exports").mkdir()
    words: tuple[str | Path, ...] = ("--estate", tmp_path / "pdscan.yaml")
    if kind != "folder":
        (tmp_path / "exports" / "a.csv").write_text("email\nabel@example.com\n", "utf-8")
    if kind == "glob":
        words = (*words, "file:///nowhere/**")
    if kind == "excluded":
        without = ESTATE.replace("system: sys.sales}\n", 'system: sys.sales, exclude: ["**"]}\n')
        (tmp_path / "pdscan.yaml").write_text(without, encoding="utf-8")

    done = pdscan("scan", *words, "--out", "json=-", state=tmp_path)

    made = json.loads(done.stdout)
    assert (done.returncode, made["status"]) == (3, "INCONCLUSIVE"), done.stderr.decode()
    assert made["coverage"]["complete"] is False
    assert "nothing was read" in made["coverage"]["blind_spots"]


@pytest.mark.parametrize("command", ["scan", "reconcile"])
def test_activity_that_nothing_declares_is_refused_with_its_line(
    tmp_path: Path, policy: Path, command: str
) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "pdscan.yaml").write_text(ESTATE.replace("[act.sales]", "[act.sale]"))
    words = (command, "--estate", tmp_path / "pdscan.yaml")

    done = pdscan(*words, *((written(tmp_path),) if command == "reconcile" else ()), state=tmp_path)

    said = done.stderr.decode()
    assert done.returncode == 2
    assert "pdscan.yaml:5: there is no activity 'act.sale'; did you mean act.sales?" in said


def test_every_sample_says_what_it_bounds(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as base:
        base.execute("CREATE TABLE t (mail TEXT, n INTEGER)")
        base.executemany(
            "INSERT INTO t VALUES (?, ?)",
            ((f"c{n}@example.org" if n % 2 else "aucun", n) for n in range(5_000)),
        )

    made = api.scan(f"sqlite:///{tmp_path}/x.db", sample=1_000, names=False)

    (asset,) = made.assets
    (finding,) = made.findings
    assert (asset.coverage.status, asset.coverage.n, asset.coverage.upper) == (
        "sampled",
        1000,
        0.003,
    )
    assert finding.bound is not None
    assert finding.share is not None
    assert finding.share < finding.bound.upper < finding.share + 0.05
    with (tmp_path / "page.txt").open("wb") as page:
        plugins.report("terminal")("en").write(made, page)
    said = " ".join((tmp_path / "page.txt").read_text(encoding="utf-8").split())
    assert "not seen there concerns at most 0.3% of the rows (95% confidence)" in said
    assert f"{finding.hits} / 1,000 · at most {finding.bound.upper:.0%} ·" in said
