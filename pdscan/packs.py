"""Define a pack: many detectors of one origin, as a plugin file's `plugin` may be."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import ClassVar

from pdscan.contracts import Detector


class Pack(ABC):
    """Stand for many detectors of one origin; their types are named `ORIGIN:NAME`.

    Nothing of the origin's library is imported before one of its types is asked for.
    """

    origin: ClassVar[str]

    @abstractmethod
    def titles(self) -> Mapping[str, str]:
        """Return every type that can be found, in order, with the line that `pdscan list` shows."""

    @abstractmethod
    def detectors(self, types: Iterable[str]) -> Mapping[str, Detector]:
        """Return the detectors of these types by name; a name begins with the type's."""

    def on_by_default(self) -> Iterable[str]:
        """Return the types that are looked for without being asked for."""
        return ()

    def tier(self, type_id: str) -> int:
        """Return how telling a type is, 1 (ordinary) to 4 (sensitive), as the taxonomy's tiers."""
        return 1

    def missing(self) -> Mapping[str, str]:
        """Return what the origin has and can't be had here, each with the reason."""
        return {}
