"""Registers as tools, authorities and people fill them in: what isn't read is said to be unread."""

from __future__ import annotations

import csv
import io
import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdscan import declaring, registers
from pdscan.declarations import Declaration, loading
from pdscan.model import ConfigurationError
from pdscan.registers import headers, labels

files = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("register_files.py"))))

# The columns of the documentation template for controllers of the UK's ICO.
ICO = [
    ["Article 30 Record of Processing Activities"],
    ["Name and contact details", "", "Data Protection Officer (if applicable)", "",
     "Representative (if applicable)"],
    ["Name", "Fictional Garage Ltd", "Name", "Ada Fictional", "Name", "N/A"],
    ["Address", "1 Test Street", "Address", "2 Test Street", "Address", ""],
    ["Email", "hello@example.org", "Email", "dpo@example.org", "Email", ""],
    [],
    ["Business function", "Purpose of processing",
     "Name and contact details of joint controller (if applicable)", "Categories of individuals",
     "Categories of personal data", "Categories of recipients", "Link to contract with processor",
     "Names of third countries or international organisations that personal data are transferred"
     " to (if applicable)",
     "Safeguards for exceptional transfers of personal data to third countries (if applicable)",
     "Retention schedule (if possible)",
     "General description of technical and organisational security measures (if possible)",
     "Article 6 lawful basis for processing personal data"],
    ["Finance", "Payroll", "N/A", "Employees", "Contact details", "HMRC", "N/A", "N/A", "N/A",
     "3 years after end of employment", "Encryption", "Article 6(1)(b) - contract"],
    ["", "", "N/A", "Employees", "Salary", "HMRC", "N/A", "N/A", "N/A", "6 years", "",
     "Article 6(1)(c) - legal obligation"],
    ["Sales", "Direct marketing", "N/A", "Customers", "Email address",
     "MailFictional (processor)", "N/A", "United States", "Standard contractual clauses",
     "2 years from last purchase", "", "Article 6(1)(a) - consent"],
]  # fmt: skip
# The labels of the CNIL's model of a register (Word and PDF, 2019), typed into a workbook.
MODEL_LIST = [
    ["Registre des activités de traitement de", "Garage Fictif"],
    ["Coordonnées du responsable de l'organisme", "Zoé Fictive, 01 99 00 12 34, z@example.org"],
    ["Nom et coordonnées du délégué à la protection des données", "Max Fictif, dpo@example.org"],
    ["Activités", "Désignation des activités"],
    ["Activité 1", "Gestion de la paie"],
    ["Activité 2", "Gestion des prospects"],
]
MODEL = [
    ["Fiche de registre de l'activité", "Gestion de la paie"],
    ["Date de création de la fiche", "3 janvier 2024"],
    ["Date de dernière mise à jour de la fiche", "12 mars 2025"],
    ["Objectifs poursuivis", "Verser les salaires"],
    ["Catégories de personnes concernées"], ["1.", "Salariés"], ["2.", "Candidats"], ["3.", ""],
    ["Catégories de données collectées"],
    ["☒ État-civil, identité, données d'identification, images", "nom, prénom"],
    ["☐ Vie personnelle", ""],
    ["☒ Informations d’ordre économique et financier", "RIB, salaire"],
    ["☒ Données de localisation", ""],
    ["Des données sensibles sont-elles traitées ?", "☒ Oui  ☐ Non"],
    ["Si oui, lesquelles ?", "numéro de sécurité sociale"],
    ["Combien de temps conservez-vous ces informations ?", "5 ans après le départ du salarié"],
    ["Catégories de destinataires des données"],
    ["Destinataires internes"], ["1.", "Service RH"],
    ["Organismes externes"], ["1.", "URSSAF"],
    ["Sous-traitants"], ["1.", "Paie Fictive SAS"],
    ["Des données personnelles sont-elles transmises hors de l'Union européenne ?",
     "☐ Oui  ☒ Non"],
    ["Mesures de sécurité"], ["☒ Contrôle d'accès", "mots de passe"],
]  # fmt: skip
BOARD = """\
Identifiant;Libellé;Statut;Finalités;Bases légales;Catégories de personnes concernées;Catégories de\
 données personnelles;Durées de conservation;Destinataires internes;Sous-traitants;Transferts hors\
 UE;Lieu d'hébergement;Entité
T-1;Relation client;Validé;Suivre;Contrat|Intérêt légitime;Clients|Prospects;Nom|Adresse e-mail;3\
 ans après la fin de la relation commerciale;Service client;CRM Fictif|Hébergeur Fictif;Non;France,\
 Irlande;Garage Fictif
"""
BELGIAN = """\
N°;Activité de traitement;Finalité(s) du traitement;Base juridique (art. 6);Catégories de données à\
 caractère personnel;Catégories particulières de données (art. 9);Catégories de destinataires;Pays\
 tiers ou organisation internationale;Garanties appropriées;Délai d'effacement prévu;\
Sous-traitant(s)
1;Personnel;Payer;Obligation légale (art. 6.1.c);nom;état de santé;ONSS;Néant;;10 ans après la fin\
 du contrat de travail;Secrétariat Fictif
2;Lettre;Écrire;Consentement;adresse e-mail;;;États-Unis;Décision d'adéquation (DPF);jusqu'à la\
 désinscription;
"""
ENGLISH = """\
Record ID,Process name,Purpose(s),Lawful basis for processing,Data subject categories,Personal data\
 categories,Special category data? (Y/N),Special category data types,Recipients (external),\
Third-party processors,International transfers? (Y/N),Transfer destination,Transfer mechanism,\
Retention period,Last reviewed,Risk score
R-1,Support,Answering,Contract; Legitimate interests,Customers; Website visitors,"Name, Email",N,,,\
Helpdesk Fictional,Y,USA,SCCs,24 months after ticket closure,12 Mar 2025,3
R-2,Health,Fitness,Legal obligation,Employees,Name,Y,Health data,Occupational doctor,,N,,,\
Duration of employment + 6 years,Q1 2025,4
"""
BLOCKS = [
    ["Registre RH"], [],
    ["Traitement n°1 : Recrutement"], ["Finalité", "Recruter"], ["Données", "CV"],
    ["Durée", "2 ans"], ["Destinataires", "Service RH"], [],
    ["Traitement n°2 : Formation"], ["Finalité", "Former"], ["Données", "nom, prénom"],
    ["Durée", "5 ans"], ["Couleur du dossier", "bleu"],
]  # fmt: skip
FOOTED = [
    ["Registre du Garage Fictif"], ["Identification", "", "Données", "", "Divers"],
    ["Traitement", "Finalité", "Catégories de données", "Durée de conservation", "Couleur"],
    ["Ventes", "Vendre", "nom", "3 ans", "bleu"], ["", "", "adresse mail", "", ""],
    ["", "Facturer", "IBAN", "10 ans", ""], ["Total"], ["(*) durées à valider"],
]  # fmt: skip


