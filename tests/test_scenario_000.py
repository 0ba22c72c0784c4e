"""Scan the acceptance scenario as a real estate and hold every fact against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import scenario
from scenario_facts import verdict_of

from pdscan import api
from pdscan.report import Report

GOLDEN = Path(__file__).parents[2] / "shared" / "golden"
FILE = GOLDEN / "scenario-000.yaml"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="no ../shared/golden here")

SCENARIO = scenario.load(FILE) if FILE.exists() else {"facts": []}
FACTS = [fact for fact in SCENARIO["facts"] if fact.get("axis") != "coverage"]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, dict[str, str]]:
    built = scenario.build(
        SCENARIO, GOLDEN / SCENARIO["declaration"], tmp_path_factory.mktemp("estate")
    )
    return api.scan(estate=built.estate, full=True, as_of=SCENARIO["as_of"]), built.marks


@pytest.mark.parametrize("fact", FACTS, ids=[fact["id"] for fact in FACTS])
def test_fact_gets_its_verdict(
    scanned: tuple[Report, dict[str, str]], fact: dict[str, Any]
) -> None:
    report, marks = scanned
    expected = fact["expect"]

    verdict = verdict_of(report, fact, marks[fact["asset"]])

    if expected["verdict"] == "NO_FINDING":
        assert verdict is None or verdict.certainty in fact.get("accept_also", ())
        return
    assert verdict is not None
    assert (verdict.verdict, verdict.severity) == (expected["verdict"], expected["severity"])
    assert verdict.assurance == expected.get("assurance", verdict.assurance)
    assert set(expected.get("by", ())) <= {cited.item for cited in verdict.by}
    assert fact.get("axis") != "retention" or verdict.count == expected.get("count")


def test_encrypted_backup_is_not_assessed(scanned: tuple[Report, dict[str, str]]) -> None:
    report, _ = scanned

    (verdict,) = [v for v in report.verdicts if v.axis == "coverage"]

    assert (verdict.verdict, verdict.reason) == ("NOT_ASSESSED", "encrypted")


def test_whole_estate_is_contradicted_and_a_clean_part_inconclusive(
    scanned: tuple[Report, dict[str, str]], tmp_path: Path
) -> None:
    report, _ = scanned
    built = scenario.build(SCENARIO, GOLDEN / SCENARIO["declaration"], tmp_path)

    part = api.scan(["contrats"], estate=built.estate, full=True, as_of=SCENARIO["as_of"])

    assert report.status == "CONTRADICTED"
    assert part.run.restricted_to == ("contrats",)
    assert part.status == "INCONCLUSIVE"


def test_forbidden_words_are_in_no_report(scanned: tuple[Report, dict[str, str]]) -> None:
    report, _ = scanned

    text = report.to_json().lower()

    assert not [word for word in SCENARIO["must_never_print"] if word.lower() in text]
