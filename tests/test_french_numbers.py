"""French numbers made at random: found where python-stdnum calls them right, silent elsewhere."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.fr import nif, nir, siren, siret, tva

from pdscan import plugins
from pdscan.detection.engine import Engine
from pdscan.taxonomy import load

_SEPARATORS = st.sampled_from(["", " ", "\u00a0", "\u202f"])


@cache
def _engine(name: str) -> Engine:
    return Engine({name: plugins.detector(name)}, load())


def _types(name: str, text: str) -> set[str]:
    return {match.type for match in _engine(name).detect(text)}


def _spaced(number: str, sizes: tuple[int, ...], separator: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return separator.join(part for part in (*parts, number[at:]) if part)


_NIR_BODIES = st.builds(
    lambda sex, year, month, place, commune, rank: (
        f"{sex}{year:02}{month}{place}{commune}{rank:03}"
    ),
    st.sampled_from("12"),
    st.integers(0, 99),
    st.sampled_from(["01", "07", "12", "20", "30", "42", "50", "99"]),
    st.sampled_from(["01", "2A", "2B", "75", "95", "97", "98", "99"]),
    st.sampled_from(["001", "105", "399", "610"]),
    st.integers(1, 999),
)


@settings(max_examples=150, deadline=None)
@given(_NIR_BODIES, st.integers(0, 3), _SEPARATORS)
def test_a_nir_is_found_where_its_key_is_right(body: str, wrong: int, separator: str) -> None:
    key = (int(nir.calc_check_digits(body)) + wrong - 1) % 97 + 1
    number = f"{body}{key:02}"

    found = _types("nir", f"dossier {_spaced(number, (1, 2, 2, 2, 3, 3), separator)} ouvert")

    assert found == ({"gov.nir"} if nir.is_valid(number) else set())


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 99_999_999), st.integers(0, 99_999), st.booleans(), _SEPARATORS)
def test_a_siret_is_found_where_both_its_digits_are_right(
    start: int, office: int, right: bool, separator: str
) -> None:
    number = f"{start:08}"
    number += luhn.calc_check_digit(number)
    number += f"{office // 10:04}"
    number += luhn.calc_check_digit(number) if right else str(office % 10)

    found = _types("company_number", f"SIRET {_spaced(number, (3, 3, 3), separator)}.")

    known = siret.is_valid(number) and siren.is_valid(number[:9]) and int(number[:9]) > 0
    assert found == ({"business.siren"} if known else set())


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 99_999_999), st.integers(0, 96), st.booleans())
def test_a_vat_number_is_found_where_its_key_is_right(start: int, key: int, right: bool) -> None:
    number = f"{start:08}"
    number += luhn.calc_check_digit(number)
    key = int(number + "12") % 97 if right else key

    found = _types("company_number", f"TVA : FR{key:02}{number}")

    assert found == ({"business.vat"} if tva.is_valid(f"{key:02}{number}") else set())


@settings(max_examples=150, deadline=None)
@given(st.integers(1_000_000_000, 3_999_999_999), st.integers(0, 510), st.booleans())
def test_a_tax_number_is_found_where_its_key_is_right(body: int, key: int, right: bool) -> None:
    number = f"{body}{body % 511 if right else key:03}"

    found = _types("tax_number", f"numéro fiscal : {number}")

    assert found == ({"gov.tax_id"} if nif.is_valid(number) else set())


@pytest.mark.parametrize("name", ["nir", "company_number", "tax_number", "phone"])
@settings(max_examples=60, deadline=None)
@given(st.text("0123456789 .-/()+ABFR\u00a0\u202f\n", max_size=80))
def test_no_run_of_digits_and_signs_makes_a_check_raise(name: str, text: str) -> None:
    for match in _engine(name).detect(text):
        assert 0 <= match.start < match.end <= len(text)
