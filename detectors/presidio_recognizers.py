"""Find what Presidio's recognizers find, of every country, on demand: --only presidio:UK_NHS.

Shape: the regexes of all recognizers that the installed presidio-analyzer brings, in pdscan's pass.
Check: each recognizer's own validation, and its context words within five words before. Scores are
Presidio's; a scan reports from 0.4, `detect` all of them. Recognizers that call a service or need a
model of their own aren't here: `pdscan list types` names them.
Category: none of the taxonomy; types are named after Presidio's entities.
Source: presidio-analyzer (https://microsoft.github.io/presidio/), release 2.2,
read 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pdscan.contracts import Detector
from pdscan.packs import Pack


class PresidioRecognizers(Pack):
    """Give a detector for each regex of each recognizer; nothing is on by default."""

    origin = "presidio"

    def titles(self) -> Mapping[str, str]:
        """Return the types with the recognizers that find them."""
        from pdscan.presidio.catalogue import catalogue

        return {
            f"presidio:{entity}": "Presidio's " + ", ".join(one.name for one in found)
            for entity, found in catalogue().by_entity.items()
        }

    def detectors(self, types: Iterable[str]) -> Mapping[str, Detector]:
        """Return the detectors of each type."""
        found: dict[str, Detector] = {}
        for type_id in types:
            from pdscan.presidio import bridge

            found.update(bridge.detectors(type_id.partition(":")[2]))
        return found

    def missing(self) -> Mapping[str, str]:
        """Return the recognizers that call a service or need a model."""
        from pdscan.presidio.catalogue import catalogue

        return catalogue().missing


plugin = PresidioRecognizers()
