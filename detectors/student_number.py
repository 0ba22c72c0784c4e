"""French national student numbers (INE), where a word or the field's name says so.

Shape: ten digits and a letter (academies), nine digits and two letters (national, since 2018), four
digits, A, five digits and a letter (apprentices); ten signs and a digit (universities, before).
Check: of the first form the letter is the rest of the number by 23, in an alphabet without I, O, Q.
Category: cat.identification; it is reported as a reference of the person (qualifier ine).
Source: ministère de l'Éducation nationale, arrêté du 16 février 2012 (RNIE); esup-transferts.
"""

from __future__ import annotations

import re

from pdscan.checksums import ine_key
from pdscan.contracts import Pattern, Reading

_OLD = r"[0-9]{10} ?[A-Za-z]"
_NATIONAL = r"[0-9]{9} ?[A-Za-z]{2}"
_APPRENTICE = r"[0-9]{4}A[0-9]{5}[A-Za-z]"
_UNIVERSITY = r"[0-9][0-9A-Z]{9}[0-9]"
_ANY = rf"(?:{_OLD}|{_NATIONAL}|{_APPRENTICE})"
_CUE = (
    r"(?:\bINE\b|\bBEA\b|(?i:identifiant national (?:unique|(?:d.{1,3})?(?:é|É|e)tudiant|"
    r"(?:d.{1,3})?(?:é|É|e)l(?:è|È|e)ve)|num(?:é|É|e)ro (?:national )?(?:d.{1,3})?(?:é|É|e)tudiant|"
    r"student number))"
)


def _check(candidate: str) -> Reading | None:
    found = re.search(rf"(?<![0-9A-Za-z]){_ANY}$", candidate)
    return None if found is None else _reading(found[0], found.start())


def _reading(text: str, start: int = 0) -> Reading | None:
    value = text.replace(" ", "").upper()
    checked = value[:10].isdigit() and value[10].isalpha()
    if len(set(value)) < 4 or (checked and ine_key(value[:10]) != value[10]):
        return None
    score = 0.95 if checked else 0.85
    return Reading(
        "customer.id", score, score, value, checked, masked=f"••••{value[-2:]}",
        qualifier="ine",
        start=start, why=("ine key",) if checked else ("ine",),
    )  # fmt: skip


def _check_cell(cell: str) -> Reading | None:
    """Accept, under a column's name that speaks of an INE, all four forms."""
    text = cell.strip().upper()
    return _reading(text) if re.fullmatch(rf"{_ANY}|{_UNIVERSITY}", text) else None


plugin = Pattern(
    title="National student numbers (INE, France)",
    types=("customer.id",),
    regexes=(rf"{_CUE}[^0-9\r\n]{{0,32}}[0-9]{{4}}[0-9A][0-9]{{4}}[0-9A-Za-z ]{{2,3}}\b",),
    exact=(
        rf"{_CUE}[^0-9\r\n\x1e]{{0,32}}(?<![0-9A-Za-z]){_ANY}(?![0-9A-Za-z])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("ine", "bea", "etudiant", "eleve", "student"),
    fields=("ine", "num_ine", "numero_ine", "code_ine", "numero_etudiant", "num_etudiant",
            "student_number", "identifiant_national_etudiant"),
    reach=80,
)  # fmt: skip
