"""Tell the language of a text by its smallest words, and whether any list knows its script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from pdscan.naming.names import word_set

LOOK_AT = 800
AGAIN = 16  # windows: each is asked about again at once
SHORT = 400
_SURE = 8  # so many small words of a third language, and three times those of French and English
_LETTERS = 40


class Language(StrEnum):
    """Name what the search for names tells apart; `other`: another language in Latin letters."""

    FRENCH = "fr"
    ENGLISH = "en"
    OTHER = "other"
    OTHER_SCRIPT = "other script"


_SMALL = {
    Language.FRENCH: "le la les des et de du est un une pour dans vous par au aux en je qui que ne "
    "pas sur nous ce cette avec sont",
    Language.ENGLISH: "the and of is was to my you with has his her at from this that are be for I",
    Language.OTHER: "el los las del por con una para que como su al se lo y es no "  # Spanish
    "der die das und ist nicht ein eine mit den von zu auf dem im sich "  # German
    "il gli di che per della con una sono nel alla non è "  # Italian
    "het een van niet met voor zijn op aan dat te "  # Dutch
    "o os das dos uma não com para em ao à que são e mais pelo "  # Portuguese
    "w na nie się jest do i z że och att på är som för av til og ikke ve bir bu için ile",
}
_ROMANCE = word_set("de la un que en le par on")  # French words, but not of French alone
_LANGUAGE = {word: name for name in reversed(_SMALL) for word in _SMALL[name].split()}
_WORD = re.compile(r"(?<![\w'’])[^\W\d_]{1,5}(?![\w])")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_LETTER = re.compile(r"[^\W\d_]")
_FRENCH_SIGN = re.compile(r"[éèêèàçôûîœ]|\b(?:nom|mme|monsieur|madame|dr)\b", re.I)
_MESSAGE_WORD = re.compile(r"(?<![\w@.\-])[^\W\d_A-Z]{3,}(?![\w@.\-])")


@lru_cache(maxsize=AGAIN)
def of(text: str) -> Language:
    """Return the language of a text by its first LOOK_AT characters; French where nothing tells.

    A text as short as a message, with words but none that is French, counts as English.
    """
    head = text[:LOOK_AT]
    if _is_other_script(head):
        return Language.OTHER_SCRIPT
    words = Counter(_WORD.findall(head))
    count = _counted(words)
    english, french = count[Language.ENGLISH], count[Language.FRENCH]
    own = max(english, french - sum(words[word] for word in _ROMANCE))
    if count[Language.OTHER] >= _SURE and count[Language.OTHER] > 3 * own:
        return Language.OTHER
    if english or french or len(text) > SHORT or _FRENCH_SIGN.search(text):
        return Language.ENGLISH if english > french else Language.FRENCH
    return Language.ENGLISH if len(_MESSAGE_WORD.findall(text)) > 1 else Language.FRENCH


def _counted(words: Mapping[str, int]) -> Counter[Language]:
    count: Counter[Language] = Counter()
    for word, times in words.items():
        if language := _LANGUAGE.get(word):
            count[language] += times
    return count


def _is_other_script(text: str) -> bool:
    """Say whether most letters, and not just a few, are of a script without capitals' lists."""
    plain = text.encode("ascii", "ignore")
    if 2 * len(plain.translate(None, _NO_LETTERS)) >= len(text) - len(plain):
        return False  # so many letters are Latin, whatever the others are
    letters = len(_LETTER.findall(text))
    return letters >= _LETTERS and len(_LATIN.findall(text)) * 3 < letters
