"""Remember what the engine learnt at one locus: a text, or a field of one name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from pdscan.detection.known import Kind, KindSeen
from pdscan.detection.turning import Turned
from pdscan.tally import Failures


@dataclass(slots=True)
class Locus:
    """Hold what the hits of one locus said so far.

    `checked` and `passed` count candidates per rule. `kinds` holds the score of each kind of
    reading that context has already confirmed: of later ones only the value matters, where the
    locus remembers. `asked` are the types that the caller named: a text that is nothing but a value
    may be one of them. `instead` gives the type that stands for another in this column.
    """

    field_name: str = ""
    checked: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    discarded: int = 0
    kinds: dict[Kind, KindSeen] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    instead: dict[str, str] = field(default_factory=dict)
    turned: defaultdict[str, Turned] = field(default_factory=lambda: defaultdict(Turned))
    remembers: bool = True
    failures: Failures = field(default_factory=dict)

    def forget(self) -> None:
        """Forget what was counted, and keep what was learnt."""
        self.checked.clear()
        self.passed.clear()
        self.discarded = 0
