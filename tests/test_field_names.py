from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from pdscan import plugins
from pdscan.detection.neighbours import Beside

SCENARIO = Path(__file__).parents[2] / "shared" / "golden" / "scenario-000.yaml"
FULL = ["Zélie Durantel", "Marie Lefebvre", "Jean Martin", "Abel Petit"]
SURNAMES = ["Lefebvre", "Martin", "Durand", "Moreau", "Garcia"]
ILLS = ["fracture du poignet", "grippe", "suivi grossesse", "dépression"]
SENTENCES = ["Absente le mardi, rappeler le soir", "Préfère que l'on écrive à son bureau"]


def judge(name: str, cells: list[str | None], beside: tuple[str, ...] = ()) -> str | None:
    detector = plugins.detector("field_names")
    reading = detector.judge_column(name, pa.array(cells, pa.string()), beside)
    return reading.type if reading else None


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("id_client", ["C0001", "C0002"], "customer.id"),
        ("nom", ["DURANTEL", "OKAMBA", "LIMITE"], "person.name.last"),
        ("nom", SURNAMES, "person.name.last"),
        ("client_nom", SURNAMES, "person.name.last"),
        ("nom_client", FULL, "person.name"),
        ("nomPrenom", FULL, "person.name"),
        ("contact_name", FULL, "person.name"),
        ("Prénom", ["Zélie", "Abel"], "person.name.first"),
        ("FirstName", ["Alice", "Bob"], "person.name.first"),
        ("lname", ["Smith", "Jones"], "person.name.last"),
        ("vorname", ["Jürgen", "Uwe"], "person.name.first"),
        ("apellidos", ["García", "López"], "person.name.last"),
        ("cognome", ["Rossi", "Bianchi"], "person.name.last"),
        ("raison_sociale", ["Softsystems SARL", "Atelier du Nord"], "business.company_name"),
        ("civilite", ["M.", "Mme"], "person.title"),
        ("sexe", ["1", "2"], "person.gender"),
        ("date_naissance", ["1979-04-12", "12/04/1986"], "person.birth_date"),
        ("ddn", ["1979-04-12"], "person.birth_date"),
        ("né(e) le", ["12/04/1979"], "person.birth_date"),
        ("birth_date", ["02-JAN-90", "17-FEB-04"], "person.birth_date"),
        ("birth_date", ["January 5, 1980", "Feb 14 1991"], "person.birth_date"),
        ("birth_year", ["1981.0", "1975.0"], "person.birth_date"),
        ("phone", ["515.123.4567", "011.44.1344.429268"], "contact.phone"),
        ("tel", ["06 39 98 10 11 / 01 99 00 12 34"], "contact.phone"),
        ("first_name", ["王", "小明"], "person.name.first"),
        ("adr1", ["4 bis rue des Essais"], "contact.postal_address"),
        ("tel_port", ["06 39 98 10 11"], "contact.phone"),
        ("num_secu", ["9f86d081884c7d659a2feaa0c55ad015"] * 3, "gov.nir"),
        ("mot_de_passe", ["5f4dcc3b5aa765d61d8327deb882cf99"], "secret.password_hash"),
        ("services_souscrits", ["Maintenance Or + sauvegarde"], "customer.subscription"),
        ("note_interne", [*SENTENCES, "", None], "content.free_text"),
        ("objet", ["Imprimante bloquée", "Paiement refusé"], "customer.support_request"),
        ("salaire_brut", ["2650", "3120"], "work.salary"),
        ("title", ["Sales Manager", "IT Staff"], "work.job_title"),
        ("c3", FULL, "person.name"),
        ("libelle", FULL, "person.name"),
    ],
)
def test_a_column_is_what_its_name_and_cells_say(
    name: str, cells: list[str | None], expected: str
) -> None:
    assert judge(name, cells) == expected


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("nom", ["Vis 6 mm", "Boulon", "Écrou"]),
        ("nom", ["rapport.pdf", "notes.txt"]),
        ("nom", ["AMIENS", "SAINT-DENIS", "GLISY", "VILLERS-SUR-MER"] * 10),
        ("nom_fichier", SURNAMES),
        ("nom_produit", ["Marie Rose", "Jean Bart"]),
        ("product_name", ["Uncle Bob", "Sir Rodney"]),
        ("name", ["Action", "Drama", "Comedy"]),
        ("title", ["ACADEMY DINOSAUR", "ADAM FACTORY"]),
        ("client", ["C001", "C002"]),
        ("prenom", ["12", "13"]),
        ("date_naissance", ["oui", "non"]),
        ("date_naissance", ["2999-01-01"]),
        ("date_naissance", ["3 ans", "14 jours et 2 mois"]),
        ("phone", ["12.5000", "1250.123"]),
        ("email", ["oui", "non"]),
        ("email_verified", ["1", "0"]),
        ("password", ["0", "1"]),
        ("mot_de_passe", ["oui", "non"]),
        ("matricule", ["oui", "non"]),
        ("badge", ["true", "false"]),
        ("facebook", ["0", "1"]),
        ("device_id", ["1", "2", "3"]),
        ("cookie", ["true", "false"]),
        ("city_id", ["12", "13"]),
        ("cle_licence", ["4000001234567890", "4000001234567893"]),
        ("nom_client", ["Softsystems SARL", "Groupe 3000", "Atelier & Services"]),
        ("description", SENTENCES),
        ("status", ["active", "closed"]),
        ("id", ["1", "2"]),
        ("code", ["A1", "B2"]),
        ("amount", ["12.50", "3"]),
        ("order_date", ["2026-01-02"]),
        ("path", ["/srv/a", "/srv/b"]),
        ("nom", []),
        ("email", [None, "", " "]),
    ],
)
def test_a_column_of_things_stays_silent(name: str, cells: list[str | None]) -> None:
    assert judge(name, cells) is None


