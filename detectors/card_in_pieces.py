"""Card numbers in unusual pieces: digit by digit, over line ends, behind a card's word.

Shape: single digits with one separator (`4 0 0 0 …`); four quarters of which a line end parts the
first or the last; right behind a card's word (`carte`, `card`, `PAN`, `visa` …) any pieces with one
separator, line ends included; quarters behind keys that count them (`card1=4000&card2=…`); the
number field of a raw ISO 8583 message.
Check: Luhn, and the brands' published ranges and usual lengths; pieces are of one size, as people
write them, and stand between the same signs: the parts of dates and times do not.
Category: cat.payment.
Source: ISO/IEC 7812-1:2017; ISO 8583-1:2003, fields 1 and 2; PCI DSS 4.0, 3.3; read 2026-11.
"""

from __future__ import annotations

import re

from pdscan.card_ranges import LONGEST, SHORTEST, find_range, public_test_numbers
from pdscan.checksums import luhn
from pdscan.contracts import Pattern, Reading

_ONE = r"[ .,_/|-]{1,2}"
# Only a run's first twelve digits end a match: a long row of digits is no row of matches.
_SINGLE = rf"(?:^|[^ .,_/|0-9-] ?)[2-9](?:{_ONE}[0-9]){{11}}"
_SINGLES = (
    rf"(?<![0-9A-Za-z])[2-9](?P<one>{_ONE})[0-9](?:(?P=one)[0-9]){{10,17}}"
    rf"(?![0-9A-Za-z]|{_ONE}[0-9])"
)
_BREAK = r"[ -]?\r?\n[ \t>]{0,8}"
_LINES = (
    rf"[2-9][0-9]{{3}}[ -][0-9]{{4}}[ -][0-9]{{4}}{_BREAK}[0-9]{{4}}",
    rf"[2-9][0-9]{{3}}{_BREAK}[0-9]{{4}}[ -][0-9]{{4}}[ -][0-9]{{4}}",
)
_WORD = (
    r"(?:cartes?|cards?|pan|cb|cc|visa|mastercard|amex|american express|maestro|karte|tarjeta|"
    r"carta|kaart|cart(?:a|ã)o)"
)
_GAP = r"(?:[ _]?(?:n|no|num|number|numero|num(?:é|e)ro)\b)?[^0-9A-Za-z\n\x1e]{0,4}"
_BETWEEN = r"(?:[^0-9A-Za-z\x1e]|\\[tn]){1,10}"
_PIECES = rf"[2-9][0-9]{{0,9}}(?:{_BETWEEN}[0-9]{{1,10}}){{0,18}}"
_IS = r"[\"']? ?[=:]>? ?[\"']?"
_KEYED = (
    rf"(?<![0-9A-Za-z])(?P<key>[A-Za-z][A-Za-z_.\[-]{{0,24}})[01]\]?{_IS}[2-9][0-9]{{3}}"
    rf"(?:[\"']?[&,;\s]{{1,12}}[\"']?(?P=key)[1-4]\]?{_IS}[0-9]{{4}}){{3}}(?![0-9A-Za-z])"
)
_MESSAGE = r"0[1-8][0-9]{2}(?:[4-7][0-9A-Fa-f]{15}|[C-Fc-f][0-9A-Fa-f]{31})1[2-9][2-6][0-9]{11,18}"
_USUAL_PIECES = {"4 6 5", "4 6 4", "6 6 4", "6 10", "4 12", "8 8", "6 6 3", "6 9", "4 8 4"}


def _check(candidate: str) -> Reading | None:
    if re.match(r"0[1-8][0-9]{2}[4-7C-Fc-f]", candidate):
        return _check_message(candidate)
    named = re.search(rf"(?i)(?<![A-Za-z]){_WORD}(?![A-Za-z])", candidate) is not None
    quarters = list(re.finditer(rf"{_IS}([0-9]{{4}})(?![0-9])", candidate))
    if re.match(rf"[A-Za-z][A-Za-z_.\[-]*[01]\]?{_IS}", candidate) and len(quarters) == 4:
        number = "".join(quarter[1] for quarter in quarters)
        return _read(number, quarters[0].start(1), 0.85 if named else 0.4, 0.98, "quarters")
    pieces = re.search("[1-9]", candidate)
    if pieces is None:
        return None
    start = pieces.start()
    groups = re.findall("[0-9]+", candidate[start:])
    if len(groups) == 1:
        return _read(groups[0], start, 0.8, 0.98, "a word before")
    between = {sign.strip(" \t\r\n>\u00a0\u202f") for sign in re.split("[0-9]+", candidate[start:])}
    sizes = [len(group) for group in groups]
    if len(between - {""}) > 1 or (len(between) > 2 and "" in between):
        return None
    if named:
        return _read("".join(groups), start, 0.85, 0.98, "pieces") if _written(sizes) else None
    if max(sizes) == 1:
        listed = not between.isdisjoint({",", "|", ":", "/"}) or len(set(groups)) < 3
        score = 0.4 if listed and "".join(groups) not in public_test_numbers() else 0.7
        return _read("".join(groups), start, score, 0.97, "single digits")
    return _read("".join(groups), start, 0.6, 0.97, "over a line end")


