"""The table of cases of the design's page on phrases, each sentence read as part of a policy."""

from __future__ import annotations

import pytest
from policy_text import ENGLISH, FRENCH, declared, denied, read

from pdscan import taxonomy
from pdscan.declarations.phrases import resolve
from pdscan.policies import identity

NAMED = [
    ("Données de facturation et/ou de paiement", {"cat.billing", "cat.payment"}),
    ("adresse postale et courriel", {"contact.postal_address", "contact.email"}),
    ("données de navigation et de connexion", {"cat.navigation", "cat.connection"}),
    ("données relatives aux transations", {"cat.transaction"}),
    ("Informations d'identifications", {"cat.identification"}),
    ("l'adresse de protocole Internet (IP)", {"online.ip"}),
    ("localisateurs uniformes de ressources (URL) complets", {"online.url"}),
    ("laissez‑passer de sécurité", {"work.access_badge"}),
    ("les 6 premiers et 4 derniers chiffres de votre carte", {"payment.card.pan_truncated"}),
    (
        "la photocopie d’un titre d’identité portant votre signature",
        {"gov.id_document_scan", "person.signature"},
    ),
    ("géo-localisation", {"cat.location"}),
    ("historiques de commandes", {"customer.order_history"}),
    ("contact details and IP address", {"cat.contact", "online.ip"}),
    ("call recordings", {"cat.voice"}),
    ("coordonnées bancaires", {"payment.iban"}),
]
LASTING = [
    ("pour une durée de 15 mois à compter du paiement", "P15M", "payment", "max"),
    (
        "une durée maximale de un an à compter de la fin de la relation contractuelle",
        "P1Y",
        "contract_end",
        "max",
    ),
    (
        "une durée de vie limitée à treize mois après leur premier dépôt",
        "P13M",
        "first_deposit",
        "max",
    ),
    (
        "au plus tard, 48 heures à partir du moment où l’impayé a été effectivement soldé",
        "PT48H",
        "debt_settled",
        "max",
    ),
    (
        "dans la limite de 3 ans à compter de la survenance de l’impayé",
        "P3Y",
        "debt_incurred",
        "max",
    ),
    ("au minimum 3 ans à compter de l’exercice du droit", "P3Y", "right_exercised", "min"),
    (
        "Les enregistrements sont conservés pour une durée maximale de 60 jours",
        "P60D",
        "recording",
        "max",
    ),
    ("Les images sont conservées un mois maximum", "P1M", "recording", "max"),
    ("une durée de 5 ans à compter de votre dernière activité", "P5Y", "last_activity", "max"),
    (
        "Les données comptables et fiscales sont conservées pendant une durée de 10 ans",
        "P10Y",
        "fiscal_document",
        "max",
    ),
    ("Les données sont conservées 48 heures", "PT48H", "collection", "max"),
    ("la durée nécessaire à la fourniture des services", None, "service_end", "criteria"),
]
LISTS = [
    ("nom, prénom, adresse postale et courriel, numéro de téléphone, etc.", "open"),
    ("Identité de l'internaute (nom et numéro de téléphone).", "closed"),
    ("Données d'identification.", "none"),
]


@pytest.mark.parametrize(("words", "names"), NAMED)
def test_a_phrase_in_a_list_of_data_is_declared(tmp_path, words, names):
    found = read(tmp_path, f"Nous collectons les données suivantes :\n\n- {words}")

    assert names <= declared(found)


def test_bank_details_are_no_contact_details(tmp_path):
    found = read(tmp_path, "Nous collectons les données suivantes :\n\n- coordonnées bancaires")

    assert "cat.contact" not in declared(found)
    assert "cat.contact" not in resolve("coordonnées bancaires", taxonomy.load()).categories


@pytest.mark.parametrize(("words", "iso", "trigger", "bound"), LASTING)
def test_a_duration_has_its_trigger_and_bound(tmp_path, words, iso, trigger, bound):
    sentence = words if "conserv" in words else f"Vos données sont conservées {words}"
    found = read(tmp_path, sentence + ".")

    ((rule,),) = [kept.rules for kept in found.retention]
    assert (rule.duration, rule.trigger, rule.bound) == (iso, trigger, bound)


