"""Fold text so that case, accents, apostrophes, hyphens and spaces make no difference."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SAME_SIGNS = {
    "’": "'",
    "ʼ": "'",
    "`": "'",
    "‑": "-",
    "‐": "-",
    "–": "-",
    "—": "-",
    "œ": "oe",
    "æ": "ae",
}
_SAME = str.maketrans(_SAME_SIGNS)
_FIRST_OR_LAST = re.compile(r"(?i)(first|last)[ _-]?([468])(?![0-9])")
_COUNTS = {"4": "_four", "6": "_six", "8": "_eight"}
_WORD_EDGE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z]+")


def strip_accents(text: str) -> str:
    """Return the text without its accents; case stays."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(char for char in parts if not unicodedata.combining(char))


def fold(text: str) -> str:
    r"""Return the text in lower case, without accents, with plain ' and -, single spaces.

    >>> fold("  L’adresse\u00a0E‑mail  du CŒUR ")
    "l'adresse e-mail du coeur"
    """
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    narrow = text.replace("’", "'").encode("latin-1", "ignore")
    plain = narrow.translate(_OF_LATIN_1)
    if len(narrow) == len(text) and _OTHER not in plain:
        return " ".join(plain.decode("latin-1").split())
    text = text.lower().translate(_PLAIN)
    if _RARE.search(text):
        text = strip_accents(text)
    return " ".join(text.split())


# What `strip_accents` makes of the signs of Latin scripts and of punctuation, for one quick step,
# and of those of Western Europe where it is one of them, for a quicker one.
_RARE = re.compile("[^\x00-\u024f\u2000-\u206f\u20a0-\u20bf]")
_LATIN = (*range(0x80, 0x250), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0))
_PLAIN = str.maketrans({chr(code): strip_accents(chr(code)) for code in _LATIN} | _SAME_SIGNS)
_OTHER = "Æ".encode("latin-1")  # no sign becomes this one
_OF_LATIN_1 = b"".join(
    one.encode("latin-1") if len(one) == 1 and one < "\u0100" else _OTHER
    for one in (chr(code).lower().translate(_PLAIN) for code in range(256))
)


@lru_cache(maxsize=65_536)
def name_words(name: str) -> tuple[str, ...]:
    """Split the name of a column, key or file into its folded words.

    Words end at `_ - . space`, other signs, digits and changes of case; the digits of `last4` and
    `first6` are a word, for these are no family and no first names.

    >>> name_words("dateNaissance2_CLIENT"), name_words("card_last4")
    (('date', 'naissance', 'client'), ('card', 'last', 'four'))
    """
    plain = strip_accents(name.translate(_SAME))
    plain = _FIRST_OR_LAST.sub(lambda found: found[1] + _COUNTS[found[2]], plain)
    return tuple(word.lower() for word in _WORD_EDGE.split(plain) if word)
