"""Say when chance explains numbers whose check digit holds: few of many candidates do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pdscan.detection.hits import Hit
from pdscan.detection.locus import Locus

DOUBTED = 0.55  # the most that a checked value scores in a field whose name speaks of another thing
CHANCE_SHARE = 0.35
CHANCE_TRIES = 10
# One number in ten passes Luhn, and of cards only candidates of a brand's range count as tries.
_TRIES = {"payment.card.pan": 3}


def is_chance(type_id: str, checked: int, passed: int) -> bool:
    """Say whether so few of the tries passed that those that did mean nothing without context."""
    return checked >= _TRIES.get(type_id, CHANCE_TRIES) and few(checked, passed)


def few(checked: int, passed: int) -> bool:
    """Say whether few of the tries passed."""
    return passed < CHANCE_SHARE * checked


def without_chance(
    hits: Iterable[Hit], locus: Locus, own_scales: Collection[str] = ()
) -> Iterator[Hit]:
    """Leave out the hits of one text that have no context and passed as chance lets some pass.

    Rules of `own_scales` answer for another library, which gives all that it sees.
    """
    for hit in hits:
        checked, passed = locus.checked[hit.rule], locus.passed[hit.rule]
        alone = hit.reading.strict and not hit.context and hit.rule not in own_scales
        if not (alone and is_chance(hit.reading.type, checked, passed)):
            yield hit
