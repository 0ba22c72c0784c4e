"""French domestic bank accounts (RIB): bank, branch, account and key, 23 signs.

Shape: 5 digits, 5 digits, 11 digits or letters, 2 digits; in one run, with spaces, dashes or bars,
or each behind its label (`code banque`, `code guichet`, `n° de compte`, `clé`).
Check: the RIB key (modulo 97, letters by their place in the keyboard's rows); a run without
separators counts in context only.
Category: cat.payment.
Source: Comité français d'organisation et de normalisation bancaires (CFONB), clé RIB, read 2026-11.
"""

from __future__ import annotations

import re

from pdscan.checksums import rib
from pdscan.contracts import Pattern, Reading
from pdscan.machine_words import MACHINE_WORDS

_S = "(?:[ .|\t-]|\u00a0|\u202f)"
_GROUPED = rf"[0-9]{{5}}{_S}{{1,4}}[0-9]{{5}}{_S}{{1,4}}[0-9A-Za-z]{{11}}{_S}{{1,4}}[0-9]{{2}}"
_RUN = r"[0-9]{10}[0-9A-Z]{11}[0-9]{2}"
_BANK = r"(?i)(?:code )?(?:banque|(?:e|é)tablissement)\s?:?\s{1,3}[0-9]{5}"
_LABELLED = (
    rf"{_BANK}[ ,;\t\n]{{1,4}}(?:code )?guichet\s?:?\s{{1,3}}[0-9]{{5}}[ ,;\t\n]{{1,4}}"
    r"(?:n(?:°|o|um(?:e|é)ro)? ?(?:de )?)?compte\s?:?\s{1,3}[0-9A-Z]{11}[ ,;\t\n]{1,4}"
    r"cl(?:e|é)(?: rib)?\s?:?\s{1,3}[0-9]{2}"
)


def _check(candidate: str) -> Reading | None:
    labelled = re.findall(r"\b(?:[0-9]{5}|[0-9A-Z]{11}|[0-9]{2})\b", candidate)
    compact = "".join(labelled) if re.match(r"[A-Za-z]", candidate) else _joined(candidate)
    if not rib(compact) or len(set(compact)) < 4:
        return None
    return Reading(
        type="payment.rib",
        score=0.4 if candidate.isalnum() else 0.85,
        context_score=0.97,
        value=compact,
        strict=True,
        why=("rib_key",),
    )


def _joined(candidate: str) -> str:
    return "".join(sign for sign in candidate if sign.isalnum()).upper()


def _check_cell(cell: str) -> Reading | None:
    reading = _check(cell.strip()) if len(_joined(cell)) == 23 else None
    return reading and reading._replace(score=0.9)


plugin = Pattern(
    title="French bank accounts (RIB)",
    types=("payment.rib",),
    regexes=(
        rf"\b[0-9]{{5}}{_S}{{1,4}}[0-9]{{5}}{_S}{{1,4}}[0-9A-Za-z]{{11}}{_S}{{1,4}}[0-9]{{2}}\b",
        rf"\b{_RUN}\b",
        _BANK + r"\b",
    ),
    exact=(
        rf"(?<![0-9A-Za-z]){_GROUPED}(?![0-9A-Za-z])",
        rf"(?<![0-9A-Za-z]){_RUN}(?![0-9A-Za-z])",
        rf"(?i)(?<![0-9A-Za-z]){_LABELLED[4:]}(?![0-9A-Za-z])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=("rib", "compte", "compte bancaire", "banque", "guichet", "virement", "prelevement",
          "bban"),
    fields=("rib", "code_rib", "bban", "coordonnees_bancaires"),
    unlike=tuple(word for word in MACHINE_WORDS if word not in ("rib", "bban", "account")),
    reach=150,
)  # fmt: skip
