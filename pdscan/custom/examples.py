"""Hold a user's detector to its own examples, in the engine that scans with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pdscan import taxonomy
from pdscan.detection.engine import Engine
from pdscan.detection.locus import Locus
from pdscan.model import ConfigurationError

if TYPE_CHECKING:
    from pdscan.custom.files import Written

_MARK = re.compile(r"\[\[(.+?)\]\](?!\])", re.DOTALL)

Failure = tuple[tuple[str | int, ...], str]


def failures(one: Written) -> list[Failure]:
    """Return the place and the fault of each example that isn't answered as it says.

    The fault names the example by its number, never by its text.
    """
    return list(_failures(one))


def _failures(one: Written) -> Iterator[Failure]:
    listed = one.entry.examples
    try:
        engine = Engine({one.entry.name: one.detector}, taxonomy.load())
    except ConfigurationError as error:
        line = one.line("patterns")
        raise ConfigurationError(f"{one.page.path}:{line}: {error}") from None
    for number, example in enumerate(listed.match):
        text, field = (example, "") if isinstance(example, str) else (example.text, example.field)
        plain, marked = unmarked(text)
        found = _spans(engine, plain, field)
        fault = "finds nothing in it" if not found else "finds another part than is marked"
        if not found or (marked and found != marked):
            yield (
                ("examples", "match", number),
                f"{one.entry.name} fails its example {number + 1} of match: it {fault}",
            )
    for number, example in enumerate(listed.silent):
        text, field = (example, "") if isinstance(example, str) else (example.text, example.field)
        if _spans(engine, text, field):
            yield (
                ("examples", "silent", number),
                f"{one.entry.name} fails its example {number + 1} of silent: it finds something",
            )


def _spans(engine: Engine, text: str, field: str) -> list[tuple[int, int]]:
    """Return where hits are, in characters of the text."""
    raw = text.encode("utf-8", "replace")
    return [
        (len(raw[: hit.start].decode("utf-8", "replace")),
         len(raw[: hit.end].decode("utf-8", "replace")))
        for hit in engine.hits(raw, Locus(field))
    ]  # fmt: skip


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without its marks [[…]], and what they marked (characters)."""
    plain, at, spans = "", 0, []
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        spans.append((len(plain), len(plain) + len(mark[1])))
        plain += mark[1]
        at = mark.end()
    return plain + text[at:], spans
