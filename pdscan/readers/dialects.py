"""Tell how a table of separated values is written, or that a text is no table.

A text is a table only if its name or its first lines say so without doubt.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pdscan.readers.batches import CHARACTERS, names_of
from pdscan.readers.headers import has_header

LONGEST = 8 << 20
_JUDGED = 200
_DELIMITERS = ",;\t|"
_NAMED = {".csv": ",;\t|:^~\x01\x1f", ".tsv": "\t", ".tab": "\t", ".psv": "|"}
# ^ and ~ stand where data hold commas, the control signs in what Hive and mainframes give out.
_PREFIX = re.compile(r"sep=(.)\r?\n")


@dataclass(frozen=True, slots=True)
class Dialect:
    """Say how a table is written; `skip` characters precede it (a line `sep=;`)."""

    delimiter: str
    quote: str = '"'
    escape: str | None = None
    names: tuple[str, ...] = ()
    has_header: bool = True
    skip: int = 0


def sniff(sample: str, name: str) -> Dialect | None:
    """Return the dialect of a table from its first characters, or None where it is no table."""
    sample = sample.lstrip("\ufeff")
    suffix = next((end for end in _NAMED if name.lower().endswith(end)), None)
    start = _PREFIX.match(sample)
    text = sample[start.end() :] if start else sample
    best = _best_delimiter(text, start.group(1) if start else _NAMED.get(suffix or "", _DELIMITERS))
    if best is None:
        if suffix is None or not text.strip():
            return None
        best = "\t" if suffix in {".tsv", ".tab"} else ","
    quote = _quote_of(text, best)
    escape = (
        "\\" if re.search(rf"[^\\]\\{quote}[^{re.escape(best)}\r\n]", text[:CHARACTERS]) else None
    )
    rows = _first_rows(text, Dialect(best, quote, escape))
    if suffix is None and start is None and not _is_surely_table(rows, best):
        return None
    header = has_header(rows)
    width = Counter(len(row) for row in rows).most_common(1)[0][0] if rows else 1
    names = tuple(names_of(rows[0]) if header and rows else names_of([], width))
    return Dialect(best, quote, escape, names, header, start.end() if start else 0)


def rows_in(lines: io.StringIO, dialect: Dialect) -> Iterator[list[str]]:
    """Parse leniently; a cell can be as long as a window."""
    csv.field_size_limit(2 * LONGEST)  # the csv module keeps one limit for the whole process
    return csv.reader(
        iter(lines.readline, ""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        strict=False,
    )


def _first_rows(text: str, dialect: Dialect) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in rows_in(io.StringIO(text, newline=""), dialect):
            if row:
                rows.append(row)
            if len(rows) >= _JUDGED:
                break
    except csv.Error:
        return []
    return rows


def _best_delimiter(text: str, among: str) -> str | None:
    """Return the delimiter that cuts the first rows into the same number of cells, or None."""
    best, best_score = None, 0.0
    for delimiter in among:
        rows = _first_rows(text, Dialect(delimiter))
        widths = Counter(len(row) for row in rows)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        share = count / len(rows)
        score = share * (1 + min(width, 20) / 100) if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best if best_score >= 0.4 else None


def _quote_of(text: str, delimiter: str) -> str:
    single = text.count(f"{delimiter}'") + text.count(f"'{delimiter}")
    double = text.count(f'{delimiter}"') + text.count(f'"{delimiter}')
    return "'" if single > 10 * (double + 1) and text.count(f"'{delimiter}'") else '"'


def _is_surely_table(rows: list[list[str]], delimiter: str) -> bool:
    """Say whether a text of another name is a table: a header of words over even rows."""
    if len(rows) < 3 or not has_header(rows):
        return False
    width = len(rows[0])
    if width < (3 if delimiter == "," else 2):
        return False
    if any(len(cell) > 40 or len(cell.split()) > 4 for cell in rows[0]):
        return False
    return sum(len(row) == width for row in rows) >= 0.95 * len(rows)
