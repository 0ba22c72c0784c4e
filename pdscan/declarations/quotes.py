"""Check that the quotes of a declaration stand in its documents, at the lines they cite."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pdscan.folding import fold
from pdscan.yaml_lines import Page, Problem

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


def examine(page: Page, root: Path) -> list[Problem]:
    """Return the quotes that aren't where they are cited; a missing document is one warning."""
    if not isinstance(page.data, dict):
        return []
    found: list[Problem] = []
    texts: dict[str, _Text] = {}
    documents = page.data.get("documents")
    for number, entry in enumerate(documents if isinstance(documents, list) else ()):
        if isinstance(entry, dict) and isinstance(entry.get("path"), str):
            text = _open(page, ("documents", number), entry, root, found)
            if text is not None:
                texts[str(entry.get("id"))] = text
    for place, source in _sources(page.data, ()):
        text = texts.get(str(source.get("doc")))
        if text is not None:
            found += _check(page, place, source, text)
    return found


def _open(
    page: Page, place: _Steps, entry: dict[str, object], root: Path, found: list[Problem]
) -> _Text | None:
    path = root / str(entry["path"])
    line = page.line((*place, "path"))
    if path.suffix.lower() not in _TEXT:
        return None
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
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return _Text(tuple(fold(part) for part in text.replace("\r\n", "\n").split("\n")))


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


def _short(quote: str) -> str:
    return repr(quote if len(quote) <= 50 else quote[:47] + "…")
