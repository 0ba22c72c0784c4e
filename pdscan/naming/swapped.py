"""Join what a comma divides in a form's field: « Identité : DUVAL, Monique »."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pdscan.naming.context import LABEL, ROLE
from pdscan.naming.evidence import FIRST, FULL, LIKELY
from pdscan.naming.names import Standing, know
from pdscan.naming.namesakes import in_place
from pdscan.naming.runs import Cue

_GIVEN = re.compile(
    r"[ \u00a0]?,[ \u00a0]?(?P<given>[^\W\d_]+(?:-[^\W\d_]+)?)(?![\w'’-])"
    r"(?=[ \t\u00a0]*(?:$|[\n\t;|(/]|[ \u00a0]{2}|\.(?:\s|$)|,? ?[a-zà-ÿ(]))"
)


def joined(text: str, cues: Iterable[Cue]) -> Iterator[Cue]:
    """Yield the cues by start; a labelled surname takes in the given name behind its comma."""
    done = 0
    for cue in cues:
        if cue.start < done:
            continue
        behind = _GIVEN.match(text, cue.end) if cue.why in (LABEL, ROLE) else None
        if behind is not None and _is_surname(text, cue) and _is_given(text, cue, behind):
            cue = replace(cue, end=behind.end(), score=max(cue.score, LIKELY), type=FULL)
        done = cue.end
        yield cue


def _is_surname(text: str, cue: Cue) -> bool:
    """Say whether no given name stands before the comma: in « Rose, Jade » each is somebody."""
    words = [know(word) for word in text[cue.start : cue.end].split()]
    if cue.type == FIRST or len(words) > 3:
        return False
    return all(word.upper or word.given < Standing.LISTED or word.surname for word in words)


def _is_given(text: str, cue: Cue, behind: re.Match[str]) -> bool:
    """Say whether a given name follows; an unlisted word is one behind a name's own label only."""
    word = know(behind["given"])
    if not behind["given"][0].isupper() or word.title or in_place(text, *behind.span("given")):
        return False
    if word.surely_given:
        return True
    upper = text[cue.start : cue.end].isupper() and not word.upper
    return upper and cue.why == LABEL and not (word.ordinary or word.common or word.surname)
