"""Say how each type of data is found: pattern, check digit, name of a field or file, model.

Read from the detectors themselves, but for the list of types whose values hold check digits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pdscan import plugins, taxonomy
from pdscan.contracts import Detector, Pattern

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "pattern": "pattern", "checksum": "checksum", "words": "words", "field": "field name",
        "file": "file name", "model": "model", "none": "not looked for",
    },
    "fr": {
        "pattern": "motif", "checksum": "clé de contrôle", "words": "lexique",
        "field": "nom de champ", "file": "nom de fichier", "model": "modèle",
        "none": "pas recherché",
    },
}  # fmt: skip
_CHECKED = frozenset(
    {
        "gov.nir", "gov.tax_id", "business.siren", "business.sole_trader_id", "business.vat",
        "payment.iban", "payment.rib", "payment.card.pan", "payment.sepa_mandate", "online.imei",
        "secret.api_key",
    }
)  # fmt: skip
_NAMED = re.compile(r"(?i)file names?\b|name of the file")
_ORDER = ("pattern", "checksum", "words", "model", "field", "file")


def ways() -> Mapping[str, tuple[str, ...]]:
    """Return the keys of WORDS by type of the taxonomy; ("none",) where no detector finds it."""
    found: dict[str, set[str]] = {name: set() for name in taxonomy.load().types}
    for name, detector in plugins.detectors().items():
        for type_id in detector.types:
            if type_id in found:
                found[type_id] |= _of(name, detector, type_id)
    return {
        name: tuple(way for way in _ORDER if way in known) or ("none",)
        for name, known in found.items()
    }


def finders(type_id: str) -> tuple[str, ...]:
    """Return the names of the detectors that can find a type."""
    return tuple(n for n, detector in plugins.detectors().items() if type_id in detector.types)


def written(keys: tuple[str, ...], language: str) -> str:
    """Return the ways in words: `pattern, checksum, field name`."""
    return ", ".join(WORDS[language][key] for key in keys)


def _of(name: str, detector: Detector, type_id: str) -> set[str]:
    if not isinstance(detector, Pattern):
        model = type(detector).find_all is not Detector.find_all
        return {"model"} if model else {"field"}
    page = plugins.page("detector", name)
    if "by the name of the file" in page.partition("\n")[0]:
        return {"file"}
    shape = {"words"} if detector.together else {"pattern"}
    if type_id in _CHECKED:
        shape.add("checksum")
    if type_id == "gov.id_document_scan" and _NAMED.search(page):
        shape.add("file")
    return shape | ({"field"} if detector.cell_check else set())
