"""Read a register of processing activities as a declaration, and write a declaration as a register.

CNIL workbooks (.ods, .xlsx), CSV by any French or English header, JSON, Markdown tables, exports of
openrgpd and madis, Fideslang and W3C DPV. Each item cites the cell that it comes from.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pdscan import taxonomy
from pdscan.declarations import Declaration, loading
from pdscan.model import ConfigurationError
from pdscan.registers import assembling, dpv, fideslang, grids, json_register, sheets
from pdscan.registers.cells import Raw, Register
from pdscan.registers.reading import DOCUMENT, Reader

__all__ = ["RegisterReading", "extract", "is_register"]

_MOSTLY = 0.6
_TABLES = (*grids.WORKBOOKS, *grids.SEPARATED)
_JSON = (".json", ".jsonld")
_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """Hold what was read of a register; `doubts` gives by id why an item should be looked at."""

    declaration: Declaration
    raw: Raw
    doubts: dict[str, str]


def is_register(path: Path) -> bool:
    """Say whether a file is to be read as a register: by its form, not by its name alone."""
    suffix = path.suffix.lower()
    if suffix in _TABLES or suffix == ".jsonld":
        return True
    if suffix in grids.MARKDOWN and path.is_file():
        # A policy may hold tables as well: a register is little else.
        is_tables = grids.table_share(path) > _MOSTLY
        return is_tables and bool(sheets.gather(grids.read(path)[0]).entries)
    if suffix in (*_JSON, *_YAML) and path.is_file():
        loaded = _loaded(path)
        if isinstance(loaded, dict) and loading.VERSION_KEY in loaded:
            return False
        return suffix in _JSON or fideslang.is_fideslang(loaded)
    return False


def extract(path: Path, *, path_written: str | None = None) -> RegisterReading:
    """Return what a register declares; `path_written` is how the declaration names the document.

    Raises ConfigurationError in one sentence where the file holds no register.
    """
    reader = Reader(taxonomy.load())
    try:
        raw = _read(path, reader)
    except (LookupError, TypeError, AttributeError, ValueError):
        # Only what pdscan wrote beside the words is taken without a look at its shape.
        raise ConfigurationError(
            f"{path}: what pdscan wrote in it (pdscan, pdscan:code, meta) is damaged; delete that"
            " column or key, and the register is read by its own words"
        ) from None
    updated = raw.pop("updated", None)
    document = {"id": DOCUMENT, "kind": "register", "path": path_written or path.name}
    document |= {
        "last_updated": updated,
        "sha256": hashlib.sha256(grids.bytes_of(path)).hexdigest(),
    }
    made = {"pdscan_declaration": 1, "id": raw.pop("id"), "documents": [document], **raw}
    return RegisterReading(_validated(path, made), made, reader.doubts)


def _read(path: Path, reader: Reader) -> Raw:
    if path.suffix.lower() in (*_JSON, *_YAML):
        return _structured(path, reader)
    found, issues = grids.read(path)
    register = sheets.gather(found)
    register.issues += issues
    return _checked(path, register, reader)


def _validated(path: Path, raw: Raw) -> Declaration:
    from pydantic import ValidationError

    try:
        return Declaration.model_validate(raw)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise ConfigurationError(f"{path}: what it says of {place} can't be read") from None


def _structured(path: Path, reader: Reader) -> Raw:
    loaded = _loaded(path)
    if fideslang.is_fideslang(loaded):
        return fideslang.read(loaded, reader)
    if dpv.is_dpv(loaded):
        return dpv.read(loaded, reader)
    return _checked(path, json_register.gather(loaded), reader)


def _checked(path: Path, register: Register, reader: Reader) -> Raw:
    if not register.entries and not any(cell.code for cell in register.common.cells):
        raise ConfigurationError(
            f"{path} holds no register: no line or sheet names a treatment (Nom du traitement,"
            " Finalité, Catégories de données …)"
        )
    return assembling.assemble(register, reader)


def _loaded(path: Path) -> Any:
    import yaml

    from pdscan import yaml_lines

    if path.suffix.lower() in _YAML:
        return yaml_lines.read(path).data
    try:
        return json.loads(grids.text_of(path))
    except (ValueError, RecursionError):
        pass
    try:
        return yaml_lines.read(path).data
    except (ConfigurationError, yaml.YAMLError):
        raise ConfigurationError(f"{path}: the file isn't JSON") from None
