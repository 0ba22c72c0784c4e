"""Decisions about verdicts: what they change, when they end, and how people write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from command_line import pdscan
from typer.testing import CliRunner

from pdscan import api, taxonomy
from pdscan.cli import triage as triage_commands
from pdscan.model import ConfigurationError, UnknownNameError
from pdscan.report import (
    AssetCoverage,
    AssetSeen,
    Cited,
    Finding,
    Report,
    Run,
    Tool,
    Verdict,
    parse,
)
from pdscan.triage import amending, applying, entries, following
from pdscan.triage.entries import Decision

TODAY = date(2026, 6, 30)
BY = (Cited("d.core", "s", (3,), "vos nom et prénom"),)


def verdict(**more: object) -> Verdict:
    told = {
        "id": "v_one", "verdict": "UNDECLARED", "axis": "category", "severity": "high",
        "type": "person.birth_date", "findings": ("f_one",), "assets": ("a_one",), "by": BY,
    }  # fmt: skip
    return Verdict(**{**told, **more})  # type: ignore[arg-type]


def report(*verdicts: Verdict, exposure: str | None = None, **more: object) -> Report:
    asset = AssetSeen("a_one", "pg://shop/public.clients", exposure=exposure)
    why = ("rule:birth_date",)
    found = (
        Finding("f_one", "pg://shop/public.clients", "column:c", "person.birth_date", why=why),
        Finding("f_two", "pg://shop/public.clients", "column:d", "person.birth_date", why=why),
        Finding("f_far", "pg://shop/public.autres", "column:d", "person.birth_date", why=why),
    )
    return Report(
        tool=Tool(version="0.4.0"), run=Run(estate="demo"), assets=(asset,), findings=found,
        verdicts=verdicts or (verdict(),), **more,
    )  # type: ignore[arg-type]  # fmt: skip


def decide(**told: object) -> Decision:
    base = {
        "decision": "accept",
        "verdict": "v_one",
        "reason": "r",
        "by": "dpo",
        "on": "2026-06-01",
    }
    return Decision.model_validate({**base, "on": "2026-06-01", **told})


def state(made: Report, *decisions: Decision, today: date = TODAY) -> tuple[str, str | None]:
    (one, *_) = applying.applied(made, decisions, taxonomy.load(), today).verdicts
    return one.state, (one.triage or {}).get("void")


# ---- accept


@pytest.mark.parametrize(
    ("told", "today", "expected"),
    [
        ({}, TODAY, ("accepted", None)),
        ({}, date(2026, 11, 28), ("accepted", None)),
        ({}, date(2026, 11, 29), ("reopened", "expired")),
        ({"until": "2026-06-29"}, TODAY, ("reopened", "expired")),
        ({"severity": "high"}, TODAY, ("accepted", None)),
        ({"severity": "medium"}, TODAY, ("reopened", "severity")),
        ({"cites": applying.digest_of(BY)}, TODAY, ("accepted", None)),
        ({"cites": "another"}, TODAY, ("reopened", "declaration")),
        ({"verdict": "v_other"}, TODAY, ("new", None)),
    ],
)
def test_an_acceptance_holds_until_its_day_weight_or_words_change(
    told: dict[str, object], today: date, expected: tuple[str, str | None]
) -> None:
    assert state(report(), decide(**told), today=today) == expected


def test_a_regulated_type_is_accepted_for_thirty_days_at_most() -> None:
    made = report(verdict(type="gov.nir"))

    assert state(made, decide(until="2026-12-01"), today=date(2026, 7, 1))[0] == "accepted"
    assert state(made, decide(until="2026-12-01"), today=date(2026, 7, 2)) == (
        "reopened",
        "expired",
    )


def test_a_secret_that_anybody_can_read_is_never_accepted() -> None:
    secret = verdict(verdict="CREDENTIAL_EXPOSED", type="secret.password")

    assert state(report(secret, exposure="public"), decide()) == ("reopened", "public_secret")
    assert state(report(secret), decide())[0] == "accepted"


def test_an_accepted_verdict_stays_with_its_weight_and_says_who_accepted_it() -> None:
    (one,) = applying.applied(report(), [decide()], taxonomy.load(), TODAY).verdicts

    assert (one.severity, one.verdict) == ("high", "UNDECLARED")
    assert one.triage is not None
    assert (one.triage["by"], one.triage["reason"]) == ("dpo", "r")


# ---- false positive, fix, assign


@pytest.mark.parametrize(
    ("scope", "states"),
    [
        ("locus", ["false_positive", "new", "new"]),
        ("asset", ["false_positive", "false_positive", "new"]),
        ("pattern", ["false_positive"] * 3),
    ],
)
def test_a_false_positive_covers_its_locus_its_asset_or_its_rule(
    scope: str, states: list[str]
) -> None:
    three = [verdict(id=f"v_{name}", findings=(f"f_{name}",)) for name in ("one", "two", "far")]
    no = decide(decision="false_positive", verdict=None, finding="f_one", scope=scope)

    decided = applying.applied(report(*three), [no], taxonomy.load(), TODAY)

    assert [one.state for one in decided.verdicts] == states


def test_a_better_detector_asks_again() -> None:
    told = {"decision": "false_positive", "verdict": None, "finding": "f_one"}

    assert state(report(), decide(**told, version="0.1.0"))[0] == "false_positive"
    assert state(report(), decide(**told, version="1.0.0")) == ("reopened", "detector")


def test_what_is_being_fixed_counts_and_is_reopened_when_overdue() -> None:
    fix = {"decision": "fix", "ticket": "RGPD-41"}

    assert state(report(), decide(**fix, due="2026-08-01")) == ("fixing", None)
    assert state(report(), decide(**fix, due="2026-06-29")) == ("reopened", "overdue")


@pytest.mark.parametrize(
    ("asset", "severity", "expected"),
    [
        ("pg://shop/**", "high", "assigned"),
        ("pg://other/**", "high", "new"),
        ("pg://shop/**", "info", "new"),
    ],
)
def test_what_is_found_where_an_asset_was_assigned_says_so(
    asset: str, severity: str, expected: str
) -> None:
    to = decide(decision="assign", verdict=None, asset=asset, activities=["act.orders"])

    assert state(report(verdict(severity=severity)), to)[0] == expected


def test_a_false_positive_covers_no_other_axis() -> None:
    no = decide(decision="false_positive", verdict=None, finding="f_one", scope="asset")

    assert state(report(verdict(axis="retention")), no)[0] == "new"


def test_the_last_decision_on_a_verdict_counts() -> None:
    fix = decide(decision="fix", ticket="T")

    assert state(report(), decide(), fix)[0] == "fixing"
    assert state(report(), fix, decide())[0] == "accepted"


DECLARED = """
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif"}
activities:
  - {name: Clients, data: [adresse email]}
