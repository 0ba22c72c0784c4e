"""Read what somebody declares, whatever it is written in: a declaration, a register or a policy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan import policies, registers
from pdscan.policies import writing

if TYPE_CHECKING:
    from pdscan.declarations import Declaration


@dataclass(frozen=True, slots=True)
class Extracted:
    """Hold what was read of a policy or register, as YAML too; `doubts` give by id why to look."""

    declaration: Declaration
    yaml: str
    doubts: dict[str, str]


def extract(path: Path, *, path_written: str | None = None) -> Extracted:
    """Return what a policy or a register declares; raise ConfigurationError where it is neither."""
    if not (path.is_file() and registers.is_register(path)):
        found = policies.extract(path, path_written=path_written)
        return Extracted(found.declaration, found.yaml, found.doubts)
    read = registers.extract(path, path_written=path_written)
    head = (
        f"Tiré de {path.name} par pdscan declare ; à relire par une personne.\n"
        f"{len(read.doubts)} éléments à vérifier : marqués review: true."
    )
    return Extracted(read.declaration, writing.text_of(read.raw, read.doubts, head), read.doubts)


def declared(path: Path) -> Declaration:
    """Return the declaration of a file; raise ConfigurationError for what is wrong in it.

    YAML and JSON hold a declaration as written, or a register; workbooks, CSV and Markdown tables
    hold a register; any other text is read as a policy.
    """
    if path.is_file() and registers.is_register(path):
        return registers.extract(path).declaration
    return policies.declared(path)
