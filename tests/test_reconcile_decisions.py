"""The category axis, item by item of the decision list: declaration and finding in, verdict out."""

from __future__ import annotations

import pytest
import yaml

from pdscan import taxonomy
from pdscan.declarations import Declaration
from pdscan.model import Container, Form
from pdscan.reconcile.judgement import judge
from pdscan.report import AssetSeen, Finding, Report, Run

SHOP = """
documents: [{id: s, kind: privacy_policy}]
scope: {subjects: [customer], source: {doc: s, lines: [2], quote: "nos clients"}}
data:
  - {id: d.name, types: [person.name.last, person.name.first], list: closed}
activities:
  - id: act.orders
    name: Commandes
    data:
      inherit: [d.name]
      items:
        - {id: d.orders, types: [contact.email, payment.card.pan_truncated], list: closed,
           source: {doc: s, lines: [4, 5], quote: "votre adresse email"}}
        - {id: d.open, categories: [cat.identification], types: [], list: open}
        - {id: d.maybe, types: [contact.phone], strength: conditional, list: closed}
        - {id: d.psp, types: [payment.iban], held_by: {sectors: [payment]}, list: closed}
        - {id: d.hint, types: [gov.id_document_scan, gov.nir], strength: inferred}
  - id: act.news
    name: Lettre
    data:
      items:
        - {id: d.technical, categories: [cat.technical, cat.official_document], list: none}
        - {id: d.kin, types: [location.coarse], list: open}
        - {id: d.nav, categories: [cat.navigation], list: none}
"""


def declared(text=SHOP, **more):
    return Declaration.model_validate(
        {"pdscan_declaration": 1, "id": "fr.shop", **yaml.safe_load(text), **more}
    )


def judged(type_id, *declarations, finding=None, asset=None):
    seen = AssetSeen(
        **{"id": "a", "locator": "pg://shop/t", "activities": ("act.orders",), **(asset or {})}
    )
    found = Finding(
        **{
            "id": "f",
            "asset_key": "pg://shop/t",
            "assets": ("a",),
            "locus": "column:c",
            "type": type_id,
            **(finding or {}),
        }
    )
    report = Report(run=Run(estate="demo"), assets=(seen,), findings=(found,))
    after = judge(report, declarations or (declared(),), taxonomy.load())
    (verdict,) = [one for one in after.verdicts if one.axis == "category"]
    return verdict


def answer(verdict):
    return (
        verdict.verdict,
        verdict.assurance,
        verdict.severity,
        tuple(cited.item for cited in verdict.by),
    )


def denying(*denials):
    return declared(denials=list(denials))


ORDERS = {"activities": ("act.orders",)}
NEWS = {"activities": ("act.news",)}
ALL = {"activities": None}
UNMAPPED = {"activities": (), "mapped": False}
PSP = {"operator": {"kind": "processor", "sectors": ["payment"]}}
HOSTED = {"subjects": ("hosted_client_subject",)}

