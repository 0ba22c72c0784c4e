"""Make detectors of Presidio's recognizers: their regexes join the automaton, their checks stay.

A recognizer's regex becomes a pattern with the score that Presidio gives it. What it matches goes
through the recognizer's own `validate_result` and `invalidate_result`; one that analyses in its own
way (IBAN, telephones) is asked about the candidate alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from re import _parser  # type: ignore[attr-defined]  # its getwidth() has no public twin
from typing import Any

from pdscan.contracts import Pattern, Reading
from pdscan.presidio import telephones
from pdscan.presidio.catalogue import ORIGIN, Recognizer, catalogue, quiet
from pdscan.presidio.context import LEAST, before, boosted, single

REACH = 512
LONGEST_PHONE = 64
# A telephone number as phonenumbers may see one: seven digits and more, few signs between.
_PHONE = r"(?:\+|\(|\b)\(?\d(?:[ .()/-]{0,4}+\d){6,19}\b"
_BEGINS = r"^((?:\(\?[a-zA-Z]+\))*)"
_OPTIONAL_END = re.compile(
    r"(?<!\\)\((?:\?:)?(?:[^()\[\]\\]|\\[^()]|\[(?:\\.|[^\]\\])*\])*\)[?*](\)*)$"
)
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
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
        if not telephones.asks_itself(recognizer):
            asks = _asked(type_id, recognizer)
            yield _pattern(type_id, recognizer, _PHONE, asks, LONGEST_PHONE)
            return
        asks = _telephone(type_id, recognizer)
        telephone = _pattern(type_id, recognizer, _PHONE, asks, LONGEST_PHONE)
        yield replace(telephone, allows=telephones.allows(tuple(recognizer.supported_regions)))
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
        pattern = _pattern(type_id, recognizer, f"(?{flags}){one.regex}", check, REACH)
        weak = one.score < LEAST and not _may_lift(recognizer)
        words = single(recognizer.context or ()) if weak else None
        yield replace(pattern, only_behind=words)


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
    """Return the regex for the automaton, whose matches end within those of the regex.

    It can't look behind: a label looked behind for at the start is taken along, and what must not
    stand there is turned into another sign. What may be left out at the end is left out: it would
    report each sign of a path.
    """
    regex = re.sub(rf"{_BEGINS}\(\?<=", r"\1(?:", regex)
    regex = re.sub(rf"{_BEGINS}\(\?<!(\\d|\[[^\]^]+\])\)", _other_sign, regex)
    return _OPTIONAL_END.sub(r"\1", regex)


def _other_sign(found: re.Match[str]) -> str:
    inside = found[2].strip("[]")
    return f"{found[1]}(?:^|[^{inside}])"


def _widest(regex: str) -> int:
    """Return the most bytes that a match may take, REACH where the regex knows no bound."""
    try:
        most: int = _parser.parse(regex).getwidth()[1]
    except re.error:
        return REACH
    return min(REACH, 4 * most + 16)


def _analyses_itself(recognizer: Recognizer) -> bool:
    return _overrides(recognizer, "analyze")


def _may_lift(recognizer: Recognizer) -> bool:
    """Say whether a recognizer's own check may make its hits surer than their regex's score."""
    return _overrides(recognizer, "validate_result") or _analyses_itself(recognizer)


def _overrides(recognizer: Recognizer, *methods: str) -> bool:
    """Say whether a recognizer has one of these methods of its own."""
    from presidio_analyzer import PatternRecognizer

    return any(
        getattr(type(recognizer), one) is not getattr(PatternRecognizer, one)
        or one in vars(recognizer)
        for one in methods
    )


def _checked(
    type_id: str, recognizer: Recognizer, score: float, name: str
) -> Callable[[str], Reading | None]:
    """Return the check that PatternRecognizer makes of what one of its regexes matched."""
    first = _reading(type_id, "", score, False, name)
    if not _overrides(recognizer, "validate_result", "invalidate_result"):
        before, behind = first[:3], first[4:]

        def always(text: str) -> Reading | None:
            return Reading._make((*before, _value(text), *behind)) if text else None

        return always

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
        return _found(type_id, recognizer, text, (best.start, best.end, best.score))

    return check


def _telephone(type_id: str, recognizer: Recognizer) -> Callable[[str], Reading | None]:
    """Return a check that asks for telephone numbers where a numbering plan allows one."""

    def check(text: str) -> Reading | None:
        with _asking():
            answer = telephones.best(recognizer, text)
        return None if answer is None else _found(type_id, recognizer, text, answer)

    return check


def _found(type_id: str, recognizer: Recognizer, text: str, answer: telephones.Answer) -> Reading:
    start, end, score = answer
    reading = _reading(type_id, text[start:end], score, score >= 1.0, recognizer.name)
    return reading._replace(start=start, end=end)


def _reading(type_id: str, text: str, score: float, strict: bool, name: str) -> Reading:
    why = (f"{ORIGIN}:{name}",)
    return Reading(type_id, score, boosted(score), _value(text), strict, why=why)


def _value(text: str) -> str:
    if text.isascii():
        return str(text.encode().translate(None, _SIGNS).upper(), "ascii") or text
    return "".join(filter(str.isalnum, text)).upper() or text


class _Asking:
    """Keep Presidio from logging what it is asked about."""

    def __init__(self) -> None:
        self._silence = quiet()

    def __enter__(self) -> None:
        self._silence.asking += 1

    def __exit__(self, *_: object) -> None:
        self._silence.asking -= 1


@cache
def _asking() -> _Asking:
    return _Asking()
