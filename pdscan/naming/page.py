"""Hold what the cues say of one text, and what the texts of a document say of one another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pdscan.naming import cues as name_cues
from pdscan.naming import language, log_lines
from pdscan.naming.context import in_place
from pdscan.naming.cues import FIRST, LAST, LIKELY, LONE
from pdscan.naming.language import SHORT, Language
from pdscan.naming.names import Standing, Word, given_standing, is_ordinary, know
from pdscan.naming.runs import Cue

ECHO = "seen in a name nearby"
ECHO_FAR = "seen in a name elsewhere in the document"
IN_LOG = ("civility", "label", "mail header", "said to be a name")
_SMALL = re.compile(r"(?<![\w@.\-])[^\W\d_A-Z]{3,}(?![\w@.\-])")
_NAMES_REMEMBERED = 64
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
    spoken = language.of(text)
    found = _with_echoes(text, name_cues.find(text))
    if spoken is Language.ENGLISH:
        found = [_usual_in_english(cue) for cue in found]
        if len(text) <= SHORT:
            found = sorted([*found, *_in_small_letters(text, found)], key=lambda cue: cue.start)
    return Page(text, found, language=spoken)


def _usual_in_english(cue: Cue) -> Cue:
    """Return the cue, a listed given name as likely: English gives words few capitals."""
    return replace(cue, score=name_cues.DOUBTFUL) if cue.score == name_cues.WEAK else cue


def _in_log(text: str) -> list[Cue]:
    """Return the names in lines of a log: two listed words, or one that is announced."""
    found = []
    for start, end in log_lines.may_name(text):
        for cue in name_cues.find(text[start:end]):
            words = [know(word) for word in text[start + cue.start : start + cue.end].split()]
            listed = any(word.given == Standing.LISTED for word in words)
            known = listed and all(word.given or word.surname for word in words)
            if cue.score >= LIKELY and ((known and len(words) > 1) or cue.why in IN_LOG):
                found.append(replace(cue, start=start + cue.start, end=start + cue.end))
    return found


def _in_small_letters(text: str, cues: list[Cue]) -> Iterable[Cue]:
    """Return listed given names without a capital, in a text as short as a message."""
    for found in _SMALL.finditer(text):
        word = found[0]
        sure = len(word) > 3 and given_standing(word) > Standing.UNKNOWN and not is_ordinary(word)
        if sure and not touches(*found.span(), cues):
            yield Cue(*found.span(), LONE, FIRST, "given name in small letters")


def _with_echoes(text: str, cues: list[Cue]) -> list[Cue]:
    """Add the words of sure names where they come back alone; "Dupont" after "Jean Dupont"."""
    strong = [cue for cue in cues if cue.score >= 0.8]
    known = [word for word in _parts(text, strong) if len(word) > 2 and _may_echo(know(word))]
    if not known:
        return cues
    chosen = "|".join(re.escape(word) for word in islice(sorted(known), _NAMES_REMEMBERED))
    echoes = [
        Cue(match.start(), match.end(), _echo_score(match[0]), _echo_type(match[0]), ECHO)
        for match in re.finditer(rf"(?<![\w@.\-])(?:{chosen})(?![\w@\-])", text)
        if not touches(match.start(), match.end(), strong)
        and not in_place(text, match.start(), match.end())
    ]
    rest = [cue for cue in cues if cue.score >= 0.8 or not touches(cue.start, cue.end, echoes)]
    return sorted([*rest, *echoes], key=lambda cue: cue.start)


def _parts(text: str, cues: Iterable[Cue]) -> set[str]:
    """Return the first and the last word of each name."""
    names = [text[cue.start : cue.end].split() for cue in cues]
    return {part.strip(".") for parts in names for part in (parts[0], parts[-1])}


def _may_echo(word: Word) -> bool:
    return word.alone or (word.fits and word.given > 0)


def _echo_score(word: str) -> float:
    return name_cues.DOUBTFUL if know(word).ordinary else 0.8


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
    return cue.score <= name_cues.WEAK and cue.why in name_cues.LONE_KINDS


def _is_thing(name: str, cue: Cue, brands: set[str], words: set[str]) -> bool:
    if name in brands:
        return True
    small = name.lower()
    return (
        _is_lone(cue)
        and cue.score < name_cues.FAINT
        and not words.isdisjoint((small, small.removesuffix("s"), small + "s"))
    )


def _words(pages: Sequence[Page]) -> set[str]:
    """Return the words in small letters of the pages with cues of which this is asked."""
    asked = [page for page in pages if any(cue.score < name_cues.FAINT for cue in page.cues)]
    return {word for page in asked for word in _SMALL.findall(page.text)}


def _elsewhere(text: str, cue: Cue, sure: set[str]) -> Cue:
    word = text[cue.start : cue.end]
    if not _is_lone(cue) or word not in sure or len(word) < 4 or not know(word).alone:
        return cue
    return replace(cue, score=0.75, why=ECHO_FAR)
