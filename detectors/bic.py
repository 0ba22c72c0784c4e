"""Bank identifier codes (BIC, SWIFT), beside the word or an account.

Shape: four letters of the bank, two of the country, two signs of the place, perhaps three of the
branch; in capitals, in one piece or spaced.
Check: the country is one of ISO 3166; a word of all letters is none where it is an ordinary word
(`BANCAIRE` has the shape); only with a word nearby or a field so named.
Category: cat.payment; of itself it names a bank, beside an account it is a person's.
Source: ISO 9362:2022; SWIFT, BIC policy, read 2026-11.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.countries import CODES
from pdscan.naming.names import is_ordinary

_COUNTRY = f"(?:{'|'.join(sorted(CODES | {'XK'}))})"
_PLAIN = rf"[A-Z]{{4}}{_COUNTRY}[A-Z0-9]{{2}}(?:[A-Z0-9]{{3}})?"
_SPACED = rf"[A-Z]{{4}} {_COUNTRY} [A-Z0-9]{{2}}(?: [A-Z0-9]{{3}})?"
# Words of bank forms and of software that have the shape and that no list of words holds.
_WORDS = """
    BANCAIRE VIREMENT PAIEMENT DOCUMENT BANCAIRES VIREMENTS DELIVERY CUSTOMER DATABASE
    DISABLED ABSOLUTE REGLEMENT INTERNET CREATION PERSONNE COMMENCE DEBITEUR CREANCIER
"""
_NO_BANKS = frozenset(_WORDS.split())


def _check(candidate: str) -> Reading | None:
    compact = candidate.replace(" ", "")
    if compact in _NO_BANKS or (compact.isalpha() and is_ordinary(compact.lower())):
        return None
    return Reading(
        type="payment.bic",
        score=0.45,
        context_score=0.9,
        value=compact.removesuffix("XXX") if len(compact) == 11 else compact,
        capacity="organisation",
        masked=f"{compact[:4]}••••",
        why=("country",),
    )


def _check_cell(cell: str) -> Reading | None:
    compact = cell.strip().replace(" ", "").upper()
    reading = _check(compact) if re.fullmatch(_PLAIN, compact) else None
    return reading and reading._replace(score=0.9, strict=True)


plugin = Pattern(
    title="Bank identifier codes",
    types=("payment.bic",),
    regexes=(rf"\b{_PLAIN}\b", rf"\b{_SPACED}\b"),
    exact=(
        rf"(?<![0-9A-Za-z_.]){_PLAIN}(?![0-9A-Za-z_])",
        rf"(?<![0-9A-Za-z_.]){_SPACED}(?![0-9A-Za-z_])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("bic", "swift", "code bic", "code swift", "iban", "bank identifier", "bankleitzahl"),
    fields=("bic", "code_bic", "swift", "swift_code", "bic_swift", "bic_code"),
    needs_context=True,
    reach=20,
)  # fmt: skip
