"""Payment tokens and references of payment providers, which stand for a card or a payment.

Shape: `pm_ tok_ pi_ ch_ cus_ card_ src_ seti_` and kin with some twenty signs (Stripe,
Checkout.com, Mollie), `PAYID- PAY- EC- B-` (PayPal), `cnon: ccof:` (Square); any reference behind
"PSP reference", "identifiant de paiement", `payment_id=`.
Check: the signs are mixed as random ones are, so that names of variables (`card_holder_name`) are
none; a reference named by a word has a digit. The provider's published test tokens carry the
qualifier `test_value`. The form is tokenised.
Category: cat.payment, cat.transaction.
Source: object ids in the API references of Stripe, Checkout.com, Mollie, PayPal, Square, Braintree
and Adyen, read 2026-11.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.model import Form

_PREFIX = (
    r"(?:pm|tok|pi|ch|cus|card|src|seti|setatt|py|ba|re|txn|sub|in|mandate|pay|tr|cst|mdt|"
    r"cs_live|cs_test|tokencc|sid)"
)
_MADE = rf"{_PREFIX}_[A-Za-z0-9]{{10,66}}"
_TEST = r"tok_(?:visa|mastercard|amex|discover|diners|jcb|unionpay)|pm_card_[a-z]{4,24}"
_PAYPAL = r"(?:PAYID-[A-Z0-9]{20,28}|PAY-[A-Z0-9]{24}|(?:EC|B|I|P)-[0-9A-Z]{17})"
_SQUARE = r"(?:cnon|ccof):[A-Za-z0-9_-]{12,64}"
_WORD = (
    r"(?:psp[ _]?ref(?:erence)?|pspreference|(?:payment|transaction|paiement|card|charge)[ _-]?"
    r"(?:id|ref(?:erence)?|token|intent)|identifiant (?:de|du) (?:paiement|transaction)|"
    r"r(?:é|e)f(?:(?:é|e)rence|\.)? (?:de |du )?(?:paiement|transaction|psp)|token (?:de |du )?"
    r"(?:paiement|carte))"
)
_IS = r"[\"']? ?(?:n°)? ?[:=] ?[\"']?"
_NAMED = rf"(?i){_WORD}{_IS}[A-Z0-9][A-Z0-9_.-]{{6,63}}"


def _check(candidate: str) -> Reading | None:
    if re.fullmatch(_TEST, candidate):
        return _reading(candidate, 0.9, "test_value", 0)
    named = re.match(rf"(?i){_WORD}{_IS}", candidate)
    if named is not None:
        value = candidate[named.end() :].rstrip(".-_")
        enough = len(value) >= 7 and any(sign.isdigit() for sign in value)
        return _reading(value, 0.7, None, named.end()) if enough else None
    body = re.sub(r"^(?:[a-z_]+_|[A-Z]+-|[a-z]+:)", "", candidate)
    if not _is_random(body):
        return None
    short = len(body) < 14
    return _reading(candidate, 0.45 if short else 0.9, None, 0)


def _is_random(body: str) -> bool:
    """Say whether signs are mixed as random ones: digits among letters, not words or numbers."""
    digits = sum(sign.isdigit() for sign in body)
    letters = sum(sign.isalpha() for sign in body)
    mixed = body.upper() == body or body.lower() != body or digits >= 3
    return digits >= 1 and letters >= 4 and mixed and len(set(body)) >= 6


def _reading(value: str, score: float, qualifier: str | None, start: int) -> Reading:
    prefix = re.match(r"[A-Za-z]{1,6}(?:_(?:live|test))?[_:-]", value)
    return Reading(
        type="payment.card.token",
        score=score,
        context_score=max(0.9, score),
        value=value,
        form=Form.TOKENISED,
        qualifier=qualifier,
        masked=f"{prefix.group() if prefix else ''}••••",
        why=("token",),
        start=start,
        end=start + len(value),
    )


plugin = Pattern(
    title="Payment tokens",
    types=("payment.card.token",),
    regexes=(
        rf"\b{_PREFIX}_[A-Za-z0-9]{{10}}",
        rf"\b(?:{_TEST})\b",
        rf"\b{_PAYPAL}\b",
        r"\b(?:cnon|ccof):[A-Za-z0-9_-]{12}",
        rf"(?i)\b{_WORD}{_IS}[A-Z0-9][A-Z0-9_.-]{{6}}",
    ),
    exact=(
        rf"(?<![0-9A-Za-z_]){_MADE}(?![0-9A-Za-z])(?!_[a-z])",
        rf"(?<![0-9A-Za-z_])(?:{_TEST})(?![0-9A-Za-z_])",
        rf"(?<![0-9A-Za-z-]){_PAYPAL}(?![0-9A-Za-z-])",
        rf"(?<![0-9A-Za-z]){_SQUARE}",
        rf"(?i)(?<![0-9A-Za-z]){_NAMED[4:]}",
    ),
    check=_check,
    near=(
        "stripe", "paypal", "adyen", "mollie", "checkout", "braintree", "square", "psp", "payment",
        "paiement", "charge", "customer", "token", "payplug", "payline", "lyra", "payzen",
    ),
    fields=("payment_token", "card_token", "psp_reference", "payment_method_id"),
    reach=140,
)  # fmt: skip
