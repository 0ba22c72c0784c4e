"""What judging makes of a whole report: axes, status, order, ids, sums, words."""

from __future__ import annotations

import pytest
import yaml

from pdscan import locators, taxonomy
from pdscan.declarations import Declaration
from pdscan.model import AssetStatus, Form, Reason
from pdscan.reconcile.judgement import judge
from pdscan.reconcile.severity import TABLE
from pdscan.report import (
    AssetSeen,
    Finding,
    Report,
    Run,
    parse,
)
from pdscan.report_coverage import AssetCoverage, Coverage, GapSeen, Totals

SHOP = """
pdscan_declaration: 1
id: fr.shop
documents: [{id: s, kind: privacy_policy}]
activities:
  - id: act.orders
    name: Commandes
    data:
      items:
        - {id: d.orders, types: [contact.email, contact.phone], list: closed, phrase: "votre email",
           source: {doc: s, lines: [4, 5], quote: "votre adresse   email et téléphone"}}
        - {id: d.title, categories: [cat.identification], list: open}
        - {id: d.hint, types: [gov.passport], strength: inferred}
  - id: act.news
    name: Lettre
    data: {items: [{id: d.ip, types: [online.ip], list: closed}]}
"""


def declaration(text=SHOP, **more):
    return Declaration.model_validate({**yaml.safe_load(text), **more})


def asset(name, status=AssetStatus.READ, activities=("act.orders",), **more):
    cover = AssetCoverage(
        status, more.pop("n", None), more.pop("of", None), more.pop("reason", None)
    )
    locator = more.pop("locator", f"pg://shop/{name}")
    return AssetSeen(id=name, locator=locator, activities=activities, coverage=cover, **more)


def finding(type_id, key="pg://shop/t", **more):
    return Finding(
        **{"id": f"f.{type_id}", "asset_key": key, "locus": "column:c", "type": type_id, **more}
    )


def judged(assets=(), findings=(), *declarations, run=None, coverage=None, **options):
    report = Report(
        run=run or Run(estate="demo"),
        coverage=coverage or Coverage(),
        assets=tuple(assets),
        findings=tuple(findings),
    )
    return judge(report, declarations or [declaration()], taxonomy.load(), **options)


def on(report, axis):
    return [verdict for verdict in report.verdicts if verdict.axis == axis]


# ---- identity


def test_ids_are_those_of_the_page():
    deny = {
        "id": "deny.payment_data",
        "kind": "only",
        "target": {"categories": ["cat.payment"]},
        "except": {"types": ["payment.card.pan_truncated"]},
    }
    findings = (
        finding(
            "payment.card.expiry", "pg://demo/public.reglements", id="", locus="column:validite_cb"
        ),
        finding("payment.card.pan", "file:///var/log/demo/trace-{date}.log", id="", locus="text"),
    )

    report = judged((), findings, declaration(denials=[deny]))

    ids = {verdict.verdict: (verdict.findings, verdict.id) for verdict in on(report, "category")}
    assert ids == {
        "DENIED": (("f_fnz2c7sq227jethj",), "v_ikgcbpfcxcukpch5"),
        "EXCESS_PRECISION": (("f_4t3ty2eonskqjxsy",), "v_v24u3egxcfb5krrw"),
    }
    group = locators.group_id("demo", "pg://demo/public.reglements", "retention", "ret.card_proof")
    assert group == "g_5pjrfjdqptbdvjaw"
    assert locators.verdict_id(group, "retention", "RETENTION_EXCEEDED") == "v_lxujolersys74zny"


# ---- severity, line by line

# kind · severity by tier 0, 1, 2, 3, 4
PAGE = """
DECLARED_VAGUE         low low low medium medium
DECLARED_ELSEWHERE     low low medium high high
UNDECLARED             medium medium high high high
DENIED                 high high high critical critical
EXCESS_PRECISION       high high high critical critical
SENSITIVE_UNDECLARED   critical critical critical critical critical
CREDENTIAL_EXPOSED     critical critical critical critical critical
OUT_OF_SCOPE           low low medium high high
UNMAPPED               low low low low low
"""
LEVELS = ("info", "low", "medium", "high", "critical")


@pytest.mark.parametrize("line", PAGE.strip().splitlines(), ids=lambda line: line.split()[0])
def test_severity_table_is_that_of_the_page(line):
    kind, *levels = line.split()

    assert [LEVELS[level] for level in TABLE[kind]] == levels


