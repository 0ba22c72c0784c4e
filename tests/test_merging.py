"""Several documents of one organisation become one declaration; disagreement is shown."""

from __future__ import annotations

import pytest

from pdscan import declaring
from pdscan.declarations import loading
from pdscan.model import UsageError
from pdscan.registers import short
from pdscan.registers.records import plain

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
