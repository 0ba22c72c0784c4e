"""Make a detector of a lexicon: phrases that say something sensitive of a person.

A phrase is a regex written with accents; it also matches without them and in capitals. A phrase
alone is a suspicion (0.6; 0.75 near a word that speaks of a person); two different ones in a
sentence or cell make each other sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pdscan.contracts import Pattern, Reading
from pdscan.folding import fold, strip_accents

PEOPLE = (
    "m.", "mme", "mlle", "mr", "mrs", "ms", "monsieur", "madame", "il", "elle", "he", "she",
    "client", "cliente", "salarie", "salariee", "patient", "patiente", "employe", "employee",
    "candidat", "candidate", "locataire", "adherent", "adherente", "absent", "absente", "fils",
    "fille", "mari", "femme", "epouse", "conjoint", "conjointe", "pere", "mere", "collegue",
    "customer", "husband", "wife",
)  # fmt: skip
IS = (
    r"(?:est|suis|était|serait|étant|is|am|was) (?:un |une |a |an |très |plutôt |lui-même |aussi )?"
)
_ACCENTED = re.compile(r"[àâäçéèêëîïôöùûüœ]")


def lexicon(
    title: str,
    type_id: str,
    phrases: Sequence[str],
    *,
    near: Sequence[str] = (),
    fields: Sequence[str] = (),
    reach: int = 96,
) -> Pattern:
    """Return the detector of whole-word phrases; `near` is added to the words for people."""

    def check(candidate: str) -> Reading | None:
        return Reading(type_id, 0.6, 0.75, fold(candidate), masked="••••", why=("lexicon",))

    together = accents("|".join(phrases))
    return Pattern(
        title=title,
        types=(type_id,),
        regexes=(rf"(?i)(?:{together})",),
        exact=(rf"(?i)(?<![0-9A-Za-z\x80-\xff])(?:{together})(?![0-9A-Za-z\x80-\xff])",),
        check=check,
        near=tuple(dict.fromkeys((*PEOPLE, *near))),
        fields=tuple(fields),
        reach=reach,
        together=True,
    )


def accents(regex: str) -> str:
    """Return the regex with each accented letter also plain and in capitals.

    >>> accents("né")
    'n(?:é|É|e)'
    """
    return _ACCENTED.sub(
        lambda found: f"(?:{found[0]}|{found[0].upper()}|{strip_accents(found[0])})", regex
    )
