"""Whole policies, made up, read end to end; bad input; formats; the shared goldens."""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path

import pytest
import yaml
from command_line import pdscan
from policy_text import ENGLISH, FRENCH, declared, denied, read

from pdscan import api
from pdscan.declarations import loading
from pdscan.model import ConfigurationError
from pdscan.policies import extract

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
GARAGE = """\
Politique de confidentialité du Garage Fictif

Dernière mise à jour : 3 mars 2026

1. Qui est responsable du traitement ?

La société Garage Fictif, SARL, RCS Vesoul 999 000 110, située 12 rue des Essais, 70000 VESOUL,
est responsable du traitement de vos données. Écrivez à notre délégué à la protection des données :
dpo[at]garage-fictif.example.org

2. Quelles données collectons-nous ?

Nous collectons les données suivantes :

- Données d'identification : nom, prénom, date de naissance
- Coordonnées : adresse postale et électronique, numéros de téléphone fixe et portable
- Données de paiement, etc.

Nous ne collectons aucune donnée de santé. Nous ne conservons jamais le cryptogramme visuel.

3. Pourquoi utilisons-nous vos données ?

Vos données sont utilisées pour les finalités suivantes :

- gestion des commandes, sur la base du contrat
- envoi de la newsletter, avec votre consentement
- respect de nos obligations légales

4. Combien de temps les conservons-nous ?

Les données de facturation sont conservées pendant dix ans. Vos autres données sont conservées trois
ans à compter du dernier contact, puis archivées.

5. Qui sont les destinataires ?

Vos données sont transmises à notre hébergeur OVH et à des transporteurs. Elles ne sont jamais
cédées à des tiers sans votre accord. Nos serveurs sont situés en France.

6. Vos droits

Vous pouvez demander une copie de vos données de santé ou de votre casier judiciaire. Justifiez de
votre identité. Une réponse vous sera adressée dans un délai d'un mois.
"""
SHOP = """\
# Privacy policy of Fictional Shop

Last updated: March 3, 2026

## What data we collect

We collect the following personal data:

- Contact details such as your postal address, email address and phone number
- Order history

We do not collect location data or health data. When you browse our site, we automatically collect
your IP address and browser type.

## Why we use your data

We use your personal data for the following purposes:

- to process your orders, based on the performance of our contract
- to send you our newsletter, with your consent
- to comply with our legal obligations

## How long we keep it

We retain your data for up to three years after your last order. Invoices are kept for at least ten
years.

## Who we share it with

We share your data with payment providers and with our parent company. We will never share your data
with third parties without your prior consent. Our processors may transfer data outside the EEA on
the basis of standard contractual clauses.
"""


def retained(found):
    return {
        (rule.duration, rule.trigger, rule.bound) for one in found.retention for rule in one.rules
    }


def test_french_policy_is_read(tmp_path):
    found = read(tmp_path, GARAGE, head="")

    assert found.controller.name == "Garage Fictif"
    assert found.controller.identifiers.siren == "999000110"
    assert found.controller.address is not None
    assert found.controller.address.city == "VESOUL"
    assert (found.dpo.status, found.dpo.email) == ("designated", "dpo@garage-fictif.example.org")
    assert found.documents[0].last_updated == "2026-03-03"
    assert declared(found) >= {
        "person.name.last",
        "person.birth_date",
        "contact.postal_address",
        "contact.email",
        "contact.phone",
        "cat.payment",
    }
    assert denied(found) == {"special.health", "payment.card.cvv"}
    assert not declared(found) & {"special.health", "criminal.offence", "payment.card.cvv"}


def test_french_activities_have_their_bases(tmp_path):
    found = read(tmp_path, GARAGE, head="")

    bases = {one.name: [basis.basis for basis in one.legal_bases] for one in found.activities}
    assert bases["Gestion des commandes, sur la base du contrat"] == ["contract"]
    assert bases["Envoi de la newsletter, avec votre consentement"] == ["consent"]
    assert bases["Respect de nos obligations légales"] == ["legal_obligation"]


def test_french_limits_are_read(tmp_path):
    found = read(tmp_path, GARAGE, head="")

    assert retained(found) == {
        ("P10Y", "fiscal_document", "max"),
        ("P3Y", "last_contact", "max"),
    }
    assert {one.name for one in found.recipients if one.name} == {"OVH"}
    assert {one.kind for one in found.recipients} == {"processor", "third_party"}
    assert [one.allowed.countries for one in found.locations] == [("FR",)]
    (shared,) = [one for one in found.denials if one.kind == "recipient"]
    assert shared.spares.consent is True


