"""Attach "dans certains cas" and the like to the nearest group of data only."""

from __future__ import annotations

import re

from pdscan.policies import lexicon
from pdscan.policies.data_items import Item, elements_of, resolve
from pdscan.policies.sentences import Sentence
from pdscan.taxonomy import Taxonomy


def _last_of(item: Item, items: list[Item], facts: Taxonomy) -> Item:
    """Split off and return the last member of a list, which alone is conditional."""
    text = item.sentence.text[item.start : item.end]
    members = list(elements_of(text))
    element, at = members[-1]
    named = resolve(element, facts)
    if len(members) < 2 or not named:
        return item
    last = Item(item.sentence, item.start + at, item.end, list(named.categories), list(named.types))
    last.listing = "closed" if named.apart else "none"
    item.types = [one for one in item.types if one not in named.types]
    item.categories = [one for one in item.categories if one not in named.categories]
    item.bare = [one for one in item.bare if one not in named.categories]
    item.end = item.start + members[-2][1] + len(members[-2][0])
    items.append(last)
    return last


def note_conditions(items: list[Item], sentence: Sentence, end: int, facts: Taxonomy) -> None:
    """Attach "dans certains cas" and the like to the nearest group only."""
    for found in lexicon.pattern("statements", "conditional").finditer(sentence.flat):
        if sentence.flat[found.start() - 1 : found.start()] == "(":
            continue
        after = [one for one in items if one.start >= found.end() and one.start - found.end() < 25]
        before = [one for one in items if one.end <= found.start() + 2]
        inside = [one for one in items if one.start < found.start() < one.end]
        near = before[-1:] if not inside and found.start() - end < 8 else []
        for one in after[:1] or near:
            if near and len(one.names) > 1 and one.listing != "none":
                one = _last_of(one, items, facts)
            one.strength, one.condition = "conditional", found[0]
        for one in inside if not after else []:
            _split_condition(one, items, found)


def _split_condition(item: Item, items: list[Item], found: re.Match[str]) -> None:
    """Note that a part of an item is conditional."""
    if item.listing != "open" and len(item.names) == 1:
        item.strength, item.condition = "conditional", found[0]
    elif not item.condition:
        item.review = item.review or f"« {found[0]} » ne vaut peut-être que pour une partie"
        item.confidence = 0.7
