"""Read a text that is nothing but a value, of which the caller says what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pdscan import trail
from pdscan.detection.ruleset import Buffer, Rule
from pdscan.model import Match

LONGEST = 80


def is_whole(buffer: Buffer, start: int, end: int) -> bool:
    """Say whether nothing but space stands around a place."""
    return not buffer[:start].strip() and not buffer[end:].strip()


def whole_values(rules: Iterable[Rule], text: str, asked: frozenset[str]) -> Iterator[Match]:
    """Yield what a cell check reads in a whole text as a checked value of a type asked for."""
    value = text.strip()
    if not value or len(value) > LONGEST:
        return
    start = text.index(value)
    for rule in rules:
        check = rule.pattern.cell_check
        if check is None or asked.isdisjoint(rule.pattern.types):
            continue
        reading = check(value)
        if reading is not None and reading.strict and reading.type in asked:
            said = trail.of_check(reading.why, reading.strict)
            why = (f"rule:{rule.name}", *said, trail.ASKED)
            end = start + len(value)
            yield Match(reading.type, start, end, reading.score, reading.form, None, why)
            return