UNLISTED: list[str | None] = ["Okambatou", "Quelliennec", "Durantelle", "Fauvetier"]
TOWNS: list[str | None] = ["Amiens", "Lille", "Arras"]


@pytest.mark.parametrize(
    ("name", "cells", "beside", "expected"),
    [
        ("ville", TOWNS, ("id", "adresse", "ville"), "contact.postal_address"),
        ("code_postal", ["80000", "59000"], ("rue", "adresse_1"), "contact.postal_address"),
        ("ville", TOWNS, ("email", "ville"), "contact.city"),
        ("ville", TOWNS, ("id", "region", "ville"), None),
        ("city", TOWNS, ("city_id", "city", "last_update"), None),
        ("commentaire", [*SENTENCES, "RAS"], ("client", "commentaire"), "content.free_text"),
        ("commentaire", ["RAS", "ok", "vu"], ("client", "commentaire"), None),
        ("note", ["RAS", "ok", "vu"], ("client", "note"), None),
        ("remarques", SENTENCES, ("nom", "prenom", "remarques"), "content.free_text"),
        ("commentaire", SENTENCES, ("sku", "stock"), None),
        ("avis", ["Très bon accueil au magasin"], ("email", "avis"), "content.review"),
        ("note", ["5", "4"], ("id_client", "produit", "note"), "content.review"),
        ("note", ["5", "4"], ("id_client", "note"), None),
        ("date_commande", ["2026-01-02"], ("email", "date_commande"), "customer.order_history"),
        ("orderDate", ["2026-01-02"], ("lastName", "orderDate"), "customer.order_history"),
        ("date_commande", ["2026-01-02"], ("id_client", "date_commande"), None),
        ("OrderDate", ["2026-01-02"], ("CustomerID", "EmployeeID", "OrderDate", "ShipCity"), None),
        ("date_commande", ["2026-01-02"], ("sku", "date_commande"), None),
        ("last_seen", ["2026-01-02"], ("ip_address", "last_seen"), "online.login_log"),
        (
            "$[*].client.nom",
            UNLISTED,
            ("$[*].client.nom", "$[*].client.prenom"),
            "person.name.last",
        ),
        ("nom_client", UNLISTED, ("nom_client", "prenom_client"), "person.name.last"),
        ("$[*].client.nom", UNLISTED, ("$[*].client.nom", "$[*].client.code"), None),
        (
            "ville_client",
            ["Paris", "Florence", "Sydney"],
            ("email", "ville_client"),
            "contact.city",
        ),
        ("num_facture", ["F-2026-11", "F-2026-12"], ("email",), "billing.invoice"),
        ("order_id", ["10248", "10249"], ("customer_id", "order_id"), None),
        ("payment_id", ["1", "2"], ("customer_id", "payment_id"), None),
        ("psp_ref", ["ch_3N9x", "ch_4A1z"], ("email", "psp_ref"), "payment.card.token"),
        ("url", ["https://a.example/b?c=d"], ("ip", "url", "vu_le"), "online.url"),
        ("url", ["https://a.example/b?c=d"], ("sku", "url"), None),
        ("url", ["https://a.example/b?c=d"], ("email", "url"), None),
        ("referer", ["https://a.example/b"], ("user_agent", "referer"), "online.url"),
        ("ouvert_le", ["2026-01-12T08:00:00"], ("email", "ouvert_le"), "online.email_tracking"),
        ("opened_at", ["2026-01-12"], ("email", "subject", "opened_at"), None),
        ("ouvert_le", ["2026-01-12"], ("mail_demandeur", "statut", "ouvert_le"), None),
        ("ouvert_le", ["2026-01-12"], ("sku", "ouvert_le"), None),
        ("opposition", ["stop email", "stop sms"], ("nom", "opposition"), "customer.consent"),
    ],
)
def test_what_stands_beside_says_whether_a_column_is_personal(
    name: str, cells: list[str | None], beside: tuple[str, ...], expected: str | None
) -> None:
    assert judge(name, cells, beside) == expected


