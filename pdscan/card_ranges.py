"""Say whose card a number is: the published issuer ranges and lengths of the card brands.

A range is `usual` where its numbers can be believed without a word nearby; the others are short,
rare, or look like article, tracking and company numbers, and count in context only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


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


def _range(brand: str, span: str, lengths: str, usual: str = "") -> CardRange:
    first, _, last = span.partition("-")
    return CardRange(brand, first, last or first, _sizes(lengths), _sizes(usual))


def _sizes(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split():
        low, _, high = part.partition("-")
        found.update(range(int(low), int(high or low) + 1))
    return frozenset(found)


# Source: ISO/IEC 7812-1 and the ranges that the networks publish for merchants and acquirers
# (Visa, Mastercard 2-series bulletin, American Express, Discover/Diners, JCB, UnionPay, NSPK,
# NPCI, Elo, Troy, Verve), as known in 2025. More specific ranges come first.
RANGES = (
    _range("dankort", "5019", "16", "16"),
    _range("dankort", "4571", "16", "16"),
    _range("elo", "401178-401179", "16", "16"),
    _range("elo", "438935", "16", "16"),
    _range("elo", "451416", "16", "16"),
    _range("elo", "504175", "16", "16"),
    _range("elo", "506699-506778", "16", "16"),
    _range("elo", "509000-509999", "16", "16"),
    _range("elo", "627780", "16", "16"),
    _range("elo", "636297-636368", "16", "16"),
    _range("elo", "650031-650598", "16", "16"),
    _range("hipercard", "606282", "13 16 19", "16"),
    _range("hipercard", "637095-637612", "16", "16"),
    _range("verve", "506099-506198", "16 18 19", "16"),
    _range("verve", "650002-650027", "16 18 19", "16"),
    _range("verve", "507865-507964", "16 18 19", "16"),
    _range("rupay", "508500-508999", "16", "16"),
    _range("rupay", "606985-607984", "16", "16"),
    _range("rupay", "608001-608500", "16", "16"),
    _range("rupay", "652150-653149", "16", "16"),
    _range("rupay", "817200-820199", "16"),
    _range("rupay", "353000-353999", "16", "16"),
    _range("troy", "979200-979289", "16", "16"),
    _range("humo", "9860", "16"),
    _range("uzcard", "8600", "16"),
    _range("mir", "2200-2204", "16-19", "16"),
    _range("mastercard", "222100-272099", "16", "16"),
    _range("mastercard", "51-55", "16", "16"),
    _range("visa", "4", "13 16 19", "16"),
    _range("amex", "34", "15", "15"),
    _range("amex", "37", "15", "15"),
    _range("jcb", "3528-3589", "16-19", "16"),
    _range("jcb", "1800", "15"),
    _range("jcb", "2131", "15"),
    _range("diners", "300-305", "14-19"),
    _range("diners", "3095", "14-19"),
    _range("diners", "36", "14-19"),
    _range("diners", "38-39", "14-19"),
    _range("diners", "2014", "15"),
    _range("diners", "2149", "15"),
    _range("discover", "6011", "16-19", "16"),
    _range("discover", "644-649", "16-19", "16"),
    _range("discover", "65", "16-19", "16"),
    _range("unionpay", "62", "16-19", "16"),
    _range("unionpay", "81", "16-19"),
    _range("bankcard", "5610", "16"),
    _range("bankcard", "560221-560225", "16"),
    _range("maestro", "50", "12-19"),
    _range("maestro", "56-58", "12-19"),
    _range("maestro", "6", "12-19"),
    _range("uatp", "1", "15"),
)

# Source: the test-card pages of the networks and payment providers (public, never issued).
_TEST_NUMBERS = """
    4111111111111111 4242424242424242 4012888888881881 4222222222222 4000056655665556
    4000000000000002 4000000000009995 4000000000003220 4000002500003155 4000002760003184
    4444333322221111 4917610000000000 4917300800000000 4462030000000000 4484070000000000
    5555555555554444 5105105105105100 5200828282828210 5454545454545454 2223003122003222
    2223000048410010 2222420000001113 378282246310005 371449635398431 378734493671000
    343434343434343 374251018720018 6011111111111117 6011000990139424 6011981111111113
    6011000400000000 3056930009020004 36227206271667 30569309025904 38520000023237
    36700102000000 6555900000604105 3566002020360505 3530111333300000 3528000700000000
    6200000000000005 6200000000000047 6205500000000000004 5610591081018250 5019717010103742
    6331101999990016 6759649826438453 6799990100000000019 122000000000003
    """
TEST_NUMBERS = frozenset(_TEST_NUMBERS.split())


def find_range(digits: str) -> CardRange | None:
    """Return the range of a whole number, its length included, or None."""
    return _range_of(digits[:6], len(digits))


@lru_cache(maxsize=100_000)
def _range_of(prefix: str, length: int) -> CardRange | None:
    return next((r for r in RANGES if length in r.lengths and r.holds(prefix)), None)


def starts_card(prefix: str) -> bool:
    """Say whether some brand issues cards whose number starts with these six or eight digits."""
    return any(r.holds(prefix) for r in RANGES if r.brand != "uatp")
