"""Make a detector of a lexicon: phrases that say something sensitive of a person.

A phrase is a regex written with accents; it also matches without them and in capitals. A phrase
alone is a suspicion (0.6; 0.75 near a word that speaks of a person); two different ones in a
sentence or cell make each other sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pdscan.contracts import Pattern, Reading
from pdscan.detection.words_nearby import CELL
from pdscan.folding import fold, strip_accents

PEOPLE = (
    "m.", "mme", "mlle", "mr", "mrs", "ms", "monsieur", "madame", "il", "elle", "he", "she",
    "client", "cliente", "salarie", "salariee", "patient", "patiente", "employe", "employee",
    "candidat", "candidate", "locataire", "adherent", "adherente", "absent", "absente", "fils",
    "fille", "mari", "femme", "epouse", "conjoint", "conjointe", "pere", "mere", "collegue",
    "customer", "husband", "wife",
)  # fmt: skip
_VERY = r"(?:un |une |a |an |très |plutôt |lui-même |aussi )?"
IS = rf"(?:est|suis|était|serait|étant|is|am|was|i(?:'|’)m|s?he(?:'|’)s) {_VERY}"
_ACCENTED = re.compile(r"[àâäçéèêëîïôöùûüœ]")


def lexicon(
    title: str,
    type_id: str,
    phrases: Sequence[str],
    *,
    near: Sequence[str] = (),
    fields: Sequence[str] = (),
    reach: int = 96,
    nobody: str = "",
    cells: Sequence[str] = (),
) -> Pattern:
    """Return the detector of whole-word phrases; `near` is added to the words for people.

    Those of `cells` count only as the whole of a cell or text, where nothing else says of whom.
    A phrase that holds what `nobody` (a regex of words) matches is said of no one and silent: « si
    vous êtes allergique au lait ».
    """
    of_nobody = re.compile(rf"\b(?:{accents(nobody)})\b", re.I) if nobody else None

    def check(candidate: str) -> Reading | None:
        if of_nobody and of_nobody.search(candidate):
            return None
        return Reading(type_id, 0.6, 0.75, fold(candidate), masked="••••", why=("lexicon",))

    together, alone = accents("|".join(phrases)), accents("|".join(cells))
    exact = [rf"(?i)(?<![0-9A-Za-z\x80-\xff])(?:{together})(?![0-9A-Za-z\x80-\xff])"]
    exact += [rf"(?i)(?<![^{CELL}])(?:{alone})(?![^{CELL}])"] if cells else []
    return Pattern(
        title=title,
        types=(type_id,),
        regexes=tuple(rf"(?i)(?:{some})" for some in (together, alone) if some),
        exact=tuple(exact),
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
