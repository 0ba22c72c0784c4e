"""What policies say in running text, in lists under a title, and in tables: each as a policy."""

from __future__ import annotations

import pytest
from policy_text import ENGLISH, FRENCH, declared, read

from pdscan import taxonomy
from pdscan.declarations import durations
from pdscan.declarations.phrases import resolve
from pdscan.policies import extract

FACTS = taxonomy.load()
NAMED = [
    ("données relatives à votre santé", {"special.health"}),
    ("données personnelles concernant la santé", {"special.health"}),
    ("données personnelles biométriques", {"special.biometric"}),
    ("informations de localisation", {"cat.location"}),
    ("données concernant vos paiements", {"cat.payment"}),
    ("information about your location", {"cat.location"}),
    ("date, lieu et pays de naissance", {"person.birth_date", "person.birth_place"}),
    ("nom, prénom, adresse, adresse email", {"contact.postal_address", "contact.email"}),
    ("numéro de carte de fidélité", {"customer.loyalty"}),
    ("a hash of your password", {"secret.password_hash"}),
    ("jeton de paiement", {"payment.card.token"}),
    ("données d'identification de votre appareil", {"online.imei"}),
]
LASTING = [
    ("trois ans après la dernière commande", "P3Y", "last_activity", "max"),
    ("24 months after your last purchase", "P24M", "last_activity", "max"),
    ("jusqu'à la résolution de votre réclamation", "P0D", "issue_resolved", "max"),
    ("for as long as you have an account", "P0D", "account_deletion", "max"),
    ("supprimées à la résiliation du contrat", "P0D", "contract_end", "max"),
    ("durée du contrat et dix ans", "P10Y", "contract_end", "max"),
    ("at least five years from the end of the contract", "P5Y", "contract_end", "min"),
]


@pytest.mark.parametrize(("text", "names"), NAMED)
def test_words_around_the_head_change_nothing(text, names):
    found = resolve(text, FACTS)

    assert names <= {*found.types, *found.categories}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("numéro de carte de fidélité", "payment.card.pan"),
        ("a hash of your password", "secret.password"),
        ("données d'identification de votre appareil", "cat.identification"),
        ("adresse, adresse email", "person.name"),
    ],
)
def test_a_longer_phrase_hides_the_shorter(text, name):
    found = resolve(text, FACTS)

    assert name not in {*found.types, *found.categories}


@pytest.mark.parametrize(("words", "iso", "trigger", "bound"), LASTING)
def test_an_event_begins_the_time(words, iso, trigger, bound):
    found = durations.parse(words)

    assert found is not None
    assert (found.iso, found.trigger, found.bound) == (iso, trigger, bound)


def rules_of(found) -> list[tuple[str, str | None, str]]:
    """Return trigger, duration and bound of every rule."""
    return [
        (rule.trigger, rule.duration, rule.bound) for one in found.retention for rule in one.rules
    ]


def test_a_list_of_periods_needs_no_verb(tmp_path):
    found = read(
        tmp_path,
        "Vos données sont conservées pour une durée selon les finalités, à savoir :\n\n"
        "- Prospection commerciale pour 3 ans à compter du dernier contact\n"
        "- 10 ans au titre de nos obligations légales\n"
        "- 13 mois pour les cookies",
    )

    assert rules_of(found) == [
        ("last_contact", "P3Y", "max"),
        ("collection", "P10Y", "max"),
        ("collection", "P13M", "max"),
    ]


def test_an_enumeration_of_periods_is_as_many_sets(tmp_path):
    found = read(
        tmp_path,
        "Les factures sont conservées dix ans à compter du paiement, les justificatifs d'acompte"
        " 13 mois à compter du paiement.",
    )

    assert [kept.rules[0].duration for kept in found.retention] == ["P10Y", "P13M"]


def test_two_times_of_the_same_data_stay_one_set(tmp_path):
    found = read(
        tmp_path,
        "Vos données sont conservées tant que vous êtes un client « actif » et pendant une durée"
        " de 5 ans à compter de votre dernière activité.",
    )

    assert rules_of(found) == [("last_activity", "P5Y", "max")]


def test_what_follows_the_end_counts_from_it(tmp_path):
    found = read(
        tmp_path, "Vos données sont conservées pendant la durée du contrat, puis cinq ans."
    )

    assert rules_of(found) == [("contract_end", "P5Y", "max")]


