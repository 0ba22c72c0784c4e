"""Find names by the lists alone: a given name beside a surname, an initial, a word by itself."""

from __future__ import annotations

import re

from pdscan.folding import fold
from pdscan.naming import sentences
from pdscan.naming.evidence import (
    CAPITAL_SURNAME,
    CAPITALS,
    DOUBTFUL,
    FAINT,
    FIRST,
    FULL,
    LAST,
    LIKELY,
    LISTED_GIVEN,
    LISTED_SURNAME,
    LONE,
    LONE_WORD,
    USUAL,
    USUAL_GIVEN,
    WEAK,
    WORDY,
    WORDY_GIVEN,
)
from pdscan.naming.names import PLACE_BEGINS, Standing
from pdscan.naming.namesakes import in_place
from pdscan.naming.runs import Cue, Run

_ROLE_BEHIND = re.compile(r" \((?:[A-Z]{2,5}|[a-zß-ÿ]{4}[^)\n]{0,30})\)")  # « Anaïs (IDE) »


def by_lists(run: Run, index: int) -> Cue | None:
    """Return the name that the lists alone let begin at a word of a run, if any."""
    word, last = run.words[index], run.end_of_name(index)
    if word.given:
        return _given_first(run, index)
    if word.initial:
        return _after_initial(run, index)
    if last - index >= 2 and (word.fits or run.leads(index)):
        return _surname_first(run, index, last)
    return _lone(run, index)


def _after_initial(run: Run, index: int) -> Cue | None:
    dotted = run.text[run.spans[index][1] - 1] == "."
    free = index == 0 or run.words[index - 1].ordinary
    last = run.end_of_name(index)
    words = [word for word in run.words[index:last] if not word.initial]
    if not (dotted and free and words):
        return None
    listed = any(word.surname == Standing.LISTED for word in words)
    if not listed and any(word.common for word in words):
        return None
    score = 0.75 if listed else DOUBTFUL if words[-1].surname and not words[-1].ordinary else FAINT
    return run.cue(index, last, score, FULL, "initial and surname")


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
    if any((part.ordinary and not part.particle) or part.common for part in parts):
        return None
    if all(part.upper for part in parts):
        return None
    ends = (parts[0].upper, parts[-1].upper)
    bare = not (word.particle or "'" in fold(run.text[slice(*run.spans[index])]))
    if len(parts) == 2 and ends[0] != ends[1] and bare and _long_capitals(run, index, last):
        return run.cue(index, last, WEAK, FULL, CAPITAL_SURNAME)
    return run.cue(index, last, FAINT, FULL, CAPITALS)


def _long_capitals(run: Run, index: int, last: int) -> bool:
    """Say whether the words in capitals are longer than most abbreviations are."""
    words = (run.text[slice(*span)] for span in run.spans[index:last])
    return all(len(word) > 3 for word in words if word.isupper())


def _lone(run: Run, index: int) -> Cue | None:
    """Return what one word alone may be: a listed surname, or nothing yet."""
    word = run.words[index]
    if word.surname == Standing.LISTED and word.fits:
        return run.cue(index, index + 1, FAINT, LAST, LISTED_SURNAME)
    if word.fits and not word.ordinary and not word.common:
        return run.cue(index, index + 1, LONE, LAST, LONE_WORD)
    return None


def _with_a_word(run: Run, index: int) -> int:
    """Return one past a word that only a sentence around makes a surname: « Hugo Sand dit »."""
    last, following = index + 2, run.words[index + 1 : index + 2]
    if len(run.words) != last or not run.words[index].surely_given or following[0].upper:
        return index + 1
    if run.text[run.spans[index][1] - 1] == ".":  # the end of a sentence
        return index + 1
    if following[0].title or following[0].particle or following[0].initial:
        return index + 1
    if in_place(run.text, *run.spans[index]):  # the word makes a company of it: « Hugo Bank dit »
        return index + 1
    led = sentences.words_before(run.text, run.spans[index][0])
    return last if led and sentences.words_after(run.text, run.spans[last - 1][1]) else index + 1


def _lone_given(run: Run, index: int, last: int) -> Cue:
    word = run.words[index]
    if word.usual and not word.upper:
        begins = word.ordinary and not sentences.words_before(run.text, run.spans[index][0])
        score = FAINT if not _in_sentence(run, index) else WEAK if begins else USUAL
        return run.cue(index, last, score, FIRST, USUAL_GIVEN)
    if word.ordinary:
        return run.cue(index, index + 1, WORDY, FIRST, WORDY_GIVEN)
    score = WEAK if word.given == Standing.LISTED else FAINT
    return run.cue(index, last, score, FIRST, LISTED_GIVEN)


def _all_in_capitals(run: Run, index: int) -> bool:
    """Say whether a long stretch around is in capitals, so that these say nothing of a word."""
    start = run.spans[index][0]
    around = run.text[max(0, start - 150) : start + 150].split()
    large, small = sum(map(str.isupper, around)), sum(map(str.islower, around))
    return large > 12 and small * 6 < large


def _in_sentence(run: Run, index: int) -> bool:
    start, end = run.spans[index]
    if _ROLE_BEHIND.match(run.text, end):
        return True
    words = sentences.words_before(run.text, start) or sentences.words_after(run.text, end)
    return words or sentences.on_own_line(run.text, start, end)


def _given_first(run: Run, index: int) -> Cue | None:
    word = run.words[index]
    last = _end_after_given(run, index)
    if last - index == 1:
        return _lone_given(run, index, _with_a_word(run, index))
    while run.words[last - 1].initial or run.words[last - 1].particle:
        last -= 1
    tail = run.words[last - 1]
    if last - index == 1:
        return run.cue(index, index + 1, FAINT, FIRST, "doubtful given name")
    if tail.upper and not word.upper and run.spans[last - 1][1] - run.spans[last - 1][0] > 2:
        score = LIKELY if word.surely_given or word.given == Standing.LISTED else FAINT
        return run.cue(index, last, score, FULL, "given name and upper-case surname")
    plain = tail.ordinary and tail.surname < Standing.LISTED
    if (plain or tail.common) and not run.words[last - 2].particle:
        if word.surely_given and tail.surname and not tail.upper:  # Claire Marchand, Luc Blanc
            return run.cue(index, last, USUAL, FULL, "given name and surname")
        sure = word.surely_given and not tail.upper and not tail.ordinary
        score = DOUBTFUL if sure else FAINT
        return run.cue(index, last, score, FULL, "given name and doubtful surname")
    return _with_surname(run, index, last)


def _end_after_given(run: Run, index: int) -> int:
    """Return one past the last word that goes on with a name that begins with a given name."""
    last = index + 1
    while last < len(run.words) and last - index < 5:
        part = run.words[last]
        closed = run.text[run.spans[last - 1][1] - 1] == "." and not run.words[last - 1].initial
        led = part.particle or run.words[last - 1].particle
        if closed or not (led or part.initial or part.fits or part.given == Standing.LISTED):
            break
        last += 1
    return last


def _with_surname(run: Run, index: int, last: int) -> Cue | None:
    word, listed = run.words[index], run.words[last - 1].surname == Standing.LISTED
    score = LIKELY if word.surely_given else 0.7 if listed else FAINT
    if all(part.upper or part.initial for part in run.words[index:last]):
        if _all_in_capitals(run, index):
            return None
        score = DOUBTFUL if listed and word.surely_given else FAINT
    return run.cue(index, last, score, FULL, "given name and surname")
