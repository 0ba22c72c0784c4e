"""Hold what the cues say of one text, and what the texts of a document say of one another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from pdscan.naming import cues as name_cues
from pdscan.naming import enumerations, evidence, file_names, language, log_lines, log_places
from pdscan.naming.evidence import FIRST, FULL, LAST, LIKELY, LONE
from pdscan.naming.language import SHORT, Language
from pdscan.naming.names import Standing, given_standing, is_ordinary, know
from pdscan.naming.namesakes import in_place, is_namesake
from pdscan.naming.runs import Cue

ECHO = "seen in a name nearby"
ECHO_FAR = "seen in a name elsewhere in the document"
IN_LOG = ("civility", "label", "mail header", "said to be a name")
_SMALL = re.compile(r"[^\W\d_A-Z](?<![\w@.\-].)[^\W\d_A-Z]{2,}(?![\w@.\-])")
_ABBREVIATED = re.compile(r"\b(?:MR|DR)\.? $")  # a merge request, a disaster recovery
_NAMES_REMEMBERED = 192
SURE_ENOUGH = 0.75
_OFTEN = 6


@dataclass(slots=True)
class Page:
    """Join a text with its possible names and its language; `log`: machines wrote it."""

    text: str
    cues: list[Cue]
    log: bool = False
    language: Language = Language.FRENCH

    @property
    def english(self) -> bool:
        """Say whether the text is English, of which the French model knows little."""
        return self.language is Language.ENGLISH


def read(text: str) -> Page:
    """Return the text with the names that its own words point at."""
    if log_lines.is_log(text):
        return Page(text, _in_log(text), log=True)
    if file_names.is_file_name(text):
        return Page(text, list(file_names.find(text)))
    spoken = language.of(text)
    found = _with_echoes(text, list(enumerations.carried(text, name_cues.find(text))))
    if spoken is Language.ENGLISH:
        found = [_usual_in_english(cue) for cue in found]
        if len(text) <= SHORT:
            found = sorted([*found, *_in_small_letters(text, found)], key=lambda cue: cue.start)
    if spoken is Language.OTHER:
        found = [_unlisted_abroad(cue) for cue in found]
    return Page(text, found, language=spoken)


def _unlisted_abroad(cue: Cue) -> Cue:
    """Return the cue, capitals alone as next to nothing: the lists of words aren't of its language.

    It takes a model that calls it a person then.
    """
    return replace(cue, score=LONE) if cue.why in evidence.UNLISTED else cue


def _usual_in_english(cue: Cue) -> Cue:
    """Return the cue, a listed given name as likely: English gives words few capitals."""
    return replace(cue, score=evidence.DOUBTFUL) if cue.score == evidence.WEAK else cue


def _in_log(text: str) -> list[Cue]:
    """Return the names in lines of a log: two listed words, or one that is announced."""
    found: dict[int, Cue] = {}
    for place, (start, end) in log_places.stretches(text):
        for cue in _in_stretch(log_lines.zeroed(text[start:end])):
            if place[0] < start + cue.end and start + cue.start < place[1]:
                at = start + cue.start
                found.setdefault(at, replace(cue, start=at, end=start + cue.end))
    return [found[at] for at in sorted(found)]


@lru_cache(maxsize=4096)
def _in_stretch(text: str) -> tuple[Cue, ...]:
    """Return the names in a part of a log's line; its digits are all the same: few differ then."""
    found = []
    for cue in name_cues.find(text, LIKELY):
        words = [know(word) for word in text[cue.start : cue.end].split()]
        listed = any(word.given == Standing.LISTED for word in words)
        known = listed and all(word.given or word.surname for word in words)
        named = listed or any(word.surname == Standing.LISTED for word in words)
        said = cue.why in IN_LOG and (named or not _ABBREVIATED.search(text, 0, cue.start))
        if (known and len(words) > 1) or said:
            found.append(cue)
    return tuple(found)


def _in_small_letters(text: str, cues: list[Cue]) -> Iterable[Cue]:
    """Return listed given names without a capital, in a text as short as a message."""
    for found in _SMALL.finditer(text):
        word = found[0]
        sure = len(word) > 3 and given_standing(word) > Standing.UNKNOWN and not is_ordinary(word)
        if sure and not touches(*found.span(), cues):
            yield Cue(*found.span(), LONE, FIRST, "given name in small letters")