"""
ESTATE = """
pdscan_estate: 1
id: garage
declared: [declared.yaml]
catalog: "sqlite:///catalog.db"
systems: [{id: sys.crm, activities: [act.clients]}]
sources: [{name: share, target: ./share}]
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "a.txt").write_text("écrire à zoe@example.org")
    (tmp_path / "declared.yaml").write_text(DECLARED, encoding="utf-8")
    (tmp_path / "pdscan.yaml").write_text(ESTATE, encoding="utf-8")
    return tmp_path / "pdscan.yaml"


def category(made: Report) -> Verdict:
    (one,) = [v for v in made.verdicts if v.type == "contact.email" and v.axis == "category"]
    return one


def test_assigning_an_asset_judges_it_anew(estate: Path) -> None:
    before = api.scan(estate=estate)
    (estate.parent / "pdscan-triage.yaml").write_text(
        '- {asset: "**/share/**", decision: assign, activities: [act.clients], by: dpo,'
        " on: 2026-06-01}\n"
    )

    after = api.scan(estate=estate)
    again = api.reconcile(before, [], estate=estate)

    assert category(before).verdict == "UNMAPPED"
    assert category(after).verdict == category(again).verdict == "DECLARED"


# ---- the file


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- {verdict: v, decision: acept}", "did you mean accept"),
        ("- {verdict: v, decision: accept, by: me, on: 2026-01-01}", "needs reason"),
        ("- {decision: fix, verdict: v}", "needs ticket"),
        ("- {verdict: v, decision: accept, raison: x}", "unknown key 'raison'"),
        (
            "- {verdict: v, decision: accept, reason: r, by: m, on: 2026-01-01, until: 2027-06-01}",
            "365 days at most",
        ),
        ("verdict: v", "is a list"),
    ],
)
def test_what_a_file_gets_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, complaint: str
) -> None:
    path = tmp_path / "pdscan-triage.yaml"
    path.write_text(f"{text}\n")

    with pytest.raises(ConfigurationError, match=complaint) as refused:
        entries.load(path)
    assert f"{path}:1: " in str(refused.value)


