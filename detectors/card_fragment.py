"""Truncated and masked card numbers: some first digits, mask signs, some last digits.

Shape: four to ten digits, mask signs (`* x X # • · . _ -` and kin) in any grouping, four to seven
digits; first six or eight with nothing but mask signs behind; mask signs and four digits.
Check: digits and signs together have a length that the brand of the first digits issues; where an
ellipsis or two or three signs stand for the rest, six or eight first and four last digits.
Category: cat.payment; the qualifier "8+4" marks eight first digits, "bin" first digits alone, and
"over_limit" more digits than may stay of a card of that length.
Source: PCI DSS 4.0, 3.4.1; PCI SSC FAQ 1091 on truncation, read 2026-11; ISO/IEC 7812-1:2017.
"""

from __future__ import annotations

import re

from pdscan.card_ranges import card_ranges, shows_too_much, starts_card
from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_SIGNS = "*xX#?•·●∙✱＊∗◦○■█▪‧⋅×░▒▓Х"
_SIGN = f"(?:[*xX#?]|{'|'.join(_SIGNS[5:])}|%2A)"
_LINE = "(?:[._-])"
_S = "(?:[ ./-]|\u00a0|\u202f|\u2009)?"
_DOTS = r"(?:…|[.]{3}|[\[(](?:…|[.]{3})[\])])"
_FIRST = rf"[2-9][0-9]{{3}}(?:{_S}[0-9]{{2,4}})?(?:{_S}[0-9]{{1,2}})?"
_RUN = (
    f"(?:(?P<sign>{_SIGN})(?:{_S}(?P=sign)){{1,14}}|{_LINE}{{4,12}}|"
    f"(?P<line>{_LINE})(?P=line)(?: ?(?P=line){{4}} ?){{1,3}}|"
    f"(?:{_LINE}{{4}} ){{1,3}}(?:{_LINE}{{4}})?|{_DOTS})"
)
_TRUNCATED = rf"{_FIRST}{_S}{_RUN}{_S}[0-9]{{0,3}}{_S}[0-9]{{4}}(?! ?[0-9]{{2}}{_SIGN})"
_FIRST_ONLY = (
    rf"[2-9][0-9]{{3}}{_S}[0-9]{{2}}(?:{_S}[0-9]{{2}})?{_S}"
    rf"(?P<only>{_SIGN})(?:{_S}(?P=only)){{7,12}}"
)
_LAST_FOUR = (
    rf"(?:{_SIGN}(?:{_S}{_SIGN}){{2,15}}|[.]{{4}}(?:[ -]?[.]{{4}}){{0,2}}|{_DOTS}){_S}[0-9]{{4}}"
)
_END = r"(?![0-9A-Za-z])(?![.,/-][0-9])"
_HIDDEN = re.compile(rf"[{re.escape(_SIGNS)}]|%2A")


def _check(candidate: str) -> Reading | None:
    hidden = len(_HIDDEN.findall(candidate))
    plain = hidden or len(re.findall(r"[._]", candidate)) or candidate.count("-")
    first, last = _ends(candidate)
    if not first:
        return _check_last_four(candidate, last)
    if not starts_card(first) or len(set(first + last)) == 1:
        return None
    size = len(first) + plain + len(last)
    brands = [one for one in card_ranges() if size in one.lengths and one.holds(first)]
    abridged = hidden in (2, 3) and not any(size in one.usual for one in brands)
    if "…" in candidate or (not hidden and "..." in candidate and plain == 3) or abridged:
        if len(first) not in (6, 8) or len(last) != 4 or "##" in candidate:
            return None
        return _truncated(first, last, 16, "8+4" if len(first) == 8 else None)
    if not brands:
        return None
    if not last:
        return _truncated(first, last, size, "bin") if len(first) in (6, 8) else None
    too_much = shows_too_much(size, len(first), len(last))
    return _truncated(
        first, last, size, "over_limit" if too_much else "8+4" if len(first) == 8 else None
    )


