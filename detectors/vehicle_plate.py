"""French licence plates, of the present series (AB-123-CD) and the old one (123 ABC 75).

Shape: two letters, three digits, two letters; or one to four digits, two or three letters and a
department; dashes, spaces or nothing between.
Check: no I, O or U, no SS and no WW first; in context only.
Category: none by default.
Source: arrêté du 9 février 2009 (SIV), article 1 and annexe; read 2025-06.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_LETTER = "[A-HJ-NP-TV-Za-hj-np-tv-z]"
_NEW = rf"{_LETTER}{{2}}[ -]?[0-9]{{3}}[ -]?{_LETTER}{{2}}"
_DEPARTMENT = "(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8])"
_OLD = rf"[0-9]{{1,4}}[ -]?[A-HJ-NP-TV-Z]{{2,3}}[ -]?{_DEPARTMENT}"


def _check(candidate: str) -> Reading | None:
    value = re.sub(r"[ -]", "", candidate).upper()
    new = re.fullmatch(_NEW, value) is not None
    if new and (value.startswith(("SS", "WW")) or value.endswith("SS") or "000" in value):
        return None
    if not new and not re.fullmatch(_OLD, value):
        return None
    dashed = new and candidate.count("-") == 2 and candidate.isupper()
    score = 0.45 if dashed else 0.3
    masked = mask("vehicle.plate", value)
    return Reading("vehicle.plate", score, 0.9 if new else 0.75, value, masked=masked)


plugin = Pattern(
    title="Licence plates (France)",
    types=("vehicle.plate",),
    regexes=(
        r"\b[A-HJ-NP-TV-Z]{2}[ -]?[0-9]{3}[ -]?[A-HJ-NP-TV-Z]{2}\b",
        r"\b[a-hj-np-tv-z]{2}-[0-9]{3}-[a-hj-np-tv-z]{2}\b",
        r"\b[0-9]{1,4}[ -][A-HJ-NP-TV-Z]{2,3}[ -](?:[0-9]{2}|2[AB]|97[1-8])\b",
    ),
    exact=(
        rf"(?<![0-9A-Za-z-]){_NEW}(?![0-9A-Za-z-])",
        rf"(?<![0-9A-Za-z-]){_NEW}(?![0-9A-Za-z-])",
        rf"(?<![0-9A-Za-z-]){_OLD}(?![0-9A-Za-z-])",
    ),
    check=_check,
    near=("immatriculation", "immatricule", "immatriculee", "plaque", "plaques", "immat",
          "vehicule", "voiture", "camion", "plate", "license plate", "licence plate", "parking",
          "carte grise", "kennzeichen", "targa", "kenteken", "matricula", "registration number"),
    fields=("immat", "immatriculation", "plaque", "plate", "license_plate", "licence_plate",
            "num_immat", "vehicule"),
    needs_context=True,
    reach=24,
)  # fmt: skip
