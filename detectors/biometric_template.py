"""Biometric templates: encoded fingerprints, faces and irises, and fields that hold them.

Shape: base64 of ISO/IEC 19794 records (`Rk1S…`, `RkFD…`, `SUlS…`) and of CBEFF; `face_embedding`,
`fingerprint_template`, `gabarit` and kin before numbers or base64; `empreintes digitales relevées`.
Check: a record decodes to its magic bytes and a version; a field name needs a vector or base64.
Category: special.biometric; it must be declared by name.
Source: GDPR article 4(14); ISO/IEC 19794-2, -5 and -6 (record headers); CNIL, "Biométrie".
"""

from __future__ import annotations

import base64
import binascii
import re

from pdscan.contracts import Pattern, Reading
from pdscan.detection.lexicon import accents
from pdscan.folding import fold

_RECORD = r"(?:Rk1SA|RkFDA|SUlSA|RklSA)[0-9A-Za-z+/]{16,300}"
_NAME = (
    r"(?:face|facial|visage|fingerprint|finger|empreinte|iris|voice|voiceprint|biometric)"
    r"[_-]?(?:embedding|template|encoding|descriptor|vector|gabarit|minutiae)s?|"
    r"gabarit[_-](?:biometrique|empreinte|visage)"
)
_NAMED = rf"(?:{_NAME})[\"']?(?: ?(?::|=) ?)(?:\[ ?-?[0-9]\.[0-9]{{2}}|[\"']?[0-9A-Za-z+/]{{24}})"
_WORDS = accents(
    r"(?:ses |les )?empreintes digitales (?:relevées|enregistrées|prises|de (?:m\.|mme))|"
    r"reconnaissance faciale de (?:m\.|mme)|fingerprints (?:taken|enrolled)"
)


def _check(candidate: str) -> Reading | None:
    if re.fullmatch(_RECORD, candidate):
        try:
            plain = base64.b64decode(candidate[: len(candidate) // 4 * 4])
        except binascii.Error:
            return None
        if plain[3:4] != b"\0" or plain[4:6].strip(b" 0123456789\0"):
            return None
        return _reading(candidate, 0.95, "record header")
    named = re.match(rf"(?i)(?:{_NAME})", candidate) is not None
    return _reading(candidate, 0.85 if named else 0.6, "named" if named else "lexicon")


def _reading(text: str, score: float, why: str) -> Reading:
    return Reading(
        "special.biometric", score, max(score, 0.8), fold(text), score > 0.9, masked="••••",
        why=(why,),
    )  # fmt: skip


plugin = Pattern(
    title="Biometric templates",
    types=("special.biometric",),
    regexes=(
        r"\b(?:Rk1SA|RkFDA|SUlSA|RklSA)[0-9A-Za-z+/]{16}",
        rf"(?i){_NAMED}",
        rf"(?i)(?:{_WORDS})",
    ),
    exact=(
        rf"(?<![0-9A-Za-z+/]){_RECORD}",
        rf"(?i)(?<![A-Za-z]){_NAMED}",
        rf"(?i)(?<![0-9A-Za-z\x80-\xff])(?:{_WORDS})(?![0-9A-Za-z\x80-\xff])",
    ),
    check=_check,
    near=("empreinte", "fingerprint", "biometrique", "biometric", "face", "iris", "gabarit"),
    fields=("fingerprint_template", "face_embedding", "face_template", "gabarit_biometrique"),
    reach=320,
)
