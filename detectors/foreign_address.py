r"""Postal addresses of other countries: street, number, postcode and town in one or two lines.

Shape: `12 Mill Road, Cambridge CB1 2AB`; `742 Oak Terrace, Salem, OR 97301`; `PO Box 12, ...`;
`Lindenallee 3, 20259 Hamburg`; `Calle Mayor 5, 28013 Madrid`; `Via Roma 12, 00184 Roma`;
`Rue de la Loi 16, 1000 Bruxelles`; `Kerkstraat 12, 1017 GP Amsterdam`.
Check: the whole shape with its postcode; a ZIP code begins with the digit of its state, a Canadian
postcode with the letter of its province.
Category: cat.contact.
Source: UPU, Universal POST*CODE DataBase, addressing sheets GB, US, CA, DE, AT, CH, BE, NL, ES, IT,
PT; USPS Publication 28, appendix B and national ZIP code areas; read 2025-06.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading, Turn
from pdscan.masking import mask

_STATES = (
    "CT MA ME NH NJ RI VT PR VI", "DE NY PA", "DC MD NC SC VA WV", "AL FL GA MS TN",
    "IN KY MI OH", "IA MN MT ND SD WI", "IL KS MO NE", "AR LA OK TX", "AZ CO ID NM NV UT WY",
    "AK CA GU HI OR WA",
)  # fmt: skip
_DIGIT_OF = {state: str(digit) for digit, states in enumerate(_STATES) for state in states.split()}
_PROVINCES = {
    "NL": "A", "NS": "B", "PE": "C", "NB": "E", "QC": "GHJ", "ON": "KLMNP", "MB": "R", "SK": "S",
    "AB": "T", "BC": "V", "NU": "X", "NT": "X", "YT": "Y",
}  # fmt: skip
_STATE = "|".join(sorted(_DIGIT_OF))
_PROVINCE = "|".join(_PROVINCES)
_LETTER = r"(?:[A-Za-z\x80-\xff])"
_WORD = r"(?-i:(?:[A-Z]|\xc3[\x80-\x9e])(?:[A-Za-z.'’-]|[\x80-\xff])*|[0-9]{1,3}(?:st|nd|rd|th))"
_NUMBER = r"[0-9]{1,5}[A-Za-z]?(?:[-/][0-9]{1,4}[A-Za-z]?)?"
_WAY_EN = (
    r"(?:street|st|road|rd|lane|ln|avenue|ave|drive|dr|close|court|ct|crescent|cres|gardens|gdns|"
    r"terrace|place|pl|square|sq|way|grove|hill|row|mews|walk|green|rise|view|boulevard|blvd|"
    r"highway|hwy|parkway|pkwy|circle|cir|trail|loop|broadway|quay|wharf|embankment)\b\.?"
)
_UNIT = r"(?:(?:flat|apartment|apt\.?|unit|suite|ste\.?|floor|room|#) ?[0-9A-Za-z-]{1,6},? +)?"
_REST = r"(?:[ ,\r]|\n|(?:[A-Za-z0-9.#'-]|[\x80-\xff])){0,60}?[ ,\n]"
_STREET_EN = (
    rf"{_UNIT}(?:{_NUMBER},? (?:{_WORD} ){{1,4}}{_WAY_EN}|P\.?O\.? ?Box [0-9]{{1,6}}){_REST}"
)
_POSTCODE_UK = r"(?-i:[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2})(?![0-9A-Za-z])"
_POSTCODE_US = rf"(?-i:{_STATE}),? [0-9]{{5}}(?:-[0-9]{{4}})?(?![0-9A-Za-z-])"
_POSTCODE_CA = rf"(?-i:{_PROVINCE}),? (?-i:[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])(?![0-9A-Za-z])"
_TOWN = rf"(?:{_WORD})(?:[ -](?:{_WORD}|am|an der|im|de|del|la|aan|den)){{0,3}}"
_GAP = r"(?:,? ?\r?\n ?|, | [-–] | )"
_WAY_DE = (
    r"(?:stra(?:ß|ss)e|str\.|weg|allee|platz|gasse|ring|damm|ufer|chaussee|markt|berg|"
    r"straat|laan|plein|gracht|kade|dijk|singel|steeg)"
)
_WAY_ROMANCE = (
    r"(?:rue|avenue|boulevard|chauss(?:é|e)e|chemin|place|quai|route|calle|c/|avda\.?|avenida|"
    r"plaza|paseo|via|viale|piazza|corso|largo|vicolo|rua|travessa|pra(?:ç|c)a|carrer)"
)
_NAME = r"(?:[^\r\n\x1e\t;|<>\"{}\[\]()0-9,]){2,40}?"
_BEFORE = r"(?<![0-9A-Za-z_\x80-\xff])"
_TOWN_POSTCODE = (
    rf"(?:(?:[A-Z]{{1,2}}-)?(?:[0-9]{{4}}-[0-9]{{3}}|[0-9]{{4,5}}(?: [A-Z]{{2}})?)) {_TOWN}"
)
_ZIP = re.compile(rf"({_STATE}),? ([0-9])[0-9]{{4}}(?:-[0-9]{{4}})?$")
_CANADA = re.compile(rf"({_PROVINCE}),? ([A-Z])[0-9][A-Z] ?[0-9][A-Z][0-9]$")


def _check(candidate: str) -> Reading | None:
    text = candidate.rstrip(" ,.")
    american, canadian = _ZIP.search(text), _CANADA.search(text)
    if american and _DIGIT_OF[american[1]] != american[2]:
        return None
    if canadian and canadian[2] not in _PROVINCES[canadian[1]]:
        return None
    return Reading(
        "contact.postal_address",
        0.85,
        0.97,
        re.sub(r"[\s,]+", " ", text.lower()),
        masked=mask("contact.postal_address", text),
        end=len(text),
        why=("street, postcode, town",),
    )


plugin = Pattern(
    title="Postal addresses (other countries)",
    types=("contact.postal_address",),
    regexes=(
        r"\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\b",
        rf"\b(?:{_STATE}),? [0-9]{{5}}",
        rf"\b(?:{_PROVINCE}),? [A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]",
        rf"(?i){_WAY_DE} [0-9]{{1,4}}[a-z]?(?:,? |,?\r?\n)(?:[a-z]{{1,2}}-)?[0-9]{{4}}",
        rf"(?i)\b{_WAY_ROMANCE} [^\r\n0-9]{{2,40}}[ ,][0-9]{{1,4}}[a-z]?(?:,? |,?\r?\n)"
        r"(?:[a-z]{1,2}-)?[0-9]{4}",
    ),
    exact=(
        rf"(?i){_BEFORE}{_STREET_EN}{_POSTCODE_UK}",
        rf"(?i){_BEFORE}{_STREET_EN}{_POSTCODE_US}",
        rf"(?i){_BEFORE}{_STREET_EN}{_POSTCODE_CA}",
        rf"{_BEFORE}(?:{_WORD}[ -]){{0,3}}(?:[A-Z]|\xc3[\x80-\x9e])(?:[A-Za-z-]|[\x80-\xff])*"
        rf"(?i:[ -]?{_WAY_DE}) {_NUMBER}{_GAP}{_TOWN_POSTCODE}",
        rf"{_BEFORE}(?i:{_WAY_ROMANCE}) {_NAME},? {_NUMBER}{_GAP}{_TOWN_POSTCODE}",
    ),
    check=_check,
    near=("address", "adresse", "anschrift", "direccion", "indirizzo", "endereco", "adres",
          "street", "delivery", "shipping", "billing", "home", "lives", "residence", "wohnhaft",
          "domicilio", "lieferadresse"),
    fields=("address", "adresse", "anschrift", "direccion", "indirizzo", "endereco", "adres"),
    turns=(
        Turn(r"registered office|head ?office|headquarters|gmbh\b|ltd\b|inc\b|plc\b|llc\b|sitz\b|"
             r"handelsregister|vat\b", capacity="organisation", before=100, after=40),
        Turn(r"home\b|lives\b|residing|wohnhaft|patient\b|mrs?\b|frau\b|herr\b",
             capacity="personal", before=60, after=0),
    ),
    reach=200,
)  # fmt: skip
