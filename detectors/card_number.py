"""Payment card numbers (PAN) of all brands, 12 to 19 digits, in any grouping.

Shape: one run of digits, or groups (4-4-4-4 with up to three more, 4-6-5, 4-6-4, 4-4-5, 8-8) with
one separator: a space of any kind, dash, dot, slash, underscore, tab, plus or %20; four quarters
in fields side by side; a magnetic track (`%B…^`, `;…=`, tag 57) or an EMV tag 5A.
Check: Luhn and the brands' published ranges and lengths; numbers in short, rare or ambiguous
ranges, and quarters of a row, need a word nearby. After a word that names a machine's number
(`order_id=`, `IMEI`) it is none; where one in ten candidates of a text passes, chance is believed.
The qualifier is `test_value` for public test numbers, `track_data` on a track.
Category: cat.payment.
Source: ISO/IEC 7812-1:2017; ISO/IEC 7813:2006; EMV book 3, annex A; PCI DSS 4.0, 3.3 and 3.4; CNIL,
délibération n° 2018-303, read 2026-11.
"""

from __future__ import annotations

import re

from pdscan.card_ranges import LONGEST, SHORTEST, find_range, public_test_numbers
from pdscan.checksums import luhn
from pdscan.contracts import Pattern, Reading
from pdscan.machine_words import MACHINE_WORDS

# Bytes of UTF-8: no-break space, soft hyphen, middle dot; the spaces, hyphens and dashes of U+2000
# on, the bullet, thin no-break space; ideographic space, minus, zero-width no-break space.
_SIGN = r"\xc2[\xa0\xad\xb7]|\xe2\x80[\x80-\x95\xa2\xaf]|\xe3\x80\x80|\xe2\x88\x92|\xef\xbb\xbf"
_SEPARATOR = rf"(?:[ .+_/~*#='\\-]|  ? ?|\t{{1,2}}| [/.~-] | ?\xe2\x80[\x93\x94] ?|%20|{_SIGN})"
_BEFORE = r"(?<![0-9A-Za-z])(?<![0-9]\.)"
_AFTER = r"(?![0-9A-Za-z])(?!\.(?!0+\b)[0-9])"
# A number in a list of hexadecimal words, or behind a bare one, is a dump's.
_NO_DUMP = r"(?<![0-9A-Fa-f]{4}-)(?<![^0-9a-f][0-9a-f]{8} )(?<!0x[0-9a-f]{4} )"
_EXPIRY = r"(?:[ ,;|\t]{1,3}(?:exp\.? ?:? ?)?(?:0[1-9]|1[0-2])[/-](?:20)?[2-4][0-9](?![0-9/-]))?"
_FOURS = (
    rf"(?<![0-9A-Za-z])(?<![0-9]{{4}} [0-9]{{4}} )(?!19|20)[2-9][0-9]{{3}}(?P<sep>{_SEPARATOR})"
    rf"[0-9]{{4}}(?P=sep)[0-9]{{4}}(?:(?P=sep)[0-9]{{4}}(?:(?P=sep)[0-9]{{1,3}})?|"
    rf"(?:(?P=sep)[0-9]{{1,3}})?(?!(?P=sep)[0-9]))(?![0-9A-Za-z])"
    r"(?!(?: [0-9]{4}){2,3}(?! ?[0-9]))(?:(?: [0-9]{4}){4}(?: [0-9]{1,3}(?![0-9]))?){0,5}"
    r"(?![0-9A-Za-z])"
)
# The digits behind a decimal point are many in databases: the automaton passes over them.
_NO_DECIMALS = r"(?:^|[^0-9A-Za-z.]|[^0-9]\.)"
_AMEX = rf"(?<![0-9A-Za-z])3[0-9]{{3}}({_SEPARATOR})[0-9]{{6}}\1[0-9]{{4,5}}(?![0-9A-Za-z])"
_EIGHTS = rf"(?<![0-9A-Za-z])[2-9][0-9]{{7}}{_SEPARATOR}[0-9]{{8}}(?![0-9A-Za-z])"
_KEY = r"""["'][A-Za-z_0-9-]{1,24}["'] ?: ?["']?"""
_NEXT_FIELD = rf"(?:[\"']? ?[,;|] ?(?:{_KEY}|[\"']?))"
_FIELDS = rf"(?<![0-9A-Za-z])[2-9][0-9]{{3}}(?:{_NEXT_FIELD}[0-9]{{4}}){{3}}(?![0-9A-Za-z])"
_TRACK = (
    r"(?<![0-9A-Za-z])(?:%?[Bb](?:[2-9][0-9]{11,18}|[2-9][0-9]{3}(?: [0-9]{4}){2,3}|"
    r"3[0-9]{3} [0-9]{6} [0-9]{4,5})\^[^^\n]{2,26}\^[0-9]{4}|"
    r";?[2-9][0-9]{11,18}[=D][2-4][0-9](?:0[1-9]|1[0-2])[0-9]{3})"
)
_TAG = (
    r"(?<![0-9A-Za-z])(?:5[Aa][ ]?0[89Aa][ ]?(?:[0-9]{2}[ ]?){6,10}[Ff]?(?![0-9A-Za-z])|"
    r"57[ ]?(?:0[A-Fa-f]|1[0-3])[ ]?(?:[0-9] ?){12,19}[Dd] ?[2-4] ?[0-9] ?(?:0 ?[1-9]|1 ?[0-2]))"
)


