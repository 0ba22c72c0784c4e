"""Odd but valid reports that a person wrote: minimal, with odd keys, of several systems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pdscan import api, report
from pdscan.model import ConfigurationError
from pdscan.report import Report

DECLARED = """
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif"}
activities:
  - name: Ventes
    data: [nom, prénom, adresse email]
    keep: "3 ans à compter du dernier contact"
    recipients: ["sous-traitant: Mailix"]
  - {name: Facturation, data: [données de facturation], keep: "10 ans à compter du paiement"}
never: [données de santé, mineurs]
where: {processors: [FR]}
"""
MAIL = {"locator": "pg://crm/public.clients", "locus": "column:mail", "type": "contact.email"}


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    path = tmp_path / "declared.yaml"
    path.write_text(DECLARED, encoding="utf-8")
    return path


def judged(declared: Path, **raw: Any) -> Report:
    made = {"format": "pdscan-report", "version": 1, **raw}
    return api.reconcile(report.parse(json.dumps(made)), [declared])


def of(made: Report, axis: str) -> list[tuple[str, str, str | None]]:
    return [(one.verdict, one.severity, one.reason) for one in made.verdicts if one.axis == axis]


def test_a_finding_alone_is_judged_and_nothing_is_called_read(declared: Path) -> None:
    made = judged(declared, findings=[{**MAIL, "asset_key": "x"}])

    assert of(made, "category") == [("DECLARED", "info", None)]
    assert (made.status, made.coverage.complete) == ("INCONCLUSIVE", False)


def test_keys_of_one_s_own_change_nothing(declared: Path) -> None:
    finding = {**MAIL, "type": "special.health", "note": "vu à la main", "x-ticket": 12}

    made = judged(declared, findings=[finding], run={"by": "dpo"}, assets=[], ticket="RGPD-4")

    assert of(made, "category") == [("DENIED", "critical", None)]
    assert made.status == "CONTRADICTED"


def test_places_of_several_systems_are_judged_each_by_its_own(declared: Path) -> None:
    mailix = {"kind": "processor", "name": "Mailix", "sectors": "emailing"}
    assets = [
        {"locator": MAIL["locator"], "system": "crm", "activities": ["act.ventes"]},
        {"locator": "mysql://news/l", "system": "news", "activities": ["act.ventes"],
         "operator": mailix, "country": "US"},
        {"locator": "pg://compta/f", "system": "compta", "activities": ["act.facturation"]},
    ]  # fmt: skip
    findings = [{**MAIL, "locator": one["locator"]} for one in assets]

    made = judged(declared, assets=assets, findings=findings)

    kinds = {one.assets[0]: one.verdict for one in made.verdicts if one.axis == "category"}
    assert [kinds[one.id] for one in made.assets] == ["DECLARED", "DECLARED", "DECLARED_ELSEWHERE"]
    assert of(made, "location")[0] == ("LOCATION_MISMATCH", "high", None)
    assert of(made, "recipient") == [("RECIPIENT_OK", "info", None)]
    assert made.assets[1].operator == {**mailix, "sectors": ["emailing"]}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"min": "2019-01-01", "max": "2020-01-01T00:00:00Z", "nulls": 2}, ("EXCEEDED", None, 8)),
        ({"min": "2024-01-01T00:00:00+02:00", "max": "2026-01-01"}, ("OK", None, None)),
        ({"min": "2019-01-01", "max": "2026-01-01"}, ("UNDETERMINED", "not_counted", None)),
        ({"min": 20190101, "max": 20200101}, ("UNDETERMINED", "not_counted", None)),
        ({"min": None, "max": None, "nulls": 10}, ("OK", None, None)),
    ],
)
def test_first_and_last_time_written_by_hand_settle_what_they_can(
    declared: Path, told: dict[str, Any], expected: tuple[str, str | None, int | None]
) -> None:
    place = {
        "locator": MAIL["locator"], "activities": ["act.ventes"], "rows": 10,
        "times": [{"event": "last_contact", "column": "vu", **told}],
    }  # fmt: skip

    made = judged(declared, run={"as_of": "2026-06-30T12:00:00"}, assets=[place], findings=[MAIL])

    (verdict,) = [one for one in made.verdicts if one.axis == "retention"]
    assert (verdict.verdict, verdict.reason, verdict.count) == (
        f"RETENTION_{expected[0]}", *expected[1:],
    )  # fmt: skip


def test_without_an_instant_no_age_is_told(declared: Path) -> None:
    times = [{"event": "last_contact", "column": "vu", "min": "2019-01-01", "max": "2019-01-02"}]
    place = {"locator": MAIL["locator"], "activities": ["act.ventes"], "rows": 10, "times": times}

    made = judged(declared, assets=[place], findings=[MAIL])

    assert of(made, "retention") == [("RETENTION_UNDETERMINED", "low", "not_counted")]


def test_an_activity_that_nothing_declares_is_refused_in_one_sentence(declared: Path) -> None:
    place = {"locator": MAIL["locator"], "activities": ["act.vente"]}

    with pytest.raises(
        ConfigurationError, match=r"act\.vente.*estate or triage file; did you mean act\.ventes"
    ):
        judged(declared, assets=[place], findings=[MAIL])
