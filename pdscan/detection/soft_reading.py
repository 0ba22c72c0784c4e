"""Make a reading of what a model or lexicon found in a text."""

from __future__ import annotations

from pdscan.contracts import Reading
from pdscan.folding import fold
from pdscan.masking import mask
from pdscan.model import Match


def soft_reading(match: Match, text: str) -> Reading:
    """Return what a soft detector's match says, as a reading of its value."""
    value = fold(text[match.start : match.end])
    return Reading(
        type=match.type,
        score=match.score,
        context_score=match.score,
        value=value,
        form=match.form,
        qualifier=match.qualifier,
        masked=mask(match.type, text[match.start : match.end]),
        why=match.why,
    )
