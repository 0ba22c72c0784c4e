"""Build register files for the tests: the CNIL's simplified workbook by its published labels."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from pdscan import taxonomy

LIST = (
    "Nom du traitement",
    "N° / RÉF",
    "Date de création de la fiche",
    "Dernière mise à jour de la fiche",
    "Finalité du traitement",
    "Données sensibles ? (Oui/non)",
)


def rows_of_list() -> list[list[str]]:
    return [
        ["Registre des activités de traitement"],
        [],
        list(LIST),
        ["Paie fictive", "RT-1", "", "12/03/2025", "Payer les salariés", "Oui"],
        ["Lettre fictive", "RT-2", "", "au printemps", "Envoyer des lettres", "Non"],
    ]


def rows_of_fiche() -> list[list[str]]:
    """Return the third sheet of the workbook, filled in for one invented treatment."""
    labels = taxonomy.load().cnil_rows
    return [
        ["Fiche de registre"],
        ["Nom du traitement", "Paie fictive"],
        ["N° / RÉF", "RT-1"],
        ["Date de création du traitement", "01/01/2020"],
        ["Mise à jour du traitement", "12/03/2025"],
        ["Acteurs", "Nom", "Adresse", "Code Postal", "Ville", "Pays", "Téléphone", "Adresse mél"],
        ["Responsable du traitement", "Garage Fictif", "1 rue du Test", "75001", "Paris", "France",
         "01 99 00 12 34", "contact@example.org"],
        ["Délégué à la protection des données", "", "", "", "", "", "", "dpo@example.org"],
        ["Représentant"],
        ["Responsable(s) conjoint(s)"],
        ["Finalité principale", "Payer les salariés"],
        ["Sous-finalité 1", "Déclarer les cotisations"],
        ["Base légale (art. 6)", "Obligation légale"],
        ["Mesures de sécurité", "Chiffrement"],
        ["Catégories de données personnelles concernées", "Description", "Durée de conservation"],
        [labels["etat_civil"]["ods"], "nom, prénom ; adresse postale", "5 ans après le contrat"],
        [labels["vie_perso"]["ods"], "Non", ""],
        [labels["eco_fin"]["ods"], "IBAN, salaire", "50 ans"],
        [labels["connexion"]["ods"], "adresse IP", "13 mois"],
        [labels["localisation"]["ods"], "Néant", ""],
        [labels["nir"]["ods"], "Oui", "5 ans"],
        ["Données sensibles", "Description", "Durée de conservation"],
        [labels["s_ethnie"]["ods"], "", ""],
        [labels["s_sante"]["ods"], "arrêts maladie", "le temps nécessaire"],
        [labels["s_infraction"]["ods"], "non", ""],
        ["Catégories de personnes concernées", "Description"],
        ["Catégorie de personnes 1", "Salariés"],
        ["Destinataires", "Type de destinataire", "Précisions"],
        ["Destinataire 1", "Service interne qui traite les données", "Service paie"],
        ["Destinataire 2", "Sous-traitants", "Paie Fictive SAS"],
        ["Transferts hors UE", "Destinataire", "Pays", "Type de garanties", "Documentation"],
        ["Organisme destinataire 1", "Nuage Fictif", "États-Unis", "Clauses contractuelles types"],
    ]  # fmt: skip


def workbook(path: Path, sheets: dict[str, list[list[str]]], hidden: tuple[str, ...] = ()) -> Path:
    """Write sheets as .xlsx, or as .ods by its suffix."""
    if path.suffix == ".ods":
        return _ods(path, sheets)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def _ods(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    import odfdo

    document = odfdo.Document("spreadsheet")
    document.body.clear()
    for name, rows in sheets.items():
        table = odfdo.Table(name)
        for row in rows:
            table.append_row(odfdo.Row())
            table.set_row_values(table.height - 1, row)
        document.body.append(table)
    document.save(str(path))
    return path