def test_english_policy_is_read(tmp_path):
    found = read(tmp_path, SHOP, head="", name="policy.md")

    assert found.documents[0].language == "en"
    assert found.documents[0].last_updated == "2026-03-03"
    assert declared(found) >= {
        "cat.contact",
        "contact.postal_address",
        "contact.email",
        "contact.phone",
        "customer.order_history",
        "online.ip",
        "online.user_agent",
    }
    assert denied(found) == {"cat.location", "special.health"}
    assert not declared(found) & denied(found)
    assert retained(found) >= {("P3Y", "last_activity", "max"), ("P10Y", "fiscal_document", "min")}
    assert {one.kind for one in found.recipients} == {"processor", "group"}
    (moved,) = found.transfers
    assert (moved.allowed, moved.safeguard) == ("conditional", "standard_contractual_clauses")


def test_what_the_policy_does_not_say_stays_null(tmp_path):
    found = read(tmp_path, SHOP, head="", name="policy.md")

    assert found.controller.address is None
    assert found.controller.identifiers.siren is None
    assert found.dpo.status == "not_stated"
    assert {"controller_incomplete", "no_dpo"} <= {one.code for one in found.issues}


@pytest.mark.parametrize("text", [GARAGE, SHOP])
def test_the_yaml_loads_and_every_quote_stands(tmp_path, text):
    (tmp_path / "policy.md").write_text(text, encoding="utf-8")
    found = extract(tmp_path / "policy.md")
    (tmp_path / "declared.yaml").write_text(found.yaml, encoding="utf-8")

    assert loading.problems(tmp_path / "declared.yaml") == ()
    assert loading.load(tmp_path / "declared.yaml") == found.declaration


def test_the_same_policy_reads_the_same_twice(tmp_path):
    path = tmp_path / "policy.txt"
    path.write_text(GARAGE, encoding="utf-8")

    assert extract(path).yaml == extract(path).yaml


def test_web_page_word_and_pdf_declare_what_the_text_does(tmp_path):
    wanted = declared(read(tmp_path, GARAGE, head=""))
    web, word, pdf = (tmp_path / f"policy.{kind}" for kind in ("html", "docx", "pdf"))
    lines = GARAGE.split("\n")
    items = "".join(
        f"<li>{line[2:]}</li>" if line.startswith("- ") else f"<p>{line}</p>" for line in lines
    )
    script = "<script>var nom = 'collectons vos données de santé';</script>"
    web.write_text(f"<html><body>{script}{items}</body></html>", encoding="utf-8")
    _word(word, lines)
    _pdf(pdf, lines)

    assert wanted <= declared(extract(web).declaration)
    assert wanted <= declared(extract(word).declaration)
    assert wanted <= declared(extract(pdf).declaration)


def _word(path, lines):
    from docx import Document

    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def _pdf(path, lines):
    from reportlab.pdfgen.canvas import Canvas

    page = Canvas(str(path))
    for number, line in enumerate(lines):
        page.drawString(40, 820 - 14 * number, line)
    page.save()


def test_a_table_of_activities_is_read(tmp_path):
    found = read(
        tmp_path,
        "| Finalités | Données | Bases légales | Durée de conservation |\n"
        "| --- | --- | --- | --- |\n"
        "| Gestion des commandes | Nom, prénom, adresse postale | Exécution du contrat | 5 ans à"
        " compter de la dernière commande |\n"
        "| Envoi de la newsletter | Adresse e-mail | Consentement "
        "| Jusqu'à votre désabonnement |\n",
        name="policy.md",
    )

    orders, news = found.activities
    assert [basis.basis for one in (orders, news) for basis in one.legal_bases] == [
        "contract",
        "consent",
    ]
    assert {name for item in news.data.items for name in item.types} == {"contact.email"}
    assert retained(found) == {
        ("P5Y", "last_activity", "max"),
        ("P0D", "consent_withdrawal", "max"),
    }


