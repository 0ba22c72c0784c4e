"""Cut a text into the words that matter: folded, singular, without articles, parts apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pdscan.folding import fold

_SMALL_WORDS = (
    "le la les l un une des du de d vos votre nos notre leur leurs ses son sa mes mon ma ces cette "
    "ce the of your our their a an au aux en"
)
STOP = frozenset(_SMALL_WORDS.split())
_OF = frozenset(("de", "d", "du", "des", "of"))
PAUSE = ","
_DIGITS = {"quatre": "4", "six": "6", "four": "4"}
# "ne … pas", which folds to the same letters as "né le".
_NOT = re.compile(r"\bne\b(?!\u0301)", re.I)
_ACRONYM = re.compile(r"(?<=\w)\s?\([A-Z]{2,5}\)")
# What stands between "données" and what they are data of, and says no more than "de".
_LINK = (
    r"(?:(?: (?:personnelles?|nominatives?|a caractere personnel))?"
    r" (?:concernant|sur|(?:qui sont |qui )?(?:relatives?|liees?|afferentes?) (?:a(?:ux?)?\b)"
    r"|portant sur|(?:qui )?revelant|issues de)"
    r"|(?: (?:personnelles?|nominatives?|a caractere personnel)))(?: a)?(?= |')"
)
_HEAD = re.compile(rf"\b(donnees?|informations?|renseignements?){_LINK}")
_ABOUT = re.compile(
    r"\b(?:data|information|details) (?:about|on|relating to|related to|concerning|regarding)"
    r" (?:the |your |their |an? )?(\w+)"
)
_TOKEN = re.compile(r"[a-z0-9]+|[,;:/()•\n]")


@dataclass(frozen=True, slots=True)
class Word:
    """Hold a word that matters; `after_of` where "de", "du" … precedes, `bare` without article."""

    text: str
    after_of: bool = False
    bare: bool = False


def words_of(text: str) -> list[Word]:
    """Return the words that matter, singular; marks that end a part become a comma."""
    plain = fold(_NOT.sub(" ", _ACRONYM.sub("", text)).replace("\n", ","))
    plain = plain.replace("et/ou", "et ou").replace("e-mail", "email")
    plain = _ABOUT.sub(r"\1 data", _HEAD.sub(r"\1 de", plain))
    words: list[Word] = []
    small: list[str] = []
    for token in _TOKEN.findall(plain):
        if token in STOP:
            small.append(token)
        else:
            text = _singular(token) if token.isalnum() else PAUSE
            after_of = not _OF.isdisjoint(small)
            words.append(Word(text, after_of, after_of and small[-1] in ("de", "d", "of")))
            small.clear()
    return words


def _singular(word: str) -> str:
    word = _DIGITS.get(word, word)
    if len(word) < 4 or word == "pays":
        return word
    if word.endswith("aux") and len(word) > 5:
        return word[:-3] + "al"
    if word.endswith(("sses", "sse")):
        return word[: word.rindex("ss") + 2]
    return word[:-1] if word[-1] in "sx" and not word.endswith("ss") else word
