"""Find the activities that running text tells of, sentence by sentence."""

from __future__ import annotations

import re

from pdscan.policies import keeping, lexicon, sections
from pdscan.policies.activity import Activity, kinds_in
from pdscan.policies.block import Block
from pdscan.policies.sentences import Sentence

_ANEW = re.compile(r"\b(?:ainsi que pour|ainsi que|as well as|et egalement)\b")
# In running text each "pour …" may be a purpose of its own; an item of a list is one.
_EACH = re.compile(
    _ANEW.pattern + r"|(?:,|;| et| and) (?=(?:pour|afin|d'|de \w+(?:er|ir|re)|to \w+) )"
)


_RESTS = re.compile(r"\b(?:traitement|processing)\b.*\b(?:repos|fond|bas|reli)\w* (?:sur|on)\b")
_IN_FRAME = re.compile(
    r"((?:dans le cadre|lors|au moment) de [^,]{3,80}), (?:les|vos) (?:donnees"
    r"|informations)[^.]{0,60}(?:sont|seront) (?:trait|collect|recueill|utilis)"
)


_GOES_ON = re.compile(
    r"^(?:ceci|cela|this|it) (?:comprend|inclut|includes?)|^vous \w+ alors\b|\bthen\b"
)


def activities_told(
    sentences: list[Sentence],
    known: list[Activity],
    language: str,
    kinds: frozenset[str] | None,
) -> list[Activity]:
    """Return the activities that running text tells of, sentence by sentence; only of some kinds
    where these are given.
    """
    found: list[Activity] = []
    current: Activity | None = None
    before: Block | None = None
    introducing = {id(one.block.intro) for one in sentences if one.activity is not None}
    for one in sentences:
        if id(one.block) in introducing:
            continue
        if one.block is not before and not (
            before
            and one.block.kind == "bullet"
            and before.kind == "bullet"
            and re.match(r"-?par exemple|for example", one.flat)
        ):
            current = None
        before = one.block
        if one.activity is not None:
            continue
        for start, kind in _purposes_told(one, kinds):
            if current and _GOES_ON.search(one.flat):
                break
            current = _activity_told(one, start, kind, [*known, *found], found, language)
        if current is not None and one.activity is None:
            one.activity = current
            current.sentences.append(one)
        if current is not None and re.match(
            r"(?:ceci|cela|this|it) (?:comprend|inclut|includes?)", one.flat
        ):
            current.sub_purposes += _enumerated(one)
    return found


def _purposes_told(sentence: Sentence, only: frozenset[str] | None) -> list[tuple[int, str]]:
    """Return the purposes for which a sentence says that data are collected or used."""
    text = re.sub(r"\([^)]*\)", lambda found: " " * len(found[0]), sentence.flat)
    if opened := _IN_FRAME.match(text):
        return [(start, kind) for start, _, kind in kinds_in(opened[1])[:1]]
    if sections.has_role(
        sentence,
        "rights",
        "definitions",
        "minors",
        "changes",
        "recipients",
        "transfers",
        "retention",
        "dpo",
        "contact",
        "bases",
        "cookies",
    ) and not sections.has_role(sentence, "purposes", "data"):
        return []
    if (
        not re.search(
            r"\b(?:recevoir|recevrez|receive|enregistre\w*|recorded|publi\w+|copier|copy)\b", text
        )
        and not _RESTS.search(text)
        and not any(
            lexicon.pattern("statements", name).search(text)
            for name in ("collect", "use", "generic_data")
        )
    ):
        return []
    if lexicon.pattern("keeping", "exception").search(text) or re.search(
        r"\b(?:droit d|right to|vous pouvez(?! (?:publier|deposer|laisser)))\b", text
    ):
        return []
    recorded = lexicon.pattern("purposes", "call_recording").search(text)
    if (_is_kept(sentence) and not recorded) or (
        lexicon.pattern("polarity", "hosted").search(text) and "n'utilis" in text
    ):
        return []
    found = []
    at = 0
    anew = _ANEW if sentence.block.kind == "bullet" else _EACH
    for part in [*(one.start() for one in anew.finditer(text)), len(text)]:
        some = [
            one
            for one in kinds_in(text[at:part])
            if not lexicon.table("purposes")[one[2]].get("part_of")
        ]
        if only is not None:
            some = [one for one in some if one[2] in only]
        if some:
            found.append((at + some[0][0], some[0][2]))
        at = part
    return found


def _is_kept(sentence: Sentence) -> bool:
    """Say whether a sentence is about keeping data, not about using them."""
    text = sentence.flat
    if lexicon.pattern("polarity", "direct_identifiers").search(text):
        return False
    kept = keeping.read(sentence)
    return bool(re.match(r"nous conserv\w+|we (?:keep|retain)", text)) or (
        kept is not None and not kept.is_bare
    )


def _activity_told(
    sentence: Sentence,
    start: int,
    kind: str,
    known: list[Activity],
    found: list[Activity],
    language: str,
) -> Activity:
    """Return the activity of a kind, a new one where consent sets it apart."""
    asks = bool(lexicon.pattern("statements", "opt_in").search(sentence.flat))
    same = [one for one in known if one.kind == kind and asks == _asks(one)]
    if same:
        return same[0]
    other = [one for one in known if one.kind == kind]
    label = lexicon.table("purposes")[kind]["label"][language if language in ("fr", "en") else "fr"]
    if other and asks:
        label += " avec consentement" if language != "en" else " with consent"
    if framed := _IN_FRAME.match(sentence.flat):
        words = re.sub(r"^.*? d(?:e |u |es |['’])", "", sentence.text[: framed.end(1)], count=1)
        words = re.sub(r"^(?:[Ll]['’]|[Ll]a |[Ll]e )", "", words)
        label = words[:1].upper() + words[1:]
    activity = Activity(label, kind, sentence, start, len(sentence.text), "text", confidence=0.75)
    found.append(activity)
    return activity


def _asks(activity: Activity) -> bool:
    pattern = lexicon.pattern("statements", "opt_in")
    return bool(pattern.search(activity.opening.flat))


def _enumerated(sentence: Sentence) -> list[str]:
    parts = re.split(r", (?=(?:la|le|l'|les|l’) ?)", sentence.text.rstrip(" ."))
    return [part.strip() for part in parts][:12]
