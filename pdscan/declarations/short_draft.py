"""Gather what the parts of a short form add to the long one, and read its phrases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pdscan.declarations import phrases, short_words
from pdscan.declarations.slugs import slug
from pdscan.taxonomy import Taxonomy

_FAMILIES = ("données de {}", "données d'{}", "{} data")
Place = tuple[str | int, ...]
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Complaint:
    """Say what can't be meant, at a place of the file as written."""

    place: Place
    message: str


@dataclass(slots=True)
class Draft:
    """Gather what the activities add to the lists of the long form.

    `places` says where in the file as written each item of the long form comes from, by its id.
    """

    facts: Taxonomy
    taken: set[str]
    places: dict[str, Place] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    recipients: dict[tuple[str, str], Raw] = field(default_factory=dict)
    retention: list[Raw] = field(default_factory=list)

    def named(self, prefix: str, words: str, place: Place) -> str:
        """Return a new id for an item that comes from a place of the file."""
        name = slug(prefix, words, self.taken)
        self.places[name] = place
        return name

    def complain(self, place: Place, message: str) -> None:
        """Note what can't be meant, at a place of the file as written."""
        self.complaints.append(Complaint(place, message))


def data_items(given: list[Any], place: Place, draft: Draft) -> Iterator[Raw]:
    """Yield a data item for each phrase, or own type with its label; the rest stays as it is."""
    for number, one in enumerate(given):
        here = (*place, number)
        if isinstance(one, dict) and len(one) == 1 and short_words.is_own_type(next(iter(one))):
            own, label = next(iter(one.items()))
            yield _item(str(label), here, draft, types=[own], list="closed")
        elif isinstance(one, str):
            resolved = resolved_in(one, here, draft)
            kind = "none" if resolved.categories else "closed"
            yield _item(
                one,
                here,
                draft,
                types=list(resolved.types),
                categories=list(resolved.categories),
                list=kind if phrases.listing(one, resolved) != "open" else "open",
            )
        else:
            yield one


def listed_in(item: object, key: str) -> list[str]:
    """Return the texts that an item lists under a key; none where its shape is another."""
    value = item.get(key) if isinstance(item, dict) else None
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _item(phrase: str, place: Place, draft: Draft, **rest: object) -> Raw:
    name = draft.named("d", phrase, place)
    return {"id": name, "phrase": phrase, "strength": "explicit", **rest}


def resolved_in(text: str, place: Place, draft: Draft) -> phrases.Resolved:
    """Resolve a phrase, or the family that it is short for ("santé", "health").

    Each of its parts that names nothing is a complaint.
    """
    resolved = phrases.resolve(text, draft.facts)
    if not resolved:
        families = (phrases.resolve(one.format(text), draft.facts) for one in _FAMILIES)
        resolved = next((one for one in families if one and not one.rest), resolved)
    unknown = resolved.rest or (() if resolved else (text,))
    for part in unknown:
        near = ", ".join(phrases.nearest_phrases(part, draft.facts))
        draft.complain(place, f"nothing is known as {part!r}; the nearest: {near}")
    for word, near in () if unknown else phrases.misspelt(text, draft.facts):
        draft.complain(place, f"{word!r} in {text!r} means nothing; did you mean {near!r}?")
    return resolved
