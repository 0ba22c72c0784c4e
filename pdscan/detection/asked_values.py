"""Read a text that is nothing but a value, of which the caller says what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pdscan import trail
from pdscan.contracts import Reading
from pdscan.detection.ruleset import Buffer, Rule
from pdscan.model import Match
from pdscan.named_numbers import SAME, validator
from pdscan.numbering import is_spelt_nationally

LONGEST = 128
SPELT = 0.7  # a telephone number as some country writes it within its borders
AS_LIBRARY = 0.9  # spelt as no detector expects it, yet python-stdnum reads it


def is_asked(rule: Rule, reading: Reading, buffer: bytes, start: int, end: int) -> bool:
    """Say whether a text that is nothing but a reading of an asked type is taken for one."""
    wanted = reading.strict or rule.pattern.needs_context
    return wanted and not rule.pattern.own_scale and is_whole(buffer, start, end)


def is_whole(buffer: Buffer, start: int, end: int) -> bool:
    """Say whether nothing but space stands around a place."""
    return not buffer[:start].strip() and not buffer[end:].strip()


def whole_values(rules: Iterable[Rule], text: str, asked: frozenset[str]) -> Iterator[Match]:
    """Yield what a cell check reads in a whole text as a checked value of a type asked for.

    Where no detector of pdscan reads it, python-stdnum is asked: a SIREN may be spelt 3 1 0 1 8 …
    """
    value = text.strip()
    if not value or len(value) > LONGEST:
        return
    start = text.index(value)
    for rule in rules:
        check = rule.pattern.cell_check
        if check is None or asked.isdisjoint(rule.pattern.types):
            continue
        reading = check(value)
        known = reading is not None and (reading.strict or ":" in reading.type)
        if reading is not None and known and reading.type in asked:
            said = trail.of_check(reading.why, reading.strict)
            why = (f"rule:{rule.name}", *said, trail.ASKED)
            end = start + len(value)
            yield Match(reading.type, start, end, reading.score, reading.form, None, why)
            return
    if "contact.phone" in asked and is_spelt_nationally(value):
        why = (*trail.of_check(("a country's spelling",), False), trail.ASKED)
        yield Match("contact.phone", start, start + len(value), SPELT, why=why)
        return
    for type_id in sorted(asked):
        for module in SAME.get(type_id, ()):
            if validator(module)(value):
                why = (*trail.of_check((f"stdnum:{module}",), True), trail.ASKED)
                yield Match(type_id, start, start + len(value), AS_LIBRARY, why=why)
                return
