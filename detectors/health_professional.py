"""French numbers of health professionals: RPPS and ADELI, where a word or the field's name says so.

Shape: eleven digits (RPPS); department and seven digits (ADELI).
Check: an RPPS begins with 1 or has its Luhn digit; the department of an ADELI exists.
Category: cat.professional: it identifies a person at work.
Source: ANS, Répertoire partagé des professionnels de santé; arrêté du 6 février 2009 (RPPS).
"""

from __future__ import annotations

import re

from pdscan.checksums import luhn
from pdscan.contracts import Pattern, Reading

_RPPS = r"[0-9](?:[ .]?[0-9]){10}"
_ADELI = r"(?:[0-9]{2}|2[ABab])(?:[ .]?[0-9]){7}"

_BETWEEN = r"[^0-9\r\n\x1e]{0,24}(?<![0-9A-Za-z])"
_END = r"(?![0-9A-Za-z])(?! ?[0-9])"


def _check(candidate: str) -> Reading | None:
    found = re.search(rf"(?<![0-9])(?:{_RPPS}|{_ADELI})$", candidate)
    if found is None:
        return None
    return _reading(found[0], found.start())


def _reading(text: str, start: int = 0) -> Reading | None:
    value = re.sub(r"[ .]", "", text).upper()
    kind = "rpps" if len(value) == 11 else "adeli"
    checked = kind == "rpps" and luhn(value)
    holds = checked or (value[0] == "1" if kind == "rpps" else _department(value[:2]))
    if not holds or len(set(value)) < 3:
        return None
    score = 0.95 if checked else 0.8
    return Reading(
        "work.employee_id", score, score, value, checked, masked=f"••••{value[-2:]}",
        qualifier=kind, why=(kind,), capacity="professional", start=start,
    )  # fmt: skip


def _department(text: str) -> bool:
    return text in ("2A", "2B") or (text.isdigit() and 1 <= int(text) <= 99)


def _check_cell(cell: str) -> Reading | None:
    text = cell.strip()
    return _reading(text) if re.fullmatch(rf"{_RPPS}|{_ADELI}", text) else None


plugin = Pattern(
    title="Health professionals' numbers (RPPS, ADELI)",
    types=("work.employee_id",),
    regexes=(
        rf"(?i)\brpps[^0-9\r\n]{{0,24}}{_RPPS}\b",
        rf"(?i)\badeli[^0-9\r\n]{{0,24}}{_ADELI}\b",
    ),
    exact=(
        rf"(?i)(?<![A-Za-z])rpps{_BETWEEN}{_RPPS}{_END}",
        rf"(?i)(?<![A-Za-z])adeli{_BETWEEN}{_ADELI}{_END}",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("rpps", "adeli", "medecin", "praticien", "prescripteur"),
    fields=("rpps", "adeli", "num_rpps", "numero_rpps", "num_adeli", "numero_adeli", "id_rpps"),
    reach=64,
)  # fmt: skip
