"""Read CSV, TSV and their kin in any dialect as table blocks.

Windows of some MiB end at record ends (where the quotes before a line end pair up). Arrow parses
a window; one with ragged rows, NULs or odd quoting is parsed by the csv module, which keeps all
cells. A little one that holds no quotes is split at its delimiters.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa
from pyarrow import csv as arrow_csv

from pdscan.model import Block
from pdscan.readers import plain_text
from pdscan.readers.batches import CHARACTERS, ROWS, clean, of_rows
from pdscan.readers.decoding import Decoder
from pdscan.readers.dialects import LONGEST, Dialect, rows_in
from pdscan.readers.visit import Pieces, Visit

_WIDEST = 16_384
_CELLS = 1 << 20
_LITTLE = 1 << 14  # characters, so fewer than ROWS rows


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
    batch = _by_splitting(window, dialect)
    if batch is not None:
        yield batch
        return
    table = _by_arrow(window, dialect)
    if table is not None:
        yield from table.combine_chunks().to_batches(max_chunksize=ROWS)
        return
    yield from _by_module(window, dialect)


def _without_header(window: str, dialect: Dialect) -> str:
    lines = io.StringIO(window, newline="")
    rows = rows_in(lines, dialect)
    for row in rows:
        if row:
            break
    return window[lines.tell() :]


def _by_splitting(window: str, dialect: Dialect) -> pa.RecordBatch | None:
    """Return a little even table without quotes as Arrow would, which takes ten times as long."""
    special = (dialect.quote, dialect.escape or dialect.quote, "\0")
    if len(window) > _LITTLE or any(sign in window for sign in special):
        return None
    lines = clean(window).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = [line.split(dialect.delimiter) for line in lines if line]
    if any(len(row) != len(dialect.names) for row in rows):
        return None
    return of_rows(dialect.names, rows)


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
    for row in rows_in(io.StringIO(window, newline=""), dialect):
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