def test_archives_are_a_stage_with_their_own_time(tmp_path):
    found = read(
        tmp_path,
        "Le dossier est conservé 20 ans à compter du dernier contact, puis archivé pendant 10 ans.",
    )

    ((kept,),) = [found.retention]
    assert [rule.duration for rule in kept.rules] == ["P20Y"]
    assert [(stage.stage, stage.duration) for stage in kept.then] == [("archive", "P10Y")]


PURPOSES = """\
2.4 Pourquoi collectons-nous vos données ?

- gérer notre programme de fidélité ;
- livrer les produits et services ;
- la prospection et le développement de nos activités ;
- pour des besoins techniques (accéder à votre compte) ;
"""


def test_items_under_a_title_that_asks_why_are_purposes(tmp_path):
    found = read(tmp_path, PURPOSES)

    assert [one.name for one in found.activities] == [
        "Gérer notre programme de fidélité",
        "Livrer les produits et services",
        "La prospection et le développement de nos activités",
        "Des besoins techniques",
    ]


BOLD = """\
**2\\. Objectif du traitement des données**

Nous traitons vos données afin de vous fournir nos services :

* **Nous vous emmenons là où vous voulez aller** :Nous utilisons vos données de géolocalisation.
* **Nous vous tenons informé, où que vous soyez** : Votre adresse e-mail sert à vous informer.
"""


def test_words_in_bold_name_the_purpose_of_their_item(tmp_path):
    path = tmp_path / "policy.md"
    path.write_text(f"# Politique de confidentialité\n\n{BOLD}", encoding="utf-8")

    found = extract(path).declaration

    assert [one.name for one in found.activities] == [
        "Nous vous emmenons là où vous voulez aller",
        "Nous vous tenons informé, où que vous soyez",
    ]
    assert "cat.location" in declared(found)


ROWS = """\
# Politique de confidentialité

Pourquoi traitons-nous vos données personnelles ?

| Base légale | Finalités |
| --- | --- |
| Consentement | Gestion de la newsletter  <br>Gestion des jeux concours |
| Obligation contractuelle | Gestion du compte, y compris :<br>1. \\- panier<br>2. \\- livraison |
| Intérêt légitime | Lutte contre la fraude |
"""


def test_a_row_headed_by_a_basis_holds_a_purpose_a_line(tmp_path):
    path = tmp_path / "policy.md"
    path.write_text(ROWS, encoding="utf-8")

    found = extract(path).declaration

    assert [(one.name, [basis.basis for basis in one.legal_bases]) for one in found.activities] == [
        ("Gestion de la newsletter", ["consent"]),
        ("Gestion des jeux concours", ["consent"]),
        ("Gestion du compte", ["contract"]),
        ("Lutte contre la fraude", ["legitimate_interest"]),
    ]
    assert found.activities[2].sub_purposes == ("panier", "livraison")


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (
            FRENCH,
            "« Donnée personnelle » désigne toute information telle que le nom, le numéro de"
            " sécurité sociale ou l'adresse IP.",
        ),
        (
            ENGLISH,
            "“Personal data” means any information such as a name, a social security number or"
            " an IP address.",
        ),
    ],
)
def test_a_definition_declares_nothing(tmp_path, head, text):
    assert declared(read(tmp_path, text, head)) == set()


LINES = """\
Commandes : nous collectons vos nom, prénom et adresse de livraison.
Le dossier de commande est conservé 3 ans à compter du dernier contact.
Facturation : nous collectons vos données de facturation.
Les factures sont conservées dix ans.
Statistiques : nous utilisons vos données d'usage sans nom ni adresse email, sauf sous forme hachée.
Vidéosurveillance : les images sont conservées un mois maximum.
"""


def test_labelled_lines_are_activities_with_their_own_data_and_periods(tmp_path):
    found = read(tmp_path, LINES)

    names = [one.name for one in found.activities]
    own = {
        one.name: {name for item in one.data.items for name in (*item.types, *item.categories)}
        for one in found.activities
    }
    kept = {
        one.name: [kept.rules[0].duration for kept in found.retention if kept.id in one.retention]
        for one in found.activities
    }
    assert names == ["Commandes", "Facturation", "Statistiques", "Vidéosurveillance"]
    assert own["Commandes"] >= {"person.name.first", "contact.postal_address"}
    assert own["Statistiques"] == {"cat.usage"}
    assert own["Vidéosurveillance"] == {"media.video"}
    assert kept == {
        "Commandes": ["P3Y"],
        "Facturation": ["P10Y"],
        "Statistiques": [],
        "Vidéosurveillance": ["P1M"],
    }


