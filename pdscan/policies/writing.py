"""Write a declaration as YAML for people: fixed order, an item a line, doubts as comments."""

from __future__ import annotations

import json
import re
from typing import Any

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
_TOP = (
    "pdscan_declaration",
    "id",
    "documents",
    "scope",
    "controller",
    "dpo",
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
_WIDE = 100


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
                lines += _item(item, 2, doubts, is_open=key in _BLOCKS)
        elif isinstance(value, dict):
            lines += ["", f"{key}:", *_mapping(value, 2, doubts)]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _item(item: Any, indent: int, doubts: dict[str, str], *, is_open: bool) -> list[str]:
    pad = " " * indent
    lines = []
    if isinstance(item, dict) and (why := doubts.get(str(item.get("id")))):
        lines.append(f"{pad}# à vérifier : {why}")
    flow = _flow(item)
    if not isinstance(item, dict) or not is_open or len(flow) <= _WIDE:
        return [*lines, f"{pad}- {flow}"]
    inner = _mapping(item, indent + 2, doubts)
    inner[0] = f"{pad}- {inner[0].lstrip()}"
    return [*lines, *inner]


def _mapping(value: dict[str, Any], indent: int, doubts: dict[str, str]) -> list[str]:
    pad = " " * indent
    lines = []
    for key, inner in value.items():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            lines.append(f"{pad}{key}:")
            for one in inner:
                lines += _item(one, indent + 2, doubts, is_open=key in ("items",))
        elif isinstance(inner, dict) and key == "data" and inner.get("items"):
            lines.append(f"{pad}{key}:")
            lines += _mapping(inner, indent + 2, doubts)
        else:
            lines.append(f"{pad}{key}: {_flow(inner)}")
    return lines


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
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
