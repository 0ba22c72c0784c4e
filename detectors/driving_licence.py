"""French driving-licence numbers, where a word or the field's name says so.

Shape: twelve digits (NEPH and old licences: year, month, department, rank) or, on the card of
2013, two digits, two letters, five digits.
Check: month and department exist; in context only.
Category: none by default; identity papers are declared by name.
Source: arrêté du 20 avril 2012 (permis de conduire), annexe; directive 2006/126/CE, annexe I.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_WORD = (
    r"(?:permis (?:de )?conduire|permis n°|num(?:é|É|e)ro (?:de |du )?permis|n° (?:de |du )?permis|"
    r"\bneph\b|driving licen[cs]e|driver.?s licen[cs]e|f(?:ü|u|ue)hrerschein(?:nummer)?|"
    r"permiso de conducir|patente di guida|rijbewijs(?:nummer)?|carta de condu(?:ç|c)(?:ã|a)o)"
)
_OLD = r"[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{6}|[0-9]{6} [0-9]{6}"
_NEW = r"[0-9]{2}[ -]?[A-Z]{2}[ -]?[0-9]{5}"
_PARTS = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[1-9][0-9])[0-9]{6}")


def _check(candidate: str) -> Reading | None:
    found = re.search(rf"(?<![0-9A-Za-z])(?:{_OLD}|{_NEW})$", candidate)
    return None if found is None else _reading(found[0], found.start())


def _reading(text: str, start: int = 0) -> Reading | None:
    value = re.sub(r"[ -]", "", text).upper()
    if len(value) == 12 and not _PARTS.fullmatch(value):
        return None
    return Reading(
        "gov.driving_licence", 0.85, 0.9, value, start=start,
        masked=mask("gov.driving_licence", value), why=("number after the paper's name",),
    )  # fmt: skip


def _check_cell(cell: str) -> Reading | None:
    """Accept, under a licence's column name, a number of either form."""
    text = cell.strip().upper()
    return _reading(text) if re.fullmatch(rf"{_OLD}|{_NEW}", text) else None


plugin = Pattern(
    title="Driving-licence numbers (France)",
    types=("gov.driving_licence",),
    regexes=(
        rf"(?i){_WORD}[^0-9\r\n]{{0,40}}[0-9]{{2}} ?[0-9]{{2}} ?[0-9]{{2}} ?[0-9]{{6}}\b",
        rf"(?i){_WORD}[^0-9\r\n]{{0,40}}[0-9]{{2}}[ -]?[A-Z]{{2}}[ -]?[0-9]{{5}}\b",
    ),
    exact=(
        rf"(?i:{_WORD})[^0-9\r\n\x1e]{{0,40}}(?<![0-9A-Za-z])(?:{_OLD})(?![0-9A-Za-z])",
        rf"(?i:{_WORD})[^0-9\r\n\x1e]{{0,40}}(?<![0-9A-Za-z]){_NEW}(?![0-9A-Za-z-])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("permis", "neph", "licence", "license", "fuhrerschein"),
    fields=("neph", "permis_conduire", "permis_de_conduire", "num_permis", "numero_permis",
            "no_permis", "driving_licence", "driving_license", "driver_license", "licence_conduire",
            "fuhrerschein", "fuhrerscheinnummer", "rijbewijs", "patente"),
    reach=112,
)  # fmt: skip
