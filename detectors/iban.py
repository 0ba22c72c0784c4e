"""Bank account numbers in the international form (IBAN), whole or masked.

Shape: two letters of a country, two check digits, and as many signs as the country has; spaces,
no-break spaces, dashes or dots between groups, any case; or with a run of mask signs inside.
Check: the country's structure, modulo 97, and the country's own check digits where it has some (the
RIB key of France and Monaco; those of Belgium, Spain, Montenegro, Norway …).
Category: cat.payment, cat.billing.
Source: ISO 13616-1:2020; SWIFT IBAN registry, release 101; ACPR, clé RIB, read 2025-06.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from pdscan.checksums import IBAN_SHAPES, has_iban_shape, iban, iban_length, rib
from pdscan.contracts import Begin, Pattern, Reading
from pdscan.model import Form

_SEPARATOR = "(?:[ .-]|\u00a0|\u202f)"
_NEXT = r"[0-9A-Z .\xc2\xa0\xe2\x80\xaf-]"
_MASK = "(?:[*#xX]|•|·|…|●)"
_START = r"(?i)\b[a-z]{2} ?[0-9]{2}"
_COUNTRIES = "|".join(IBAN_SHAPES)
_MASKED = (
    rf"\b(?:{_COUNTRIES})[0-9*xX#]{{2}}(?:{_SEPARATOR}?[0-9A-Z]){{0,12}}"
    rf"(?:{_SEPARATOR}?{_MASK}){{4,28}}(?:{_SEPARATOR}?[0-9A-Z]){{2,12}}\b"
)


def _whole() -> str:
    """Return one regex for all countries, each with the length of its IBAN."""
    by_length: dict[int, list[str]] = defaultdict(list)
    for country in IBAN_SHAPES:
        by_length[iban_length(country) or 0].append(country)
    kinds = (
        rf"(?:{'|'.join(countries)}) ?[0-9]{{2}}(?:{_SEPARATOR}?[0-9A-Z]){{{length - 4}}}"
        for length, countries in sorted(by_length.items())
    )
    return rf"(?i)(?<![0-9A-Za-z])(?:{'|'.join(kinds)})(?![0-9A-Za-z])"


def _check(candidate: str) -> Reading | None:
    compact = "".join(sign for sign in candidate if sign.isalnum()).upper()
    if not iban(compact):
        return _check_masked(candidate)
    if not _holds_at_home(compact):
        return None
    keyed = compact[:2] not in ("FR", "MC") or rib(compact[4:])
    return Reading(
        type="payment.iban",
        score=0.95 if keyed else 0.8,
        context_score=0.99 if keyed else 0.9,
        value=compact,
        strict=keyed,
        why=("mod97", "rib_key") if compact[:2] in ("FR", "MC") and keyed else ("mod97",),
    )


def _holds_at_home(compact: str) -> bool:
    """Say whether the check digits inside the national part hold, where a country has some."""
    if compact.startswith("BE"):  # not by python-stdnum, whose list of banks may be out of date
        return (int(compact[4:14]) % 97 or 97) == int(compact[14:])
    if not _is_checked_at_home(compact[:2]):
        return True
    from stdnum import iban as international

    return bool(international.is_valid(compact))


@cache
def _is_checked_at_home(country: str) -> bool:
    from stdnum.util import get_cc_module

    return get_cc_module(country.lower(), "iban") is not None


def _tried(candidate: str) -> bool:
    """Say whether a candidate has the signs of its country's IBAN, but for the check digits."""
    compact = "".join(sign for sign in candidate if sign.isalnum()).upper()
    return has_iban_shape(compact)


def _check_masked(candidate: str) -> Reading | None:
    runs: list[str] = re.findall(r"(?:[*#xX•·●][ .\u00a0\u202f-]?){4,}|…", candidate[2:])
    digits = sum(sign.isdigit() for sign in candidate)
    if not runs or digits < 3:
        return None
    value = re.sub(r"[ .\u00a0\u202f-]", "", candidate).upper()
    return Reading(
        type="payment.iban",
        score=0.8,
        context_score=0.95,
        value=value,
        form=Form.MASKED,
        masked=f"{value[:2]}••••{value[-4:]}",
        why=("masked",),
    )


plugin = Pattern(
    title="Bank accounts (IBAN)",
    types=("payment.iban",),
    regexes=(
        rf"\b(?:{_COUNTRIES}) ?[0-9]{{2}}{_NEXT}{{9}}",
        rf"\b(?:{_COUNTRIES.lower()})[0-9]{{2}}[ -]?(?:[0-9]{{3}}|[a-z]{{4}}){_NEXT.lower()}{{5}}",
        rf"\b(?:{_COUNTRIES})[0-9*xX#]{{2}}[0-9A-Z .-]{{0,16}}(?:{_SEPARATOR}?{_MASK}){{4}}",
    ),
    exact=(_whole(), _whole(), _MASKED),
    begins=(Begin(_START), Begin(_START), Begin()),
    check=_check,
    near=("iban", "rib", "compte", "compte bancaire", "virement", "prelevement", "banque", "bic",
          "swift", "bank account", "sepa", "mandat"),
    fields=("iban", "rib", "compte_bancaire", "bank_account", "numero_compte", "num_compte"),
    tried=_tried,
    reach=96,
)  # fmt: skip