def test_no_other_kind_weighs_anything():
    of_places = {"RETENTION_UNDETERMINED", "RETENTION_EXCEEDED", "LOCATION_UNDETERMINED"}
    assert set(TABLE) - of_places == {line.split()[0] for line in PAGE.strip().splitlines()}


# ---- status

EMAIL, PLATE, TITLE = finding("contact.email"), finding("vehicle.plate"), finding("person.title")
PASSPORT = finding("gov.passport")
IP = finding("online.ip")
T = asset("t")


@pytest.mark.parametrize(
    ("findings", "status"),
    [
        ((EMAIL,), "NO_CONTRADICTION_OBSERVED"),
        ((EMAIL, TITLE), "NO_CONTRADICTION_OBSERVED"),
        ((PASSPORT,), "CONTRADICTED"),
        ((IP,), "DISCREPANCIES"),
        ((finding("online.ip", certainty="suspected"),), "DISCREPANCIES"),
        ((IP, PLATE), "CONTRADICTED"),
        ((), "NO_CONTRADICTION_OBSERVED"),
    ],
)
def test_status_follows_the_worst_discrepancy(findings, status):
    assert judged([T], findings).status == status


COUNTED = Totals(assets={"listed": 1, "read": 1})
GAP = GapSeen("t", "pg://shop/t", Reason.ENCRYPTED)


@pytest.mark.parametrize(
    ("assets", "coverage", "run", "status"),
    [
        ([T], Coverage(complete=False), None, "INCONCLUSIVE"),
        ([T], Coverage(gaps=(GAP,)), None, "INCONCLUSIVE"),
        ([T], Coverage(detectors_off=("iban",)), None, "INCONCLUSIVE"),
        ([T], Coverage(blind_spots=("names in German",)), None, "NO_CONTRADICTION_OBSERVED"),
        ([T], None, Run(restricted_to=("shop",)), "INCONCLUSIVE"),
        ([T], None, Run(status="incomplete"), "INCONCLUSIVE"),
        ([], None, None, "INCONCLUSIVE"),
        ([], Coverage(totals=COUNTED), None, "NO_CONTRADICTION_OBSERVED"),
        ([asset("t", AssetStatus.FAILED)], None, None, "INCONCLUSIVE"),
        ([asset("t", AssetStatus.SKIPPED)], None, None, "INCONCLUSIVE"),
        ([asset("t", AssetStatus.SAMPLED)], None, None, "INCONCLUSIVE"),
        ([], Coverage(totals=Totals(assets={"listed": 1})), None, "INCONCLUSIVE"),
        ([asset("t", AssetStatus.SAMPLED, n=300)], Coverage(totals=COUNTED), None, "INCONCLUSIVE"),
        (
            [asset("t", AssetStatus.SAMPLED, n=300)],
            None,
            Run(accept_sampling=0.01),
            "NO_CONTRADICTION_OBSERVED",
        ),
        (
            [asset("t", AssetStatus.SAMPLED, n=300)],
            None,
            Run(accept_sampling=0.001),
            "INCONCLUSIVE",
        ),
        ([asset("t", AssetStatus.UNCHANGED)], None, None, "NO_CONTRADICTION_OBSERVED"),
        ([asset("t", AssetStatus.EXCLUDED)], None, None, "INCONCLUSIVE"),
        ([T, asset("u", AssetStatus.EXCLUDED)], None, None, "NO_CONTRADICTION_OBSERVED"),
        ([T, asset("u", activities=())], None, None, "INCONCLUSIVE"),
        ([T, asset("u", confirmed=False)], None, None, "INCONCLUSIVE"),
        ([T, asset("u", activities=None)], None, None, "INCONCLUSIVE"),
        ([asset("t", activities=None)], None, None, "NO_CONTRADICTION_OBSERVED"),
    ],
)
def test_clean_needs_everything_read_and_mapped(assets, coverage, run, status):
    assert judged(assets, (), coverage=coverage, run=run).status == status


def test_without_a_declaration_nothing_is_judged():
    before = judged([T], [PLATE])

    after = judge(before, (), taxonomy.load())

    assert (after.status, after.verdicts, after.declarations) == ("NOT_JUDGED", (), ())
    assert after.summary["findings"] == {"vehicle.plate": 1}


# ---- placement


