"""Machine-readable lines of passports and identity cards, by their check digits.

Shape: the second line of a passport (44 signs) or of a card of two lines (36), both lines of digits
of a card of three (30), the second line of the French card until 2021 (36).
Check: 7-3-1 digits of the number, the dates and the whole line.
Category: none by default; identity papers are declared by name.
Source: ICAO Doc 9303, parts 3 to 6; arrêté du 4 décembre 1987 (French card).
"""

from __future__ import annotations

import re

from pdscan.checksums import mrz_digit
from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_DATES = r"[0-9]{6}[0-9][MFX<][0-9]{6}[0-9]"
_TWO_LINES = rf"[A-Z0-9<]{{9}}[0-9<][A-Z<]{{3}}{_DATES}[A-Z0-9<]{{7,14}}[0-9<]?[0-9]"
_FIRST_OF_THREE = r"[IAC][A-Z<][A-Z<]{3}[A-Z0-9<]{9}[0-9<][A-Z0-9<]{15}"
_FRENCH = r"[0-9]{4}[0-9A-Z]{3}[0-9]{5}[0-9][A-Z<]{14}[0-9]{6}[0-9][MF][0-9]"


def _check(candidate: str) -> Reading | None:
    if len(candidate) == 36 and re.fullmatch(_FRENCH, candidate):
        parts = (candidate[:13], candidate[27:34])
        if _holds(*parts) and mrz_digit(candidate[:-1]) == int(candidate[-1]):
            return _reading("gov.id_card", candidate[:12], 0)
    if len(candidate) == 30:
        whole = _holds(candidate[5:15])
        return _reading("gov.id_card", candidate[5:14], 5) if whole else None
    if len(candidate) not in (36, 44) or not re.fullmatch(_TWO_LINES, candidate):
        return None
    number, born, ends = candidate[:10], candidate[13:20], candidate[21:28]
    if not _holds(number, born, ends, number + born + candidate[21:]):
        return None
    kind = "gov.passport" if len(candidate) == 44 else "gov.id_card"
    return _reading(kind, candidate[:9], 0)


def _holds(*fields: str) -> bool:
    """Say whether the last sign of each field is the check digit of those before."""
    return all(
        mrz_digit(field[:-1]) == (0 if field[-1] == "<" else int(field[-1])) for field in fields
    )


def _reading(kind: str, number: str, start: int) -> Reading | None:
    value = number.rstrip("<")
    if len(set(value)) < 3 or not any(sign.isdigit() for sign in value):
        return None
    return Reading(
        kind, 0.97, 0.99, value, True, masked=mask(kind, value), why=("machine-readable line",),
        start=start, end=start + len(value),
    )  # fmt: skip


plugin = Pattern(
    title="Machine-readable lines of identity papers",
    types=("gov.passport", "gov.id_card"),
    regexes=(
        r"[0-9<][A-Z<]{3}[0-9]{7}[MFX<][0-9]{7}[A-Z0-9<]{7,14}[0-9<]?[0-9]\b",
        r"\b[IAC][A-Z<][A-Z<]{3}[A-Z0-9<]{9}[0-9<][A-Z0-9<]{14}[A-Z0-9<]",
        r"\b[0-9]{4}[0-9A-Z]{3}[0-9]{6}[A-Z<]{14}[0-9]{7}[MF][0-9]\b",
    ),
    exact=(
        rf"(?<![0-9A-Za-z<]){_TWO_LINES}(?![0-9A-Za-z<])",
        rf"(?<![0-9A-Za-z<]){_FIRST_OF_THREE}(?![0-9A-Za-z<])",
        rf"(?<![0-9A-Za-z<]){_FRENCH}(?![0-9A-Za-z<])",
    ),
    check=_check,
    fields=("mrz", "zone_mrz", "mrz_line"),
    reach=48,
)
