"""Say which types the name of a column or key speaks of."""

from __future__ import annotations

from functools import lru_cache

from pdscan.folding import name_words
from pdscan.short_words import spellings
from pdscan.taxonomy import Taxonomy


class FieldContext:
    """Index the taxonomy's field-name entries; the longest entry that occurs in a name wins."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._entries: dict[tuple[str, ...], set[str]] = {}
        for data_type in taxonomy.types.values():
            for entry in data_type.fields:
                self._entries.setdefault(name_words(entry), set()).add(data_type.id)
        self._longest = max((len(words) for words in self._entries), default=0)
        self.types = lru_cache(maxsize=4096)(self._types)

    def _types(self, name: str) -> frozenset[str]:
        """Return the types of the longest entries found in the name, perhaps none."""
        ways = (self._of_words(spelling.words) for spelling in spellings(name))
        return next((types for types in ways if types), frozenset())

    def _of_words(self, words: tuple[str, ...]) -> frozenset[str]:
        for size in range(min(self._longest, len(words)), 0, -1):
            found: set[str] = set()
            for start in range(len(words) - size + 1):
                found |= self._entries.get(words[start : start + size], set())
            if found:
                return frozenset(found)
        return frozenset()