def test_worst_placement_of_a_finding_stays_and_lists_its_assets():
    shared = {"locator": "file:///log/app.log"}
    assets = [
        asset("a", **shared),
        asset("b", activities=("act.news",), system="sys.news", **shared),
        asset("c", activities=("act.news",), system="sys.news", **shared),
    ]

    (verdict,) = on(judged(assets, [finding("contact.email", "file:///log/app.log")]), "category")

    assert (verdict.verdict, verdict.assets) == ("DECLARED_ELSEWHERE", ("b", "c"))
    assert (verdict.system, verdict.activity) == ("sys.news", "act.orders")


@pytest.mark.parametrize("name", ["file:///log/app-2026-01-31.log", "file:///log/app-{date}.log"])
def test_asset_is_found_by_locator_or_by_key(name):
    seen = asset("a", locator="file:///log/app-2026-01-31.log", subjects=("customer",))

    (verdict,) = on(judged([seen], [finding("contact.email", name)]), "category")

    assert (verdict.verdict, verdict.assets) == ("DECLARED", ("a",))


def test_finding_without_an_asset_is_unmapped_unless_none_is_listed():
    (strange,) = on(judged([T], [finding("contact.email", "pg://shop/other")]), "category")
    (alone,) = on(judged([], [EMAIL]), "category")

    assert (strange.verdict, alone.verdict) == ("UNMAPPED", "DECLARED")


def test_asset_without_a_system_is_unmapped_where_others_have_one():
    lost = asset("x", activities=None)

    (verdict,) = on(judged([T, lost], [finding("contact.email", "pg://shop/x")]), "category")

    assert verdict.verdict == "UNMAPPED"


def test_subjects_written_by_hand_without_assets_are_known():
    scope = {"subjects": ["customer"]}

    report = judged(
        [], [finding("contact.email", subjects=("employee",))], declaration(scope=scope)
    )

    (verdict,) = on(report, "category")
    assert (verdict.verdict, verdict.certainty) == ("OUT_OF_SCOPE", "confirmed")


def test_finding_below_the_threshold_asserts_nothing():
    assert on(judged([T], [finding("vehicle.plate", confidence=0.4)]), "category") == []


# ---- the declaration axis


def declared_kinds(report):
    return {
        (verdict.activity, verdict.type): (verdict.verdict, verdict.reason)
        for verdict in on(report, "declaration")
    }


def test_declared_types_are_observed_or_not_and_implied_ones_not_asked():
    kinds = declared_kinds(judged([T], [EMAIL]))

    assert kinds == {
        ("act.orders", "contact.email"): ("OBSERVED", None),
        ("act.orders", "contact.phone"): ("NOT_OBSERVED", None),
        ("act.news", "online.ip"): ("NOT_ASSESSED", "no_asset"),
    }


@pytest.mark.parametrize(
    ("assets", "options", "reason"),
    [
        ([T, asset("u", AssetStatus.FAILED)], {}, "coverage"),
        ([T, asset("u", AssetStatus.EXCLUDED)], {}, "coverage"),
        ([T], {"run": Run(restricted_to=("t",))}, "coverage"),
        ([T], {"run": Run(status="incomplete")}, "coverage"),
        (
            [T],
            {"coverage": Coverage(gaps=(GapSeen("", "smb://files", Reason.UNREACHABLE),))},
            "coverage",
        ),
        ([T], {"detected_types": frozenset({"contact.email"})}, "no_detector"),
        ([asset("t", confirmed=False)], {}, "no_asset"),
        ([T], {"detected_types": frozenset({"contact.phone"})}, None),
    ],
)
def test_absence_needs_coverage_and_a_detector(assets, options, reason):
    kinds = declared_kinds(judged(assets, (), **options))

    kind = "NOT_ASSESSED" if reason else "NOT_OBSERVED"
    assert kinds["act.orders", "contact.phone"] == (kind, reason)


def test_sample_bounds_what_it_may_have_missed():
    sampled = asset("t", AssetStatus.SAMPLED, n=300, of=9000)

    (verdict,) = [v for v in on(judged([sampled]), "declaration") if v.type == "contact.phone"]

    assert verdict.verdict == "NOT_ASSESSED"
    assert "inférieure à 1\u00a0%" in verdict.explanation["fr"]
    assert "below 1 %" in verdict.explanation["en"]


def test_sighting_in_a_proposed_mapping_is_suspected():
    report = judged([asset("t", confirmed=False)], [EMAIL])

    (verdict,) = [v for v in on(report, "declaration") if v.type == "contact.email"]
    assert (verdict.verdict, verdict.reason) == ("NOT_ASSESSED", "suspected")
    assert verdict.certainty == "suspected"
    assert "indices seulement" in verdict.explanation["fr"]


