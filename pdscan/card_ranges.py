"""Say whose card a number is: the published issuer ranges and lengths of the card brands.

A range is `usual` where its numbers can be believed without a word nearby; the others are short,
rare, or look like article, tracking and company numbers, and count in context only. The ranges,
the limits of truncation and the public test numbers are in card_ranges.toml, with their sources.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pdscan.checksums import luhn

SHORTEST, LONGEST = 12, 19


@dataclass(frozen=True, slots=True)
class CardRange:
    """Hold one range of first digits (both ends of the same length) and the lengths it has."""

    brand: str
    first: str
    last: str
    lengths: frozenset[int]
    usual: frozenset[int] = frozenset()

    def holds(self, digits: str) -> bool:
        """Say whether the number, or its first digits, lies in the range."""
        size = min(len(self.first), len(digits))
        return self.first[:size] <= digits[:size] <= self.last[:size]


@cache
def card_ranges() -> tuple[CardRange, ...]:
    """Return all ranges, the more specific first."""
    return tuple(_range(*row) for row in _data()["ranges"])


@cache
def public_test_numbers() -> frozenset[str]:
    """Return the numbers that networks and payment providers publish for tests."""
    return frozenset(_data()["test"]["numbers"].split())


def find_range(digits: str) -> CardRange | None:
    """Return the range of a whole number, its length included, or None."""
    return _range_of(digits[:6], len(digits))


def is_card(text: str) -> bool:
    """Say whether the digits of a text are a card's number: its range, its length and Luhn."""
    digits = "".join(sign for sign in text if sign.isdigit())
    return find_range(digits) is not None and luhn(digits)


def starts_card(prefix: str) -> bool:
    """Say whether some brand issues cards whose number starts with these digits, four or more."""
    return any(one.holds(prefix) for one in card_ranges() if one.brand != "uatp")


def shows_too_much(length: int, first: int, last: int) -> bool:
    """Say whether a number truncated to its first and last digits shows more than it may.

    Of lengths that the rule does not speak of, the first six and the last four are allowed.
    """
    limits = _data()["truncation"]
    removed, most = limits["removed"].get(str(length)), limits["first"].get(str(length), 6)
    if removed is None:
        return first > most or last > 4
    return (
        first > most
        or length - first - last < removed
        or (first > 0 and last > max(4, length - 12))
    )


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _range(brand: str, span: str, lengths: str, usual: str) -> CardRange:
    first, _, last = span.partition("-")
    return CardRange(brand, first, last or first, _sizes(lengths), _sizes(usual))


def _sizes(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split():
        low, _, high = part.partition("-")
        found.update(range(int(low), int(high or low) + 1))
    return frozenset(found)


@lru_cache(maxsize=100_000)
def _range_of(prefix: str, length: int) -> CardRange | None:
    return next((one for one in card_ranges() if length in one.lengths and one.holds(prefix)), None)
