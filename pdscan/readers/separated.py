"""Read CSV, TSV and their kin in any dialect as table blocks.

Windows of some MiB end at record ends (where the quotes before a line end pair up). Arrow parses
a window; one with ragged rows, NULs or odd quoting is parsed by the csv module, which keeps all
cells. A text is a table only if its name or its first lines say so without doubt.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import csv as arrow_csv

from pdscan.model import Block
from pdscan.readers import plain_text
from pdscan.readers.batches import CHARACTERS, ROWS, names_of, of_rows
from pdscan.readers.decoding import Decoder
from pdscan.readers.headers import has_header
from pdscan.readers.visit import Pieces, Visit

LONGEST = 8 << 20
_JUDGED = 200
_WIDEST = 16_384
_CELLS = 1 << 20
_DELIMITERS = ",;\t|"
_NAMED = {".csv": ",;\t|:", ".tsv": "\t", ".tab": "\t", ".psv": "|"}
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


def read(visit: Visit, decoder: Decoder, dialect: Dialect) -> Pieces:
    """Yield the table in blocks; rows longer than the header go on in columns `#n`."""
    start = 0
    header_due = dialect.has_header
    for window in _whole_records(decoder.windows(), dialect):
        for batch in _batches(window, dialect, header_due=header_due):
            yield visit.asset, Block(start=start, batch=batch, locus="column")
            start += batch.num_rows
        header_due = False
    if start == 0:
        empty = of_rows(dialect.names, [])
        yield visit.asset, Block(batch=empty, locus="column")
    yield from plain_text.undecodable(visit, decoder)


def _whole_records(windows: Iterator[str], dialect: Dialect) -> Iterator[str]:
    """Cut the text at record ends, into pieces of some MiB."""
    held, skip = "", dialect.skip
    for window in windows:
        held += window
        if skip or held.startswith("\ufeff"):
            held = held.lstrip("\ufeff")[skip:]
            skip = 0
        if len(held) < CHARACTERS:
            continue
        cut = _record_end(held, dialect.quote)
        if cut == 0 and len(held) >= LONGEST:
            cut = held.rfind("\n") + 1 or len(held)
        if cut:
            yield held[:cut]
            held = held[cut:]
    if held:
        yield held


def _record_end(text: str, quote: str) -> int:
    """Return where the last whole record ends: after a line end with paired quotes before it."""
    odd = text.count(quote) % 2
    end, line_end = len(text), "\n" if "\n" in text else "\r"
    for _ in range(10_000):
        line = text.rfind(line_end, 0, end)
        if line < 0:
            return 0
        odd ^= text.count(quote, line, end) % 2
        if not odd:
            return line + 1
        end = line
    return 0


def _batches(window: str, dialect: Dialect, *, header_due: bool) -> Iterator[pa.RecordBatch]:
    if header_due:
        window = _without_header(window, dialect)
    if not window.strip("\r\n"):
        return
    table = _by_arrow(window, dialect)
    if table is not None:
        yield from table.combine_chunks().to_batches(max_chunksize=ROWS)
        return
    yield from _by_module(window, dialect)


def _without_header(window: str, dialect: Dialect) -> str:
    lines = io.StringIO(window, newline="")
    rows = _csv_rows(lines, dialect)
    for row in rows:
        if row:
            break
    return window[lines.tell() :]


def _by_arrow(window: str, dialect: Dialect) -> pa.Table | None:
    if "\0" in window:
        return None
    ragged = False

    def on_ragged(_: object) -> str:
        nonlocal ragged
        ragged = True
        return "error"

    raw = window.encode("utf-8", "replace")
    text = dict.fromkeys(dialect.names, pa.string())
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(raw),
            read_options=arrow_csv.ReadOptions(
                column_names=list(dialect.names), use_threads=False, block_size=len(raw) + 1
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char=dialect.quote,
                escape_char=dialect.escape or False,
                newlines_in_values=True,
                invalid_row_handler=on_ragged,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=text, null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowException:
        return None
    return None if ragged else table


def _by_module(window: str, dialect: Dialect) -> Iterator[pa.RecordBatch]:
    """Parse row by row; a batch is as wide as its widest row, so its height is bounded by that."""
    rows: list[list[str]] = []
    names = dialect.names
    width, most = len(names), max(len(names) + 1, _WIDEST)
    for row in _csv_rows(io.StringIO(window, newline=""), dialect):
        if not row:
            continue
        if len(row) > most:  # no table: what is over stays together in the last cell
            row[most - 1 :] = [dialect.delimiter.join(row[most - 1 :])]
        if rows and (len(rows) >= ROWS or (len(rows) + 1) * max(width, len(row)) > _CELLS):
            yield of_rows(names, rows)
            rows, width = [], len(names)
        rows.append(row)
        width = max(width, len(row))
    if rows:
        yield of_rows(names, rows)


def _csv_rows(lines: io.StringIO, dialect: Dialect) -> Iterator[list[str]]:
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
        for row in _csv_rows(io.StringIO(text, newline=""), dialect):
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
