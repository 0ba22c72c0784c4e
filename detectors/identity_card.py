"""Numbers of French identity cards, residence permits and visas, where a word names the paper.

Shape: twelve digits (year and month of issue, department, rank) on cards until 2021; nine signs
of digits and capitals on the CNIe; ten digits (foreigner's number) or nine signs on a residence
permit; nine to twelve signs on a visa.
Check: the month and the department of the old number exist; the new one has a digit and no
letter O, and is no word; in context only.
Category: none by default; identity papers are declared by name.
Source: décret n° 55-1397, arrêté du 4 décembre 1987; décret n° 2021-279; CESEDA, article R. 142-11.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_E = "(?:é|É|e)"
_CARD = (
    rf"(?:\bcnie?\b|carte (?:nationale )?d.{{1,3}}identit{_E}(?: nationale)?|"
    rf"pi(?:è|È|e)ce d.{{1,3}}identit{_E}|titre d.{{1,3}}identit{_E}|\bid(?:entity)? card|"
    r"personalausweis(?:nummer)?|carta d.identit(?:à|a)|documento de identidad)"
)
_PERMIT = rf"(?:(?:titre|carte|permis) de s{_E}jour|carte de r{_E}sident|agdref|residence permit)"
_VISA = r"(?:\bvisa\b)"
_LINK = (
    r"fran(?:ç|c)aise?|portant le|sous le|num(?:é|e|É)ros?|num|number|n(?:o|°|º)s?\.?|no\.?|"
    r"est le|est|is|de carte|card"
)
_SIGN = r"(?:[ :.#=\"'(-]|°|º){0,4}"
_BETWEEN = rf"[^0-9A-Za-z\r\n\x1e]{{0,3}}(?: ?(?:{_LINK}){_SIGN}){{0,4}}{_SIGN}"
_OLD = r"[0-9]{4} ?[0-9AB]{3} ?[0-9]{5}"
_NEW = r"[0-9A-NP-Z]{9}"
_FOREIGNER = r"[0-9]{10}"
_VISA_NUMBER = r"[A-Z]{0,3}[0-9]{8,9}"
_OLD_PARTS = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[1-8][0-9]|9[0-9]|2[AB])[0-9][0-9]{5}")


def _check(candidate: str) -> Reading | None:
    found = re.search(rf"(?<![0-9A-Za-z])(?:{_OLD}|{_NEW}|{_FOREIGNER}|{_VISA_NUMBER})$", candidate)
    if found is None:
        return None
    cue = candidate[: found.start()].lower()
    qualifier = "visa" if "visa" in cue else "residence_permit" if "jour" in cue else None
    if qualifier is None and re.search("agdref|r.sident|residence", cue):
        qualifier = "residence_permit"
    return _reading(found[0], qualifier, found.start())


def _reading(text: str, qualifier: str | None, start: int = 0) -> Reading | None:
    value = text.replace(" ", "").upper()
    if not _is_number(value, qualifier) or len(set(value)) < 3:
        return None
    return Reading(
        "gov.id_card", 0.85, 0.9, value, qualifier=qualifier, start=start,
        masked=mask("gov.id_card", value), why=("number after the paper's name",),
    )  # fmt: skip


def _is_number(value: str, qualifier: str | None) -> bool:
    if len(value) == 12 and qualifier != "visa":
        return _OLD_PARTS.fullmatch(value) is not None
    digits = sum(sign.isdigit() for sign in value)
    if qualifier is None:
        return len(value) == 9 and 2 <= digits <= 8
    return digits >= 5 and len(value) in (9, 10, 11, 12)


def _check_cell(cell: str) -> Reading | None:
    """Accept, under a card's column name, a number of either form."""
    text = cell.strip().upper()
    return _reading(text, None) if re.fullmatch(rf"{_OLD}|{_NEW}", text) else None


plugin = Pattern(
    title="Numbers of identity cards, residence permits and visas (France)",
    types=("gov.id_card",),
    regexes=(
        rf"(?i){_CARD}[^0-9\r\n]{{0,40}}[0-9]{{4}} ?[0-9AB]{{3}} ?[0-9]{{5}}\b",
        rf"(?i){_CARD}[^\r\n]{{1,40}}[0-9A-NP-Z]{{9}}\b",
        rf"(?i)(?:{_PERMIT}|{_VISA})[^\r\n]{{1,40}}[0-9A-Z]{{9,12}}\b",
    ),
    exact=(
        rf"(?i:{_CARD})[^0-9\r\n\x1e]{{0,40}}(?<![0-9A-Za-z]){_OLD}(?![0-9A-Za-z])",
        rf"(?i:{_CARD}{_BETWEEN})(?<![0-9A-Za-z]){_NEW}(?![0-9A-Za-z-])",
        rf"(?i:(?:{_PERMIT}|{_VISA}){_BETWEEN})(?<![0-9A-Za-z])"
        rf"(?:{_FOREIGNER}|{_NEW}|{_VISA_NUMBER})(?![0-9A-Za-z-])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("cni", "identite", "identity", "sejour", "visa"),
    fields=("cni", "num_cni", "numero_cni", "carte_identite", "carte_d_identite", "id_card",
            "numero_carte_identite", "num_carte_identite", "num_piece_identite", "no_cni",
            "numero_piece_identite", "identity_card", "titre_sejour", "num_titre_sejour",
            "personalausweis", "ausweisnummer", "carta_identita"),
    reach=112,
)  # fmt: skip
