"""Make numbers that nobody has: their check digits are right, their ranges are given to nobody.

Cards begin with 400000 (no issuer's), accounts lie with the bank 99999, social security numbers
come from the department 99 and the country 999, phones from the ranges that Arcep keeps for
fiction, goods from the ranges that shops number for themselves.
"""

from __future__ import annotations

from random import Random

_PHONES = ("01 99 00", "06 39 98", "03 53 01")


def card(chance: Random) -> str:
    """Return a card number of 16 digits."""
    body = "400000" + _digits(chance, 9)
    return body + _luhn_digit(body)


def truncated(number: str) -> str:
    """Return a card number's first six and last four digits, as card statements print them."""
    return f"{number[:6]}******{number[-4:]}"


def order_number(chance: Random) -> str:
    """Return 16 digits that look like a card's: one in ten passes its check by chance."""
    return "4" + _digits(chance, 15)


def iban(chance: Random) -> str:
    """Return a French account in groups of four, its RIB key and its check digits right."""
    bank, branch, account = "99999", "90000", "01" + _digits(chance, 9)
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    body = f"{bank}{branch}{account}{key:02d}"
    check = 98 - int(body + "152700") % 97
    whole = f"FR{check:02d}{body}"
    return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def social_security_number(chance: Random) -> str:
    """Return a social security number (NIR) of 15 digits, its key included."""
    month, order = chance.randrange(1, 13), chance.randrange(1, 1000)
    body = f"{chance.randrange(1, 3)}{chance.randrange(60, 100)}{month:02d}99999{order:03d}"
    return f"{body}{97 - int(body) % 97:02d}"


def phone(chance: Random) -> str:
    """Return a French phone number as people write it."""
    first = _PHONES[chance.randrange(len(_PHONES))]
    return f"{first} {_digits(chance, 2)} {_digits(chance, 2)}"


def ean(chance: Random) -> str:
    """Return the 13 digits of an article."""
    body = "29" + _digits(chance, 10)
    odd, even = sum(map(int, body[::2])), sum(map(int, body[1::2]))
    return f"{body}{-(odd + 3 * even) % 10}"


def address_of_visitor(chance: Random) -> str:
    """Return an IPv4 address of the networks kept for examples (RFC 5737)."""
    network = ("192.0.2", "198.51.100", "203.0.113")[chance.randrange(3)]
    return f"{network}.{chance.randrange(1, 255)}"


def _digits(chance: Random, count: int) -> str:
    return "".join(str(chance.randrange(10)) for _ in range(count))


def _luhn_digit(body: str) -> str:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(body), 1)]
    return str(-sum(number - 9 if number > 9 else number for number in doubled) % 10)
