"""Join pdscan and Presidio both ways: its recognizers here, pdscan's detectors there.

>>> from pdscan.presidio import recognizers
>>> [one.name for one in recognizers("fr") if "FR_NIR" in one.supported_entities]
['pdscan']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer

__all__ = ["recognizers"]


def recognizers(language: str = "fr", *, types: tuple[str, ...] = ()) -> list[EntityRecognizer]:
    """Return pdscan's detectors as recognizers of Presidio for a language of its registry.

    `types`: only these, or those under these prefixes; none: all that patterns find by default.
    """
    from pdscan.presidio.offered import offered

    return offered(language, types)
