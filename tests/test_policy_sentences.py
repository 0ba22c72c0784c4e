"""Single sentences of policies, French and English, with the one right reading of each."""

from __future__ import annotations

import pytest
from policy_text import ENGLISH, FRENCH, declared, denied, read

DECLARED = [
    (
        "Si vous nous écrivez, vos coordonnées feront l'objet d'un traitement pour vous répondre.",
        {"cat.contact"},
    ),
    (
        "Le numéro de votre carte d'identité peut vous être demandé pour vérifier votre identité.",
        {"gov.id_card"},
    ),
    (
        "Votre employeur nous communique votre nom, votre fonction et votre adresse email.",
        {"person.name.last", "work.job_title", "contact.email"},
    ),
    ("Hormis votre adresse email, nous ne collectons aucune donnée.", {"contact.email"}),
    ("À l'exception de votre adresse IP, aucune donnée n'est collectée.", {"online.ip"}),
    (
        "Les images de nos caméras de vidéosurveillance sont conservées 30 jours.",
        {"media.video"},
    ),
    (
        "Vos nom, prénom, adresse email et date de naissance sont enregistrés.",
        {"person.name.last", "person.name.first", "contact.email", "person.birth_date"},
    ),
    (
        "Si vous nous écrivez, vos coordonnées ainsi que l'objet de votre message feront l'objet"
        " d'un traitement.",
        {"cat.contact", "customer.support_request"},
    ),
    ("Notre serveur enregistre le nom de votre fournisseur d'accès.", set()),
    ("When you contact us, we keep your messages.", {"content.message"}),
    ("We process your name and the content of your message.", {"content.message"}),
]
PURPOSES = [
    (
        "Nous utilisons vos données pour traiter vos commandes, pour vous envoyer notre newsletter"
        " et afin de lutter contre la fraude.",
        ["orders", "newsletter", "fraud"],
    ),
    ("Vos données sont traitées dans le but de gérer votre compte client.", ["registration"]),
    ("We process your name in order to answer your request.", ["contact_form"]),
]
BASES = [
    ("Le traitement de vos candidatures repose sur notre intérêt légitime à recruter.", "6(1)(f)"),
    (
        "Vos données de facturation sont traitées pour respecter nos obligations comptables"
        " (article 6.1.c du RGPD).",
        "6(1)(c)",
    ),
    ("We process your order data to perform our contract with you.", "6(1)(b)"),
]
DENIED = [
    ("Nous n'avons jamais accès à votre numéro de carte bancaire.", {"payment.card.pan"}),
    ("Nous ne collectons ni votre adresse ni votre téléphone.", {"contact.postal_address"}),
    ("Nous ne pouvons pas vous répondre sans votre adresse email.", set()),
    ("Nous collectons votre âge mais pas votre lieu de naissance.", {"person.birth_place"}),
    ("We never store your card number.", {"payment.card.pan"}),
    ("We never see your card number, which is processed by Stripe.", {"payment.card.pan"}),
    ("Nous traitons vos données sans avoir demandé votre accord.", set()),
    ("Nous ne répondons pas aux signaux « Do not track » des navigateurs web.", set()),
    ("À l'exception de votre adresse IP, aucune donnée n'est collectée.", set()),
    ("Sans votre adresse email, nous ne pouvons pas créer votre compte.", set()),
]
MOVED = [
    (
        "Certaines données sont transférées vers les États-Unis sur la base des clauses"
        " contractuelles types.",
        [("conditional", "standard_contractual_clauses")],
    ),
    ("Vos données ne font l'objet d'aucun transfert hors de l'Union.", []),
    ("Si vous ne résidez pas aux États-Unis, vos données sont traitées en Irlande.", []),
    (
        "We transfer personal data to the United States under the Data Privacy Framework.",
        [(True, "adequacy")],
    ),
    ("Your data are not transferred outside the EEA.", [(False, None)]),
    ("Vos données ne quittent pas l'Union européenne.", [(False, None)]),
    ("Aucune donnée ne quitte l'Union européenne.", [(False, None)]),
    ("Aucune de vos données ne sort de l'Espace économique européen.", [(False, None)]),
    ("Your data never leaves the European Union.", [(False, None)]),
    ("No data will leave the EEA.", [(False, None)]),
    (
        "Certaines données quittent l'Union européenne, sur la base des clauses contractuelles"
        " types.",
        [("conditional", "standard_contractual_clauses")],
    ),
    ("Si vous quittez la France, vos données restent accessibles.", []),
    ("Vos données ne restent pas dans l'Union européenne.", []),
]
STAYING = [
    ("Vos données restent dans l'Union européenne.", {"EU"}),
    ("Your data stays within the EEA.", {"EEA"}),
    ("Vos données sont hébergées en France et ne quittent jamais l'Union européenne.", {"FR"}),
    ("Vos données ne restent pas dans l'Union européenne.", set()),
    ("Vos données ne sont pas hébergées en France.", set()),
    ("Vos données ne sont pas hébergées en France mais en Irlande.", {"IE"}),
    ("Vos données ne sont pas hébergées ailleurs qu'en France.", {"FR"}),
    ("Vos données ne sont pas conservées sans fin et sont hébergées en France.", {"FR"}),
    ("Your data is never stored in Canada.", set()),
    ("No personal data is stored in Canada.", set()),
]
RECEIVED = [
    ("Vos données sont saisies sur le site de notre prestataire de paiement Stripe.", "Stripe"),
    ("Vos coordonnées sont transmises à notre transporteur, La Poste.", "La Poste"),
    ("Vos coordonnées sont transmises à La Poste et Chronopost.", "La Poste, Chronopost"),
    ("Vos données sont transmises à notre prestataire Le Colis Vert.", "Le Colis Vert"),
    (
        "Nos prestataires (La Cotonnière, Bleu Ciel) reçoivent vos données.",
        "La Cotonnière, Bleu Ciel",
    ),
    ("Vos données sont transmises à notre agence, L'Atelier Web, chaque mois.", "L'Atelier Web"),
    ("Notre prestataire Mailchimp, situé aux États-Unis, envoie nos messages.", "Mailchimp"),
]


