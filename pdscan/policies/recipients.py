"""Read who receives data: kinds, sectors, and companies by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pdscan.policies import lexicon, sections
from pdscan.policies.named_parties import cell_name, named_in
from pdscan.policies.parties import Mention, Vendor, mentions_in, sectors_in, vendors_in
from pdscan.policies.sentences import Sentence, flat
from pdscan.policies.sharing_sentences import speaks_of_recipients

_LABEL_ENDS = re.compile(
    r" (?:qui|que|dont|sont|peuvent|auxquel\w+|habilit\w+ (?:a|par)|dans|pour|afin"
    r"|lorsqu\w*|en cas|sur la base|conformement|that|who|which|are|may|in order"
    r"|to (?:provide|help))\b"
)
_NO_OTHER = re.compile(r"\b(?:aucune? autres?|no other) ")
_SPLIT = re.compile(r"\s*(?:[,;:/()•\n]|\b(?:et|ou|and|or)\b|\.\s)\s*")


@dataclass(slots=True)
class Recipient:
    """Hold one recipient, and the activities it is named in."""

    kind: str
    label: str
    sentence: Sentence
    start: int
    end: int
    sectors: list[str] = field(default_factory=list)
    name: str | None = None
    aliases: tuple[str, ...] = ()
    stated: str | None = None
    activities: list[Any] = field(default_factory=list)
    everywhere: bool = False
    is_exclusive: bool = False
    id: str = ""
    confidence: float = 0.85


def read(
    sentence: Sentence, taken: list[tuple[int, int]], own: str | None, common: frozenset[str]
) -> list[Recipient]:
    """Return the recipients that a sentence names; `own` is the controller, who is none."""
    if not speaks_of_recipients(sentence):
        return []
    if cell := _of_cell(sentence):
        return [cell]
    inside = _inside(sentence)
    companies = [
        Recipient(one.kind, one.name, sentence, one.start, one.end, list(one.sectors), one.name)
        for one in named_in(sentence, own, common)
    ]
    found = [*_named(sentence), *companies, *([inside] if inside else [])]
    passed = [*taken, *([(inside.start, inside.end)] if inside else [])]
    previous_kind = ""
    for start, end in _parts(sentence):
        if any(first < end and start < last for first, last in passed):
            continue
        one = _unnamed(sentence, start, end, found, previous_kind)
        if one is not None and not _held_by_name(one, found):
            previous_kind = one.kind
            found.append(one)
    return _joined(found)


def _of_cell(sentence: Sentence) -> Recipient | None:
    """Return the company that a cell of a column of parties names."""
    if sentence.slot != "recipients" or not sentence.column or any(vendors_in(sentence.text)):
        return None
    name = cell_name(sentence)
    kind = next((one.kind for one in mentions_in(sentence.column)), "processor")
    sectors = sectors_in(flat(sentence.block.text))
    return Recipient(kind, name, sentence, 0, len(sentence.text), sectors, name) if name else None


def _unnamed(
    sentence: Sentence, start: int, end: int, found: list[Recipient], previous_kind: str
) -> Recipient | None:
    """Return the party that a part of a sentence names by its kind; a bracket only says more of the
    one before it, "no other" that it is the only one.
    """
    mentions = mentions_in(sentence.flat[start:end])
    if mentions and _NO_OTHER.search(sentence.flat[start : start + mentions[0].end]):
        for other in found:
            other.is_exclusive |= other.kind == mentions[0].kind
        return None
    if not mentions and not any(one.start < end and start < one.end for one in found if one.name):
        mentions = _by_sector(sentence, start, end)
    if not mentions:
        return None
    if found and not found[-1].name and _in_bracket_of(sentence, found[-1], start):
        found[-1].sectors += [
            one for one in sectors_in(sentence.flat[start:end]) if one not in found[-1].sectors
        ]
        return None
    return _of_part(sentence, start, end, mentions, previous_kind)


_INTERNAL = re.compile(
    r"(?:en interne|internally|internal)\b[ ,:]*(?:uniquement"
    r"|only)?[ ,:]*(?:aupres d[eu] ?)?(?:uniquement )?"
)
_OUTSIDER = ("legal", "bank", "credit", "carrier", "manufacturer", "retail", "social_network")


def _inside(sentence: Sentence) -> Recipient | None:
    """Return who receives data "en interne": all that is named there, as one recipient."""
    found = _INTERNAL.search(sentence.flat)
    if (
        found is None
        or sentence.slot not in ("recipients", "")
        or (not speaks_of_recipients(sentence) and sentence.slot != "recipients")
    ):
        return None
    stop = re.search(
        r",? en externe|,? externally|\.|peuvent|peut avoir|may\b", sentence.flat[found.end() :]
    )
    end = found.end() + stop.start() if stop else len(sentence.flat)
    label = sentence.text[found.end() : end].strip(" .;,:")
    return Recipient("internal", label[:90], sentence, found.end(), end) if label else None


def _by_sector(sentence: Sentence, start: int, end: int) -> list[Mention]:
    """Return a mention for words that only say what somebody does ("service de recouvrement")."""
    text = sentence.flat[start:end]
    sectors = (
        sectors_in(text)
        if sentence.slot == "recipients" or sections.has_role(sentence, "recipients")
        else []
    )
    if not sectors or len(text.split()) > 8 or re.search(r"\badresse|\baddress", text):
        return []
    first = len(text) - len(text.lstrip())
    return [Mention(first, len(text), "third_party" if sectors[0] in _OUTSIDER else "processor")]


def _in_bracket_of(sentence: Sentence, head: Recipient, at: int) -> bool:
    """Say whether a place lies in the bracket that tells who a recipient is."""
    if head.sentence is not sentence:
        return False
    bracket = sentence.flat.find("(", head.end)
    closed = sentence.flat.find(")", bracket)
    between = sentence.flat[head.end : bracket] if bracket >= 0 else ""
    return (
        bracket >= 0
        and bracket < at
        and (closed < 0 or at < closed)
        and not re.search(r"[,.;]", between)
    )


def _parts(sentence: Sentence) -> list[tuple[int, int]]:
    text = sentence.flat
    begun = 0
    if sentence.slot != "recipients" and sentence.block.kind != "bullet":
        verb = lexicon.pattern("sharing", "share").search(text)
        begun = 0 if verb is None or mentions_in(text[: verb.start()]) else verb.start()
    parts = []
    at = begun
    for stop in _SPLIT.finditer(text, begun):
        parts.append((at, stop.start()))
        at = stop.end()
    parts.append((at, len(text)))
    return [(start, end) for start, end in parts if text[start:end].strip()]


def _of_part(
    sentence: Sentence, start: int, end: int, mentions: list[Mention], previous: str
) -> Recipient | None:
    text = sentence.flat[start:end]
    first = mentions[0]
    kind = first.kind
    inside = _side(sentence, start)
    if kind == "group" and text[first.start :].startswith("ses ") and previous == "third_party":
        return None
    if inside == "internal" and kind not in ("authority", "processor", "group"):
        kind = "internal"
    elif kind == "internal" and inside == "external":
        kind = "third_party" if not sectors_in(text) else "processor"
    stop = _LABEL_ENDS.search(text, first.end)
    last = stop.start() if stop else len(text)
    if re.search(
        r"en (?:tant qu\w*'?|qualite d\w*)(?: \w+)?$|as (?:a|an|your)$",
        sentence.flat[: start + first.start].rstrip(),
    ) or re.match(r"[^,.]{0,30}, nous\b", sentence.flat[start + first.start :]):
        return None
    label = sentence.text[start + first.start : start + last].strip(' .;,-«»"')
    sectors = [] if kind == "internal" else sectors_in(text)
    return Recipient(kind, label[:90], sentence, start + first.start, start + last, sectors)


def _side(sentence: Sentence, at: int) -> str:
    """Return whether a part stands behind "en interne" or "en externe"."""
    before = sentence.block.text[: sentence.start + at + 12].lower()
    inside = max(before.rfind("en interne"), before.rfind("internally"))
    outside = max(before.rfind("en externe"), before.rfind("externally"))
    if inside < 0 and outside < 0:
        return ""
    return "internal" if inside > outside else "external"


def _named(sentence: Sentence) -> list[Recipient]:
    found = []
    for match, vendor in vendors_in(sentence.text):
        near = mentions_in(sentence.flat[max(0, match.start() - 60) : match.start()])
        kind = _kind_beside(near, vendor, sentence, match.start())
        sectors = [*vendor.sectors]
        name = match[0] if vendor.name.lower() != match[0].lower() else vendor.name
        aliases = tuple(
            one for one in (vendor.name, *vendor.aliases) if one.lower() != name.lower()
        )
        found.append(
            Recipient(kind, name, sentence, match.start(), match.end(), sectors, name, aliases)
        )
    return found


def _kind_beside(near: list[Mention], vendor: Vendor, sentence: Sentence, at: int) -> str:
    words = [one.kind for one in near if one.kind in ("processor", "partner")]
    if words:
        return words[-1]
    if vendor.kind == "third_party" and re.search(
        r"banque|bank|credit", sentence.flat[max(0, at - 80) : at]
    ):
        return "third_party"
    return vendor.kind


def _held_by_name(one: Recipient, found: list[Recipient]) -> bool:
    """Say whether words only describe a company that is named beside them."""
    return any(
        other.name
        and 0 <= other.start - one.start < 70
        and other.kind == one.kind
        and one.sentence is other.sentence
        and not re.search(r"[.;:]|\b(?:et|ou|and|or)\b", one.sentence.flat[one.end : other.start])
        for other in found
    )


def _joined(found: list[Recipient]) -> list[Recipient]:
    kept: list[Recipient] = []
    for one in sorted(found, key=lambda other: other.start):
        same = [
            o
            for o in kept
            if not o.name
            and not one.name
            and o.kind == one.kind
            and (
                o.kind in ("internal", "authority", "public")
                or (o.sectors == one.sectors and o.kind != "third_party")
            )
        ]
        if same:
            same[0].end = max(same[0].end, one.end)
        else:
            kept.append(one)
    return kept