def from_text(folder: Path, text: str, name: str = "r.csv") -> Declaration:
    path = folder / name
    path.write_text(text, "utf-8")
    return registers.extract(path).declaration


def from_sheets(folder: Path, suffix: str = ".xlsx", **sheets: list[list[str]]) -> Declaration:
    return registers.extract(files.workbook(folder / f"r{suffix}", sheets)).declaration


def named(activity) -> list[str]:
    items = activity.data.items
    return [name for item in items for name in (*item.types, *item.categories)]


def kept(found: Declaration, activity) -> list[tuple[str | None, str]]:
    sets = {one.id: one for one in found.retention}
    rules = [rule for name in activity.retention for rule in sets[name].rules]
    return [(rule.duration, rule.trigger) for rule in rules]


def issues(found: Declaration, code: str) -> str:
    return " / ".join(one.text for one in found.issues if one.code == code)


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_the_record_of_the_ico_is_read(tmp_path, suffix):
    found = from_sheets(tmp_path, suffix, Controller=ICO)

    payroll, marketing = found.activities
    assert found.controller.name == "Fictional Garage Ltd"
    assert found.controller.address.street == "1 Test Street"
    assert (found.dpo.name, found.dpo.email) == ("Ada Fictional", "dpo@example.org")
    assert [one.basis for one in payroll.legal_bases] == ["contract", "legal_obligation"]
    assert payroll.subjects == ("employee",)
    assert named(payroll) == ["cat.contact", "work.salary"]
    assert kept(found, marketing) == [("P2Y", "last_activity")]
    (transfer,) = found.transfers
    assert (transfer.safeguard, transfer.source.cell) == (
        "standard_contractual_clauses", "Controller!H10",
    )  # fmt: skip
    unread = issues(found, "unread_column")
    assert "« Business function »" in unread
    assert "organisational security" in unread


