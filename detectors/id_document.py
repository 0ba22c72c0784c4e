"""Copies of identity documents: their machine-readable lines, their heading, file names.

Shape: `IDFRA…<<`, `P<FRA…<<`; the heading CARTE NATIONALE D'IDENTITE or TITRE DE SÉJOUR in
capitals; a file named after a document (cni, passeport, carte_identite, permis, titre_sejour).
Check: a machine-readable line has fillers; a heading alone is a suspicion.
Category: none by default; identity papers are declared by name.
Source: ICAO Doc 9303, parts 4 and 5; arrêté du 4 décembre 1987 (MRZ of the French card).
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.model import Container

_MRZ = r"(?:ID(?:FRA|BEL|D<<|CHE|ESP|ITA|PRT|ROU)|[IPAC]<[A-Z<]{3})[A-Z0-9<]{5,39}"
_PAPER = (
    r"(?:cni|cin|passeport|passport|carte[ _-]?(?:nationale)?[ _-]?(?:d[ _'-]?)?identite|"
    r"piece[ _-]?(?:d[ _'-]?)?identite|titre[ _-]?(?:de[ _-]?)?sejour|id[ _-]?card|"
    r"permis[ _-]?(?:de[ _-]?)?conduire|kbis_cni)"
)
_IMAGE = r"\.(?:pdf|jpe?g|png|tiff?|heic|webp|bmp)"
_FILE = rf"{_PAPER}(?:[ _.-][0-9A-Za-z\x80-\xff _.-]{{0,60}}?)?{_IMAGE}"


def _check(candidate: str) -> Reading | None:
    if re.fullmatch(_MRZ, candidate):
        if candidate.count("<") < 2 or "<<" not in candidate:
            return None
        return _reading(candidate, 0.95, True, "machine-readable line")
    named = re.search(rf"(?i){_IMAGE}$", candidate) is not None
    return _reading(candidate, 0.75 if named else 0.6, False, "file name" if named else "heading")


def _reading(text: str, score: float, strict: bool, why: str) -> Reading:
    return Reading(
        "gov.id_document_scan", score, max(score, 0.85), text.lower(), strict, masked="••••",
        why=(why,), container=Container.MEDIA,
    )  # fmt: skip


plugin = Pattern(
    title="Copies of identity documents",
    types=("gov.id_document_scan",),
    regexes=(
        r"\b(?:ID(?:FRA|BEL|D<<|CHE|ESP|ITA|PRT|ROU)|[IPAC]<[A-Z<]{3})[A-Z0-9<]{2,30}<<",
        r"CARTE NATIONALE D.{1,3}IDENTIT(?:E|É)|\b(?:TITRE|CARTE) DE S(?:E|É)JOUR\b",
        rf"(?i)(?:\b|_){_PAPER}(?:[ _.-][0-9A-Za-z\x80-\xff _.-]{{0,60}})?{_IMAGE}\b",
    ),
    exact=(
        rf"(?<![0-9A-Z<]){_MRZ}(?![0-9A-Z<])",
        r"CARTE NATIONALE D.{1,3}IDENTIT(?:E|É)|\b(?:TITRE|CARTE) DE S(?:E|É)JOUR\b",
        rf"(?i)(?<![A-Za-z]){_FILE}(?![0-9A-Za-z])",
    ),
    check=_check,
    near=("nom", "prenom", "surname", "nationalite", "republique francaise", "delivree", "scan",
          "idfra", "copie", "expire le"),
    fields=("piece_identite", "cni", "id_scan", "scan_cni", "copie_cni", "piece_jointe_identite"),
    reach=120,
)  # fmt: skip
