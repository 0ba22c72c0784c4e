"""Remember in which formats cards are cut at one place, and some of the cards by keyed digests.

A format says how many first and last digits of how many are shown: `6+4/16`. Of the cards that show
their first six and last four digits a few are kept, those with the smallest hashes, each as the
keyed digest of these ten digits: places that hold the same cards keep the same ones, whatever else
they show of them. Without a key of the estate no card is kept. Source: PCI SSC FAQ 1091.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pdscan import distinct

TYPE = "payment.card.pan_truncated"
KEPT = 32
FIRST, LAST = 6, 4
USUAL_LENGTH = 16
LENGTHS = range(12, 20)
_SEPARATORS = re.compile(r"[\s-]")
_CUT = re.compile(r"([0-9]*)(.*?)([0-9]*)", re.DOTALL)
_FORMAT = re.compile(r"(\d{1,2})\+(\d{1,2})/(\d{1,2})")
_SHORTEST_MASK = 4  # fewer signs are an ellipsis, which stands for any number of digits

Format = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """Say in which `formats` card numbers are cut (`6+4/16`: first and last digits of how many).

    `cards` are keyed digests of a few, by their first six and last four digits.
    """

    formats: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()


@dataclass(slots=True)
class Truncations:
    """Hold the formats seen, and up to `KEPT` cards: the hash of each with its digest."""

    formats: set[Format] = field(default_factory=set)
    cards: dict[int, str] = field(default_factory=dict)

    def add(self, values: Iterable[str], key: bytes | None) -> None:
        """Add cut numbers as they were read, with the estate's key."""
        for value in values:
            first, last, length = _ends(value)
            if length not in LENGTHS or not first + last:
                continue
            self.formats.add((len(first), len(last), length))
            if key is not None and len(first) >= FIRST and len(last) >= LAST:
                self._keep(first[:FIRST] + last[-LAST:], key)

    def merge(self, other: Truncations) -> None:
        """Add what another part of the same place showed."""
        self.formats |= other.formats
        self.cards |= other.cards
        self._cut()

    def written(self) -> Cut:
        """Return the formats and the digests as a report has them, each sorted."""
        formats = (f"{first}+{last}/{length}" for first, last, length in sorted(self.formats))
        return Cut(tuple(formats), tuple(sorted(self.cards.values())))

    def _keep(self, digits: str, key: bytes) -> None:
        order = distinct.order(TYPE, digits)
        if order in self.cards or (len(self.cards) >= KEPT and order > max(self.cards)):
            return
        raw = f"card {FIRST}+{LAST}\x1f{digits}".encode()
        self.cards[order] = hmac.new(key, raw, "sha256").hexdigest()[:32]
        self._cut()

    def _cut(self) -> None:
        for order in sorted(self.cards)[KEPT:]:
            del self.cards[order]


def read(text: str) -> Format | None:
    """Return the numbers of a written format, None where it is none.

    >>> read("6+4/16"), read("six and four")
    ((6, 4, 16), None)
    """
    found = _FORMAT.fullmatch(text)
    if found is None:
        return None
    first, last, length = map(int, found.groups())
    return (first, last, length) if first + last <= length else None


def _ends(value: str) -> tuple[str, str, int]:
    """Return a cut number's first and last digits and its length; first digits alone may be all."""
    found = _CUT.fullmatch(_SEPARATORS.sub("", value).replace("%2A", "*"))
    first, hidden, last = found.groups() if found else ("", "", "")
    length = len(first) + len(hidden) + len(last)
    return first, last, length if len(hidden) >= _SHORTEST_MASK else USUAL_LENGTH
