r"""Write frozen values as JSON text: sorted keys, two spaces, the bytes that `json.dumps` writes.

`json.dumps` indents in Python, and `dataclasses.asdict` copies every leaf: together seconds for a
large report. Here each class has its lines laid out once, and a value only fills them in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

STEP = "  "


def text_of(value: object, pad: str = "\n") -> str:
    """Return the JSON of a dataclass, mapping, sequence or plain value; `pad` begins its lines.

    >>> text_of({"b": 1, "a": ()}, " ")
    '{   "a": [],   "b": 1 }'
    """
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return encode_basestring(value)
    if hasattr(value, "__dataclass_fields__"):
        kind: Any = type(value)
        values, layout = _layout(kind, pad)
        return layout % _texts(values(value), pad + STEP)
    if isinstance(value, list | tuple):
        return _enclosed("[", _texts(value, pad + STEP), "]", pad) if value else "[]"
    if isinstance(value, Mapping):
        keys = sorted(value)
        texts = _texts([value[key] for key in keys], pad + STEP)
        pairs = zip(keys, texts, strict=True)
        lines = [f"{encode_basestring(key)}: {text}" for key, text in pairs]
        return _enclosed("{", lines, "}", pad) if value else "{}"
    return json.dumps(value)


def _texts(values: Iterable[object], pad: str) -> tuple[str, ...]:
    """Return the JSON of each value; those that most fields hold are written here, for speed."""
    return tuple(
        [
            encode_basestring(value)
            if isinstance(value, str) and value.__class__ is str
            else "null"
            if value is None
            else repr(value)
            if value.__class__ is int
            else "[]"
            if value == ()
            else text_of(value, pad)
            for value in values
        ]
    )


def _enclosed(start: str, lines: Iterable[str], end: str, pad: str) -> str:
    inner = f",{pad}{STEP}".join(lines)
    return f"{start}{pad}{STEP}{inner}{pad}{end}"


@cache
def _layout(kind: Any, pad: str) -> tuple[attrgetter[tuple[object, ...]], str]:
    """Return what reads a class's fields (two at least), and the lines that their values fill."""
    names = sorted(field.name for field in fields(kind))
    lines = (f"{encode_basestring(name)}: %s" for name in names)
    return attrgetter(*names), _enclosed("{", lines, "}", pad)
