"""Scan the acceptance scenario as a real estate and hold every category fact against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import scenario
import yaml

from pdscan import api
from pdscan.report import Report

SHARED = Path(__file__).parents[2] / "shared"
GOLDEN = SHARED / "golden"
pytestmark = pytest.mark.skipif(not GOLDEN.exists(), reason="no ../shared/golden here")


def _scenario() -> dict[str, Any]:
    path = GOLDEN / "scenario-000.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {"facts": []}


SCENARIO = _scenario()
FACTS = [fact for fact in SCENARIO["facts"] if fact.get("axis", "category") == "category"]
PLACES = [
    fact for fact in SCENARIO["facts"] if fact.get("axis") in ("retention", "location", "recipient")
]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, dict[str, str]]:
    built = scenario.build(
        SCENARIO, GOLDEN / "000_intelligent-software.yaml", tmp_path_factory.mktemp("estate")
    )
    return api.scan(estate=built.estate, full=True, as_of=SCENARIO["as_of"]), built.marks


@pytest.mark.parametrize("fact", FACTS, ids=[fact["id"] for fact in FACTS])
def test_category_fact_gets_its_verdict(
    scanned: tuple[Report, dict[str, str]], fact: dict[str, Any]
) -> None:
    report, marks = scanned
    expected = fact["expect"]

    verdict = scenario.verdict_of(report, fact, marks[fact["asset"]])

    if expected["verdict"] == "NO_FINDING":
        assert verdict is None or verdict.certainty in fact.get("accept_also", ())
        return
    assert verdict is not None
    assert (verdict.verdict, verdict.severity) == (expected["verdict"], expected["severity"])
    assert verdict.assurance == expected.get("assurance", verdict.assurance)
    assert set(expected.get("by", ())) <= {cited.item for cited in verdict.by}


@pytest.mark.parametrize("fact", PLACES, ids=[fact["id"] for fact in PLACES])
def test_fact_of_a_place_gets_its_verdict(
    scanned: tuple[Report, dict[str, str]], fact: dict[str, Any]
) -> None:
    report, marks = scanned
    expected = fact["expect"]

    verdict = scenario.place_verdict_of(report, fact, marks[fact["asset"]])

    assert verdict is not None
    assert (verdict.verdict, verdict.severity) == (expected["verdict"], expected["severity"])
    assert verdict.count == expected.get("count")


def test_encrypted_backup_is_not_assessed(scanned: tuple[Report, dict[str, str]]) -> None:
    report, _ = scanned

    (verdict,) = [v for v in report.verdicts if v.axis == "coverage"]

    assert (verdict.verdict, verdict.reason) == ("NOT_ASSESSED", "encrypted")


def test_whole_estate_is_contradicted_and_a_clean_part_inconclusive(
    scanned: tuple[Report, dict[str, str]], tmp_path: Path
) -> None:
    report, _ = scanned
    built = scenario.build(SCENARIO, GOLDEN / "000_intelligent-software.yaml", tmp_path)

    part = api.scan(["contrats"], estate=built.estate, full=True, as_of=SCENARIO["as_of"])

    assert report.status == "CONTRADICTED"
    assert part.run.restricted_to == ("contrats",)
    assert part.status == "INCONCLUSIVE"


def test_forbidden_words_are_in_no_report(scanned: tuple[Report, dict[str, str]]) -> None:
    report, _ = scanned

    text = report.to_json().lower()

    assert not [word for word in SCENARIO["must_never_print"] if word.lower() in text]
