"""Every scenario file, judged from given findings (mode R) and from real stores (mode S+R)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import scenario as scenarios
import scenario_findings
from scenario_facts import gates, scored

from pdscan import api
from pdscan.declarations import loading
from pdscan.report import Report, parse

OWN = sorted((Path(__file__).parent / "scenarios").glob("*[a-z].yaml"))
OWN = [path for path in OWN if ".declaration" not in path.name]
GOLDEN = sorted((Path(__file__).parents[2] / "shared" / "golden").glob("scenario-*.yaml"))
FILES = [*OWN, *GOLDEN]
each_file = pytest.mark.parametrize("file", FILES, ids=[path.stem for path in FILES])
own_file = pytest.mark.parametrize("file", OWN, ids=[path.stem for path in OWN])


def by_hand(file: Path, only: list[str] | None = None) -> Report:
    scenario = scenarios.load(file)
    declared = api.declare(file.parent / scenario["declaration"])
    return api.reconcile(scenario_findings.report(scenario, declared, only), [declared])


@each_file
def test_given_findings_get_their_verdicts(file: Path) -> None:
    scenario = scenarios.load(file)
    marks = {one["id"]: one["id"] for one in scenario["assets"]}
    report = by_hand(file)
    statuses = {
        run["id"]: (run["expect"], by_hand(file, run["assets"]).status)
        for run in scenario["runs"]
        if run["assets"] != "all"
    }

    facts = scored(report, scenario, marks)

    assert {one.fact["id"]: (one.got, one.wrong) for one in facts if one.wrong} == {}
    texts = [text for one in report.verdicts for text in one.explanation.values()]
    assert gates("R", facts, statuses, texts, scenario["must_never_print"]) == []


@own_file
def test_scanned_stores_get_their_verdicts(file: Path, tmp_path: Path) -> None:
    scenario = scenarios.load(file)
    built = scenarios.build(scenario, file.parent / scenario["declaration"], tmp_path)

    report = api.scan(estate=built.estate, as_of=scenario["as_of"])

    facts = scored(report, scenario, built.marks)
    assert {one.fact["id"]: (one.got, one.wrong) for one in facts if one.wrong} == {}
    assert report.status == "CONTRADICTED"
    assert not [w for w in scenario["must_never_print"] if w.lower() in report.to_json().lower()]


@each_file
def test_a_report_read_back_from_its_json_is_judged_the_same(file: Path) -> None:
    report = by_hand(file)
    bare = replace(report, verdicts=(), status="NOT_JUDGED", summary={})
    scenario = scenarios.load(file)

    again = api.reconcile(parse(bare.to_json()), [file.parent / scenario["declaration"]])

    assert [one.id for one in again.verdicts] == [one.id for one in report.verdicts]
    assert (again.status, again.summary) == (report.status, report.summary)


@own_file
def test_the_words_that_a_declaration_quotes_stand_in_its_policy(file: Path) -> None:
    path = file.parent / scenarios.load(file)["declaration"]

    assert loading.problems(path) == ()
