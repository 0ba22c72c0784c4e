"""French tax numbers (numéro fiscal, SPI), where a word or the field's name says so.

Shape: thirteen digits from 0 to 3 on, grouped 2-2-3-3-3 or not at all.
Check: the last three digits are the rest of the first ten by 511.
Category: none by default; a tax number is declared by name.
Source: DGFiP, « Comment trouver mon numéro fiscal »; OECD, Tax identification numbers, France.
"""

from __future__ import annotations

import re

from pdscan.checksums import spi
from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_S = "(?:[ .-]|\u00a0|\u202f)?"
_NUMBER = rf"[0-3](?:{_S}[0-9]){{12}}"
_CUE = (
    r"(?:fiscale?s?|\bspi\b|\bn\.?i\.?f\b|\btin\b|imp(?:ô|Ô|o)ts?|tax(?:payer)? (?:id|number|"
    r"identification)|t(?:é|É|e)l(?:é|É|e)d(?:é|É|e)clarant)"
)


def _check(candidate: str) -> Reading | None:
    found = re.search(rf"{_NUMBER}$", candidate)
    return None if found is None else _reading(found[0], found.start())


def _reading(text: str, start: int = 0) -> Reading | None:
    digits = "".join(sign for sign in text if sign.isdigit())
    if not spi(digits) or len(set(digits)) < 3:
        return None
    return Reading(
        "gov.tax_id", 0.95, 0.98, digits, True, masked=mask("gov.tax_id", digits),
        why=("key by 511",), start=start,
    )  # fmt: skip


def _check_cell(cell: str) -> Reading | None:
    return _reading(cell.strip()) if re.fullmatch(_NUMBER, cell.strip()) else None


plugin = Pattern(
    title="Tax numbers (France)",
    types=("gov.tax_id",),
    regexes=(rf"(?i){_CUE}[^0-9\r\n]{{0,40}}{_NUMBER}\b",),
    exact=(rf"(?i){_CUE}[^0-9\r\n\x1e]{{0,40}}(?<![0-9A-Za-z]){_NUMBER}(?![0-9A-Za-z])(?!{_S}[0-9])",),
    check=_check,
    cell_check=_check_cell,
    near=("fiscal", "spi", "impots", "tax"),
    fields=("spi", "num_fiscal", "numero_fiscal", "num_spi", "tin", "tax_id", "nif",
            "identifiant_fiscal", "reference_fiscale", "numero_fiscal_reference", "steuer_id",
            "numero_contribuable", "codice_fiscale", "bsn_fiscaal"),
    reach=96,
)  # fmt: skip
