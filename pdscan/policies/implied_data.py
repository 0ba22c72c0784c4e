"""Read the data that words only imply: names of activities, purposes, and what a person does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.policies import lexicon
from pdscan.policies.activity import Activity
from pdscan.policies.data_items import Item, resolve
from pdscan.policies.sentences import Sentence
from pdscan.taxonomy import Taxonomy

_GIVEN = re.compile(
    r"(?:fourniture|delivrance|remise|provision|issu\w+) (?:de|d'|of) ?([^,;.)]{4,60})"
)
_PUBLISHED = re.compile(
    r"\b(?:avis|temoignages?|commentaires?|reviews?|testimonials?)\b(?=[^.;]{0,60}\bpubli)"
)
_WHEN = re.compile(r"(?:quand|lorsque(?: vous)?|when(?:ever)?(?: you)?) ?:$")
_SURE = 0.6


def by_event(sentence: Sentence, facts: Taxonomy) -> Item | None:
    """Return what goes with an item of "the information that you give us when you: …"."""
    intro = sentence.block.intro
    if sentence.block.kind != "bullet" or intro is None or not _WHEN.search(intro.flat):
        return None
    if not lexicon.pattern("statements", "collect").search(intro.flat):
        return None
    for name, match in lexicon.matching("events", sentence.flat):
        types = [] if name.startswith("cat.") else [name]
        family = facts.types[name].core[:1] if name == "customer.support_request" else ()
        categories = [name] if name.startswith("cat.") else list(family)
        start, end = match.span()
        return Item(sentence, start, end, categories, types, strength="inferred", confidence=_SURE)
    return None


def by_purpose(activity: Activity, facts: Taxonomy) -> Iterator[Item]:
    """Yield the data that an activity's name or the words of its purpose imply."""
    if activity.whence == "list":
        yield from _given(activity, facts)
    if activity.kind in ("reviews", "testimonials"):
        yield from _published(activity)
    if activity.whence in ("line", "labels"):
        yield from _named(activity, facts)
    if activity.kind == "presales":
        heading = activity.opening
        types = ["content.free_text"]
        yield Item(
            heading, 0, len(heading.text), types=types, strength="inferred", confidence=_SURE
        )


def _published(activity: Activity) -> Iterator[Item]:
    """Yield the reviews or testimonials that a sentence tells of, under a title: publishes."""
    if any("content.review" in one.types for one in activity.items):
        return
    if activity.whence == "text":
        words = lexicon.pattern("purposes", activity.kind).search(activity.opening.flat)
        places = [(activity.opening, words)]
    else:
        places = [(one, _PUBLISHED.search(one.flat)) for one in activity.sentences]
    for sentence, found in places:
        if found is not None:
            types = ["content.review"]
            yield Item(sentence, *found.span(), ["cat.content"], types, "closed", confidence=0.8)
            return


def _given(activity: Activity, facts: Taxonomy) -> Iterator[Item]:
    """Yield what a listed purpose hands out ("la fourniture de laissez-passer")."""
    opening = activity.opening
    for match in _GIVEN.finditer(opening.flat):
        types = [
            one
            for one in resolve(opening.text[match.start(1) : match.end(1)], facts).types
            if one not in lexicon.table("data_words")["everyday_types"]
        ]
        if types:
            yield Item(
                opening,
                *match.span(1),
                types=types,
                listing="closed",
                strength="inferred",
                confidence=_SURE,
            )


def _named(activity: Activity, facts: Taxonomy) -> Iterator[Item]:
    """Yield what the name of an activity is about ("Impayés", "Gestion des avis clients"), and what
    the purposes in its fields are about.
    """
    known = {name for one in activity.items for name in one.names}
    about = frozenset(lexicon.table("data_words")["purpose_types"])
    opening = activity.opening
    at = max(0, opening.text.find(activity.name))
    places = [(opening, at, at + len(activity.name))]
    places += [
        (one, 0, len(one.text))
        for one in activity.sentences
        if activity.whence == "labels" and one.slot == "bases"
    ]
    for sentence, start, end in places:
        for match in re.finditer(r"[^,;.()]+", sentence.text[start:end]):
            found = resolve(match[0], facts)
            types = [one for one in found.types if one in about and one not in known]
            if types:
                known.update(types)
                categories = [
                    one
                    for one in found.categories
                    if one not in known and one in facts.types[types[0]].core
                ]
                first = start + match.start() + len(match[0]) - len(match[0].lstrip())
                item = Item(sentence, first, start + match.end(), categories, types)
                if activity.kind in ("video", "call_recording"):
                    item.listing, item.confidence = "closed", 0.8
                else:
                    item.strength, item.confidence = "inferred", _SURE
                yield item


def is_own_affair(item: Item) -> bool:
    """Say whether an item is about one dealing only, which messages to all draw nothing from."""
    return item.strength == "inferred" or item.categories == ["cat.content"]