def test_a_duration_on_each_line_goes_for_its_own_data(tmp_path):
    found = from_sheets(tmp_path, Controller=ICO)

    scopes = {one.rules[0].duration: one.applies_to for one in found.retention}
    assert (scopes["P3Y"].categories, scopes["P3Y"].types) == (("cat.contact",), ())
    assert scopes["P6Y"].types == ("work.salary",)
    assert scopes["P2Y"].types == "all"


def test_the_model_of_the_cnil_is_read_with_its_boxes_and_numbers(tmp_path):
    found = from_sheets(tmp_path, **{"Liste des activités": MODEL_LIST, "Fiche 1": MODEL})

    payroll, prospects = found.activities
    assert (found.controller.name, found.controller.email) == ("Garage Fictif", "z@example.org")
    assert (found.dpo.name, found.dpo.email) == ("Max Fictif", "dpo@example.org")
    assert (payroll.name, prospects.name) == ("Gestion de la paie", "Gestion des prospects")
    assert payroll.purpose == "Verser les salaires"
    assert payroll.subjects == ("employee", "job_applicant")
    assert named(payroll) == [
        "person.name.last", "person.name.first", "payment.iban", "payment.rib", "work.salary",
        "cat.location", "gov.nir", "cat.nir",
    ]  # fmt: skip
    assert kept(found, payroll) == [("P5Y", "contract_end")]
    assert [(one.kind, one.name or one.label) for one in found.recipients] == [
        ("internal", "Service RH"), ("authority", "URSSAF"), ("processor", "Paie Fictive SAS"),
    ]  # fmt: skip
    assert [one.allowed for one in found.transfers] == [False]
    assert found.documents[0].last_updated == "2025-03-12"


def test_an_export_with_bars_and_its_own_headers_is_read(tmp_path):
    found = from_text(tmp_path, BOARD)

    (clients,) = found.activities
    assert (clients.name, clients.ref) == ("Relation client", "T-1")
    assert [one.basis for one in clients.legal_bases] == ["contract", "legitimate_interest"]
    assert clients.subjects == ("customer", "prospect")
    assert named(clients) == ["person.name.last", "contact.email"]
    assert kept(found, clients) == [("P3Y", "contract_end")]
    assert [one.name for one in found.recipients][1:] == ["CRM Fictif", "Hébergeur Fictif"]
    assert found.controller.name == "Garage Fictif"
    (place,) = found.locations
    assert place.allowed.countries == ("FR", "IE")
    assert place.applies_to.activities == (clients.id,)
    assert "« Statut »" in issues(found, "unread_column")


def test_the_register_of_a_belgian_authority_is_read(tmp_path):
    found = from_text(tmp_path, BELGIAN)

    staff, letter = found.activities
    assert named(staff) == ["person.name.last", "special.health"]
    assert kept(found, staff) == [("P10Y", "contract_end")]
    assert kept(found, letter) == [("P0D", "consent_withdrawal")]
    assert ("processor", "Secrétariat Fictif") in {(one.kind, one.name) for one in found.recipients}
    (transfer,) = found.transfers
    assert (transfer.allowed, transfer.safeguard) == (True, "adequacy")


def test_an_english_record_is_read(tmp_path):
    found = from_text(tmp_path, ENGLISH)

    support, health = found.activities
    assert support.subjects == ("customer", "visitor")
    assert kept(found, support) == [("P24M", "issue_resolved")]
    assert kept(found, health) == [("P6Y", "contract_end")]
    assert named(health) == ["person.name", "special.health"]
    (transfer,) = found.transfers
    assert (transfer.allowed, transfer.note) == (True, "Y, USA, SCCs")
    assert found.documents[0].last_updated == "2025-03-12"
    assert "Q1 2025" in issues(found, "unread_date")
    assert "« Risk score »" in issues(found, "unread_column")


def test_several_treatments_on_one_sheet_stay_apart(tmp_path):
    found = from_sheets(tmp_path, RH=BLOCKS, Notes=[["Revoir la durée des CV"]])

    hiring, training = found.activities
    assert (hiring.name, training.name) == ("Recrutement", "Formation")
    assert (named(hiring), kept(found, hiring)) == (["work.cv"], [("P2Y", "collection")])
    assert kept(found, training) == [("P5Y", "collection")]
    assert hiring.source.cell == "RH!A3"
    assert "« Couleur du dossier »" in issues(found, "unread_row")
    assert "Notes" in issues(found, "unread_sheet")


