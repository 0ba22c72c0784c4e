"""Compute the check digits of cards, accounts and official numbers: pure arithmetic on text."""

from __future__ import annotations

import re
from functools import cache

# The signs after country and check digits, per country: n digits, a capital letters, c either.
# Source: SWIFT IBAN registry, release 101 (the facts only).
# fmt: off
IBAN_SHAPES = {
    "AD": "8n12c", "AE": "19n", "AL": "8n16c", "AT": "16n", "AZ": "4a20c", "BA": "16n",
    "BE": "12n", "BG": "4a6n8c", "BH": "4a14c", "BI": "23n", "BR": "23n1a1c", "BY": "4c4n16c",
    "CH": "5n12c", "CR": "18n", "CY": "8n16c", "CZ": "20n", "DE": "18n", "DJ": "23n", "DK": "14n",
    "DO": "4c20n", "EE": "16n", "EG": "25n", "ES": "20n", "FI": "14n", "FK": "2a12n", "FO": "14n",
    "FR": "10n11c2n", "GB": "4a14n", "GE": "2a16n", "GI": "4a15c", "GL": "14n", "GR": "7n16c",
    "GT": "24c", "HN": "4a20n", "HR": "17n", "HU": "24n", "IE": "4a14n", "IL": "19n",
    "IQ": "4a15n", "IS": "22n", "IT": "1a10n12c", "JO": "4a4n18c", "KW": "4a22c", "KZ": "3n13c",
    "LB": "4n20c", "LC": "4a24c", "LI": "5n12c", "LT": "16n", "LU": "3n13c", "LV": "4a13c",
    "LY": "21n", "MC": "10n11c2n", "MD": "20c", "ME": "18n", "MK": "3n10c2n", "MN": "16n",
    "MR": "23n", "MT": "4a5n18c", "MU": "4a19n3a", "NI": "4a20n", "NL": "4a10n", "NO": "11n",
    "OM": "3n16c", "PK": "4a16c", "PL": "24n", "PS": "4a21c", "PT": "21n", "QA": "4a21c",
    "RO": "4a16c", "RS": "18n", "RU": "14n15c", "SA": "2n18c", "SC": "4a20n3a", "SD": "14n",
    "SE": "20n", "SI": "15n", "SK": "20n", "SM": "1a10n12c", "SO": "19n", "ST": "21n",
    "SV": "4a20n", "TL": "19n", "TN": "20n", "TR": "6n16c", "UA": "6n19c", "VA": "18n",
    "VG": "4a16n", "XK": "16n", "YE": "4a4n18c",
}
# fmt: on
_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_DOUBLED = str.maketrans("0123456789", "0246813579")
_VAT_SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LA_POSTE = "356000000"
_SIGNS = {"n": "[0-9]", "a": "[A-Z]", "c": "[0-9A-Z]"}


def luhn(digits: str) -> bool:
    """Say whether the last digit is the Luhn digit of those before (ISO/IEC 7812-1, annex B).

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    if len(digits) < 2 or not (digits.isascii() and digits.isdigit()):
        return False
    return sum(map(int, digits[-1::-2] + digits[-2::-2].translate(_DOUBLED))) % 10 == 0


_LETTER_VALUES = str.maketrans(
    {sign: str(int(sign, 36)) for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}
)


def mod97(text: str) -> int:
    """Return the remainder by 97 of the number, letters standing for 10 to 35 (ISO 7064)."""
    return int(text.translate(_LETTER_VALUES)) % 97


def iban(compact: str) -> bool:
    """Say whether a compact upper-case IBAN has its country's shape and the right check digits.

    >>> iban("FR7699999000010001234567809"), iban("FR7699999000010001234567890")
    (True, False)
    """
    return has_iban_shape(compact) and mod97(compact[4:] + compact[:4]) == 1


def has_iban_shape(compact: str) -> bool:
    """Say whether a compact upper-case text has the signs of its country's IBAN."""
    shape = _iban_shape(compact[:2])
    return shape is not None and shape.fullmatch(compact) is not None


