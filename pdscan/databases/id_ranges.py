"""Draw documents of a big MongoDB collection by ranges of `_id`, which its index finds at once.

MongoDB's own `$sample` knows no seed. The span of ids is cut into equal stretches, and of each a
run of documents is read from a place drawn by chance, as `key_ranges` does in tables.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any
from uuid import UUID

STRETCHES = 100
_PLACES = 8  # of a text, after what all ids begin with
_SIGNS = (  # in their order, smallest first
    digits,
    digits + "abcdef",
    digits + ascii_lowercase,
    digits + ascii_uppercase + ascii_lowercase,
    "".join(map(chr, range(0x20, 0x7F))),
)
_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Span:
    """Number the ids of a collection from `first` to `last`; `of` gives the id of a number."""

    first: int
    last: int
    of: Callable[[int], Any]


@dataclass(frozen=True, slots=True)
class Run:
    """Say which documents to read: at most `most` with ids from `start` on and below `end`."""

    start: Any
    end: Any
    most: int

    @property
    def filter(self) -> dict[str, Any]:
        """Return the run as MongoDB is asked for it."""
        return {"_id": {"$gte": self.start, "$lt": self.end}}


def span(first: Any, last: Any) -> Span | None:
    """Return how ids between these two are numbered; None for kinds that aren't."""
    from bson import ObjectId

    if _is_number(first) and _is_number(last):
        return Span(int(first), int(last), lambda number: min(number, (1 << 63) - 1))
    if type(first) is not type(last):
        return None
    if isinstance(first, UUID):
        return Span(first.int, last.int, lambda number: UUID(int=min(number, (1 << 128) - 1)))
    if isinstance(first, ObjectId):
        low, high = (int.from_bytes(one.binary) for one in (first, last))
        return Span(low, high, lambda n: ObjectId(min(n, (1 << 96) - 1).to_bytes(12)))
    return _of_texts(first, last) if isinstance(first, str) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _of_texts(first: str, last: str) -> Span:
    """Number texts by the signs after what both begin with, in the smallest set that they use."""
    pairs = takewhile(lambda two: two[0] == two[1], zip(first, last, strict=False))
    same = first[: sum(1 for _ in pairs)]
    ends = first[len(same) :] + last[len(same) :]
    signs = next((one for one in _SIGNS if set(ends) <= set(one)), _SIGNS[-1])

    def number(text: str) -> int:
        total = 0
        for sign in text[len(same) :][:_PLACES].ljust(_PLACES, signs[0]):
            place = bisect_left(signs, sign)
            total = total * len(signs) + min(place, len(signs) - 1)
        return total

    def text(number: int) -> str:
        found = []
        for _ in range(_PLACES):
            number, digit = divmod(number, len(signs))
            found.append(signs[digit])
        return same + "".join(reversed(found)) if not number else _AFTER_ALL

    return Span(number(first), number(last), text)


def runs(ids: Span, n: int, of: int, seed: int) -> Iterator[Run]:
    """Yield about as many runs as there are stretches, each with its share of the n documents."""
    chance = random.Random(seed)  # noqa: S311 (a sample, not a secret)
    stretches = min(STRETCHES, n)
    width = max(1, -(-(ids.last - ids.first + 1) // stretches))
    for place in range(stretches):
        start = ids.first + place * width
        most = n // stretches + (place < n % stretches)
        needed = min(width, most * width * stretches // max(1, of))  # ids that hold a run
        begin = start + chance.randrange(max(1, width - needed + 1))
        yield Run(ids.of(begin), ids.of(start + width), most)
