"""Draw what of a long text or column is searched for names, and say what came of the search.

The first LIMIT characters of a locus are all searched. What follows is cut in strata of STRATUM
windows (or cells); one of each is drawn by the run's seed, so that the sample reaches to the end.
Of a table that is read in parts LIMIT is shared out among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

LIMIT = 4 << 20
STRATUM = 32


@dataclass(slots=True)
class NamesSearched:
    """Say how names were looked for: `read` of `of` characters, and what the search went without.

    `missing`: why no model was asked, or nothing; `other_script`, `other_language`: whether a text
    was in a script that no list knows, or in another language than French and English.
    """

    read: int = 0
    of: int = 0
    missing: str = ""
    other_script: bool = False
    other_language: bool = False

    @property
    def limited(self) -> bool:
        """Say whether a part was not drawn."""
        return self.read < self.of

    def add(self, other: NamesSearched) -> None:
        """Take in how another locus or asset was searched."""
        self.read += other.read
        self.of += other.of
        self.missing = self.missing or other.missing
        self.other_script |= other.other_script
        self.other_language |= other.other_language


class NameSample:
    """Say of each window or cell of one locus, in their order, whether it is searched."""

    def __init__(
        self, seed: int, locus: str, searched: NamesSearched, *, whole: bool, parts: int = 1
    ) -> None:
        self.paused = False
        self._seed = f"{seed}:{locus}"
        self._dice: Random | None = None  # few texts are so long that they are thrown
        self._searched = searched
        self._whole = whole
        self._limit = LIMIT // parts
        self._place = 0
        self._drawn = 0

    def takes(self, size: int) -> bool:
        """Say whether the next window or cell, of so many characters, is one that is searched."""
        if self.paused:
            return False
        taken = self._whole or self._searched.of < self._limit or self._draws()
        self._searched.of += size
        self._searched.read += size if taken else 0
        return taken

    def _draws(self) -> bool:
        if self._dice is None:
            self._dice = Random(self._seed)  # noqa: S311 - draws a sample, keeps no secret
        if self._place % STRATUM == 0:
            self._drawn = self._dice.randrange(STRATUM)
        self._place += 1
        return (self._place - 1) % STRATUM == self._drawn