def test_sums_and_footnotes_are_no_treatments(tmp_path):
    found = from_sheets(tmp_path, Registre=FOOTED)

    assert [one.name for one in found.activities] == ["Ventes", "Facturer"]
    assert kept(found, found.activities[0]) == [("P3Y", "collection")]
    assert issues(found, "unread_row") == "lignes non lues : « Total », « (*) durées à valider »"
    assert "« Couleur »" in issues(found, "unread_column")


@pytest.mark.parametrize("data", ["nom", "adresse email", "téléphone", "adresse"])
def test_a_row_that_says_one_word_says_it(tmp_path, data):
    rows = [["Nom du traitement", "Paie"], ["Finalité", "Payer"], ["Données", data]]
    found = from_sheets(tmp_path, Fiche=rows)

    assert [one.phrase for one in found.activities[0].data.items] == [data]


@pytest.mark.parametrize("corner", ["", "Nom du traitement"])
def test_a_treatment_in_each_column_stays_apart(tmp_path, corner):
    rows = [
        [corner, "Paie", "Prospection"], ["Finalité", "Payer", "Prospecter"],
        ["Données", "IBAN, nom", "adresse email"], ["Durée de conservation", "5 ans", "3 ans"],
        ["Destinataires", "URSSAF", "MailFictif"],
    ]  # fmt: skip
    found = from_sheets(tmp_path, Registre=rows)

    payroll, letters = found.activities
    assert (payroll.name, letters.name) == ("Paie", "Prospection")
    assert (named(payroll), named(letters)) == (
        ["payment.iban", "person.name.last"], ["contact.email"],
    )  # fmt: skip
    assert kept(found, letters) == [("P3Y", "collection")]
    assert letters.data.items[0].source.cell == "Registre!C3"


def test_categories_as_columns_are_ticked_or_said(tmp_path):
    rows = [
        ["Traitement", "Finalité", "État civil, identité", "Vie professionnelle",
         "Données de connexion"],
        ["Paie", "Payer", "X", "CV", ""], ["Site", "Informer", "", "", "x"],
    ]  # fmt: skip
    payroll, site = from_sheets(tmp_path, Registre=rows).activities

    assert [one.phrase for one in payroll.data.items] == ["État civil, identité", "CV"]
    assert named(site) == ["cat.connection"]


def test_labels_with_typos_are_still_labels(tmp_path):
    rows = [
        ["Nom du traitemnt", "Paie"], ["Finalité principal", "Payer"], ["Base légal", "Contrat"],
        ["Catégories de donnés personnelles", "nom"], ["Durée de convervation", "5 ans"],
        ["Destinatires", "URSSAF"], ["Catégorie de personne concernée", "Salariés"],
    ]  # fmt: skip
    found = from_sheets(tmp_path, Fiche=rows)

    (payroll,) = found.activities
    assert (payroll.name, payroll.purpose, payroll.subjects) == ("Paie", "Payer", ("employee",))
    assert named(payroll) == ["person.name.last"]
    assert kept(found, payroll) == [("P5Y", "collection")]
    assert not [one for one in found.issues if one.code.startswith("unread")]


@pytest.mark.parametrize(
    ("cell", "duration", "is_sure"),
    [
        ("5 ans", "P5Y", True),
        ("3 à 5 ans", "P5Y", False),
        ("5 ans ou fin de contrat", "P5Y", False),
        ("6 mois (candidats), 5 ans (salariés)", "P6M", False),
        ("illimitée", None, False),
    ],
)
def test_a_duration_that_says_more_than_one_thing_is_looked_at_again(
    tmp_path, cell, duration, is_sure
):
    found = from_text(tmp_path, f'Traitement;Finalité;Durée de conservation\nA;B;"{cell}"\n')

    (one,) = found.retention
    assert (one.rules[0].duration, not one.review) == (duration, is_sure)
    assert ("unread_duration" in {one.code for one in found.issues}) is not is_sure


def test_an_archive_beside_the_first_duration_is_its_second_stage(tmp_path):
    cell = "Active : 1 an / Archive : 4 ans"
    found = from_text(tmp_path, f"Traitement;Finalité;Durée de conservation\nA;B;{cell}\n")

    (one,) = found.retention
    assert (one.rules[0].duration, one.then[0].duration) == ("P1Y", "P4Y")