@pytest.mark.parametrize(
    ("name", "cells", "beside", "table", "expected"),
    [
        ("dt_nais", ["1979-04-12"], ("cli_nom", "dt_nais"), "", "person.birth_date"),
        ("DATNAIS", ["12/04/1979"], (), "", "person.birth_date"),
        ("CLINOM", SURNAMES, ("CLINUM", "CLINOM", "CLIPRE", "CLIVIL"), "", "person.name.last"),
        ("CLIREM", SENTENCES, ("CLINUM", "CLINOM", "CLIPRE", "CLIREM"), "", "content.free_text"),
        ("NBENF", ["0", "2", "3"], (), "", "person.family"),
        ("SITFAM", ["Marié", "Veuve"], (), "", "person.family"),
        ("SALBRUT", ["2650.00", "3120.50"], (), "", "work.salary"),
        ("cpt_ban", ["00012345678"], ("nom_cli",), "", "payment.iban"),
        ("amount", ["60117", "62102"], ("emp_no", "amount"), "hr.salaries", "work.salary"),
        ("token", ["k7h2m9q4w8e1r6t3"], ("created",), "password_resets", "secret.session_token"),
        ("name", FULL, ("id", "name"), "main.people", "person.name"),
        ("description", SENTENCES, ("contact_id", "description"), "tickets", "content.free_text"),
        ("texte", SENTENCES, ("auteur", "texte"), "commentaires.csv", "content.free_text"),
        ("manager_name", FULL, ("name", "city"), "stores", "person.name"),
        ("derniere_connexion", ["2026-01-02"], ("login",), "comptes", "online.login_log"),
        ("lat", ["48.8566", "45.7640"], ("id", "lat", "lon"), "livraisons", "location.precise"),
    ],
)
def test_short_words_and_the_name_of_the_table_say_what_a_column_holds(
    name: str, cells: list[str | None], beside: tuple[str, ...], table: str, expected: str
) -> None:
    assert judge(name, cells, Beside.of(beside, table)) == expected


AIRPORTS = ["Charles de Gaulle", "John F Kennedy", "Leonardo da Vinci"]


