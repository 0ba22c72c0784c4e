"""Read SQL dumps: the rows of INSERT and COPY become tables with their column names, all else text.

Statements as mysqldump, pg_dump, scripts of SQL Server and the shell of SQLite write them. A dump
is read in windows of whole lines; each table is an asset of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.model import Asset, Block
from pdscan.readers import plain_text
from pdscan.readers.batches import ROWS, clean, names_of, of_rows
from pdscan.readers.decoding import Decoder
from pdscan.readers.sql_values import rows_of
from pdscan.readers.visit import Pieces, Visit

_NAME = r"(?:[`\"\[]?[\w$ -]+[`\"\]]?\.){0,2}[`\"\[]?[\w$ -]+?[`\"\]]?"
_INSERT = re.compile(
    rf"(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?(?:INTO\s+)?({_NAME})\s*(?:\(([^()]*)\))?\s*VALUES\s*",
    re.I,
)
_COPY = re.compile(rf"COPY\s+({_NAME})\s*(?:\(([^()]*)\))?\s+FROM\s+stdin\b.*", re.I)
_CREATE = re.compile(rf"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?({_NAME})\s*\((.*)", re.I | re.S)
_BEGIN = re.compile(r"\s*(?:INSERT|REPLACE|COPY|CREATE\s+TABLE)\b", re.I)
_BATCH_END = re.compile(r"\s*GO\s*$", re.I)
_STATEMENT = re.compile(
    rf"^(?:INSERT\s+(?:INTO\s+)?{_NAME}\s*(?:\([^()]*\)\s*)?VALUES|COPY\s+{_NAME}.*FROM\s+stdin;)",
    re.I | re.M,
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
_PART = re.compile(r"""'(?:[^']|'')*'|`[^`]*`|"[^"]*"|\[[^\]]*\]|[(),]|[^'`"\[(),]+""")
_DEFINED = re.compile(r"\s*(?:[`\"\[]([^`\"\]]+)[`\"\]]|(\w+))(?=\s|$)")
_NO_COLUMN = {"primary", "key", "unique", "constraint", "index", "foreign", "check", "fulltext"}
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}
_ESCAPE = re.compile(r"\\(.)", re.S)
_LONGEST = 64 << 20


def is_dump(sample: str) -> bool:
    """Say whether the text holds statements that carry rows."""
    return bool(_STATEMENT.search(sample))


def read(visit: Visit, decoder: Decoder) -> Pieces:
    """Yield text and tables in the order of the dump."""
    dump = _Dump(visit)
    for line in _statements(decoder.windows()):
        yield from dump.take(line)
    yield from dump.flush()
    yield from plain_text.undecodable(visit, decoder)