# type · asset · finding · verdict, assurance, severity, items cited
LIST = {
    "1 a secret is exposed": (
        "secret.password",
        {},
        {},
        ("CREDENTIAL_EXPOSED", None, "critical", ()),
    ),
    "1 a secret is exposed in an unmapped asset": (
        "payment.card.cvv",
        UNMAPPED,
        {},
        ("CREDENTIAL_EXPOSED", None, "critical", ()),
    ),
    "1 a weak hash is exposed": (
        "secret.password_hash",
        {},
        {"form": Form.WEAK_HASH},
        ("CREDENTIAL_EXPOSED", None, "high", ()),
    ),
    "1 a strong hash is an ordinary type": (
        "secret.password_hash",
        {},
        {"form": Form.STRONG_HASH},
        ("UNDECLARED", None, "medium", ()),
    ),
    "3 employees are out of scope": (
        "contact.email",
        {"subjects": ("employee",)},
        {},
        ("OUT_OF_SCOPE", None, "low", ("scope",)),
    ),
    "3 regulated data of employees weigh more": (
        "gov.nir",
        {"subjects": ("employee",)},
        {},
        ("OUT_OF_SCOPE", None, "high", ("scope",)),
    ),
    "3 one of the subjects is in scope": (
        "contact.email",
        {"subjects": ("employee", "customer")},
        {},
        ("DECLARED", "explicit", "info", ("d.orders",)),
    ),
    "3 minors are never out of scope": (
        "contact.email",
        {"subjects": ("minor",)},
        {},
        ("DECLARED", "explicit", "info", ("d.orders",)),
    ),
    "3 unmapped assets can be out of scope": (
        "contact.email",
        {**UNMAPPED, "subjects": ("supplier",)},
        {},
        ("OUT_OF_SCOPE", None, "low", ("scope",)),
    ),
    "4 named": ("contact.email", {}, {}, ("DECLARED", "explicit", "info", ("d.orders",))),
    "4 named under a condition": (
        "contact.phone",
        {},
        {},
        ("DECLARED", "conditional", "info", ("d.maybe",)),
    ),
    "4 a full name is listed by its parts": (
        "person.name",
        {},
        {},
        ("DECLARED", "explicit", "info", ("d.name",)),
    ),
    "4 a coarser step is listed with a finer one": (
        "payment.card.pan_last4",
        {},
        {},
        ("DECLARED", "explicit", "info", ("d.orders",)),
    ),
    "4 held by a recipient counts where it operates": (
        "payment.iban",
        PSP,
        {},
        ("DECLARED", "explicit", "info", ("d.psp",)),
    ),
    "4 held by a recipient doesn't count elsewhere": (
        "payment.iban",
        {},
        {},
        ("UNDECLARED", None, "high", ()),
    ),
    "4 a purpose only implies it": (
        "gov.id_document_scan",
        {},
        {},
        ("DECLARED_VAGUE", "inferred", "medium", ("d.hint",)),
    ),
    "4 an implied coarser step, too": (
        "gov.id_card",
        {},
        {},
        ("DECLARED_VAGUE", "inferred", "medium", ("d.hint",)),
    ),
    "4 nothing implies what has to be named": (
        "gov.nir",
        {},
        {},
        ("SENSITIVE_UNDECLARED", None, "critical", ()),
    ),
    "5 a coarser step is named": (
        "payment.card.pan",
        {},
        {},
        ("EXCESS_PRECISION", None, "critical", ("d.orders",)),
    ),
    "5 a coarser place is named": (
        "location.precise",
        NEWS,
        {},
        ("EXCESS_PRECISION", None, "high", ("d.kin",)),
    ),
    "6 a bare category covers": (
        "online.ip",
        NEWS,
        {},
        ("DECLARED", "category", "info", ("d.technical",)),
    ),
    "6 a bare category at high risk": (
        "gov.passport",
        NEWS,
        {},
        ("DECLARED_VAGUE", "high_risk_category", "medium", ("d.technical",)),
    ),
    "6 an open list of the family": (
        "person.title",
        {},
        {},
        ("DECLARED_VAGUE", "open_ended", "low", ("d.open",)),
    ),
    "6 custom reaches ordinary types": (
        "person.age",
        {},
        {},
        ("DECLARED_VAGUE", "customary", "low", ("d.open",)),
    ),
    "6 custom never reaches tier 2": (
        "person.birth_date",
        {},
        {},
        ("UNDECLARED", None, "high", ()),
    ),
    "7 declared for another activity": (
        "contact.email",
        NEWS,
        {},
        ("DECLARED_ELSEWHERE", "explicit", "low", ("d.orders",)),
    ),
    "7 covered by a phrase of another activity": (
        "online.ip",
        {},
        {},
        ("DECLARED_ELSEWHERE", "category", "low", ("d.technical",)),
    ),
    "7 regulated data for another activity": (
        "gov.passport",
        {},
        {},
        ("DECLARED_ELSEWHERE", "high_risk_category", "high", ("d.technical",)),
    ),
    "8 tier 0 and nothing declared": (
        "payment.bic",
        {},
        {},
        ("NOT_PERSONAL", None, "info", ()),
    ),
    "9 undeclared": ("vehicle.plate", {}, {}, ("UNDECLARED", None, "medium", ())),
    "9 undeclared and sensitive": (
        "special.health",
        {},
        {},
        ("SENSITIVE_UNDECLARED", None, "critical", ()),
    ),
    "no map: all activities together": (
        "online.ip",
        ALL,
        {},
        ("DECLARED", "category", "info", ("d.technical",)),
    ),
    "unmapped and declared somewhere": (
        "contact.email",
        UNMAPPED,
        {},
        ("UNMAPPED", None, "low", ("d.orders",)),
    ),
    "unmapped and covered by a phrase": (
        "online.ip",
        UNMAPPED,
        {},
        ("UNMAPPED", None, "low", ("d.technical",)),
    ),
    "unmapped: the firmest cover is cited": (
        "gov.id_document_scan",
        UNMAPPED,
        {},
        ("UNMAPPED", None, "low", ("d.technical",)),
    ),
    "unmapped and only a coarser step declared": (
        "payment.card.pan",
        UNMAPPED,
        {},
        ("UNDECLARED", None, "high", ()),
    ),
    "unmapped and undeclared": ("vehicle.plate", UNMAPPED, {}, ("UNDECLARED", None, "medium", ())),
    "unmapped and not personal": (
        "payment.bic",
        UNMAPPED,
        {},
        ("NOT_PERSONAL", None, "info", ()),
    ),
    "a type outside the taxonomy": ("custom:badge", {}, {}, ("UNMAPPED", None, "low", ())),
    "a secret outside the taxonomy": (
        "custom:key",
        {},
        {"tier": "S"},
        ("CREDENTIAL_EXPOSED", None, "critical", ()),
    ),
}


