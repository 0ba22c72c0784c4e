"""Make matches of hits: places in characters, reasons in words, no value."""

from __future__ import annotations

from collections.abc import Iterable

from pdscan import trail
from pdscan.detection.hits import Hit
from pdscan.model import Match


def placed(buffer: bytes, hits: Iterable[Hit]) -> list[Match]:
    """Return the hits in a text's bytes, by start, as matches of the text."""
    matches = []
    place = characters = 0
    for hit in hits:
        characters += len(buffer[place : hit.start].decode("utf-8", "replace"))
        place = hit.start
        length = len(buffer[hit.start : hit.end].decode("utf-8", "replace"))
        matches.append(
            Match(
                hit.reading.type,
                characters,
                characters + length,
                round(hit.score, 3),
                hit.reading.form,
                hit.reading.qualifier,
                reasons(hit),
            )
        )
    return matches


def reasons(hit: Hit) -> tuple[str, ...]:
    """Return why a hit stands: its rule, what the check says, the context, and its step."""
    parts = [f"rule:{hit.rule}", *trail.of_check(hit.reading.why, hit.reading.strict)]
    if hit.evidence:
        parts.append(hit.evidence)
    if hit.context and hit.score > hit.reading.score:
        parts.append(trail.step(hit.reading.score, hit.score, parts))
    return tuple(parts)


def touches(match: Match, taken: Iterable[tuple[int, int]]) -> bool:
    """Say whether a match overlaps one of the spans taken."""
    return any(match.start < end and start < match.end for start, end in taken)
