"""Look for a word of a rule's own list near a candidate."""

from __future__ import annotations

from pdscan import trail
from pdscan.detection.ruleset import Buffer, Rule
from pdscan.folding import fold

AFTER = 30
CELL = "\x1e"
_LETTERS = bytes(
    code + 32 if 65 <= code <= 90 else code if 97 <= code <= 122 else 32 for code in range(256)
)


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
    if text.isascii():
        text = text.lower()
    else:
        text = fold(text)
        if _has_none(rule.first_words, text.encode("ascii", "replace"), b""):
            return ""
    found = rule.near.search(text)
    if found is None:
        return ""
    seen = " ".join(found.group().replace("-", " ").replace("_", " ").split())
    return trail.word(seen) if seen in rule.words else trail.WORD


def _has_none(words: frozenset[bytes], before: bytes, after: bytes) -> bool:
    """Say whether, in plain ASCII, none of the words stands; they are looked up, not searched."""
    if not words or not (before.isascii() and after.isascii()):
        return False
    near = before.translate(_LETTERS) + b" " + after.translate(_LETTERS)
    return words.isdisjoint(near.split())
