"""Doctest vectors of python-stdnum and libphonenumber, where the corpora are at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pdscan import api

VECTORS = Path(__file__).parents[2] / "shared" / "corpora" / "vectors"
ENOUGH = 0.995
pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="the corpora are not here")


def _rows(name: str, wanted: dict[str, str]) -> list[tuple[str, bool]]:
    lines = (VECTORS / name).read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        (row["value"], row["valid"])
        for row in rows
        if all(row.get(key) == value for key, value in wanted.items())
    ]


def _right(rows: list[tuple[str, bool]], kind: str) -> float:
    found = api.detect([value for value, _ in rows], types=[kind])
    judged = [bool(matches) == valid for matches, (_, valid) in zip(found, rows, strict=True)]
    return sum(judged) / len(judged)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("NIR", "gov.nir"),
        ("SIREN", "business.siren"),
        ("SIRET", "business.siren"),
        ("FR_RCS", "business.siren"),
        ("FR_VAT", "business.vat"),
        ("FR_NIF", "gov.tax_id"),
    ],
)
def test_french_numbers_are_told_from_wrong_ones(label: str, kind: str) -> None:
    assert _right(_rows("stdnum.jsonl", {"type": label}), kind) >= ENOUGH


@pytest.mark.parametrize("form", ["E164", "INTERNATIONAL", "RFC3966"])
def test_international_phone_numbers_are_told_from_wrong_ones(form: str) -> None:
    rows = _rows("phones_libphonenumber.jsonl", {"format": form})

    assert _right(rows, "contact.phone") >= ENOUGH


def test_national_phone_numbers_are_found_where_a_telephone_is_asked_for() -> None:
    rows = _rows("phones_libphonenumber.jsonl", {"format": "NATIONAL"})

    assert _right(rows, "contact.phone") >= 0.96
