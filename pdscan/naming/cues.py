"""Find where a text may hold a person's name, and how sure the words alone make it.

The pass looks at capitalised words only: civilities, labels, greetings, signatures, mail headers,
and given names beside surnames. It is cheap, so that a model need only read what it points at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.naming import sentences, swapped
from pdscan.naming.by_lists import by_lists
from pdscan.naming.context import (
    CIVILITY,
    GREETING,
    KIN,
    LABEL,
    ROLE,
    Announcement,
    announcement,
    asks_for_thing,
    is_before_address,
)
from pdscan.naming.eponyms import is_eponym
from pdscan.naming.evidence import (
    CAPITALS,
    DOUBTFUL,
    FAINT,
    FIRST,
    FULL,
    LAST,
    LIKELY,
    LONE_KINDS,
    SURE,
    UNLISTED,
    WEAK,
    WORDY,
)
from pdscan.naming.names import Standing, know
from pdscan.naming.namesakes import in_place, is_namesake
from pdscan.naming.runs import Cue, Run

_ASSERTED = (CIVILITY, LABEL)
_UPPER = "".join(chr(code) for code in range(0x41, 0x250) if chr(code).isupper())
_PARTS = (
    r"(?:d['’]|(?:de\ la|de\ los|de|du|des|da|di|do|dos|del|della|le|la|van\ der|van\ den|van|von|"
    r"der|den|ter|ten|zu|ben|bin|ibn|el|al|y|st)[ \u00a0]{1,2}(?:d['’])?)"
)
_REST = rf"(?:\.(?:-?[{_UPPER}]\.)+|\w*(?:['’\-]\w+)*\.?)"
_WORD = rf"[{_UPPER}]{_REST}"
_GAP = rf"(?:[ \u00a0]{{1,2}}{_PARTS}?|(?<=\b[{_UPPER}]\.)|(?<=\b[DM]r\.)|(?<=\bMme\.))"
# What stands before is looked at behind the capital: twice as fast a search.
_RUN = re.compile(rf"[{_UPPER}](?<![\w@/\\.#\-].){_REST}(?:{_GAP}{_WORD}){{0,11}}")
_FIELD_ENDS = re.compile(
    r"[ \t\u00a0]*(?:$|[\n\t,;/|(\[)]| {2}|\u00a0{2}|\.(?:\s|$)| (?:et|and|-|le) )"
)
_TOKEN = re.compile(_WORD)
_ARTICLE = re.compile(r"\b(?:les?|la|[ldnsc]['’]|des|du|aux?|une?|ces?|cette|the|an?)\s?$", re.I)


def find(text: str, least: float = 0.0) -> list[Cue]:
    """Return the possible names of a text by start, without overlap, none below a score."""
    found: list[Cue] = []
    for match in _RUN.finditer(text):
        spans = [token.span() for token in _TOKEN.finditer(text, match.start(), match.end())]
        words = [know(text[start:end]) for start, end in spans]
        if all(w.ordinary and not (w.title or w.given or w.surname) for w in words):
            continue
        found.extend(_of_run(Run(text, spans, words), least))
    joined = swapped.joined(text, found)
    asked = (cue for cue in joined if cue.score > WEAK or _may_ask(text, cue))
    return [
        cue
        for cue in asked
        if cue.score >= LIKELY or cue.why in _ASSERTED or not _is_thing(text, cue)
    ]


def _is_thing(text: str, cue: Cue) -> bool:
    """Say whether a thing bears what may be a name, or the label before asks for a thing."""
    lone = cue.why in LONE_KINDS
    if lone and is_eponym(text[cue.start : cue.end]):
        return True
    if (lone or cue.why in UNLISTED) and asks_for_thing(text, cue.start):
        return True
    return is_namesake(text, cue.start, cue.end)


def _may_ask(text: str, cue: Cue) -> bool:
    """Say whether a model can judge the cue: a lone word outside of any sentence says nothing."""
    if " " in text[cue.start : cue.end]:
        unlisted = cue.why == CAPITALS and _ARTICLE.search(text, max(0, cue.start - 7), cue.start)
        return not unlisted
    led = sentences.words_before(text, cue.start)
    if cue.score == WORDY:
        # after an article it is a word, and at a sentence's start any has a capital
        article = _ARTICLE.search(text[max(0, cue.start - 24) : cue.start])
        return led and text[cue.start + 1].islower() and article is None
    return led or sentences.words_after(text, cue.end)


def _of_run(run: Run, least: float) -> Iterator[Cue]:
    index = 0
    while index < len(run.words):
        last, cue = _at(run, index, least)
        if cue is not None:
            yield cue
        index = max(last, index + 1)


def _at(run: Run, index: int, least: float) -> tuple[int, Cue | None]:
    """Return where the look-out goes on, and the name that begins at this word, if any."""
    word = run.words[index]
    if word.title or (word.ordinary and not (word.given or word.surname or run.leads(index))):
        return index + 1, None
    announced = _announced(run, index) if _may_be_announced(run, index) else None
    cue = announced or by_lists(run, index)
    if cue is None:
        return index + 1, None
    last = next((i for i, span in enumerate(run.spans) if span[0] >= cue.end), len(run.spans))
    titled = cue.why in _ASSERTED
    if cue.score >= least and not in_place(run.text, cue.start, cue.end, titled=titled):
        return last, cue
    apart = run.before_particle(index, last)
    if apart > index and cue.score >= least and not in_place(run.text, *run.place(index, apart)):
        return last, run.cue(index, apart, cue.score, cue.type, cue.why)
    return last, None


def _may_be_announced(run: Run, index: int) -> bool:
    if index == 0:
        return True
    previous = run.words[index - 1]
    return previous.title or previous.ordinary or previous.common


def _announced(run: Run, index: int) -> Cue | None:
    """Return the name that a civility, label, greeting, signature or mail header announces."""
    for stop in range(index + 1, min(len(run.words), index + 5) + 1):
        if run.words[index].given and is_before_address(run.text, run.spans[stop - 1][1]):
            return run.cue(index, stop, SURE, FULL, "mail header")
    last = run.end_of_name(index)
    if last == index:
        return None
    said = announcement(run.text, run.spans[index][0], run.spans[last - 1][1])
    if said is None or not _may_hold(run, index, last, said):
        return None
    if said.why == ROLE:
        return _in_field(run, index, last)
    if said.why == CIVILITY and last - index == 1:
        last = run.surname_after(last)
    known = any(word.given or word.surname for word in run.words[index:last])
    score = SURE if said.strong else LIKELY if known else DOUBTFUL
    return run.cue(index, last, score, _kind(run, index, last, said), said.why)


def _may_hold(run: Run, index: int, last: int, said: Announcement) -> bool:
    """Say whether what is announced may be a name, and not a heading or another word."""
    words = run.words[index:last]
    if said.why == CIVILITY:
        return len(words) < 3 or any(word.given or not word.upper for word in words)
    if said.why == KIN and any(word.common or word.ordinary for word in words):
        return False
    known = any(word.given or word.surname for word in words)
    return _may_begin(run, index) and (len(words) > 1 or known or not said.needs_list)


def _kind(run: Run, index: int, last: int, said: Announcement) -> str:
    if said.first or last - index > 1:
        return FIRST if said.first else FULL
    word = run.words[index]
    given_only = word.given == Standing.LISTED and word.surname == Standing.UNKNOWN
    if said.why == GREETING or (said.why == CIVILITY and given_only):
        return FIRST
    return LAST if said.last else FULL


def _may_begin(run: Run, index: int) -> bool:
    word = run.words[index]
    begins = word.fits and (not word.ordinary or word.given > 0)
    return begins or word.initial or run.leads(index) or word.upper


def _in_field(run: Run, first: int, last: int) -> Cue | None:
    """Return what a form's field of a role holds: a person, but for words that may be a company."""
    words, end = run.words[first:last], run.spans[last - 1][1]
    ends = _FIELD_ENDS.match(run.text, end) is not None
    if len(words) == 1:
        if ends and words[0].upper and words[0].ordinary and words[0].surname:
            return run.cue(first, last, DOUBTFUL, LAST, ROLE)  # « Chirurgien : RIVIÈRE »
        if not ends or words[0].ordinary or words[0].common:
            return None
        known = words[0].given == Standing.LISTED or words[0].surname == Standing.LISTED
        kind = FIRST if words[0].given and not words[0].surname else LAST
        return run.cue(first, last, LIKELY if known else DOUBTFUL, kind, ROLE)
    given = any(word.given == Standing.LISTED or word.usual or word.initial for word in words)
    shaped = len({word.upper for word in words}) > 1 and all(w.fits and not w.common for w in words)
    if given or shaped:
        return run.cue(first, last, LIKELY, FULL, ROLE)
    if any(word.common for word in words):
        return None
    plain = ends and not any(word.ordinary for word in words)
    return run.cue(first, last, DOUBTFUL if plain else FAINT, FULL, ROLE)