def test_what_data_are_used_without_is_denied_there(tmp_path):
    found = read(tmp_path, LINES)

    ((denial,),) = [found.denials]
    statistics = next(one.id for one in found.activities if one.name == "Statistiques")
    assert set(denial.target.types) == {"person.name", "person.name.last", "contact.email"}
    assert denial.spares.forms == ("hashed",)
    assert denial.applies_to.activities == (statistics,)


def test_english_lines_are_lists_of_data(tmp_path):
    found = read(
        tmp_path,
        "Orders: your full name and postal address.\n"
        "Support: your messages, kept for two years.\n"
        "Data from support are used only for your request.",
        ENGLISH,
    )

    ((denial,),) = [found.denials]
    assert [one.name for one in found.activities] == ["Orders", "Support"]
    assert declared(found) == {"person.name", "contact.postal_address", "content.message"}
    assert rules_of(found) == [("collection", "P2Y", "max")]
    assert (denial.kind, denial.target.from_activity) == ("use", found.activities[1].id)


def test_data_never_used_for_a_purpose_are_not_denied(tmp_path):
    found = read(
        tmp_path,
        "Soins : nous traitons vos données de santé.\n"
        "Lettre d'information : nous utilisons votre adresse email.\n"
        "Vos données de santé ne sont jamais utilisées pour la lettre d'information.",
    )

    ((denial,),) = [found.denials]
    letter = found.activities[1].id
    assert (denial.kind, denial.target.types) == ("use", ("special.health",))
    assert denial.target.to_activities == (letter,)


def test_no_other_data_spares_what_is_declared(tmp_path):
    found = read(
        tmp_path,
        "Nous collectons les 4 derniers chiffres de votre carte. Aucune autre donnée de paiement"
        " n'est conservée.",
    )

    ((denial,),) = [found.denials]
    assert (denial.kind, denial.target.categories) == ("only", ("cat.payment",))
    assert denial.spares.types == ("payment.card.pan_last4",)


NAMES = [
    (
        "Nos sous-traitants sont : OVH (hébergement), Courriers Fictifs (newsletters) et la société"
        " Compta Fictive SARL.",
        {"OVH", "Courriers Fictifs", "Compta Fictive SARL"},
    ),
    ("Vos données sont confiées à notre prestataire logistique Colis Fictifs.", {"Colis Fictifs"}),
    ("Elles sont stockées dans les centres de données de Nuage Fictif Ltd.", {"Nuage Fictif Ltd"}),
    ("Nous partageons vos données avec Relais Fictif, notre sous-traitant.", {"Relais Fictif"}),
    ("Nous partageons vos données avec les Utilisateurs de la Plateforme.", set()),
    ("Garage Fictif SARL transmet vos données à des autorités.", set()),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_companies_are_named_beside_a_role_or_by_their_form(tmp_path, text, names):
    found = read(tmp_path, text + " Les utilisateurs de la plateforme le savent.")

    assert {one.name for one in found.recipients if one.name} == names


def test_a_column_of_processors_names_them(tmp_path):
    path = tmp_path / "policy.md"
    path.write_text(
        "# Politique de confidentialité\n\nVos données personnelles sont partagées.\n\n"
        "| Sous-traitant | Objet |\n| --- | --- |\n"
        "| Nuage Fictif | Hébergement |\n| Billet.io | Gestion du support |\n",
        encoding="utf-8",
    )

    found = extract(path).declaration

    assert [(one.name, one.kind) for one in found.recipients] == [
        ("Nuage Fictif", "processor"),
        ("Billet.io", "processor"),
    ]
    assert found.recipients[0].sectors == ("hosting",)


def test_what_a_person_does_implies_data(tmp_path):
    found = read(
        tmp_path,
        "Nous collectons les informations que vous nous fournissez quand :\n\n"
        "- vous créez votre Espace client\n- vous contactez notre Service Client",
    )

    assert [(set(one.categories), one.strength) for one in found.data] == [
        ({"cat.account"}, "inferred"),
        ({"cat.customer_relation"}, "inferred"),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Clinique Fictive du Val, 12 rue des Essais, 80000 Amiens", "Clinique Fictive du Val"),
        ("North Example Goods Ltd, Toronto, sells to customers.", "North Example Goods Ltd"),
        ("POLITIQUE DE CONFIDENTIALITÉ DE L'ÉCOLE FICTIVE DU CODE", "ÉCOLE FICTIVE DU CODE"),
    ],
)
def test_the_head_of_a_notice_names_the_controller(tmp_path, text, name):
    found = read(tmp_path, f"{text}\n\nNous protégeons vos données personnelles.", head="")

    assert found.controller.name == name


