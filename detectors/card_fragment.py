"""Truncated and masked card numbers: first six or eight with last four digits, or last four.

Shape: the first six (or eight) digits, mask signs in any grouping, the last four; or mask signs
and four digits; or "se terminant par", "ending in" and four digits. Columns of first or last
digits are read by their name only.
Check: the first digits lie in a brand's range, and the whole has the length of a card.
Category: cat.payment; the qualifier "8+4" marks eight digits shown, "bin" the first digits alone.
Source: PCI DSS 4.0, 3.4.1; PCI SSC FAQ 1091 on truncation; ISO/IEC 7812-1:2017.
"""

from __future__ import annotations

import re

from pdscan.card_ranges import starts_card
from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_SIGN = "(?:[*xX#?]|•|·|●|∙|✱|＊|%2A)"
_S = "(?:[ -]|\u00a0|\u202f)?"
_RUN = f"(?:{_SIGN}(?:{_S}{_SIGN}){{3,11}}|[._-]{{4,12}}|…|[.]{{3}}|{_SIGN}{{2,3}})"
_TRUNCATED = rf"[2-9][0-9]{{3}}{_S}[0-9]{{2}}(?:{_S}[0-9]{{2}})?{_S}{_RUN}{_S}[0-9]{{4}}"
_LAST_FOUR = (
    rf"(?:{_SIGN}(?:{_S}{_SIGN}){{2,15}}|[.]{{4,12}}|…|[.]{{3}}|(?:[.]{{4}} ){{1,3}}){_S}[0-9]{{4}}"
)
_ENDING = (
    r"(?i)(?:termin(?:e|ant|ée|ee|é)|finissant|finit|ending|ends)(?: par| en| in| with)"
    r"(?: les? (?:4 )?(?:derniers )?(?:chiffres )?)?[ :]{1,3}[*xX.]{0,12}[0-9]{4}"
)


def _check(candidate: str) -> Reading | None:
    first = re.match(r"[0-9]{4}[ \u00a0\u202f-]?[0-9]{2}(?:[ \u00a0\u202f-]?[0-9]{2})?", candidate)
    last = candidate[-4:]
    if first is None:
        return _check_last_four(candidate, last)
    shown = re.sub(r"[^0-9]", "", first.group())
    hidden = len(re.findall(r"[*xX#?•·●∙✱＊._]|%2A", candidate[first.end() :]))
    hidden = hidden or candidate[first.end() :].count("-")
    if len(shown) not in (6, 8) or not starts_card(shown) or len(set(shown + last)) == 1:
        return None
    size = len(shown) + hidden + 4
    whole = 12 <= size <= 20 or "…" in candidate or "..." in candidate
    value = f"{shown}{'*' * max(hidden, 16 - len(shown) - 4)}{last}"
    return Reading(
        type="payment.card.pan_truncated",
        score=0.85 if whole else 0.4,
        context_score=0.96 if whole else 0.8,
        value=value,
        strict=whole,
        qualifier="8+4" if len(shown) == 8 else None,
        masked=mask("payment.card.pan_truncated", value),
        why=("first and last digits",),
    )


def _check_last_four(candidate: str, last: str) -> Reading | None:
    signs = len(re.findall(r"[*xX#?•·●∙✱＊.]|%2A", candidate[:-4]))
    spoken = candidate[:1].isalpha() and candidate[:1] not in "xX"
    if re.fullmatch(r"[*xX]{3}[ -][*xX]{2}[ -][0-9]{4}", candidate):
        return None  # a masked American social-security number
    if spoken:
        score = 0.6
    elif signs < 8 and not candidate.startswith("*") and re.match("19|20", last):
        return None
    elif "." in candidate or "…" in candidate or signs < 4:
        score = 0.3
    else:
        score = 0.85 if signs == 12 else 0.6
    return Reading(
        type="payment.card.pan_last4",
        score=score,
        context_score=0.95 if score > 0.5 else 0.85,
        value=last,
        masked=mask("payment.card.pan_last4", last),
        why=("last four digits",),
        start=len(candidate) - 4 if spoken else 0,
    )


def _check_cell(cell: str) -> Reading | None:
    """Read a column of first or of last digits; its name has already said which."""
    text = cell.strip().removesuffix(".0")
    if re.fullmatch(r"[0-9]{4}", text):
        masked = mask("payment.card.pan_last4", text)
        return Reading("payment.card.pan_last4", 0.85, 0.85, text, masked=masked)
    if re.fullmatch(r"[0-9]{6}|[0-9]{8}", text) and starts_card(text):
        return Reading(
            "payment.card.pan_truncated", 0.8, 0.8, text, qualifier="bin",
            masked="••••",
        )  # fmt: skip
    return None


plugin = Pattern(
    title="Truncated and masked card numbers",
    types=("payment.card.pan_truncated", "payment.card.pan_last4"),
    regexes=(
        rf"\b[2-9][0-9]{{3}}{_S}[0-9]{{2}}(?:{_S}[0-9]{{2}})?{_S}(?:{_SIGN}|[._-]{{3}}|…)",
        rf"(?:{_SIGN}{_S}){{4}}[0-9]{{4}}\b",
        rf"(?:^|[^0-9.*])(?:[*]|…|[.]{{3}}){_S}[0-9]{{4}}\b",
        _ENDING + r"\b",
    ),
    exact=(
        rf"(?<![0-9A-Za-z])(?<![0-9][.,]){_TRUNCATED}(?![0-9A-Za-z])",
        rf"(?<![0-9A-Za-z*#•]){_LAST_FOUR}(?![0-9A-Za-z])(?![.,/-][0-9])",
        rf"(?<![0-9A-Za-z*#.•-])(?:[*]|…|[.]{{3}}){_S}[0-9]{{4}}(?![0-9A-Za-z])(?![.,/-][0-9])",
        rf"{_ENDING}(?![0-9A-Za-z])(?![.,/-][0-9])",
    ),
    check=_check,
    cell_check=_check_cell,
    near=(
        "carte", "cartes", "cb", "card", "cards", "visa", "mastercard", "amex", "maestro", "pan",
        "paiement", "payment", "credit", "debit", "paye", "paid", "expire", "exp", "prelevee",
    ),
    fields=(
        "bin", "iin", "bin_number", "card_bin", "first_six", "first_eight", "six_premiers",
        "premiers_chiffres", "last_four", "card_last", "cc_last", "quatre_derniers", "last_digits",
        "derniers_chiffres", "last_digits_card", "masked_pan", "pan_masked", "carte_masquee",
        "truncated_pan", "pan_tronque", "masked_card", "card_masked", "bin_last",
    ),
    reach=72,
)  # fmt: skip
