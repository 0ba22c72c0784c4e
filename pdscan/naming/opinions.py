"""Ask the models about the sentences that may hold a name, each different sentence once.

French sentences go to spaCy's model, English ones to an English model of spaCy where the user has
installed one, those of other languages to the multilingual model where that is installed. It also
gives a second opinion on what stays undecided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata

from pdscan.naming import model, second_model, weighing
from pdscan.naming.entities import Entity
from pdscan.naming.evidence import FAINT, LONE, SURE, UNLISTED, WORDY
from pdscan.naming.language import Language
from pdscan.naming.page import Page
from pdscan.naming.runs import Cue

PACKAGES = (model.MODEL, *model.ENGLISH, second_model.PACKAGE)
Ask = Callable[[Sequence[str]], list[list[Entity]]]

SECOND_COSTS = 8
_BREAK = re.compile(r"\n|(?<=[^\W\d_]{3}[.!?])\s")
_REACH = 240


@dataclass(frozen=True, slots=True)
class Opinion:
    """Say what one model saw in a page; `asked` are the places that it read."""

    asked: tuple[tuple[int, int], ...] = ()
    seen: tuple[Entity, ...] = ()

    def of(self, start: int, end: int) -> str:
        """Return PERSON, OTHER or NONE for a place; an empty string where it wasn't asked."""
        labels = [one.label for one in self.seen if one.start < end and start < one.end]
        if "PERSON" in labels:
            return "PERSON"
        if labels:
            return "OTHER"
        return "NONE" if any(a <= start and end <= b for a, b in self.asked) else ""


def models() -> Iterator[tuple[str, str]]:
    """Yield the models that are installed, each with its version."""
    for package in PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            yield package, metadata.version(package)


def first_opinions(pages: Sequence[Page], most: int, *, always: bool = False) -> list[Opinion]:
    """Return what spaCy's model says of each page, having read at most so many characters.

    It knows French only: English pages go to an English model of spaCy where one is installed, and
    what is not French is left to the second model where there is one, unless it is asked `always`.
    Raise UnreadableError(NO_MODEL) where a page may hold a name and no model is there.
    """
    left = second_model.installed() and not always
    english = [not always and page.english and model.english() is not None for page in pages]
    wanted = [
        []
        if page.log or (left and page.language is not Language.FRENCH and not own)
        else _windows(page.text, [cue for cue in page.cues if always or WORDY <= cue.score < SURE])
        for page, own in zip(pages, english, strict=True)
    ]
    said = _answers(pages, _of(wanted, english, False), most, model.entities)
    if not any(english):
        return said
    theirs = _answers(pages, _of(wanted, english, True), most, model.english_entities)
    return [one if own else other for one, other, own in zip(theirs, said, english, strict=True)]


def _of(
    wanted: Sequence[list[tuple[int, int]]], english: Sequence[bool], chosen: bool
) -> list[list[tuple[int, int]]]:
    """Return the windows of the English pages, or of the others; none of the rest."""
    return [some if own is chosen else [] for some, own in zip(wanted, english, strict=True)]


def second_opinions(
    pages: Sequence[Page], first: Sequence[Opinion], most: int, *, always: bool = False
) -> list[Opinion]:
    """Return what the multilingual model says where its word would decide, or `always`.

    It is slow: what the first opinion and the words settle is not asked.
    """
    if not second_model.installed():
        return [Opinion() for _ in pages]
    wanted = [
        _windows(page.text, [cue for cue in _weak(page) if always or _is_open(page, cue, said)])
        for page, said in zip(pages, first, strict=True)
    ]
    return _answers(pages, wanted, most // SECOND_COSTS, second_model.entities)


def _weak(page: Page) -> Iterator[Cue]:
    least, most = (FAINT, 0.8) if page.language is Language.FRENCH else (LONE, SURE)
    return (cue for cue in page.cues if not page.log and least <= cue.score < most)


def _is_open(page: Page, cue: Cue, first: Opinion) -> bool:
    """Say whether it is for the second model to say if a cue is a name."""
    said = first.of(cue.start, cue.end)
    if said == "OTHER" and cue.why in UNLISTED:
        return False  # capitals that the first model calls a place or company
    likely = {
        weighing.weigh(weighing.features(page, cue, said, word)) >= weighing.LIKELY
        for word in ("PERSON", "OTHER", "NONE")
    }
    return len(likely) > 1


def _answers(
    pages: Sequence[Page], wanted: Sequence[list[tuple[int, int]]], most: int, ask: Ask
) -> list[Opinion]:
    """Ask about the windows of each page, equal ones once, within `most` characters in all."""
    pairs = list(zip(pages, wanted, strict=True))
    different = {page.text[a:b]: None for page, spans in pairs for a, b in spans}
    texts = list(_within(different, most))
    seen = dict(zip(texts, ask(texts), strict=True)) if texts else {}
    return [_opinion(page.text, spans, seen) for page, spans in pairs]


def _opinion(
    text: str, spans: Sequence[tuple[int, int]], seen: Mapping[str, list[Entity]]
) -> Opinion:
    asked = tuple((a, b) for a, b in spans if text[a:b] in seen)
    entities = tuple(
        Entity(a + one.start, a + one.end, one.label) for a, b in asked for one in seen[text[a:b]]
    )
    return Opinion(asked, entities)


def _within(texts: Iterable[str], most: int) -> Iterator[str]:
    for text in texts:
        most -= len(text)
        if most < 0:
            return
        yield text


def _windows(text: str, cues: Iterable[Cue]) -> list[tuple[int, int]]:
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