def _with_echoes(text: str, cues: list[Cue]) -> list[Cue]:
    """Add the words of sure names where they come back alone; weaker words around belong to it."""
    strong = [cue for cue in cues if cue.score >= SURE_ENOUGH]
    found = echoes(text, strong, strong)
    weak = [cue for cue in cues if cue.score < SURE_ENOUGH]
    wider = [cue for cue in weak if cue.type == FULL and touches(cue.start, cue.end, found)]
    wider = [replace(cue, score=evidence.DOUBTFUL, why=ECHO) for cue in wider]
    alone = [echo for echo in found if not touches(echo.start, echo.end, wider)]
    rest = [cue for cue in weak if not touches(cue.start, cue.end, found)]
    return sorted([*strong, *rest, *wider, *alone], key=lambda cue: cue.start)


def echoes(text: str, strong: Sequence[Cue], taken: Sequence[Cue]) -> list[Cue]:
    """Return where the words of sure names come back alone: "Dupont" after "Jean Dupont"."""
    parts = [word for word in _parts(text, strong) if len(word) > 2 and _may_echo(word, text)]
    if not parts:
        return []
    known = {form for word in parts for form in (word, word.upper(), word.title())}
    chosen = "|".join(re.escape(word) for word in islice(sorted(known), _NAMES_REMEMBERED))
    return [
        Cue(match.start(), match.end(), _echo_score(match[0]), _echo_type(match[0]), ECHO)
        for match in re.finditer(rf"(?<![\w@.\-])(?:{chosen})(?![\w@\-])", text)
        if not touches(match.start(), match.end(), taken)
        and not in_place(text, match.start(), match.end())
        and not is_namesake(text, match.start(), match.end())
    ]


def _parts(text: str, cues: Iterable[Cue]) -> set[str]:
    """Return the first and the last word of each name."""
    names = [text[cue.start : cue.end].split() for cue in cues]
    return {part.strip(".") for parts in names for part in (parts[0], parts[-1])}


def _may_echo(name: str, text: str) -> bool:
    """Say whether a part of a name names somebody alone; of an ordinary word the text decides."""
    word = know(name)
    if word.alone or (word.fits and word.given > 0):
        return True
    small = re.search(rf"(?<!\w){re.escape(name.lower())}s?(?!\w)", text)
    return word.fits and not name.isupper() and small is None


def _echo_score(word: str) -> float:
    return evidence.DOUBTFUL if know(word).ordinary else 0.8


def _echo_type(word: str) -> str:
    return FIRST if know(word).given else LAST


def touches(start: int, end: int, cues: Iterable[Cue]) -> bool:
    """Say whether one of the cues shares a character with the place."""
    return any(cue.start < end and start < cue.end for cue in cues)


def joined(pages: Sequence[Page]) -> None:
    """Let the pages of one document speak for one another.

    A lone word that is part of a sure name elsewhere is a name; one that comes again and again, but
    never beside a surname or a title, is a brand; one that also stands there in small letters is a
    word.
    """
    sure: set[str] = set()
    lone: Counter[str] = Counter()
    for page in pages:
        strong = [cue for cue in page.cues if cue.score >= LIKELY and cue.why != ECHO]
        sure.update(_parts(page.text, strong))
        lone.update(page.text[cue.start : cue.end] for cue in page.cues if _is_lone(cue))
    brands = {word for word, times in lone.items() if times > _OFTEN and word not in sure}
    words = _words(pages)
    for page in pages:
        page.cues = [
            _elsewhere(page.text, cue, sure)
            for cue in page.cues
            if not _is_thing(page.text[cue.start : cue.end], cue, brands, words)
        ]


def _is_lone(cue: Cue) -> bool:
    return cue.score <= evidence.USUAL and cue.why in evidence.LONE_KINDS


def _is_thing(name: str, cue: Cue, brands: set[str], words: set[str]) -> bool:
    if name in brands:
        return True
    small = name.lower()
    return (
        _is_lone(cue)
        and cue.score < evidence.FAINT
        and not words.isdisjoint((small, small.removesuffix("s"), small + "s"))
    )


def _words(pages: Sequence[Page]) -> set[str]:
    """Return the words in small letters of the pages with cues of which this is asked."""
    asked = [page for page in pages if any(cue.score < evidence.FAINT for cue in page.cues)]
    return {word for page in asked for word in _SMALL.findall(page.text)}


def _elsewhere(text: str, cue: Cue, sure: set[str]) -> Cue:
    word = text[cue.start : cue.end]
    if not _is_lone(cue) or word not in sure or len(word) < 4 or not know(word).alone:
        return cue
    return replace(cue, score=0.75, why=ECHO_FAR)
