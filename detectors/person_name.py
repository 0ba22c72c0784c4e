"""Person name: full names, given names and surnames in French and English text.

Shape: capitalised words announced by a civility (M., Mme, Dr, Mr), a label (Nom :), a greeting, a
signature or a mail header; a listed given name beside a surname, in either order; an upper-case
surname; and what spaCy's French model calls a person in a sentence that holds such a word.
Check: lists of given names, surnames and ordinary words; street, institution and company words
nearby silence a name; the model alone is never believed beyond 0.55.
Category: identification (person.name, person.name.first, person.name.last), tier 1.
Source: lists rebuilt by bench/rebuild_name_lists.py from Faker, mimesis and `names` (all MIT);
model fr_core_news_md of spaCy through presidio-analyzer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pdscan.contracts import Detector
from pdscan.model import Match
from pdscan.naming import cues as name_cues
from pdscan.naming import model as name_model
from pdscan.naming.context import in_place
from pdscan.naming.cues import FULL, LAST, Cue
from pdscan.naming.entities import Entity
from pdscan.naming.names import Word, know

THRESHOLD = 0.5
ECHO = "seen in a name nearby"
_BREAK = re.compile(r"\n|(?<=[^\W\d_]{3}[.!?])\s")
_REACH = 240
_ENGLISH = re.compile(r"\b(?:the|and|of|is|was|to|my|you|with|has|his|her|at|from|this|that|I)\b")
_FRENCH = re.compile(r"\b(?:le|la|les|des|et|de|du|est|une?|pour|dans|vous|par|au|aux|en|je)\b")
_NAMES_REMEMBERED = 64
_OFTEN = 6


@dataclass(frozen=True)
class PersonName(Detector):
    """Find names by cues first; only the sentences that may hold one go to the model.

    `model_chars` bounds what one call gives to the model; cues beyond it are judged by words
    alone.
    """

    title: str = "Person names in text"
    types: tuple[str, ...] = (FULL, name_cues.FIRST, LAST)
    model_chars: int = 400_000

    def find_all(self, texts: Sequence[str]) -> list[list[Match]]:
        """Return the names of each text, by start, in characters.

        Raise UnreadableError(NO_MODEL) where a text may hold a name and the model isn't there.
        """
        cues = [_with_echoes(text, name_cues.find(text)) for text in texts]
        windows = [_windows(text, found) for text, found in zip(texts, cues, strict=True)]
        wanted = {
            text[start:end]: None
            for text, spans in zip(texts, windows, strict=True)
            for start, end in spans
        }
        asked = list(self._within_bounds(wanted))
        seen = dict(zip(asked, name_model.entities(asked), strict=True))
        found = []
        for text, listed, spans in zip(texts, cues, windows, strict=True):
            entities = [
                Entity(start + one.start, start + one.end, one.label)
                for start, end in spans
                for one in seen.get(text[start:end], ())
            ]
            found.append(_combine(text, listed, entities))
        return found

    def _within_bounds(self, windows: Iterable[str]) -> Iterable[str]:
        left = self.model_chars
        for window in windows:
            left -= len(window)
            if left < 0:
                return
            yield window


def _with_echoes(text: str, cues: list[Cue]) -> list[Cue]:
    """Add the words of sure names where they come back alone; "Dupont" after "Jean Dupont"."""
    sure = [text[cue.start : cue.end].split() for cue in cues if cue.score >= 0.8]
    words = {part.strip(".") for parts in sure for part in (parts[0], parts[-1])}
    known = [word for word in words if len(word) > 2 and _may_echo(know(word))]
    if not known:
        return cues
    chosen = "|".join(re.escape(word) for word in islice(sorted(known), _NAMES_REMEMBERED))
    strong = [cue for cue in cues if cue.score >= 0.8]
    echoes = [
        Cue(match.start(), match.end(), _echo_score(match[0]), _echo_type(match[0]), ECHO)
        for match in re.finditer(rf"(?<![\w@.\-])(?:{chosen})(?![\w@\-])", text)
        if not _touches(match.start(), match.end(), strong)
        and not in_place(text, match.start(), match.end())
    ]
    rest = [cue for cue in cues if cue.score >= 0.8 or not _touches(cue.start, cue.end, echoes)]
    return sorted([*rest, *echoes], key=lambda cue: cue.start)


def _may_echo(word: Word) -> bool:
    return word.alone or (word.fits and word.given > 0)


def _echo_score(word: str) -> float:
    return name_cues.DOUBTFUL if know(word).ordinary else 0.8


def _echo_type(word: str) -> str:
    return name_cues.FIRST if know(word).given else LAST


def _touches(start: int, end: int, cues: Iterable[Cue]) -> bool:
    return any(cue.start < end and start < cue.end for cue in cues)


def _windows(text: str, cues: list[Cue]) -> list[tuple[int, int]]:
    """Return the sentences around the cues, cut at line ends, without overlap."""
    spans: list[tuple[int, int]] = []
    for cue in cues:
        if spans and cue.end <= spans[-1][1]:
            continue
        least = max(cue.start - _REACH, spans[-1][1] if spans else 0)
        breaks = [match.end() for match in _BREAK.finditer(text, least, cue.start)]
        following = _BREAK.search(text, cue.end, cue.end + _REACH)
        end = following.start() if following else min(len(text), cue.end + _REACH)
        spans.append((breaks[-1] if breaks else least, end))
    return spans


def _combine(text: str, cues: list[Cue], entities: list[Entity]) -> list[Match]:
    persons = [one for one in entities if one.label == "PERSON"]
    others = [one for one in entities if one.label != "PERSON"]
    if _is_english(text):
        cues = [replace(cue, score=0.6) if cue.score == name_cues.WEAK else cue for cue in cues]
    judged = [_weigh(text, cue, persons, others) for cue in cues]
    judged.extend(_alone(text, one) for one in persons if not _touches(one.start, one.end, cues))
    brands = _brands(text, cues)
    judged = [cue for cue in judged if text[cue.start : cue.end] not in brands]
    return [
        Match(cue.type, cue.start, cue.end, round(cue.score, 3), why=(cue.why,))
        for cue in sorted(judged, key=lambda cue: cue.start)
        if cue.score >= THRESHOLD
    ]


def _is_english(text: str) -> bool:
    """Say whether the text is English, of which the French model knows little."""
    head = text[:4000]
    return len(_ENGLISH.findall(head)) > len(_FRENCH.findall(head))


def _brands(text: str, cues: list[Cue]) -> set[str]:
    """Return the given names that come again and again but never beside a surname or a title."""
    lone = Counter(text[cue.start : cue.end] for cue in cues if cue.score == name_cues.WEAK)
    return {word for word, times in lone.items() if times > _OFTEN}


def _weigh(text: str, cue: Cue, persons: list[Entity], others: list[Entity]) -> Cue:
    """Return the cue with the model's word added to or taken from its score."""
    for one in persons:
        if one.start < cue.end and cue.start < one.end:
            return replace(cue, score=_agreed(cue), why=f"{cue.why}, and the model")
    for one in others:
        if one.start <= cue.start and cue.end <= one.end and cue.score < 0.9:
            return replace(cue, score=cue.score - 0.25)
    return cue


def _agreed(cue: Cue) -> float:
    """Return the score of a cue that the model agrees with, as `bench/calibration.py` finds it."""
    if cue.score >= 0.8:
        return 0.93 if cue.score >= 0.9 else 0.88
    if cue.score >= name_cues.DOUBTFUL:
        return 0.85
    if cue.score >= name_cues.WEAK:
        return 0.75
    return 0.6 if cue.why != "capitalised words" else 0.55


def _alone(text: str, one: Entity) -> Cue:
    words = text[one.start : one.end].split()
    known = [know(word) for word in words]
    named = len(words) in (2, 3) and all(word.fits and not word.ordinary for word in known)
    shaped = all(word[0].isupper() for word in words) and "\t" not in text[one.start : one.end]
    named = named and shaped and not in_place(text, one.start, one.end)
    return Cue(one.start, one.end, 0.55 if named else 0.0, FULL, "the model alone")


plugin = PersonName()