def _check(candidate: str) -> Reading | None:
    if candidate.isdigit():
        return _read(candidate, 0, len(candidate), 0.75)
    if re.match(r"5[Aa] ?0|57 ?(?:0[A-Fa-f]|1[0-3]) ?[0-9 ]{12,37}[Dd]", candidate):
        return _check_tag(candidate)
    if re.match(r"[%;Bb]|[0-9]{12,19}[=D]", candidate):
        return _check_track(candidate)
    groups = list(re.finditer(r"[0-9]+", candidate.replace("%20", " " * 3)))
    if len(groups[0].group()) >= SHORTEST:
        return _check_run(groups, candidate)
    aside = re.search(r"[,;|]", candidate) is not None
    if aside:  # the digits of keys (`part2`) are none of the number's
        groups = [group for group in groups if len(group.group()) == 4]
    if len(groups) >= 2 * 4:
        return _check_row(groups)
    reading = _grouped(groups, 0.4 if aside else 0.85)
    return reading and reading._replace(why=(*reading.why, "quarters")) if aside else reading


def _check_run(groups: list[re.Match[str]], candidate: str) -> Reading | None:
    """Read one run of digits, perhaps with its expiry date behind it, which makes it sure."""
    number = groups[0]
    reading = _read(number.group(), number.start(), number.end(), 0.75)
    if reading is None or re.search(r"[0-9][/-][0-9]", candidate[number.end() :]) is None:
        return reading
    return reading._replace(score=reading.context_score, why=(*reading.why, "expiry beside"))


def _check_row(groups: list[re.Match[str]]) -> Reading | None:
    """Read several numbers in quarters, each perhaps with a short group behind it.

    One among others is none: in a row of a dump's words one in thirty is a card by chance.
    """
    numbers: list[list[re.Match[str]]] = []
    for group in groups:
        if not numbers or (len(numbers[-1]) >= 4 and len(group.group()) == 4):
            numbers.append([])
        numbers[-1].append(group)
    found = [reading for number in numbers if (reading := _grouped(number))]
    return found[0]._replace(more=tuple(found[1:])) if len(found) > 1 else None


def _grouped(groups: list[re.Match[str]], score: float = 0.85) -> Reading | None:
    for run in (groups, groups[:4]):
        digits = "".join(group.group() for group in run)
        if reading := _read(digits, run[0].start(), run[-1].end(), score):
            return reading
    return None


def _check_track(candidate: str) -> Reading | None:
    number = re.search(r"[0-9][0-9 ]{10,21}[0-9]", candidate)
    if number is None:
        return None
    digits = number.group().replace(" ", "")
    reading = _read(digits, number.start(), number.end(), 0.95)
    return reading and reading._replace(
        score=0.95, context_score=0.98, qualifier="track_data", why=(*reading.why, "track")
    )


def _check_tag(candidate: str) -> Reading | None:
    """Read tag 5A or 57 of an EMV message: a length in bytes, then the digits, up to an F or D."""
    head = re.match(r"5[Aa7] ?[01][0-9A-Fa-f] ?", candidate)
    if head is None:
        return None
    body = re.split("[DdFf]", candidate[head.end() :])[0].rstrip()
    digits = body.replace(" ", "")
    track = candidate[1] == "7"
    size = 2 * int(head.group().replace(" ", "")[2:4], 16)
    if not track and size not in (len(digits), len(digits) + 1):
        return None
    reading = _read(digits, head.end(), head.end() + len(body), 0.9)
    if reading is None or not track:
        return reading and reading._replace(score=0.9, why=(*reading.why, "tag 5A"))
    return reading._replace(score=0.95, qualifier="track_data", why=(*reading.why, "tag 57"))


