"""Say to which activities a retention sentence applies: by place, label, subject or anaphora."""

from __future__ import annotations

import re

from pdscan.policies import keeping, lexicon, sections
from pdscan.policies.activity import Activity, kind_of_title, kinds_in
from pdscan.policies.block import Block
from pdscan.policies.data_items import resolve
from pdscan.policies.draft import Draft
from pdscan.policies.keeping import Keeping
from pdscan.policies.sentences import Sentence, flat

_THESE = re.compile(
    r"(?:ces (?:donnees|informations)|celles-ci|elles|this (?:data|information)"
    r"|these data|such data|they)\b"
)
_ALL_DATA = re.compile(
    r"(?:(?:toutes )?(?:vos|les|ces) donnees(?: personnelles| a caractere personnel)?"
    r"|nous|we|(?:all )?(?:your|the|this) (?:personal )?(?:data|information)"
    r"|data|personal data)\W*(?:(?:sont|are|seront|will be)\W*)?$"
)
_SPECIFIC = (
    "cookies",
    "call_recording",
    "video",
    "newsletter",
    "callback",
    "job_applications",
    "reviews",
    "debts",
    "rights",
)


def label_over(sentence: Sentence, sentences: list[Sentence]) -> str:
    """Return the label that governs a sentence: its own, or the nearest before it in its block."""
    index = next(number for number, one in enumerate(sentences) if one is sentence)
    for one in reversed(sentences[max(0, index - 12) : index + 1]):
        same = one.block is sentence.block or one.block is sentence.block.intro
        follows = one.block.section == sentence.block.section and sentence.block.kind == "bullet"
        if (same or follows) and one.label and not one.slot:
            return one.label
        if not (same or follows):
            break
    return ""


def scope(
    kept: Keeping, draft: Draft, earlier: list[Keeping]
) -> tuple[list[Activity], str | None, bool]:
    """Return activities (none: all), the sub-purpose, and whether an anaphora decided."""
    sentence = kept.sentence
    if sentence.activity is not None and sentence.activity.whence != "text":
        return [sentence.activity], _sub_purpose(sentence, sentence.activity), False
    label = label_over(sentence, draft.sentences)
    if label and (found := named_so(label, draft)):
        return found, None, False
    if sentence.activity is not None:
        return [sentence.activity], None, False
    heading = sentence.block.section[-1] if sentence.block.section else None
    is_topic = heading is not None and not sections.roles_of(heading.text) & {"retention", "rights"}
    if heading is not None and is_topic and (found := named_so(heading.text, draft)):
        return found, heading.text.strip(" .:"), False
    if kept.rules[0].bound == "exception" and (found := _named_purposes(kept, heading, draft)):
        return found, None, False
    if found := [
        one
        for kind in _SPECIFIC
        if lexicon.pattern("purposes", kind).search(kept.subject)
        for one in draft.of_kind(kind)
    ]:
        return found[:1], None, False
    if near := _line_before(kept, draft):
        return [near], kept.words() if kept.is_member else None, False
    if _THESE.match(sentence.flat.removeprefix(flat(label)).lstrip(" :")):
        return _since_last(sentence, draft, earlier), None, True
    return [], None, False


def _line_before(kept: Keeping, draft: Draft) -> Activity | None:
    """Return the labelled line that a sentence after it is about: by its words, else the nearest,
    unless it speaks of all data.
    """
    lines = [one for one in draft.activities if one.whence == "line"]
    if not lines or _ALL_DATA.match(kept.subject.strip()):
        return None
    stems = _stems(kept.subject)
    named = [one for one in lines if stems & _stems(one.name)]
    if named:
        return named[0]
    index = next(number for number, one in enumerate(draft.sentences) if one is kept.sentence)
    for one in reversed(draft.sentences[:index]):
        if one.activity is not None:
            return one.activity if one.activity in lines else None
        if not keeping.is_about_keeping(one):
            return None
    return None