def head_of(sentence: str) -> str:
    """Return the beginning of a policy in the sentence's language."""
    english = sentence.startswith(("We ", "When ", "Your ", "Data ", "No "))
    return ENGLISH if english else FRENCH


@pytest.mark.parametrize(("sentence", "names"), DECLARED)
def test_sentence_declares(tmp_path, sentence, names):
    found = declared(read(tmp_path, sentence, head_of(sentence)))

    assert names <= found
    assert found if names else not found


@pytest.mark.parametrize(("sentence", "kinds"), PURPOSES)
def test_sentence_tells_purposes(tmp_path, sentence, kinds):
    from pdscan.policies.lexicon import table

    found = read(tmp_path, sentence, head_of(sentence))

    language = "en" if head_of(sentence) == ENGLISH else "fr"
    assert [one.name for one in found.activities] == [
        table("purposes")[kind]["label"][language] for kind in kinds
    ]


@pytest.mark.parametrize(("sentence", "article"), BASES)
def test_sentence_tells_the_basis(tmp_path, sentence, article):
    found = read(tmp_path, sentence, head_of(sentence))

    assert [basis.gdpr for one in found.activities for basis in one.legal_bases] == [article]


@pytest.mark.parametrize(("sentence", "names"), DENIED)
def test_sentence_denies(tmp_path, sentence, names):
    found = denied(read(tmp_path, sentence, head_of(sentence)))

    assert names <= found
    assert found if names else not found


@pytest.mark.parametrize(("sentence", "told"), MOVED)
def test_sentence_tells_a_transfer(tmp_path, sentence, told):
    found = read(tmp_path, sentence, head_of(sentence))

    assert [(one.allowed, one.safeguard) for one in found.transfers] == told


@pytest.mark.parametrize(("sentence", "name"), RECEIVED)
def test_our_named_provider_receives_data(tmp_path, sentence, name):
    found = read(tmp_path, sentence, head_of(sentence))

    assert {one.name for one in found.recipients} == set(name.split(", "))


def test_the_verb_asked_names_no_request(tmp_path):
    found = declared(read(tmp_path, "Le numéro de votre passeport peut vous être demandé."))

    assert found == {"gov.passport"}


def test_items_that_each_tell_a_basis_are_the_bases_in_general(tmp_path):
    found = read(
        tmp_path,
        "Cas d'utilisation :\n\n- lorsque vous avez consenti à un traitement ;\n"
        "- lorsqu'elles sont nécessaires à l'exécution d'un contrat ;\n"
        "- pour le respect de nos obligations légales.",
    )

    assert [one.basis for one in found.legal_bases_declared] == [
        "consent",
        "contract",
        "legal_obligation",
    ]


def test_the_officer_is_reached_by_the_items_below(tmp_path):
    found = read(
        tmp_path,
        "Vous pouvez adresser vos questions à notre Délégué à la Protection des Données :\n\n"
        "- par courriel : dpo@garage-fictif.example.org\n- par courrier",
    )

    assert found.dpo.email == "dpo@garage-fictif.example.org"


RECORD = """\
Données collectées : nom, prénom, email.
Finalité : gestion des commandes.
Base légale : exécution du contrat.
Durée : 5 ans.
Destinataires : service commercial.

Données collectées : adresse email.
Finalité : envoi de la newsletter.
Base légale : consentement.
Durée : 3 ans à compter du dernier contact.
"""


def test_fields_one_after_another_are_a_record_each(tmp_path):
    found = read(tmp_path, RECORD)

    by_id = {one.id: one for one in found.retention}
    rows = [
        (
            one.name,
            one.legal_bases[0].basis,
            [by_id[name].rules[0].duration for name in one.retention],
            len(one.recipients),
        )
        for one in found.activities
    ]
    assert rows == [
        ("Gestion des commandes", "contract", ["P5Y"], 1),
        ("Envoi de la newsletter", "consent", ["P3Y"], 0),
    ]