def test_definitions_and_rights_declare_nothing(tmp_path):
    found = read(
        tmp_path,
        "Définitions\n\nOn entend par données personnelles toute information telle que le nom,"
        " l'adresse IP, les données de santé.\n\nVos droits\n\nVous avez le droit d'obtenir vos"
        " données de localisation.",
    )

    assert not declared(found)


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Nous ne vendons pas vos données personnelles.", []),
        ("Nous ne conservons pas vos données au-delà de trois ans.", []),
        ("Nous ne collectons pas vos données de localisation sans votre consentement.", []),
        ("Si vous ne fournissez pas votre nom, la commande est impossible.", []),
        ("Vos données ne sont pas transférées hors de l'Union européenne.", []),
        ("Nous ne traitons pas sciemment de données concernant les mineurs.", ["subject"]),
        ("Aucune donnée bancaire n'est conservée.", ["category"]),
        ("Vos données ne sont communiquées à aucun partenaire commercial.", ["recipient"]),
    ],
)
def test_a_negation_denies_only_what_it_governs(tmp_path, sentence, kinds):
    found = read(tmp_path, sentence)

    assert [one.kind for one in found.denials] == kinds


POLARITY = [
    ("Nous collectons vos coordonnées, à l'exclusion de toute donnée bancaire.",
     {"cat.contact"}, {"cat.payment"}),
    ("Votre adresse IP n'est pas conservée.", set(), {"online.ip"}),
    ("Nous ne stockons ni votre numéro de carte bancaire ni le cryptogramme visuel.",
     set(), {"payment.card.pan", "payment.card.cvv"}),
    ("Garage Fictif ne conserve que les quatre derniers chiffres de votre carte.",
     {"payment.card.pan_last4"}, {"cat.payment"}),
    ("Nous utilisons votre adresse e-mail sans la communiquer à des tiers.",
     {"contact.email"}, set()),
    ("Nous ne traitons vos données de santé qu'avec votre consentement explicite.",
     {"special.health"}, set()),
    ("La fourniture de votre numéro de téléphone n'est pas obligatoire.", set(), set()),
    ("Vos données de navigation sont collectées, mais pas votre adresse IP.",
     {"cat.navigation"}, {"online.ip"}),
    ("Nous conservons vos nom et prénom, mais jamais votre carte d'identité.",
     {"person.name"}, {"gov.id_card"}),
    ("Vos données de localisation sont-elles collectées ?", set(), set()),
    ("Nous ne pourrons pas traiter votre demande sans votre adresse e-mail.", set(), set()),
    ("We don't collect your date of birth.", set(), {"person.birth_date"}),
    ("We collect your name and email address but not your phone number.",
     {"person.name", "contact.email"}, {"contact.phone"}),
    ("We collect no location data.", set(), {"cat.location"}),
    ("No health data is collected.", set(), {"special.health"}),
    ("We do not collect health data. Nor do we collect your date of birth.",
     set(), {"special.health", "person.birth_date"}),
    ("Location data is collected only with your consent.", {"cat.location"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "says", "rules_out"), POLARITY)
def test_no_denial_is_read_as_declared_nor_the_reverse(tmp_path, sentence, says, rules_out):
    head = ENGLISH if sentence.startswith(("We", "No ", "Location")) else FRENCH
    found = read(tmp_path, sentence, head=head)

    assert declared(found) == says
    assert denied(found) == rules_out


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("empty.txt", "", "is empty"),
        ("blank.txt", "\n \n", "holds no text"),
        ("german.txt", "Wir verarbeiten die Daten, die Sie uns mit der Anmeldung geben, nur für"
         " die Zwecke, die wir in der Erklärung nennen, und nicht länger.", "German"),
        ("login.html", "<html><body><form><label>E-mail</label><input><label>Mot de passe</label>"
         "<input></form><a>Mot de passe oublié ?</a><p>Connectez-vous pour la suite de votre"
         " visite.</p></body></html>", "doesn't read like a privacy policy"),
    ],
)  # fmt: skip
def test_what_is_no_policy_is_refused_in_one_sentence(tmp_path, name, text, words):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=words) as refusal:
        extract(path)
    assert "\n" not in str(refusal.value)