def _stems(text: str) -> set[str]:
    return {word[:5] for word in _words(text) if len(word) >= 5}


def _named_purposes(kept: Keeping, heading: Block | None, draft: Draft) -> list[Activity]:
    """Return the activities of the purposes that an exception names, and those of the data that
    its heading names.
    """
    kinds = {kind for _, _, kind in kinds_in(kept.sentence.flat)}
    held = set(resolve(heading.text, draft.facts).categories) if heading is not None else set()
    named = [one for one in draft.activities if one.kind in kinds]
    if not named or len(kinds) < 2:
        return []
    return [
        one
        for one in draft.activities
        if one in named or (held and held & set(one.facts.get("uses", ())))
    ]


def _sub_purpose(sentence: Sentence, activity: Activity) -> str | None:
    heading = sentence.block.section[-1] if sentence.block.section else None
    if heading is None or heading is activity.heading or sections.is_slot_label(heading):
        return None
    return (
        heading.text.strip(" .:")
        if activity.heading is not None and activity.whence == "titles"
        else None
    )


def named_so(label: str, draft: Draft) -> list[Activity]:
    """Return the activities that a label names: by kind, else by words."""
    kind = kind_of_title(label)
    parent = lexicon.table("purposes").get(kind, {}).get("part_of")
    if kind and (found := draft.of_kind(kind) or (draft.of_kind(parent) if parent else [])):
        return found[:1]
    wanted = _words(label)
    best = [
        (len(wanted & _words(one.name)) / len(wanted | _words(one.name) or {""}), one)
        for one in draft.activities
    ]
    best.sort(key=lambda pair: -pair[0])
    return [best[0][1]] if best and best[0][0] >= 0.5 else []


def _words(text: str) -> set[str]:
    return {
        word for word in re.findall(r"[a-z]{4,}", flat(text)) if word not in ("gestion", "donnees")
    }


def _since_last(sentence: Sentence, draft: Draft, earlier: list[Keeping]) -> list[Activity]:
    """Return the activities told since the last retention sentence of the same section."""
    stops = {id(one.sentence) for one in earlier}
    found: list[Activity] = []
    index = next(number for number, one in enumerate(draft.sentences) if one is sentence)
    for one in reversed(draft.sentences[:index]):
        if id(one) in stops or one.block.section[:1] != sentence.block.section[:1]:
            break
        if one.activity is not None and one.activity not in found:
            found.append(one.activity)
        for activity in draft.activities:
            if activity.opening is one and activity not in found:
                found.append(activity)
    return [one for one in draft.activities if one in found]


def names(kept: Keeping, draft: Draft) -> tuple[list[str], list[str]]:
    """Return types and categories that the subject of a retention sentence names."""
    _, colon, rest = kept.subject.partition(":")
    text = rest if kept.sentence.label and colon else kept.subject
    offset = kept.sentence.flat.find(":") + 1 if kept.sentence.label else 0
    if not text.strip() and not kept.is_member:
        verb = lexicon.pattern("statements", "boundary").search(kept.sentence.flat, offset)
        text = kept.sentence.text[offset : verb.start()] if verb else ""
    if re.match(r"nous conservons|we (?:keep|retain|store)", kept.sentence.flat):
        stop = re.search(
            r"jusqu|pendant|durant|aussi longtemps|tant que|until|for |as long", kept.sentence.flat
        )
        text = kept.sentence.text[: stop.start()] if stop else text
    if (
        not re.search(
            (
                r"donnees|informations|data|information|coordonnees|historique|images"
                r"|enregistrements|recordings"
            ),
            flat(text),
        )
        or kept.quantifier
    ):
        return [], []
    found = resolve(re.sub(r"\([^)]*\)", "", text), draft.facts)
    types = [one for one in found.types if one not in lexicon.table("data_words")["everyday_types"]]
    return types, list(found.categories)
