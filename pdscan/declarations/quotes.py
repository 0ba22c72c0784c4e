"""Check that the quotes of a declaration stand in its documents, at the lines or cells cited."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pdscan.folding import fold
from pdscan.yaml_lines import Page, Problem

Cited = tuple[str, ...] | Mapping[str, str]
"""A document as quotes cite it: its lines, or a register's texts by the address of their cell."""
Read = Callable[[Path], Cited | None]

_COLUMN = re.compile(r"[A-Z]+(?=\d+$)")
_TEXT = ("", ".txt", ".md", ".text")
_Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """Hold a document's folded lines."""

    lines: tuple[str, ...]

    def holds(self, quote: str, first: int, last: int) -> bool:
        """Say whether a folded quote stands within 1-based, inclusive lines."""
        return quote in fold(" ".join(self.lines[first - 1 : last]))

    def find(self, quote: str) -> int | None:
        """Return the line where a folded quote begins, None where it is nowhere."""
        whole = " ".join(line for line in self.lines if line)
        at = whole.find(quote)
        if at < 0:
            return None
        passed = 0
        for number, line in enumerate(self.lines, 1):
            if line:
                passed += len(line) + 1
            if passed > at:
                return number
        return None


def plain(path: Path) -> tuple[str, ...] | None:
    """Return the lines of a text file; None of any other."""
    if path.suffix.lower() not in _TEXT:
        return None
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return tuple(text.replace("\r\n", "\n").split("\n"))


def examine(page: Page, root: Path, read: Read = plain) -> list[Problem]:
    """Return the quotes that aren't where they are cited; a missing document is one warning.

    `read` returns what a document says, None where it can't.
    """
    if not isinstance(page.data, dict):
        return []
    found: list[Problem] = []
    texts: dict[str, _Text | Mapping[str, str]] = {}
    documents = page.data.get("documents")
    for number, entry in enumerate(documents if isinstance(documents, list) else ()):
        if isinstance(entry, dict) and isinstance(entry.get("path"), str):
            text = _open(page, ("documents", number), entry, (root, read), found)
            if text is not None:
                texts[str(entry.get("id"))] = text
    for place, source in _sources(page.data, ()):
        text = texts.get(str(source.get("doc")))
        if isinstance(text, _Text):
            found += _check(page, place, source, text)
        elif text is not None:
            found += _check_cell(page, place, source, text)
    return found


def _open(
    page: Page,
    place: _Steps,
    entry: dict[str, object],
    where: tuple[Path, Read],
    found: list[Problem],
) -> _Text | Mapping[str, str] | None:
    root, read = where
    path = root / str(entry["path"])
    line = page.line((*place, "path"))
    try:
        raw = path.read_bytes()
    except OSError:
        message = f"the document {entry['path']} isn't there; its quotes go unchecked"
        found.append(Problem(line, message, "warning"))
        return None
    stated = entry.get("sha256")
    if isinstance(stated, str) and stated != hashlib.sha256(raw).hexdigest():
        message = f"the document {entry['path']} changed: its SHA-256 is another"
        found.append(Problem(page.line((*place, "sha256")), message, "warning"))
    cited = read(path)
    if cited is None:
        message = f"the quotes from {entry['path']} go unchecked: it is no text, web page or table"
        found.append(Problem(line, message, "warning"))
        return None
    if isinstance(cited, tuple):
        return _Text(tuple(map(fold, cited)))
    return {cell: fold(text) for cell, text in cited.items()}


def _sources(value: object, place: _Steps) -> Iterator[tuple[_Steps, dict[str, object]]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "source" and isinstance(inner, dict):
                yield (*place, key), inner
            elif not str(key).startswith("x-"):
                yield from _sources(inner, (*place, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _sources(inner, (*place, number))


def _check(page: Page, place: _Steps, source: dict[str, object], text: _Text) -> Iterator[Problem]:
    cited, quote = source.get("lines"), source.get("quote")
    lines = [one for one in cited if isinstance(one, int)] if isinstance(cited, list) else []
    if not lines:
        return
    first, last = min(lines), max(lines)
    if first < 1 or last > len(text.lines):
        message = f"{source['doc']} has lines 1 to {len(text.lines)}, not {first} to {last}"
        yield Problem(page.line((*place, "lines")), message)
    elif isinstance(quote, str) and not text.holds(fold(quote), first, last):
        at = text.find(fold(quote))
        where = f"it stands on line {at}" if at else "it stands nowhere in the document"
        cited_lines = f"line {first}" if first == last else f"lines {first} to {last}"
        yield Problem(
            page.line((*place, "quote")),
            f"the quote {_short(quote)} isn't on {cited_lines} of {source['doc']}: {where}",
        )


def _check_cell(
    page: Page, place: _Steps, source: dict[str, object], cells: Mapping[str, str]
) -> Iterator[Problem]:
    cell, quote = source.get("cell"), source.get("quote")
    if not isinstance(cell, str) or not isinstance(quote, str):
        return
    said = [cells[cell]] if cell in cells else []
    if not said:  # where a cell is empty, the label of its row is quoted
        row = _COLUMN.sub("", cell)
        said = [text for at, text in cells.items() if _COLUMN.sub("", at) == row]
    if not any(fold(quote) in text for text in said):
        at = next((one for one, text in cells.items() if fold(quote) in text), None)
        where = f"it stands in {at}" if at else "it stands in no cell"
        message = f"the quote {_short(quote)} isn't in {cell} of {source['doc']}: {where}"
        yield Problem(page.line((*place, "quote")), message)


def _short(quote: str) -> str:
    return repr(quote if len(quote) <= 50 else quote[:47] + "…")