def _read(digits: str, start: int, end: int, score: float) -> Reading | None:
    if len(set(digits)) == 1 or not luhn(digits):
        return None
    issuer = find_range(digits)
    if issuer is None:
        return None
    usual = len(digits) in issuer.usual
    return Reading(
        type="payment.card.pan",
        score=score if usual else score - 0.4,
        context_score=0.98 if usual else 0.9,
        value=digits,
        strict=True,
        qualifier="test_value" if digits in public_test_numbers() else None,
        why=("luhn", f"range:{issuer.brand}"),
        start=start,
        end=end,
    )


def _tried(candidate: str) -> bool:
    """Say whether the digits are those of a card that counts without a word, but for Luhn."""
    digits = re.sub(r"[^0-9]", "", candidate)
    issuer = find_range(digits)
    return issuer is not None and len(digits) in issuer.usual


def _check_cell(cell: str) -> Reading | None:
    """Accept, under a card's column name, numbers of ranges that nobody published."""
    digits = re.sub(r"[ .+_/\t\u00a0\u202f-]", "", re.sub(r"\.0+$", "", cell.strip()))
    if not SHORTEST <= len(digits) <= LONGEST or not luhn(digits) or len(set(digits)) == 1:
        return None
    if find_range(digits) is not None:
        return None
    return Reading("payment.card.pan", 0.7, 0.7, digits, why=("luhn",))


plugin = Pattern(
    title="Payment card numbers",
    types=("payment.card.pan",),
    regexes=(
        rf"{_NO_DECIMALS}[2-9][0-9]{{11,18}}(?:\b|_)",
        rf"{_NO_DECIMALS}1800[0-9]{{11}}\b",
        rf"\b[2-9][0-9]{{3}}{_SEPARATOR}[0-9]{{4}}{_SEPARATOR}[0-9]{{4}}(?:\b|_)",
        rf"\b3[0-9]{{3}}{_SEPARATOR}[0-9]{{6}}{_SEPARATOR}[0-9]{{4,5}}(?:\b|_)",
        rf"\b[2-9][0-9]{{7}}{_SEPARATOR}[0-9]{{8}}(?:\b|_)",
        r"\b[2-9][0-9]{3}(?:[\"']? ?[,;|] ?[\"']?[0-9]{4}){3}\b",
        rf"\b[2-9][0-9]{{3}}[\"']? ?, ?{_KEY}[0-9]{{4}}[\"']? ?, ?[\"']",
        r"\b[Bb][2-9][0-9]{3}[0-9 ]{8,18}\^|"
        r"\b[2-9][0-9]{11,18}[=D][2-4][0-9](?:0[1-9]|1[0-2])[0-9]{3}",
        r"\b(?:5[Aa] ?0[89Aa]|57 ?(?:0[A-Fa-f]|1[0-3])) ?[2-6][0-9 ]{11}",
    ),
    exact=(
        rf"(?=[2-9]){_BEFORE}{_NO_DUMP}[2-9][0-9]{{11,18}}{_AFTER}(?!_[0-9]){_EXPIRY}_?",
        rf"{_BEFORE}{_NO_DUMP}1800[0-9]{{11}}{_AFTER}",
        _FOURS,
        _AMEX,
        _EIGHTS,
        _FIELDS,
        _FIELDS,
        _TRACK,
        _TAG,
    ),
    check=_check,
    cell_check=_check_cell,
    near=(
        "carte", "cartes", "carte bancaire", "card", "cards", "visa", "mastercard", "amex",
        "american express", "par cb", "maestro", "diners", "jcb", "unionpay", "pan", "cvv", "cvc",
        "cryptogramme", "credit card", "debit card", "debiter", "paiement", "payment", "rupay",
        "titulaire", "cardholder", "pay", "paid", "paye", "psp", "caisse", "achat",
        "carte bleue", "numero de carte",
    ),
    fields=(
        "pan", "card_number", "card_no", "card_num", "cardnumber", "credit_card", "creditcard",
        "ccnum", "cc_number", "cc", "cb", "numero_carte", "num_carte", "no_carte", "numero_cb",
        "num_cb", "carte_bancaire", "carte_bleue", "numero_de_carte", "carte", "card", "ccn",
        "primary_account_number", "cardno", "cardnum",
    ),
    unlike=MACHINE_WORDS,
    tried=_tried,
)  # fmt: skip
