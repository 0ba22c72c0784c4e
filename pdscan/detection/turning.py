"""Let the words around a reading say what else it is: a sole trader's number, a company's phone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pdscan.contracts import Detector, Pattern, Reading, Turn
from pdscan.folding import fold

CELL = "\x1e"
ENOUGH = 256
_EMPTY, _TWO_EMPTY = re.compile(r"\n\s*\n"), re.compile(r"\n\s*\n\s*\n")


@dataclass(slots=True)
class Turned:
    """Count the capacities that were read at one locus, until enough of them are known."""

    seen: int = 0
    capacities: Counter[str] = field(default_factory=Counter)
    usual: str = "unknown"


@dataclass(frozen=True, slots=True)
class Turning:
    """Hold the turns of one pattern; `before` and `after` are the farthest that any looks."""

    turns: tuple[tuple[Turn, re.Pattern[str]], ...]
    types: frozenset[str]
    before: int
    after: int
    retypes: bool

    def may_turn(self, reading: Reading, known: Turned) -> bool:
        """Say whether the words around, or what the others of the locus are, can change it."""
        if reading.type not in self.types:
            return False
        if self.retypes or known.seen < ENOUGH:
            return True
        return known.usual not in ("unknown", reading.capacity)

    def turned(
        self, reading: Reading, buffer: bytes, start: int, end: int, known: Turned
    ) -> Reading:
        """Return the reading as the nearest words make it: start and end in bytes.

        Where only a capacity is in question, the first hits of a locus speak for the others.
        """
        if self.retypes:
            return self._apply(reading, buffer, start, end)
        if known.seen >= ENOUGH:
            if reading.capacity == known.usual or known.usual == "unknown":
                return reading
            return reading._replace(capacity=known.usual)
        reading = self._apply(reading, buffer, start, end)
        known.seen += 1
        known.capacities[reading.capacity] += 1
        if known.seen == ENOUGH:
            known.usual = known.capacities.most_common(1)[0][0]
        return reading

    def _apply(self, reading: Reading, buffer: bytes, start: int, end: int) -> Reading:
        before = str(buffer[max(0, start - self.before) : start], "utf-8", "ignore")
        after = str(buffer[end : end + self.after], "utf-8", "ignore")
        before, after = _same_part(before.rpartition(CELL)[2], after.partition(CELL)[0])
        found = [
            (turn.weak, apart, at, turn)
            for at, (turn, words) in enumerate(self.turns)
            if not turn.of or reading.type in turn.of
            if (apart := _distance(turn, words, before, after)) is not None
        ]
        if not found:
            return reading
        turn = min(found, key=lambda one: one[:3])[3]
        return reading._replace(
            type=turn.type or reading.type, capacity=turn.capacity or reading.capacity
        )


def turnings(detectors: Mapping[str, Detector]) -> dict[str, Turning]:
    """Return the turnings by detector's name, of those that have turns."""
    return {
        name: _turning(detector.turns, detector.types)
        for name, detector in detectors.items()
        if isinstance(detector, Pattern) and detector.turns
    }


def _turning(turns: Sequence[Turn], types: Sequence[str]) -> Turning:
    compiled = tuple((turn, re.compile(rf"(?<![a-z])(?:{turn.words})")) for turn in turns)
    whole = any(not turn.of for turn in turns)
    of = types if whole else [kind for turn in turns for kind in turn.of]
    farthest = max(turn.before for turn in turns), max(turn.after for turn in turns)
    return Turning(compiled, frozenset(of), *farthest, any(turn.type for turn in turns))


def _same_part(before: str, after: str) -> tuple[str, str]:
    """Return the folded text around, no further than the next empty line."""
    if "\n" in before:
        before = _TWO_EMPTY.split(before)[-1]
    if "\n" in after:
        after = _EMPTY.split(after, 1)[0]
    return fold(before) + " ", " " + fold(after)


def _distance(turn: Turn, words: re.Pattern[str], before: str, after: str) -> int | None:
    last = None
    for found in words.finditer(before[-turn.before :] if turn.before else ""):
        last = found
    length = min(len(before), turn.before)
    first = words.search(after[: turn.after])
    sizes = [length - last.end()] if last else []
    return min(sizes + ([first.start()] if first else []), default=None)
