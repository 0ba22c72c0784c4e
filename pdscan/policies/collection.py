"""Find in each sentence what data it declares: lists, fields, table cells, objects of verbs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.policies import lexicon, sections
from pdscan.policies.data_fields import after_label, field, is_listed
from pdscan.policies.data_items import Item, resolve
from pdscan.policies.data_lists import items_in
from pdscan.policies.denial import Reading
from pdscan.policies.governed_data import objects
from pdscan.policies.sentences import Sentence
from pdscan.taxonomy import Taxonomy

_WITH_CONSENT = re.compile(r"qu'avec votre (?:consentement|accord)|only with your (?:\w+ )?consent")


_SPARED = re.compile(
    r"(?:hormis|a l'exception d\w*'?|en dehors d\w*'?|except for|other than|apart from) ?"
    r"(?P<what>[^;:.]{4,160}?), (?=.*(?:\baucune? |\bno |n't |\bnot ))"
)
_TELLS = re.compile(r"(?:nous|we|when|lorsque|si|if)\b")
_HOSTED = re.compile(r"copier|copie de|acces a|stockees? en base|heberge|host")


def read(sentence: Sentence, reading: Reading, facts: Taxonomy) -> list[Item]:
    """Return the items that a sentence declares, outside of what its negations took."""
    found = list(reading.declared)
    spans = list(_spans(sentence, facts))
    for start, _, trusted in spans:
        if not trusted and not found and (described := _description(sentence, start, facts)):
            return [described]
    for start, end, trusted in spans:
        free = _outside(start, end, reading.taken)
        for first, last in free:
            found += list(items_in(sentence, first, last, facts, trusted=trusted))
    if _WITH_CONSENT.search(sentence.flat):
        for one in found:
            one.strength, one.condition = "conditional", one.condition or "consentement"
    return _distinct(found)


def _outside(start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what is left of a span without the spans already taken."""
    at = start
    for first, last in sorted(taken):
        if first >= end or last <= at:
            continue
        if first > at:
            yield at, first
        at = max(at, last)
    if at < end:
        yield at, end


def _spans(sentence: Sentence, facts: Taxonomy) -> Iterator[tuple[int, int, bool]]:
    text = sentence.flat
    if text.endswith("?") or sections.is_definition(sentence):
        return
    if sections.has_role(sentence, "definitions", "changes") and not sentence.slot:
        return
    if sentence.slot and sentence.slot not in ("purposes", "recipients", "bases", "retention"):
        is_told = sentence.slot == "data" and not sentence.label and _TELLS.match(text)
        yield from objects(sentence) if is_told else field(sentence)
        return
    if sentence.slot in ("recipients", "bases", "retention"):
        return
    if sentence.activity is None and (
        sections.is_silent(sentence)
        or sections.has_role(sentence, "rights", "security", "dpo", "transfers")
    ):
        if sections.has_role(sentence, "rights") and (
            asked := lexicon.pattern("rights", "asked").search(text)
        ):
            stop = re.search(r" (?:afin|pour|in order|so that)\b", text[asked.end() :])
            yield asked.end(), asked.end() + stop.start() if stop else len(text), True
        return
    if spared := _SPARED.match(text):
        yield spared.start("what"), spared.end("what"), True
        return
    span = (0, len(text)) if is_listed(sentence) else after_label(sentence)
    if span:
        yield span[0], span[1], True
    else:
        yield from objects(sentence)


def _description(sentence: Sentence, start: int, facts: Taxonomy) -> Item | None:
    """Return what "des informations concernant votre activité lors d'échanges …" describes.

    It names no family: the core category of the type it comes to stands for it.
    """
    text = sentence.flat
    found = re.match(
        (
            r"(?: \w+)?(?: des| certaines| les)? (?:informations|donnees|information"
            r"|data) (?:concernant|relatives? a|sur|liees? a|about|regarding|relating to) "
        ),
        text[start:],
    )
    if found is None:
        return None
    stop = re.search(
        r" (?:afin|pour|via|en tant|dans le but|in order|when) |[;:]", text[start + found.end() :]
    )
    end = start + found.end() + stop.start() if stop else len(text)
    named = resolve(sentence.text[start:end], facts)
    if named.categories or not named.types:
        return None
    categories = list(
        dict.fromkeys(core for one in named.types for core in facts.types[one].core[:1])
    )
    first = start + re.match(r" *(?:egalement |aussi |also )?", text[start:]).end()  # type: ignore[union-attr]
    return Item(sentence, first, end, categories, list(named.types), "none", confidence=0.7)


def _distinct(items: list[Item]) -> list[Item]:
    """Drop what a wider or earlier item of the same sentence already holds."""
    kept: list[Item] = []
    for one in sorted(items, key=lambda item: (-len(item.names), item.start)):
        if not any(one.names <= other.names for other in kept) and one.names:
            kept.append(one)
    return sorted(kept, key=lambda item: item.start)


def hosted(sentence: Sentence) -> Item | None:
    """Return the item for all that a customer's hosted database holds, where a sentence says so."""
    match = lexicon.pattern("polarity", "hosted").search(sentence.flat)
    if (
        match
        and _HOSTED.search(sentence.flat)
        and not re.search(r"n'utilis|never|not use", sentence.flat[: match.start()])
    ):
        return Item(sentence, match.start(), match.end(), everything_hosted=True, confidence=0.8)
    return None


def proof_of_identity(sentence: Sentence, facts: Taxonomy) -> Item | None:
    """Return the item for a proof of identity that is asked of whoever exercises a right."""
    match = lexicon.pattern("rights", "identity").search(sentence.flat)
    if not match or not sections.has_role(sentence, "rights", "contact", "dpo"):
        return None
    named = resolve(sentence.text, facts)
    if "gov.id_document_scan" in named.types or "gov.id_card" in named.types:
        return None
    return Item(
        sentence,
        match.start(),
        match.end(),
        ["cat.official_document"],
        ["gov.id_document_scan"],
        strength="inferred",
        confidence=0.6,
    )
