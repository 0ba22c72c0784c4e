"""Mask a value for display: what a sample may show of it, by type; anything else is dots.

A sample shows at most the initials of a name, the first letter and the domain of an e-mail
address, the first six and last four digits of a card, the country and last four of an IBAN, the
last two signs of other numbers; never a whole value of a small domain (a date, a code, a town).
"""

from __future__ import annotations

DOTS = "••••"
_LAST_TWO = frozenset(
    {
        "business.siren",
        "business.sole_trader_id",
        "business.vat",
        "contact.phone",
        "gov.driving_licence",
        "gov.id_card",
        "gov.nir",
        "gov.passport",
        "gov.tax_id",
        "online.ip",
        "payment.rib",
    }
)
_SMALLEST_NUMBER = 6


def mask(type_id: str, value: str) -> str:
    """Return what a report may show of the value.

    >>> mask("contact.email", "z.durantel@example.org"), mask("contact.phone", "0639981011")
    ('z•••@example.org', '••••11')
    """
    if type_id == "contact.email":
        return _mask_email(value)
    if type_id in ("payment.card.pan", "payment.card.pan_truncated"):
        return _mask_card(value)
    if type_id == "payment.card.pan_last4":
        return DOTS + value[-2:] if len(value) >= 4 else DOTS
    if type_id == "payment.iban":
        return _mask_iban(value)
    if type_id.startswith("person.name"):
        return _initials(value)
    if type_id in _LAST_TWO or ":" in type_id:
        return _last_two(value)
    return DOTS


def _mask_email(value: str) -> str:
    local, at, domain = value.strip().rpartition("@")
    if not at or not local or "." not in domain:
        return DOTS
    return f"{local[0]}•••@{domain}"


def _mask_card(value: str) -> str:
    signs = [sign for sign in value if not sign.isspace() and sign != "-"]
    if len(signs) < 12:
        return DOTS
    return f"{''.join(signs[:6])}••••{''.join(signs[-4:])}"


def _mask_iban(value: str) -> str:
    compact = "".join(sign for sign in value if sign.isalnum()).upper()
    return f"{compact[:2]}{DOTS}{compact[-4:]}" if len(compact) >= 12 else DOTS


def _initials(value: str) -> str:
    words = value.replace("-", " ").split()
    initials = [f"{word[0].upper()}." for word in words if word[0].isalpha()]
    return " ".join(initials) or DOTS


def _last_two(value: str) -> str:
    signs = [sign for sign in value if sign.isalnum()]
    return DOTS + "".join(signs[-2:]) if len(signs) >= _SMALLEST_NUMBER else DOTS
