"""Look for a word of a rule's own list near a candidate."""

from __future__ import annotations

from pdscan import trail
from pdscan.detection.ruleset import Buffer, Rule
from pdscan.folding import fold

AFTER = 30
CELL = "\x1e"


def word_nearby(rule: Rule, buffer: Buffer, start: int, end: int, reach: int) -> str:
    """Return the evidence of the first word of the rule's list that stands nearby, or nothing."""
    if rule.near is None and rule.pattern.context is None:
        return ""
    before = str(buffer[max(0, start - reach) : start], "utf-8", "ignore")
    if rule.near is None:
        seen = rule.pattern.context(before.rpartition(CELL)[2]) if rule.pattern.context else ""
        return trail.word(seen) if seen else ""
    after = str(buffer[end : end + AFTER], "utf-8", "ignore")
    text = f"{before.rpartition(CELL)[2]} \x1f {after.partition(CELL)[0]}"
    found = rule.near.search(text.lower() if text.isascii() else fold(text))
    if found is None:
        return ""
    seen = " ".join(found.group().replace("-", " ").replace("_", " ").split())
    return trail.word(seen) if seen in rule.words else trail.WORD
