"""Find where in a document each item of its declaration comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from pdscan.folding import fold

# In the order in which one wins over another where quotes of equal length overlap.
KINDS = ("denied", "declared", "retention", "recipient", "unscannable", "activity")
_KIND_OF = {
    "denials": "denied",
    "data": "declared",
    "items": "declared",
    "retention": "retention",
    "recipients": "recipient",
    "locations": "recipient",
    "transfers": "recipient",
    "obligations": "unscannable",
    "unscannable": "unscannable",
    "activities": "activity",
    "legal_bases": "activity",
    "legal_bases_declared": "activity",
    "conditions": "activity",
    "controller": "activity",
    "dpo": "activity",
    "scope": "activity",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Say what characters `start` to `end` of a document became: items, each with its kind."""

    start: int
    end: int
    became: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> str:
        """Return the kind that shows: the first."""
        return self.became[0][0]


@dataclass(frozen=True, slots=True)
class _Folded:
    """Hold a text folded sign by sign, with the place of each sign in the text."""

    text: str
    places: tuple[int, ...]


def marks_of(text: str, raw: Mapping[str, Any]) -> list[Mark]:
    """Return the marks of a document in its order.

    Where several overlap the shortest quote shows ("mais seulement Y" inside what is denied), of
    equal ones the gravest kind.
    """
    starts = tuple(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    owner: list[frozenset[tuple[int, int, str]]] = [frozenset()] * len(text)
    for kind, name, source in _sources(raw, "", ""):
        span = _span(text, starts, source)
        if span is None:
            continue
        mine = frozenset({(span[1] - span[0], KINDS.index(kind), name)})
        for at in range(*span):
            owner[at] |= mine
    return list(_runs(owner))


def _runs(owner: list[frozenset[tuple[int, int, str]]]) -> Iterator[Mark]:
    start = 0
    for at in range(1, len(owner) + 1):
        if at == len(owner) or owner[at] != owner[start]:
            if held := owner[start]:
                became = tuple((KINDS[rank], name) for _, rank, name in sorted(held))
                yield Mark(start, at, became)
            start = at


def _sources(value: Any, key: str, name: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield kind, item and source of all that is grounded, by the list that it stands in."""
    if isinstance(value, Mapping):
        name = str(value.get("id") or name or key)
        source = value.get("source")
        if key in _KIND_OF and isinstance(source, Mapping):
            yield _KIND_OF[key], name, source
        for inner, below in value.items():
            if inner not in ("source", "issues"):
                yield from _sources(below, inner, "" if not key else name)
    elif isinstance(value, list):
        for number, below in enumerate(value):
            # What has no id of its own, nor any around it, is known by its list and number.
            yield from _sources(below, key, name or f"{key}.{number}")


def _span(text: str, starts: tuple[int, ...], source: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return the characters that a source quotes, looked for within its lines."""
    lines, quote = source.get("lines") or (), fold(str(source.get("quote") or ""))
    if not lines or not quote or max(lines) >= len(starts) or min(lines) < 1:
        return None
    first, last = starts[min(lines) - 1], starts[max(lines)]
    folded = _folded(text[first:last])
    at = folded.text.find(quote)
    if at < 0:
        return None
    return first + folded.places[at], first + folded.places[at + len(quote) - 1] + 1


def _folded(text: str) -> _Folded:
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        for plain in " " if sign.isspace() else fold(sign):
            if plain == " " and (not signs or signs[-1] == " "):
                continue
            signs.append(plain)
            places.append(at)
    return _Folded("".join(signs), tuple(places))
