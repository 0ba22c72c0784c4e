"""Read the taxonomy: what can be found, what can be declared, and the edges between the two.

The file `taxonomy.yaml` beside this one is the single source of types, categories, precision
ladders and sectors; detectors, declarations and reconciliation all speak its ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DataType:
    """Describe one type; `tier` is 0 to 4, or "S" for a secret (which ranks as 4).

    `core` categories declare it by a bare phrase, `customary` ones by usage only. `declared_as`
    and `fields` are the words of policies and of column names, as written in the file.
    """

    id: str
    fr: str
    en: str
    tier: int | str
    core: tuple[str, ...] = ()
    customary: tuple[str, ...] = ()
    explicit_only: bool = False
    sensitive: bool = False
    ladder: str | None = None
    declared_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """Return the tier as a number, secrets counting as 4."""
        return 4 if self.tier == "S" else int(self.tier)

    @property
    def category(self) -> str | None:
        """Return the first core category, else the first customary one, else None."""
        return next(iter((*self.core, *self.customary)), None)


@dataclass(frozen=True, slots=True)
class Category:
    """Describe one category phrase by the words that declare it, per language."""

    id: str
    phrases: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Hold the whole file; `ladders` go from coarse to precise."""

    version: str
    types: Mapping[str, DataType]
    categories: Mapping[str, Category]
    ladders: Mapping[str, tuple[str, ...]]
    sectors: Mapping[str, Mapping[str, tuple[str, ...]]]

    def coarser(self, type_id: str) -> tuple[str, ...]:
        """Return the steps of the type's ladder that are coarser than it, coarsest first."""
        for steps in self.ladders.values():
            if type_id in steps:
                return steps[: steps.index(type_id)]
        return ()