def test_a_deadline_to_answer_is_no_retention(tmp_path):
    sentence = "Une réponse vous sera adressée dans un délai de 2 mois suivant la réception de la"
    found = read(tmp_path, f"{sentence} demande.")

    assert found.retention == ()


def test_but_only_ends_the_negation(tmp_path):
    found = read(
        tmp_path,
        "Lorsque vous payez, vos paiements sont sécurisés. ne collecte pas vos données de paiement"
        "\n\nmais seulement un identifiant de paiement.",
    )

    (denial,) = found.denials
    assert denial.kind == "only"
    assert denial.target.categories == ("cat.payment",)
    assert denial.spares.types == ("payment.card.token",)
    assert "payment.card.token" in declared(found)
    assert "cat.payment" not in declared(found)


def test_a_negated_use_denies_the_category(tmp_path):
    found = read(tmp_path, "Géolocalisation\n\nSoftsystems n’utilise pas la géo-localisation.")

    assert denied(found) == {"cat.location"}
    assert not declared(found)


def test_only_professional_data_denies_the_personal_capacity(tmp_path):
    found = read(tmp_path, "Nous recueillons uniquement des données professionnelles.")

    (denial,) = found.denials
    assert (denial.kind, denial.target.capacity) == ("only", ("personal",))


def test_never_without_consent_is_allowed_with_consent(tmp_path):
    found = read(
        tmp_path,
        "Vos données d'inscription ne seront en aucun cas partagées avec un tiers sans votre accord"
        " préalable.",
    )

    (denial,) = found.denials
    assert denial.kind == "recipient"
    assert denial.target.operators is not None
    assert "third_party" in denial.target.operators.kinds
    assert "processor" not in denial.target.operators.kinds
    assert denial.spares.consent is True


def test_unless_you_object_is_no_denial(tmp_path):
    found = read(
        tmp_path,
        "Pourquoi utilisons-nous vos données ?\n\nSauf opposition de votre part, vous pourrez"
        " recevoir nos offres commerciales par courrier électronique.",
    )

    (activity,) = found.activities
    assert found.denials == ()
    assert [one.kind for one in activity.conditions] == ["opt_out"]


def test_what_could_not_be_done_without_data_is_no_denial(tmp_path):
    found = read(
        tmp_path,
        "Sans ces données, INTELLIGENT-SOFTWARE ne pourrait pas exécuter les prestations.",
    )

    assert found.denials == ()
    assert "consequence_of_not_providing" in {one.topic for one in found.unscannable}


def test_except_ends_the_negation_in_english_too(tmp_path):
    found = read(
        tmp_path,
        "We do not collect location data, except your city for delivery.",
        head=ENGLISH,
    )

    (denial,) = found.denials
    assert denial.target.categories == ("cat.location",)
    assert denial.spares.types == ("contact.city",)
    assert "contact.city" in declared(found)
    assert "cat.location" not in declared(found)


@pytest.mark.parametrize(("words", "flag"), LISTS)
def test_a_list_is_open_closed_or_bare(tmp_path, words, flag):
    found = read(tmp_path, f"Nous collectons les données suivantes :\n\n- {words}")

    assert {one.list_kind for one in found.data} == {flag}


def test_a_hidden_mail_address_is_put_right(tmp_path):
    found = read(tmp_path, "Contact : mesdroits[@]informatique70.com (enlever les crochets)")

    assert found.controller.email == "mesdroits@informatique70.com"
    assert found.controller.email_as_written is not None
    assert "[@]" in found.controller.email_as_written


def test_a_siret_is_read_in_any_grouping(tmp_path):
    found = read(tmp_path, "Garage Fictif : N° Siret: 510 821 424 000 23 - APE: 9511Z")

    assert found.controller.identifiers.siret == "51082142400023"


def test_a_siret_with_a_wrong_key_is_not_kept(tmp_path):
    found = read(tmp_path, "Garage Fictif : N° Siret: 510 821 424 000 24")

    assert found.controller.identifiers.siret is None


def test_a_phone_number_is_read_in_any_form():
    assert identity.phone_of("(+33) 1.83.80.75.70") == ("+33183807570", "(+33) 1.83.80.75.70")


def test_the_heads_of_these_cases_declare_nothing(tmp_path):
    assert not declared(read(tmp_path, "", head=FRENCH))
    assert not declared(read(tmp_path, "", head=ENGLISH))
