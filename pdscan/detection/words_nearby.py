"""Look for a word of a rule's own list near a candidate."""

from __future__ import annotations

from pdscan import trail
from pdscan.detection.ruleset import Buffer, Rule
from pdscan.folding import fold

AFTER = 30
CELL = "\x1e"
_FIRST, _MORE = b"\xc3", bytes(range(0x80, 0xC0))  # é is the two of them, as all of its kind
_OTHER = 0xFF


def _letter(byte: int) -> int:
    """Return the letter that a byte of UTF-8 means behind _FIRST, or of itself; a space if none."""
    plain = fold(str(bytes([byte]) if byte < 0x80 else _FIRST + bytes([byte]), "utf-8"))
    if plain.isascii() and len(plain) > 1:
        return _OTHER
    return ord(plain) if "a" <= plain <= "z" else ord(" ")


_LETTERS = bytes(_letter(byte) if byte < 0xC0 else _OTHER for byte in range(256))


def word_nearby(rule: Rule, buffer: Buffer, start: int, end: int, reach: int) -> str:
    """Return the evidence of the first word of the rule's list that stands nearby, or nothing."""
    if rule.near is None and rule.pattern.context is None:
        return ""
    raw, behind = buffer[max(0, start - reach) : start], buffer[end : end + AFTER]
    if rule.near is not None and _has_none(rule.first_words, raw, behind):
        return ""
    before = str(raw, "utf-8", "ignore")
    if rule.near is None:
        seen = rule.pattern.context(before.rpartition(CELL)[2]) if rule.pattern.context else ""
        return trail.word(seen) if seen else ""
    after = str(behind, "utf-8", "ignore")
    text = f"{before.rpartition(CELL)[2]} \x1f {after.partition(CELL)[0]}"
    text = text.lower() if text.isascii() else fold(text)
    found = rule.near.search(text)
    if found is None:
        return ""
    seen = " ".join(found.group().replace("-", " ").replace("_", " ").split())
    return trail.word(seen) if seen in rule.words else trail.WORD


def _has_none(words: frozenset[bytes], before: bytes, after: bytes) -> bool:
    """Say whether surely none of the words stands; they are looked up, not searched.

    Other signs than of ASCII and Western letters may fold to any: there it isn't sure.
    """
    near = (before.lstrip(_MORE) + b" " + after).translate(_LETTERS, _FIRST)
    return bool(words) and _OTHER not in near and words.isdisjoint(near.split())