@pytest.mark.parametrize("row", LIST.values(), ids=LIST.keys())
def test_list_answers(row):
    type_id, asset, finding, expected = row

    assert answer(judged(type_id, asset=asset, finding=finding)) == expected


def test_open_list_of_named_types_covers_their_kin():
    item = {"id": "d.kin", "types": ["person.name.last", "x.custom"], "list": "open"}
    kin = declared("data: []", data=[item])

    assert answer(judged("person.title", kin)) == (
        "DECLARED_VAGUE",
        "open_ended",
        "low",
        ("d.kin",),
    )
    assert answer(judged("person.birth_date", kin))[0] == "UNDECLARED"


def test_categories_that_stand_by_themselves_are_no_head_of_an_open_list():
    item = {
        "id": "d.kin",
        "types": ["person.name.last", "contact.email"],
        "categories": ["cat.navigation"],
        "bare": ["cat.navigation"],
        "list": "open",
    }
    headed = {**item, "bare": []}
    kin, head = (declared("data: []", data=[one]) for one in (item, headed))

    assert answer(judged("person.title", kin))[:2] == ("DECLARED_VAGUE", "open_ended")
    assert answer(judged("person.title", head))[0] == "UNDECLARED"


def test_bare_category_inside_an_open_list_covers_by_itself():
    item = {
        "id": "d.pay",
        "categories": ["cat.payment", "cat.contact"],
        "bare": ["cat.contact"],
        "list": "open",
    }
    pay = declared("data: []", data=[item])

    assert answer(judged("contact.email", pay))[:2] == ("DECLARED", "category")
    assert answer(judged("payment.card.pan", pay))[:2] == ("DECLARED_VAGUE", "open_ended")


def test_closed_list_covers_nothing_beyond_its_types():
    item = {"id": "d", "categories": ["cat.identification"], "list": "closed"}

    assert answer(judged("person.title", declared("data: []", data=[item])))[0] == "UNDECLARED"


def test_name_parts_listed_by_two_items_list_the_full_name():
    items = [{"id": "d.1", "types": ["person.name.last"]}]
    assert answer(judged("person.name", declared("data: []", data=items)))[0] == "UNDECLARED"

    items.append({"id": "d.2", "types": ["person.name.first"], "strength": "conditional"})
    both = judged("person.name", declared("data: []", data=items))

    assert answer(both) == ("DECLARED", "conditional", "info", ("d.1", "d.2"))


