"""The short form of a declaration becomes the long one, word by word."""

from __future__ import annotations

import pytest

from pdscan.declarations import loading as declaration_file
from pdscan.model import ConfigurationError

SHORT = """\
pdscan_declaration: 1
form: short
controller: {name: "Garage Fictif", siren: "999000110", dpo: null}
activities:
  - {name: Ventes, basis: contrat, data: [nom, prénom, adresse email, téléphone,
     historique de commandes], keep: "3 ans à compter du dernier contact"}
  - {name: Facturation, basis: obligation légale, data: [données de facturation,
     coordonnées bancaires], keep: "10 ans", recipients: ["sous-traitant: Comptable Fictif"]}
  - {name: Vidéosurveillance, basis: intérêt légitime, data: [vidéosurveillance],
     keep: "un mois maximum", recipients: [interne]}
never: [données de santé, géolocalisation, mineurs]
only: {cat.payment: [coordonnées bancaires, 4 derniers chiffres]}
where: {processors: [FR]}
"""


@pytest.fixture
def load(tmp_path):
    def from_text(text: str):
        path = tmp_path / "declaration.yaml"
        path.write_text(text, "utf-8")
        return declaration_file.load(path)

    return from_text


def test_ten_lines_are_a_declaration(load):
    read = load(SHORT)

    assert read.id == "garage_fictif"
    assert [document.kind for document in read.documents] == ["hand_written"]
    assert read.controller.identifiers.siren == "999000110"
    assert read.dpo.status == "not_stated"
    assert [one.id for one in read.activities] == [
        "act.ventes",
        "act.facturation",
        "act.videosurveillance",
    ]


def test_phrases_become_items_closed_for_types_and_bare_for_categories(load):
    sales, billing, _ = load(SHORT).activities

    assert [item.types for item in sales.data.items] == [
        ("person.name.last",),
        ("person.name.first",),
        ("contact.email",),
        ("contact.phone",),
        ("customer.order_history",),
    ]
    assert {item.list_kind for item in sales.data.items} == {"closed"}
    assert billing.data.items[0].categories == ("cat.billing",)
    assert billing.data.items[0].list_kind == "none"
    assert {item.strength for item in billing.data.items} == {"explicit"}


def test_keep_becomes_a_retention_set_with_its_trigger(load):
    rules = {one.id: one.rules[0] for one in load(SHORT).retention}

    sales = rules["ret.ventes"]
    assert (sales.duration, sales.trigger, sales.trigger_stated) == ("P3Y", "last_contact", True)
    billing = rules["ret.facturation"]
    assert (billing.duration, billing.trigger) == ("P10Y", "fiscal_document")
    assert not billing.trigger_stated
    video = rules["ret.videosurveillance"]
    assert (video.duration, video.trigger, video.bound) == ("P1M", "recording", "max")


def test_bases_and_recipients_are_words(load):
    read = load(SHORT)
    sales, billing, video = read.activities
    parties = {one.id: one for one in read.recipients}

    assert sales.legal_bases[0].basis == "contract"
    assert sales.legal_bases[0].gdpr == "6(1)(b)"
    assert billing.legal_bases[0].basis == "legal_obligation"
    assert video.legal_bases[0].basis == "legitimate_interest"
    assert parties[billing.recipients[0]].name == "Comptable Fictif"
    assert parties[billing.recipients[0]].kind == "processor"
    assert parties[video.recipients[0]].kind == "internal"


def test_never_and_only_become_denials(load):
    read = load(SHORT)
    health, place, minors, payment = read.denials

    assert (health.kind, health.target.types) == ("category", ("special.health",))
    assert (place.kind, place.target.categories) == ("category", ("cat.location",))
    assert (minors.kind, minors.target.subjects) == ("subject", ("minor",))
    assert (payment.kind, payment.target.categories) == ("only", ("cat.payment",))
    assert "payment.card.pan_last4" in payment.spares.types
    assert read.data[1].types == ("payment.card.pan_last4",)


def test_where_becomes_locations(load):
    (place,) = load(SHORT).locations

    assert place.applies_to.operators == ("processor",)
    assert place.allowed.countries == ("FR",)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("[nom, ", "[pointure, ", 5, "nothing is known as 'pointure'; the nearest: "),
        ("basis: contrat", "basis: commission", 5, "there is no legal basis 'commission'"),
        ("basis: contrat", "basis: amitié", 5, "there is no legal basis 'amitié'"),
        ('"10 ans"', '"longtemps"', 8, "no duration is read in 'longtemps'"),
        ("never: [", "nevr: [", 11, "unknown key 'nevr'; did you mean never?"),
        ('keep: "un', 'kept: "un', 10, "unknown key 'kept'; did you mean keep?"),
        ("[FR]", "[Atlantide]", 13, "'Atlantide' is no country code"),
        ("{processors", "{clients", 13, "'clients' isn't one of controller, processors"),
        ("[données de santé", "[zzz", 11, "nothing is known as 'zzz'"),
        ('"999000110"', '"999000111"', 3, "wrong check digit"),
        ("form: short", "form: shrt", 2, "'shrt' isn't 'short'"),
    ],
)
def test_word_that_means_nothing_is_an_error(load, old, new, line, message):
    with pytest.raises(ConfigurationError) as caught:
        load(SHORT.replace(old, new))

    assert f"declaration.yaml:{line}: " in str(caught.value)
    assert message in str(caught.value)


def test_three_nearest_phrases_are_shown(load):
    with pytest.raises(ConfigurationError, match=r"the nearest: [^,]+, [^,]+, [^,;]+"):
        load(SHORT.replace("[nom, ", "[telefonie, "))


def test_own_type_is_declared_with_its_label(load):
    read = load(SHORT.replace("[vidéosurveillance]", '[x.pointure: "Pointure"]'))

    item = read.activities[2].data.items[0]
    assert (item.types, item.phrase, item.list_kind) == (("x.pointure",), "Pointure", "closed")


def test_bare_strings_alone_make_a_file_short(load):
    read = load(SHORT.replace("form: short\n", ""))

    assert read.activities[0].data.items[0].types == ("person.name.last",)


def test_activity_ids_are_numbered_on_collision(load):
    read = load(SHORT.replace("name: Facturation", "name: Les ventes"))

    assert [one.id for one in read.activities][:2] == ["act.ventes", "act.ventes_2"]


@pytest.mark.parametrize(
    ("word", "basis"),
    [
        ("6.1.a", "consent"),
        ("6(1)(c)", "legal_obligation"),
        ("legitimate interest", "legitimate_interest"),
        ("mission d'intérêt public", "public_interest"),
        ("sauvegarde des intérêts vitaux", "vital_interest"),
        ("legal_obligation", "legal_obligation"),
        ("obligation légale (commission bancaire)", "legal_obligation"),
        ("intérêts publics", "public_interest"),
    ],
)
def test_basis_is_a_french_or_english_word_or_an_article(load, word, basis):
    read = load(SHORT.replace("basis: contrat", f'basis: "{word}"'))

    assert read.activities[0].legal_bases[0].basis == basis


def test_minimum_is_kept_apart_from_maximum(load):
    read = load(SHORT.replace("10 ans", "au moins 10 ans"))

    assert read.retention[1].rules[0].bound == "min"


@pytest.mark.parametrize("written", ["adresse emial", "adresse posatle"])
def test_typo_beside_a_known_word_is_refused_with_the_word_meant(load, written):
    with pytest.raises(ConfigurationError, match=r"did you mean '(?:email|postale)'"):
        load(SHORT.replace("adresse email", written))