def iban_length(country: str) -> int | None:
    """Return how many signs an IBAN of the country has, or None where it has none."""
    shape = IBAN_SHAPES.get(country)
    if shape is None:
        return None
    return 4 + sum(int(size) for size in re.findall(r"\d+", shape))


def rib(bban: str) -> bool:
    """Say whether the key of a French account (bank, branch, account, key: 23 signs) is right."""
    digits = bban.upper().translate(_RIB_LETTERS)
    if len(digits) != 23 or not digits.isdigit():
        return False
    bank, branch, account, key = digits[:5], digits[5:10], digits[10:21], digits[21:]
    return 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97 == int(key)


def nir_key(body: str) -> int:
    """Return the key of the 13 first signs of a NIR; Corsica's 2A and 2B count as 19 and 18.

    >>> nir_key("2920799999014"), nir_key("1850599999001")
    (95, 81)
    """
    number = int(body.upper().replace("2A", "19").replace("2B", "18"))
    return 97 - number % 97


def siren(digits: str) -> bool:
    """Say whether nine digits are a SIREN (Luhn)."""
    return len(digits) == 9 and digits != "0" * 9 and luhn(digits)


def siret(digits: str) -> bool:
    """Say whether 14 digits are a SIRET: Luhn, or for La Poste a sum that five divides."""
    if len(digits) != 14 or not digits.isdigit() or not siren(digits[:9]):
        return False
    return luhn(digits) or (digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0)


def french_vat(number: str) -> bool:
    """Say whether a key of two signs and nine digits (without FR) are a French VAT number.

    A key of digits follows from the SIREN; a key with a letter from its value by its own rule
    (both signs count, without I and O). Monaco's numbers begin with 000 and are no SIREN.

    >>> french_vat("83404833048"), french_vat("84404833048"), french_vat("K7399859412")
    (True, False, True)
    """
    if not re.fullmatch(r"[0-9A-HJ-NP-Z]{2}[0-9]{9}", number):
        return False
    key, body = number[:2], number[2:]
    if not body.startswith("000") and not siren(body):
        return False
    if key.isdigit():
        return int(key) == int(body + "12") % 97
    first, second = (_VAT_SIGNS.index(sign) for sign in key)
    weight = first * 24 + second - 10 if key[0].isdigit() else first * 34 + second - 100
    return (int(body) + 1 + weight // 11) % 11 == weight % 11


def spi(digits: str) -> bool:
    """Say whether 13 digits are a French tax number (SPI): the last three are the rest by 511.

    >>> spi("3023217600053"), spi("3023217600054")
    (True, False)
    """
    if not re.fullmatch(r"[0-3][0-9]{12}", digits):
        return False
    return int(digits[:10]) % 511 == int(digits[10:])


def ine_key(digits: str) -> str:
    """Return the letter of a student's number (INE) of ten digits: their rest by 23, less I, O, Q.

    >>> ine_key("1234567890")
    'V'
    """
    return "ABCDEFGHJKLMNPRSTUVWXYZ"[int(digits) % 23]


def mrz_digit(text: str) -> int:
    """Return the check digit of a field of a machine-readable zone (ICAO 9303-3, 4.9).

    >>> mrz_digit("520727")
    3
    """
    values = (0 if sign == "<" else int(sign, 36) for sign in text)
    return sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10


@cache
def _iban_shape(country: str) -> re.Pattern[str] | None:
    shape = IBAN_SHAPES.get(country)
    if shape is None:
        return None
    parts = re.findall(r"(\d+)([nac])", shape)
    body = "".join(f"{_SIGNS[kind]}{{{size}}}" for size, kind in parts)
    return re.compile(rf"[A-Z]{{2}}[0-9]{{2}}{body}")
