"""Let the items of a list of people speak for one another: « Drs Blanc, Faure et Okamba »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pdscan.naming.evidence import FAINT, FULL, LONE_KINDS, WEAK
from pdscan.naming.names import Standing, know
from pdscan.naming.runs import Cue

LISTED = "in a list of names"
SCORE = 0.75
_BETWEEN = re.compile(
    r"[ \t\u00a0]*(?:\([^)\n]{1,30}\)[ \t]*)?(?:(?P<and>,?[ ]?(?:et|and|&|y|e)|/|;)|,)"
    r"\s{1,2}(?:(?:M|Mme|Mlle|Mr|Dr|Pr)\.?[ ])?|[ \t]*/[ \t]*|[ \t]*\n[ \t]*[-–*•]?[ \t]*"
)
_TITLES_OF_MANY = re.compile(
    r"(?:\b(?:MM|Drs|Prs|Mmes|Mlles|Messieurs|Mesdames|Docteurs|Professeurs)\.?[ \u00a0])$"
)


def carried(text: str, cues: Sequence[Cue]) -> Iterator[Cue]:
    """Yield the cues, those raised that stand in a list with a sure name, or among given names."""
    before: Cue | None = None
    many = False
    for at, cue in enumerate(cues):
        joined = _BETWEEN.fullmatch(text, before.end, cue.start) if before else None
        titled = _TITLES_OF_MANY.search(text, max(0, cue.start - 16), cue.start) is not None
        many = titled or (many and joined is not None)
        if cue.score < SCORE and _is_name_like(text, cue):
            led = before is not None and joined is not None and _goes_on(text, before, cue, joined)
            paired = at + 1 < len(cues) and _are_given_names(text, cue, cues[at + 1])
            if many or led or paired:
                cue = replace(cue, score=SCORE, why=LISTED)
        yield cue
        before = cue


def _goes_on(text: str, one: Cue, other: Cue, joined: re.Match[str]) -> bool:
    """Say whether a sure name and its neighbour in a list have one form."""
    if one.score < SCORE or "\n" in joined[0]:
        return False
    if other.type == FULL:
        return one.type == FULL
    first, second = text[one.start : one.end], text[other.start : other.end]
    if first.isupper() != second.isupper() or (" " in first) != (" " in second):
        return False
    return joined["and"] is not None or (_given(text, one) and _given(text, other))


def _are_given_names(text: str, one: Cue, other: Cue) -> bool:
    joined = _BETWEEN.fullmatch(text, one.end, other.start)
    last = joined is not None and joined["and"] is not None
    return last and _given(text, one) and _given(text, other)


def _given(text: str, cue: Cue) -> bool:
    word = know(text[cue.start : cue.end])
    return word.given == Standing.LISTED and (word.usual or cue.score >= WEAK)


def _is_name_like(text: str, cue: Cue) -> bool:
    if cue.why in LONE_KINDS:
        return know(text[cue.start : cue.end]).fits
    return cue.score >= FAINT
