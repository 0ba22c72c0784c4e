"""Read a candidate of a user's detector: its validator, its score, what a sample may show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pdscan.contracts import Reading
from pdscan.custom.validators import Validator, validator
from pdscan.masking import DOTS

_named = cache(validator)


@dataclass(frozen=True, slots=True)
class ReadingCheck:
    """Answer for one detector; holds names only, so that it crosses to worker processes.

    `evidence` is what the reading says of how it was confirmed.
    """

    type: str
    score: float
    context_score: float
    validator: str | None = None
    show_last: int | None = None
    qualifier: str | None = None
    evidence: str = ""

    def __call__(self, candidate: str) -> Reading | None:
        """Return the reading of a candidate, None where the validator refuses it."""
        valid: Validator | None = _named(self.validator) if self.validator else None
        if valid is not None and not valid(candidate):
            return None
        signs = "".join(sign for sign in candidate if sign.isalnum())
        evidence = self.validator or self.evidence
        return Reading(
            type=self.type,
            score=self.score,
            context_score=self.context_score,
            value=signs.upper() or candidate,
            strict=valid is not None or bool(self.evidence),
            qualifier=self.qualifier,
            masked="" if self.show_last is None else _masked(signs, self.show_last),
            why=(evidence,) if evidence else (),
        )


def _masked(signs: str, shown: int) -> str:
    """Return dots and the last signs, where at least as many and two more stay hidden."""
    return DOTS + signs[len(signs) - shown :] if len(signs) >= 2 * shown + 2 else DOTS