def test_a_title_names_an_activity_beside_a_list_of_others(tmp_path):
    found = read(
        tmp_path,
        "1. Pourquoi utilisons-nous vos données ?\n\n- gérer vos commandes ;\n"
        "- établir vos factures ;\n- lutter contre la fraude.\n\n2. Marketing direct\n\n"
        "Nous pouvons envoyer des messages à votre adresse email si vous nous avez donné votre"
        " accord.\n\n3. Géolocalisation\n\nNous ne collectons pas votre position.",
    )

    last = found.activities[-1]
    assert len(found.activities) == 4
    assert (last.name, last.legal_bases[0].basis) == ("Marketing direct", "consent")


def test_bases_go_with_the_purposes_named_beside_them(tmp_path):
    found = read(
        tmp_path,
        "We use your information to:\n\n- deliver your orders;\n- prevent fraud;\n"
        "- send you our newsletter.\n\nWe rely on the performance of a contract to process your"
        " orders, on your consent to send you the newsletter, and on our legitimate interests to"
        " prevent fraud.",
        ENGLISH,
    )

    assert [one.legal_bases[0].basis for one in found.activities] == [
        "contract",
        "legitimate_interest",
        "consent",
    ]


def test_a_period_until_an_event_needs_no_verb_of_keeping(tmp_path):
    found = read(
        tmp_path,
        "How long we keep it\n\n- Account data: until you delete your account.\n"
        "- Support messages: two years from your last contact.",
        ENGLISH,
    )

    assert [(one.rules[0].trigger, one.rules[0].duration) for one in found.retention] == [
        ("account_deletion", "P0D"),
        ("last_contact", "P2Y"),
    ]


def test_where_some_providers_are_limits_no_place(tmp_path):
    found = read(
        tmp_path, "We use providers. Some of our providers are located in Canada.", ENGLISH
    )

    assert found.locations == ()


@pytest.mark.parametrize(("sentence", "places"), STAYING)
def test_sentence_says_where_data_stay(tmp_path, sentence, places):
    found = read(tmp_path, sentence, head_of(sentence)).locations

    allowed = [one.allowed for one in found]
    assert {name for one in allowed for name in (*one.regions, *one.countries)} == places


@pytest.mark.parametrize(
    "sentence",
    [
        "Nous utilisons votre adresse email pour vous envoyer notre lettre d'information, jusqu'à"
        " votre désinscription.",
        "Nous utilisons votre adresse email pour vous envoyer notre newsletter jusqu'à ce que vous"
        " vous désinscriviez.",
        "We use your email address to send you our newsletter until you unsubscribe.",
    ],
)
def test_a_use_that_lasts_until_one_leaves_is_a_retention_of_that_use(tmp_path, sentence):
    found = read(tmp_path, sentence, head_of(sentence))

    (kept,) = found.retention
    assert kept.applies_to.activities == ("act.newsletter",)
    assert [(one.trigger, one.duration, one.bound) for one in kept.rules] == [
        ("consent_withdrawal", "P0D", "max")
    ]
    assert found.activities[0].retention == (kept.id,)
    assert "no_retention" not in {one.code for one in found.issues}


def test_until_one_leaves_is_no_retention_of_a_right(tmp_path):
    sentence = "Vous pouvez demander à tout moment un reçu, jusqu'à votre désinscription."

    assert not read(tmp_path, sentence).retention


def test_an_article_alone_begins_no_name(tmp_path):
    found = read(tmp_path, "Nos prestataires : La liste, Les Données et La Société y sont dites.")

    assert not any(one.name for one in found.recipients)


def test_what_is_missing_of_a_controller_is_named(tmp_path):
    company = (
        "ACME Textile, société par actions simplifiée au capital de 10 000 euros, dont le siège"
    )
    officer = "Notre délégué à la protection des données est joignable à dpo@acme-textile.example."
    text = f"{company} est à Paris, est responsable du traitement. {officer}"
    placed = text.replace("à Paris", "12 rue des Lilas, 75011 Paris")
    numbered = placed.replace("euros,", "euros, SIREN 999 000 110,")

    said = {
        name: [(one.code, one.text) for one in read(tmp_path, given).issues]
        for name, given in {"bare": text, "placed": placed, "numbered": numbered}.items()
    }

    told = {name: dict(some).get("controller_incomplete", "") for name, some in said.items()}
    assert "adresse" in told["bare"]
    assert "adresse" not in told["placed"]
    assert "identifiant" in told["placed"]
    assert not told["numbered"]
    assert "name_variant" not in dict(said["placed"])


def test_another_spelling_in_running_text_is_a_variant(tmp_path):
    text = (
        "La société ACME Textile est responsable du traitement. Chez Acme-Textile, nous lisons"
        " vos messages à contact@acme-textile.example."
    )

    found = read(tmp_path, text)

    assert found.controller.name
    assert "acme-textile" not in found.controller.aliases
    assert [one.code for one in found.issues].count("name_variant") == 1
