"""French company numbers: SIREN, SIRET, RCS, EORI and VAT number, in context.

Shape: nine digits in threes, five more for an establishment; FR and a key of two digits or letters
for VAT; FR and a SIRET for customs (EORI); « RCS Paris B 999 999 998 »; a FINESS in context.
Check: Luhn (La Poste also by its sum), the VAT key; SIREN and SIRET only where a word names them.
Category: none for a company; the number of a sole trader identifies a person. Sole trader it is
where the text says entreprise individuelle, EI, micro- or auto-entrepreneur or profession
libérale, or where a civility or a person's columns stand beside and no company's form does.
Source: INSEE, répertoire Sirene; CGI, article 286 ter A, BOI-TVA-DECLA-20-10-10; Code de commerce,
article R. 123-237; arrêté du 13 novembre 2013 (FINESS); règlement (UE) n° 952/2013, article 9.
"""

from __future__ import annotations

import re

from pdscan.checksums import french_vat, luhn, siren, siret
from pdscan.contracts import Pattern, Reading, Turn
from pdscan.masking import mask

_S = "(?:[ .]|\u00a0|\u202f)?"
_SIREN = rf"[0-9]{{3}}{_S}[0-9]{{3}}{_S}[0-9]{{3}}"
_SIRET = rf"{_SIREN}{_S}[0-9]{{3}}{_S}[0-9]{{2}}"
_VAT_KEY = "(?:[0-9]{2}|[0-9][A-HJ-NP-Z]|[A-HJ-NP-Z][0-9A-HJ-NP-Z])"
_VAT = rf"(?:FR|fr|Fr){_S}[0-9A-HJ-NP-Z]{{2}}{_S}(?:{_SIREN}|[0-9]{{4}} [0-9]{{5}})"
_EORI = rf"FR{_S}{_SIRET}"
_RCS = r"(?i:RCS|R\.C\.S\.?)"
_TOWN = r"[ :]{1,3}(?:[A-Za-z\x80-\xff'’-]{1,25}[ ,:]{1,2}){0,5}"
_REGISTERED = rf"{_RCS}{_TOWN}(?:n° ?|N° ?)?[A-D] ?{_SIREN}"
_FINESS = r"(?i:finess)[^0-9\r\n]{1,24}(?:[0-9]{2}|2[AB]) ?[0-9](?: ?[0-9]){6}"


def _check(candidate: str) -> Reading | None:
    digits = "".join(sign for sign in candidate if sign.isdigit())
    if candidate[:2].upper() == "FR":
        return _prefixed(candidate, digits)
    if candidate[0] in "fF":
        return _finess(candidate)
    if candidate[0].isalpha():
        start = next(place for place, sign in enumerate(candidate) if sign.isdigit())
        return _reading("business.siren", digits, 0.95, "rcs", start) if siren(digits) else None
    if siren(digits) or siret(digits):
        return _reading("business.siren", digits, 0.45)
    return None


def _prefixed(candidate: str, digits: str) -> Reading | None:
    """Read a VAT number or, with the 14 digits of a SIRET, an EORI."""
    if len(digits) == 14 and siret(digits):
        return _reading("business.siren", digits, 0.9, "eori", 2)
    number = "".join(sign for sign in candidate[2:] if sign.isalnum()).upper()
    return _reading("business.vat", number, 0.9, "vat key") if french_vat(number) else None


def _finess(candidate: str) -> Reading | None:
    found = re.search(r"(?:[0-9]{2}|2[AB]) ?[0-9](?: ?[0-9]){6}$", candidate)
    value = found[0].replace(" ", "") if found else ""
    if found is None or not luhn(value.replace("A", "1").replace("B", "2")):
        return None
    return _reading("business.siren", value, 0.9, "finess", found.start())


def _reading(kind: str, value: str, score: float, why: str = "luhn", start: int = 0) -> Reading:
    return Reading(
        kind, score, 0.97, value, True, masked=mask(kind, value), why=(why,),
        capacity="organisation", start=start,
    )  # fmt: skip