class _Dump:
    """Hold the rows of the table at hand and the columns that CREATE TABLE named."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._columns: dict[str, list[str]] = {}
        self._starts: dict[str, int] = {}
        self._table, self._names = "", list[str]()
        self._rows: list[list[str | None]] = []
        self._is_copying = False
        self._text: list[str] = []
        self._size = self._start = 0

    def take(self, statement: str) -> Pieces:
        """Take one statement, or one line of the rows of a COPY."""
        if self._is_copying:
            if statement.rstrip("\r\n") == "\\.":
                self._is_copying = False
                return
            self._rows.append(_copied(statement))
            if len(self._rows) >= ROWS:
                yield from self._table_block()
            return
        if match := _COPY.match(statement):
            yield from self._enter(match.group(1), match.group(2))
            self._is_copying = True
        elif (match := _INSERT.match(statement)) and (rows := rows_of(statement, match.end())):
            yield from self._enter(match.group(1), match.group(2))
            self._rows += rows
            if len(self._rows) >= ROWS:
                yield from self._table_block()
        else:
            self._create(statement)
            yield from self._say(statement)

    def flush(self) -> Pieces:
        """Yield what is held back."""
        yield from self._table_block()
        if self._text or not self._starts:
            yield self._visit.text("".join(self._text), self._start)

    def _say(self, text: str) -> Pieces:
        self._text.append(text)
        self._size += len(text)
        if self._size > 1 << 20:
            whole = "".join(self._text)
            yield self._visit.text(whole, self._start)
            self._start, self._text, self._size = self._start + len(whole), [], 0

    def _create(self, statement: str) -> None:
        if match := _CREATE.match(statement):
            self._columns[_bare(match.group(1))] = list(_defined(match.group(2)))

    def _enter(self, table: str, columns: str | None) -> Pieces:
        name = _bare(table)
        given = [_bare(column) for column in columns.split(",")] if columns else None
        names = given or self._columns.get(name, [])
        if (name, names) != (self._table, self._names):
            yield from self._table_block()
            self._table, self._names = name, names

    def _table_block(self) -> Pieces:
        if not self._rows:
            return
        asset: Asset = self._visit.sheet(clean(self._table), "table")
        start = self._starts.get(self._table, 0)
        width = max(map(len, self._rows))
        names = names_of([clean(name) for name in self._names], max(width, len(self._names)))
        yield asset, Block(start=start, batch=of_rows(names, self._rows), locus="column")
        self._starts[self._table] = start + len(self._rows)
        self._rows = []


def _defined(body: str) -> Iterator[str]:
    """Yield the columns that a CREATE TABLE defines, from what follows its parenthesis.

    >>> list(_defined("id int, `prix` decimal(8,2) DEFAULT '0,0', PRIMARY KEY (id, x)) ENGINE=a"))
    ['id', 'prix']
    """
    depth, begins = 0, True
    for part in filter(str.strip, _PART.findall(_COMMENT.sub(" ", body))):
        if part == ")" and not depth:
            return
        if begins and (match := _DEFINED.match(part)):
            name = match.group(1) or match.group(2)
            if match.group(1) or name.lower() not in _NO_COLUMN:
                yield name
        begins = part == "," and not depth
        depth += (part == "(") - (part == ")")


def _statements(windows: Iterator[str]) -> Iterator[str]:
    """Yield lines; a statement that goes on is one piece up to its `;` at a line's end.

    Scripts of SQL Server write none: there it ends where another begins, or the batch ends, but in
    a text that is still open.
    """
    held: list[str] = []
    size, is_open = 0, False
    for line in _lines(windows):
        if held and not is_open and (_BEGIN.match(line) or _BATCH_END.match(line)):
            yield "".join(held)
            held, size = [], 0
        is_open = (is_open and bool(held)) ^ bool(line.count("'") % 2)
        if held or (_BEGIN.match(line) and not _COPY.match(line)):
            held.append(line)
            size += len(line)
            if line.rstrip().endswith(";") or size > _LONGEST:
                yield "".join(held)
                held, size = [], 0
        else:
            yield line
    yield from held


def _lines(windows: Iterator[str]) -> Iterator[str]:
    tail: list[str] = []
    for window in windows:
        first, *rest = window.splitlines(keepends=True) or [""]
        if not rest and not first.endswith("\n"):
            tail.append(first)
            continue
        yield "".join(tail) + first
        yield from rest[:-1]
        last = rest[-1] if rest else ""
        tail = [] if last.endswith("\n") else [last]
        if last.endswith("\n"):
            yield last
    if any(tail):
        yield "".join(tail)


def _copied(line: str) -> list[str | None]:
    cells = line.rstrip("\r\n").split("\t")
    return [None if cell == "\\N" else clean(_unescaped(cell)) for cell in cells]


def _unescaped(cell: str) -> str:
    if "\\" not in cell:
        return cell
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match.group(1), match.group(1)), cell)


def _bare(name: str) -> str:
    """Return a name without its quotes.

    >>> _bare(' "public"."clients" '), _bare("`nom`")
    ('public.clients', 'nom')
    """
    return re.sub(r'[`"\[\]]', "", name).strip()
