"""Read French dates written in words: « douze mars mil neuf cent quatre-vingt-quatre »."""

from __future__ import annotations

import re

from pdscan.folding import strip_accents

_UNITS = (
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_WORDS = {word: number for number, word in enumerate(_UNITS)} | _TENS | {"premier": 1, "une": 1}
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
    "octobre", "novembre", "decembre",
)  # fmt: skip

_LETTER = re.compile("[A-Za-z]")


def number(text: str) -> int | None:
    """Return the number that French words say, up to some thousands, or None.

    >>> number("mil neuf cent quatre-vingt-quatre"), number("vingt et un"), number("mars")
    (1984, 21, None)
    """
    total = part = 0
    for word in re.split(r"[\s-]+", strip_accents(text.lower()).strip()):
        word = word.rstrip("s") if word in ("vingts", "cents", "milles") else word
        if word in ("mil", "mille"):
            total, part = (part or 1) * 1000, 0
        elif word == "cent":
            part = (part or 1) * 100
        elif word == "vingt" and part % 100 == 4:
            part += 76
        elif word in _WORDS:
            part += _WORDS[word]
        elif word != "et":
            return None
    return total + part or None


def date_parts(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a date whose day and year are words, or None.

    >>> date_parts("douze mars mil neuf cent quatre-vingt-quatre"), date_parts("douze rues")
    ((1984, 3, 12), None)
    """
    if _LETTER.search(text) is None:
        return None
    text = strip_accents(text.lower())
    for month, name in enumerate(MONTHS, 1):
        day, found, year = text.partition(f" {name} ")
        if found:
            numbers = number(day), int(year) if year.isdigit() else number(year)
            return (numbers[1], month, numbers[0]) if numbers[0] and numbers[1] else None
    return None