def test_full_name_lists_its_parts():
    items = [{"id": "d.1", "types": ["person.name"]}]

    assert answer(judged("person.name.first", declared("data: []", data=items)))[0] == "DECLARED"


def test_custom_type_that_a_declaration_names_is_declared():
    badge = declared("data: []", data=[{"id": "d.badge", "types": ["custom:badge"]}])

    assert answer(judged("custom:badge", badge))[:2] == ("DECLARED", "explicit")


def test_type_outside_the_taxonomy_says_so():
    verdict = judged("custom:badge")

    assert verdict.reason == "type"
    assert judged("contact.email", asset=UNMAPPED).reason == "asset"


HOSTING = """
data: [{id: d.loose, types: [vehicle.plate]}]
activities:
  - {id: act.hosting, name: Hébergement, data: {items: [{id: d.hosted, types: all_hosted}]}}
  - {id: act.news, name: Lettre, data: {items: [{id: d.mail, types: [contact.email]}]}}
"""


@pytest.mark.parametrize(
    ("asset", "expected"),
    [
        ({"activities": ("act.hosting",)}, ("DECLARED", "explicit", "info", ("d.hosted",))),
        ({"activities": ("act.news",)}, ("SENSITIVE_UNDECLARED", None, "critical", ())),
        (
            {"activities": ("act.news",), **HOSTED},
            ("DECLARED_ELSEWHERE", "explicit", "high", ("d.hosted",)),
        ),
        ({"activities": None}, ("SENSITIVE_UNDECLARED", None, "critical", ())),
        ({"activities": None, **HOSTED}, ("DECLARED", "explicit", "info", ("d.hosted",))),
        ({**UNMAPPED, **HOSTED}, ("UNMAPPED", None, "low", ("d.hosted",))),
    ],
)
def test_hosted_data_are_declared_where_they_are_hosted(asset, expected):
    assert answer(judged("special.health", declared(HOSTING), asset=asset)) == expected


def test_global_item_that_no_activity_inherits_is_declared_elsewhere():
    verdict = judged("vehicle.plate", declared(HOSTING), asset={"activities": ("act.news",)})

    assert answer(verdict) == ("DECLARED_ELSEWHERE", "explicit", "low", ("d.loose",))
    assert verdict.activity is None
    assert judged("vehicle.plate", declared(HOSTING), asset=ALL).verdict == "DECLARED"


# ---- denials (item 2)

TRUNCATED_ONLY = {
    "id": "deny.pay",
    "kind": "only",
    "target": {"categories": ["cat.payment"]},
    "except": {"types": ["payment.card.pan_truncated"]},
}
NO_PLACE = {"id": "deny.geo", "kind": "category", "target": {"categories": ["cat.location"]}}
NO_NAMES = {
    "id": "deny.names",
    "kind": "category",
    "target": {"types": ["person.name"]},
    "except": {"forms": ["hashed"], "activities": ["act.news"]},
}
PRIVATE = {"id": "deny.private", "kind": "only", "target": {"capacity": "personal"}}
SCOPED = {
    "id": "deny.scoped",
    "kind": "category",
    "target": {"types": ["contact.email"]},
    "applies_to": {"activities": ["act.orders"]},
}
ABOUT = {"id": "deny.about", "kind": "category", "target": {"activities": ["act.orders"]}}
HOSTED_USE = {
    "id": "deny.hosted",
    "kind": "use",
    "target": {"subjects": ["hosted_client_subject"]},
    "except": {"activities": ["act.orders"]},
}
MOVED = {
    "id": "deny.moved",
    "kind": "use",
    "target": {"from_activity": "act.orders", "to_activities": ["act.news"]},
}
MOVED_ANYWHERE = {"id": "deny.any", "kind": "use", "target": {"from_activity": "act.orders"}}
SPARED = {
    "id": "deny.spared",
    "kind": "category",
    "target": {"types": ["payment.iban"]},
    "except": {"operators": {"kinds": ["processor"], "sectors": ["payment"]}, "consent": True},
}
EMPTY = {"id": "deny.nothing", "kind": "category", "target": {}}
RECIPIENT = {
    "id": "deny.partner",
    "kind": "recipient",
    "target": {"types": ["contact.email"], "operators": {"kinds": ["partner"]}},
}

