"""Write the whole made-up company into a folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from random import Random

from pdscan.demo import database, promises, share
from pdscan.demo.people import people
from pdscan.model import UsageError

_SEED = 20_260_115
_MARCH_31_2026 = 1_774_951_200
_SHIPPED = {
    "politique.txt": "politique.txt",
    "declaration.yaml": "declaration.yaml",
    "estate.yaml": "pdscan.yaml",
}


@dataclass(frozen=True, slots=True)
class Written:
    """Count what was written."""

    tables: int
    rows: int
    files: int


def write(folder: Path) -> Written:
    """Write the company; the same bytes each time.

    Raises UsageError where the folder holds something already, or can't be written.
    """
    try:
        return _write(folder)
    except OSError as error:
        raise UsageError(f"{folder} can't be written: {error.strerror}") from None


def _write(folder: Path) -> Written:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} isn't empty: name a new folder, as pdscan demo ./demo-2")
    folder.mkdir(parents=True, exist_ok=True)
    chance = Random(_SEED)  # noqa: S311  (nothing here is a secret)
    customers = people(520, seed=_SEED)
    rows = database.write(folder / "boutique.db", customers, chance)
    files = share.write(folder, customers, chance)
    for source, name in _SHIPPED.items():
        shipped = resources.files("pdscan.demo").joinpath(source)
        (folder / name).write_bytes(shipped.read_bytes())
    (folder / "LISEZMOI.md").write_text(promises.readme(), encoding="utf-8")
    for path in folder.rglob("*"):
        os.utime(path, (_MARCH_31_2026, _MARCH_31_2026))
    return Written(tables=len(database.SCHEMA), rows=rows, files=files)
