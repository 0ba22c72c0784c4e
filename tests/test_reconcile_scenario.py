"""Mode R of the acceptance scenario: findings given by hand, judged against its declaration."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml

from pdscan import locators, taxonomy
from pdscan.declarations import Declaration
from pdscan.model import AssetStatus, Container
from pdscan.reconcile import judge
from pdscan.report import AssetCoverage, AssetSeen, Finding, Report, Run, parse

GOLDEN = Path("/work/shared/golden")
SCENARIO = GOLDEN / "scenario-000.yaml"
pytestmark = pytest.mark.skipif(not SCENARIO.exists(), reason="the golden scenario is not here")

FORBIDDEN = ("compliant", "conforme", "GDPR-compliant")
PLACE_AXES = ("retention", "location", "recipient", "subject")


# What a scan counts in the rows of the scenario, as of its own time.
COUNTED = {
    "a.campagne": (
        {"set": "ret.marketing", "limit": "P1Y", "over": 2, "in_time": 2, "undetermined": 0},
    )
}


def scenario():
    return yaml.safe_load(SCENARIO.read_text(encoding="utf-8"))


def golden():
    text = (GOLDEN / scenario()["declaration"]).read_text(encoding="utf-8")
    return Declaration.model_validate(yaml.safe_load(text))


def asset_of(raw, systems):
    system = systems.get(raw["system"], {})
    activities = raw.get("activities", system.get("activities", []))
    status = {"full": AssetStatus.READ, "unreadable": AssetStatus.FAILED}
    return AssetSeen(
        id=raw["id"],
        locator=raw["uri"],
        asset_key=locators.asset_key(raw["uri"]),
        system=raw["system"],
        activities=tuple(activities),
        operator=system.get("operator"),
        hosted_by=system.get("hosted_by"),
        country=system.get("location", {}).get("country"),
        subjects=tuple(raw.get("subjects", ())),
        site=system.get("location", {}).get("site"),
        retention=COUNTED.get(raw["id"], ()),
        mapped=bool(activities),
        coverage=AssetCoverage(
            status[raw["coverage"]["status"]], reason=raw["coverage"].get("reason")
        ),
    )


def finding_of(fact, assets):
    locus = fact["locus"] if fact["locus"] == "text" else f"column:{fact['locus']}"
    asset = assets[fact["asset"]]
    key = asset.asset_key
    return Finding(
        id=locators.finding_id("scn.000", key, locus, fact["type"], "full"),
        asset_key=key,
        assets=(asset.id,),
        locus=locus,
        type=fact["type"],
        container=Container(fact.get("container", "column")),
    )


def category_facts():
    if not SCENARIO.exists():
        return []
    return [fact for fact in scenario()["facts"] if "axis" not in fact and "type" in fact]


def place_facts():
    if not SCENARIO.exists():
        return []
    return [fact for fact in scenario()["facts"] if fact.get("axis") in PLACE_AXES]


@cache
def judged(only=None):
    raw = scenario()
    systems = {system["id"]: system for system in raw["systems"]}
    assets = {one["id"]: asset_of(one, systems) for one in raw["assets"]}
    facts = [fact for fact in category_facts() if only is None or fact["asset"] in only]
    report = Report(
        run=Run(estate="scn.000", as_of=raw["as_of"], restricted_to=tuple(only or ())),
        assets=tuple(one for name, one in assets.items() if only is None or name in only),
        findings=tuple(finding_of(fact, assets) for fact in facts),
    )
    return judge(report, [golden()], taxonomy.load())


@pytest.mark.parametrize("fact", category_facts(), ids=lambda fact: fact["id"])
def test_category_fact_gets_its_verdict(fact):
    report = judged()
    raw = scenario()
    systems = {system["id"]: system for system in raw["systems"]}
    assets = {one["id"]: asset_of(one, systems) for one in raw["assets"]}
    identity = finding_of(fact, assets).id
    expected = fact["expect"]

    (verdict,) = [
        one for one in report.verdicts if one.axis == "category" and one.findings == (identity,)
    ]

    assert verdict.verdict == expected["verdict"]
    assert verdict.severity == expected["severity"]
    assert verdict.assurance == expected.get("assurance", verdict.assurance)
    assert set(expected.get("by", ())) <= {cited.item for cited in verdict.by}
    assert all(cited.document == "s000" and cited.lines for cited in verdict.by)


def test_encrypted_backup_is_not_assessed():
    (verdict,) = [one for one in judged().verdicts if one.axis == "coverage"]

    assert (verdict.verdict, verdict.severity) == ("NOT_ASSESSED", "info")
    assert (verdict.assets, verdict.reason) == (("a.backup",), "encrypted")


@pytest.mark.parametrize("fact", place_facts(), ids=lambda fact: fact["id"])
def test_fact_of_a_place_gets_its_verdict(fact):
    expected = fact["expect"]

    found = [
        one
        for one in judged().verdicts
        if one.axis == fact["axis"]
        and one.assets == (fact["asset"],)
        and set(expected.get("by", ())) <= {cited.item for cited in one.by}
    ]

    (verdict,) = found
    assert (verdict.verdict, verdict.severity) == (expected["verdict"], expected["severity"])
    assert verdict.count == expected.get("count")


def test_all_axes_were_judged():
    assert judged().coverage.blind_spots == ("purpose: 1 assets are not mapped to a system",)


def test_runs_end_with_their_statuses():
    statuses = {run["id"]: run["expect"] for run in scenario()["runs"]}

    assert judged().status == statuses["run.all"]
    assert judged(only=("a.contrats",)).status == statuses["run.contrats_only"]


def test_the_same_report_read_back_from_json_is_judged_the_same():
    report = judged()
    bare = replace(report, verdicts=(), status="NOT_JUDGED", summary={})

    again = judge(parse(bare.to_json()), [golden()], taxonomy.load())

    assert again.to_json() == report.to_json()


def test_no_explanation_holds_a_forbidden_word():
    for verdict in judged().verdicts:
        for text in verdict.explanation.values():
            assert not any(word in text for word in FORBIDDEN)
