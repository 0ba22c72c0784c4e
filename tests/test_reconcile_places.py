"""How long, where, in whose hands and about whom: the four axes of places, decision by decision."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pdscan import taxonomy
from pdscan.declarations import Declaration
from pdscan.model import AssetStatus
from pdscan.reconcile.ages import PARIS, Duration, instant
from pdscan.reconcile.judgement import judge
from pdscan.report import AssetSeen, Finding, Report, Run, Verdict
from pdscan.report_coverage import AssetCoverage

UNDETERMINED, MISMATCH = "RETENTION_UNDETERMINED", "LOCATION_MISMATCH"
AS_OF = "2026-06-30T12:00:00"
SHOP = """
pdscan_declaration: 1
id: fr.shop
documents: [{id: s, kind: privacy_policy}]
activities:
  - {id: act.orders, name: Commandes, subjects: [customer], recipients: [r.psp],
     data: {items: [{id: d.mail, types: [contact.email, payment.iban], list: closed}]}}
  - {id: act.news, name: Lettre, subjects: [prospect],
     data: {items: [{id: d.news, types: [contact.email], list: closed}]}}
recipients:
  - {id: r.psp, label: "prestataire de paiement", kind: processor, sectors: [payment]}
  - {id: r.brevo, name: Sendinblue, aliases: [], kind: processor, applies_to: all}
