"""What nobody mapped gets a proposal with its reason; what only broad words cover is shown."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest
import yaml
from command_line import pdscan

from pdscan import api, taxonomy
from pdscan.declarations import Declaration
from pdscan.estate import load
from pdscan.reconcile.judgement import judge
from pdscan.report import AssetSeen, Finding, Report, Run

POLICY = """
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif"}
activities:
  - {name: Gestion des commandes, data: [nom, adresse email, historique de commandes]}
  - {name: Prospection commerciale, data: [coordonnées]}
  - {name: Gestion des cookies, data: [adresse IP]}
"""


def declared(folder: Path) -> Path:
    path = folder / "policy.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def proposals(folder: Path, *assets: AssetSeen) -> dict[str, object]:
    report = Report(run=Run(estate="garage"), assets=assets)
    judged = api.reconcile(report, [declared(folder)])
    return {one.id: one.proposal for one in judged.assets}


@pytest.mark.parametrize(
    ("locator", "activity", "words"),
    [
        ("file:///srv/export_commandes_2025.csv", "act.gestion_commandes", ["commande"]),
        ("pg://crm/public.prospection", "act.prospection_commerciale", ["prospection"]),
        ("s3://b/Cookies/2026.json", "act.gestion_cookies", ["cookie"]),
        ("pg://crm/gestion.clients", None, None),
        ("file:///srv/commandes_et_cookies.csv", None, None),
        ("file:///srv/commandes/vieux/divers/notes.txt", None, None),
    ],
)
def test_an_asset_is_proposed_the_one_activity_whose_words_it_shares(
    tmp_path: Path, locator: str, activity: str | None, words: list[str] | None
) -> None:
    mapped = AssetSeen("m", "pg://crm/public.x", system="s", activities=("act.gestion_cookies",))

    found = proposals(tmp_path, mapped, AssetSeen("a", locator, mapped=False))

    wanted = {"activities": [activity], "words": words} if activity else None
    assert found == {"m": None, "a": wanted}


def test_else_the_one_system_of_its_source_is_proposed(tmp_path: Path) -> None:
    served = ("act.gestion_cookies",)
    mapped = AssetSeen("m", "pg://crm/a", source="crm", system="sys.web", activities=served)
    other = AssetSeen("o", "pg://crm/b", source="crm", system="sys.two", activities=served)
    lost = AssetSeen("l", "pg://crm/c", source="crm", mapped=False)

    one, two = proposals(tmp_path, mapped, lost), proposals(tmp_path, mapped, other, lost)

    assert one["l"] == {"activities": ["act.gestion_cookies"], "system": "sys.web"}
    assert two["l"] is None


def test_a_proposal_alone_changes_no_verdict(tmp_path: Path) -> None:
    mapped = AssetSeen("m", "pg://crm/x", system="s", activities=("act.gestion_cookies",))
    lost = AssetSeen("l", "pg://crm/commandes", mapped=False)
    email = Finding("f", "pg://crm/commandes", "column:email", "contact.email", assets=("l",))
    report = Report(run=Run(estate="garage"), assets=(mapped, lost), findings=(email,))

    judged = api.reconcile(report, [declared(tmp_path)])

    (verdict,) = [one for one in judged.verdicts if one.axis == "category"]
    assert (verdict.verdict, judged.assets[1].mapped) == ("UNMAPPED", False)


def test_init_writes_proposals_that_load_and_are_suspected_at_most(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "garage.db") as connection:
        connection.execute("create table commandes (nom, email)")
        connection.execute("create table divers (email)")
        connection.execute("insert into commandes values ('DURANTEL', 'z.durantel@example.org')")
        connection.execute("insert into divers values ('z.durantel@example.org')")
    policy, report = declared(tmp_path), tmp_path / "report.json"
    scanned = api.scan(f"sqlite:///{tmp_path}/garage.db")
    report.write_text(scanned.to_json(), encoding="utf-8")
    estate = tmp_path / "pdscan.yaml"

    done = pdscan("init", estate, "--from-scan", report, "--declared", policy, state=tmp_path)

    assert done.returncode == 0, done.stderr
    text = estate.read_text(encoding="utf-8")
    assert "confirmed: false}  # words in common: commande" in text
    assert '#  - {match: "sqlite://garage/main.divers", activities: []}' in text
    assert [one.match for one in load(estate).assets] == ["sqlite://garage/main.commandes"]
    again = api.scan(estate=estate)
    kinds = {(one.verdict, one.certainty) for one in again.verdicts if one.axis == "category"}
    assert ("DECLARED", "suspected") in kinds
    assert ("DECLARED", "confirmed") not in kinds
    assert again.status == "INCONCLUSIVE"


def test_names_of_assets_can_not_write_into_the_estate_file(tmp_path: Path) -> None:
    odd = 'file:///srv/commandes "x", system: sys.y}\n  - {match: "**.csv'
    judged = api.reconcile(
        Report(run=Run(estate="garage"), assets=(AssetSeen("a", odd),)), [declared(tmp_path)]
    )
    report = tmp_path / "report.json"
    report.write_text(judged.to_json(), encoding="utf-8")

    done = pdscan("init", tmp_path / "out.yaml", "--from-scan", report, state=tmp_path)

    assert done.returncode == 0, done.stderr
    written = yaml.safe_load((tmp_path / "out.yaml").read_text(encoding="utf-8"))
    assert [one["match"] for one in written["assets"]] == [odd]


# ---- what a broad declaration hides


def judged_with(item: dict[str, object], *findings: Finding) -> Report:
    declaration = Declaration.model_validate(
        {
            "pdscan_declaration": 1,
            "id": "demo",
            "activities": [{"id": "act.a", "name": "A", "data": {"items": [item]}}],
        }
    )
    asset = AssetSeen("a", "pg://demo/t", system="s", activities=("act.a",))
    report = Report(run=Run(estate="demo"), assets=(asset,), findings=findings)
    return judge(report, [declaration], taxonomy.load())


def seen(type_id: str, column: str = "c") -> Finding:
    return Finding(f"f.{column}", "pg://demo/t", f"column:{column}", type_id, assets=("a",))


def test_what_only_a_broad_item_covers_is_counted_by_type() -> None:
    item = {
        "id": "d.contact", "phrase": "coordonnées, etc.", "categories": ["cat.contact"],
        "types": ["contact.email"], "list": "open",
    }  # fmt: skip
    report = judged_with(
        item,
        seen("contact.email", "a"), seen("contact.phone", "b"), seen("contact.phone", "c"),
        seen("special.health", "d"),
    )  # fmt: skip

    assert report.declarations[0].hidden == (
        {"item": "d.contact", "phrase": "coordonnées, etc.", "covers": {"contact.phone": 2}},
    )


def test_whatever_a_hosted_database_holds_is_a_broad_item_and_a_closed_list_is_not() -> None:
    hosted = judged_with({"id": "d.all", "types": "all_hosted"}, seen("payment.iban"))
    closed = judged_with(
        {"id": "d.few", "types": ["payment.iban"], "list": "closed"}, seen("payment.iban")
    )

    assert [one["covers"] for one in hosted.declarations[0].hidden] == [{"payment.iban": 1}]
    assert closed.declarations[0].hidden == ()


def test_both_pages_show_what_is_hidden_and_what_is_proposed(tmp_path: Path) -> None:
    mapped = AssetSeen("m", "pg://crm/x", system="s", activities=("act.prospection_commerciale",))
    lost = AssetSeen("l", "pg://crm/commandes", mapped=False)
    phone = Finding("f", "pg://crm/x", "column:tel", "contact.phone", assets=("m",))
    report = Report(run=Run(estate="garage"), assets=(mapped, lost), findings=(phone,))
    path = tmp_path / "report.json"
    path.write_text(api.reconcile(report, [declared(tmp_path)]).to_json(), encoding="utf-8")

    html = f"html={tmp_path}/page.html"
    words = ("report", path, "--lang", "en", "--out", html, "--out", "terminal=-")
    done = pdscan(*words, state=tmp_path)

    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    for text in (done.stdout.decode(), page):
        assert "Covered by that broad phrase only" in text
        assert "act.gestion_commandes" in text
        assert "words in common commande" in text


def test_a_name_without_end_costs_no_more_than_its_length(tmp_path: Path) -> None:
    begun = time.process_time()

    found = proposals(tmp_path, AssetSeen("a", "file:///x/a.zip!" + "a" * 1_000_000, "files"))

    assert found == {"a": None}
    assert time.process_time() - begun < 20
