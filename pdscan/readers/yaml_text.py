"""Read YAML as JSON is read, by path (`$.a[*].b`); comments are text.

The parser's events are put together without calling itself, an alias stands for nothing (what it
points to was read where it is), and no tag makes anything but text: a small file can't grow. What
is too long, too deep or no YAML is read as the text that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import yaml

from pdscan.readers import plain_text
from pdscan.readers.decoding import Decoder
from pdscan.readers.json_rows import Rows
from pdscan.readers.visit import Pieces, Visit

LONGEST = 8 << 20
_DEEPEST = 60
_NAMES = (".yaml", ".yml")
_COMMENT = re.compile(r"(?:^|[ \t])#(.*)$", re.MULTILINE)
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _NoRecordsError(Exception):
    """Say that a document is too deep, or no list or map."""


def is_yaml(name: str) -> bool:
    """Say whether a file is YAML, which only its name tells."""
    return name.lower().endswith(_NAMES)


def read(visit: Visit, decoder: Decoder) -> Pieces:
    """Yield the values by their path and the comments, or the text."""
    windows = decoder.windows()
    text, longer = _held(windows)
    documents = None if longer else _documents(text)
    if documents is None:
        yield from plain_text.windows(visit, chain([text], windows))
    else:
        rows = Rows()
        for value in documents:
            records, path = (value, "$[*]") if isinstance(value, list) else ([value], "$")
            yield from ((visit.asset, block) for block in rows.extend(records, path))
        yield from ((visit.asset, block) for block in rows.take())
        if comments := "\n".join(found.strip() for found in _COMMENT.findall(text)).strip():
            yield visit.text(comments)
    yield from plain_text.undecodable(visit, decoder)


def _held(windows: Iterator[str]) -> tuple[str, bool]:
    """Return the text up to LONGEST, and whether there may be more."""
    parts: list[str] = []
    size = 0
    for window in windows:
        parts.append(window)
        size += len(window)
        if size > LONGEST:
            return "".join(parts), True
    return "".join(parts), False


def _documents(text: str) -> list[object] | None:
    """Return the lists and maps of all documents; None where one is something else."""
    try:
        return [_value(events) for events in _parted(yaml.parse(text, Loader=_Loader))]
    except (yaml.YAMLError, _NoRecordsError, ValueError):
        return None


def _parted(events: Iterator[yaml.Event]) -> Iterator[list[yaml.Event]]:
    inside: list[yaml.Event] = []
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            inside = []
        elif isinstance(event, yaml.DocumentEndEvent):
            yield inside
        else:
            inside.append(event)


def _value(events: list[yaml.Event]) -> object:
    """Return a document as nested lists and maps of text."""
    root: list[object] = []
    nested: list[list[object]] = [root]
    for event in events:
        if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            if len(nested) > _DEEPEST:
                raise _NoRecordsError
            nested.append([])
        elif isinstance(event, yaml.SequenceEndEvent):
            done = nested.pop()
            nested[-1].append(done)
        elif isinstance(event, yaml.MappingEndEvent):
            done = nested.pop()
            nested[-1].append(_paired(done))
        elif isinstance(event, yaml.ScalarEvent):
            nested[-1].append(event.value)
        elif isinstance(event, yaml.AliasEvent):
            nested[-1].append(None)
    if len(root) != 1 or not isinstance(root[0], (list, dict)):
        raise _NoRecordsError
    return root[0]


def _paired(parts: list[object]) -> dict[str, object]:
    """Return a map of keys and values that follow each other; keys that recur keep all."""
    found: dict[str, object] = {}
    for key, value in zip(parts[::2], parts[1::2], strict=True):
        name = key if isinstance(key, str) else ""
        if isinstance(key, (list, dict)):
            value = [key, value]
        before = found.get(name)
        if name not in found:
            found[name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            found[name] = [before, value]
    return found
