"""First or last digits of a card that a word or a key names: last four, BIN.

Shape: "se terminant par", "finissant par", "4 derniers chiffres :", "ending in", "last four:" or
`last4=` and four digits; `bin=`, `first6:` and six or eight; a brand's name and four digits.
Columns of first or last digits are read by their name only.
Check: first digits lie in a brand's range; the last ones of a telephone or an account are none.
Category: cat.payment; the qualifier is "bin" for first digits alone.
Source: PCI DSS 4.0, 3.4.1; PCI SSC FAQ 1091 on truncation, read 2026-11; ISO/IEC 7812-1:2017.
"""

from __future__ import annotations

import re

from pdscan.card_ranges import starts_card
from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_OTHER = (
    r"(?:(?:compte|iban|rib|t(?:é|e)l(?:é|e)phone|mobile|portable|phone|account|ssn|nir|"
    r"num(?:é|e)ro de s(?:é|e)rie)[^.\n\x1e0-9]{0,24})?"
)
_ENDING = (
    r"(?:(?:termin(?:e|ant|(?:é|e)e|(?:é|e))|finissant|finit|finissent|ending|ends|ended)"
    r"(?: par| en| in| with| on|:)?"
    r"(?: (?:les?|the)? ?(?:4 |quatre |four )?(?:derniers |last )?(?:chiffres |digits )?)?)"
)
_LAST = (
    r"(?:(?:(?:4|quatre) derniers(?: chiffres)?|derniers chiffres|last (?:4|four)(?: digits?)?|"
    r"last[ _-]?digits)(?: de (?:la|ma|votre|sa) (?:carte|cb)(?: bancaire)?|"
    r" of (?:the|my|your) card| sont| est| are| is)?)"
)
_KEY = r"(?:(?:[a-z]{2,6}_?)?last_?(?:4|four)(?:_?digits)?|derniers_chiffres|(?:4|quatre)_derniers)"
_BIN = (
    r"(?:(?:card|cc|pan)?_?(?:bin|iin|first_?(?:6|six|8|eight))(?:_?(?:number|digits))?|"
    r"six_premiers|6_premiers)"
)
_BRAND = r"(?:visa|mastercard|master card|amex|american express|maestro|carte bleue|cb)"
_CARD = rf"(?:{_BRAND}|carte|card)(?: bancaire| bleue| n°| no\.?)?[ :(]{{0,2}}"
# A single # or full stop before four digits counts or ends something (card #1234).
_HIDDEN = r"(?:[*xX]{1,3}|#{2,3}|[.]{2,4}|(?:•|·|×|●){1,3}|…)"
_GAP = "(?:[ ]|\u00a0|\u202f)?"
_SIGNS = "(?:[*xX.#]|•|·){0,12}[ ]?"
_IS = rf"(?:[\"']?{_GAP}[:=>]?{_GAP}[\"']?(?:n°[ ]?)?{_SIGNS})"
_FOUR = r"[0-9]{4}"
_TEXTS = (
    rf"(?i){_OTHER}{_ENDING}{_IS}{_FOUR}",
    rf"(?i){_OTHER}{_LAST}{_IS}{_FOUR}",
    rf"(?i){_KEY}[\"']?[ ]?[:=][ ]?[\"']?{_FOUR}",
    rf"(?i){_BIN}[\"']?[ ]?[:=][ ]?[\"']?[2-9][0-9]{{5}}(?:[0-9]{{2}})?",
    rf"(?i){_BRAND}(?: ?(?:-|–|—|·) ?| ?\({_SIGNS}| )[0-9]{{4}}",
    rf"(?i){_CARD}{_HIDDEN} ?[0-9]{{4}}",
)
_TRIGGERS = (
    rf"(?i)\b{_ENDING}{_IS}{_FOUR}\b",
    rf"(?i)\b{_LAST}{_IS}{_FOUR}\b",
    rf"(?i)\b{_KEY}[\"']?[ ]?[:=][ ]?[\"']?{_FOUR}\b",
    rf"(?i)\b{_BIN}[\"']?[ ]?[:=][ ]?[\"']?[2-9][0-9]{{5}}(?:[0-9]{{2}})?\b",
    rf"(?i)\b{_BRAND}(?: ?(?:-|–|—|·) ?| ?\({_SIGNS}| )[0-9]{{4}}\b",
    rf"(?i)\b{_CARD}{_HIDDEN} ?[0-9]{{4}}\b",
)


def _check(candidate: str) -> Reading | None:
    found = re.search(r"[0-9]+$", candidate)
    if found is None or re.match(_OTHER[:-1], candidate, re.IGNORECASE):
        return None
    digits, word = found.group(), candidate[: found.start()].lower()
    if len(digits) > 4:
        return _first_digits(digits, word, found.start())
    branded = re.match(_BRAND, word) is not None
    year = re.match("19|20", digits) is not None
    if branded and year:
        return None
    counted = re.search("4|four|quatre", word) is not None
    return Reading(
        type="payment.card.pan_last4",
        score=0.55 if branded else 0.8 if counted else 0.4 if year else 0.6,
        context_score=0.7 if branded else 0.95,
        value=digits,
        masked=mask("payment.card.pan_last4", digits),
        why=("last four digits", "named"),
        start=found.start(),
    )


def _first_digits(digits: str, word: str, start: int) -> Reading | None:
    if not starts_card(digits):
        return None
    plain = re.match(r"bin|number|iin", word) is not None
    return Reading(
        type="payment.card.pan_truncated",
        score=0.4 if plain else 0.7,
        context_score=0.8,
        value=digits,
        qualifier="bin",
        masked="••••",
        why=("first digits", "named"),
        start=start,
    )


def _check_cell(cell: str) -> Reading | None:
    """Read a column of first or of last digits; its name has already said which."""
    text = re.sub(r"^[*xX.•#· -]{1,20}", "", cell.strip().removesuffix(".0"))
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
    title="Named first or last digits of cards",
    types=("payment.card.pan_last4", "payment.card.pan_truncated"),
    regexes=_TRIGGERS,
    exact=tuple(
        rf"(?i)(?<![0-9A-Za-z]){text[4:]}(?![0-9A-Za-z])(?![.,/-][0-9])" for text in _TEXTS
    ),
    check=_check,
    cell_check=_check_cell,
    near=(
        "carte", "cartes", "cb", "card", "cards", "visa", "mastercard", "amex", "maestro", "pan",
        "paiement", "payment", "credit", "debit", "prelevee", "psp", "acquirer", "issuer",
    ),
    fields=(
        "bin", "iin", "bin_number", "card_bin", "first_six", "first_eight", "six_premiers",
        "premiers_chiffres", "last_four", "card_last", "cc_last", "quatre_derniers", "last_digits",
        "derniers_chiffres", "last_digits_card", "bin_last", "pan_last_four", "card_last_four",
        "cc_last_four", "last_four_digits", "card_bin_number",
    ),
    reach=120,
)  # fmt: skip