@pytest.mark.parametrize(
    ("name", "cells", "beside", "table"),
    [
        ("name", AIRPORTS, ("iata", "name", "city"), "airports"),
        ("title", FULL, ("film_id", "title"), "public.films"),
        ("nom", ["Marie Martin", "Jean Petit", "Abel Garcia"], ("id", "nom"), "produits.csv"),
        ("nom_fr", ["France", "Maroc", "Suisse"], ("code_iso", "nom_fr"), "pays"),
        ("revenu_median", ["21500", "18700"], ("code_iris", "revenu_median"), "iris"),
        ("body", SENTENCES, ("slug", "body"), "pages"),
        ("bounce_rate", ["12.5", "40.1"], ("page", "bounce_rate"), "metrics"),
        ("last_seen", ["2026-01-02"], ("serial", "last_seen"), "sensors"),
        ("lat", ["48.8566", "45.7640"], ("category", "lat", "lng"), "pois"),
        ("job_title", ["Clerk", "Manager"], ("job_id", "job_title"), "jobs"),
        ("credit_rating", ["1", "2"], ("account", "credit_rating"), "vendors"),
        ("full_name", ["Boston Celtics", "Dallas Mavericks", "Utah Jazz"], ("id",), "teams"),
        ("name", ["Katrina", "Andrew", "Maria", "Irma"], ("id", "year"), "hurricanes"),
        ("stop_name", ["Victor Hugo", "Jean Macé", "Paul Bert"], ("stop_id",), "stops"),
        ("marque", ["Nina Ricci", "Calvin Klein", "Ralph Lauren"], ("id",), "articles"),
        ("lat", ["48.8566", "45.7640"], ("iata", "lat", "lon"), "airports"),
        ("lat", ["48.8566", "45.7640"], ("city", "lat", "population"), "worldcities"),
        ("libelle_voie", ["RUE PASTEUR", "QUAI GAMBETTA"], ("rivoli", "libelle_voie"), "voies"),
        ("commune", ["Amiens", "Lille"], ("rivoli", "libelle_voie", "commune"), "main.voies"),
        ("description", SENTENCES, ("sku", "price", "description"), "products"),
        ("amount", ["12.50", "3"], ("customer_id", "amount"), "payment"),
        ("matricule_compteur", ["00012345", "00012346"], ("pdl",), "compteurs"),
        ("account_name", ["Softsystems SARL", "Durand & Fils"], ("account_id",), "accounts"),
        ("MATNR", ["000123", "000124"], ("MAKTX",), "MARA"),
        ("STATUT", ["OUVERT", "CLOS"], ("ID", "STATUT"), "T_SALARIES"),
        ("last_seen", ["2026-01-02"], ("ip_address", "last_seen"), "sensors.csv"),
        ("objet", SENTENCES, ("id", "objet", "montant"), "tenders"),
        ("lat", ["48.8566", "45.7640"], ("num_acc", "lat", "vma"), "accidents"),
    ],
)
def test_what_a_table_of_things_holds_is_not_of_persons(
    name: str, cells: list[str | None], beside: tuple[str, ...], table: str
) -> None:
    found = judge(name, cells, Beside.of(beside, table))

    assert found is None or found.startswith("business.")


LOGINS = ["mlefebvre", "jmartin", "zdurand", "apetit", "smoreau"]
DOTTED = ["marie.lefebvre", "jean.martin", "abel.durand"]
FILES = ["CV_Marie_Lefebvre.pdf", "contrat-MARTIN-Jean.docx", "avis.pdf"]


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("op", LOGINS, "online.username"),
        ("saisi", DOTTED, "online.username"),
        ("ville", FULL, "person.name"),
        ("init", ["Z. Lefebvre", "A. Martin", "J. Durand"], "person.name"),
        ("suivi", ["Mme Lefebvre", "M. Martin", "Dr Durand"], "person.name"),
        ("suivi", ["Lefebvre, Marie", "Martin, Mr. Jean", "Durand, Abel"], "person.name"),
        ("pj", FILES, "person.name"),
        ("col5", ["Marie", "Jean", "Zélie", "Abel"], "person.name.first"),
        ("email", LOGINS, "online.username"),
        ("op", ["admin", "root", "batch", "import"], None),
        ("statut", ["active", "black", "stable", "model", "trust"], None),
        ("pj", ["Notice_Table_Oslo.pdf", "rapport 2024.docx", "img_01.jpg"], None),
        ("email", ["oui", "non", "oui", "non"], None),
    ],
)
def test_cells_speak_where_the_name_says_nothing_or_something_else(
    name: str, cells: list[str | None], expected: str | None
) -> None:
    assert judge(name, cells) == expected


