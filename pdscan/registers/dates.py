"""Read the dates of a register: 2025-03-12, 12/03/2025, 12 mars 2025, 12 Mar 2025."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pdscan.folding import fold

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_FRENCH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_TOLD = re.compile(r"\b(\d{1,2})(?:er|st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})\b")
_MONTHS = (
    ("jan",), ("fev", "feb"), ("mar",), ("avr", "apr"), ("mai", "may"), ("juin", "jun"),
    ("juil", "jul"), ("aou", "aug"), ("sep",), ("oct",), ("nov",), ("dec",),
)  # fmt: skip


def date_of(text: str) -> str | None:
    """Return the first date of a text as ISO 8601, None where it says none that exists.

    >>> date_of("MAJ le 12/03/2025"), date_of("1er août 2024"), date_of("au printemps 2025")
    ('2025-03-12', '2024-08-01', None)
    """
    iso, french, told = _ISO.search(text), _FRENCH.search(text), _TOLD.search(fold(text))
    parts: Sequence[str] = iso.groups() if iso else french.groups()[::-1] if french else ()
    if told and not parts:
        month = next((at for at, words in enumerate(_MONTHS, 1) if told[2].startswith(words)), 0)
        parts = (told[3], str(month), told[1])
    try:
        return dt.date(*map(int, parts)).isoformat() if parts else None
    except ValueError:
        return None
