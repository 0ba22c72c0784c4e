"""SEPA mandates: the mandate's own reference (RUM, UMR) and the creditor's identifier (ICS).

Shape: behind "RUM", "référence unique de mandat", "mandate reference" up to 35 signs; an identifier
of two letters of a country, two check digits, three signs and a national number (`FR72ZZZ123456`).
Check: a reference has a digit; the identifier holds modulo 97 (its business signs left out)
and is believed without a word nearby where these are ZZZ.
Category: cat.payment; the identifier is an organisation's.
Source: EPC 262-08, creditor identifiers (AT-02); EPC SDD core rulebook (AT-01), read 2026-11.
"""

from __future__ import annotations

import re

from pdscan.checksums import mod97
from pdscan.contracts import Pattern, Reading
from pdscan.countries import CODES

_WORD = (
    r"(?:rum|umr|r(?:é|e)f(?:(?:é|e)rence|\.)? unique (?:de|du) mandat|"
    r"r(?:é|e)f(?:(?:é|e)rence|\.)? (?:de |du )?mandat|(?:n°|num(?:é|e)ro) (?:de |du )?mandat|"
    r"mandat sepa n°|mandate[ _](?:reference|ref|id)|mandatsreferenz)"
)
_IS = r"[\"']?\s?(?:n°)?\s?[:=#]?\s?[\"']?"
_REFERENCE = r"\+{0,2}[A-Z0-9][A-Z0-9+?/:().,'-]{2,34}"
_COUNTRY = f"(?:{'|'.join(sorted(CODES))})"
_NAMED = re.compile(rf"(?i){_WORD}{_IS}")
_COMPACT = re.compile(rf"{_COUNTRY}[0-9]{{2}}[A-Z0-9]{{7,31}}")
_APART = re.compile(r"[^0-9A-Za-z]+")
_CREDITOR = rf"{_COUNTRY} ?[0-9]{{2}} ?[A-Z0-9]{{3}} ?[A-Z0-9]{{6,28}}"


def _check(candidate: str) -> Reading | None:
    named = _NAMED.match(candidate)
    if named is None:
        return _check_creditor(candidate)
    value = candidate[named.end() :].rstrip("+?/:().,'-")
    if len(value) < 4 or not any(sign.isdigit() for sign in value):
        return None
    return Reading(
        "payment.sepa_mandate", 0.8, 0.9, value.upper(), why=("named",),
        start=named.end(), end=named.end() + len(value),
    )  # fmt: skip


def _check_creditor(candidate: str) -> Reading | None:
    compact = _APART.sub("", candidate)
    if not _COMPACT.fullmatch(compact):
        return None
    if mod97(compact[7:] + compact[:4]) != 1:
        return None
    return Reading(
        type="payment.sepa_mandate",
        score=0.8 if compact[4:7] == "ZZZ" else 0.4,
        context_score=0.95,
        value=compact,
        strict=True,
        capacity="organisation",
        why=("mod97", "creditor"),
    )


def _check_cell(cell: str) -> Reading | None:
    return _check_creditor(cell)


plugin = Pattern(
    title="SEPA mandates",
    types=("payment.sepa_mandate",),
    regexes=(
        rf"(?i)\b{_WORD}{_IS}\+{{0,2}}[A-Z0-9]{{3}}",
        rf"\b{_COUNTRY} ?[0-9]{{2}} ?ZZZ ?[A-Z0-9]{{6}}",
        # shorter than a French or Italian IBAN: but for GB no country's identifier is as long
        rf"\b(?:GB[0-9]{{2}}[A-Z0-9]{{3}}SDD[A-Z0-9]{{6,25}}|{_COUNTRY}[0-9]{{2}}[A-Z0-9]{{9,22}})\b",
    ),
    exact=(
        rf"(?i)(?<![0-9A-Za-z]){_WORD}{_IS}{_REFERENCE}",
        rf"(?<![0-9A-Za-z]){_CREDITOR}(?![0-9A-Za-z])",
        rf"(?<![0-9A-Za-z]){_CREDITOR}(?![0-9A-Za-z])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("ics", "sepa", "mandat", "mandate", "creancier", "creditor", "prelevement", "glaubiger"),
    fields=("ics", "creditor_id", "identifiant_creancier", "creditor_identifier"),
    reach=80,
)  # fmt: skip