@pytest.mark.parametrize(
    ("certainties", "status"),
    [
        (("suspected",), "INCONCLUSIVE"),
        (("likely",), "NO_CONTRADICTION_OBSERVED"),
        (("suspected", "confirmed"), "NO_CONTRADICTION_OBSERVED"),
    ],
)
def test_suspected_evidence_alone_closes_nothing_as_clean(certainties, status):
    types = ("contact.email", "contact.phone")
    found = [
        finding(name, certainty=sure, why=("x",))
        for name, sure in zip(types, certainties, strict=False)
    ]

    assert judged([T], found).status == status


NAMES = """
pdscan_declaration: 1
id: fr.names
data:
  - {id: d.full, types: [person.name]}
  - {id: d.first, types: [person.name.first]}
  - {id: d.psp, types: [payment.iban], held_by: {sectors: [payment]}}
  - {id: d.custom, types: ["custom:badge"]}
  - {id: d.hosted, types: all_hosted}
"""
FIRST, LAST = finding("person.name.first"), finding("person.name.last")
FULL = finding("person.name")


@pytest.mark.parametrize(
    ("findings", "observed"),
    [
        ((FULL,), {"person.name", "person.name.first"}),
        ((FIRST,), {"person.name.first"}),
        ((FIRST, LAST), {"person.name", "person.name.first"}),
    ],
)
def test_full_name_is_seen_in_its_parts_and_they_in_it(findings, observed):
    report = judged([T], findings, declaration(NAMES))

    seen = {v.type for v in on(report, "declaration") if v.verdict == "OBSERVED"}
    assert seen == observed


def test_what_a_recipient_holds_is_asked_of_its_systems_only():
    iban = finding("payment.iban", "pg://shop/psp")
    psp = asset("psp", operator={"kind": "processor", "sectors": ["payment"]})

    def kind(assets, findings):
        report = judged(assets, findings, declaration(NAMES))
        (verdict,) = [v for v in on(report, "declaration") if v.type == "payment.iban"]
        return verdict.verdict, verdict.reason

    assert kind([T], [finding("payment.iban")]) == ("NOT_ASSESSED", "no_asset")
    assert kind([T, psp], []) == ("NOT_OBSERVED", None)
    assert kind([T, psp], [iban]) == ("OBSERVED", None)


def test_verdicts_without_an_activity_have_ids_of_their_own():
    loose = declaration(data=[{"id": "d.plate", "types": ["vehicle.plate"]}])
    everywhere = declaration(NAMES.replace("person.name.first", "vehicle.plate"))

    report = judged([T], [PLATE], loose, everywhere)

    plates = [v for v in on(report, "declaration") if v.type == "vehicle.plate"]
    assert {(v.verdict, v.activity) for v in plates} == {("NOT_ASSESSED", None), ("OBSERVED", None)}
    assert len({v.id for v in report.verdicts}) == len(report.verdicts)


def test_finding_below_the_threshold_is_not_a_sighting():
    kinds = declared_kinds(judged([T], [finding("contact.email", confidence=0.3)]))

    assert kinds["act.orders", "contact.email"] == ("NOT_OBSERVED", None)


def test_finding_in_an_unmapped_asset_shows_no_activity():
    kinds = declared_kinds(
        judged([T, asset("x", activities=())], [finding("contact.email", "pg://shop/x")])
    )

    assert kinds["act.orders", "contact.email"] == ("NOT_OBSERVED", None)


# ---- the coverage axis


def test_all_that_was_not_read_in_full_is_not_assessed():
    assets = [
        T,
        asset("gone", AssetStatus.FAILED, reason="permission"),
        asset("big", AssetStatus.SKIPPED),
        asset("rows", AssetStatus.SAMPLED, n=10),
        asset("out", AssetStatus.EXCLUDED),
        asset("same", AssetStatus.UNCHANGED),
    ]

    verdicts = on(judged(assets), "coverage")

    assert {(v.assets, v.reason, v.severity, v.verdict) for v in verdicts} == {
        (("gone",), "permission", "info", "NOT_ASSESSED"),
        (("big",), "skipped", "info", "NOT_ASSESSED"),
        (("rows",), "sampled", "info", "NOT_ASSESSED"),
    }