"""


def declaration(**more: object) -> Declaration:
    return Declaration.model_validate({**yaml.safe_load(SHOP), **more})


def asset(name: str = "t", **more: object) -> AssetSeen:
    told: dict[str, object] = {
        "locator": f"pg://shop/{name}",
        "system": "sys.shop",
        "activities": ("act.orders",),
        "operator": {"kind": "controller"},
        "country": "FR",
        "subjects": ("customer",),
        "rows": 10,
    }
    return AssetSeen(id=name, **{**told, **more})  # type: ignore[arg-type]


def email(type_id: str = "contact.email", name: str = "t", **more: object) -> Finding:
    told = {"id": f"f.{type_id}.{name}", "locus": "column:c", "assets": (name,)}
    return Finding(asset_key=f"pg://shop/{name}", type=type_id, **{**told, **more})  # type: ignore[arg-type]


def judged(axis: str, one: AssetSeen, declared: Declaration, *findings: Finding) -> list[Verdict]:
    run = Run(estate="demo", as_of=AS_OF)
    report = Report(run=run, assets=(one,), findings=findings or (email(),))
    result = judge(report, [declared], taxonomy.load())
    return [verdict for verdict in result.verdicts if verdict.axis == axis]


# ---- ages


@given(
    st.sampled_from(["P1M", "P13M", "P15M", "PT48H", "P0D", "P60D", "P1Y", "P3Y", "P1M10D", "P2W"]),
    st.datetimes(datetime(2019, 1, 1), datetime(2031, 1, 1)),
    st.integers(-6 * 24 * 60, 6 * 24 * 60),
)
def test_edges_part_what_is_over_from_what_is_in_time(
    text: str, now: datetime, minutes: int
) -> None:
    duration, as_of = Duration.parse(text), now.replace(tzinfo=PARIS)
    over, in_time = duration.edges(as_of)

    event = over + timedelta(minutes=minutes)

    assert over <= in_time
    assert event >= over or duration.is_over(event, as_of)
    assert event < in_time or not duration.is_over(event, as_of)


def test_a_month_ends_on_the_last_day_of_a_shorter_one() -> None:
    month = Duration.parse("P1M")

    assert str(month.after(datetime(2026, 1, 31, tzinfo=PARIS)).date()) == "2026-02-28"
    assert str(month.after(datetime(2028, 1, 31, tzinfo=PARIS)).date()) == "2028-02-29"


def test_the_very_instant_of_expiry_is_in_time() -> None:
    as_of = instant(AS_OF)
    assert as_of is not None
    event = datetime(2025, 6, 30, 12, tzinfo=PARIS)

    assert not Duration.parse("P1Y").is_over(event, as_of)
    assert Duration.parse("P1Y").is_over(event - timedelta(seconds=1), as_of)


@pytest.mark.parametrize("text", ["P", "PT", "P1YT", "1Y", "P-1Y", "", "P1.5Y"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        Duration.parse(text)


@pytest.mark.parametrize(
    "value", ["0000-00-00", "9999-01-01", "9999-12-31T23:59:59", "x", "", None, 7]
)
def test_dates_that_stand_for_no_date_are_none(value: object) -> None:
    assert instant(value) is None


def test_what_no_calendar_holds_is_no_instant() -> None:
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))

    assert [instant(value) for value in (None, 20190101, first)] == [None, None, None]


def test_naive_times_are_those_of_paris_and_zoned_ones_keep_their_instant() -> None:
    assert instant("2026-01-01") == instant("2025-12-31T23:00:00Z")
    assert instant("2026-07-01 10:00:00") == instant("2026-07-01T08:00:00+00:00")


def test_a_duration_beyond_the_calendar_is_never_over() -> None:
    as_of = instant(AS_OF)
    assert as_of is not None

    assert not Duration.parse("P9999Y").is_over(datetime(2000, 1, 1, tzinfo=PARIS), as_of)


# ---- retention


def keep(*rules: dict[str, object], **more: object) -> dict[str, object]:
    return {"id": "ret.x", "rules": [{"trigger": "last_contact", **rule} for rule in rules], **more}


YEAR = {"duration": "P1Y", "bound": "max"}


def times(first: str | None, last: str | None, relation: str = "exact", nulls: int = 0) -> object:
    event = {"event": "last_contact", "column": "c", "relation": relation}
    return ({**event, "min": first, "max": last, "nulls": nulls},)


@pytest.mark.parametrize(
    ("first", "last", "relation", "kind", "count", "reason"),
    [
        ("2020-01-01", "2025-06-29", "exact", "RETENTION_EXCEEDED", 9, None),
        ("2025-07-01", "2026-06-01", "exact", "RETENTION_OK", None, None),
        ("2020-01-01", "2026-06-01", "exact", "RETENTION_UNDETERMINED", None, "not_counted"),
        ("2020-01-01", "2020-02-01", "event_not_after", "RETENTION_EXCEEDED", 9, None),
        ("2026-01-01", "2026-02-01", "event_not_after", UNDETERMINED, None, "event_not_after"),
        ("2020-01-01", "2020-02-01", "event_not_before", UNDETERMINED, None, "event_not_before"),
        ("2026-01-01", "2026-02-01", "event_not_before", "RETENTION_OK", None, None),
        (None, None, "exact", "RETENTION_OK", None, None),
        ("0000-00-00", "9999-12-31", "exact", "RETENTION_UNDETERMINED", None, "not_counted"),
        ("2027-01-01", "2030-01-01", "exact", "RETENTION_OK", None, None),
    ],
)  # fmt: skip
def test_first_and_last_time_settle_all_records_or_none(
    first: str | None, last: str | None, relation: str, kind: str, count: int | None,
    reason: str | None,
) -> None:  # fmt: skip
    one = asset(times=times(first, last, relation, nulls=1))

    (verdict,) = judged("retention", one, declaration(retention=[keep(YEAR)]))

    assert (verdict.verdict, verdict.count, verdict.reason) == (kind, count, reason)
    assert verdict.limit == "P1Y"


def test_what_the_scan_counted_comes_before_the_times() -> None:
    counted = {"set": "ret.x", "limit": "P1Y", "over": 3, "in_time": 6, "undetermined": 1}
    one = asset(times=times("2020-01-01", "2026-06-01"), retention=(counted,))

    (verdict,) = judged("retention", one, declaration(retention=[keep(YEAR)]))

    assert (verdict.verdict, verdict.count, verdict.examined) == ("RETENTION_EXCEEDED", 3, 10)
    assert (verdict.oldest, verdict.severity) == ("2020-01-01", "medium")
    assert "3 enregistrements sur 10" in verdict.explanation["fr"]
    assert "2020-01-01" in verdict.explanation["en"]


def test_a_changed_duration_is_not_judged_by_the_old_count() -> None:
    counted = {"set": "ret.x", "limit": "P3Y", "over": 0, "in_time": 10, "undetermined": 0}
    one = asset(times=times("2020-01-01", "2026-06-01"), retention=(counted,))

    (verdict,) = judged("retention", one, declaration(retention=[keep(YEAR)]))

    assert (verdict.verdict, verdict.reason) == ("RETENTION_UNDETERMINED", "not_counted")


@pytest.mark.parametrize(
    ("rules", "kind", "reason"),
    [
        ([{"bound": "criteria"}], "RETENTION_UNDETERMINED", "criteria"),
        ([{"bound": "min", "duration": "P3Y"}], "RETENTION_OK", None),
        ([{"bound": "max", "duration": "P1Y", "trigger": "payment"}], UNDETERMINED, "no_time"),
    ],
)  # fmt: skip
def test_what_age_can_not_break(
    rules: list[dict[str, object]], kind: str, reason: str | None
) -> None:
    one = asset(times=times("2000-01-01", "2001-01-01"))

    (verdict,) = judged("retention", one, declaration(retention=[keep(*rules)]))

    assert (verdict.verdict, verdict.reason) == (kind, reason)
    assert verdict.count is None


def test_exceptions_alone_and_places_without_findings_give_no_verdict() -> None:
    exception = declaration(retention=[keep({"bound": "exception"})])
    other = declaration(retention=[keep(YEAR, applies_to={"types": ["special.health"]})])

    assert judged("retention", asset(), exception) == []
    assert judged("retention", asset(), other) == []


def test_criteria_give_way_to_a_number_for_the_same_types() -> None:
    both = [
        {**keep({"bound": "criteria"}), "id": "ret.some"},
        keep(YEAR, applies_to={"types": ["contact.email"]}),
    ]
    one = asset(times=times("2026-01-01", "2026-02-01"))

    alone = judged("retention", one, declaration(retention=both))
    beside = judged("retention", one, declaration(retention=both), email(), email("payment.iban"))

    assert [cited.item for verdict in alone for cited in verdict.by] == ["ret.x"]
    assert {cited.item for verdict in beside for cited in verdict.by} == {"ret.x", "ret.some"}


@pytest.mark.parametrize(
    ("combine", "kind", "count"),
    [("earliest", "RETENTION_EXCEEDED", 10), ("latest", "RETENTION_OK", None)],
)
def test_of_several_rules_the_earliest_or_the_latest_decides(
    combine: str, kind: str, count: int | None
) -> None:
    rules = keep(YEAR, {**YEAR, "trigger": "payment"}, combine=combine)
    old, new = times("2020-01-01", "2020-02-01"), times("2026-01-01", "2026-02-01")
    paid = tuple({**one, "event": "payment"} for one in new)  # type: ignore[attr-defined]
    one = asset(times=(*old, *paid))  # type: ignore[misc]

    (verdict,) = judged("retention", one, declaration(retention=[rules]))

    assert (verdict.verdict, verdict.count) == (kind, count)


def test_rules_without_their_time_leave_records_undetermined() -> None:
    rules = keep(YEAR, {**YEAR, "trigger": "payment"})
    recent = asset(times=times("2026-01-01", "2026-02-01"))
    old = asset(times=times("2020-01-01", "2020-02-01"))

    (undetermined,) = judged("retention", recent, declaration(retention=[rules]))
    (exceeded,) = judged("retention", old, declaration(retention=[rules]))

    assert (undetermined.verdict, undetermined.reason) == ("RETENTION_UNDETERMINED", "no_time")
    assert (exceeded.verdict, exceeded.count) == ("RETENTION_EXCEEDED", 10)


def test_sub_purposes_are_alternatives_until_the_asset_says_which() -> None:
    sets = [
        {**keep(YEAR, applies_to={"sub_purpose": "Paiement à l’achat"}), "id": "ret.a"},
        {**keep({"duration": "P5Y", "bound": "max"}, applies_to={"sub_purpose": "Abonnement"}),
         "id": "ret.b"},
    ]  # fmt: skip
    old = times("2023-01-01", "2023-02-01")

    (unsaid,) = judged("retention", asset(times=old), declaration(retention=sets))
    told = asset(times=old, sub_purpose="paiement a l'achat")
    (said,) = judged("retention", told, declaration(retention=sets))

    assert (unsaid.verdict, unsaid.reason) == ("RETENTION_UNDETERMINED", "sub_purpose")
    assert [cited.item for cited in unsaid.by] == ["ret.a", "ret.b"]
    assert (said.verdict, [cited.item for cited in said.by]) == ("RETENTION_EXCEEDED", ["ret.a"])


def test_an_archive_keeps_what_was_to_be_archived_for_the_next_stage() -> None:
    rule = {**YEAR, "end_action": "archive_restricted"}
    later = {"stage": "archive", "duration": "P4Y", "bound": "max"}
    three_years_old = times("2023-01-01", "2023-02-01")
    long_gone = times("2019-01-01", "2019-02-01")
    declared = declaration(retention=[keep(rule, then=[later])])
    endless = declaration(retention=[keep(rule)])

    def kind(stage: str, when: object, declared: Declaration) -> str:
        (verdict,) = judged("retention", asset(times=when, stage=stage), declared)
        return verdict.verdict

    assert kind("active", three_years_old, declared) == "RETENTION_EXCEEDED"
    assert kind("archive", three_years_old, declared) == "RETENTION_OK"
    assert kind("archive", long_gone, declared) == "RETENTION_EXCEEDED"
    assert kind("archive", long_gone, endless) == "RETENTION_OK"


def test_a_sensitive_declared_type_and_a_proposal_change_the_weight() -> None:
    one = asset(times=times("2020-01-01", "2020-02-01"))
    declared = declaration(retention=[keep(YEAR)])

    (plain,) = judged("retention", one, declared)
    (iban,) = judged("retention", one, declared, email("payment.iban"))
    (undeclared,) = judged("retention", one, declared, email("special.health"))
    guessed = asset(times=one.times, confirmed=False)
    (proposed,) = judged("retention", guessed, declared)

    assert [plain.severity, iban.severity, undeclared.severity] == ["medium", "high", "medium"]
    assert (proposed.severity, proposed.certainty) == ("low", "suspected")


def test_rotated_files_add_up_in_one_verdict() -> None:
    mtime = {"event": "last_contact", "from": "mtime", "relation": "event_not_after"}
    names = ("log-2025-01-01.csv", "log-2025-01-02.csv", "log-2026-06-01.csv")
    days = ("2025-01-01", "2025-01-02", "2026-06-01")
    files = [
        asset(name, locator=f"file:///{name}", times=({**mtime, "min": day, "max": day},))
        for name, day in zip(names, days, strict=True)
    ]
    found = Finding(
        id="f.logs", asset_key="file:///log-{date}.csv", locus="column:c", type="contact.email",
        assets=names,
    )  # fmt: skip
    report = Report(run=Run(estate="demo", as_of=AS_OF), assets=tuple(files), findings=(found,))

    result = judge(report, [declaration(retention=[keep(YEAR)])], taxonomy.load())

    (verdict,) = [one for one in result.verdicts if one.axis == "retention"]
    assert (verdict.verdict, verdict.count, len(verdict.assets)) == ("RETENTION_EXCEEDED", 2, 3)
    assert verdict.oldest == "2025-01-01"


# ---- location

FRANCE = {
    "id": "loc.fr",
    "applies_to": {"operators": ["processor"]},
    "allowed": {"countries": ["FR"]},
}
PROCESSOR = {"kind": "processor", "name": "X"}


@pytest.mark.parametrize(
    ("told", "kind", "severity"),
    [
        ({"operator": PROCESSOR}, "LOCATION_OK", "info"),
        ({"operator": PROCESSOR, "country": "RE"}, "LOCATION_OK", "info"),
        ({"operator": PROCESSOR, "country": "IE"}, "LOCATION_MISMATCH", "medium"),
        ({"operator": PROCESSOR, "country": "US"}, "LOCATION_MISMATCH", "high"),
        ({"operator": PROCESSOR, "country": None}, "LOCATION_UNDETERMINED", "low"),
        ({"hosted_by": PROCESSOR, "country": "IE"}, "LOCATION_MISMATCH", "medium"),
        ({"country": "IE"}, "LOCATION_OK", "info"),
        ({"country": "US"}, "LOCATION_MISMATCH", "high"),
        ({"operator": PROCESSOR, "country": "IE", "confirmed": False}, MISMATCH, "low"),
        ({"hosted_by": PROCESSOR, "country": "IE", "exposure": "public"}, MISMATCH, "high"),
    ],
)  # fmt: skip
def test_a_declared_place_must_hold_the_asset(
    told: dict[str, object], kind: str, severity: str
) -> None:
    (verdict,) = judged("location", asset(**told), declaration(locations=[FRANCE]))

    assert (verdict.verdict, verdict.severity) == (kind, severity)


def test_a_place_that_applies_is_cited_and_another_does_not_apply() -> None:
    (ok,) = judged("location", asset(operator=PROCESSOR), declaration(locations=[FRANCE]))
    (own,) = judged("location", asset(), declaration(locations=[FRANCE]))

    assert [cited.item for cited in ok.by] == ["loc.fr"]
    assert (own.by, own.assurance) == ((), "not_stated")


@pytest.mark.parametrize(
    ("allowed", "kind", "reason"),
    [
        (True, "LOCATION_OK", None),
        ("conditional", "LOCATION_UNDETERMINED", "safeguard"),
        (False, "LOCATION_MISMATCH", "denied_transfer"),
    ],
)
def test_outside_the_area_a_declared_transfer_decides(
    allowed: object, kind: str, reason: str | None
) -> None:
    transfer = {"id": "tr.x", "outside": "EEA", "allowed": allowed, "recipients": ["processor"]}
    abroad = asset(operator=PROCESSOR, country="US")

    (verdict,) = judged("location", abroad, declaration(transfers=[transfer]))
    (other,) = judged("location", asset(country="US"), declaration(transfers=[transfer]))
    (unknown,) = judged(
        "location", asset(operator=PROCESSOR, country=None), declaration(transfers=[transfer])
    )

    assert (verdict.verdict, verdict.reason) == (kind, reason)
    assert (other.verdict, other.reason) == ("LOCATION_MISMATCH", "undeclared_transfer")
    assert (unknown.verdict, unknown.reason) == ("LOCATION_UNDETERMINED", "no_place")


def test_an_unknown_country_without_any_declared_place_is_not_judged() -> None:
    assert judged("location", asset(country=None), declaration()) == []


def test_regions_sites_and_channels_are_held_too() -> None:
    area = {"id": "loc.a", "allowed": {"regions": ["EEA"], "sites": ["own_servers"]}}
    phone = {"id": "loc.p", "applies_to": {"channels": ["phone"]}, "allowed": {"countries": ["FR"]}}
    declared = declaration(locations=[area, phone])

    def kind(**told: object) -> str:
        (verdict,) = judged("location", asset(**told), declared)
        return verdict.verdict

    assert kind(country="IE", site="own_servers") == "LOCATION_OK"
    assert kind(country="IE", site="saas") == "LOCATION_MISMATCH"
    assert kind(country="US", site="own_servers") == "LOCATION_MISMATCH"
    assert kind(country="IE", site=None) == "LOCATION_UNDETERMINED"
    assert kind(country="IE", site="own_servers", channel="phone") == "LOCATION_MISMATCH"


def test_the_place_of_a_channel_replaces_one_for_all_data_and_no_other() -> None:
    everything = {"id": "loc.centre", "allowed": {"sites": ["own_datacentre"]}}
    mail = {"id": "loc.m", "applies_to": {"channels": ["email"]}, "allowed": {"regions": ["EEA"]}}
    processors = {
        "id": "loc.p",
        "applies_to": {"operators": ["processor"]},
        "allowed": {"countries": ["FR"]},
    }
    host = {"kind": "processor", "name": "Messagerie Fictive"}

    def cited(*places: object, **told: object) -> tuple[str, list[str]]:
        (verdict,) = judged("location", asset(**told), declaration(locations=list(places)))
        return verdict.verdict, [one.item for one in verdict.by]

    assert cited(everything, mail, country="IE", channel="email") == ("LOCATION_OK", ["loc.m"])
    assert cited(everything, mail, country="US", channel="email") == (MISMATCH, ["loc.m"])
    assert cited(everything, mail, country="IE", site="saas") == (MISMATCH, ["loc.centre"])
    both = cited(processors, mail, country="IE", channel="email", hosted_by=host)
    assert both == (MISMATCH, ["loc.p"])


def test_an_unread_asset_has_its_place_judged() -> None:
    locked = asset(
        operator=PROCESSOR,
        country="IE",
        coverage=AssetCoverage(AssetStatus.FAILED, reason="encrypted"),
    )

    (verdict,) = judged("location", locked, declaration(locations=[FRANCE]))

    assert verdict.verdict == "LOCATION_MISMATCH"


# ---- recipient


@pytest.mark.parametrize(
    ("operator", "kind"),
    [
        ({"kind": "processor", "name": "Paye Vite", "sectors": ["payment"]}, "RECIPIENT_OK"),
        ({"kind": "processor", "name": "Brevo SAS", "sectors": ["emailing"]}, "RECIPIENT_OK"),
        ({"kind": "processor", "name": "Stat Hub", "sectors": ["analytics"]}, "RECIPIENT_MISMATCH"),
        ({"kind": "partner", "name": "Paye Vite", "sectors": ["payment"]}, "RECIPIENT_MISMATCH"),
    ],
)
def test_a_party_is_a_declared_recipient_by_name_or_by_kind_and_sector(
    operator: dict[str, object], kind: str
) -> None:
    (verdict,) = judged("recipient", asset(operator=operator), declaration())

    assert verdict.verdict == kind
    assert verdict.severity == ("info" if kind == "RECIPIENT_OK" else "medium")
    assert bool(verdict.by) == (kind == "RECIPIENT_OK")


def test_the_controller_is_no_recipient_and_a_host_is_one() -> None:
    hosted = asset(hosted_by={"kind": "processor", "name": "Nuage", "sectors": ["hosting"]})

    (verdict,) = judged("recipient", hosted, declaration())

    assert judged("recipient", asset(), declaration()) == []
    assert verdict.verdict == "RECIPIENT_MISMATCH"
    assert "Nuage" in verdict.explanation["fr"]


def test_a_recipient_of_another_activity_is_a_stranger() -> None:
    paid = {"kind": "processor", "name": "Paye Vite", "sectors": ["payment"]}

    (verdict,) = judged("recipient", asset(operator=paid, activities=("act.news",)), declaration())

    assert verdict.verdict == "RECIPIENT_MISMATCH"


PARTNERS = {"operators": {"kinds": ["partner"]}}


def deny(**more: object) -> dict[str, object]:
    return {
        "id": "deny.x",
        "kind": "recipient",
        "target": {"operators": {"kinds": ["partner"]}},
        **more,
    }


PARTNER = {"kind": "partner", "name": "Régie", "sectors": ["advertising"]}


@pytest.mark.parametrize(
    ("denial", "told", "severity"),
    [
        (deny(), {}, "high"),
        (deny(applies_to={"activities": ["act.news"]}), {}, None),
        (deny(**{"except": {"consent": True}}), {}, "high"),
        (deny(**{"except": {"consent": True}}), {"consent_evidence": "formulaire"}, None),
        (deny(**{"except": {"operators": {"sectors": ["advertising"]}}}), {}, None),
        (deny(target={**PARTNERS, "types": ["gov.nir"]}), {}, None),
        (deny(target={**PARTNERS, "categories": ["cat.contact"]}), {}, "high"),
    ],
)  # fmt: skip
def test_a_denied_party_weighs_more_unless_it_is_spared(
    denial: dict[str, object], told: dict[str, object], severity: str | None
) -> None:
    partners = [{"id": "r.partners", "kind": "partner", "applies_to": "all"}]
    declared = declaration(denials=[denial], recipients=partners)
    given = asset(operator=PARTNER, **told)

    (verdict,) = judged("recipient", given, declared)

    assert verdict.severity == (severity or "info")
    assert verdict.verdict == ("RECIPIENT_MISMATCH" if severity else "RECIPIENT_OK")
    assert (verdict.reason == "denied") is bool(severity)


def test_a_declared_exception_is_quoted_and_gives_no_verdict() -> None:
    rules = [{"trigger": "last_contact", "duration": "P1Y", "bound": "max"}]
    said = {"doc": "s", "lines": [9], "quote": "pourront ne pas être supprimées"}
    spared = {
        "id": "ret.law",
        "rules": [{"trigger": "none", "bound": "exception"}],
        "source": said,
    }
    declared = declaration(retention=[{"id": "ret.x", "rules": rules}, spared])

    (verdict,) = judged("retention", asset(), declared)

    assert [one.item for one in verdict.by] == ["ret.x"]
    assert verdict.explanation["fr"].endswith(
        "Une exception est déclarée\u00a0: «\u00a0pourront ne pas être supprimées\u00a0» (s, l. 9)."
    )


@pytest.mark.parametrize(
    ("counted", "accepted", "expected", "words"),
    [
        ({"over": 2, "in_time": 8}, None, ("RETENTION_EXCEEDED", None), "at least 2 records of 10"),
        ({"over": 0, "in_time": 10}, None, ("RETENTION_UNDETERMINED", "sampled"), "in the sample"),
        ({"over": 0, "in_time": 10}, 0.5, ("RETENTION_OK", None), "nothing there"),
        ({"over": 0, "in_time": 90}, None, ("RETENTION_OK", None), "nothing there"),
    ],
)
def test_a_sample_bounds_the_count_and_calls_nothing_in_time(
    counted: dict[str, int], accepted: float | None, expected: tuple[str, str | None], words: str
) -> None:
    rules = [{"trigger": "last_contact", "duration": "P1Y", "bound": "max"}]
    place = asset(
        times=({"event": "last_contact", "column": "vu", "relation": "exact"},),
        retention=({"set": "ret.x", "limit": "P1Y", "undetermined": 0, **counted},),
        coverage=AssetCoverage(AssetStatus.SAMPLED, n=10, of=90),
    )
    run = Run(estate="demo", as_of=AS_OF, accept_sampling=accepted)

    result = judge(
        Report(run=run, assets=(place,), findings=(email(),)),
        [declaration(retention=[{"id": "ret.x", "rules": rules}])],
        taxonomy.load(),
    )

    (verdict,) = [one for one in result.verdicts if one.axis == "retention"]
    assert (verdict.verdict, verdict.reason) == expected
    assert words in verdict.explanation["en"]


def test_the_records_longest_over_their_time_come_first() -> None:
    rules = [{"trigger": "last_contact", "duration": "P1Y", "bound": "max"}]
    places = [
        asset(name, times=({"event": "last_contact", "column": "vu", "relation": "exact",
                            "min": day, "max": day},))
        for name, day in (("a", "2024-06-01"), ("b", "2019-06-01"), ("c", "2022-06-01"))
    ]  # fmt: skip
    report = Report(
        run=Run(estate="demo", as_of=AS_OF),
        assets=tuple(places),
        findings=tuple(email(name=one.id) for one in places),
    )

    result = judge(
        report, [declaration(retention=[{"id": "ret.x", "rules": rules}])], taxonomy.load()
    )

    over = [one.assets for one in result.verdicts if one.verdict == "RETENTION_EXCEEDED"]
    assert over == [("b",), ("c",), ("a",)]


def test_an_adequacy_decision_is_shown_with_its_date_and_passes_nothing() -> None:
    japan, chile = (
        judged("location", asset(country=one), declaration())[0] for one in ("JP", "CL")
    )

    assert {japan.verdict, chile.verdict} == {"LOCATION_MISMATCH"}
    assert "adequacy decision has covered that country since 2019-01-23" in japan.explanation["en"]
    assert "adequacy" not in chile.explanation["en"]


@pytest.mark.parametrize(
    ("axis", "told", "french", "english"),
    [
        ("recipient", {"operator": {"kind": "partner"}}, "détenu par un partenaire,",
         "held by a partner,"),
        ("recipient", {"operator": {"kind": "group", "name": "Mère"}},
         "détenu par Mère (société du groupe),", "held by Mère (company of the group),"),
        ("location", {"country": "US", "site": "own_datacentre"}, "(US, centre de données propre)",
         "(US, own data centre)"),
        ("location", {"country": None}, "un transfert déclaré serait à examiner",
         "a declared transfer would have to be looked at"),
        ("subject", {"subjects": ["job_applicant", "minor"]},
         "(candidats à l’embauche, mineurs)", "(job applicants, minors)"),
        ("retention", {}, "1 enregistrement sur 10 dépasse la durée déclarée (13 mois, jusqu’à",
         "1 record of 10 is past the declared time (13 months, until the event)"),
    ],
)  # fmt: skip
def test_explanations_say_people_parties_places_and_durations_in_words(
    axis: str, told: dict[str, object], french: str, english: str
) -> None:
    kept = {"id": "ret.x", "rules": [
        {"trigger": "first_deposit", "duration": "P13M", "bound": "max"},
        {"trigger": "consent_withdrawal", "duration": "P0D", "bound": "max"}]}  # fmt: skip
    declared = declaration(
        retention=[kept],
        transfers=[{"id": "tr.x", "outside": "EEA", "allowed": False}],
        activities=[{"id": "act.crm", "name": "CRM", "subjects": ["customer"]}],
    )
    counted = {"set": "ret.x", "limit": "P13M/P0D", "over": 1, "in_time": 9, "undetermined": 0}

    verdict = judged(axis, asset(**{"activities": ("act.crm",), "retention": (counted,), **told}),
                     declared)[0]  # fmt: skip

    said = {name: text.replace("\u00a0", " ") for name, text in verdict.explanation.items()}
    assert french in said["fr"]
    assert english in said["en"]


@pytest.mark.parametrize(
    ("recipients", "expected", "words"),
    [
        ([], ("RECIPIENT_MISMATCH", "medium", "denied", None), "que sous une condition"),
        (
            [{"id": "r.partners", "kind": "partner", "applies_to": "all"}],
            ("RECIPIENT_OK", "info", None, "conditional"),
            "sous une condition",
        ),
    ],
)
def test_a_condition_forbids_no_recipient_that_the_declaration_names(
    recipients: list[dict[str, object]], expected: tuple[object, ...], words: str
) -> None:
    declared = declaration(denials=[deny(strength="conditional")], recipients=recipients)

    (verdict,) = judged("recipient", asset(operator=PARTNER), declared)

    assert (verdict.verdict, verdict.severity, verdict.reason, verdict.assurance) == expected
    assert words in verdict.explanation["fr"]
    assert "deny.x" in [one.item for one in verdict.by]


def test_an_exclusive_recipient_leaves_no_room_for_others() -> None:
    only = [
        {
            "id": "r.one",
            "name": "Le Seul",
            "kind": "processor",
            "applies_to": "all",
            "exclusive": True,
        },
        {"id": "r.any", "kind": "processor", "applies_to": "all"},
    ]

    (verdict,) = judged("recipient", asset(operator=PROCESSOR), declaration(recipients=only))

    assert verdict.verdict == "RECIPIENT_MISMATCH"


# ---- subject

NO_MINORS = {"id": "deny.m", "kind": "subject", "target": {"subjects": ["minor"]}}


def test_people_of_the_activity_are_in_order_and_others_are_not() -> None:
    (ok,) = judged("subject", asset(), declaration())
    (wrong,) = judged("subject", asset(subjects=("employee",)), declaration())

    assert (ok.verdict, ok.severity) == ("SUBJECT_OK", "info")
    assert (wrong.verdict, wrong.severity) == ("WRONG_SUBJECT", "medium")
    assert wrong.by[0].item == "act.orders"


def test_denied_people_weigh_more() -> None:
    (verdict,) = judged("subject", asset(subjects=("minor",)), declaration(denials=[NO_MINORS]))

    assert (verdict.verdict, verdict.severity, verdict.reason) == (
        "WRONG_SUBJECT",
        "high",
        "denied",
    )


@pytest.mark.parametrize(
    ("strength", "share", "wrong"),
    [("absolute", 0.01, True), ("qualified", 0.01, False), ("qualified", 0.05, True)],
)
def test_a_qualified_denial_needs_more_than_one_child(
    strength: str, share: float, wrong: bool
) -> None:
    child = email("minor.data", share=share)

    found = judged(
        "subject", asset(), declaration(denials=[{**NO_MINORS, "strength": strength}]), child
    )

    minors = [one for one in found if one.locus]
    assert [(one.verdict, one.certainty, one.severity) for one in minors] == (
        [("WRONG_SUBJECT", "suspected", "medium")] if wrong else
        [("WRONG_SUBJECT", "suspected", "low")]
    )  # fmt: skip
    assert (minors[0].reason == "denied") is wrong


def test_an_activity_that_names_nobody_is_not_held_against_anybody() -> None:
    silent = {"id": "act.orders", "name": "Commandes"}

    assert judged("subject", asset(), declaration(activities=[silent])) == []


# ---- without a map


def test_without_a_map_each_axis_says_once_that_it_was_not_judged() -> None:
    adhoc = asset(system=None, activities=None, operator=None)

    for axis in ("location", "recipient", "subject"):
        (verdict,) = judged(axis, adhoc, declaration(locations=[FRANCE]))
        assert (verdict.verdict, verdict.reason) == ("NOT_ASSESSED", "no_map")
        assert verdict.assets == ("t",)


def test_without_a_map_only_sets_that_speak_of_the_types_bind() -> None:
    adhoc = asset(system=None, activities=None, times=times("2020-01-01", "2020-02-01"))
    news = {"activities": ["act.news"], "types": "all"}
    narrow = {"activities": ["act.news"], "types": ["contact.email"]}

    assert judged("retention", adhoc, declaration(retention=[keep(YEAR, applies_to=news)])) == []
    (verdict,) = judged("retention", adhoc, declaration(retention=[keep(YEAR, applies_to=narrow)]))
    assert verdict.verdict == "RETENTION_EXCEEDED"


# ---- what is rare


@pytest.mark.parametrize(
    ("change", "place", "wrong"),
    [
        ({"except": {"consent": True}}, {"consent_evidence": "dossier 12"}, False),
        ({"except": {"consent": True}}, {}, True),
        ({"except": {"activities": ["act.orders"]}}, {}, False),
        ({"except": {"activities": ["act.news"]}}, {}, True),
        ({"applies_to": {"activities": ["act.news"]}}, {}, False),
        ({"applies_to": {"activities": ["act.orders"]}}, {}, True),
    ],
)
def test_a_denial_of_people_holds_where_it_applies_and_nothing_spares_it(
    change: dict[str, object], place: dict[str, object], wrong: bool
) -> None:
    one = asset(subjects=("minor",), **place)

    (verdict,) = judged("subject", one, declaration(denials=[{**NO_MINORS, **change}]))

    assert (verdict.reason == "denied") is wrong


@pytest.mark.parametrize(("share", "kinds"), [(0.01, []), (0.2, [("WRONG_SUBJECT", "column:c")])])
def test_birth_dates_of_minors_whom_nobody_denied_need_one_in_twenty(
    share: float, kinds: list[tuple[str, str]]
) -> None:
    born = email("person.birth_date", minors=share)

    found = judged("subject", asset(), declaration(), born)

    assert [(one.verdict, one.locus) for one in found if one.locus] == kinds


def test_a_region_that_the_declaration_names_is_allowed_by_its_name() -> None:
    paris = [{"id": "loc.a", "allowed": {"regions": ["eu-west-3"]}}]

    (verdict,) = judged("location", asset(region="eu-west-3"), declaration(locations=paris))

    assert verdict.verdict == "LOCATION_OK"


PAID = {**YEAR, "trigger": "payment"}
OLD, NEW = ("2020-01-01", "2020-02-01"), ("2026-01-01", "2026-02-01")


@pytest.mark.parametrize(
    ("combine", "contact", "payment", "kind", "count", "reason"),
    [
        ("earliest", (*OLD, "exact"), (*OLD, "exact"), "RETENTION_EXCEEDED", 10, None),
        ("earliest", (*NEW, "event_not_after"), (*NEW, "event_not_after"), UNDETERMINED, None,
         "not_counted"),
        ("latest", (*NEW, "exact"), (*NEW, "exact"), "RETENTION_OK", None, None),
        ("latest", (*OLD, "event_not_before"), (*NEW, "event_not_after"), UNDETERMINED, None,
         "not_counted"),
        ("latest", (*OLD, "exact"), None, UNDETERMINED, None, "no_time"),
        ("latest", (*NEW, "exact"), None, "RETENTION_OK", None, None),
    ],
)  # fmt: skip
def test_two_rules_are_joined_only_where_one_decides_for_every_record(
    combine: str, contact: tuple[str, str, str], payment: tuple[str, str, str] | None, kind: str,
    count: int | None, reason: str | None,
) -> None:  # fmt: skip
    first = times(*contact)
    paid = tuple({**one, "event": "payment"} for one in times(*payment)) if payment else ()  # type: ignore[attr-defined]
    one = asset(times=(*first, *paid))  # type: ignore[misc]

    (verdict,) = judged(
        "retention", one, declaration(retention=[keep(YEAR, PAID, combine=combine)])
    )

    assert (verdict.verdict, verdict.count, verdict.reason) == (kind, count, reason)


def test_times_of_a_table_whose_rows_nobody_counted_settle_nothing() -> None:
    one = asset(times=times(*OLD), rows=None)

    (verdict,) = judged("retention", one, declaration(retention=[keep(YEAR)]))

    assert (verdict.verdict, verdict.reason) == (UNDETERMINED, "not_counted")