def test_a_scanned_pdf_asks_for_ocr(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    page = Canvas(str(tmp_path / "scan.pdf"))
    page.rect(10, 10, 100, 100)
    page.save()

    with pytest.raises(ConfigurationError, match="OCR"):
        extract(tmp_path / "scan.pdf")


def test_two_megabytes_of_page_take_no_three_seconds(tmp_path):
    filler = "".join(f"<script>x[{n}]='données';</script><div class=a{n}>" for n in range(30_000))
    path = tmp_path / "heavy.html"
    body = "".join(f"<p>{line}</p>" for line in GARAGE.split("\n"))
    path.write_text(f"<html><body>{filler}{body}</body></html>", encoding="utf-8")
    begun = time.process_time()
    found = extract(path)

    assert path.stat().st_size > 1_500_000
    assert time.process_time() - begun < 3
    assert "contact.email" in declared(found.declaration)


def test_two_languages_are_both_read(tmp_path):
    found = read(tmp_path, GARAGE + "\n\n" + SHOP.removeprefix("# "), head="")

    assert {"person.birth_date", "online.user_agent"} <= declared(found)


def test_the_command_writes_a_declaration_that_passes_the_check(tmp_path):
    (tmp_path / "policy.txt").write_text(GARAGE, encoding="utf-8")
    made = pdscan("declare", "policy.txt", "-o", "declared.yaml", state=tmp_path)
    checked = pdscan("declare", "--check", "declared.yaml", state=tmp_path)
    again = pdscan("declare", "policy.txt", "-o", "declared.yaml", state=tmp_path)

    assert (made.returncode, checked.returncode, again.returncode) == (0, 0, 2)
    assert b"exists already" in again.stderr
    data = yaml.safe_load((tmp_path / "declared.yaml").read_text("utf-8"))
    assert data["documents"][0]["path"] == "policy.txt"


def test_a_scan_takes_a_policy_as_it_is(tmp_path):
    (tmp_path / "policy.txt").write_text(GARAGE, encoding="utf-8")
    (tmp_path / "people.csv").write_text(
        "nom,date_naissance,etat_sante\nDURANTEL,1979-04-12,allergie au pollen\n", encoding="utf-8"
    )
    report = api.scan(tmp_path / "people.csv", declared=[tmp_path / "policy.txt"])

    kinds = {one.verdict for one in report.verdicts if one.axis == "category"}
    assert "DECLARED" in kinds
    assert api.declare(tmp_path / "policy.txt").controller.name == "Garage Fictif"


def _metric():
    spec = importlib.util.spec_from_file_location(
        "bench_declarations", ROOT / "bench/declarations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not (SHARED / "golden").exists(), reason="the shared goldens are not here")
@pytest.mark.parametrize("stem", ["000", "004"])
def test_the_goldens_are_met(stem):
    (policy,) = (SHARED / "policies").glob(f"{stem}_*.txt")
    (golden,) = (SHARED / "golden").glob(f"{stem}_*.yaml")
    gold = yaml.safe_load(golden.read_text("utf-8"))
    score = _metric().compare(extract(policy).raw, gold, policy.read_text("utf-8"))

    assert score.holds
    assert score.total >= 0.90


@pytest.mark.skipif(not (SHARED / "golden").exists(), reason="the shared goldens are not here")
def test_a_golden_against_itself_is_whole():
    (golden,) = (SHARED / "golden").glob("000_*.yaml")
    (policy,) = (SHARED / "policies").glob("000_*.txt")
    gold = yaml.safe_load(golden.read_text("utf-8"))
    score = _metric().compare(gold, gold, policy.read_text("utf-8"))

    assert score.total == pytest.approx(1.0)


def test_a_title_and_people_of_clients_say_of_whom_a_page_speaks(tmp_path):
    text = """\
accès au compte client

Politique de protection des données des clients et des clients potentiels

Nous utilisons vos données aux fins suivantes :

Service d'administration : pour communiquer avec vous et vos employés désignés.

Formation : pour former nos propres équipes à nos outils.
"""
    (tmp_path / "policy.txt").write_text(text, encoding="utf-8")
    found = extract(tmp_path / "policy.txt").raw

    assert found["scope"]["subjects"] == ["customer", "prospect", "client_employee"]
    assert found["scope"]["source"]["lines"] != [1]
    assert {tuple(one["subjects"]) for one in found["activities"]} == {
        ("customer", "prospect", "client_employee")
    }


def test_who_holds_data_himself_is_spared_from_what_is_denied(tmp_path):
    text = """\
Paiement

Nous ne collectons pas vos données de paiement mais seulement un identifiant de paiement.
Vos coordonnées bancaires sont collectées uniquement par notre prestataire de paiement.

Destinataires

Vos données ne sont pas transmises à des sous-traitants.
"""
    (tmp_path / "policy.txt").write_text(text, encoding="utf-8")
    found = extract(tmp_path / "policy.txt").raw

    spared = {one["kind"]: one.get("except", {}).get("operators") for one in found["denials"]}
    assert spared == {key: {"sectors": ["payment"]} for key in ("only", "category", "recipient")}
    (narrowed,) = (one for one in found["denials"] if one["kind"] == "recipient")
    assert narrowed["strength"] == "qualified"


def test_parties_that_a_list_tells_apart_are_no_more_than_the_list(tmp_path):
    text = """\
1. Lettre d'information

Données : adresse email.

Destinataires : nos prestataires.

2. Qui a accès aux données ?

Nos différents partenaires et prestataires peuvent avoir accès aux données pour leur contrat.
Les différentes catégories de destinataires sont :
• Les transporteurs,
• Les prestataires informatiques et d'hébergement.
"""
    (tmp_path / "policy.txt").write_text(text, encoding="utf-8")
    found = extract(tmp_path / "policy.txt").raw

    everywhere = [one for one in found["recipients"] if one.get("applies_to") == "all"]
    assert {one["kind"] for one in everywhere} == {"third_party", "processor"}
    assert "any" not in [one["sectors"] for one in everywhere]


def test_reviews_that_are_published_are_declared_by_the_words_that_say_so(tmp_path):
    text = """\
4. Quels sont les traitements mis en œuvre ?

4.1 Gestion des clients

Données concernées par le traitement:

Données d'identification.

Bases légales du traitement:

Exécution d'un contrat.

4.2 Gestion des avis clients

Données concernées par le traitement:

Données d'identification.

Bases légales du traitement:

Consentement.

Destinataires:

En externe: les avis sont destinés à être publiés individuellement.
"""
    (tmp_path / "policy.txt").write_text(text, encoding="utf-8")
    found = extract(tmp_path / "policy.txt").raw

    items = [one for act in found["activities"] for one in act["data"].get("items", ())]
    (review,) = (one for one in [*found["data"], *items] if "content.review" in one["types"])
    assert (review["strength"], review["list"]) == ("explicit", "closed")


def test_data_that_only_a_sentence_on_retention_names_are_declared_in_its_activity(tmp_path):
    text = """\
4. Quels sont les traitements mis en œuvre ?

4.1 Gestion des clients

Données concernées par le traitement:

Données d'identification.

Bases légales du traitement:

Exécution d'un contrat.

4.2 Gestion des impayés

Données concernées par le traitement:

Données d'identification.

Bases légales du traitement:

Exécution d'un contrat.

5. Quelles sont les durées de conservation ?

Gestion des impayés : la fiche est effacée du fichier recensant les personnes en situation
d'impayés au plus tard 48 heures après que l'impayé a été effectivement soldé.
"""
    (tmp_path / "policy.txt").write_text(text, encoding="utf-8")
    found = extract(tmp_path / "policy.txt").raw

    (clients, unpaid) = (
        {
            (kind, item["strength"])
            for item in [*found["data"], *act["data"].get("items", ())]
            if item in act["data"].get("items", ()) or item["id"] in act["data"]["inherit"]
            for kind in item["types"]
        }
        for act in found["activities"]
    )
    assert ("finance.unpaid", "explicit") in unpaid
    assert ("finance.unpaid", "inferred") not in unpaid
    assert clients == set()


def test_a_use_denied_is_met_whatever_its_activities_are_called():
    def told(signup, letters):
        denial = {
            "id": "deny.use",
            "kind": "use",
            "target": {"from_activity": signup, "to_activities": [letters]},
        }
        activities = [
            {"id": signup, "name": "Inscription sur le site"},
            {"id": letters, "name": "Envoi de newsletters"},
        ]
        return {"activities": activities, "denials": [denial]}

    gold = told("act.signup", "act.letters")
    other = told("act.inscription_site", "act.envoi_newsletters")
    turned = told("act.signup", "act.letters")
    turned["denials"][0]["target"] = {
        "from_activity": "act.letters",
        "to_activities": ["act.signup"],
    }

    assert _metric().compare(other, gold, "").slots["denials"] == 1.0
    assert _metric().compare(turned, gold, "").slots["denials"] == 0.0


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "corpora").exists(), reason="the shared policies are not here")
def test_real_policies_are_read_with_valid_quotes(tmp_path):
    for path in sorted((SHARED / "corpora" / "policies_fr").glob("*.md")):
        begun = time.process_time()
        found = extract(path)
        assert time.process_time() - begun < 3, path.name
        written = tmp_path / f"{path.stem}.yaml"
        written.write_text(found.yaml, encoding="utf-8")
        problems = loading.problems(written, documents_root=path.parent)
        assert not [one for one in problems if one.severity == "error"], path.name
