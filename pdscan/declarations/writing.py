"""Write a declaration as YAML for people: fixed order, an item a line, doubts as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdscan.declarations import Declaration

_PLAIN = re.compile(r"[A-Za-zÀ-ÿ_][\w.À-ÿ-]*\Z")
_WORDS = frozenset(
    [
        "null",
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
        "~",
        "NO",
        "No",
        "ON",
        "On",
        "OFF",
        "Off",
        "Yes",
        "YES",
        "True",
        "TRUE",
        "False",
        "FALSE",
        "Null",
        "NULL",
        "Y",
        "N",
    ]
)
# What a declaration lists beside its documents, in the order in which it is written.
LISTS = (
    "legal_bases_declared",
    "data",
    "activities",
    "retention",
    "recipients",
    "locations",
    "transfers",
    "denials",
    "obligations",
    "unscannable",
    "issues",
)
_TOP = ("pdscan_declaration", "id", "documents", "scope", "controller", "dpo", *LISTS)
_BLOCKS = frozenset(
    (
        "documents",
        "data",
        "activities",
        "retention",
        "denials",
        "legal_bases_declared",
        "legal_bases",
        "conditions",
        "items",
        "rules",
        "then",
    )
)
_LAST = ("note", "confidence", "review", "source")
_WIDE = 100


def raw_of(declaration: Declaration) -> dict[str, Any]:
    """Return the long form of a declaration as plain values, without what goes without saying."""
    raw = declaration.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"pdscan_declaration": 1, **{key: _sources_last(raw[key]) for key in raw}}


def _sources_last(value: Any) -> Any:
    """Return a value whose mappings say first what they are, and last where it stands."""
    if isinstance(value, list):
        return [_sources_last(one) for one in value]
    if not isinstance(value, dict):
        return value
    order = [key for key in value if key not in _LAST] + [key for key in _LAST if key in value]
    return {key: _sources_last(value[key]) for key in order}


def text_of(declaration: dict[str, Any], doubts: dict[str, str], head: str) -> str:
    """Return the YAML of a declaration; `doubts` gives by id why a reader should look again."""
    lines = [*(f"# {line}".rstrip() for line in head.splitlines())]
    for key in _TOP:
        if key not in declaration:
            continue
        value = declaration[key]
        if isinstance(value, list) and value:
            lines += ["", f"{key}:"]
            for item in value:
                lines += item_lines(item, 2, doubts, is_open=key in _BLOCKS)
        elif isinstance(value, dict):
            lines += ["", f"{key}:", *mapping_lines(value, 2, doubts)]
        else:
            lines.append(f"{key}: {flow(value)}")
    return "\n".join(lines) + "\n"


def item_lines(item: Any, indent: int, doubts: dict[str, str], *, is_open: bool) -> list[str]:
    """Return the lines of an item of a list, on one line where it fits or `is_open` is false."""
    pad = " " * indent
    lines = []
    if isinstance(item, dict) and (why := doubts.get(str(item.get("id")))):
        lines.append(f"{pad}# à vérifier : {why}")
    line = flow(item)
    if not isinstance(item, dict) or not is_open or len(line) <= _WIDE:
        return [*lines, f"{pad}- {line}"]
    inner = mapping_lines(item, indent + 2, doubts)
    inner[0] = f"{pad}- {inner[0].lstrip()}"
    return [*lines, *inner]


def lines_of(doubts: dict[str, str]) -> Callable[[str, Any, int], list[str]]:
    """Return how a key with its value, or an item of a list (no key), is written at an indent."""

    def lines(key: str, value: Any, indent: int) -> list[str]:
        if not key:
            return item_lines(value, indent, doubts, is_open=True)
        return mapping_lines({key: value}, indent, doubts)

    return lines


def mapping_lines(value: dict[str, Any], indent: int, doubts: dict[str, str]) -> list[str]:
    """Return the lines of a mapping, a key a line."""
    pad = " " * indent
    lines = []
    for key, inner in value.items():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            lines.append(f"{pad}{key}:")
            for one in inner:
                lines += item_lines(one, indent + 2, doubts, is_open=key in ("items",))
        elif isinstance(inner, dict) and key == "data" and inner.get("items"):
            lines.append(f"{pad}{key}:")
            lines += mapping_lines(inner, indent + 2, doubts)
        else:
            lines.append(f"{pad}{key}: {flow(inner)}")
    return lines


def flow(value: Any) -> str:
    """Return a value on one line; words that YAML 1.1 reads as something else are quoted."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return _text(str(value))


def _text(text: str) -> str:
    if _PLAIN.match(text) and text not in _WORDS and not re.match(r"[\d.]", text):
        return text
    return (
        json.dumps(text, ensure_ascii=False)
        .replace("\x7f", "\\x7f")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
        .replace("\x85", "\\x85")
    )
