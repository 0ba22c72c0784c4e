"""Check digits against known good numbers, against every wrong digit, and against vectors."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

import pytest

from pdscan import card_ranges, checksums, masking, numbering, spelt_dates

VECTORS = Path(__file__).parents[2] / "shared/corpora/vectors/stdnum.jsonl"


@pytest.mark.parametrize("module", [checksums, masking, numbering, spelt_dates])
def test_docstring_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_luhn_refuses_every_wrong_last_digit() -> None:
    right = [digit for digit in "0123456789" if checksums.luhn("411111111111111" + digit)]

    assert right == ["1"]
    assert not checksums.luhn("4")
    assert not checksums.luhn("41a1")


def test_iban_needs_its_countrys_shape_and_length() -> None:
    assert checksums.iban("FR7699999000010001234567809")
    assert not checksums.iban("FR769999900001000123456780")
    assert not checksums.iban("XX7699999000010001234567809")
    assert checksums.iban_length("FR") == 27
    assert checksums.iban_length("XX") is None


def test_every_country_has_an_iban_length_of_15_to_34() -> None:
    lengths = {checksums.iban_length(country) for country in checksums.IBAN_SHAPES}

    assert all(length is not None and 15 <= length <= 34 for length in lengths)


def test_rib_key_reads_letters_as_digits() -> None:
    assert checksums.rib("9999900001000A123456" + "12" + "0") is False
    assert checksums.rib("99999000010000A1234561" + "2")
    assert not checksums.rib("99999")


def test_nir_key_counts_corsica() -> None:
    assert checksums.nir_key("1850599999001") == 81
    assert checksums.nir_key("2530719999004") == checksums.nir_key("253072A999004")
    assert checksums.nir_key("2530718999004") == checksums.nir_key("253072B999004")


def test_company_numbers_are_checked() -> None:
    assert checksums.siren("999999998")
    assert not checksums.siren("000000000")
    assert checksums.siret("35600000000048")
    assert checksums.siret("35600000049837")
    assert not checksums.siret("99999999800002")
    assert checksums.french_vat("40303265045")
    assert not checksums.french_vat("41303265045")
    assert not checksums.french_vat("4030326504")


def test_test_card_numbers_are_valid_and_in_a_range() -> None:
    for number in card_ranges.public_test_numbers():
        assert checksums.luhn(number)
        assert card_ranges.find_range(number) is not None


@pytest.mark.parametrize(
    ("number", "brand"),
    [
        ("4000001234567899", "visa"),
        ("2223003122003222", "mastercard"),
        ("378282246310005", "amex"),
        ("2200000000000004", "mir"),
        ("6205500000000000004", "unionpay"),
        ("9792000000000001", "troy"),
        ("5019717010103742", "dankort"),
        ("122000000000003", "uatp"),
    ],
)
def test_a_number_has_its_brand(number: str, brand: str) -> None:
    found = card_ranges.find_range(number)

    assert found is not None
    assert found.brand == brand


def test_masks_show_no_small_value() -> None:
    assert masking.mask("payment.card.cvv", "917") == "••••"
    assert masking.mask("person.birth_date", "1979-04-12") == "••••"
    assert masking.mask("person.name.full", "Zélie Durantel") == "Z. D."
    assert masking.mask("payment.iban", "FR7699999000010001234567809") == "FR••••7809"
    assert masking.mask("payment.card.pan", "4000001234567899") == "400000••••7899"
    assert masking.mask("contact.phone", "12") == "••••"
    assert masking.mask("unknown.type", "anything") == "••••"


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
def test_ibans_of_the_vectors_are_accepted() -> None:
    rows = [json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()]
    values = [row["value"] for row in rows if row["type"] == "IBAN" and row["valid"]]

    compact = ["".join(sign for sign in value if sign.isalnum()).upper() for value in values]

    assert [value for value in compact if not checksums.iban(value)] == []