# denial · type · asset · finding · verdict and severity, or None where it doesn't match
DENIALS = {
    "a category is denied": (NO_PLACE, "location.coarse", {}, {}, ("DENIED", "high")),
    "only a coarser step is allowed": (
        TRUNCATED_ONLY,
        "payment.card.pan",
        {},
        {},
        ("EXCESS_PRECISION", "critical"),
    ),
    "the domain is denied but what is excepted": (
        TRUNCATED_ONLY,
        "payment.card.expiry",
        {},
        {},
        ("DENIED", "high"),
    ),
    "an excepted type": (TRUNCATED_ONLY, "payment.card.pan_truncated", {}, {}, None),
    "a step coarser than an excepted one": (TRUNCATED_ONLY, "payment.card.pan_last4", {}, {}, None),
    "a part of a denied name": (NO_NAMES, "person.name.last", {}, {}, ("DENIED", "high")),
    "a denied name in another form": (NO_NAMES, "person.name", {}, {"form": Form.HASHED}, None),
    "a hash of known strength": (NO_NAMES, "person.name", {}, {"form": Form.STRONG_HASH}, None),
    "another form than the excepted": (
        NO_NAMES,
        "person.name",
        {},
        {"form": Form.TOKENISED},
        ("DENIED", "high"),
    ),
    "an excepted activity": (NO_NAMES, "person.name", NEWS, {}, None),
    "an excepted activity beside another": (
        NO_NAMES,
        "person.name",
        {"activities": ("act.news", "act.orders")},
        {},
        ("DENIED", "high"),
    ),
    "an exception can't be claimed without a map": (
        NO_NAMES,
        "person.name",
        ALL,
        {},
        ("DENIED", "high"),
    ),
    "a capacity that is denied": (
        PRIVATE,
        "contact.email",
        {},
        {"capacity": "personal"},
        ("DENIED", "high"),
    ),
    "an unknown capacity": (PRIVATE, "contact.email", {}, {}, None),
    "a denial for this activity": (SCOPED, "contact.email", {}, {}, ("DENIED", "high")),
    "a denial for another activity": (SCOPED, "contact.email", NEWS, {}, None),
    "a denial for one activity, without a map": (
        SCOPED,
        "contact.email",
        ALL,
        {},
        ("DENIED", "high"),
    ),
    "a denial for one activity, unmapped": (SCOPED, "contact.email", UNMAPPED, {}, None),
    "a denial for all, unmapped": (NO_PLACE, "location.coarse", UNMAPPED, {}, ("DENIED", "high")),
    "a denial of an activity": (ABOUT, "contact.email", {}, {}, ("DENIED", "high")),
    "a denial of another activity": (ABOUT, "contact.email", NEWS, {}, None),
    "hosted data in another activity": (
        HOSTED_USE,
        "contact.email",
        {**NEWS, **HOSTED},
        {},
        ("DENIED", "high"),
    ),
    "hosted data where they belong": (HOSTED_USE, "contact.email", HOSTED, {}, None),
    "data that went to a denied use": (
        MOVED,
        "contact.email",
        {**NEWS, "origin_activity": "act.orders"},
        {},
        ("DENIED", "high"),
    ),
    "data of another origin": (MOVED, "contact.email", NEWS, {}, None),
    "data that stayed": (MOVED, "contact.email", {"origin_activity": "act.orders"}, {}, None),
    "data that went anywhere": (
        MOVED_ANYWHERE,
        "contact.email",
        {**NEWS, "origin_activity": "act.orders"},
        {},
        ("DENIED", "high"),
    ),
    "data that went nowhere": (
        MOVED_ANYWHERE,
        "contact.email",
        {"origin_activity": "act.orders"},
        {},
        None,
    ),
    "data of an origin without a map": (
        MOVED_ANYWHERE,
        "contact.email",
        {**ALL, "origin_activity": "act.orders"},
        {},
        ("DENIED", "high"),
    ),
    "data of an origin in an unmapped asset": (
        MOVED_ANYWHERE,
        "contact.email",
        {**UNMAPPED, "origin_activity": "act.orders"},
        {},
        None,
    ),
    "an operator that is spared": (SPARED, "payment.iban", PSP, {}, None),
    "an operator that isn't": (
        SPARED,
        "payment.iban",
        {"operator": {"kind": "processor"}},
        {},
        ("DENIED", "high"),
    ),
    "consent that is shown": (SPARED, "payment.iban", {"consent_evidence": "form 12"}, {}, None),
    "a denial without a selector": (EMPTY, "contact.email", {}, {}, None),
    "a denial of another axis": (RECIPIENT, "contact.email", {}, {}, None),
}


