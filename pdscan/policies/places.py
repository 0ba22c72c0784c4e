"""Read where data lie and whether they leave the European Economic Area."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pdscan.policies import lexicon, sections
from pdscan.policies.parties import mentions_in
from pdscan.policies.sentences import Sentence

_MOVES = re.compile(
    r"transfer\w*|transf\w+|heberg\w+|trait\w+|stock\w+|conserv\w+|process\w*|store\w*|send|sent"
    r"|situe\w*|located|recevoir|recoivent|receiv\w*|communiqu\w+|partag\w+|shar\w+|transmi\w+"
    r"|acces|access\w*"
)
_SENT = re.compile(
    r"(?:donnees|informations|data|information|prestataires?|sous-traitants?|partenaires?|we|providers?"
    r"|processors?)\b[^.;]{0,60}?\b(?:transf\w+|transmis\w*|envoy\w+|heberg\w+|stock\w+|situe\w*"
    r"|etabli\w*|transfer\w*|sent|stored|hosted|processed|located|based) (?:[^.;:]{0,50} )?$"
)
_MAY = re.compile(
    r"\b(?:peu(?:t|vent)|pouvons|pourr\w+|susceptibles?|may|might|can|could|only|si|if|lorsqu\w*"
    r"|when|where|le cas echeant|uniquement|seulement)\b"
)
_NEGATED = re.compile(
    r"\b(?:ne |n')[^.]{0,60}\b(?:pas|jamais|aucun\w*)\b|\b(?:aucun\w*|no) transfer\w*"
    r"|\b(?:do|does|will|are|is) not\b|n't\b|\bnever\b"
    r"|\baucune? [^.;,]{0,60}\bne (?:quitt|sort)|\bno (?:[\w-]+ ){0,4}(?:will )?(?:ever )?leav"
)
# "ne sont pas hébergées en France" places nothing, but "ailleurs qu'en France" does.
_NOT_PLACED = re.compile(
    r"(?:\b(?:ne |n')[^.;,]{0,40}?\b(?:pas|jamais|nullement|aucunement|en aucun cas)"
    r"|\baucune? [^.;,]{0,60}(?:\bne|\bn')|(?:\b(?:not|never|neither|ni)|n't)"
    r"|\bno (?:\w+ ){1,4}?(?:is|are|be))(?: \w+){0,2} ?$"
)
_ELSEWHERE = re.compile(
    r"[^.;,]{0,40}\b(?:ailleurs|elsewhere|anywhere|other|autres? \w+) (?:qu|than)"
)
_INSTEAD = re.compile(r"\b(?:mais|but)\b (?:\w+ )?(?:en|aux?|dans|sur|in|on|at)\b")
_DATA_BEFORE = re.compile(r"\b(?:donnees?|informations?|data)\b[^.;]{0,60}$")


@dataclass(slots=True)
class Located:
    """Hold one statement on where data lie."""

    sentence: Sentence
    start: int
    end: int
    allowed: dict[str, list[str]]
    operators: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    is_loose: bool = False


@dataclass(slots=True)
class Moved:
    """Hold one statement on transfers outside a region."""

    sentence: Sentence
    start: int
    end: int
    allowed: bool | str
    recipients: list[str] = field(default_factory=list)
    safeguard: str | None = None


def locations_in(sentence: Sentence) -> list[Located]:
    """Return where a sentence says that data lie."""
    text = sentence.flat
    if sections.has_role(
        sentence, "definitions", "rights", "controller", "contact"
    ) and not sections.has_role(sentence, "transfers", "recipients"):
        return []
    placed = _placed(text)
    if not placed or lexicon.pattern("places", "outside").search(text) or _is_address(sentence):
        return []
    if re.search(r"\b(?:some|certaine?s|sometimes|parfois)\b", text[: placed.start()]):
        return []
    left = lexicon.pattern("places", "leaves").search(text, placed.start())
    told = text[placed.start() : left.start() if left else len(text)]
    allowed = _allowed(told) or (_allowed(text) if "plateforme" in text else {})
    if not allowed:
        return []
    before = [one.kind for one in mentions_in(text[: placed.start()])]
    operators = [
        one
        for one in dict.fromkeys(before)
        if one in ("processor", "partner", "group", "third_party")
    ]
    channels = [name for name, _ in lexicon.matching("places_channels", text)]
    loose = bool(re.search(r"\ben europe\b|\bin europe\b", text))
    return [Located(sentence, placed.start(), len(text), allowed, operators, channels, loose)]


def _placed(text: str) -> re.Match[str] | None:
    """Return the first words of a folded text that put data at a place, and don't deny it."""
    found = [*lexicon.pattern("places", "placed").finditer(text)]
    for one in found:
        denied = _NOT_PLACED.search(text[: one.start()])
        if not denied or _ELSEWHERE.match(text, one.end()):
            return one
    return _INSTEAD.search(text, found[0].end()) if found else None


