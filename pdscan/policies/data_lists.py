"""Read what data a phrase names: heads with their lists, open or closed, and bare categories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from pdscan.declarations.phrases import Resolved
from pdscan.policies import lexicon
from pdscan.policies.data_conditions import note_conditions
from pdscan.policies.data_items import (
    Item,
    elements_of,
    has_head,
    is_data,
    is_open,
    named_by,
    resolve,
)
from pdscan.policies.sentences import Sentence, flat
from pdscan.taxonomy import Taxonomy

_PARENTHESIS = re.compile(r"\(([^()]{3,400})(?:\)|$)")


# "…, ainsi que, si vous l'acceptez, votre profession": a condition on what comes next alone.
_ON_CONDITION = r"(?:,? (?:ainsi que|et|and)|,),? (?:si vous [^,;]{3,30}|if you [^,;]{3,30}), "
_YOURS = re.compile(r"\s*(?:vos|votre|your) ")
_INCISE = re.compile(_ON_CONDITION + "$")
_PARTING = re.compile(rf";|\n|,? et (?=des informations sur)|{_ON_CONDITION}")
_COLON = re.compile(r"(?<=\w) ?: ?(?=\S)")


_LEADS = re.compile(
    r"\s*(?:(?:alors|également|egalement|aussi|notamment|donc|then|also)\s+)*", re.I
)


def items_in(
    sentence: Sentence, start: int, end: int, facts: Taxonomy, *, trusted: bool
) -> list[Item]:
    """Return the items that a part of a sentence names.

    `trusted`: the part is a list of data, so that everyday words count; else only words that can
    hardly mean anything but data.
    """
    found: list[Item] = []
    for first, last in _parts(sentence, start, end):
        listed = trusted or bool(found and _INCISE.search(sentence.flat[:first]))
        found += _part_items(sentence, first, last, facts, trusted=listed)
    note_conditions(found, sentence, end, facts)
    return found


def _parts(sentence: Sentence, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts that are lists of their own: split at semicolons and line ends, and before
    "des informations sur …" once more.
    """
    at = start
    for stop in _PARTING.finditer(sentence.flat, start, end):
        yield at, stop.start()
        at = stop.end()
    yield at, end


def _part_items(
    sentence: Sentence, start: int, end: int, facts: Taxonomy, *, trusted: bool
) -> list[Item]:
    text = sentence.text[start:end]
    head_end, list_start, list_end, is_opened = _head(text)
    if head_end:
        head = resolve(text[:head_end], facts)
        listed = resolve(text[list_start:list_end], facts)
        rest = text[list_end:].lstrip(") .")
        is_data = head.categories or trusted or has_head(flat(text[:head_end]))
        if is_data and (listed or head.categories):
            item = _headed(sentence, start, text, head, listed, facts, (list_start, list_end))
            item.end = start + (list_end if rest else len(text))
            if is_opened or is_open(flat(text[list_start:list_end])):
                item.listing = "open"
            elif listed.types:
                item.listing = "closed"
            more = []
            if rest and list_end < len(text):
                more = _part_items(sentence, start + list_end + 1, end, facts, trusted=trusted)
            return [item, *more]
    return list(_plain(sentence, start, text, facts, trusted=trusted))


def _head(text: str) -> tuple[int, int, int, bool]:
    """Return where a head ends, where its list begins and ends, and whether a word opens it."""
    plain = flat(text)
    opened = lexicon.pattern("statements", "open_list").search(plain)
    bracket = _PARENTHESIS.search(text)
    colon = _COLON.search(text)
    if colon and colon.start() > 2 and not (bracket and bracket.start() < colon.start()):
        return colon.start(), colon.end(), len(text), False
    if (
        bracket
        and re.search(r"[,]|\bet\b|\band\b", bracket[1])
        and not (opened and opened.start() < bracket.start())
    ):
        last_comma = max(plain.rfind(mark, 0, bracket.start()) for mark in (",", " et ", ";"))
        if last_comma < 0:
            return bracket.start(), bracket.start(1), bracket.end(1), False
    if opened and opened.start() > 3 and not opened[0].startswith(("etc", "...", "…")):
        return opened.start(), opened.end(), len(text), True
    return 0, 0, 0, False


def _headed(
    sentence: Sentence,
    start: int,
    text: str,
    head: Resolved,
    listed: Resolved,
    facts: Taxonomy,
    span: tuple[int, int],
) -> Item:
    categories = list(dict.fromkeys((*head.categories, *listed.categories)))
    types = list(dict.fromkeys((*(head.types if not head.categories else ()), *listed.types)))
    bare = [
        one
        for element, _ in elements_of(text[span[0] : span[1]])
        for found in (resolve(element, facts),)
        if found.categories and not found.apart
        for one in found.categories
        if one not in head.categories
    ]
    kept = [one for one in categories if one in head.categories or one in bare]
    return Item(sentence, start, start + len(text), kept, types, bare=list(dict.fromkeys(bare)))


