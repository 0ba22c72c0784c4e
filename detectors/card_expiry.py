"""Expiry dates of payment cards, where a word says so near a card.

Shape: `exp`, "expire fin", "valid thru", "validité" and a month with a year of two or four digits.
Check: the month is one of twelve and the year lies between 2000 and 2059; only in context.
Category: cat.payment.
Source: ISO/IEC 7813:2006; PCI DSS 4.0, 3.2; read 2025-06.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_WORD = (
    r"(?:exp(?:ir(?:e|y|es|ation|ant))?|good thru|fin de validit(?:é|e)|"
    r"valid(?:e|ité|ity|ite)?(?: thru| until| jusqu['’]?(?:en|au)?)?)"
)
_JOINED = r"(?: fin| le| date| :|:|=|\"|'|\.| en| au| ){0,5}"
_DATE = r"(?:0[1-9]|1[0-2]) ?[/.-] ?(?:20[0-5][0-9]|[0-5][0-9])"


def _check(candidate: str) -> Reading | None:
    found = re.search(rf"{_DATE}$", candidate)
    if found is None:
        return None
    return _reading(found.group(), 0.45, 0.9, found.start())


def _check_cell(cell: str) -> Reading | None:
    text = cell.strip()
    if re.fullmatch(rf"{_DATE}|20[0-5][0-9]-(?:0[1-9]|1[0-2])", text):
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
    regexes=(rf"(?i)\b{_WORD}{_JOINED}{_DATE}\b",),
    exact=(rf"(?i)(?<![0-9A-Za-z]){_WORD}{_JOINED}{_DATE}(?![0-9A-Za-z/-])",),
    check=_check,
    cell_check=_check_cell,
    near=("carte", "card", "visa", "mastercard", "amex", "cb", "cvv", "cvc", "crypto", "pan",
          "cryptogramme", "cardholder", "bancaire"),
    fields=("expiry", "card_expiry", "exp_date", "expiration_carte", "date_expiration",
            "card_exp", "validite_carte", "exp", "expiration", "expiration_date", "date_validite"),
    needs_context=True,
    reach=56,
)  # fmt: skip