@pytest.mark.parametrize("row", DENIALS.values(), ids=DENIALS.keys())
def test_denial_matches(row):
    denial, type_id, asset, finding, expected = row

    verdict = judged(type_id, denying(denial), asset=asset, finding=finding)

    if expected is None:
        assert verdict.verdict not in ("DENIED", "EXCESS_PRECISION")
    else:
        assert (verdict.verdict, verdict.severity) == expected
        assert [cited.item for cited in verdict.by] == [denial["id"]]


def test_all_matching_denials_are_cited_and_precision_leads():
    both = denying(
        {"id": "deny.card", "kind": "category", "target": {"types": ["payment.card.pan"]}},
        TRUNCATED_ONLY,
    )

    verdict = judged("payment.card.pan", both)

    assert answer(verdict) == ("EXCESS_PRECISION", None, "critical", ("deny.card", "deny.pay"))


def test_denial_comes_before_scope():
    verdict = judged("location.coarse", denying(NO_PLACE), asset={"subjects": ("employee",)})

    assert verdict.verdict == "DENIED"


# ---- several declarations


def test_declarations_merge_and_citations_name_the_document():
    item = [{"id": "d.orders", "types": ["vehicle.plate", "contact.email"]}]
    register = declared(
        "documents: [{id: reg, kind: register}]",
        activities=[{"id": "act.orders", "name": "Commandes", "data": {"items": item}}],
    )

    plate = judged("vehicle.plate", declared(), register)
    email = judged("contact.email", declared(), register)

    assert [(c.item, c.document) for c in plate.by] == [("d.orders", "reg")]
    assert [(c.item, c.document) for c in email.by] == [("d.orders", "s"), ("d.orders", "reg")]
    assert plate.activity == "act.orders"


def test_second_declaration_may_speak_of_the_people_that_the_first_leaves_out():
    employee = {"subjects": ("employee",)}
    silent = declared("data: []")
    register = declared("data: []", scope={"subjects": ["employee"]})

    assert judged("contact.email", declared(), asset=employee).verdict == "OUT_OF_SCOPE"
    assert judged("contact.email", declared(), register, asset=employee).verdict == "DECLARED"
    assert judged("contact.email", declared(), silent, asset=employee).verdict == "DECLARED"


def test_declaration_without_activities_speaks_of_all():
    cookies = declared("data: [{id: d.all, types: [vehicle.plate]}]")

    verdict = judged("vehicle.plate", declared(), cookies)

    assert answer(verdict) == ("DECLARED", "explicit", "info", ("d.all",))
    assert verdict.activity is None
    assert judged("vehicle.plate", cookies, asset=UNMAPPED).verdict == "UNMAPPED"


def test_activity_that_inherits_all_or_nothing():
    text = """
data: [{id: d.plate, types: [vehicle.plate]}]
activities:
  - {id: act.orders, name: A, data: {inherit: %s}}
  - {id: act.other, name: B, data: {inherit: all}}
"""

    assert judged("vehicle.plate", declared(text % "all")).verdict == "DECLARED"
    assert judged("vehicle.plate", declared(text % "none")).verdict == "DECLARED_ELSEWHERE"


# ---- certainty