def _ends(candidate: str) -> tuple[str, str]:
    """Return the digits before and after the mask signs."""
    compact = re.sub("[ \u00a0\u202f\u2009]", "", candidate)
    first = re.match(r"[0-9]{4}(?:[./-]?[0-9]{1,4})*", compact)
    last = re.search(r"[0-9]{1,3}[./-]?[0-9]{4}$|[0-9]{4}$", compact)
    found = re.sub("[./-]", "", first.group()) if first else ""
    return found, re.sub("[./-]", "", last.group()) if last else ""


def _truncated(first: str, last: str, size: int, qualifier: str | None) -> Reading:
    sure = len(first) > 4
    value = f"{first}{'*' * (size - len(first) - len(last))}{last}"
    return Reading(
        type="payment.card.pan_truncated",
        score=0.85 if sure else 0.7,
        context_score=0.96,
        value=value,
        strict=sure,
        qualifier=qualifier,
        masked=mask("payment.card.pan_truncated", value) if last else "••••",
        why=("first and last digits" if last else "first digits",),
    )


def _check_last_four(candidate: str, last: str) -> Reading | None:
    signs = len(re.findall(rf"[{re.escape(_SIGNS)}.]|%2A", candidate[:-4]))
    if re.fullmatch(r"[*xX]{3}[ -][*xX]{2}[ -][0-9]{4}", candidate):
        return None  # a masked American social-security number
    if signs < 8 and not candidate.startswith("*") and re.match("19|20", last):
        return None
    quarters = re.fullmatch(r"(?:([*xX#?•·.])\1{3}[ -]){3}[0-9]{4}", candidate) is not None
    faint = "." in candidate or "…" in candidate or set(candidate[:-4]) <= set("# ")
    twelve = re.fullmatch(r"#{12}[0-9]{4}|[.]{12}[0-9]{4}", candidate) is not None
    if (faint and not quarters and not twelve) or signs < 4:
        score = 0.3
    else:
        score = 0.55 if twelve else 0.85 if signs == 12 else 0.6
    return Reading(
        type="payment.card.pan_last4",
        score=score,
        context_score=0.95 if score > 0.5 else 0.85,
        value=last,
        masked=mask("payment.card.pan_last4", last),
        why=("last four digits",),
    )


plugin = Pattern(
    title="Truncated and masked card numbers",
    types=("payment.card.pan_truncated", "payment.card.pan_last4"),
    regexes=(
        rf"\b{_FIRST}{_S}(?:{_SIGN}{_S}{_SIGN}|[._-]{{2}} ?[._-]|[\[(]?(?:…|[.]{{3}}))",
        rf"(?:{_SIGN}{_S}){{4}}[0-9]{{4}}\b|[.]{{4}}[ -]?[0-9]{{4}}\b",
        rf"(?:^|[^0-9.*])(?:[*]|…|[.]{{3}}){_S}[0-9]{{4}}\b",
    ),
    exact=(
        rf"(?<![0-9A-Za-z#])(?<![0-9][.,])(?:{_TRUNCATED}{_END}|{_FIRST_ONLY}(?![0-9A-Za-z#]))",
        rf"(?<![0-9A-Za-z*#•]){_LAST_FOUR}{_END}",
        rf"(?<![0-9A-Za-z*#.•-])(?:[*]|…|[.]{{3}}){_S}[0-9]{{4}}{_END}",
    ),
    check=_check,
    near=(
        "carte", "cartes", "cb", "card", "cards", "visa", "mastercard", "amex", "maestro", "pan",
        "paiement", "payment", "credit", "debit", "paye", "paid", "expire", "exp", "prelevee",
    ),
    fields=(
        "masked_pan", "pan_masked", "carte_masquee", "truncated_pan", "pan_tronque", "masked_card",
        "card_masked", "carte_tronquee", "masked_number",
    ),
    reach=72,
)  # fmt: skip
