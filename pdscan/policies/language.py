"""Tell the language of a text by its small words."""

from __future__ import annotations

import re
from collections import Counter

from pdscan.policies import lexicon

READ = ("fr", "en")
_ENOUGH = 0.08


def shares(text: str) -> dict[str, float]:
    """Return for each known language the share of the text's words that are its small words."""
    words = Counter(re.findall(r"[a-zà-ÿ]+", text[:200_000].lower()))
    total = sum(words.values()) or 1
    known = lexicon.table("languages")
    return {language: sum(words[one] for one in small) / total for language, small in known.items()}


def language_of(text: str) -> str | None:
    """Return the language code of a text, None where its words are of no known language."""
    found = shares(text)
    best = max(found, key=lambda one: found[one])
    return best if found[best] >= _ENOUGH else None


NAMES = {
    "fr": "French",
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
}
