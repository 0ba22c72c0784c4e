"""Addresses in tables: split over columns, of persons or of firms; lists of streets are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdscan import api
from pdscan.report import Finding

STREETS = ["12 rue des Lilas", "4 bis avenue Pasteur", "7 place du Marché", "9 quai Gambetta"]
WHOLE = [f"{street}, 75011 Paris" for street in STREETS]
NAMES = ["Lefebvre", "Martin", "Durand", "Petit"]


def found(folder: Path, name: str, columns: dict[str, list[str]]) -> dict[str, Finding]:
    """Return the findings of addresses and towns by column."""
    lines = [";".join(columns), *(";".join(row) for row in zip(*columns.values(), strict=True))]
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines), "utf-8")
    findings = api.scan(path, names=False).findings
    about = ("contact.postal_address", "contact.city")
    return {one.locus.removeprefix("column:"): one for one in findings if one.type in about}


def test_the_parts_of_an_address_are_all_of_it(tmp_path: Path) -> None:
    columns = {
        "nom": NAMES,
        "adr1": STREETS,
        "adr2": ["Bât. B", "", "Résidence Les Pins", ""],
        "cp": ["75011", "80000", "62000", "59000"],
        "ville": ["Paris", "Amiens", "Arras", "Lille"],
    }

    parts = found(tmp_path, "clients", columns)

    assert {"adr1", "cp", "ville"} <= parts.keys()
    assert {one.type for one in parts.values()} == {"contact.postal_address"}


@pytest.mark.parametrize(
    ("table", "columns", "capacity"),
    [
        ("clients", {"nom": NAMES, "adresse": WHOLE}, "unknown"),
        ("etablissements", {"libelle": ["A", "B", "C", "D"], "adresse": WHOLE}, "organisation"),
        ("fournisseurs", {"raison_sociale": NAMES, "adresse": STREETS}, "organisation"),
        ("contacts", {"nom": NAMES, "societe": ["X SARL"] * 4, "adresse": WHOLE}, "professional"),
        ("t", {"adresse": [f"domicile : {one}" for one in WHOLE]}, "personal"),
        ("t", {"adresse": [f"siège social : {one}" for one in WHOLE]}, "organisation"),
    ],
)
def test_what_stands_beside_says_whose_an_address_is(
    table: str, columns: dict[str, list[str]], capacity: str, tmp_path: Path
) -> None:
    assert found(tmp_path, table, columns)["adresse"].capacity == capacity


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("voies", {"rivoli": ["A1", "B2"], "libelle_voie": ["RUE PASTEUR", "QUAI GAMBETTA"]}),
        ("communes", {"insee": ["80021", "62041"], "commune": ["Amiens", "Arras"]}),
        ("gares", {"nom_gare": ["Amiens", "Arras"], "ville": ["Amiens", "Arras"]}),
        ("t", {"sku": ["A1", "B2"], "rue": ["Pasteur", "Gambetta"]}),
        ("produits", {"nom": ["Table rue Oslo", "Lampe place"], "ref": ["1", "2"]}),
    ],
)
def test_lists_of_streets_and_towns_are_nobody_s(
    table: str, columns: dict[str, list[str]], tmp_path: Path
) -> None:
    assert found(tmp_path, table, columns) == {}
