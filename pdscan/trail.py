"""Word the trail of a finding: what led to it, in words of the code, never of the data.

Rules, checks, words of a rule's own list that stood nearby, the field's name as the report shows
it, the share of a column, and the steps of the score. docs/reading-a-report.md explains each.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pdscan.folding import name_words

FIELD, KEY, WORD, TOGETHER, ASKED = "field", "key", "word", "together", "asked"
COMBINED = "combination"
_KINDS = (FIELD, KEY, WORD, TOGETHER, ASKED)


@lru_cache(maxsize=4096)
def of_check(said: tuple[str, ...], strict: bool) -> tuple[str, ...]:
    """Return what a check says of a reading: `check:luhn` where a checksum or grammar holds."""
    if not strict:
        return said
    return tuple(word if ":" in word else f"check:{word}" for word in said) or ("check",)


def word(seen: str) -> str:
    """Return the evidence of a word nearby, as the rule's own list writes it."""
    return f"{WORD}:{seen}"


def step(before: float, after: float, why: Iterable[str]) -> str:
    """Return how context raised a score: `score 0.7 → 0.9 by word`.

    >>> step(0.7, 0.9, {"word:carte", "check:luhn", "field"})
    'score 0.7 → 0.9 by field and word'
    """
    kinds = {one.partition(":")[0] for one in why}
    by = " and ".join(kind for kind in _KINDS if kind in kinds)
    return f"score {round(before, 3):g} → {round(after, 3):g}{f' by {by}' if by else ''}"


def field_of(locus: str) -> str:
    """Return the evidence of a field's name, folded, from the locus as the report shows it.

    >>> field_of("column:NumCarte"), field_of("key:$.clients[*].iban"), field_of("column:#1")
    ('field:num_carte', 'field:iban', 'field')
    """
    name = locus.partition(":")[2]
    if "$." in name:
        name = name.rpartition(".")[2]
    words = name_words(name)
    return f"{FIELD}:{'_'.join(words)}" if words else FIELD
