"""Find where a text may hold a person's name, and how sure the words alone make it.

The pass looks at capitalised words only: civilities, labels, greetings, signatures, mail headers,
and given names beside surnames. It is cheap, so that a model need only read what it points at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.folding import fold
from pdscan.naming.context import CIVILITY, announcement, in_place, is_before_address
from pdscan.naming.names import PLACE_BEGINS, Standing, know
from pdscan.naming.runs import Cue, Run

FULL, FIRST, LAST = "person.name", "person.name.first", "person.name.last"
SURE, LIKELY, DOUBTFUL, WEAK, FAINT, WORDY, LONE = 0.9, 0.85, 0.6, 0.45, 0.3, 0.2, 0.05
LONE_WORD = "lone word"
LISTED_GIVEN = "listed given name"
WORDY_GIVEN = "given name that is a word"
CAPITALS = "capitalised words"
LONE_KINDS = (LONE_WORD, LISTED_GIVEN, WORDY_GIVEN, "listed surname")
_UPPER = "".join(chr(code) for code in range(0x41, 0x250) if chr(code).isupper())
_PARTS = (
    r"(?:d['’]|(?:de\ la|de\ los|de|du|des|da|di|do|dos|del|della|le|la|van\ der|van\ den|van|von|"
    r"der|den|ter|ten|zu|ben|bin|ibn|el|al|y|st)[ \u00a0]{1,2}(?:d['’])?)"
)
_WORD = rf"[{_UPPER}]\w*(?:['’\-]\w+)*\.?"
_RUN = re.compile(rf"(?<![\w@/\\.#\-]){_WORD}(?:[ \u00a0]{{1,3}}{_PARTS}?{_WORD}){{0,11}}")
_TOKEN = re.compile(_WORD)
_SENTENCE_BEFORE = re.compile(r"[^\W\d_A-Z]{2}[,:]? [\"«(]?$|[^\W\d_A-Z]{2} [a-z]['’]$")
_ARTICLE = re.compile(r"\b(?:les?|la|[ldnsc]['’]|des|du|aux?|une?|ces?|cette|the|an?)\s?$", re.I)
_SENTENCE_AFTER = re.compile(r"(?:['’]s)?[,:]? [^\W\d_A-Z]{2}")


def find(text: str) -> list[Cue]:
    """Return the possible names of a text by start, without overlap."""
    found: list[Cue] = []
    for match in _RUN.finditer(text):
        spans = [token.span() for token in _TOKEN.finditer(text, match.start(), match.end())]
        words = [know(text[start:end]) for start, end in spans]
        if all(word.ordinary and not word.title and not word.given for word in words):
            continue
        found.extend(_of_run(Run(text, spans, words)))
    return [cue for cue in found if cue.score > 0 and (cue.score > WEAK or _may_ask(text, cue))]


def _may_ask(text: str, cue: Cue) -> bool:
    """Say whether a model can judge the cue: a lone word outside of any sentence says nothing."""
    if " " in text[cue.start : cue.end]:
        unlisted = cue.why == CAPITALS and _ARTICLE.search(text, max(0, cue.start - 7), cue.start)
        return not unlisted
    before, after = text[max(0, cue.start - 24) : cue.start], text[cue.end : cue.end + 24]
    if (
        cue.score == WORDY
    ):  # after an article it is a word, and at a sentence's start any has a capital
        small = text[cue.start + 1].islower() and not _ARTICLE.search(before)
        return small and bool(_SENTENCE_BEFORE.search(before))
    return bool(_SENTENCE_BEFORE.search(before) or _SENTENCE_AFTER.match(after))


def _of_run(run: Run) -> Iterator[Cue]:
    index = 0
    while index < len(run.words):
        last, cue = _at(run, index)
        if cue is not None:
            yield cue
        index = max(last, index + 1)


def _at(run: Run, index: int) -> tuple[int, Cue | None]:
    """Return where the look-out goes on, and the name that begins at this word, if any."""
    word = run.words[index]
    if word.title or (word.ordinary and not word.given and not word.surname):
        return index + 1, None
    announced = _announced(run, index) if _may_be_announced(run, index) else None
    cue = announced or _by_lists(run, index)
    if cue is None:
        return index + 1, None
    last = next((i for i, span in enumerate(run.spans) if span[0] >= cue.end), len(run.spans))
    return last, None if in_place(run.text, cue.start, cue.end, titled=cue.why == CIVILITY) else cue


def _may_be_announced(run: Run, index: int) -> bool:
    if index == 0:
        return True
    previous = run.words[index - 1]
    return previous.title or previous.ordinary


def _announced(run: Run, index: int) -> Cue | None:
    """Return the name that a civility, label, greeting, signature or mail header announces."""
    for stop in range(index + 1, min(len(run.words), index + 5) + 1):
        if run.words[index].given and is_before_address(run.text, run.spans[stop - 1][1]):
            return run.cue(index, stop, SURE, FULL, "mail header")
    last = run.end_of_name(index, alone=True)
    if last == index:
        return None
    known = any(word.given or word.surname for word in run.words[index:last])
    said = announcement(run.text, run.spans[index][0], run.spans[last - 1][1])
    if said is None or (said.needs_list and last - index == 1 and not known):
        return None
    if said.why == CIVILITY and last - index == 1:
        last = run.surname_after(last)
    single = last - index == 1
    score = SURE if said.strong else LIKELY if known else DOUBTFUL
    kind = FIRST if said.first else LAST if said.last and single else FULL
    word = run.words[index]
    given_only = word.given == Standing.LISTED and word.surname == Standing.UNKNOWN
    if single and (said.why == "greeting or signature" or (said.why == CIVILITY and given_only)):
        kind = FIRST
    return run.cue(index, last, score, kind, said.why)


def _by_lists(run: Run, index: int) -> Cue | None:
    word, last = run.words[index], run.end_of_name(index)
    if word.given:
        return _given_first(run, index)
    if word.initial:
        return _after_initial(run, index)
    if last - index >= 2 and word.fits:
        return _surname_first(run, index, last)
    return _lone(run, index)


def _after_initial(run: Run, index: int) -> Cue | None:
    dotted = run.text[run.spans[index][1] - 1] == "."
    following = run.words[index + 1 : index + 2]
    free = index == 0 or run.words[index - 1].ordinary
    sure = following and following[0].surname == Standing.LISTED and following[0].fits
    if dotted and free and sure:
        return run.cue(index, index + 2, DOUBTFUL, FULL, "initial and listed surname")
    return None


def _surname_first(run: Run, index: int, last: int) -> Cue | None:
    word = run.words[index]
    given = run.words[last - 1].given
    if given == Standing.LISTED and word.upper and not run.words[last - 1].upper:
        return run.cue(index, last, LIKELY, FULL, "upper-case surname, listed given name")
    if fold(run.text[slice(*run.spans[index])]) in PLACE_BEGINS:
        return None
    if given and word.surname == Standing.LISTED and last - index == 2:
        return run.cue(index, last, 0.75, FULL, "listed surname and given name")
    parts = run.words[index:last]
    if any(part.given == Standing.LISTED and not part.surname for part in parts):
        return None
    if any(part.ordinary for part in parts) or all(part.upper for part in parts):
        return None
    return run.cue(index, last, FAINT, FULL, CAPITALS)


def _lone(run: Run, index: int) -> Cue | None:
    """Return what one word alone may be: a listed surname, or nothing yet."""
    word = run.words[index]
    if word.surname == Standing.LISTED and word.fits:
        return run.cue(index, index + 1, FAINT, LAST, "listed surname")
    if word.fits and not word.ordinary:
        return run.cue(index, index + 1, LONE, LAST, LONE_WORD)
    return None


def _lone_given(run: Run, index: int) -> Cue:
    word = run.words[index]
    if word.ordinary:
        return run.cue(index, index + 1, WORDY, FIRST, WORDY_GIVEN)
    score = WEAK if word.given == Standing.LISTED else FAINT
    return run.cue(index, index + 1, score, FIRST, LISTED_GIVEN)


def _given_first(run: Run, index: int) -> Cue | None:
    word = run.words[index]
    last = index + 1
    while last < len(run.words) and last - index < 5:
        part = run.words[last]
        closed = run.text[run.spans[last - 1][1] - 1] == "." and not run.words[last - 1].initial
        led = part.particle or run.words[last - 1].particle
        if closed or not (led or part.initial or part.fits or part.given == Standing.LISTED):
            break
        last += 1
    if last - index == 1:
        return _lone_given(run, index)
    while run.words[last - 1].initial or run.words[last - 1].particle:
        last -= 1
    tail = run.words[last - 1]
    if last - index == 1:
        return run.cue(index, index + 1, FAINT, FIRST, "doubtful given name")
    if tail.upper and not word.upper and run.spans[last - 1][1] - run.spans[last - 1][0] > 2:
        return run.cue(index, last, LIKELY, FULL, "given name and upper-case surname")
    if tail.ordinary and tail.surname < Standing.LISTED and not run.words[last - 2].particle:
        plain = word.given == Standing.LISTED and not word.ordinary and tail.surname
        score = DOUBTFUL if plain and not tail.upper else FAINT
        return run.cue(index, last, score, FULL, "given name and doubtful surname")
    shouted = all(part.upper or part.initial for part in run.words[index:last])
    listed = tail.surname == Standing.LISTED
    if shouted:
        score = DOUBTFUL if listed and word.given == Standing.LISTED else FAINT
    elif word.given == Standing.LISTED and not word.ordinary:
        score = LIKELY
    else:
        score = 0.7 if listed else FAINT
    return run.cue(index, last, score, FULL, "given name and surname")
