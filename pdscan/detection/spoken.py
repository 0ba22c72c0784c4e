"""Say whether a word that is silent alone speaks of a type where it stands.

It does where the cells are listed words ("catholique" under `confession`), beside a column of a
listed type, or in a table so named whose rows are of persons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pdscan.detection.field_cells import Look
from pdscan.detection.neighbours import Neighbours
from pdscan.naming.names import word_set

MOST = 0.5


def speaks(told: Mapping[str, Sequence[str]], look: Look, near: Neighbours) -> bool:
    """Say whether `cells`, `beside` or `table` of an entry make its words speak, and no `unless`.

    >>> beside = Neighbours("ouvert_le", ("contact.email", "ouvert_le"), lambda words: ())
    >>> speaks({"beside": ["contact.email"]}, Look([]), beside)
    True
    """
    if near.says(told.get("unless", ())):
        return False
    if "cells" in told and look.with_word(told["cells"]) >= MOST:
        return True
    if near.holds(told.get("beside", ())):
        return True
    return near.persons and near.rows_are(word_set(" ".join(told.get("table", ()))))


__all__ = ["speaks"]
