"""Measure what a scan says of the columns of labelled databases.

    python bench/columns.py [FOLDER]

FOLDER holds SQLite files, each beside a truth that names the columns of personal data and whether
they must, should or may be found; a column that is not named is a negative. Without FOLDER the
development corpus is read where it lies, and then the databases of `invented_databases.py`. Prints
each column that is wrong, recall by level, precision, and false columns of persons' names. Views
are left out, and what is found of companies counts neither way.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import invented_databases

from pdscan import api
from pdscan.report import Finding

FOLDER = Path(__file__).parents[2] / "shared" / "corpora" / "db"
LEVELS = ("must", "should", "may")

Place = tuple[str, str]


def found_in(path: Path) -> dict[Place, list[Finding]]:
    """Return the findings of persons by table and column."""
    report = api.scan([f"sqlite:///{path}"])
    locators = {asset.id: asset.locator for asset in report.assets}
    found: dict[Place, list[Finding]] = {}
    for finding in report.findings:
        if finding.locus.startswith("column:") and not finding.type.startswith("business."):
            column = finding.locus.removeprefix("column:").split(".$")[0]
            for asset in finding.assets:
                table = locators[asset].rpartition("/main.")[2]
                found.setdefault((table, column), []).append(finding)
    return found


def views(path: Path) -> set[str]:
    """Return the names of a database's views."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        return {
            name for (name,) in store.execute("select name from sqlite_master where type = 'view'")
        }


def measure(folder: Path) -> tuple[Counter[str], list[str]]:
    """Return counts (`must`, `must found`, ..., `false`, `false person`) and the wrong columns."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for path in sorted(folder.glob("*.truth.json")):
        truth = json.loads(path.read_text("utf-8"))
        database = folder / truth["database"]
        labels = {(one["table"], one["column"]): one for one in truth["personal"]}
        found = found_in(database)
        for place, label in labels.items():
            level = label["level"]
            counts[level] += 1
            counts[f"{level} found"] += place in found
            if place not in found and level != "may":
                wrong.append(f"MISSED {path.stem} {'.'.join(place)}: {label['type']} ({level})")
        unread = views(database)
        for place, findings in sorted(found.items()):
            if place not in labels and place[0] not in unread:
                counts["false"] += 1
                counts["false person"] += any(
                    one.type.startswith("person.name") for one in findings
                )
                said = "; ".join(f"{one.type} {one.confidence} {one.why}" for one in findings)
                wrong.append(f"FALSE  {path.stem} {'.'.join(place)}: {said}")
    return counts, wrong


def figures(counts: Counter[str]) -> dict[str, float]:
    """Return recall by level, and precision: what may be found counts neither way."""
    shown = {level: counts[f"{level} found"] / max(1, counts[level]) for level in LEVELS}
    right = counts["must found"] + counts["should found"]
    return {**shown, "precision": right / max(1, right + counts["false"])}


def _print(title: str, folder: Path) -> None:
    counts, wrong = measure(folder)
    print(f"== {title}")
    for line in wrong:
        print(line)
    for level in LEVELS:
        recall = figures(counts)[level]
        print(f"{level}: {counts[f'{level} found']} of {counts[level]}, recall {recall:.3f}")
    precision = figures(counts)["precision"]
    print(
        f"false: {counts['false']}, {counts['false person']} of persons; precision {precision:.3f}"
    )


def main() -> None:
    if len(sys.argv) > 1:
        _print(sys.argv[1], Path(sys.argv[1]))
        return
    if any(FOLDER.glob("*.truth.json")):
        _print("the development corpus", FOLDER)
    else:
        print(f"skipped: no labelled databases in {FOLDER}")
    with tempfile.TemporaryDirectory() as folder:
        invented_databases.write(Path(folder))
        _print("made-up tables", Path(folder))


if __name__ == "__main__":
    main()
