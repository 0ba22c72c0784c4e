"""Hold cards, accounts and mandates to generated numbers: valid ones found, one wrong digit not."""

from __future__ import annotations

import re
import string
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban as stdnum_iban
from stdnum import luhn as stdnum_luhn

from pdscan.card_ranges import CardRange, card_ranges, find_range
from pdscan.checksums import IBAN_SHAPES, mod97
from pdscan.detection.engine import Engine
from pdscan.model import Match
from pdscan.plan import chosen_detectors
from pdscan.taxonomy import load

FEW = settings(max_examples=5, deadline=None)
CARDS = [
    pytest.param(one, size, id=f"{one.brand}-{one.first}-{size}")
    for one in card_ranges()
    for size in sorted(one.lengths)
]
_RIB_LETTERS = str.maketrans(string.ascii_uppercase, "12345678912345678923456789")


@cache
def _engine(type_id: str) -> Engine:
    return Engine(chosen_detectors((type_id,)), load())


def _found(value: str, type_id: str) -> list[Match]:
    (matches,) = _engine(type_id).detect_all([value], frozenset({type_id}))
    return [match for match in matches if match.type == type_id]


def _is_found_whole(value: str, type_id: str) -> bool:
    return [(one.start, one.end) for one in _found(value, type_id)] == [(0, len(value))]


def _digits(size: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=size, max_size=size)


@st.composite
def _card(draw: st.DrawFn, one: CardRange, size: int) -> str:
    first = str(draw(st.integers(int(one.first), int(one.last)))).zfill(len(one.first))
    body = first + draw(_digits(size - len(first) - 1))
    return body + stdnum_luhn.calc_check_digit(body)


@pytest.mark.parametrize(("one", "size"), CARDS)
@FEW
@given(data=st.data())
def test_every_card_of_every_range_is_found_and_one_wrong_digit_is_not(
    one: CardRange, size: int, data: st.DataObject
) -> None:
    number = data.draw(_card(one, size).filter(lambda card: len(set(card)) > 1))
    place = data.draw(st.integers(0, size - 1))
    wrong = data.draw(st.sampled_from([sign for sign in "0123456789" if sign != number[place]]))

    changed = number[:place] + wrong + number[place + 1 :]

    assert find_range(number) is not None
    assert _is_found_whole(number, "payment.card.pan")
    assert not _is_found_whole(changed, "payment.card.pan")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_grouped_card_is_found_whole_with_any_separator(data: st.DataObject) -> None:
    number = data.draw(_card(CardRange("visa", "4", "4", frozenset({16})), 16))
    separator = data.draw(
        st.sampled_from([*" -._/+\t", "\u00a0", "\u202f", "\u2013", "%20", " - "])
    )

    grouped = separator.join(number[place : place + 4] for place in range(0, 16, 4))

    assert _is_found_whole(grouped, "payment.card.pan")


@st.composite
def _iban(draw: st.DrawFn, country: str) -> str:
    signs = {"n": string.digits, "a": string.ascii_uppercase, "c": string.digits + "ABCXYZ"}
    body = "".join(
        draw(st.text(signs[kind], min_size=int(size), max_size=int(size)))
        for size, kind in re.findall(r"(\d+)([nac])", IBAN_SHAPES[country])
    )
    if country == "BE":
        body = f"{body[:10]}{int(body[:10]) % 97 or 97:02d}"
    return f"{country}{98 - mod97(f'{body}{country}00'):02d}{body}"


@pytest.mark.parametrize("country", sorted(IBAN_SHAPES))
@FEW
@given(data=st.data())
def test_the_ibans_of_every_country_are_found_as_python_stdnum_finds_them(
    country: str, data: st.DataObject
) -> None:
    number = data.draw(_iban(country))
    digits = [at for at in range(2, len(number)) if number[at].isdigit()]
    place = data.draw(st.sampled_from(digits))
    wrong = data.draw(st.sampled_from([s for s in string.digits if s != number[place]]))

    changed = number[:place] + wrong + number[place + 1 :]

    known = country == "BE" or stdnum_iban.is_valid(number)
    assert stdnum_iban.is_valid(number, check_country=False)
    assert _is_found_whole(number, "payment.iban") == known
    assert not _found(changed, "payment.iban")


@settings(max_examples=50, deadline=None)
@given(_digits(10), st.text(string.digits + string.ascii_uppercase, min_size=11, max_size=11),
       st.integers(0, 22), st.integers(1, 9))  # fmt: skip
def test_a_rib_is_found_by_its_key_and_not_with_a_wrong_one(
    bank: str, account: str, place: int, more: int
) -> None:
    body = (bank + account).translate(_RIB_LETTERS)
    key = 97 - (89 * int(body[:5]) + 15 * int(body[5:10]) + 3 * int(body[10:])) % 97
    number = f"{bank}{account}{key:02d}"
    sign = number[place] if number[place].isdigit() else "0"

    changed = f"{number[:place]}{(int(sign) + more) % 10}{number[place + 1 :]}"

    assert _is_found_whole(number, "payment.rib") == (len(set(number)) >= 4)
    if number[place].isdigit():
        assert not _found(changed, "payment.rib")


def test_a_log_of_numbers_that_pass_luhn_by_chance_holds_no_card() -> None:
    lines = [f"GET /a/{number} done" for number in range(4970_1000_0000_0000, 4970_1000_0000_0300)]

    assert _found("\n".join(lines), "payment.card.pan") == []
