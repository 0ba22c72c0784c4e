"""Read mail addresses, telephone and company numbers, however they are written."""

from __future__ import annotations

import re

from pdscan.declarations.checks import number_complaint

EMAIL = re.compile(
    (
        r"(?<![\w.+-])[\w.+-]{1,64} ?"
        r"(?:@|\[@\]|\(@\)|\[at\]|\(at\)|\{at\}| arobase | at )\s?[\w-]+(?:(?:\."
        r"| ?\[point\] ?| ?\(point\) ?| ?\[dot\] ?)[\w-]+)+"
    ),
    re.I,
)


PHONE = re.compile(r"(?<![\d.])(?:\(?\+33\)?|0033|0)\s?(?:\(0\))?\s?[1-9](?:[ .-]?\d{2}){4}(?!\d)")


_SIREN = re.compile(
    (
        r"(?:siren|r\.?c\.?s\.?|registre du commerce[^.]{0,60}?)[^\d.;]{0,60}?(\d{3}["
        r" .]?\d{3}[ .]?\d{3})(?![ .]?\d)"
    ),
    re.I,
)


_SIRET = re.compile(
    r"siret\W{0,6}(?:n°|no|:)?\W{0,4}(\d{3} ?\d{3} ?\d{3} ?\d{3} ?\d{2}|\d{14})", re.I
)


def email_of(text: str) -> tuple[str, str] | None:
    """Return a mail address as one writes to it, and as it stands in the text.

    >>> email_of("mesdroits[@]example.org (enlever les crochets)")
    ('mesdroits@example.org', 'mesdroits[@]example.org (enlever les crochets)')
    """
    found = EMAIL.search(text)
    if found is None:
        return None
    plain = re.sub(
        r"\s*(?:\[@\]|\(@\)|\[at\]|\(at\)|\{at\}| arobase | at )\s*", "@", found[0], flags=re.I
    )
    plain = (
        re.sub(r"\s*(?:\[point\]|\(point\)|\[dot\])\s*", ".", plain, flags=re.I)
        .replace(" ", "")
        .rstrip(".")
    )
    if plain.count("@") != 1:
        return None
    hint = re.match(r"\s*\([^)]*(?:crochet|bracket|remove|enlever)[^)]*\)", text[found.end() :])
    return plain, found[0].rstrip(".") + (hint[0] if hint else "")


def phone_of(text: str) -> tuple[str, str] | None:
    """Return a French telephone number in E.164, and as it stands in the text.

    >>> phone_of("(+33) 1.99.00.45.67")
    ('+33199004567', '(+33) 1.99.00.45.67')
    """
    found = PHONE.search(text)
    if found is None:
        return None
    digits = re.sub(r"\D", "", found[0])
    digits = digits.removeprefix("00")
    digits = digits[2:] if digits.startswith("33") else digits[1:]
    return "+33" + digits.lstrip("0"), found[0]


def siren_of(text: str) -> str | None:
    """Return the SIREN that a text gives, where its key is right."""
    for found in _SIREN.finditer(text):
        digits = re.sub(r"\D", "", found[1])
        if number_complaint("siren", digits) is None:
            return digits
    return None


def siret_of(text: str) -> str | None:
    """Return the SIRET that a text gives, where its key is right."""
    found = _SIRET.search(text)
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return digits if digits and number_complaint("siret", digits) is None else None
