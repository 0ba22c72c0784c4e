"""Write a small policy to a file and read its declaration."""

from __future__ import annotations

from pathlib import Path

from pdscan.declarations import Declaration
from pdscan.policies import extract

FRENCH = "Politique de confidentialité\n\nGarage Fictif protège vos données personnelles.\n\n"
ENGLISH = "Privacy policy\n\nFictional Garage protects your personal data and your privacy.\n\n"


def read(folder: Path, text: str, head: str = FRENCH, name: str = "policy.txt") -> Declaration:
    """Return what a policy of these words declares."""
    path = folder / name
    path.write_text(head + text + "\n", encoding="utf-8")
    return extract(path).declaration


def declared(found: Declaration) -> set[str]:
    """Return all types and categories that are declared, held or not."""
    items = [*found.data, *(item for one in found.activities for item in one.data.items)]
    return {name for item in items for name in (*item.types, *item.categories)}


def denied(found: Declaration) -> set[str]:
    """Return the types and categories that are denied."""
    targets = [one.target for one in found.denials if one.kind in ("category", "only")]
    return {name for one in targets for name in (*one.types, *one.categories)}
