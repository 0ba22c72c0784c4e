"""Advertising identifiers of telephones (IDFA, GAID, AAID), where a name gives them away.

Shape: `idfa`, `gaid`, `aaid`, `advertising_id`, `adid`, `idfv` and a UUID.
Check: the UUID of zeros means that the person refused, and is nobody's.
Category: cat.navigation.
Source: Apple, ASIdentifierManager; Google, AdvertisingIdClient; IAB OpenRTB 2.6, 3.2.18 (ifa).
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading

_UUID = r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
_NAME = r"(?:idfa|gaid|aaid|idfv|oaid|ifa|adid|ad[_-]?id|(?:google[_-]?)?advertising[_-]?id|maid)"


def _check(candidate: str) -> Reading | None:
    return _read(candidate[-36:], len(candidate) - 36)


def _check_cell(cell: str) -> Reading | None:
    return _read(cell.strip(), 0) if re.fullmatch(_UUID, cell.strip()) else None


def _read(uuid: str, start: int) -> Reading | None:
    value = uuid.lower()
    if len(set(value)) < 6:
        return None
    return Reading(
        "online.advertising_id", 0.9, 0.95, value, True, masked=f"••••{value[-2:]}",
        why=("uuid", "named"), start=start,
    )  # fmt: skip


plugin = Pattern(
    title="Advertising identifiers",
    types=("online.advertising_id",),
    regexes=(rf"(?i)(?:\b|_){_NAME}[\"']?(?:%3D|[ :=\"']){{1,4}}[0-9a-f]{{8}}-[0-9a-f]{{4}}-",),
    exact=(rf"(?i)(?<![A-Za-z]){_NAME}[\"']?(?:%3D|[ :=\"']){{1,4}}{_UUID}(?![0-9A-Za-z-])",),
    check=_check,
    cell_check=_check_cell,
    near=("idfa", "gaid", "publicitaire", "advertising"),
    fields=("idfa", "gaid", "aaid", "idfv", "advertising_id", "id_publicitaire", "adid"),
    reach=80,
)
