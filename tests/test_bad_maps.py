"""What can't be meant in a map or in times is an error or an undetermined verdict, never a pass."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import yaml

from pdscan import api
from pdscan.model import ConfigurationError
from pdscan.report import Report, Verdict
from pdscan.triage import applying

AS_OF = "2026-06-30T12:00:00"
DECLARED = """
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif"}
activities:
  - {name: Clients, data: [adresse email], keep: "1 an à compter du dernier contact"}
  - {name: Ventes, data: [adresse email]}
"""
SEEN = {"event": "last_contact", "column": "vu", "relation": "exact"}


def scan(
    folder: Path, *days: str | None, assets: list[dict[str, object]] | None = None,
    activity: str = "act.clients",
) -> Report:  # fmt: skip
    with sqlite3.connect(folder / "crm.db") as connection:
        connection.execute("create table clients (email, vu)")
        rows = [(f"client{at}@example.org", day) for at, day in enumerate(days)]
        connection.executemany("insert into clients values (?, ?)", rows)
    (folder / "declared.yaml").write_text(DECLARED, encoding="utf-8")
    estate = {
        "pdscan_estate": 1,
        "declared": ["declared.yaml"],
        "systems": [
            {"id": "sys.crm", "activities": [activity]},
            {"id": "sys.pos", "activities": ["act.ventes"]},
        ],
        "sources": [{"name": "crm", "target": "sqlite:///crm.db", "system": "sys.crm"}],
        "assets": [{"match": "**", "time": [SEEN]}] if assets is None else assets,
    }
    (folder / "pdscan.yaml").write_text(yaml.safe_dump(estate), encoding="utf-8")
    return api.scan(estate=folder / "pdscan.yaml", as_of=AS_OF, full=True, only=("contact.email",))


def kept(report: Report) -> Verdict:
    (verdict,) = [one for one in report.verdicts if one.axis == "retention"]
    return verdict


def test_two_equal_selectors_that_put_an_asset_in_two_systems_are_refused(tmp_path: Path) -> None:
    two = [{"match": "**/main.client?", "system": "sys.crm"}, {"match": "**", "system": "sys.pos"}]
    same = [{**two[1], "system": name} for name in ("sys.crm", "sys.pos")]

    with pytest.raises(ConfigurationError, match="equally specific"):
        scan(tmp_path, "2026-01-01", assets=same)  # type: ignore[arg-type]


def test_an_activity_that_nothing_declares_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"pdscan.yaml:\d+.*act.client.*act.clients"):
        scan(tmp_path, "2026-01-01", activity="act.client")


@pytest.mark.parametrize(
    ("days", "kind", "count", "reason"),
    [
        (["2027-01-01", "2030-12-31"], "RETENTION_OK", None, None),
        (["9999-01-01", "9999-12-31"], "RETENTION_OK", None, None),
        (["2026-01-01", "0000-00-00"], "RETENTION_UNDETERMINED", None, "no_date"),
        (["2020-01-01", "0000-00-00"], "RETENTION_EXCEEDED", 1, None),
        (["2025-06-30T12:00:00", "2025-06-30T10:00:00Z"], "RETENTION_OK", None, None),
        (["2025-06-30T11:59:59", "2025-06-30T09:59:59Z"], "RETENTION_EXCEEDED", 2, None),
        (["not a day", "2026-02-30"], "RETENTION_UNDETERMINED", None, "no_date"),
    ],
)  # fmt: skip
def test_odd_times_are_judged_as_what_they_say(
    tmp_path: Path, days: list[str], kind: str, count: int | None, reason: str | None
) -> None:
    verdict = kept(scan(tmp_path, *days))

    assert (verdict.verdict, verdict.count, verdict.reason) == (kind, count, reason)


def test_a_mapped_column_that_is_not_there_leaves_the_time_undetermined(tmp_path: Path) -> None:
    gone = [{"match": "**", "time": [{**SEEN, "column": "derniere_visite"}]}]

    verdict = kept(scan(tmp_path, "2020-01-01", assets=gone))  # type: ignore[arg-type]

    assert (verdict.verdict, verdict.reason) == ("RETENTION_UNDETERMINED", "no_column")


def test_a_duration_changed_after_the_scan_is_never_guessed(tmp_path: Path) -> None:
    report = scan(tmp_path, "2020-01-01", "2025-01-01", "2026-06-01")
    longer = tmp_path / "longer.yaml"
    longer.write_text(DECLARED.replace("1 an ", "3 ans "), encoding="utf-8")

    again = kept(api.reconcile(report, [longer]))

    assert (kept(report).verdict, kept(report).count) == ("RETENTION_EXCEEDED", 2)
    assert (again.verdict, again.reason) == ("RETENTION_UNDETERMINED", "not_counted")


def test_an_acceptance_is_void_once_the_cited_words_change(tmp_path: Path) -> None:
    report = scan(tmp_path, "2020-01-01")
    verdict = kept(report)
    decision = {
        "verdict": verdict.id, "decision": "accept", "reason": "migration", "by": "dpo@example.org",
        "on": "2026-06-01", "until": "2026-07-31",
        "cites": applying.digest_of(verdict.by, verdict.limit),
    }  # fmt: skip
    triage = tmp_path / "triage.yaml"
    triage.write_text(yaml.safe_dump([decision]), encoding="utf-8")
    accepted = kept(api.reconcile(report, [tmp_path / "declared.yaml"], triage=triage))
    edited = tmp_path / "edited.yaml"
    edited.write_text(DECLARED.replace("1 an ", "6 mois "), encoding="utf-8")

    after = kept(api.reconcile(report, [edited], triage=triage))

    assert accepted.state == "accepted"
    assert (after.verdict, after.state) == ("RETENTION_EXCEEDED", "reopened")


@pytest.mark.parametrize("judge_again", [False, True])
def test_an_assignment_to_an_activity_that_nothing_declares_is_refused(
    tmp_path: Path, judge_again: bool
) -> None:
    report, estate = scan(tmp_path, "2026-01-01"), tmp_path / "pdscan.yaml"
    decision = {"asset": "**", "decision": "assign", "activities": ["act.client"],
                "by": "dpo@example.org", "on": "2026-06-01"}  # fmt: skip
    triage = tmp_path / "pdscan-triage.yaml"
    triage.write_text(yaml.safe_dump([decision]), encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"act\.client'.*did you mean act\.clients"):
        _ = api.reconcile(report, [], estate=estate) if judge_again else api.scan(estate=estate)


@pytest.mark.parametrize("is_told", [False, True])
def test_a_file_that_two_sources_put_in_two_systems_is_refused_unless_the_map_decides(
    tmp_path: Path, is_told: bool
) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "clients.csv").write_text("email\na@example.org\n", encoding="utf-8")
    (tmp_path / "declared.yaml").write_text(DECLARED, encoding="utf-8")
    names = ("clients", "ventes")
    estate = {
        "pdscan_estate": 1,
        "declared": ["declared.yaml"],
        "systems": [{"id": f"sys.{one}", "activities": [f"act.{one}"]} for one in names],
        "sources": [
            {"name": f"s{one}", "target": "share", "system": f"sys.{one}"} for one in names
        ],
        "assets": [{"match": "clients.csv", "system": "sys.ventes"}] if is_told else [],
    }
    path = tmp_path / "pdscan.yaml"
    path.write_text(yaml.safe_dump(estate), encoding="utf-8")

    if is_told:
        (asset,) = api.scan(estate=path).assets
        assert asset.system == "sys.ventes"
    else:
        with pytest.raises(ConfigurationError, match=r"sclients and sventes put .* in two systems"):
            api.scan(estate=path)
