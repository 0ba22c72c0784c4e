"""Expiry dates of payment cards, where a word says so near a card, or right behind its number.

Shape: `exp`, "expire fin", "valid thru", "validité", `expiry=`, `exp_month … exp_year` and a month
with a year of two or four digits (`12/27`, `1227`, `2027-12`); a card's number and such a date.
Check: the month is one of twelve and the year lies between 2000 and 2059; behind a word only where
another one speaks of a card.
Category: cat.payment.
Source: ISO/IEC 7813:2006; PCI DSS 4.0, 3.2; read 2026-11.
"""

from __future__ import annotations

import re

from pdscan.card_ranges import is_card
from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_WORD = (
    r"(?:(?:card_?|carte_?)?exp(?:ir(?:e|y|es|ed|ation|ant))?(?:[ _-]?date|le)?|good thru|"
    r"mm ?/ ?(?:aa|yy)|"
    r"fin de validit(?:é|e)|(?:date d['’ ]?expiration|date de validit(?:é|e))|"
    r"val(?:id|able)(?:e|ité|ity|ite)?(?: thru| until| jusqu['’]?(?:en|au|(?:à|a))?)?)"
)
_JOINED = r"(?: fin| le| date| :|:|=|\"|'|\.| en| au| ){0,5}"
_MONTH, _YEAR = "(?:0[1-9]|1[0-2])", "(?:20[0-5][0-9]|[0-5][0-9])"
_DATE = rf"(?:{_MONTH} ?[/.-] ?{_YEAR}|20[0-5][0-9]-{_MONTH}|(?<=[=:\"' ]){_MONTH}[2-5][0-9])"
_PLAIN = rf"(?:{_MONTH} ?[/.-] ?{_YEAR}|20[0-5][0-9]-{_MONTH}|{_MONTH}[2-5][0-9])"
_PARTS = (
    r"exp(?:iry|iration)?_?month[\"']?\s?[:=]\s?[\"']?(?:0?[1-9]|1[0-2])[\"']?[,;& \n]{1,4}[\"']?"
    r"exp(?:iry|iration)?_?year[\"']?\s?[:=]\s?[\"']?(?:20)?[2-5][0-9]"
)
_CARD = r"[2-9][0-9]{3}(?:[ -]?[0-9]{4,6}){2}[ -]?[0-9]{0,7}"
_BEHIND = (
    rf"{_CARD}[\"']?(?:(?:[ ,;|/:]|\t){{1,3}}[\"']?(?:exp\.? ?:? ?)?{_MONTH}[/-]{_YEAR}|"
    rf"(?:[,;|/:]|\t)[\"']?{_MONTH}[2-5][0-9])"
)


def _check(candidate: str) -> Reading | None:
    if candidate[:1].isdigit() and len(re.sub(r"[^0-9]", "", candidate)) > 14:
        return _check_behind(candidate)
    if re.match(rf"(?i){_PARTS}$", candidate):
        month, year = re.findall(r"[0-9]+", candidate)
        value = f"{int(month):02d}{year[-2:]}"
        return Reading(
            "payment.card.expiry", 0.75, 0.95, value, masked="••••", why=("named", "month and year")
        )
    found = re.search(rf"{_PLAIN}$", candidate)
    return None if found is None else _reading(found.group(), 0.45, 0.9, found.start())


def _check_behind(candidate: str) -> Reading | None:
    """Read a date right behind a card's number."""
    date = re.search(rf"{_MONTH}(?:[/-]{_YEAR}|[2-5][0-9])$", candidate)
    if date is None or not is_card(candidate[: date.start()]):
        return None
    return _reading(date.group(), 0.9, 0.95, date.start())


def _check_cell(cell: str) -> Reading | None:
    text = cell.strip()
    if re.fullmatch(_PLAIN, text):
        return _reading(text, 0.85, 0.85, 0)
    return None


def _reading(text: str, score: float, context_score: float, start: int) -> Reading:
    kind = "payment.card.expiry"
    value = re.sub(r"[^0-9]", "", text)
    return Reading(
        kind, score, context_score, value, masked=mask(kind, text), why=("named",), start=start
    )


plugin = Pattern(
    title="Card expiry dates",
    types=("payment.card.expiry",),
    regexes=(
        rf"(?i)\b{_WORD}{_JOINED}{_PLAIN}\b",
        rf"(?i)\b{_PARTS}\b",
        rf"\b{_BEHIND}\b",
    ),
    exact=(
        rf"(?i)(?<![0-9A-Za-z]){_WORD}{_JOINED}{_DATE}(?![0-9A-Za-z/-])",
        rf"(?i)(?<![0-9A-Za-z]){_PARTS}(?![0-9A-Za-z])",
        rf"(?<![0-9A-Za-z]){_BEHIND}(?![0-9A-Za-z/-])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("carte", "card", "visa", "mastercard", "amex", "cb", "cvv", "cvc", "crypto", "pan",
          "cryptogramme", "cardholder", "bancaire", "cvn", "brand", "last4", "last_four"),
    fields=("expiry", "card_expiry", "exp_date", "expiration_carte", "date_expiration",
            "card_exp", "validite_carte", "exp", "expiration", "expiration_date", "date_validite",
            "expiry_date", "validite_cb", "expiration_cb", "exp_carte"),
    reach=110,
)  # fmt: skip
