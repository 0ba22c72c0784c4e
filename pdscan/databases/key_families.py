"""Group the keys of a key-value store: `session:4711:cart` is one of `session:*:cart`.

A family stands where a table does: it is listed, sampled and counted as one asset. What tells one
key from the next (numbers, digests, addresses, names of people) becomes `*`, so that no family's
name holds a value.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pdscan.naming.names import is_given_name, is_ordinary, is_surname

MOST_FAMILIES = 2_000
_SPLIT = re.compile(r"([:/|])")
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{0,30}")
_RECURS = 3  # so many keys at least share a family whose inner words are kept


def is_plain(word: str) -> bool:
    """Say whether a word names a kind of thing: letters only, and nobody's name."""
    if not _WORD.fullmatch(word):
        return False
    parts = [part for part in re.split("[_-]", word.lower()) if part]
    return not any(
        is_given_name(part) or (is_surname(part) and not is_ordinary(part)) for part in parts
    )


def shape(key: str) -> str:
    """Return the key with `*` for what isn't a plain word.

    >>> shape("session:4f2a99:cart"), shape("user:zoe@example.org"), shape("x@example.org")
    ('session:*:cart', 'user:*', '*')
    """
    parts = _SPLIT.split(key)
    return "".join(p if n % 2 or is_plain(p) else "*" for n, p in enumerate(parts))


def coarse(family: str) -> str:
    """Return the family with its first word alone kept."""
    first, *rest = _SPLIT.split(family)
    return "".join([first, *(part if n % 2 == 0 else "*" for n, part in enumerate(rest))])


@dataclass(slots=True)
class Families:
    """Hold the keys drawn of each family: all, or `most` of each by chance, and how many it has."""

    most: int | None
    seed: int
    counts: Counter[str] = field(default_factory=Counter)
    keys: dict[str, list[bytes]] = field(default_factory=dict)

    def add(self, keys: Iterable[bytes]) -> None:
        """Take keys in; each family's are drawn as they come (reservoir)."""
        chance = random.Random(self.seed)  # noqa: S311 (a sample, not a secret)
        for key in keys:
            name = shape(key.decode("utf-8", "replace"))
            if name not in self.keys and len(self.keys) >= MOST_FAMILIES:
                name = "*"
            self._put(name, key, chance)

    def _put(self, name: str, key: bytes, chance: random.Random) -> None:
        self.counts[name] += 1
        kept = self.keys.setdefault(name, [])
        if self.most is None or len(kept) < self.most:
            kept.append(key)
        elif (place := chance.randrange(self.counts[name])) < self.most:
            kept[place] = key

    def settled(self) -> Iterator[tuple[str, int, list[bytes]]]:
        """Yield families by name with their counts and drawn keys; rare ones under one name."""
        counts: Counter[str] = Counter()
        keys: dict[str, list[bytes]] = {}
        for name, count in self.counts.items():
            family = name if count >= _RECURS else coarse(name)
            counts[family] += count
            keys.setdefault(family, []).extend(self.keys[name])
        for family in sorted(counts):
            yield family, counts[family], keys[family][: self.most]
