"""French social-security numbers (NIR), with or without their key.

Shape: sex, year, month, department, commune, rank (13 signs) and the key of two digits; spaces,
no-break spaces, dots or dashes between; Corsica 2A and 2B, overseas 97 and 98, abroad 99.
Check: the key is 97 less the number modulo 97. Without a key only where a word or a field name
speaks of it. Months 20, 30 to 42 and 50 to 99 stand for incomplete papers.
Category: none covers it; it must be declared by name.
Source: INSEE, Répertoire national d'identification; décret n° 82-103; décret n° 2019-341.
"""

from __future__ import annotations

import re

from pdscan.checksums import nir_key
from pdscan.contracts import Pattern, Reading

_S = "(?:[ .-]|\u00a0|\u202f)?"
_MONTH = "(?:0[1-9]|1[0-2]|20|3[0-9]|4[0-2]|[5-9][0-9])"
_PLACE = f"(?:(?:[0-9]{{2}}|2[ABab]){_S}[0-9]{{3}}|9[78][0-9]{_S}[0-9]{{2}})"
_BODY = rf"\b[1-478]{_S}[0-9]{{2}}{_S}{_MONTH}{_S}{_PLACE}{_S}[0-9]{{3}}"
_KEY = "(?:[ ./-]|\u00a0|\u202f| [/-] | clé )?(?:0[1-9]|[1-8][0-9]|9[0-7])"
_SPACED = _BODY.replace(_S, _S.rstrip("?"), 1)
_CUE = (
    r"(?i)(?:\bnir|\bn?ss|s(?:é|É|e)cu(?:rit(?:é|É|e) sociale)?|insee)"
    r"(?:[ (]{1,2}sans (?:la )?cl(?:é|É|e))?[^0-9a-z\r\n]{1,8}"
)
_READ = re.compile(
    r"([1-478])(\d\d)(0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)(0[1-9]|[1-9]\d|2[AB])(\d{3})(\d{3})(\d\d)?"
)


def _check(candidate: str) -> Reading | None:
    start = next(place for place, sign in enumerate(candidate) if sign.isdigit())
    signs = re.sub(r"(?i)clé", "", candidate[start:])
    compact = "".join(sign for sign in signs if sign in "0123456789ABab").upper()
    found = _READ.fullmatch(compact)
    if found is None or found[5] == "000" or found[6] == "000":
        return None
    body, key = compact[:13], found[7]
    if key is not None and int(key) != nir_key(body):
        return None
    return Reading(
        type="gov.nir",
        score=0.9 if key else 0.3,
        context_score=0.99 if key else 0.75,
        value=body,
        strict=key is not None,
        why=("key",) if key else ("no key",),
        start=start,
    )


def _check_cell(cell: str) -> Reading | None:
    """Accept 13 bare digits under a column's name; the regexes read all other spellings."""
    text = cell.strip()
    if not re.fullmatch(r"[1-478][0-9]{4}(?:[0-9]{2}|2[ABab])[0-9]{6}", text):
        return None
    reading = _check(text)
    return None if reading is None else reading._replace(score=reading.context_score)


plugin = Pattern(
    title="French social-security numbers (NIR)",
    types=("gov.nir",),
    regexes=(rf"{_BODY}{_KEY}\b", rf"{_SPACED}\b", rf"{_CUE}{_BODY}\b"),
    exact=(
        rf"(?<![0-9][.-])(?<![0-9A-Fa-f]{{4}}-){_BODY}{_KEY}\b(?![.-][0-9])",
        rf"(?<![0-9][.-])(?<![0-9A-Fa-f]{{4}}-){_SPACED}\b(?!{_S}[0-9])(?!-[0-9A-Fa-f])",
        rf"{_CUE}{_BODY}\b(?!{_S}[0-9])(?!-[0-9A-Fa-f])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("nir", "insee", "securite sociale", "secu", "numero ss", "nss", "n ss", "carte vitale",
          "assure social", "immatriculation sociale", "social security", "cpam", "ameli"),
    fields=("nir", "nss", "num_secu", "numero_secu", "secu", "securite_sociale", "insee",
            "num_ss", "no_ss", "immat_ss", "ssn_fr"),
    reach=48,
)  # fmt: skip