def test_a_company_s_address_is_the_organisation_s() -> None:
    detector = plugins.detector("field_names")
    cells = pa.array(["4 bis rue des Essais"])
    columns = ("raison_sociale", "adresse")

    of_company = detector.judge_column("adresse", cells, Beside.of(columns, "fournisseurs"))
    of_person = detector.judge_column("adresse", cells, Beside.of(("nom", "adresse"), "clients"))

    assert of_company is not None
    assert of_company.capacity == "organisation"
    assert of_person is not None
    assert of_person.capacity == "unknown"


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("iban", ["FR7630006000011234567890180"]),
        ("num_secu", ["279043512345699"]),
        ("numero_carte", ["4970101234567890"]),
        ("siret", ["12345678901234"]),
    ],
)
def test_a_name_alone_makes_what_can_be_checked_suspected_at_most(
    name: str, cells: list[str | None]
) -> None:
    reading = plugins.detector("field_names").judge_column(name, pa.array(cells, pa.string()))

    assert reading is not None
    assert reading.score < 0.8


def test_columns_without_a_header_are_known_by_given_names_and_what_is_next_to_them() -> None:
    given, first = ["Zélie", "Abel", "Marie", "Jean"], "person.name.first"
    surnames: list[str | None] = ["DURANTEL", "OKAMBA", "PETIT", "FAUVET"]
    towns: list[str | None] = ["AMIENS", "LILLE", "ARRAS", "GLISY"]

    assert judge("#2", [*given], ("#1", "#2", "#3")) == first
    assert judge("#3", surnames, ("#1", first, "#3")) == "person.name.last"
    assert judge("#4", towns, ("#1", first, "#3", "#4")) is None
    assert judge("#3", surnames, ("#1", "#2", "#3")) is None


def test_a_column_of_addresses_and_refusals_is_left_to_its_addresses() -> None:
    addresses = [f"c{n}@example.org" for n in range(200)]
    half = [one if n % 2 else "aucun" for n, one in enumerate(addresses)]
    few = [one if n % 5 == 0 else f"non{n}" for n, one in enumerate(addresses)]
    logins = [f"okamba{n}" for n in range(200)]

    assert judge("mail", addresses) == "contact.email"
    assert judge("mail", half) is None
    assert judge("mail", few) is None
    assert judge("mail", logins) == "online.username"


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("Élève", FULL, ["minor.data", "person.name"]),
        ("Responsable légal", FULL, ["minor.data", "person.name"]),
        ("prenom_enfant", ["Zélie", "Abel", "Marie"], ["minor.data", "person.name.first"]),
        ("next_of_kin", FULL, ["person.family", "person.name"]),
        ("conjoint", ["oui", "non", "oui"], ["person.family"]),
        ("situation_familiale", ["marié", "marié", "mariée", "marié"], ["person.family"]),
        ("school_class", ["Victor Hugo", "Jean Macé", "Paul Bert"], ["minor.data"]),
    ],
)
def test_a_column_of_children_or_relatives_holds_their_names_too(
    name: str, cells: list[str | None], expected: list[str]
) -> None:
    reading = plugins.detector("field_names").judge_column(name, pa.array(cells, pa.string()))

    assert reading is not None
    assert [one.type for one in (reading, *reading.more)] == expected


def test_a_reading_shows_no_value() -> None:
    reading = plugins.detector("field_names").judge_column("nom", pa.array(SURNAMES))

    assert reading is not None
    assert "Lefebvre" not in f"{reading!r} {reading.why}"


def test_hashed_cells_are_read_as_hashed() -> None:
    cells = pa.array(["9f86d081884c7d659a2feaa0c55ad015"] * 3)

    reading = plugins.detector("field_names").judge_column("nom_famille", cells)

    assert reading is not None
    assert reading.form == "hashed"


