"""Hold what one phrase declares, and say what words of data name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pdscan.declarations import phrases
from pdscan.declarations.phrases import Resolved
from pdscan.policies import lexicon
from pdscan.policies.sentences import Sentence, flat
from pdscan.taxonomy import Taxonomy

_SPLIT = re.compile(r"\s*(?:[,;/•\n]|\b(?:et/ou|et|ou|and|or|ainsi que|as well as)\b)\s*")


_SMALL = frozenset(
    [
        "vos",
        "votre",
        "nos",
        "notre",
        "des",
        "de",
        "du",
        "les",
        "le",
        "la",
        "l",
        "un",
        "une",
        "d",
        "certaines",
        "certains",
        "toutes",
        "tous",
        "vous",
        "nous",
        "your",
        "the",
        "our",
        "a",
        "an",
        "any",
        "certain",
        "some",
        "ses",
        "son",
        "sa",
        "leurs",
        "leur",
        "its",
        "their",
        "quelques",
        "seuls",
        "seules",
        "les",
    ]
)


@dataclass(slots=True)
class Item:
    """Hold what one phrase of a document declares, with the place it stands at."""

    sentence: Sentence
    start: int
    end: int
    categories: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    listing: str = "none"
    bare: list[str] = field(default_factory=list)
    strength: str = "explicit"
    condition: str | None = None
    sectors: list[str] = field(default_factory=list)
    confidence: float = 0.9
    review: str = ""
    everything_hosted: bool = False
    id: str = ""

    @property
    def phrase(self) -> str:
        """Return the declared words."""
        return " ".join(self.sentence.text[self.start : self.end].split()).strip(" .,;:|")

    @property
    def names(self) -> frozenset[str]:
        """Return types and categories together."""
        return frozenset((*self.types, *self.categories))


def resolve(text: str, facts: Taxonomy) -> Resolved:
    """Return what a text names, words hidden that only look like data ("appareil mobile")."""
    plain = flat(text)
    for found in lexicon.pattern("data_words", "false_friends").finditer(plain):
        text = text[: found.start()] + "-" * len(found[0]) + text[found.end() :]
    return phrases.resolve(text, facts)


def is_open(text: str) -> bool:
    """Say whether a folded text marks its list as open."""
    return bool(lexicon.pattern("statements", "open_list").search(text)) or "…" in text


def named_by(element: str, facts: Taxonomy) -> Resolved:
    """Return what an element names; a description after its head may name a type besides.

    "informations sur la manière dont vous utilisez les services" is usage, and a type of it.
    """
    defined = lexicon.table("data_words")["defined_terms"].get(flat(element).strip(" .*"))
    if defined:
        return Resolved(categories=(defined,))
    found = resolve(element, facts)
    if not found.categories or found.types:
        return found
    inner = re.match(
        (
            r"\W*(?:[\w'’]+ ){0,2}?(?:informations|données|information|data) (?:sur"
            r"|relatives à|concernant|about|on) (?:la |le |les |l['’]|the )?(.{20,})"
        ),
        element,
    )
    more = resolve(inner[1], facts) if inner else Resolved()
    types = tuple(one for one in more.types if set(facts.types[one].core) & set(found.categories))
    return Resolved(types, found.categories, found.rest, found.apart)


def elements_of(text: str) -> Iterator[tuple[str, int]]:
    """Yield the members of a coordination with their offsets."""
    at = 0
    for stop in _SPLIT.finditer(text):
        if text[at : stop.start()].strip():
            yield text[at : stop.start()], at
        at = stop.end()
    if text[at:].strip(" .)"):
        yield text[at:], at


def has_head(plain: str) -> bool:
    """Say whether a folded text has a word like "données"."""
    return bool(lexicon.pattern("statements", "data_head").search(plain))


def is_data(element: str, found: Resolved) -> bool:
    """Say whether an element of running text can hardly mean anything but data."""
    plain = flat(element)
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL]
    heads = lexicon.pattern("statements", "data_head").search(" ".join(words[:3]))
    if heads or (len(words) == 2 and found.types and not found.rest and not found.categories):
        return True
    everyday = lexicon.table("data_words")
    types = [one for one in found.types if one not in everyday["everyday_types"]]
    categories = [one for one in found.categories if one not in everyday["everyday_categories"]]
    return bool(types or categories) and len(words) <= 8
