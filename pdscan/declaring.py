"""Read what somebody declares, whatever it is written in: a declaration, a register or a policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pdscan import policies, registers
from pdscan.declarations import Declaration, loading, merging, quotes, writing
from pdscan.declarations.loading import Problem
from pdscan.model import ConfigurationError, UnreadableError
from pdscan.policies import document
from pdscan.registers import grids


@dataclass(frozen=True, slots=True)
class Extracted:
    """Hold what was read of a policy or register, as YAML too; `doubts` give by id why to look."""

    declaration: Declaration
    yaml: str
    doubts: dict[str, str]


def extract(path: Path, *, path_written: str | None = None) -> Extracted:
    """Return what a file declares, as the long form; raise ConfigurationError for its faults."""
    if path.is_file() and registers.is_register(path):
        read = registers.extract(path, path_written=path_written)
        head = (
            f"Tiré de {path.name} par pdscan declare ; à relire par une personne.\n"
            f"{len(read.doubts)} éléments à vérifier : marqués review: true."
        )
        text = writing.text_of(read.raw, read.doubts, head)
        return Extracted(read.declaration, text, read.doubts)
    if path.suffix.lower() in loading.SUFFIXES:
        return _long_form(loading.load(path), f"Forme longue de {path.name}.")
    found = policies.extract(path, path_written=path_written)
    return Extracted(found.declaration, found.yaml, found.doubts)


def merge(paths: Sequence[Path], written: Sequence[str]) -> Extracted:
    """Return what several documents declare together, conflicts shown as issues.

    `written` is how the result names each document.
    """
    found = [extract(path, path_written=name) for path, name in zip(paths, written, strict=True)]
    raw = merging.merged([one.declaration for one in found])
    names = ", ".join(path.name for path in paths)
    count = sum(one.get("code") == "conflict" for one in raw.get("issues", ()))
    head = f"Réunion de {names} ; {count} désaccords entre documents (issues: conflict)."
    doubts = {name: why for one in found for name, why in one.doubts.items()}
    declaration = Declaration.model_validate(raw)
    return Extracted(declaration, writing.text_of(raw, doubts, head), doubts)


def _long_form(declaration: Declaration, head: str) -> Extracted:
    return Extracted(declaration, writing.text_of(writing.raw_of(declaration), {}, head), {})


def declared(path: Path) -> Declaration:
    """Return the declaration of a file; raise ConfigurationError for what is wrong in it.

    YAML and JSON hold a declaration as written, or a register; workbooks, CSV and Markdown tables
    hold a register; any other text is read as a policy.
    """
    if path.is_file() and registers.is_register(path):
        return registers.extract(path).declaration
    return policies.declared(path)


def problems(path: Path) -> tuple[Problem, ...]:
    """Return every problem of a declaration file, its quotes held to documents of any kind."""
    return loading.problems(path, read=_cited)


def _cited(path: Path) -> quotes.Cited | None:
    """Return a document as quotes cite it; None where nothing is read from it."""
    try:
        if not registers.is_register(path):
            return tuple(document.read(path).text.split("\n"))
        if path.suffix.lower() not in (*grids.WORKBOOKS, *grids.SEPARATED, *grids.MARKDOWN):
            return None
        return {
            grid.address(row, column): text
            for grid in grids.read(path)[0]
            for row, texts in enumerate(grid.rows)
            for column, text in enumerate(texts)
            if text
        }
    except (UnreadableError, ConfigurationError, OSError):
        return None