def test_all_columns_of_the_scenario_come_out_right() -> None:
    if not SCENARIO.exists():
        pytest.skip("the acceptance scenario is not here")
    scenario = yaml.safe_load(SCENARIO.read_text("utf-8"))
    tables = {asset["id"]: asset for asset in scenario["assets"] if "columns" in asset}

    for fact in scenario["facts"]:
        table = tables.get(fact.get("asset"))
        if table is None or fact.get("locus") not in table["columns"] or "evidence" in fact:
            continue
        index = table["columns"].index(fact["locus"])
        cells = [None if row[index] is None else str(row[index]) for row in table["rows"]]

        assert judge(fact["locus"], cells) == fact.get("type"), fact["id"]


@pytest.mark.parametrize(
    ("name", "cells", "beside", "table", "expected"),
    [
        ("commentaire", SENTENCES, ("nom", "note"), "avis", "content.review"),
        ("commentaire", SENTENCES, ("id_client", "note"), "interventions", "content.free_text"),
        ("commentaire_interne", SENTENCES, ("id_client", "note"), "avis", "content.free_text"),
        ("note", ["5", "4"], ("nom", "commentaire"), "avis_clients", "content.review"),
        ("note", ["5", "4"], ("nom", "commentaire"), "matchs", None),
        ("classe", ["CM2", "6e"], ("nom", "prenom"), "eleves", "minor.data"),
        ("classe", ["CM2", "6e"], ("nom", "prenom"), "vehicules", None),
        ("classe", ["2", "1"], ("nom", "prenom", "echelon"), "enfants", None),
        ("formule", ["Or", "Argent"], ("id_client",), "abonnements", "customer.subscription"),
        ("formule", ["Or", "Argent"], ("id_client",), "repas", None),
        ("relance", ["2", "1"], ("nom", "prenom"), "impayes", "finance.unpaid"),
        ("confession", ["catholique", "musulmane"], ("id",), "t", "special.religion"),
        ("confession", ["Les Confessions", "Vol. 2"], ("id",), "livres", None),
        ("motif", ILLS, ("nom", "prenom"), "patients", "special.health"),
        ("motif", ILLS, ("id_patient", "le"), "main.consultations", "special.health"),
        ("motif", ILLS, ("dossier", "montant"), "consultations", None),
        ("motif", ["boiterie", "vaccin"], ("id_client", "espece"), "consultations", None),
        ("motif", ["3", "12"], ("nom", "prenom"), "patients", None),
        ("motif", ["casse", "taille"], ("id_client", "sku"), "retours", None),
        ("menu", ["halal", "casher", "sans porc"], ("nom",), "cantine", "special.religion"),
        ("menu", ["entrée", "plat", "dessert"], ("nom",), "cantine", None),
        ("parti", ["PS", "LR", "EELV"], ("nom",), "elus", "special.politics"),
        ("parti", ["oui", "non"], ("nom",), "salaries", None),
        ("union", ["CGT", "CFDT"], ("nom",), "delegues", "special.union"),
        ("origine", ["salon", "site web"], ("email",), "prospects", None),
        ("latitude", ["49.894067"], ("geo_city", "longitude"), "routes", "location.precise"),
        ("latitude", ["49.894067"], ("code", "longitude"), "monuments", None),
        ("exp_month", ["11", "1"], ("last4",), "cartes", "payment.card.expiry"),
        ("exp", ["11", "1"], ("nom",), "salaries", None),
    ],
)
def test_a_table_s_name_or_the_cells_make_a_silent_word_speak(
    name: str, cells: list[str], beside: tuple[str, ...], table: str, expected: str | None
) -> None:
    near = Beside.of((*beside, name), table)
    assert judge(name, [*cells], near) == expected


def test_a_message_beside_a_person_or_among_tickets_is_likely_and_alone_a_suspicion() -> None:
    detector = plugins.detector("field_names")
    cells = pa.array(SENTENCES, pa.string())

    def score(name: str, beside: Sequence[str]) -> float:
        reading = detector.judge_column(name, cells, beside)
        assert reading is not None
        return reading.score

    assert score("message", ("id", "message")) == 0.75
    assert score("message", ("email", "message")) == 0.8
    assert score("objet", Beside.of(("id", "objet"), "tickets")) == 0.8
    assert score("objet", Beside.of(("id", "objet"), "colis")) == 0.75