def test_rotated_assets_share_one_verdict_with_the_worst_reason():
    one = asset("a", AssetStatus.SAMPLED, locator="file:///log-2026-01-30.txt", n=3, of=9)
    two = asset("b", AssetStatus.FAILED, locator="file:///log-2026-01-31.txt", reason="corrupt")

    (verdict,) = on(judged([one, two]), "coverage")

    assert (verdict.assets, verdict.reason) == (("a", "b"), "corrupt")
    assert verdict.explanation["en"].endswith("(corrupt). Other places like it: 1.")
    group = locators.group_id("demo", "file:///log-{date}.txt", "coverage", "")
    assert verdict.id == locators.verdict_id(group, "coverage", "NOT_ASSESSED")


# ---- order, state, sums


def test_verdicts_are_ordered_by_weight_then_people_exposure_and_id():
    public = asset("p", exposure="public")
    few = finding("vehicle.plate", id="f.few", distinct=3)
    many = finding("vehicle.plate", id="f.many", distinct=2000)
    open_ = finding("vehicle.plate", "pg://shop/p", id="f.open", certainty="suspected", distinct=3)
    birth = finding("person.birth_date", id="f.birth", certainty="suspected", distinct=3)
    secret = finding("secret.password", id="f.secret", hits=1)

    report = judged([T, public], [few, many, open_, birth, secret])

    assert [v.findings[0] for v in on(report, "category")] == [
        "f.secret",
        "f.birth",
        "f.many",
        "f.open",
        "f.few",
    ]
    backwards = judged([public, T], [secret, birth, open_, many, few])
    assert [v.id for v in on(backwards, "category")] == [v.id for v in on(report, "category")]


def test_state_comes_from_the_history():
    first = judged([T], [PLATE, EMAIL])
    worst = first.verdicts[0]

    again = judged([T], [PLATE, EMAIL], history={worst.id: "accepted"})

    assert {verdict.state for verdict in first.verdicts} == {"new"}
    assert again.verdicts[0].state == "accepted"
    assert {verdict.state for verdict in again.verdicts[1:]} == {"new"}


CRITERIA = [
    {"id": "ret.1", "rules": [{"trigger": "contract_end", "bound": "criteria"}]},
    {"id": "ret.2", "rules": [{"trigger": "payment", "duration": "P1Y", "bound": "max"}]},
    {"id": "ret.3", "rules": [{"trigger": "none", "bound": "exception"}]},
]


def test_declaration_says_what_rests_on_its_vague_words():
    issue = {"code": "open_list", "text": "etc.", "source": {"doc": "s", "lines": [4]}}
    vague = declaration(
        issues=[issue, {"code": "typo", "text": "x"}],
        retention=CRITERIA,
        data=[{"id": "d.loose", "categories": ["cat.technical"]}],
    )

    report = judged(
        [asset("t", activities=None)], [EMAIL, TITLE, IP, PLATE], vague, shas={"fr.shop": "00"}
    )

    (used,) = report.declarations
    assert (used.id, used.sha256) == ("fr.shop", "00")
    assert used.resting == {"category": 0.0, "vague": 0.3333, "criteria": 0.5}
    assert used.issues == (
        {"code": "open_list", "text": "etc.", "document": "s", "lines": [4]},
        {"code": "typo", "text": "x"},
    )


def test_declaration_that_covers_nothing_rests_on_nothing():
    (used,) = judged([T], [], declaration()).declarations

    assert used.resting == {"category": 0.0, "vague": 0.0, "criteria": 0.0}
    assert used.sha256 is None


def test_summary_counts_and_keeps_the_people():
    report = judge(
        Report(assets=(T,), findings=(EMAIL, PLATE), summary={"people": 42}),
        [declaration()],
        taxonomy.load(),
    )

    assert report.summary["people"] == 42
    assert report.summary["findings"] == {"contact.email": 1, "vehicle.plate": 1}
    assert report.summary["verdicts"]["kind"]["UNDECLARED"] == 1
    assert sum(report.summary["verdicts"]["severity"].values()) == len(report.verdicts)


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({}, ()),
        ({"retention": CRITERIA}, ()),
        (
            {"transfers": [{"id": "t", "outside": "EEA", "allowed": False}]},
            ("location not judged",),
        ),
        (
            {"locations": [{"id": "l", "allowed": {"countries": ["FR"]}}]},
            ("location not judged",),
        ),
        ({"recipients": [{"id": "r"}]}, ("recipient not judged",)),
        ({"denials": [{"id": "d", "kind": "recipient"}]}, ("recipient not judged",)),
        ({"denials": [{"id": "d", "kind": "subject"}]}, ("subject not judged",)),
        (
            {"activities": [{"id": "act.x", "name": "X", "subjects": ["customer"]}]},
            ("subject not judged",),
        ),
    ],
)
def test_what_is_declared_and_needs_a_map_is_a_blind_spot_without_one(more, names):
    spots = Coverage(blind_spots=("names in German", "recipient not judged"))

    report = judged([asset("t", activities=None)], [], declaration(**more), coverage=spots)

    assert report.coverage.blind_spots == ("names in German", *names)


