"""Passport numbers, where a word or the field's name says passport.

Shape: two digits, two letters, five digits (99ZZ99999) for France; right after the word also the
seven to nine signs of other countries, most of them digits.
Check: none is published; in context only.
Category: none by default; identity papers are declared by name.
Source: décret n° 2005-1726; ICAO Doc 9303, part 4; read 2025-06.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_FRENCH = r"[0-9]{2}[ -]?[A-Za-z]{2}[ -]?[0-9]{5}"
_WORD = r"(?:passe?ports?|reisepass(?:nummer)?|pasaportes?|passaport[eo]|paspoort(?:nummer)?)"
_BETWEEN = (
    r"(?:[ ]?(?:n(?:o|°|º)s?\.?|num(?:é|É|e)ros?|num|number|nr\.?|nummer|est le|est|is)){0,3}"
    r"[ ]?(?:[:.#=]|°|º)?[ \"']{0,3}"
)
_FOREIGN = r"(?=(?:[A-Z]*[0-9]){6})[A-Z0-9]{7,9}"


def _check(candidate: str) -> Reading | None:
    french = re.search(rf"(?<![0-9A-Za-z]){_FRENCH}$", candidate)
    if french is not None:
        value = re.sub(r"[ -]", "", french[0]).upper()
        return _reading(value, 0.35, 0.9, french.start())
    found = re.search(rf"(?<![0-9A-Za-z]){_FOREIGN}$", candidate)
    if found is None or len(set(found[0])) < 3 or re.fullmatch(r"(?:19|20)[0-9]{6}", found[0]):
        return None
    return _reading(found[0], 0.7, 0.8, found.start())


def _reading(value: str, score: float, context_score: float, start: int = 0) -> Reading:
    masked = mask("gov.passport", value)
    return Reading("gov.passport", score, context_score, value, masked=masked, start=start)


def _check_cell(cell: str) -> Reading | None:
    """Accept, under a passport's column name, six to nine signs with five digits."""
    text = re.sub(r" |(?<=[A-Z])-|-(?=[A-Z])", "", cell.upper())
    if not re.fullmatch(r"(?=(?:[A-Z]*[0-9]){5})[A-Z0-9]{6,9}", text) or len(set(text)) < 3:
        return None
    return _reading(text, 0.85, 0.85)


plugin = Pattern(
    title="Passport numbers",
    types=("gov.passport",),
    regexes=(
        r"\b[0-9]{2}[ -]?[A-Za-z]{2}[ -]?[0-9]{5}\b",
        rf"(?i){_WORD}[^\r\n]{{1,24}}[A-Z0-9]{{7}}\b",
    ),
    exact=(
        rf"(?<![0-9A-Za-z-]){_FRENCH}(?![0-9A-Za-z-])",
        rf"(?i:\b{_WORD}{_BETWEEN})(?<![0-9A-Za-z]){_FOREIGN}(?![0-9A-Za-z-])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("passeport", "passport", "passeports", "reisepass", "pasaporte", "passaporto",
          "paspoort"),
    fields=("passeport", "passport", "num_passeport", "passport_number", "numero_passeport",
            "no_passeport", "passport_no", "reisepass", "pasaporte", "passaporto", "paspoort"),
    needs_context=True,
    reach=80,
)  # fmt: skip
