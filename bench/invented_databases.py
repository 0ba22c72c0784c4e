"""Write the made-up databases that columns are measured on, with what is expected of each column.

    python bench/invented_databases.py FOLDER

Each application of `invented_tables.txt` becomes one SQLite file beside its truth: FOLDER is then
read by `python bench/columns.py FOLDER` as a labelled corpus is.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from invented_cells import KINDS, cells

ROWS = 200
_LEVELS = {"!": "must", "?": "should", "~": "may", "-": ""}
_TABLES = Path(__file__).with_name("invented_tables.txt")


class Column(NamedTuple):
    """Say what a made-up column holds, and whether it must, should or may be found ("": not)."""

    application: str
    table: str
    name: str
    kind: str
    level: str


def columns() -> Iterator[Column]:
    """Yield every column of the made-up tables in their order."""
    for line in _TABLES.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            place, _, written = line.partition(" | ")
            application, _, table = place.partition(".")
            for one in written.split():
                name, _, kind = one.partition(":")
                level = _LEVELS.get(kind[-1])
                kind = kind if level is None else kind[:-1]
                expected = KINDS.get(kind, ("",))[0] if level is None else level
                yield Column(application, table, name, kind, expected)


def write(folder: Path, only: str | None = None) -> list[Path]:
    """Write the databases, or one of them, and their truths into a folder; returns them."""
    applications: dict[str, dict[str, list[Column]]] = {}
    for column in columns():
        tables = applications.setdefault(column.application, {})
        tables.setdefault(column.table, []).append(column)
    chosen = sorted(applications if only is None else [only])
    return [_write(folder, name, applications[name]) for name in chosen]


def _write(folder: Path, name: str, tables: dict[str, list[Column]]) -> Path:
    path = folder / f"{name}.sqlite"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as store:
        for table, described in tables.items():
            names = ", ".join(f'"{column.name}"' for column in described)
            store.execute(f'create table "{table}" ({names})')
            made = [cells(c.kind, ROWS, f"{name}.{table}.{c.name}") for c in described]
            marks = ", ".join("?" * len(described))
            store.executemany(f'insert into "{table}" values ({marks})', zip(*made, strict=True))
    store.close()
    personal = [
        {"table": column.table, "column": column.name, "type": column.kind, "level": column.level}
        for described in tables.values()
        for column in described
        if column.level
    ]
    truth = {"database": path.name, "personal": personal}
    path.with_suffix(".truth.json").write_text(json.dumps(truth, ensure_ascii=False), "utf-8")
    return path


if __name__ == "__main__":
    for written in write(Path(sys.argv[1])):
        print(written)
