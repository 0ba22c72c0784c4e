"""What is weak in a right declaration is said; broadening it never makes it look better."""

from __future__ import annotations

import pytest

from pdscan import taxonomy
from pdscan.declarations import loading
from pdscan.declarations.weaknesses import weaknesses

PRECISE = """\
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif", dpo: "dpo@example.org"}
activities:
  - {name: Ventes, basis: contrat, data: [nom, adresse email], keep: "3 ans",
     recipients: ["sous-traitant: Nuage Fictif"]}
"""


@pytest.fixture
def weak(tmp_path):
    def of(text: str):
        path = tmp_path / "declaration.yaml"
        path.write_text(text, "utf-8")
        return weaknesses(loading.load(path), taxonomy.load())

    return of


def test_a_precise_declaration_has_no_weakness(weak):
    assert not weak(PRECISE)


@pytest.mark.parametrize(
    ("precise", "broad", "code"),
    [
        ("[nom, adresse email]", "[nom, coordonnées]", "catch_all"),
        ("[nom, adresse email]", "[nom, adresse email, données de paiement]", "catch_all"),
        ("[nom, adresse email]", '[nom, "adresse email, etc."]', "open_list"),
        ("basis: contrat", "basis: null", "no_legal_basis"),
        (', keep: "3 ans"', "", "no_retention"),
        ('"3 ans"', '"le temps nécessaire"', "open_retention"),
        ("sous-traitant: Nuage Fictif", "sous-traitant", "unnamed_recipient"),
        ('name: "Garage Fictif", ', "", "no_controller"),
        ("dpo@example.org", "", "no_dpo"),
    ],
)
def test_each_broadening_makes_the_listing_grow(weak, precise, broad, code):
    text = PRECISE.replace(precise, broad).replace('dpo: ""', "dpo: null")
    assert text != PRECISE

    found = weak(text)
    assert code in {one.code for one in found}
    assert sum(one.weight for one in found) > 0


def test_a_catch_all_says_what_it_would_hide_by_weight(weak):
    (one,) = [
        w for w in weak(PRECISE.replace("adresse email", "données de paiement")) if w.weight > 1
    ]

    assert "IBAN" in one.fr
    assert one.fr.index("hautement personnelles") < one.fr.index("courantes")
    assert "PAN" not in one.fr or "réglementées" in one.fr


def test_a_category_beside_its_types_hides_less_than_alone(weak):
    alone = weak(PRECISE.replace("adresse email", "coordonnées"))
    told = weak(PRECISE.replace("adresse email", '"coordonnées (adresse email, téléphone)"'))

    assert sum(one.weight for one in told) < sum(one.weight for one in alone)


@pytest.mark.parametrize(
    ("limit", "denial"),
    [
        ("never: [IBAN, géolocalisation]", "deny.iban"),
        ("only: {cat.payment: [4 derniers chiffres de la carte]}", "deny.only_payment"),
        ("only: {cat.payment: [IBAN, 4 derniers chiffres de la carte]}", None),
        ("never: [BIC, données de santé]", None),
    ],
)
def test_what_is_declared_and_denied_is_told_with_both_items(weak, limit, denial):
    text = PRECISE.replace("adresse email]", "IBAN]") + limit + "\n"

    found = [one for one in weak(text) if one.code == "contradiction"]

    assert [one.item for one in found] == (["d.iban"] if denial else [])
    assert all(denial in one.fr and denial in one.en and "IBAN" in one.fr for one in found)


def test_a_denial_of_another_activity_contradicts_nothing(weak):
    denial = (
        "denials:\n  - {id: deny.iban, kind: category, target: {types: [payment.iban]},"
        " applies_to: {activities: [act.SOME]}}\n"
    )
    other = '  - {name: Visites, basis: contrat, data: [nom], keep: "3 ans"}\n'
    text = PRECISE.replace("adresse email]", "IBAN]") + other + denial

    assert not weak(text.replace("SOME", "visites"))
    assert [one.code for one in weak(text.replace("SOME", "ventes"))] == ["contradiction"]
