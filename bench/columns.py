"""Measure what the field-name detector says of the columns of the labelled databases.

    python bench/columns.py [FOLDER]

Prints recall of the columns that must and should be found, precision (a column that is not
labelled is a negative), and every column that is wrong.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

import pyarrow as pa

from pdscan import plugins

FOLDER = Path(__file__).parents[2] / "shared" / "corpora" / "db"
ROWS = 2000


def columns(path: Path) -> list[tuple[str, str, pa.StringArray, list[str]]]:
    found = []
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        store.text_factory = lambda raw: raw.decode("utf-8", "replace")
        tables = store.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in tables:
            cursor = store.execute(f'select * from "{table}" limit {ROWS}')
            names = [described[0] for described in cursor.description]
            rows = cursor.fetchall()
            for index, name in enumerate(names):
                cells = [_text(row[index]) for row in rows]
                found.append((table, name, pa.array(cells, pa.string()), names))
    return found


def _text(value: object) -> str | None:
    return None if value is None or isinstance(value, bytes) else str(value)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    truths = sorted(folder.glob("*.truth.json"))
    if not truths:
        print(f"skipped: no labelled databases in {folder}")
        return
    detector = plugins.detector("field_names")
    hits = {"must": [0, 0], "should": [0, 0], "may": [0, 0]}
    false = 0
    for path in truths:
        truth = json.loads(path.read_text("utf-8"))
        levels = {(one["table"], one["column"]): one for one in truth["personal"]}
        for table, name, cells, names in columns(folder / truth["database"]):
            reading = detector.judge_column(name, cells, names)
            label = levels.get((table, name))
            place = f"{truth['database']} {table}.{name}"
            if reading and reading.type.startswith("business."):
                reading = None
            if label is None:
                false += reading is not None
                if reading:
                    print(f"FALSE  {place}: {reading.type} {reading.score} {reading.why}")
                continue
            hits[label["level"]][0] += reading is not None
            hits[label["level"]][1] += 1
            if reading is None and label["level"] != "may":
                print(f"MISSED {place}: {label['type']} ({label['level']})")
            elif reading and label["level"] != "may":
                print(f"       {place}: {label['type']} → {reading.type} {reading.score}")
    for level, (found, count) in hits.items():
        print(f"{level}: {found} of {count}, recall {found / max(1, count):.3f}")
    right = hits["must"][0] + hits["should"][0]
    print(f"false: {false}, precision {right / max(1, right + false):.3f} (may counts neither way)")


if __name__ == "__main__":
    main()
