"""Whose a company number is: a company's, or a person's who trades in their own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdscan import api

_PERSONS = "nom,prenom,siret\nDurantel,Zélie,99999999800001\nOkamba,Abel,99999999800001\n"
_COMPANIES = "raison_sociale,siret\nEssais SA,99999999800001\nBrise SARL,99999999800001\n"


def _types(folder: Path, table: str) -> dict[str, str]:
    path = folder / "table.csv"
    path.write_text(table, "utf-8")
    found = api.scan(path, names=False).findings
    return {one.type: one.capacity for one in found if one.locus == "column:siret"}


def test_a_number_in_a_row_of_a_person_is_a_sole_traders(tmp_path: Path) -> None:
    assert _types(tmp_path, _PERSONS) == {"business.sole_trader_id": "personal"}


def test_a_number_in_a_row_of_a_company_is_a_companys(tmp_path: Path) -> None:
    assert _types(tmp_path, _COMPANIES) == {"business.siren": "organisation"}


@pytest.mark.parametrize(
    ("value", "kind", "found"),
    [
        ("999999998", "business.siren", True),
        (" 9 99 99 99 98 000 01 ", "business.siren", True),
        ("999999999", "business.siren", False),
        ("K7399859412", "business.vat", True),
        ("commande 999999998", "business.siren", False),
    ],
)
def test_a_text_that_is_only_a_value_is_taken_at_the_askers_word(
    value: str, kind: str, found: bool
) -> None:
    (matches,) = api.detect([value], types=[kind])

    assert [match.type for match in matches] == [kind] * found


def test_a_value_nobody_asked_for_needs_its_word() -> None:
    assert list(api.detect(["999999998"], types=["business"])) == [[]]
