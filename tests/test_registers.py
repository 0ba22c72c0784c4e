"""A register becomes a declaration, each item with its cell; what it doesn't say stays unsaid."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from pdscan import api, declaring, registers
from pdscan.declarations import loading
from pdscan.model import ConfigurationError

files = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("register_files.py"))))

CSV = """\
Nom du traitement;Finalité;Base légale;Catégories de données;Personnes concernées;Destinataires;\
Durée de conservation;Transferts hors UE
Paie fictive;Payer;Obligation légale;NIR, nom, prénom;Salariés;"Service RH ; URSSAF";5 ans;Non
Lettre fictive;Écrire;Consentement;adresse email;Prospects;Courrier Fictif (sous-traitant);\
3 ans à compter du dernier contact;Non
"""
ENGLISH = """\
Processing activity\tPurpose of processing\tLawful basis\tCategories of personal data\t\
Categories of data subjects\tRecipients\tRetention period\tTransfers
Newsletter\tSend letters\tConsent\temail address\tProspects\tservice provider: Fictional Mail\t\
3 years from last contact\tNo
"""


def read(path: Path):
    return registers.extract(path).declaration


def from_text(tmp_path: Path, name: str, text: str, encoding: str = "utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read(path)


def types_of(activity) -> list[str]:
    return [name for item in activity.data.items for name in item.types]


@pytest.fixture(params=[".xlsx", ".ods"])
def cnil(request, tmp_path):
    sheets = {
        "Liste des traitements": files.rows_of_list(),
        "RT-1": files.rows_of_fiche(),
        "Vide": [[]],
    }
    return files.workbook(tmp_path / f"registre{request.param}", sheets)


def test_the_cnil_workbook_gives_one_activity_for_a_line_and_its_sheet(cnil):
    found = read(cnil)

    assert [one.name for one in found.activities] == ["Paie fictive", "Lettre fictive"]
    payroll = found.activities[0]
    assert payroll.ref == "RT-1"
    assert payroll.purpose == "Payer les salariés"
    assert payroll.sub_purposes == ("Déclarer les cotisations",)
    assert payroll.legal_bases[0].basis == "legal_obligation"
    assert payroll.subjects == ("employee",)
    assert set(types_of(payroll)) == {
        "person.name.last", "person.name.first", "contact.postal_address", "payment.iban",
        "work.salary", "online.ip", "gov.nir", "special.health",
    }  # fmt: skip


def test_cells_of_the_cnil_workbook_are_the_sources(cnil):
    found = read(cnil)

    source = next(one for one in found.activities[0].data.items if "online.ip" in one.types).source
    assert (source.cell, source.lines, source.quote) == ("RT-1!B19", (19,), "adresse IP")
    assert found.documents[0].kind == "register"
    assert found.documents[0].last_updated == "2025-03-12"


def test_the_actors_of_the_cnil_workbook_are_controller_and_officer(cnil):
    found = read(cnil)

    assert found.controller.name == "Garage Fictif"
    assert found.controller.address.postcode == "75001"
    assert found.controller.address.country == "FR"
    assert (found.dpo.status, found.dpo.email) == ("designated", "dpo@example.org")


def test_retention_of_a_line_applies_to_its_types_only(cnil):
    found = read(cnil)

    (kept,) = [one for one in found.retention if one.rules[0].duration == "P50Y"]
    assert kept.applies_to.types == ("payment.iban", "work.salary")
    (open_end,) = [one for one in found.retention if one.rules[0].duration is None]
    assert open_end.rules[0].bound == "criteria"
    assert open_end.review is True


def test_recipients_take_their_kind_from_the_closed_list(cnil):
    found = read(cnil)

    assert [(one.kind, one.name or one.label) for one in found.recipients] == [
        ("internal", "Service paie"),
        ("processor", "Paie Fictive SAS"),
    ]
    assert [(one.allowed, one.safeguard) for one in found.transfers] == [
        (True, "standard_contractual_clauses")
    ]


def test_what_a_cell_leaves_open_stays_open(cnil):
    letters = read(cnil).activities[1]

    assert letters.legal_bases[0].basis is None
    assert letters.legal_bases[0].stated == "none"
    assert not letters.data.items
    assert not letters.retention
    assert "unread_date" in {one.code for one in read(cnil).issues}


def test_a_hidden_sheet_declares_nothing_and_is_said_to_be_hidden(tmp_path):
    fiche = files.rows_of_fiche()
    fiche[1][1] = "Traitement caché"
    sheets = {"RT-1": files.rows_of_fiche(), "Cachée": fiche}
    found = read(files.workbook(tmp_path / "r.xlsx", sheets, hidden=("Cachée",)))

    assert [one.name for one in found.activities] == ["Paie fictive"]
    assert "hidden_sheet" in {one.code for one in found.issues}


def test_merged_cells_go_on_with_the_treatment_above(tmp_path):
    rows = [
        ["Traitement", "Finalité", "Données", "Durée de conservation"],
        ["Ventes fictives", "Vendre", "nom", "3 ans"],
        ["", "", "adresse email", ""],
        ["Achats fictifs", "Acheter", "IBAN", "10 ans"],
    ]
    found = read(files.workbook(tmp_path / "r.xlsx", {"Registre": rows}))

    assert [types_of(one) for one in found.activities] == [
        ["person.name.last", "contact.email"],
        ["payment.iban"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_french_csv_is_read_in_any_encoding(tmp_path, encoding):
    found = from_text(tmp_path, "r.csv", CSV, encoding)

    payroll, letters = found.activities
    assert types_of(payroll) == ["gov.nir", "person.name.last", "person.name.first"]
    assert letters.subjects == ("prospect",)
    assert [(one.kind, one.name or one.label) for one in found.recipients] == [
        ("internal", "Service RH"),
        ("authority", "URSSAF"),
        ("processor", "Courrier Fictif"),
    ]
    assert [one.rules[0].trigger for one in found.retention] == ["collection", "last_contact"]
    assert [one.allowed for one in found.transfers] == [False]
    assert letters.source.cell == "A3"


def test_english_tabbed_values_are_read(tmp_path):
    found = from_text(tmp_path, "r.tsv", ENGLISH)

    (letters,) = found.activities
    assert letters.legal_bases[0].basis == "consent"
    assert types_of(letters) == ["contact.email"]
    assert found.recipients[0].kind == "processor"
    assert found.retention[0].rules[0].duration == "P3Y"


def test_openrgpd_export_is_read(tmp_path):
    text = (
        "ID,Traitement,Finalité du traitement,Sous-finalité,Catégorie de données traitées,"
        "Catégorie de personnes concernées,Destinataires des données,"
        "Durée d'utilité administrative,Licéité du traitement,Sous-traitant,Délai d'effacement,"
        "Date de dernière mise à jour,base Juridique du traitement\n"
        '7,Cantine fictive,Inscrire les élèves,,"Vie personnelle/ Données de connexion/ ",Élèves,'
        'Régie,3 ans,"Mission d\'intérêt public/ ",Éditeur Fictif,,2024-05-06,\n'
    )
    found = from_text(tmp_path, "exportformulaire.csv", text)

    (canteen,) = found.activities
    assert canteen.ref == "7"
    assert [c for one in canteen.data.items for c in one.categories] == [
        "cat.personal_life",
        "cat.connection",
    ]
    assert canteen.legal_bases[0].basis == "public_interest"
    assert canteen.subjects == ("minor",)
    assert ("processor", "Éditeur Fictif") in {(r.kind, r.name) for r in found.recipients}
    assert found.documents[0].last_updated == "2024-05-06"


def test_madis_export_is_read(tmp_path):
    record = {
        "name": "État fictif",
        "goal": "Délivrer des actes",
        "legalBasis": "public-interest-mission",
        "dataCategories": [{"code": "email", "name": "Emails"}, {"name": "Situation familiale"}],
        "recipientCategory": "Préfecture",
        "contractors": [{"name": "Logiciel Fictif"}],
        "delay": {"number": 6, "period": "month"},
        "concernedPeopleUser": {"check": True, "comment": ""},
        "concernedPeopleAgent": {"check": False, "comment": ""},
    }
    found = from_text(tmp_path, "madis.json", json.dumps({"hydra:member": [record]}))

    (acts,) = found.activities
    assert types_of(acts)[0] == "contact.email"
    assert acts.legal_bases[0].basis == "public_interest"
    assert acts.subjects == ("customer",)
    assert {one.kind for one in found.recipients} == {"authority", "processor"}
    assert found.retention[0].rules[0].duration == "P6M"


def test_the_register_record_of_a_report_is_read(tmp_path):
    record = {
        "registre": {
            "Nom du traitement": "Paiement fictif",
            "N° / RÉF": "act.paiement",
            "Acteurs": {
                "Responsable du traitement": {"Nom": "Garage Fictif", "Code Postal": "75001"},
                "Délégué à la protection des données": {"Adresse mél": "dpo@example.org"},
            },
            "Finalité principale": "Encaisser",
            "Sous-finalité 1": "Prouver",
            "Base légale (art. 6)": [{"base": "Contrat", "art": "6(1)(b)"}],
            "Catégories de données personnelles concernées": [
                {
                    "Catégorie": "Informations d'ordre économique et financier",
                    "Description": ["Identifiant de paiement"],
                    "Durée de conservation": "15 mois à compter du paiement",
                }
            ],
            "Données sensibles": [],
            "Catégories de personnes concernées": ["Clients"],
            "Destinataires": [{"Type de destinataire": "Sous-traitants", "Précisions": "banque"}],
            "Précisions (non collecté)": ["coordonnées bancaires"],
        }
    }
    found = from_text(tmp_path, "registre.json", json.dumps([record]))

    (payment,) = found.activities
    assert found.controller.name == "Garage Fictif"
    assert found.dpo.email == "dpo@example.org"
    assert types_of(payment) == ["payment.card.token"]
    assert found.retention[0].rules[0].trigger == "payment"
    assert found.recipients[0].kind == "processor"
    assert "payment.iban" in found.denials[0].target.types


def test_markdown_tables_are_read_with_their_lines(tmp_path):
    text = (
        "# Registre\n\n## Paie fictive\n\n| Champ | Valeur |\n|---|---|\n| Finalité | Payer |\n"
        "| Base légale | Obligation légale |\n| Données | nom, NIR |\n"
        "| Durée de conservation | durée du contrat + 5 ans |\n"
    )
    found = from_text(tmp_path, "registre.md", text)

    (payroll,) = found.activities
    assert payroll.name == "Paie fictive"
    assert payroll.data.items[0].source.cell == "B9"
    rule = found.retention[0].rules[0]
    assert (rule.duration, rule.trigger) == ("P5Y", "contract_end")


def test_a_policy_that_holds_a_table_is_still_a_policy(tmp_path):
    path = tmp_path / "politique.md"
    path.write_text(
        "# Politique\n\nNous protégeons vos données personnelles, et cette page dit comment.\n\n"
        "| Finalité | Données | Durée de conservation |\n|---|---|---|\n| Vendre | nom | 3 ans |\n"
        "\nNous ne collectons aucune donnée de santé. Vos données ne sont jamais vendues.\n",
        "utf-8",
    )

    assert not registers.is_register(path)


def test_fideslang_of_others_is_read(tmp_path):
    manifest = {
        "system": [
            {
                "fides_key": "shop",
                "name": "Fictional shop",
                "privacy_declarations": [
                    {
                        "name": "Sell",
                        "data_categories": ["user.contact.email", "user.unheard_of"],
                        "data_use": "essential.service",
                        "data_subjects": ["customer"],
                        "legal_basis_for_processing": "Contract",
                        "retention_period": "3 years",
                        "third_parties": "Fictional Bank",
                    }
                ],
            }
        ]
    }
    found = from_text(tmp_path, "fides.yml", yaml.safe_dump(manifest))

    (sell,) = found.activities
    assert types_of(sell) == ["contact.email"]
    assert sell.legal_bases[0].basis == "contract"
    assert found.retention[0].rules[0].duration == "P3Y"
    assert "unresolved_phrase" in {one.code for one in found.issues}


def test_dpv_of_others_is_read(tmp_path):
    graph = {
        "@context": {"dpv": "https://w3id.org/dpv#"},
        "@graph": [
            {"@id": "ex:c", "@type": "dpv:DataController", "dpv:hasName": "Garage Fictif"},
            {
                "@id": "ex:p",
                "@type": "dpv:PersonalDataProcess",
                "dct:title": "Sell",
                "dpv:hasPersonalData": ["pd:EmailAddress", {"@id": "pd:BirthDate"}],
                "dpv:hasLegalBasis": "eu-gdpr:A6-1-b",
                "dpv:hasDataSubject": "dpv:Customer",
                "dpv:hasStorageCondition": {"dpv:hasDuration": "P3Y"},
            },
        ],
    }
    found = from_text(tmp_path, "dpv.jsonld", json.dumps(graph))

    (sell,) = found.activities
    assert found.controller.name == "Garage Fictif"
    assert types_of(sell) == ["contact.email", "person.birth_date"]
    assert sell.legal_bases[0].basis == "contract"
    assert sell.subjects == ("customer",)
    assert found.retention[0].rules[0].duration == "P3Y"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("adresse email, sauf numéro de téléphone", "negation_in_cell"),
        ("pas de numéro de téléphone", "negation_in_cell"),
        ("tapis volant", "unresolved_phrase"),
    ],
)
def test_what_a_cell_denies_or_nobody_knows_is_never_declared(tmp_path, cell, code):
    text = f'Traitement;Finalité;Données\nVentes fictives;Vendre;"{cell}"\n'
    found = from_text(tmp_path, "r.csv", text)

    assert "contact.phone" not in types_of(found.activities[0])
    assert code in {one.code for one in found.issues}


def test_a_bare_yes_to_sensitive_data_names_none(tmp_path):
    found = from_text(tmp_path, "r.csv", "Traitement;Finalité;Données sensibles\nA B;C;Oui\n")

    assert not types_of(found.activities[0])
    assert "sensitive_unnamed" in {one.code for one in found.issues}


def test_privacy_shield_is_no_safeguard(tmp_path):
    text = "Traitement;Finalité;Transferts hors UE\nA B;C;États-Unis (Privacy Shield)\n"
    found = from_text(tmp_path, "r.csv", text)

    assert found.transfers[0].safeguard is None
    assert "privacy_shield" in {one.code for one in found.issues}


def test_several_controllers_are_no_controller(tmp_path):
    text = "Traitement;Finalité;Responsable du traitement\nA B;C;Un Fictif\nD E;F;Deux Fictif\n"
    found = from_text(tmp_path, "r.csv", text)

    assert found.controller.name is None
    assert "several_controllers" in {one.code for one in found.issues}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("r.csv", b"", "is empty"),
        ("r.csv", b"prix;stock\n1;2\n", "holds no register"),
        ("r.xlsx", b"PK\x03\x04broken", "damaged"),
        ("r.ods", b"not a workbook", "damaged"),
        ("r.json", b"[1, 2", "isn't JSON"),
        ("r.json", b"{}", "holds no register"),
        ("r.csv", b"\0\0\0\0", "isn't text"),
        ("r.jsonld", b'{"@graph": [{"@type": "ex:Thing"}]}', "holds no register"),
    ],
)
def test_a_wrong_file_is_one_clear_error(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(ConfigurationError, match=says):
        registers.extract(path)


def test_what_is_read_of_a_register_is_a_right_declaration_file(cnil, tmp_path):
    found = declaring.extract(cnil)
    path = tmp_path / "declared.yaml"
    path.write_text(found.yaml, "utf-8")

    assert not [one for one in loading.problems(path) if one.severity == "error"]
    assert loading.load(path) == found.declaration


def test_a_register_is_taken_wherever_a_declaration_is(cnil, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("email\nzoe@example.org\n", "utf-8")

    assert api.declare(cnil).activities[0].name == "Paie fictive"
    report = api.scan(tmp_path / "data", declared=[cnil])
    assert [one.verdict for one in report.verdicts if one.type == "contact.email"] == ["UNDECLARED"]
