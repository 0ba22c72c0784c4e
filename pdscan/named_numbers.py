"""Make detectors of numbers that python-stdnum checks: words that name one, a shape, a check.

A number is only looked for after (or just before) a word that names it, and in fields of that
name: so its digits cost nothing where nobody speaks of it, and chance has little to choose from.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from pdscan.contracts import Pattern, Reading
from pdscan.folding import name_words, strip_accents

AFTER = 40
BEFORE = 16
REACH = 200
LONGEST = 128
_SEPARATOR = r"(?:[ ./+-]|\u00a0|\u202f|[\u2010-\u2015])?"
_NO_MORE = "(?![0-9A-Za-z]|[-/][0-9A-Za-z])"
_PART = re.compile(r"([9AX])(\{\d+(?:,\d+)?\}|\?)?|([(|)?:]+)|(.)")
_SIGNS = {"9": "[0-9]", "A": "[A-Za-z]", "X": "[0-9A-Za-z]"}
# Modules whose rule has no check digit: shape, dates or ranges are all that holds.
_UNCHECKED = frozenset(
    (
        "ad.nrt",
        "ar.dni",
        "be.eid",
        "cr.cpf",
        "cr.cr",
        "cu.ni",
        "de.stnr",
        "dk.cpr",
        "gt.nit",
        "id.nik",
        "in_.epic",
        "in_.pan",
        "ke.pin",
        "li.peid",
        "mx.rfc",
        "my.nric",
        "nl.identiteitskaartnummer",
        "pe.cui",
        "pk.cnic",
        "us.atin",
        "us.ein",
        "us.itin",
        "us.ptin",
        "us.ssn",
        "us.tin",
    )
)
# What pdscan finds under names of its own, by the modules that read the same number.
SAME = {
    "business.siren": ("fr.siren", "fr.siret"),
    "business.vat": ("fr.tva",),
    "gov.nir": ("fr.nir",),
    "gov.tax_id": ("fr.nif",),
    "online.imei": ("imei",),
    "online.mac": ("mac",),
    "payment.bic": ("bic",),
    "payment.iban": ("iban",),
}


@dataclass(frozen=True, slots=True)
class Number:
    """Describe one module of python-stdnum: `words` in capitals are abbreviations."""

    name: str
    title: str
    shape: str
    words: tuple[str, ...]
    personal: bool


def pattern(type_id: str, number: Number) -> Pattern:
    """Return the detector of a number."""
    valid = validator(number.name)
    strict = number.name not in _UNCHECKED
    words = _words(number.words)
    shape = _shape(number.shape)
    value = re.compile(rf"(?<![0-9A-Za-z])(?:{shape}){_NO_MORE}")

    def reading(text: str, start: int, end: int) -> Reading:
        plain = "".join(filter(str.isalnum, text[start:end])).upper()
        score = 0.95 if strict else 0.75
        return Reading(
            type_id,
            score,
            score,
            plain,
            strict,
            start=start,
            end=end,
            why=(f"stdnum:{number.name}",),
        )

    def check(text: str) -> Reading | None:
        for found in value.finditer(text):
            for end in _ends(text, *found.span()):
                if valid(text[found.start() : end]):
                    return reading(text, found.start(), end)
        return None

    def cell_check(cell: str) -> Reading | None:
        plain = cell.strip()
        if not 0 < len(plain) <= LONGEST or not valid(plain):
            return None
        start = cell.index(plain)
        return reading(cell, start, start + len(plain))

    border = "(?<![0-9A-Za-z])"
    bounded = rf"{border}(?:{_in_bytes(shape)}){_NO_MORE}"
    gap = rf"[^\x1e\n]{{0,{AFTER}}}?"
    return Pattern(
        title=number.title,
        types=(type_id,),
        regexes=(rf"(?:^|[^0-9A-Za-z]){words}",),
        exact=(rf"{border}{words}{gap}{bounded}|{bounded}[ (,:=-]{{1,{BEFORE}}}{words}",),
        check=check,
        cell_check=cell_check,
        fields=_fields(number),
        reach=REACH,
    )


@cache
def validator(name: str) -> Callable[[str], bool]:
    """Return python-stdnum's `is_valid` of a module; what it can't read is not valid.

    The module is imported at the first call. Its checks were not written for a stranger's text:
    whatever they raise means that it isn't such a number.
    """

    def is_valid(text: str) -> bool:
        try:
            return bool(importlib.import_module(f"stdnum.{name}").is_valid(text))
        except Exception:  # noqa: BLE001
            return False

    return is_valid


def _ends(text: str, start: int, end: int) -> Iterable[int]:
    """Yield where a number may end: at the end of what has its shape, or before a space within."""
    while end > start and not text[end - 1].isalnum():
        end -= 1
    yield end
    for at in range(end - 1, start, -1):
        if text[at].isspace() and text[at - 1].isalnum():
            yield at


def _words(words: Iterable[str]) -> str:
    """Return the regex of the words that name a number.

    An abbreviation is looked for in capitals, or in small letters where a key ends (`bsn=`).
    """
    parts = []
    for word in words:
        if word != word.lower():
            small = re.escape(word.lower())
            parts += [re.escape(word), rf"{small}[\"']?[ ]?[:=]"]
        else:
            parts += [rf"(?i:{spelt})" for spelt in _spellings(word)]
    return f"(?:{'|'.join(dict.fromkeys(parts))})"


def _spellings(word: str) -> list[str]:
    spelt = {word, word.upper(), word.capitalize(), strip_accents(word)}
    folded = {one if not one.isascii() else one.lower() for one in spelt}
    return [re.escape(one).replace(r"\ ", r"[ _-]?") for one in sorted(folded)]


def _fields(number: Number) -> tuple[str, ...]:
    """Return what the name of a field may contain: the words, and the module's own name."""
    entries = dict.fromkeys("_".join(name_words(word)) for word in number.words)
    country, _, own = number.name.rpartition(".")
    if country:
        entries[f"{country.strip('_')}_{own.strip('_')}"] = None
    joined = [entry.replace("_", "") for entry in entries if "_" in entry]
    return tuple(entry for entry in dict.fromkeys([*entries, *joined]) if len(entry) > 1)


def _shape(shape: str) -> str:
    parts: list[str] = []
    for sign, times, group, literal in _PART.findall(shape):
        one = _SIGNS.get(sign, re.escape(literal))
        parts.append(group or f"(?:{one}{_SEPARATOR}){times}")
    return "".join(parts)


def _in_bytes(shape: str) -> str:
    """Return the shape for a search in bytes of UTF-8."""
    return shape.replace(r"\u00a0|\u202f|[\u2010-\u2015]", r"\xc2\xa0|\xe2\x80[\x90-\x95\xaf]")
