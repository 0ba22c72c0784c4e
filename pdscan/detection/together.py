"""Let different words of one lexicon confirm each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pdscan import trail
from pdscan.detection.ruleset import Buffer
from pdscan.detection.words_nearby import CELL

if TYPE_CHECKING:
    from pdscan.detection.engine import Hit

APART = 120
CONFIRMED = 0.85


def confirm_together(buffer: Buffer, words: Sequence[Hit]) -> None:
    """Make two different words in one sentence or cell sure of each other."""
    for one, other in pairwise(words):
        between = buffer[one.end : other.start]
        apart = len(between) > APART or CELL.encode() in between
        if one.rule == other.rule and one.reading.value != other.reading.value and not apart:
            one.score = other.score = CONFIRMED
            one.context = other.context = True
            one.evidence = other.evidence = trail.TOGETHER