def test_a_time_beside_the_data_of_a_line_is_its_period(tmp_path):
    found = read(
        tmp_path,
        "Cookies : identifiants de cookies et adresse IP, pendant treize mois après leur premier"
        " dépôt.\n"
        "Impayés : la fiche est effacée 48 heures après le règlement.\n"
        "Opposition : l'adresse email est conservée au moins 3 ans à compter de l'exercice du"
        " droit.",
    )

    assert rules_of(found) == [
        ("first_deposit", "P13M", "max"),
        ("debt_settled", "PT48H", "max"),
        ("right_exercised", "P3Y", "min"),
    ]
    assert {"online.cookie_id", "online.ip", "finance.unpaid", "contact.email"} <= declared(found)


def test_the_later_of_two_periods_counts(tmp_path):
    found = read(
        tmp_path,
        "Order data are kept for six years from your last activity, or for one year from the end of"
        " the contract, whichever is later.",
        ENGLISH,
    )

    ((kept,),) = [found.retention]
    assert kept.combine == "latest"
    assert [rule.duration for rule in kept.rules] == ["P6Y", "P1Y"]


def test_a_condition_in_the_midst_of_a_list_is_of_what_follows(tmp_path):
    found = read(
        tmp_path,
        "Nous traitons vos nom et prénom, votre adresse email ainsi que, si vous l'acceptez, votre"
        " profession.",
    )

    by_strength = {
        name: one.strength for one in found.data for name in (*one.types, *one.categories)
    }
    assert by_strength["contact.email"] == "explicit"
    assert by_strength["work.job_title"] == "conditional"


PLACES = [
    (FRENCH, "Nos sous-traitants sont situés en France.", []),
    (FRENCH, "Nos données sont confiées à nos sous-traitants, situés en France.", ["processor"]),
    (ENGLISH, "Our carrier is Parcel Example Inc.; no other carrier receives your data.", [True]),
]


@pytest.mark.parametrize(("head", "text", "told"), PLACES)
def test_where_a_party_is_does_not_make_it_a_recipient(tmp_path, head, text, told):
    found = read(tmp_path, text, head)

    assert [one.exclusive or one.kind for one in found.recipients] == told


def test_sharing_but_for_the_law_is_a_conditional_denial(tmp_path):
    found = read(
        tmp_path,
        "We do not share data with advertising partners, except in accordance with the law.",
        ENGLISH,
    )

    ((denial,),) = [found.denials]
    assert (denial.kind, denial.strength) == ("recipient", "conditional")
    assert denial.target.operators.kinds == ("partner",)
    assert found.recipients == ()


def test_transfers_are_allowed_here_and_denied_there(tmp_path):
    found = read(
        tmp_path,
        "We transfer data to processors outside the EEA on the basis of an adequacy decision. Data"
        " are not transferred to third parties outside the EEA.",
        ENGLISH,
    )

    assert [(one.allowed, one.recipients) for one in found.transfers] == [
        (True, ("processor",)),
        (False, ("third_party",)),
    ]


def test_whom_a_document_addresses_are_the_subjects_of_its_activities(tmp_path):
    found = read(
        tmp_path,
        "Cette politique s'adresse à nos patients et à leurs enfants mineurs.\n"
        "Soins : nous traitons vos données de santé.\n"
        "Facturation : nous traitons vos données de facturation.",
    )

    assert {one.subjects for one in found.activities} == {("customer", "minor")}