def test_json_of_any_program_is_read_by_its_keys(tmp_path):
    record = {
        "activityName": "Newsletter", "purposeOfProcessing": "Marketing", "lawfulBasis": "consent",
        "dataSubjects": ["customers"], "personalDataCategories": ["email", "first name"],
        "recipients": [{"name": "MailFictional", "type": "processor"}], "riskScore": 3,
        "retentionPeriod": "2 years after last contact", "internationalTransfers": False,
        "hostingLocation": "France",
    }  # fmt: skip
    found = from_text(tmp_path, json.dumps({"activities": [record]}), "r.json")

    (letter,) = found.activities
    assert named(letter) == ["contact.email", "person.name.first"]
    assert found.recipients[0].kind == "processor"
    assert kept(found, letter) == [("P2Y", "last_contact")]
    assert found.locations[0].allowed.countries == ("FR",)
    assert "« riskScore »" in issues(found, "unread_column")


@pytest.mark.parametrize(
    ("cell", "event"),
    [("3 ans après la floraison", True), ("3 ans après le dernier contact", False)],
)
def test_a_duration_from_an_event_that_nobody_knows_is_looked_at_again(tmp_path, cell, event):
    found = from_text(tmp_path, f"Traitement;Finalité;Durée de conservation\nA;B;{cell}\n")

    assert ("unread_duration" in {one.code for one in found.issues}) is event
    assert found.retention[0].review is (True if event else None)


@pytest.mark.parametrize(
    "sheets",
    [{"Controller": ICO}, {"Liste": MODEL_LIST, "Fiche 1": MODEL}, {"RH": BLOCKS}, {"R": FOOTED}],
)
def test_what_is_read_of_a_messy_register_is_a_right_declaration(tmp_path, sheets):
    found = declaring.extract(files.workbook(tmp_path / "r.xlsx", sheets))
    (tmp_path / "declared.yaml").write_text(found.yaml, "utf-8")

    assert loading.load(tmp_path / "declared.yaml") == found.declaration
    assert not declaring.problems(tmp_path / "declared.yaml")


@pytest.mark.parametrize("text", [BOARD, BELGIAN, ENGLISH])
def test_every_column_that_holds_something_is_read_or_named(tmp_path, text):
    found = from_text(tmp_path, text)
    separator = ";" if ";" in text.partition("\n")[0] else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    unread = issues(found, "unread_column")

    for column, title in enumerate(rows[0]):
        told = [row[column] for row in rows[1:] if not labels.is_void(row[column])]
        is_named = f"« {title[:60]} »" in unread
        assert not told or is_named != (headers.slot_of(title) not in (None, "ignored", "security"))


LABELS = st.sampled_from(
    ["Traitement", "Nom du traitement", "Finalité", "Base légale", "Données", "Données sensibles",
     "Durée de conservation", "Destinataires", "Transferts hors UE", "Responsable du traitement",
     "DPO", "Personnes concernées", "Catégorie", "Fiche de registre", "Nom", "Adresse", "Statut",
     "Destinataire 1", "Si oui, lesquelles ?", "Lieu d'hébergement", "1.", "Mise à jour le",
     "☒ Vie personnelle", "☐ Vie professionnelle", "Données de connexion", "pdscan", "Type"]
)  # fmt: skip
SAID = st.sampled_from(
    ["", "", "nom, prénom", "adresse email", "oui", "Non", "☒ Oui ☐ Non", "3 ans", "1 an ou plus",
     "Contrat", "Service RH", "OVH (hébergeur)", "États-Unis", "Clients | Prospects", "Néant", "X",
     "sauf le nom", "aucune donnée de santé", "12/03/2025", "{}", '{"data": [1]}', "*", "Total",
     "Traitement : Paie", "France ; Norvège", "dpo@example.org, Max Fictif"]
) | st.text("aé ;:|\n☒12/()", max_size=8)  # fmt: skip
BODY = st.lists(st.lists(LABELS | SAID, max_size=6), min_size=1, max_size=9)
LISTS = st.lists(LABELS, max_size=4).map(lambda more: [["Traitement", "Finalité", *more]])
PAIRS = st.lists(st.tuples(LABELS, SAID).map(list), max_size=9)
GRIDS = st.builds(lambda *parts: [row for part in parts for row in part], LISTS | PAIRS, BODY)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=GRIDS)
def test_any_table_is_a_declaration_with_valid_quotes_or_one_clear_error(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("any")
    with (folder / "r.csv").open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, delimiter=";").writerows(rows)

    try:
        found = declaring.extract(folder / "r.csv")
    except ConfigurationError:
        return
    (folder / "d.yaml").write_text(found.yaml, "utf-8")
    assert not [one for one in declaring.problems(folder / "d.yaml") if one.severity == "error"]
