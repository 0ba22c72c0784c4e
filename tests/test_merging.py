"""Several documents of one organisation become one declaration; disagreement is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from any_declaration import declarations
from hypothesis import given, settings

from pdscan import declaring, taxonomy
from pdscan.declarations import Declaration, checks, loading, merging
from pdscan.model import UsageError
from pdscan.registers import short
from pdscan.registers.records import plain
from pdscan.yaml_lines import Page

ONE = """\
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif"}
activities:
  - {name: Ventes, basis: contrat, data: [nom], keep: "3 ans à compter du dernier contact"}
  - {name: Paie, basis: obligation légale, data: [IBAN], keep: "5 ans"}
never: [géolocalisation]
"""
OTHER = """\
pdscan_declaration: 1
form: short
controller: {name: "Garage Autre", email: contact@example.org}
activities:
  - {name: ventes, basis: consentement, data: [nom, adresse email, géolocalisation],
     keep: "5 ans à compter du dernier contact"}
"""


@pytest.fixture
def both(tmp_path):
    paths = [tmp_path / "one.yaml", tmp_path / "other.yaml"]
    for path, text in zip(paths, (ONE, OTHER), strict=True):
        path.write_text(text, "utf-8")
    return declaring.merge(paths, ["one.yaml", "other.yaml"])


def test_treatments_of_one_name_become_one(both):
    sales, payroll = both.declaration.activities

    assert (sales.id, payroll.id) == ("act.ventes", "act.paie")
    assert [name for item in sales.data.items for name in item.types][:3] == [
        "person.name.last",
        "person.name.last",
        "contact.email",
    ]
    assert both.declaration.controller.email == "contact@example.org"


@pytest.mark.parametrize(
    "words", ["controller.name", "legal bases", "durations", "declared here and denied there"]
)
def test_each_disagreement_is_an_issue(both, words):
    assert [one for one in both.declaration.issues if one.code == "conflict" and words in one.text]


def test_the_merged_file_is_right(both, tmp_path):
    path = tmp_path / "merged.yaml"
    path.write_text(both.yaml, "utf-8")

    assert not [one for one in loading.problems(path) if one.severity == "error"]
    assert loading.load(path) == both.declaration


def test_documents_that_agree_have_no_conflict(tmp_path):
    path = tmp_path / "one.yaml"
    path.write_text(ONE, "utf-8")
    found = declaring.merge([path, path], ["one.yaml", "one.yaml"])

    assert not [one for one in found.declaration.issues if one.code == "conflict"]
    assert len(found.declaration.activities) == 2


def test_long_form_written_short_is_the_same(tmp_path):
    path, back = tmp_path / "one.yaml", tmp_path / "back.yaml"
    path.write_text(ONE, "utf-8")
    back.write_text(short.written(loading.load(path)), "utf-8")

    assert plain(loading.load(back)) == plain(loading.load(path))
    assert len(back.read_text("utf-8").splitlines()) <= 12


def test_recipients_come_back_from_the_short_form_in_words_or_as_entries(tmp_path):
    path, back = tmp_path / "one.yaml", tmp_path / "back.yaml"
    text = ONE.replace(
        "data: [nom]", "data: [nom], recipients: [interne, 'partenaire: Duo', Nuage, r.two, r.rh]"
    )
    text += (
        "recipients:\n  - {id: r.two, name: Duo, sectors: [emailing]}\n"
        "  - {id: r.rh, label: Service RH, kind: internal}\n"
    )
    path.write_text(text, "utf-8")
    back.write_text(short.written(loading.load(path)), "utf-8")

    assert plain(loading.load(back)) == plain(loading.load(path))
    assert '"interne", "partenaire: Duo", "sous-traitant: Nuage", "r.two"' in back.read_text(
        "utf-8"
    )


def test_what_the_short_form_cannot_say_is_refused_by_name(tmp_path):
    path = tmp_path / "one.yaml"
    text = ONE.replace("basis: contrat", 'legal_bases: [{basis: contract, scope: "vente"}]')
    path.write_text(text, "utf-8")

    with pytest.raises(UsageError, match="activities"):
        short.written(loading.load(path))


def test_short_form_written_out_in_long_is_the_same(tmp_path):
    path, long = tmp_path / "one.yaml", tmp_path / "long.yaml"
    path.write_text(ONE, "utf-8")
    long.write_text(declaring.extract(path).yaml, "utf-8")

    assert loading.load(long) == loading.load(path)


POLICY = """\
pdscan_declaration: 1
id: fr.garage
documents: [{id: doc, kind: privacy_policy, path: p.txt}]
controller:
  {name: Garage Fictif, identifiers: {siren: "999000110"}, address: {city: Vesoul}, brands: [Un]}
