"""French passport numbers, where a word or the field's name says passport.

Shape: two digits, two letters, five digits (99ZZ99999).
Check: none is published; in context only.
Category: none by default; identity papers are declared by name.
Source: décret n° 2005-1726; ICAO Doc 9303, part 4; read 2025-06.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask


def _check(candidate: str) -> Reading | None:
    value = re.sub(r"[ -]", "", candidate).upper()
    return Reading("gov.passport", 0.35, 0.9, value, masked=mask("gov.passport", value))


plugin = Pattern(
    title="Passport numbers (France)",
    types=("gov.passport",),
    regexes=(r"\b[0-9]{2}[ -]?[A-Za-z]{2}[ -]?[0-9]{5}\b",),
    exact=(r"(?<![0-9A-Za-z-])[0-9]{2}[ -]?[A-Za-z]{2}[ -]?[0-9]{5}(?![0-9A-Za-z-])",),
    check=_check,
    near=("passeport", "passport", "passeports"),
    fields=("passeport", "passport", "num_passeport", "passport_number"),
    needs_context=True,
    reach=24,
)
