"""Hold one negative statement, and what polarity finds in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pdscan.policies.data_items import Item
from pdscan.policies.sentences import Sentence


@dataclass(slots=True)
class Denial:
    """Hold one negative statement: `target` and `spares` are written as the format has them.

    `about` are the words for the activity that it is about, where it isn't the sentence's own.
    """

    sentence: Sentence
    kind: str
    target: dict[str, Any]
    start: int
    end: int
    spares: dict[str, Any] = field(default_factory=dict)
    strength: str = "absolute"
    scope: str = "all"
    review: str = ""
    confidence: float = 0.9
    word: str = ""
    about: str = ""

    def words(self) -> str:
        """Return the folded words from the denial on."""
        return self.sentence.flat[self.start :]


@dataclass(slots=True)
class Reading:
    """Hold what polarity finds in a sentence; `taken` are spans that declare nothing positive."""

    denials: list[Denial] = field(default_factory=list)
    declared: list[Item] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)
    promises: list[tuple[int, int, str]] = field(default_factory=list)

    def is_denied_from_start(self) -> bool:
        """Say whether the sentence begins with data that it denies."""
        return any(start == 0 for start, _ in self.taken) and any(
            one.kind == "category" for one in self.denials
        )
