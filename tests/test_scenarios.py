"""Every scenario file: from given findings (mode R), from real stores (S+R), from a policy (E+S+R).

Scenarios of the five companies name a policy that lies outside the project: what reads it is
skipped where it isn't there.
"""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
import scenario as scenarios
import scenario_findings
from scenario_facts import NO_FALSE_CLEAN, accuracy, gates, scored

from pdscan import api
from pdscan.declarations import loading
from pdscan.report import Report, parse

OWN = sorted((Path(__file__).parent / "scenarios").glob("*[a-z].yaml"))
OWN = [path for path in OWN if ".declaration" not in path.name]
GOLDEN = sorted((Path(__file__).parents[2] / "shared" / "golden").glob("scenario-*.yaml"))
POLICIES = Path(__file__).parents[2] / "shared" / "policies"
BENCH = Path(__file__).parents[1] / "bench"


def each(files: list[Path]) -> pytest.MarkDecorator:
    """Parametrize by files; one whose declaration is outside the project is skipped without it."""
    rows = []
    for path in files:
        declared = path.parent / scenarios.load(path)["declaration"]
        skip = pytest.mark.skipif(not declared.exists(), reason=f"no {declared.name} here")
        rows.append(pytest.param(path, id=path.stem, marks=skip))
    return pytest.mark.parametrize("file", rows)


each_file, own_file = each([*OWN, *GOLDEN]), each(OWN)
each_company = each([path for path in OWN if "policy" in scenarios.load(path)])
each_quoting = each([path for path in OWN if "policy" not in scenarios.load(path)])


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


@each_quoting
def test_the_words_that_a_declaration_quotes_stand_in_its_policy(file: Path) -> None:
    path = file.parent / scenarios.load(file)["declaration"]

    assert loading.problems(path) == ()


@pytest.mark.skipif(not POLICIES.is_dir(), reason="no ../shared/policies here")
@each_company
def test_a_policy_as_it_is_lets_nothing_grave_pass(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(BENCH)
    spec = importlib.util.spec_from_file_location("bench_scenarios", BENCH / "scenarios.py")
    assert spec is not None
    assert spec.loader is not None
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)

    facts, _ = bench.score(file, "E+S+R")

    grave = [one for one in facts if one.kind in NO_FALSE_CLEAN]
    assert [one.fact["id"] for one in grave if any("false clean" in w for w in one.wrong)] == []
    assert accuracy(facts) >= 0.75
