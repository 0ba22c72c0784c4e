"""Make stable ids of headings and phrases."""

from __future__ import annotations

import re

from pdscan.folding import fold

_SMALL_WORDS = (
    "a au aux avec ce ces cette d dans de des du elle en et il l la le les leur leurs lors nos "
    "notre ou par pour que qui s sa sans ses son sur un une vos votre and for from in of on "
    "or our the to with your"
)
_STOP = frozenset(_SMALL_WORDS.split())
_WORDS_KEPT = 4


def slug(prefix: str, text: str, taken: set[str]) -> str:
    """Return a new id of at most four significant words, and add it to those taken.

    >>> taken: set[str] = set()
    >>> slug("act", "4.5 Le paiement de vos prestations", taken)
    'act.paiement_prestations'
    >>> slug("act", "Paiement des prestations", taken)
    'act.paiement_prestations_2'
    """
    words = [word for word in re.findall(r"[a-z0-9]+", fold(text)) if not word.isdigit()]
    kept = [word for word in words if word not in _STOP][:_WORDS_KEPT] or words[:1] or ["item"]
    stem = f"{prefix}.{'_'.join(kept)}"
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}_{number}"
    taken.add(name)
    return name
