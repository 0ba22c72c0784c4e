"""Read the key or word that stands right before a candidate: it says what a bare number is."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum, auto

from pdscan.detection.ruleset import Rule
from pdscan.folding import name_words
from pdscan.machine_words import FILLERS

_REACH = 64
_TOKEN = re.compile(r"([^\W\d_][\w.-]*)[^\w\n\x1e]{0,4}\Z")


class Said(Enum):
    """Say what the key before a candidate, or its field's name, makes of it.

    NAMED: the key names the rule's type; ELSE: it names something else; DOUBT: the field does.
    """

    NAMED = auto()
    ELSE = auto()
    DOUBT = auto()
    NOTHING = auto()


def key_says(rule: Rule, buffer: bytes, start: int, field_name: str) -> Said:
    """Return what the key right before `start` and the field's name say of a rule's candidate."""
    key = words_before(buffer, start)
    if key and rule.named(key):
        return Said.NAMED
    if speaks_of_else(key, rule.unlike):
        return Said.ELSE
    if field_name and speaks_of_else(name_words(field_name), rule.unlike):
        return Said.DOUBT
    return Said.NOTHING


def words_before(buffer: bytes, start: int) -> tuple[str, ...]:
    """Return the folded words of the key or word right before `start` on its line, perhaps none.

    `order_id=`, `"orderId": "` and `blk_-` give theirs; of `commande n° ` it is `commande`.
    """
    text = str(buffer[max(0, start - _REACH) : start], "utf-8", "ignore").rstrip("_-")
    text = re.sub(r"[\d_]+[^\w\n\x1e]{0,2}\Z", "", text) if text[-1:].isdigit() else text
    found: tuple[str, ...] = ()
    for _ in range(3):
        token = _TOKEN.search(text)
        if token is None:
            return found
        found = name_words(token[1])
        if not FILLERS.issuperset(found):
            return found
        text = text[: token.start()]
    return found


def speaks_of_else(words: Collection[str], unlike: frozenset[str]) -> bool:
    """Say whether one of the words, or its singular, names something else."""
    return any(word in unlike or word.removesuffix("s") in unlike for word in words)