def _is_address(sentence: Sentence) -> bool:
    return bool(re.search(r"\b\d{5}\b|siege|registered office|rue |avenue ", sentence.flat))


def _allowed(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind in ("sites", "regions", "countries"):
        for code, words in lexicon.table("places")[kind].items():
            if lexicon.compiled(words).search(text):
                found.setdefault(kind, []).append(str(code))
    if "regions" in found and "EU" in found["regions"] and "EEA" in found["regions"]:
        found["regions"] = ["EEA"]
    return found


def transfers_in(sentence: Sentence) -> list[Moved]:
    """Return what a sentence says of transfers outside the EU or the EEA."""
    text = sentence.flat
    if sections.has_role(sentence, "definitions", "rights"):
        return []
    left = lexicon.pattern("places", "leaves").search(text)
    left = left if left and _DATA_BEFORE.search(text[: left.start()]) else None
    outside = left or lexicon.pattern("places", "outside").search(text)
    if outside is None:
        return _to_country(sentence)
    if not left and not _MOVES.search(text):
        return []
    negated = _NEGATED.search(text[: outside.end()])
    if negated and not re.search(r"sauf|except|unless|sans ", text):
        return [Moved(sentence, 0, len(text), False, _kinds(text))]
    found = []
    safeguards = safeguards_in(text)
    inside = re.search(r"au sein de (?:notre|son) groupe|within (?:our|the) group", text)
    if inside:
        found.append(
            Moved(
                sentence,
                inside.start(),
                len(text),
                "conditional",
                ["group"],
                safeguards[0] if safeguards else None,
            )
        )
        if "particulier" in text or inside.start() - outside.end() > 40:
            found.insert(0, Moved(sentence, 0, inside.start(), "conditional"))
        return found
    kinds = [one for one in _kinds(text) if one != "third_party"]
    safeguard = safeguards[0] if safeguards else None
    is_plain = safeguard == "adequacy" and not _MAY.search(text)
    allowed: bool | str = True if is_plain else "conditional"
    return [Moved(sentence, 0, len(text), allowed, kinds, safeguard)]


def _to_country(sentence: Sentence) -> list[Moved]:
    """Return the transfer to a named country outside the EEA that a sentence tells of."""
    text = sentence.flat
    country = lexicon.pattern("places", "third").search(text)
    if country is None or not _SENT.search(text[: country.start()]):
        return []
    if re.search(r"(?<![\w'])(?:ne |n'|not |si vous|if you)", text[: country.start()]):
        return []
    safeguard = next(iter(safeguards_in(text)), None)
    kinds = [one for one in _kinds(text) if one != "third_party"]
    is_plain = safeguard == "adequacy" and not _MAY.search(text)
    return [Moved(sentence, 0, len(text), True if is_plain else "conditional", kinds, safeguard)]


def _kinds(text: str) -> list[str]:
    """Return the kinds of parties that a folded text names, each once."""
    found = dict.fromkeys(one.kind for one in mentions_in(text))
    return [one for one in found if one in ("processor", "partner", "group", "third_party")]


def safeguards_in(text: str) -> list[str]:
    """Return the safeguards that a folded text relies on, contract clauses first.

    "des pays qui n'offrent pas un niveau adéquat" relies on none.
    """
    found = [name for name, _ in lexicon.matching("safeguards", text)]
    lacks = re.search(r"(?:ne |n'|not |pas )[^.;,]{0,60}(?:adequat|adequate)", text)
    return [one for one in found if not (one == "adequacy" and lacks)]


def gdpr_of(safeguard: str | None) -> str | None:
    """Return the article of a safeguard."""
    found = lexicon.table("articles").get(safeguard) if safeguard else None
    return None if found is None else str(found)