def _check_cell(cell: str) -> Reading | None:
    """Accept, under a company number's column name, the digits in any grouping."""
    compact = re.sub(r"[\s.-]", "", cell).upper()
    if re.fullmatch(r"[0-9]{9}|[0-9]{14}", compact):
        return (
            _reading("business.siren", compact, 0.97) if siren(compact) or siret(compact) else None
        )
    number = re.fullmatch(rf"(?:FR)?({_VAT_KEY}[0-9]{{9}})", compact)
    if number is not None and french_vat(number[1]):
        return _reading("business.vat", number[1], 0.97, "vat key")
    return None


_SOLE = (
    r"entreprises? individuelles?|entrepreneure?s? individuel|e\.? ?i\.?r\.? ?l\b|ei\b(?! du )|"
    r"e\.i\.|auto[- ]?entrepren|micro[- ]?entrepren|micro[- ]?entreprise|"
    r"profession(?:nel)?s? liberal|profession liberale|artisan\b|en nom propre|sole trader|"
    r"personne physique|freelance"
)
_COMPANY = (
    r"s\.?a\.?r\.?l\b|s\.?a\.?s\.?u?\b|e\.?u\.?r\.?l\b|s\.?a\b(?!\.?v)|s\.?c\.?i\b|s\.?n\.?c\b|"
    r"s\.?e\.?l\.?a\.?r\.?l|s\.?c\.?o\.?p\b|sasu?\b|societes? (?!de credit)|au capital|association|"
    r"ltd\b|gmbh\b|inc\b|gie\b|commune de |mairie|syndicat "
)
_PERSON = r"(?:m\.|mr|mme|mlle|monsieur|madame|mademoiselle|dr|docteur|maitre|me) [a-z]"

plugin = Pattern(
    title="Company numbers (SIREN, SIRET, RCS, VAT)",
    types=("business.siren", "business.sole_trader_id", "business.vat"),
    regexes=(
        rf"\b{_SIREN}\b",
        rf"\b{_SIRET}\b",
        rf"\b{_VAT}\b",
        rf"\b{_EORI}\b",
        rf"\b[A-D] ?{_SIREN}\b",
        r"(?i)finess[^0-9\r\n]{1,24}[0-9][0-9AB] ?[0-9](?: ?[0-9]){6}\b",
    ),
    exact=(
        rf"(?<![0-9A-Za-z])(?<![0-9][ .,-]){_SIREN}(?![0-9A-Za-z])(?!{_S}[0-9])(?!-[0-9])",
        rf"(?<![0-9A-Za-z])(?<![0-9][ .,-]){_SIRET}(?![0-9A-Za-z])(?!{_S}[0-9])(?!-[0-9])",
        rf"(?<![0-9A-Za-z]){_VAT}(?![0-9A-Za-z])",
        rf"(?<![0-9A-Za-z]){_EORI}(?![0-9A-Za-z])",
        rf"(?<![0-9A-Za-z]){_REGISTERED}(?![0-9A-Za-z])(?!{_S}[0-9])",
        rf"(?<![0-9A-Za-z]){_FINESS}(?![0-9A-Za-z])(?! ?[0-9])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("siren", "siret", "rcs", "r.c.s", "registre du commerce", "registre national", "sirene",
          "immatriculee", "immatricule", "tva", "n siret", "entreprise", "eori", "rm", "rne",
          "repertoire des metiers", "greffe", "company number"),
    fields=("siren", "siret", "rcs", "tva", "vat", "num_siret", "tva_intracom", "vat_number",
            "num_siren", "numero_siret", "numero_siren", "code_siret", "code_siren", "eori",
            "tva_intra", "tva_intracommunautaire", "siret_client", "umsatzsteuer_id", "ust_id",
            "partita_iva", "btw_nummer", "nif_iva", "finess"),
    turns=(
        Turn(_SOLE, "business.sole_trader_id", "personal", of=("business.siren",)),
        Turn(_COMPANY, capacity="organisation"),
        Turn(_PERSON, "business.sole_trader_id", "personal", of=("business.siren",),
             before=48, after=0, weak=True),
    ),
    reach=72,
)  # fmt: skip
