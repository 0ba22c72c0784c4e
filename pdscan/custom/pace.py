"""Measure what a detector costs: candidates and milliseconds for each MB of ordinary text."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from pdscan import taxonomy
from pdscan.contracts import Pattern
from pdscan.custom.mixed_text import mixed_text
from pdscan.detection.engine import Engine
from pdscan.detection.locus import Locus

SIZE = 2_000_000
WINDOW = 65_536
MOST_CANDIDATES = 5_000
MOST_TIMES = 20
MOST_TIMES_OF_A_LIST = 60
_ENOUGH_S = 1.0
_ROUNDS = 3
_NEVER = Pattern("nothing", ("custom:never",), (r"\x01\x02never\x03",), check=lambda _: None)


@dataclass(frozen=True, slots=True)
class Pace:
    """Say what a detector costs for each MB: candidates, milliseconds, and the automaton's part.

    `allowed`: the most milliseconds, so many times what a pattern costs that nothing matches.
    """

    candidates: float
    milliseconds: float
    automaton: float
    allowed: float

    @property
    def complaint(self) -> str:
        """Return why the detector is too slow, or an empty string."""
        if self.candidates > MOST_CANDIDATES:
            return (
                f"{self.candidates:,.0f} candidates in each MB of ordinary text, at most"
                f" {MOST_CANDIDATES:,} are allowed: ask for a literal, a border or more signs"
            )
        if self.milliseconds > self.allowed:
            return (
                f"{self.milliseconds:.1f} ms for each MB of ordinary text, at most"
                f" {self.allowed:.0f} are allowed on this machine: simplify it"
            )
        return ""


def measure(name: str, detector: Pattern) -> Pace:
    """Return what a pattern costs on made-up text, the best of three rounds by processor time."""
    engine = Engine({name: detector}, taxonomy.load())
    idle = Engine({"never": _NEVER}, taxonomy.load())
    text = mixed_text(SIZE)
    windows = [text[start : start + WINDOW] for start in range(0, len(text), WINDOW)]
    least = min(_round(idle, windows)[1] for _ in range(_ROUNDS))
    allowed = least * (MOST_TIMES_OF_A_LIST if detector.find else MOST_TIMES)
    rounds = [_round(engine, windows)]
    while len(rounds) < _ROUNDS and rounds[0][1] < 2 * allowed:
        rounds.append(_round(engine, windows))
    return Pace(
        candidates=rounds[0][0],
        milliseconds=min(whole for _, whole, _ in rounds),
        automaton=min(automaton for _, _, automaton in rounds),
        allowed=allowed,
    )


def _round(engine: Engine, windows: Sequence[bytes]) -> tuple[float, float, float]:
    """Return candidates and milliseconds a MB, of the whole and of the automaton alone."""
    locus = Locus()
    whole = automaton = 0.0
    read = 0
    for window in windows:
        begun = time.process_time()
        engine.hits(window, locus)
        scanned = time.process_time()
        engine.rules.ends(window)
        whole += scanned - begun
        automaton += time.process_time() - scanned
        read += len(window)
        if whole > _ENOUGH_S:
            break
    return locus.checked.total() / read * 1e6, whole / read * 1e9, automaton / read * 1e9
