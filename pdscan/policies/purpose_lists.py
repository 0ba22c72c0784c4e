"""Find the activities that a list of purposes names: titles with text below, or list items."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pdscan.policies import lexicon, sections
from pdscan.policies.activity import Activity, from_heading, kind_of_title, kinds_in
from pdscan.policies.block import Block
from pdscan.policies.document import Document
from pdscan.policies.sentences import Sentence, flat

_ACTION = re.compile(
    r"(?:(?:pour|afin)(?: de| d')? ?)?(?:\w+(?:er|ir|re)\b|(?:la |le |l'"
    r"|les )?\w+(?:ion|ment|age|ance|ence|ie|ure|ations|ise|oi|at|che|rne)s?\b"
    r"|(?:to )?[a-z]+(?:ing)?\b)"
)
_INFINITIVE = re.compile(
    r"[-_ ]*(?:(?:a )?(?:pour |afin de |afin d'|d'|de )?(?:(?:vous|nous|les|en|y|mieux|ne pas) )*"
    r"\w+(?:er|ir|re)\b|to \w+\b)"
)
_NO_PURPOSE = re.compile(
    r"(?:nous|we|vous|you|ces|cette|ce|cela|si|vos|toutefois|veuillez|il|elle"
    r"|les (?:donnees|donnee)|these|this"
    r"|if|your|please|however|it)\b"
)
_OTHER = frozenset(("data", "bases", "recipients", "retention", "rights", "cookies", "transfers"))
_LONGEST, _LONGEST_NAME = 900, 110


def listed(document: Document, blocks: list[Block], sentences: list[Sentence]) -> list[Activity]:
    """Return the activities of lists of purposes: titles with text below, or bare items."""
    found: list[Activity] = []
    for heading in blocks:
        if heading.kind == "heading" and heading.level == 7 and _under_purposes(heading):
            found.append(from_heading(document, heading, sentences, "titles"))
    _adopt(blocks, sentences, found)
    titled = bool(found)
    whole = _whole_lists(sentences) if not titled else set()
    for one in sentences:
        if one.activity is not None or sections.has_role(one, "rights") or one.start > 0:
            continue
        if sections.is_silent(one):
            continue
        if id(one.block) in whole or (_is_introduced(one) and _is_purpose(one)):
            found.append(_from_item(one, sentences))
    return _joined(found)


def _is_introduced(sentence: Sentence) -> bool:
    """Say whether an item's introduction says that purposes follow."""
    above = sentence.block.intro
    return (
        above is not None
        and above.text.rstrip()[-1:] == ":"
        and bool(lexicon.pattern("statements", "purposes_intro").search(above.flat))
        and not _is_item_of_data(above.flat)
    )


def _whole_lists(sentences: list[Sentence]) -> set[int]:
    """Return the list items under a title that asks for purposes, where most items name an action.

    One that names none ("la prospection") is a purpose like its neighbours.
    """
    lists: dict[tuple[int, int], list[Sentence]] = {}
    for one in sentences:
        if one.start == 0 and one.block.kind == "bullet" and _opens_section(one):
            key = (id(one.block.section[-1]), id(one.block.intro))
            lists.setdefault(key, []).append(one)
    found = set()
    for items in lists.values():
        actions = [one for one in items if one.block.lead or _INFINITIVE.match(one.flat)]
        if 2 * len(actions) >= len(items):
            found |= {
                id(one.block)
                for one in items
                if len(one.text) < _LONGEST and (one.block.lead or not _NO_PURPOSE.match(one.flat))
            }
    return found


def _opens_section(sentence: Sentence) -> bool:
    """Say whether a list item stands right under a title that asks for purposes."""
    title = sentence.block.section[-1] if sentence.block.section else None
    roles = sections.roles_of(title.text) if title is not None else frozenset()
    intro = sentence.block.intro
    if intro is not None and (
        sections.roles_of(intro.text) & _OTHER or _is_item_of_data(intro.flat)
    ):
        return False
    return "purposes" in roles and not roles & {"rights", "cookies"}


def _adopt(blocks: list[Block], sentences: list[Sentence], found: list[Activity]) -> None:
    """Give the text below other titles among the purposes to the activity of their kind."""
    for heading in blocks:
        if heading.kind != "heading" or heading.level == 7 or not _under_purposes(heading):
            continue
        kind = kind_of_title(heading.text)
        parent = lexicon.table("purposes").get(kind, {}).get("part_of")
        home = next((one for one in found if kind and one.kind in (kind, parent)), None)
        mine = [
            one
            for one in sentences
            if one.block.section[-1:] == (heading,) and one.activity is None
        ]
        if home is not None and mine:
            home.sub_purposes.append(heading.text.strip(" .:"))
            home.sentences += mine
            for one in mine:
                one.activity = home


def _is_item_of_data(intro: str) -> bool:
    return bool(
        re.search(r"(?:donnees|informations|data)(?: \S+){0,3} (?:suivantes?|following) ?:$", intro)
    ) and not re.search(r"fins|finalites|purposes", intro)


def _under_purposes(heading: Block) -> bool:
    """Say whether a title stands under one that speaks of purposes, and not of rights."""
    roles = [sections.roles_of(one.text) for one in heading.section]
    return any("purposes" in one and "rights" not in one for one in roles)


def _is_purpose(sentence: Sentence) -> bool:
    text = sentence.flat.lstrip("-•* ")
    is_said = bool(kinds_in(text)) or bool(_ACTION.match(text))
    return is_said and len(text) < 700 and not _NO_PURPOSE.match(text)


def _from_item(sentence: Sentence, sentences: Iterable[Sentence]) -> Activity:
    title = (
        sentence.label or re.split(r"\s*[:(;]|, notamment|\.\s", sentence.text.strip(" .-‐•;_"))[0]
    )
    title = re.sub(r"^(?:[Pp]our|[Aa]fin d[e'’]|[Tt]o) ?", "", title.strip()).strip(" .;,_")
    kind = kind_of_title(sentence.label) if sentence.label else ""
    if not kind and not sentence.block.lead:
        some = kinds_in(sentence.flat)
        kind = some[0][2] if some else ""
    name = title[:1].upper() + title[1:_LONGEST_NAME]
    activity = Activity(name, kind, sentence, 0, len(sentence.text), "list")
    for one in sentences:
        if one.block is sentence.block and one.activity is None:
            one.activity = activity
            activity.sentences.append(one)
    return activity


def _joined(found: list[Activity]) -> list[Activity]:
    """Join activities that two lists name in the same words."""
    kept: dict[str, Activity] = {}
    for one in found:
        same = kept.setdefault(flat(one.name), one)
        if same is not one:
            same.sentences += one.sentences
            for sentence in one.sentences:
                sentence.activity = same
    return list(kept.values())
