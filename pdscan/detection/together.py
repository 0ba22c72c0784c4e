"""Let different words of one lexicon confirm each other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

from pdscan import trail
from pdscan.detection.hits import Hits
from pdscan.detection.ruleset import Buffer
from pdscan.detection.words_nearby import CELL
from pdscan.tally_batch import Taken

APART = 120
CONFIRMED = 0.85


def confirm_together(buffer: Buffer, hits: Hits, lexicons: Collection[str]) -> None:
    """Make two different words in one sentence or cell sure of each other."""
    words = [at for at, taken in enumerate(hits.taken) if taken.rule in lexicons]
    for one, other in pairwise(words):
        first, second = hits[one], hits[other]
        between = buffer[first.end : second.start]
        apart = len(between) > APART or CELL.encode() in between
        same = first.rule != second.rule or first.reading.value == second.reading.value
        if not apart and not same:
            hits.taken[one], hits.taken[other] = _sure(first.taken), _sure(second.taken)


def _sure(taken: Taken) -> Taken:
    return replace(taken, score=CONFIRMED, context=True, evidence=trail.TOGETHER)
