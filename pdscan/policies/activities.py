"""Find the processing activities: by labelled sections, tables, lists of purposes, or sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pdscan.policies import lexicon, sections
from pdscan.policies.activity import Activity, kind_of_title, kinds_in
from pdscan.policies.block import Block
from pdscan.policies.document import Document
from pdscan.policies.sentences import Sentence, flat, whole
from pdscan.policies.told_activities import activities_told

_ACTION = re.compile(
    r"(?:(?:pour|afin)(?: de| d')? ?)?(?:\w+(?:er|ir|re)\b|(?:la |le |l'"
    r"|les )?\w+(?:ion|ment|age|ance|ence|ie|ure|ations|ise|oi|at|che|rne)s?\b"
    r"|(?:to )?[a-z]+(?:ing)?\b)"
)


_INFINITIVE = re.compile(r"[-_ ]*(?:pour |afin de )?\w+(?:er|ir|re)\b|to \w+\b")
_NO_PURPOSE = re.compile(
    r"(?:nous|we|vous|you|ces|cette|ce|cela|si|vos|toutefois|veuillez|il|elle"
    r"|les (?:donnees|donnee)|these|this"
    r"|if|your|please|however|it)\b"
)
_LONGEST_NAME = 110


_MOST = 120


def find(
    document: Document, blocks: list[Block], sentences: list[Sentence], language: str
) -> list[Activity]:
    """Return the activities in order, and note on each sentence the activity it belongs to."""
    found = _labelled(document, blocks, sentences)
    found += _tabled(sentences)
    if not found:
        found = _listed(document, blocks, sentences)
    if len(found) < 3:
        found += activities_told(sentences, found, language, always_only=False)
    else:
        found += activities_told(sentences, found, language, always_only=True)
    return found[:_MOST]


def _labelled(document: Document, blocks: list[Block], sentences: list[Sentence]) -> list[Activity]:
    """Return the activities whose heading stands above two or more field labels."""
    labels: dict[int, set[str]] = {}
    for one in sentences:
        if one.slot and not one.column:
            for heading in reversed(one.block.section):
                if not sections.is_slot_label(heading):
                    labels.setdefault(id(heading), set()).add(one.slot)
                    break
    titles = {id(block): block for block in blocks if block.kind == "heading"}
    found = []
    for key, slots in labels.items():
        title = titles.get(key)
        if title is not None and len(slots) >= 2 and not _is_general(title):
            found.append(_from_heading(document, title, sentences, "labels"))
    if len(found) >= 2:
        return found
    for one in sentences:
        one.activity = None
    return []


def _is_general(heading: Block) -> bool:
    return bool(
        sections.roles_of(heading.text) & {"retention", "recipients", "rights", "bases"}
    ) and not kind_of_title(heading.text)


def _from_heading(
    document: Document, heading: Block, sentences: Iterable[Sentence], whence: str
) -> Activity:
    title = heading.text.strip().strip(" .:")
    if heading.number and title.startswith(heading.number):
        title = title[len(heading.number) :].lstrip(" .)-–—:")
    opening = whole(document, heading)
    activity = Activity(
        title[:_LONGEST_NAME],
        kind_of_title(title),
        opening,
        0,
        len(heading.text),
        whence,
        heading.number,
        heading,
    )
    for one in sentences:
        if heading in one.block.section and one.activity is None:
            one.activity = activity
            activity.sentences.append(one)
    return activity


def _tabled(sentences: list[Sentence]) -> list[Activity]:
    """Return an activity for each table row with a purpose and a basis, data or duration."""
    rows: dict[int, list[Sentence]] = {}
    for one in sentences:
        if one.column:
            rows.setdefault(id(one.block), []).append(one)
    found = []
    for cells in rows.values():
        slots = {one.slot for one in cells}
        purposes = [one for one in cells if one.slot == "purposes"]
        if purposes and slots & {"bases", "retention", "data", "recipients"}:
            if flat(purposes[0].text) == purposes[0].column:
                continue
            title = purposes[0]
            name = re.split(r"\s*[:(]|\.\s", title.text.strip(" .-•"))[0][:_LONGEST_NAME]
            activity = Activity(
                name or title.text[:60],
                kind_of_title(title.text),
                title,
                0,
                len(title.text),
                "table",
            )
            activity.sentences = cells
            for one in cells:
                one.activity = activity
            found.append(activity)
    return found


def _listed(document: Document, blocks: list[Block], sentences: list[Sentence]) -> list[Activity]:
    """Return the activities of lists of purposes: titles with text below, or bare items."""
    found: list[Activity] = []
    for heading in blocks:
        if heading.kind == "heading" and heading.level == 7 and _under_purposes(heading):
            found.append(_from_heading(document, heading, sentences, "titles"))
    _adopt(blocks, sentences, found)
    titled = bool(found)
    intro = lexicon.pattern("statements", "purposes_intro")
    for one in sentences:
        if one.activity is not None or sections.has_role(one, "rights") or one.start > 0:
            continue
        if sections.is_silent(one):
            continue
        above = one.block.intro
        if above is None and not titled and _opens_section(one):
            above = one.block.section[-1]
        elif above is None or not intro.search(above.flat) or above.text.rstrip()[-1:] != ":":
            continue
        if _is_item_of_data(above.flat) or not _is_purpose(one):
            continue
        found.append(_from_item(one, sentences))
    return _joined(found)


def _opens_section(sentence: Sentence) -> bool:
    """Say whether a list item stands right under a title that asks for purposes."""
    title = sentence.block.section[-1] if sentence.block.section else None
    roles = sections.roles_of(title.text) if title is not None else frozenset()
    is_action = _INFINITIVE.match(sentence.flat) and sentence.block.kind == "bullet"
    return bool(is_action) and "purposes" in roles and not roles & {"rights", "cookies"}


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
        sentence.label or re.split(r"\s*[:(;]|, notamment|\.\s", sentence.text.strip(" .-•;"))[0]
    )
    title = re.sub(r"^(?:[Pp]our|[Aa]fin d[e'’]|[Tt]o) ?", "", title.strip()).strip(" .;,")
    kind = kind_of_title(sentence.label) if sentence.label else ""
    if not kind:
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
