"""Make detectors of Presidio's recognizers: their regexes join the automaton, their checks stay.

A recognizer's regex becomes a pattern with the score that Presidio gives it. What it matches goes
through the recognizer's own `validate_result` and `invalidate_result`; one that analyses in its own
way (IBAN, telephones) is asked about the candidate alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from re import _parser  # type: ignore[attr-defined]  # its getwidth() has no public twin
from typing import Any

from pdscan.contracts import Pattern, Reading
from pdscan.presidio.catalogue import ORIGIN, Recognizer, catalogue, quiet
from pdscan.presidio.context import before, boosted

REACH = 512
LONGEST_PHONE = 64
# A telephone number as phonenumbers may see one: seven digits and more, few signs between.
_PHONE = r"(?:\+|\(|\b)\(?\d(?:[ .()/-]{0,4}\d){6,19}\b"
_FLAGS = {re.IGNORECASE: "i", re.MULTILINE: "m", re.DOTALL: "s", re.VERBOSE: "x"}


def detectors(entity: str) -> dict[str, Pattern]:
    """Return a detector for each regex that finds an entity, by name."""
    type_id = f"{ORIGIN}:{entity}"
    found = [
        pattern
        for recognizer in catalogue().by_entity[entity]
        for pattern in _patterns(type_id, recognizer)
    ]
    return {f"{type_id}{f'/{n + 1}' if n else ''}": one for n, one in enumerate(found)}


def _patterns(type_id: str, recognizer: Recognizer) -> Iterator[Pattern]:
    if not hasattr(recognizer, "patterns"):
        yield _pattern(type_id, recognizer, _PHONE, _asked(type_id, recognizer), LONGEST_PHONE)
        return
    flags = "".join(
        letter for flag, letter in _FLAGS.items() if recognizer.global_regex_flags & flag
    )
    for one in recognizer.patterns:
        check = (
            _asked(type_id, recognizer)
            if _analyses_itself(recognizer)
            else _checked(type_id, recognizer, one.score, one.name)
        )
        yield _pattern(type_id, recognizer, f"(?{flags}){one.regex}", check, REACH)


def _pattern(
    type_id: str,
    recognizer: Recognizer,
    regex: str,
    check: Callable[[str], Reading | None],
    reach: int,
) -> Pattern:
    words = [*(recognizer.context or ())]
    return Pattern(
        title=f"Presidio's {recognizer.name}",
        types=(type_id,),
        regexes=(_trigger(regex),),
        exact=(regex,),
        check=check,
        reach=min(reach, _widest(regex)),
        trusted=False,
        own_scale=True,
        context=before(words) if words else None,
    )


def _trigger(regex: str) -> str:
    """Return the regex for the automaton: a label looked behind for at its start is taken along.

    The automaton can't look behind: it would see every word as what may follow the label.
    """
    return re.sub(r"^((?:\(\?[a-zA-Z]+\))*)\(\?<=", r"\1(?:", regex)


def _widest(regex: str) -> int:
    """Return the most bytes that a match may take, REACH where the regex knows no bound."""
    try:
        most: int = _parser.parse(regex).getwidth()[1]
    except re.error:
        return REACH
    return min(REACH, 4 * most + 16)


def _analyses_itself(recognizer: Recognizer) -> bool:
    from presidio_analyzer import PatternRecognizer

    return bool(type(recognizer).analyze is not PatternRecognizer.analyze)


def _checked(
    type_id: str, recognizer: Recognizer, score: float, name: str
) -> Callable[[str], Reading | None]:
    """Return the check that PatternRecognizer makes of what one of its regexes matched."""

    def check(text: str) -> Reading | None:
        if not text:
            return None
        with _asking():
            valid = recognizer.validate_result(text)
            if valid is False or recognizer.invalidate_result(text):
                return None
        return _reading(type_id, text, 1.0 if valid else score, bool(valid), name)

    return check


def _asked(type_id: str, recognizer: Recognizer) -> Callable[[str], Reading | None]:
    """Return a check that lets the recognizer analyse the candidate; its surest answer counts."""

    def check(text: str) -> Reading | None:
        with _asking():
            answers: Iterable[Any] = recognizer.analyze(text, recognizer.supported_entities, None)
            best = max(answers, key=lambda one: (one.score, one.end - one.start), default=None)
        if best is None or not best.score:
            return None
        value = text[best.start : best.end]
        reading = _reading(type_id, value, best.score, best.score >= 1.0, recognizer.name)
        return reading._replace(start=best.start, end=best.end)

    return check


def _reading(type_id: str, text: str, score: float, strict: bool, name: str) -> Reading:
    value = "".join(filter(str.isalnum, text)).upper() or text
    return Reading(type_id, score, boosted(score), value, strict, why=(f"{ORIGIN}:{name}",))


@contextmanager
def _asking() -> Iterator[None]:
    """Keep Presidio from logging what it is asked about."""
    silence = quiet()
    silence.asking += 1
    try:
        yield
    finally:
        silence.asking -= 1