def test_one_unmapped_asset_is_named_in_the_singular():
    report = judged([T, asset("u", activities=None, system=None)], [])

    assert report.coverage.blind_spots == ("purpose: 1 asset is not mapped to a system",)


# ---- words


def test_explanation_gives_place_number_and_the_declaration_s_words():
    verdict = on(judged([T], [finding("contact.email", hits=3, examined=4)]), "category")[0]

    assert "pg://shop/t, colonne c (3 sur 4)" in verdict.explanation["fr"]
    assert "«\u00a0votre adresse email et téléphone\u00a0» (s, l. 4-5)" in verdict.explanation["fr"]
    assert (
        "(3 of 4): the declaration names it: “votre adresse email et téléphone” (s, l. 4-5)."
        in (verdict.explanation["en"])
    )


def test_hits_in_text_are_occurrences_and_a_hint_is_called_one():
    text = finding("vehicle.plate", locus="text", hits=2, examined=900, certainty="suspected")

    (verdict,) = on(judged([T], [text]), "category")

    assert "(occurrences: 2)" in verdict.explanation["en"]
    assert verdict.explanation["en"].endswith("to be confirmed.")


def test_item_without_a_source_is_cited_by_its_phrase_and_document():
    head = "pdscan_declaration: 1\nid: fr.hand"
    item = {"id": "d.mail", "types": ["contact.email"]}
    bare = declaration(head, data=[{**item, "phrase": "courriel"}])
    silent = declaration(head, data=[item])

    (spoken,) = on(judged([T], [EMAIL], bare), "category")
    (mute,) = on(judged([T], [EMAIL], silent), "category")

    assert (spoken.by[0].document, spoken.by[0].quote) == ("fr.hand", "courriel")
    assert "“courriel” (fr.hand)" in spoken.explanation["en"]
    assert "d.mail (fr.hand)" in mute.explanation["en"]


@pytest.mark.parametrize(
    "quote", ["Conforme au RGPD", "we are GDPR-compliant", "données conformes"]
)
def test_forbidden_words_of_a_policy_are_not_repeated(quote):
    item = {
        "id": "d.mail",
        "types": ["contact.email"],
        "source": {"doc": "s", "lines": [3], "quote": quote},
    }

    report = judged([T], [EMAIL], declaration("pdscan_declaration: 1\nid: x", data=[item]))

    assert quote not in report.to_json()
    (verdict,) = on(report, "category")
    assert (verdict.by[0].lines, verdict.by[0].quote) == ((3,), None)


def test_report_written_by_hand_is_judged():
    text = """{"run": {"estate": "demo"}, "findings": [
      {"id": "", "asset_key": "pg://demo/t", "locus": "column:x", "type": "gov.nir"},
      {"id": "f_1", "asset_key": "pg://demo/t", "locus": "column:y", "type": "x.odd", "tier": "9"},
      {"id": "f_2", "asset_key": "pg://demo/t", "locus": "text", "type": "secret.password_hash",
       "form": "weak_hash"}]}"""

    report = judge(parse(text), [declaration()], taxonomy.load())

    kinds = {v.verdict: v.severity for v in on(report, "category")}
    assert kinds == {
        "SENSITIVE_UNDECLARED": "critical",
        "UNMAPPED": "low",
        "CREDENTIAL_EXPOSED": "high",
    }
    assert report.status == "CONTRADICTED"
    assert Form.WEAK_HASH in {finding.form for finding in report.findings}


def test_explanation_names_the_locus_in_its_language():
    verdict = on(judged([T], [finding("contact.email", locus="text")]), "category")[0]

    assert "pg://shop/t, texte (" in verdict.explanation["fr"]
    assert "pg://shop/t, text (" in verdict.explanation["en"]
