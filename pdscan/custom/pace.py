"""Measure what a detector costs: candidates and milliseconds for each MB of ordinary text."""

from __future__ import annotations

import time
from dataclasses import dataclass

from pdscan import taxonomy
from pdscan.contracts import Pattern
from pdscan.custom.mixed_text import mixed_text
from pdscan.detection.engine import Engine, Locus

SIZE = 2_000_000
WINDOW = 65_536
MOST_CANDIDATES = 5_000
MOST_MILLISECONDS = 25.0
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """Say what a detector costs for each MB: candidates, milliseconds, and the automaton's part."""

    candidates: float
    milliseconds: float
    automaton: float

    @property
    def complaint(self) -> str:
        """Return why the detector is too slow, or an empty string."""
        if self.candidates > MOST_CANDIDATES:
            return (
                f"{self.candidates:,.0f} candidates in each MB of ordinary text, at most"
                f" {MOST_CANDIDATES:,} are allowed: ask for a literal, a border or more signs"
            )
        if self.milliseconds > MOST_MILLISECONDS:
            return (
                f"{self.milliseconds:.1f} ms for each MB of ordinary text, at most"
                f" {MOST_MILLISECONDS:.0f} are allowed: simplify the pattern"
            )
        return ""


def measure(name: str, detector: Pattern) -> Pace:
    """Return what a pattern costs on made-up text, the best of three rounds by processor time."""
    engine = Engine({name: detector}, taxonomy.load())
    text = mixed_text(SIZE)
    windows = [text[start : start + WINDOW] for start in range(0, len(text), WINDOW)]
    whole, automaton, candidates = [], [], 0
    for _ in range(_ROUNDS):
        locus = Locus()
        begun = time.process_time()
        for window in windows:
            engine.hits(window, locus)
        whole.append(time.process_time() - begun)
        begun = time.process_time()
        for window in windows:
            engine.rules.ends(window)
        automaton.append(time.process_time() - begun)
        candidates = locus.checked.total()
        if whole[-1] * 1000 > 4 * MOST_MILLISECONDS * len(text) / 1e6:
            break
    megabytes = len(text) / 1e6
    return Pace(
        candidates / megabytes, 1000 * min(whole) / megabytes, 1000 * min(automaton) / megabytes
    )