@pytest.mark.parametrize(
    ("type_id", "asset", "expected"),
    [
        ("contact.email", {}, ("DECLARED", "suspected", "info")),
        ("online.ip", {}, ("DECLARED_ELSEWHERE", "suspected", "info")),
        ("vehicle.plate", {}, ("UNDECLARED", "suspected", "low")),
        ("secret.password", {}, ("CREDENTIAL_EXPOSED", "confirmed", "critical")),
        ("gov.nir", {"subjects": ("employee",)}, ("OUT_OF_SCOPE", "confirmed", "high")),
        ("vehicle.plate", {"mapped": False}, ("UNDECLARED", "suspected", "low")),
        ("contact.email", {"mapped": False, "activities": ()}, ("UNMAPPED", "confirmed", "low")),
    ],
)
def test_answer_that_rests_on_a_proposed_mapping_is_suspected(type_id, asset, expected):
    verdict = judged(type_id, asset={"confirmed": False, **asset})

    assert (verdict.verdict, verdict.certainty, verdict.severity) == expected


def test_denial_for_all_activities_does_not_rest_on_a_mapping():
    proposed = {"confirmed": False}

    assert judged("location.coarse", denying(NO_PLACE), asset=proposed).certainty == "confirmed"
    assert judged("contact.email", denying(SCOPED), asset=proposed).certainty == "suspected"


def test_answer_that_rests_on_inferred_subjects_is_suspected():
    employees = {"subjects": ("employee",)}

    scope = judged("gov.nir", finding=employees)
    assert (scope.verdict, scope.certainty, scope.severity) == (
        "OUT_OF_SCOPE",
        "suspected",
        "medium",
    )

    denial = judged("contact.email", denying(HOSTED_USE), asset=NEWS, finding=HOSTED)
    assert (denial.verdict, denial.certainty, denial.severity) == ("DENIED", "suspected", "medium")

    unneeded = judged("secret.password", finding=employees)
    assert unneeded.certainty == "confirmed"


def test_mapped_subjects_outweigh_inferred_ones():
    verdict = judged(
        "contact.email", asset={"subjects": ("customer",)}, finding={"subjects": ("employee",)}
    )

    assert (verdict.verdict, verdict.certainty) == ("DECLARED", "confirmed")


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        ({"confidence": 0.7}, "suspected"),
        ({"confidence": 0.7, "why": ("checksum",)}, "confirmed"),
        ({"certainty": "likely", "confidence": 0.85}, "likely"),
    ],
)
def test_certainty_comes_from_the_finding(finding, expected):
    assert judged("vehicle.plate", finding=finding).certainty == expected


# ---- severity


@pytest.mark.parametrize(
    ("type_id", "asset", "finding", "expected"),
    [
        ("vehicle.plate", {"exposure": "public"}, {}, "high"),
        ("vehicle.plate", {}, {"qualifier": "test_value"}, "low"),
        ("vehicle.plate", {}, {"container": Container.FREE_TEXT}, "medium"),
        ("person.birth_date", {}, {"container": Container.FREE_TEXT}, "critical"),
        ("special.health", {}, {"container": Container.FREE_TEXT}, "critical"),
        ("special.health", {"exposure": "public"}, {}, "critical"),
        ("special.health", {}, {"certainty": "suspected"}, "high"),
        ("contact.email", {"exposure": "public"}, {"container": Container.FREE_TEXT}, "info"),
        ("person.title", {"exposure": "public"}, {}, "medium"),
        ("person.title", {}, {"certainty": "suspected", "qualifier": "test_value"}, "info"),
    ],
)
def test_modifiers_raise_and_lower(type_id, asset, finding, expected):
    assert judged(type_id, asset=asset, finding=finding).severity == expected


@pytest.mark.parametrize("recipient", [{"id": "r.public"}, {"id": "r.all", "applies_to": "all"}])
def test_publication_that_is_declared_does_not_raise(recipient):
    text = "activities: [{id: act.orders, name: Commandes, recipients: [r.public]}]"
    public = declared(text, recipients=[{"kind": "public", **recipient}])

    for activities in (("act.orders",), None):
        asset = {"exposure": "public", "activities": activities}
        assert judged("vehicle.plate", public, asset=asset).severity == "medium"
