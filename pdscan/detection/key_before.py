"""Read the key or word that stands right before a candidate: it says what a bare number is."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum, auto

from pdscan.detection.chance import DOUBTED
from pdscan.detection.ruleset import Rule
from pdscan.folding import name_words
from pdscan.machine_words import FILLERS

SURE = 0.8  # what a value shows of itself beside its digits (a track, an expiry date) needs no word
_REACH = 64
_BREAKS = b"\n\x1e"
_CLOCK = re.compile(rb"[0-9]{2}[:.][0-9]{2}[:.][0-9]{2}")
_UNIT = re.compile(rb" ?(?:keys|[kKMG]?i?[bB]ytes|[num]s|sec(?:onds)?|entries|rows|cycles)\b")
_KEY_BACKWARDS = re.compile(r"[^\w\n\x1e]{0,4}([\w.-]*[^\W\d_])")


class Said(Enum):
    """Say what the key before a candidate, or its field's name, makes of it.

    NAMED: the key names the rule's type; ELSE: it, or a unit behind, names something else; DOUBT:
    the field does; LOGGED: a bare number among the words of a log line.
    """

    NAMED = auto()
    ELSE = auto()
    DOUBT = auto()
    LOGGED = auto()
    NOTHING = auto()


def key_says(rule: Rule, buffer: bytes, start: int, end: int, field_name: str) -> Said:
    """Return what the key right before `start`, the word behind and the field's name say."""
    if not field_name and (not start or buffer[start - 1] in _BREAKS):
        return Said.ELSE if _UNIT.match(buffer, end) else Said.NOTHING
    key = words_before(buffer, start)
    if key and rule.named(key):
        return Said.NAMED
    if speaks_of_else(key, rule.unlike) or _UNIT.match(buffer, end):
        return Said.ELSE
    if field_name and speaks_of_else(name_words(field_name), rule.unlike):
        return Said.DOUBT
    if buffer[start - 1 : start] in (b" ", b"\t") and buffer[start:end].isdigit():
        line = buffer[buffer.rfind(b"\n", 0, start) + 1 : start]
        return Said.LOGGED if _CLOCK.search(line[:_REACH]) else Said.NOTHING
    return Said.NOTHING


def lowered(score: float, said: Said, context: bool) -> float:
    """Return what is left of a reading's score after what was said of it."""
    if said is Said.ELSE or (said is Said.LOGGED and not context and score < SURE):
        return 0.0
    return min(score, DOUBTED) if said is Said.DOUBT and not context else score


def words_before(buffer: bytes, start: int) -> tuple[str, ...]:
    """Return the folded words of the key or word right before `start` on its line, perhaps none.

    `order_id=`, `"orderId": "` and `blk_-` give theirs; of `commande n° ` it is `commande`.
    """
    if not start or buffer[start - 1] in _BREAKS:
        return ()
    text = str(buffer[max(0, start - _REACH) : start], "utf-8", "ignore").rstrip("_-")
    text = re.sub(r"[\d_]+[^\w\n\x1e]{0,2}\Z", "", text) if text[-1:].isdigit() else text
    found: tuple[str, ...] = ()
    for _ in range(3):
        token = _KEY_BACKWARDS.match(text[::-1])
        if token is None:
            return found
        found = name_words(token[1][::-1])
        if not FILLERS.issuperset(found):
            return found
        text = text[: -token.end()]
    return found


def speaks_of_else(words: Collection[str], unlike: frozenset[str]) -> bool:
    """Say whether one of the words, or its singular, names something else."""
    return any(word in unlike or word.removesuffix("s") in unlike for word in words)
