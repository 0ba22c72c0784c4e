"""A report's JSON holds to its schema; one written by hand is completed, or refused by its key."""

from __future__ import annotations

import copy
import json
from dataclasses import asdict
from typing import Any

import jsonschema
import pytest
import sample_report as sample

from pdscan import closed_lists, locators, report, report_schema

FINDING = {"asset_key": "pg://demo/public.reglements", "locus": "column:validite_cb"}
FINDING["type"] = "payment.card.expiry"


def parse(**made: Any) -> report.Report:
    return report.parse(json.dumps(made))


def test_finding_and_asset_without_ids_get_those_of_the_page() -> None:
    asset = {"locator": "pg://demo/public.reglements"}

    made = parse(run={"estate": "demo"}, assets=[asset], findings=[FINDING])

    assert made.findings[0].id == "f_fnz2c7sq227jethj"
    assert made.assets[0].id == locators.asset_id("demo", asset["locator"])
    assert made.assets[0].asset_key == asset["locator"]


def test_finding_takes_its_asset_key_from_its_locator_or_its_asset() -> None:
    by_locator = {"locator": "file:///log-2026-01-30.txt", "locus": "text", "type": "contact.email"}
    by_asset = {"assets": ["a_1"], "locus": "text", "type": "contact.email"}
    asset = {"id": "a_1", "locator": "file:///log-2026-01-30.txt"}

    made = parse(assets=[asset], findings=[by_locator, by_asset])

    assert {one.asset_key for one in made.findings} == {"file:///log-{date}.txt"}
    assert len({one.id for one in made.findings}) == 1


@pytest.mark.parametrize(
    ("made", "key"),
    [
        ({"version": 2}, "version"),
        ({"format": "sarif"}, "format"),
        ({"status": "FINE"}, "status"),
        ({"run": {"status": "done"}}, "run.status"),
        ({"run": {"mode": "quick"}}, "run.mode"),
        ({"findings": [{**FINDING, "certainty": "sure"}]}, "findings.0.certainty"),
        ({"findings": [{**FINDING, "share": 1.5}]}, "findings.0.share"),
        ({"findings": [{**FINDING, "hits": -1}]}, "findings.0.hits"),
        ({"findings": [{**FINDING, "form": "odd"}]}, "findings.0.form"),
        ({"findings": [{"locus": "text"}]}, "findings.0.asset_key"),
        ({"findings": {"locus": "text"}}, "findings: input should be a list"),
        ({"assets": [{"locator": "x", "operator": "Mailix"}]}, "assets.0.operator"),
        ({"assets": [{"locator": "x", "times": [{"nulls": "two"}]}]}, "assets.0.times.0.nulls"),
        ({"assets": [{"locator": "x", "retention": [{"over": -1}]}]}, "assets.0.retention.0.over"),
        ({"assets": [{"locator": "x", "coverage": {"status": "?"}}]}, "assets.0.coverage.status"),
        ({"coverage": {"gaps": [{"asset": "", "locator": "x", "reason": "?"}]}}, "coverage.gaps.0"),
        ({"assets": ["x"], "findings": 3}, "assets.0"),
    ],
)
def test_wrong_value_is_refused_in_one_sentence_that_names_the_key(made: Any, key: str) -> None:
    with pytest.raises(report.InvalidReportError) as refused:
        parse(**made)

    assert f": {key}" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", "{", "3"])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(report.InvalidReportError, match="isn't a pdscan report"):
        report.parse(text)


def _broken() -> list[tuple[str, Any]]:
    """Return places of a report, each with a value that can't stand there."""
    return [
        ("version", 2),
        ("format", "x"),
        ("status", "FINE"),
        ("run.status", "done"),
        ("coverage.discarded", -1),
        ("coverage.totals.assets.read", -1),
        ("coverage.gaps.0.reason", "because"),
        ("assets.0.coverage.status", "seen"),
        ("findings.0.confidence", 1.01),
        ("findings.0.share", -0.1),
        ("findings.0.certainty", "sure"),
        ("findings.0.form", "odd"),
        ("findings.0.container", "bag"),
        ("verdicts.0.severity", "huge"),
        ("verdicts.0.axis", "taste"),
        ("verdicts.0.verdict", "COMPLETE"),
        ("verdicts.0.state", "lost"),
    ]


def _set(made: Any, place: str, value: object) -> None:
    *path, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    for step in path:
        made = made[step]
    made[last] = value


@pytest.mark.parametrize(("place", "value"), _broken())
def test_schema_refuses_words_and_numbers_out_of_range(place: str, value: object) -> None:
    made = json.loads(sample.full().to_json())
    _set(made, place, value)

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, report_schema.json_schema())


def test_schema_asks_for_each_key_of_the_contract_at_every_level() -> None:
    made, schema = json.loads(sample.full().to_json()), report_schema.json_schema()
    checker = jsonschema.Draft202012Validator(schema)
    parts = ("", "run", "tool", "coverage", "coverage.totals", "assets.0", "findings.0")
    extra = {name for names in closed_lists.EXTRA_KEYS.values() for name in names}

    for part in (*parts, "verdicts.0", "verdicts.0.by.0", "assets.0.coverage", "coverage.gaps.0"):
        whole: Any = made
        for step in filter(None, part.split(".")):
            whole = whole[int(step) if step.isdigit() else step]
        for key in set(whole) - extra:
            kept = copy.deepcopy(whole[key])
            del whole[key]
            assert not checker.is_valid(made), f"{part}.{key}"
            whole[key] = kept
    assert checker.is_valid({**made, "extra": 1})


def test_every_kind_in_the_code_is_in_the_closed_list() -> None:
    from pdscan.reconcile import severity, status

    assert set(severity.TABLE) | status.DISCREPANCIES <= set(closed_lists.KINDS)


def test_json_is_byte_for_byte_that_of_json_dumps() -> None:
    odd = {"é\n": [1.5, 1e-7, True, None, "\udce9", []], "a": {"b": ()}, "": {}}
    made = sample.full()
    for one in (made, report.Report(summary=odd)):
        plain = json.dumps(asdict(one), ensure_ascii=False, indent=2, sort_keys=True) + "\n"

        assert one.to_json() == plain
