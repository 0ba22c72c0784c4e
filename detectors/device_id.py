"""Device identifiers, where a word or the field's name says so: IMEI, IMSI, ICCID.

Shape: `imei`, `imsi` or `iccid` and 14 to 20 digits, grouped or not.
Check: an IMEI holds the Luhn sum and begins with a known reporting body; an IMSI begins with a
mobile country code; an ICCID with 89. Bare digits are read in columns of that name only.
Category: cat.technical.
Source: 3GPP TS 23.003, 2.2 and 6.2; ITU-T E.212 and E.118; GSMA TS.06, annex A.
"""

from __future__ import annotations

import re

from pdscan.checksums import luhn
from pdscan.contracts import Pattern, Reading

_WORD = r"(?:imei(?:sv)?|imsi|iccid|num(?:e|é)ro de sim|sim(?:[ _-]?(?:card|number|serial))?)"
_DIGITS = r"[0-9](?:[ /-]?[0-9]){13,19}"
_BODIES = frozenset("01 10 30 33 35 44 45 49 50 51 52 53 54 86 91 98 99".split())  # noqa: SIM905


def _check(candidate: str) -> Reading | None:
    start = re.search(rf"(?=(?:{_DIGITS})$)", candidate)
    if start is None:
        return None
    reading = _read(candidate[start.start() :], start.start())
    agrees = reading and (candidate[:4].lower() == reading.why[0][:4] or candidate[0] in "sSnN")
    return reading if agrees else None


def _check_cell(cell: str) -> Reading | None:
    return _read(cell.strip(), 0) if re.fullmatch(_DIGITS, cell.strip()) else None


def _read(text: str, start: int) -> Reading | None:
    digits = re.sub(r"[ /-]", "", text)
    kind = _kind(digits)
    if kind is None or len(set(digits)) < 3:
        return None
    return Reading(
        "online.imei",
        0.9,
        0.97,
        digits,
        True,
        masked=f"••••{digits[-2:]}",
        why=(kind,),
        start=start,
    )


def _kind(digits: str) -> str | None:
    if len(digits) == 15 and digits[:2] in _BODIES and luhn(digits):
        return "imei"
    if len(digits) == 15 and digits[:2] not in _BODIES and "200" < digits[:3] < "760":
        return "imsi"
    if len(digits) == 16 and digits[:2] in _BODIES:
        return "imeisv"
    if len(digits) in (19, 20) and digits.startswith("89"):
        return "iccid" if luhn(digits) or len(digits) == 20 or luhn(digits + "0") else None
    return None


plugin = Pattern(
    title="Device identifiers",
    types=("online.imei",),
    regexes=(rf"(?i)\b{_WORD}[^0-9\n\x1e]{{0,12}}[0-9](?:[ /-]?[0-9]){{13}}",),
    exact=(rf"(?i)(?<![0-9A-Za-z]){_WORD}[^0-9\n\x1e]{{0,12}}{_DIGITS}(?![0-9A-Za-z])",),
    check=_check,
    cell_check=_check_cell,
    near=("imei", "imsi", "iccid", "terminal", "telephone", "device"),
    fields=("imei", "imsi", "iccid", "imeisv", "num_imei", "numero_imei"),
    reach=64,
)
