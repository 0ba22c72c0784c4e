"""Group the keys of a key-value store: `session:4711:cart` is one of `session:*:cart`.

A family stands where a table does: it is listed, sampled and counted as one asset. What tells one
key from the next (numbers, digests, addresses, names of people) becomes `*`, so that no family's
name holds a value.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pdscan.naming.names import is_given_name, is_ordinary, is_surname

MOST_FAMILIES = 2_000
_SPLIT = re.compile(r"([:/|])")
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{0,30}")
_RECURS = 3  # so many keys at least share a family whose inner words are kept


def is_plain(word: str) -> bool:
    """Say whether a word names a kind of thing: letters only, and nobody's name."""
    if not _WORD.fullmatch(word):
        return False
    return not _names_somebody(word)


@lru_cache(maxsize=4_096)
def _names_somebody(word: str) -> bool:
    parts = [part for part in re.split("[_-]", word.lower()) if part]
    return any(
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
    """Hold the keys drawn of each family: all, or `most` of each by chance, and how many it has.

    Those are drawn whose keyed digests are the lowest, so that neither the order in which keys come
    nor a key that comes twice makes a difference; above `most`, such a key is counted twice.
    """

    most: int | None
    seed: int
    counts: Counter[str] = field(default_factory=Counter)
    _kept: dict[str, dict[bytes, int]] = field(default_factory=dict)
    _highest: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)

    def add(self, keys: Iterable[bytes]) -> None:
        """Take keys in as they come."""
        for key in keys:
            name = shape(key.decode("utf-8", "replace"))
            if name not in self._kept and len(self._kept) >= MOST_FAMILIES:
                name = "*"
            self._put(name, key)

    def _put(self, name: str, key: bytes) -> None:
        kept = self._kept.setdefault(name, {})
        if key in kept:
            return
        self.counts[name] += 1
        rank = self._rank(key)
        heap = self._highest.setdefault(name, [])
        if self.most is None:
            kept[key] = rank
        elif len(kept) < self.most:
            kept[key] = rank
            heapq.heappush(heap, (-rank, key))
        elif rank < -heap[0][0]:
            _, last = heapq.heapreplace(heap, (-rank, key))
            del kept[last]
            kept[key] = rank

    def _rank(self, key: bytes) -> int:
        seed = (self.seed & 0xFFFFFFFFFFFFFFFF).to_bytes(8)
        return int.from_bytes(hashlib.blake2b(key, digest_size=8, key=seed).digest())

    def settled(self) -> Iterator[tuple[str, int, list[bytes]]]:
        """Yield families by name with their counts and drawn keys; rare ones under one name."""
        counts: Counter[str] = Counter()
        kept: dict[str, dict[bytes, int]] = {}
        for name, count in self.counts.items():
            family = name if count >= _RECURS else coarse(name)
            counts[family] += count
            kept.setdefault(family, {}).update(self._kept[name])
        for family in sorted(counts):
            ranks = kept[family]
            drawn = sorted(ranks, key=ranks.__getitem__)[: self.most]
            yield family, counts[family], sorted(drawn)