def test_an_empty_file_decides_nothing(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("# nothing yet\n")

    assert entries.load(tmp_path / "t.yaml") == ()


# ---- the commands


def typed(folder: Path, *words: str | Path) -> tuple[int, str, str]:
    """Return the exit code, stdout and stderr of what was typed in a folder."""
    ended = pdscan(*words, state=folder)
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


def test_commands_write_what_the_next_run_reads(estate: Path) -> None:
    folder, out = estate.parent, estate.parent / "report.json"
    file = folder / "pdscan-triage.yaml"
    file.write_text("# reviewed by the DPO\n")
    scan = ("scan", "--estate", estate, "--fail-on", "low", "--out", f"json={out}", "-q")
    decision = ("--reason", "à mapper", "--by", "dpo", "--report", out)

    first, _, _ = typed(folder, *scan)
    name = category(parse(out.read_text())).id
    said, _, _ = typed(folder, "triage", "accept", name, *decision)
    second, _, _ = typed(folder, *scan)
    _, listed, _ = typed(folder, "triage", "list", "--report", out, "--lang", "en")

    unknown, _, told = typed(folder, "triage", "fix", "v_1", "--ticket", "T", "--file", file)

    assert unknown == 2
    assert "there is no verdict 'v_1' in the report of run 20" in told
    assert (first, said, second) == (4, 0, 3)
    assert file.read_text().startswith("# reviewed by the DPO\n- ")
    assert "accepted" in listed


def test_a_wrong_decision_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    far = ("--reason", "r", "--by", "m", "--until", "2099-01-01")

    code, _, told = typed(tmp_path, "triage", "accept", "v", *far)
    unclear, _, _ = typed(tmp_path, "triage", "fix", "v", "--ticket", "T", "--due", "soon")

    assert (code, unclear) == (2, 2)
    assert "365 days" in told
    assert not (tmp_path / "pdscan-triage.yaml").exists()


@pytest.mark.parametrize(
    "decision",
    [
        ("false-positive", "f_2", "--reason", "r", "--by", "m"),
        ("fix", "v_2", "--ticket", "T"),
        ("accept", "v_2", "--reason", "r", "--by", "m"),
    ],
)
def test_what_a_report_does_not_have_is_refused(tmp_path: Path, decision: tuple[str, ...]) -> None:
    seen = '"findings": [{"id": "f_1", "asset_key": "k", "locus": "text", "type": "contact.email"}]'
    held = (
        '"verdicts": [{"id": "v_1", "verdict": "UNDECLARED", "axis": "category",'
        ' "severity": "low"}]'
    )
    (tmp_path / "r.json").write_text(f'{{"status": "DISCREPANCIES", {seen}, {held}}}')

    code, _, told = typed(tmp_path, "triage", *decision, "--report", tmp_path / "r.json")

    assert code == 2
    assert f"did you mean {decision[1][0]}_1" in told
    assert not (tmp_path / "pdscan-triage.yaml").exists()


def test_an_amendment_is_a_patch_that_nobody_applied(tmp_path: Path) -> None:
    policy = tmp_path / "declared.yaml"
    policy.write_text(
        "pdscan_declaration: 1\nid: fr.x\ndocuments: [{id: h, kind: hand_written}]\ndata:\n"
        "  - {id: d.core, phrase: nom, types: [person.name.last], list: closed}\n"
    )
    typed(tmp_path, "triage", "amend", "d.core", "--text", "ajouter « date de naissance »")

    _, shown, _ = typed(tmp_path, "triage", "patch", policy)

    assert "\n+  - {id: d.core" in shown
    assert "types: [person.name.last, person.birth_date]" in shown
    assert "birth_date" not in policy.read_text()


@pytest.mark.parametrize(
    ("item", "held", "added"),
    [
        ("d.core", "  - id: d.core\n    types:  # tous\n    - person.name.last\n    list: closed\n",
         "+    - person.birth_date"),
        ("d.core", "  - id: d.core\n    list: closed\n", "+    types: [person.birth_date]"),
        ("d.core", "  - {id: d.core,  # ici\n     types: [person.name.last]}\n",
         "+     types: [person.name.last, person.birth_date]}"),
    ],
)  # fmt: skip
def test_an_amendment_keeps_how_the_item_is_written(
    tmp_path: Path, item: str, held: str, added: str
) -> None:
    policy = tmp_path / "declared.yaml"
    policy.write_text(f"pdscan_declaration: 1\nid: fr.x\ndata:\n{held}")
    amend = Decision(decision="amend", declaration=item, text="ajouter « date de naissance »")

    shown = amending.patch(policy, [amend], taxonomy.load()).splitlines()

    assert [line for line in shown[2:] if line.startswith("+")] == [added]


def test_an_amendment_of_a_short_form_adds_the_words(tmp_path: Path) -> None:
    policy = tmp_path / "declared.yaml"
    policy.write_text(
        "pdscan_declaration: 1\nform: short\nactivities:\n"
        "  - {name: Ventes, data: [nom, adresse email]}  # ici\n"
    )
    text = "ajouter « date de naissance »"
    amend = Decision(decision="amend", declaration="d.adresse_email", text=text)

    shown = amending.patch(policy, [amend], taxonomy.load())

    assert '+  - {name: Ventes, data: [nom, adresse email, "date de naissance"]}  # ici' in shown


SHORT = (
    "pdscan_declaration: 1\nform: short\nactivities:\n"
    "  - {name: Ventes, data: [nom, adresse email], keep: 3 ans}\nnever: [données de santé]\n"
)


def test_an_amendment_of_an_activity_in_the_short_form_joins_its_data(tmp_path: Path) -> None:
    policy = tmp_path / "declared.yaml"
    policy.write_text(SHORT)
    amend = Decision(decision="amend", declaration="act.ventes", text="« date de naissance »")

    shown = amending.patch(policy, [amend], taxonomy.load())

    assert (
        '+  - {name: Ventes, data: [nom, adresse email, "date de naissance"], keep: 3 ans}' in shown
    )


def test_what_cannot_be_amended_is_told_the_way_out(tmp_path: Path) -> None:
    policy = tmp_path / "declared.yaml"
    policy.write_text(SHORT)
    ids = amending.items(policy, taxonomy.load())
    denial = next(one for one in ids if one.startswith("deny."))

    def refused(item: str) -> str:
        amend = Decision(decision="amend", declaration=item, text="« date de naissance »")
        with pytest.raises(ConfigurationError) as told:
            amending.patch(policy, [amend], taxonomy.load())
        return str(told.value)

    assert refused("d.adresse_mail").endswith("did you mean d.adresse_email?")
    assert "known: act.ventes, d.nom, d.adresse_email" in refused("zzz")
    assert f"(pdscan declare {policy} -o long.yaml), and amend that" in refused(denial)


def test_an_item_that_the_declaration_lacks_is_not_amended(tmp_path: Path) -> None:
    policy, file = tmp_path / "declared.yaml", tmp_path / "triage.yaml"
    policy.write_text(SHORT)
    words = ["amend", "d.adresse", "--text", "x", "--declared", str(policy), "--file", str(file)]

    ended = CliRunner().invoke(triage_commands.room, words)

    assert isinstance(ended.exception, UnknownNameError)
    assert "did you mean d.adresse_email?" in str(ended.exception)
    assert not file.exists()


def test_the_estate_beside_says_in_which_declarations_an_item_is_looked_for(tmp_path: Path) -> None:
    file = tmp_path / "pdscan-triage.yaml"
    words = ["amend", "d.adresse", "--text", "x", "--file", str(file)]

    alone = CliRunner().invoke(triage_commands.room, words)
    (tmp_path / "declared.yaml").write_text(SHORT)
    (tmp_path / "pdscan.yaml").write_text("pdscan_estate: 1\ndeclared: [declared.yaml]\n")
    beside = CliRunner().invoke(triage_commands.room, words)

    assert "not looked for" in alone.stdout
    assert isinstance(beside.exception, UnknownNameError)


def test_an_amendment_in_free_words_is_a_comment(tmp_path: Path) -> None:
    policy = tmp_path / "declared.yaml"
    policy.write_text("data:\n  - {id: d.core, types: []}\n")
    amend = Decision(decision="amend", declaration="d.core", text="préciser la finalité")

    assert "+  # préciser la finalité" in amending.patch(policy, [amend], taxonomy.load())
    with pytest.raises(ConfigurationError, match=r"no item 'd\.autre'"):
        amending.patch(
            policy, [amend.model_copy(update={"declaration": "d.autre"})], taxonomy.load()
        )


# ---- from run to run


@pytest.mark.parametrize(
    ("status", "listed", "detected", "expected"),
    [
        ("read", True, None, "resolved"),
        ("unchanged", True, frozenset({"person.birth_date"}), "resolved"),
        ("read", True, frozenset({"gov.nir"}), "stale"),
        ("failed", True, None, "stale"),
        ("sampled", True, None, "stale"),
        ("read", False, None, "asset_removed"),
    ],
)
def test_a_gone_verdict_is_resolved_only_where_it_was_looked_for_again(
    status: str, listed: bool, detected: frozenset[str] | None, expected: str
) -> None:
    before = report()
    asset = replace(before.assets[0], coverage=AssetCoverage(status))  # type: ignore[arg-type]
    now = replace(before, assets=(asset,) if listed else (), verdicts=(), findings=())

    (one,) = following.ended(now, before, detected)

    assert one.state == expected
    assert one.id == "v_one"


def test_a_verdict_of_another_kind_takes_the_place_of_the_old_one() -> None:
    now = report(verdict(id="v_new", verdict="DECLARED", severity="info"))

    assert following.ended(now, report(), None) == ()


def test_what_is_stale_stays_so_until_it_is_read_again(estate: Path) -> None:
    share = estate.parent / "share"
    out = estate.parent / "report.json"

    def run() -> Report:
        typed(estate.parent, "scan", "--estate", estate, "--out", f"json={out}", "-q")
        return parse(out.read_text())

    first = run()
    (share / "a.txt").write_text("rien à signaler")
    second = run()
    third = run()

    assert first.ended == ()
    assert [(one.id, one.state) for one in second.ended] == [(category(first).id, "resolved")]
    assert third.ended == ()
