"""Read a register's file as grids of texts: workbooks, separated values, Markdown tables."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

from pdscan.model import ConfigurationError, UnreadableError
from pdscan.readers import isolation
from pdscan.registers.cells import Grid, Raw

WORKBOOKS = (".ods", ".xlsx", ".xls", ".xlsm")
SEPARATED = (".csv", ".tsv")
MARKDOWN = (".md", ".markdown")
MOST_BYTES = 50_000_000
_MOST_ROWS = 20_000
_SECONDS = 60
_RULE = re.compile(r"\|?[\s:|-]*-{2,}[\s:|-]*\|?")
_UNESCAPED = re.compile(r"(?<!\\)\|")


def bytes_of(path: Path) -> bytes:
    """Return a file's bytes; raise ConfigurationError where they can't be had, or are too many."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ConfigurationError(f"{path} is larger than a register can be (50 MB)")
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path} can't be read: {error.strerror}") from None
    if not raw.strip():
        raise ConfigurationError(f"{path} is empty")
    return raw


def text_of(path: Path) -> str:
    """Return a file's text: UTF-8 or UTF-16 by its mark, else as Windows writes French."""
    raw = bytes_of(path)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    if b"\0" in raw[:4096]:
        raise ConfigurationError(f"{path} isn't text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def read(path: Path) -> tuple[list[Grid], list[Raw]]:
    """Return the grids of a file, and issues for what was left unread."""
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        return _workbook(path)
    if suffix in SEPARATED:
        return [_separated(path)], []
    return list(_tables(text_of(path))), []


def table_share(path: Path) -> float:
    """Return which share of a Markdown file's characters, headings aside, stands in tables."""
    lines = [line.strip() for line in text_of(path).splitlines()]
    told = [line for line in lines if line and not line.startswith("#")]
    inside = sum(len(line) for line in told if line.count("|") > 1)
    return inside / max(1, sum(map(len, told)))


def _workbook(path: Path) -> tuple[list[Grid], list[Raw]]:
    sheets: dict[str, list[tuple[str, ...]]] = {}
    hidden, broken, sheet = [], [], ""
    try:
        for answer in isolation.run("cells", io.BytesIO(bytes_of(path)), str(path), _SECONDS):
            if not isinstance(answer, dict):
                continue
            if answer.get("kind") == "sheet":
                sheet = str(answer.get("key"))
                if answer.get("text") == "hidden":
                    hidden.append(sheet)
            elif answer.get("kind") == "rows" and sheet not in hidden:
                rows = json.loads(str(answer.get("text")))
                sheets.setdefault(sheet, []).extend(tuple(map(str, row)) for row in rows)
            elif answer.get("kind") == "broken":
                broken.append(sheet)
    except UnreadableError as error:
        raise ConfigurationError(f"{error}: no register can be read from it") from None
    issues = [_left("hidden_sheet", "feuille masquée, non lue", name) for name in hidden]
    issues += [_left("broken_sheet", "feuille abîmée, non lue", name) for name in broken]
    return [Grid(name, tuple(rows)) for name, rows in sheets.items()], issues


def _left(code: str, text: str, sheet: str) -> Raw:
    source = {"doc": "register", "lines": [1], "cell": f"{sheet}!A1", "quote": sheet}
    return {"code": code, "text": f"{text} : {sheet}", "source": source}


def _separated(path: Path) -> Grid:
    text = text_of(path)
    separator = _separator(text)
    csv.field_size_limit(1 << 20)
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(tuple(_plain(cell) for cell in row))
            if len(rows) > _MOST_ROWS:
                raise ConfigurationError(f"{path} has more than {_MOST_ROWS} rows")
    except csv.Error as error:
        raise ConfigurationError(f"{path}: not separated values: {error}") from None
    return Grid("", tuple(rows))


def _plain(cell: str) -> str:
    """Return a cell without the sign that keeps a spreadsheet from running it as a formula."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _separator(text: str) -> str:
    """Return the sign that parts the first lines outside quotes most often."""
    bare = re.sub(r'"[^"]*"', "", text[:20_000])
    head = "\n".join(bare.splitlines()[:5])
    return max(";\t,|", key=head.count)


def _tables(text: str) -> Iterator[Grid]:
    """Yield the tables of a Markdown text with the line of their first row and their heading."""
    rows: list[tuple[str, ...]] = []
    title, first = "", 0
    for number, line in enumerate((*text.splitlines(), ""), 1):
        stripped = line.strip()
        if "|" in stripped:
            first = first or number
            # The rule below the header keeps its line, so that rows and lines go together.
            rows.append(() if _RULE.fullmatch(stripped) else tuple(_cells(stripped)))
            continue
        if len(rows) > 1:
            yield Grid("", tuple(rows[:_MOST_ROWS]), first, title)
        rows, first = [], 0
        if stripped.startswith("#"):
            title = stripped.strip("# ").strip()


def _cells(line: str) -> Iterator[str]:
    for cell in _UNESCAPED.split(line.strip("|") if line.endswith("|") else line.lstrip("|")):
        plain = cell.replace("\\|", "|").replace("<br>", "\n").replace("<br/>", "\n")
        yield re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", plain).strip()
