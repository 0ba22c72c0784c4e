"""Card security codes (CVV, CVC, cryptogramme), where a word names them or a card stands before.

Shape: `cvv`, `cvc`, `cryptogramme`, `crypto`, "code de sécurité", "3 chiffres au dos" and three
or four digits; "code 123 au dos"; a card, its expiry date and three or four digits in one row.
Check: the word or the field's name is the evidence, or the number's Luhn. A year after `crypto`
alone is not believed.
Category: none; it must never be kept after the payment was authorised.
Source: PCI DSS 4.0, 3.3.1.2; CNIL, délibération n° 2018-303, read 2025-06.
"""

from __future__ import annotations

import re

from pdscan.card_ranges import is_card
from pdscan.contracts import Pattern, Reading
from pdscan.masking import mask

_WORD = (
    r"(?i)(?:cvv ?2?|cvc ?2?|cvn ?2?|cvx ?2?|crypto(?:gramme)?(?: visuel)?|"
    r"code (?:de )?(?:s(?:é|É|e)curit(?:é|É|e)|v(?:é|É|e)rification)|security[ _]code|"
    r"card[ _](?:code|verification(?:[ _](?:value|code))?)|(?:3|trois) "
    r"(?:derniers )?chiffres au (?:dos|verso)"
    r"(?: de (?:la|ma|votre) carte)?)"
)
_CARD = r"[2-9][0-9]{3}(?:[ -]?[0-9]{4,6}){2}[ -]?[0-9]{0,7}"
_NEXT = r"[\"']?(?:[ ,;|/:]|\t){1,3}[\"']?"
_BEHIND = (
    rf"(?:{_NEXT}(?:exp\.? ?:? ?)?(?:0[1-9]|1[0-2])[/-](?:20)?[2-5][0-9]|"
    rf"(?:[,;|/:]|\t)[\"']?(?:0[1-9]|1[0-2])[2-5][0-9]){_NEXT}[0-9]{{3,4}}"
)
_BACK = (
    r"(?i)(?:code|num(?:é|É|e)ro|chiffres) ?(?::|=|est)? ?([0-9]{3}),? ?"
    r"(?:inscrit |qui est )?(?:au|on the) (?:dos|verso|back)\b"
)
_JOINED = r"(?: de la carte| carte| est| is| :|:|=|\"|'|>| n°| ){0,5}"


def _check(candidate: str) -> Reading | None:
    if back := re.fullmatch(_BACK, candidate):
        return _reading(back[1], 0.85, 0.95, back.start(1), back.end(1))
    found = re.search(r"[0-9]{3,4}$", candidate)
    if found is None:
        return None
    behind = re.search(rf"{_BEHIND}$", candidate)
    if behind is not None and candidate[:1].isdigit():
        known = is_card(candidate[: behind.start()])
        return _reading(found.group(), 0.9, 0.95, found.start()) if known else None
    code, word = found.group(), candidate[: found.start()].lower()
    named = word.startswith(("cv", "cryptogramme"))
    if not named and re.fullmatch(r"(?:19|20)[0-9]{2}", code):
        return None
    score = 0.9 if named else 0.85 if word.startswith("crypto") and len(code) == 3 else 0.45
    return _reading(code, score, 0.95, found.start())


def _check_cell(cell: str) -> Reading | None:
    text = cell.strip().removesuffix(".0")
    return _reading(text, 0.9, 0.9, 0) if re.fullmatch(r"[0-9]{3,4}", text) else None


def _reading(
    code: str, score: float, context_score: float, start: int, end: int | None = None
) -> Reading:
    kind = "payment.card.cvv"
    return Reading(
        kind,
        score,
        context_score,
        code,
        masked=mask(kind, code),
        why=("named",),
        start=start,
        end=end,
    )


plugin = Pattern(
    title="Card security codes",
    types=("payment.card.cvv",),
    regexes=(rf"{_WORD}{_JOINED}[0-9]{{3,4}}\b", rf"\b{_CARD}{_BEHIND}\b", _BACK),
    exact=(rf"{_WORD.replace('(?i)', '(?i)(?<![A-Za-z])')}{_JOINED}[0-9]{{3,4}}(?![0-9A-Za-z.,/-])"
           rf"|{_WORD[4:]}{_JOINED}[0-9]{{3,4}}(?=[.,](?![0-9]))",
           rf"(?<![0-9A-Za-z]){_CARD}{_BEHIND}(?![0-9A-Za-z/-])",
           rf"(?i)(?<![A-Za-z]){_BACK[4:]}"),
    check=_check,
    cell_check=_check_cell,
    near=("carte", "card", "visa", "mastercard", "cb", "exp", "expire", "pan", "paiement"),
    fields=("cvv", "cvc", "cvn", "csc", "crypto", "cryptogramme", "code_securite", "security_code",
            "code_cvv", "cvv_code", "card_code", "cryptogramme_visuel"),
    reach=110,
)  # fmt: skip