_Member: TypeAlias = tuple[str, int, Resolved]


def _plain(
    sentence: Sentence, start: int, text: str, facts: Taxonomy, *, trusted: bool
) -> Iterator[Item]:
    """Yield the items of a list without a head: named types together, bare categories apart."""
    whole = resolve(text, facts)
    bare, typed = _members(text, facts, trusted=trusted)
    if not (typed or bare):
        return
    opened = is_open(flat(text))
    accepted = {name for _, _, one in (*bare, *typed) for name in (*one.types, *one.categories)}
    extra = [name for name in (*whole.types, *whole.categories) if name not in accepted]
    if not opened and not typed:
        yield from _bare(sentence, start, text, bare, extra if trusted else [])
        return
    if opened or not bare or (extra and trusted):
        item = _whole(sentence, start, text, bare, typed)
        if trusted or opened or len(typed) > 1:
            accepted.update(extra)
        item.categories = [one for one in whole.categories if one in accepted]
        item.types = [one for one in whole.types if one in accepted]
        if opened or trusted:
            item.start, item.end = (start if trusted else item.start), start + len(text)
        item.confidence = 0.9 if trusted else 0.8
        yield item
        return
    yield from _bare(sentence, start, text, bare, [])
    named = [one for one in whole.types if not any(one in found.types for _, _, found in bare)]
    if named:
        item = _whole(sentence, start, text, [], typed)
        item.types = named
        item.categories = list(dict.fromkeys(c for _, _, one in typed for c in one.categories))
        yield item


def _members(text: str, facts: Taxonomy, *, trusted: bool) -> tuple[list[_Member], list[_Member]]:
    """Return the members of a list that are bare categories, and those that name types."""
    bare: list[_Member] = []
    typed: list[_Member] = []
    trusted = trusted or _is_all_data(text, facts)
    for element, at in elements_of(text):
        one = named_by(element, facts)
        if one and (trusted or is_data(element, one)):
            (bare if one.categories and not one.apart else typed).append((element, at, one))
    if not trusted and typed:
        named = [(e, at, resolve(e, facts)) for e, at in elements_of(text)]
        known = {at for _, at, _ in (*typed, *bare)}
        typed += [one for one in named if one[1] not in known and _is_name(one[2])]
    if not trusted and len(typed) >= 3:
        every = [(element, at, resolve(element, facts)) for element, at in elements_of(text)]
        typed = [one for one in every if one[2].apart]
    return bare, typed


def _is_all_data(text: str, facts: Taxonomy) -> bool:
    """Say whether "your name and the content of your message" names data in every member, and not
    only deeds ("vos demandes et réclamations").
    """
    if not _YOURS.match(flat(text)):
        return False
    members = [resolve(element, facts) for element, _ in elements_of(text)]
    deeds = lexicon.table("data_words")["deed_types"]
    named = any(name not in deeds for one in members for name in (*one.types, *one.categories))
    is_plain = len(members) > 1 or (bool(members) and not members[0].rest and len(text.split()) < 5)
    return is_plain and all(members) and named


def _is_name(found: Resolved) -> bool:
    """Say whether an element names a person's name, which beside other data is one."""
    return bool(found.types) and all(one.startswith("person.name") for one in found.types)


def _whole(
    sentence: Sentence, start: int, text: str, bare: list[_Member], typed: list[_Member]
) -> Item:
    """Return an item over all members; the caller says what it names."""
    first = min(at for _, at, _ in (*bare, *typed))
    last = max(at + len(element) for element, at, _ in (*bare, *typed))
    item = Item(sentence, start + first, start + last)
    if is_open(flat(text)):
        item.listing = "open"
        if typed:
            item.bare = list(dict.fromkeys(c for _, _, one in bare for c in one.categories))
    elif typed and not _is_one_family(text, typed):
        item.listing = "closed"
    return item


def _is_one_family(text: str, typed: list[tuple[str, int, Resolved]]) -> bool:
    """Say whether a text is one family of data with words on it, not a list."""
    return len(typed) == 1 and bool(typed[0][2].categories) and not re.search(r"[,;(]", text)


def _bare(
    sentence: Sentence,
    start: int,
    text: str,
    bare: list[tuple[str, int, Resolved]],
    extra: list[str],
) -> Iterator[Item]:
    """Yield an item for each category of a list; what only the whole names goes with the last."""
    for number, (element, at, one) in enumerate(bare):
        first = at + len(_LEADS.match(element)[0])  # type: ignore[index]
        item = Item(
            sentence,
            start + first,
            start + at + len(element),
            list(one.categories),
            list(one.types),
            confidence=0.85,
        )
        if number == len(bare) - 1 and extra:
            item.categories += [name for name in extra if name.startswith("cat.")]
            item.types += [name for name in extra if not name.startswith("cat.")]
            item.end = start + len(text)
        yield item
