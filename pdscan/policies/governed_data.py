"""Find what verbs of collection and use govern: their objects, and passive subjects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pdscan.policies import lexicon, sections
from pdscan.policies.data_items import has_head
from pdscan.policies.sentences import Sentence

_MOST_VERBS = 6
_PASSIVE = re.compile(
    r"(?:sont|est|seront|sera|peuvent|peut|pourront|pourra|are|is|will be|may be|can be)"
    r"(?: \w+){0,3} (?:collect\w+|recueill\w+|enregistr\w+|trait[eé]+s?|stock\w+|demand[eé]+s?"
    r"|recorded|collected|processed|stored|gathered|requested)"
    r"|(?:font|feront|fait|fera) l'objet d'un (?:traitement|enregistrement)"
)
_PASSIVE_KEPT = re.compile(
    r"(?:sont|est|seront|sera|are|is|will be) (?:conserv|gard|kept|retained)\w*"
)


_MARK = re.compile(r", |: |(?<!ainsi )(?<!tels )(?<!telles )\bque ")
_DETERMINED = re.compile(r"(?:(?:vos|votre|les?|la|des|certaines?|toutes|your|the|all|this)\b|l')")
_VERB = re.compile(r"\b(?:nous|vous|est|sont|ont|we|you|is|are|qui|which|that)\b")
_WRITES = re.compile(
    r"vous (?:redigez|deposez|publiez|laissez|postez|pouvez (?:rediger|deposer|publier|laisser)) "
    r"|you (?:can |may )?(?:write|post|publish|submit) "
)


_NO_OBJECT = re.compile(
    r"\b(?:droit d|right to|vous pouvez (?:demander|exercer|a tout moment)|votre demande de"
    r"|par exemple avec votre)\b"
)


_GENERIC_SUBJECT = re.compile(
    r".{0,40}(?:donnees|informations|data) (?:personnelles )?"
    r"(?:sont|seront|are|collectees|vous concernant)"
)


_NOT_OURS = re.compile(r"(?:si|droit|personne|pouvez|cookies?|sites? tiers|qui|que|par|leurs?) $")


_NEGATED = re.compile(
    r"(?:(?<![\w-])ne |n').*\b(?:pas|jamais|aucun\w*)\b|\b(?:cannot|not|never)\b(?! only)|n't\b"
)


_JOINED_VERB = re.compile(r" (?:et|ou|and|or)(?:/(?:ou|or))? \w+(?:ons|ent|er|ed?|s)? ")


_INCISE = re.compile(r"[^;:.]{3,200}?, (?:si vous|if you) [^,;]{3,30}, (?=(?:vos|votre|your) )")
_SUCH_AS = re.compile(r"telles? que|tels que|suivantes?|notamment|such as|including|following")


_DATA_SUCH_AS = re.compile(
    r"\b(?:donnees|informations)[^.]{0,60}? "
    r"(?:telles? que|tels que|notamment|y compris|such as|including)\b"
)


def objects(sentence: Sentence) -> Iterator[tuple[int, int, bool]]:
    """Yield what verbs of collection and use govern."""
    text = sentence.flat
    if written := _WRITES.search(text):
        yield written.end(), len(text), True
        return
    if _NO_OBJECT.search(text):
        return
    yield from _subject(sentence)
    for name in ("collect", "use"):
        for verb in islice(lexicon.pattern("statements", name).finditer(text), _MOST_VERBS):
            if name == "use" and _NOT_OURS.search(text[: verb.start()]):
                continue
            if _NEGATED.search(re.split(r"[,;:.]| mais | but ", text[: verb.start()])[-1]):
                continue
            yield from _object(text, verb)
    for other in islice(_DATA_SUCH_AS.finditer(text), _MOST_VERBS):
        if sections.has_role(sentence, "data") or re.search(r"collect|fourni", text):
            stop = _boundary("list_end").search(text, other.end())
            yield other.start(), stop.start() if stop else len(text), True


def _subject(sentence: Sentence) -> Iterator[tuple[int, int, bool]]:
    """Yield the subject of a passive verb of collection, or of keeping outside such a section."""
    text = sentence.flat
    passive = _PASSIVE.search(text)
    if passive is None and not sections.has_role(sentence, "retention"):
        passive = _PASSIVE_KEPT.search(text)
    if passive is None or _GENERIC_SUBJECT.match(text):
        return
    begun = _begun(text[: passive.start()])
    if begun > 0 or not _boundary("boundary").match(text):
        is_recorded = re.search(r"enregistr|record", passive[0])
        yield begun, passive.end() if is_recorded else passive.start(), False


def _begun(text: str) -> int:
    """Return where the subject at the end of a text begins: after a clause that leads to it, with
    all members of a list ("vos nom, prénom et adresse").
    """
    marks = [0, *(mark.end() for mark in _MARK.finditer(text))]
    whole = [at for at in marks if _DETERMINED.match(text, at) and not _VERB.search(text, at)]
    return whole[0] if whole else marks[-1]


def _object(text: str, verb: re.Match[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield what one verb governs: up to words of purpose, time or place, lists a little wider."""
    start = verb.end()
    joined = _JOINED_VERB.match(text[start:])
    if joined and lexicon.pattern("statements", "collect").search(text, start, start + 25):
        return
    stop = _boundary("boundary").search(text, _after_incise(text, start))
    colon, end = text.find(" : ", start), stop.start() if stop else len(text)
    if stop and len(text[start:end].strip(" ,:;")) < 3:
        return
    such = _SUCH_AS.search(text[start:end])
    is_list = such is not None or 0 < colon < end
    head = text[start : start + such.start()] if such else text[start:end]
    if is_list:
        wider = _boundary("list_end").search(text, start) if stop else None
        end = wider.start() if wider else len(text)
    is_object = verb[0].startswith(("publi", "rappel", "mesur"))
    is_object |= verb[0].startswith("analys") and has_head(text[start:end])
    yield start, end, is_object or (is_list and (has_head(head) or len(head.strip()) < 3))


def _after_incise(text: str, start: int) -> int:
    """Return where to look for an object's end: behind ", si vous l'acceptez, " in its midst."""
    found = _INCISE.match(text, start)
    return found.end() if found else start


def _boundary(name: str) -> re.Pattern[str]:
    return lexicon.pattern("statements", name)
