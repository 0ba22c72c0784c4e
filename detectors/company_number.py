"""French company numbers: SIREN, SIRET and VAT number, in context.

Shape: nine digits in threes, five more for an establishment; FR and two digits for VAT.
Check: Luhn (La Poste by its sum), the VAT key; SIREN and SIRET only where a word names them.
Category: none; a company is not a person, a sole trader's number is one.
Source: INSEE, répertoire Sirene; article 286 ter A of the CGI; read 2025-06.
"""

from __future__ import annotations

from pdscan.checksums import french_vat, siren, siret
from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_S = "(?:[ .]|\u00a0|\u202f)?"
_SIREN = rf"[0-9]{{3}}{_S}[0-9]{{3}}{_S}[0-9]{{3}}"
_SIRET = rf"{_SIREN}{_S}[0-9]{{3}}{_S}[0-9]{{2}}"
_VAT = rf"(?:FR|fr|Fr){_S}[0-9]{{2}}{_S}{_SIREN}"


def _check(candidate: str) -> Reading | None:
    digits = "".join(sign for sign in candidate if sign.isdigit())
    if candidate[0].isalpha():
        return _reading("business.vat", digits, 0.9) if french_vat(digits) else None
    if siren(digits) or siret(digits):
        return _reading("business.siren", digits, 0.45)
    return None


def _reading(kind: str, digits: str, score: float) -> Reading:
    masked = mask(kind, digits)
    return Reading(
        kind, score, 0.97, digits, True, masked=masked, why=("luhn",), capacity="organisation"
    )


plugin = Pattern(
    title="Company numbers (SIREN, SIRET, VAT)",
    types=("business.siren", "business.vat"),
    regexes=(rf"\b{_SIREN}\b", rf"\b{_SIRET}\b", rf"\b{_VAT}\b"),
    exact=(
        rf"(?<![0-9A-Za-z])(?<![0-9][ .,-]){_SIREN}(?![0-9A-Za-z])(?!{_S}[0-9])(?!-[0-9])",
        rf"(?<![0-9A-Za-z])(?<![0-9][ .,-]){_SIRET}(?![0-9A-Za-z])(?!{_S}[0-9])(?!-[0-9])",
        rf"(?<![0-9A-Za-z]){_VAT}(?![0-9A-Za-z])",
    ),
    check=_check,
    near=("siren", "siret", "rcs", "r.c.s", "registre du commerce", "naf", "ape", "sirene",
          "immatriculee", "tva", "n siret", "entreprise"),
    fields=("siren", "siret", "rcs", "tva", "vat", "num_siret", "tva_intracom", "vat_number"),
    reach=40,
)  # fmt: skip