dpo: {status: mentioned_not_identified}
scope: {subjects: [customer]}
activities:
  - {id: act.ventes, name: Ventes, purpose: "Vendre", conditions: [{kind: opt_in, channel: email}],
     recipients: [r.ovh], source: {doc: doc, lines: [3], quote: "doc"}}
recipients: [{id: r.ovh, name: OVH, source: {doc: doc, lines: [4]}}]
retention:
  - {id: ret.a, applies_to: {types: [], categories: [cat.contact]},
     rules: [{trigger: collection, duration: P1Y, bound: max}], source: {doc: doc, lines: [5]}}
transfers: [{id: tr.a, outside: EEA, allowed: false, source: {doc: doc, lines: [6]}}]
denials:
  - {id: deny.a, kind: category, target: {categories: [cat.location]},
     source: {doc: doc, lines: [7]}}
"""
RECORD = """\
pdscan_declaration: 1
id: fr.garage2
documents: [{id: doc, kind: register, path: r.csv}]
controller:
  {name: Garage Fictif, identifiers: {siren: "999000128", siret: "99900011000018"}, brands: [Deux]}
dpo: {status: designated, email: dpo@example.org}
scope: {subjects: [employee], capacity: professional}
activities:
  - {id: act.v, name: VENTES, purpose: "Vendre et livrer", role: controller, recipients: [r.o],
     data: {items: [{id: d.gps, phrase: "position", types: [location.precise], list: closed}]},
     source: {doc: doc, lines: [2], cell: A2, quote: "VENTES"}}
recipients: [{id: r.o, name: ovh, kind: partner, country: FR, source: {doc: doc, lines: [2]}}]
retention:
  - {id: ret.a, applies_to: {types: [], categories: [cat.billing]},
     rules: [{trigger: collection, duration: P10Y, bound: max}], source: {doc: doc, lines: [2]}}
transfers: [{id: tr.b, outside: EEA, allowed: true, source: {doc: doc, lines: [2], cell: F2}}]
x-own: 1
"""


@pytest.fixture
def two(tmp_path):
    paths = [tmp_path / "one.yaml", tmp_path / "other.yaml"]
    for path, text in zip(paths, (POLICY, RECORD), strict=True):
        path.write_text(text, "utf-8")
    return declaring.merge(paths, ["p.yaml", "r.yaml"]).declaration


def test_nothing_that_only_one_document_says_is_lost(two):
    (sales,) = two.activities

    assert two.controller.identifiers.siret == "99900011000018"
    assert two.controller.address.city == "Vesoul"
    assert two.controller.brands == ("Un", "Deux")
    assert (two.dpo.status, two.dpo.email) == ("designated", "dpo@example.org")
    assert two.scope.subjects == ("customer", "employee")
    assert two.scope.capacity == "professional"
    assert [one.kind for one in sales.conditions] == ["opt_in"]
    assert (sales.purpose, sales.sub_purposes) == ("Vendre", ("Vendre et livrer",))
    assert (sales.role, two.extensions) == ("controller", {"x-own": 1})


def test_a_recipient_that_both_name_is_one(two):
    (party,) = two.recipients

    assert (party.id, party.name, party.kind, party.country) == ("r.ovh", "OVH", "processor", "FR")
    assert two.activities[0].recipients == ("r.ovh",)


@pytest.mark.parametrize(
    "words",
    [
        "controller.identifiers.siren: 999000110 / 999000128",
        "OVH has two of kind: processor (doc 4) / partner (doc_2 2)",
        "transfers outside EEA: allowed: False (doc 6) / allowed: True (doc_2 F2)",
        "declared here and denied there, location.precise: d.gps / deny.a (doc 7)",
    ],
)
def test_each_disagreement_shows_both_sides_with_their_places(two, words):
    assert [one for one in two.issues if one.code == "conflict" and words in one.text], two.issues


def test_durations_of_different_data_are_no_disagreement(two):
    assert not [one for one in two.issues if "two durations" in one.text]


def test_ids_that_collide_are_renamed_and_words_that_look_like_ids_are_not(two):
    assert [one.id for one in two.documents] == ["doc", "doc_2"]
    assert two.activities[0].source.quote == "doc"
    assert [one.id for one in two.retention] == ["ret.a", "ret.a_2"]


@settings(max_examples=40, deadline=None)
@given(one=declarations(), other=declarations())
def test_any_two_declarations_merge_without_a_loss(one, other):
    raw = merging.merged([one, other])
    merged = Declaration.model_validate(raw)
    page = Page(Path("m.yaml"), raw, None)

    assert not checks.examine(page, raw, taxonomy.load())
    for kind in ("data", "retention", "transfers", "denials"):
        assert len(getattr(merged, kind)) == len(getattr(one, kind)) + len(getattr(other, kind))
    held = [item.phrase for act in merged.activities for item in act.data.items]
    assert sorted(held) == sorted(
        item.phrase for side in (one, other) for act in side.activities for item in act.data.items
    )
