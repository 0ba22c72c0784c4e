"""Payment card numbers (PAN) of all brands, 12 to 19 digits, grouped or not.

Shape: 12 to 19 digits in one run, or in groups of 4-4-4-4(-3), 4-6-5, 4-6-4 or 8-8 with one
separator (space, no-break space, dash, dot, plus or %20).
Check: Luhn and the brands' published ranges and lengths; numbers in short, rare or ambiguous
ranges need a word nearby; public test numbers carry the qualifier `test_value`.
Category: cat.payment.
Source: ISO/IEC 7812-1:2017; PCI DSS 4.0, 3.4; CNIL, délibération n° 2018-303, read 2025-06.
"""

from __future__ import annotations

import re

from pdscan.card_ranges import TEST_NUMBERS, find_range
from pdscan.checksums import luhn
from pdscan.contracts import Pattern, Reading

_SEPARATOR = "(?:[ .+-]|%20|\u00a0|\u202f|\u2009)"
_FOURS = (
    r"(?<![0-9A-Za-z])(?!19|20)[2-9][0-9]{3}(?P<sep>" + _SEPARATOR + r")[0-9]{4}(?P=sep)[0-9]{4}"
    r"(?P=sep)[0-9]{4}(?:(?P=sep)[0-9]{2,3})?(?![0-9A-Za-z])"
)
# The digits behind a decimal point are many in databases: the automaton passes over them.
_NO_DECIMALS = r"(?:^|[^0-9A-Za-z.]|[^0-9]\.)"
_AMEX = rf"(?<![0-9A-Za-z])3[0-9]{{3}}({_SEPARATOR})[0-9]{{6}}\1[0-9]{{4,5}}(?![0-9A-Za-z])"
_EIGHTS = rf"(?<![0-9A-Za-z])[2-9][0-9]{{7}}{_SEPARATOR}[0-9]{{8}}(?![0-9A-Za-z])"


def _check(candidate: str) -> Reading | None:
    if candidate.isdigit():
        return _read(candidate, 0, len(candidate), 0.75)
    groups = list(re.finditer(r"[0-9]+", candidate.replace("%20", " " * 3)))
    score = 0.75 if len(groups) == 1 else 0.85
    for run in (groups, groups[:4]):
        digits = "".join(group.group() for group in run)
        if reading := _read(digits, run[0].start(), run[-1].end(), score):
            return reading
    return None


def _read(digits: str, start: int, end: int, score: float) -> Reading | None:
    if len(set(digits)) == 1 or not luhn(digits):
        return None
    issuer = find_range(digits)
    if issuer is None:
        return None
    usual = len(digits) in issuer.usual
    return Reading(
        type="payment.card.pan",
        score=score if usual else score - 0.35,
        context_score=0.98 if usual else 0.9,
        value=digits,
        strict=True,
        qualifier="test_value" if digits in TEST_NUMBERS else None,
        why=("luhn", f"range:{issuer.brand}"),
        start=start,
        end=end,
    )


def _check_cell(cell: str) -> Reading | None:
    """Accept, under a card's column name, numbers of ranges that nobody published."""
    digits = re.sub(r"[ .\u00a0\u202f-]", "", cell.strip().removesuffix(".0"))
    if not 12 <= len(digits) <= 19 or not luhn(digits) or len(set(digits)) == 1:
        return None
    if find_range(digits) is not None:
        return None
    return Reading("payment.card.pan", 0.7, 0.7, digits, why=("luhn",))


plugin = Pattern(
    title="Payment card numbers",
    types=("payment.card.pan",),
    regexes=(
        rf"{_NO_DECIMALS}[2-9][0-9]{{11,18}}(?:\b|_)",
        rf"{_NO_DECIMALS}1[0-9]{{14}}\b",
        rf"\b[0-9]{{4}}{_SEPARATOR}[0-9]{{4}}{_SEPARATOR}[0-9]{{4}}{_SEPARATOR}[0-9]{{4}}\b",
        rf"\b3[0-9]{{3}}{_SEPARATOR}[0-9]{{6}}{_SEPARATOR}[0-9]{{4,5}}\b",
        rf"\b[2-9][0-9]{{7}}{_SEPARATOR}[0-9]{{8}}\b",
    ),
    exact=(
        r"(?=[2-9])(?<![0-9A-Za-z])(?<![0-9]\.)(?<![0-9A-Fa-f]{4}-)[2-9][0-9]{11,18}"
        r"(?![0-9A-Za-z])(?!\.(?!0\b)[0-9])_?",
        r"(?<![0-9A-Za-z])(?<![0-9]\.)(?<![0-9A-Fa-f]{4}-)1[0-9]{14}(?![0-9A-Za-z])(?!\.[0-9])",
        _FOURS,
        _AMEX,
        _EIGHTS,
    ),
    check=_check,
    cell_check=_check_cell,
    near=(
        "carte", "cartes", "carte bancaire", "cb", "card", "cards", "visa", "mastercard", "amex",
        "american express", "maestro", "diners", "discover", "jcb", "unionpay", "pan", "cvv",
        "cvc", "crypto", "cryptogramme", "credit", "debit", "debiter", "paiement", "payment",
        "exp", "expire", "expiration", "titulaire", "cardholder",
    ),
    fields=(
        "pan", "card_number", "card_no", "card_num", "cardnumber", "credit_card", "creditcard",
        "ccnum", "cc_number", "cc", "cb", "numero_carte", "num_carte", "no_carte", "numero_cb",
        "num_cb", "carte_bancaire", "carte_bleue", "numero_de_carte", "carte", "card",
    ),
)  # fmt: skip