def _written(sizes: list[int]) -> bool:
    """Say whether pieces of these sizes are how a number may be written, and no list of numbers."""
    if " ".join(map(str, sizes)) in _USUAL_PIECES:
        return True
    *first, last = sizes
    alike = len(set(first)) == 1 and last <= first[0]
    thousands = set(sizes[1:]) == {3} and sizes[0] <= 3 and sum(sizes) >= 15
    return thousands or (alike and (first[0] in (2, 3, 4, 5, 8) or sum(sizes) == len(sizes)))


def _check_message(candidate: str) -> Reading | None:
    """Read field 2 of a message: type, one or two bitmaps, then two digits of length."""
    start = 4 + (16 if candidate[4] in "4567" else 32)
    size = int(candidate[start : start + 2])
    number = candidate[start + 2 : start + 2 + size]
    reading = (
        _read(number, start + 2, 0.9, 0.98, "ISO 8583 field 2") if len(number) == size else None
    )
    return reading and reading._replace(end=start + 2 + size)


def _check_cell(cell: str) -> Reading | None:
    """Accept, under a card's column name, pieces that no regex finds in prose."""
    groups = re.findall("[0-9]+", cell)
    sizes = [len(group) for group in groups]
    plain = len(groups) == 1 and not cell.strip().startswith("1")
    if not groups or plain or set(sizes[:3]) == {4} or sizes[:2] in ([4, 6], [8, 8]):
        return None
    if re.search(r"[A-Za-z]", cell) or max(sizes) == 1 or not (len(groups) == 1 or _written(sizes)):
        return None
    return _read("".join(groups), 0, 0.9, 0.9, "pieces")


def _read(digits: str, start: int, score: float, context_score: float, why: str) -> Reading | None:
    issuer = find_range(digits) if SHORTEST <= len(digits) <= LONGEST else None
    if issuer is None or not (len(digits) in issuer.usual or issuer.brand == "uatp"):
        return None
    if len(set(digits)) == 1 or not luhn(digits):
        return None
    return Reading(
        type="payment.card.pan",
        score=score,
        context_score=context_score,
        value=digits,
        strict=True,
        qualifier="test_value" if digits in public_test_numbers() else None,
        why=("luhn", f"range:{issuer.brand}", why),
        start=start,
    )


plugin = Pattern(
    title="Payment card numbers in unusual pieces",
    types=("payment.card.pan",),
    regexes=(
        _SINGLE,
        *(rf"\b{lines}\b" for lines in _LINES),
        rf"(?i)\b{_WORD}{_GAP}[2-9][0-9]{{0,9}}[^0-9A-Za-z\x1e]{{1,3}}[0-9]",
        rf"(?i)\b{_WORD}(?:[2-9][0-9]{{11,18}}|{_GAP}1[0-9]{{14}})\b",
        rf"[01]\]?{_IS}[2-9][0-9]{{3}}[\"']?[&,;\s]",
        rf"\b{_MESSAGE}",
    ),
    exact=(
        _SINGLES,
        *(rf"(?<![0-9A-Za-z])(?<![0-9][ -]){lines}(?![0-9A-Za-z]|[ -][0-9])" for lines in _LINES),
        rf"(?i)(?<![0-9A-Za-z]){_WORD}{_GAP}{_PIECES}(?![0-9A-Za-z])",
        rf"(?i)(?<![0-9A-Za-z]){_WORD}(?:[2-9][0-9]{{11,18}}|{_GAP}1[0-9]{{14}})(?![0-9A-Za-z])",
        _KEYED,
        rf"(?<![0-9A-Za-z]){_MESSAGE}",
    ),
    check=_check,
    cell_check=_check_cell,
    fields=(
        "pan", "card_number", "card_no", "card_num", "cardnumber", "credit_card", "creditcard",
        "ccnum", "cc_number", "cc", "cb", "numero_carte", "num_carte", "no_carte", "numero_cb",
        "num_cb", "carte_bancaire", "carte_bleue", "numero_de_carte", "carte", "card", "ccn",
        "primary_account_number", "cardno", "cardnum", "kartennummer", "kreditkarte",
        "numero_tarjeta", "tarjeta", "tarjeta_credito", "numero_carta", "carta_credito",
        "kaartnummer", "creditcardnummer", "numero_cartao", "cartao", "cartao_credito",
    ),
    near=(
        "carte", "cartes", "carte bancaire", "card", "cards", "visa", "mastercard", "amex", "pan",
        "american express", "cb", "cvv", "cvc", "paiement", "payment", "titulaire", "cardholder",
    ),
    reach=160,
)  # fmt: skip
