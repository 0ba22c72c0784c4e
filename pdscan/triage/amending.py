"""Propose amendments of a declaration as a patch; a person applies it, or doesn't.

The words in quotation marks of an amendment's text are resolved like a policy's; the types that
they name are added to the item's `types`. What names nothing becomes a comment above the item.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from pdscan.declarations.phrases import resolve
from pdscan.model import ConfigurationError
from pdscan.taxonomy import Taxonomy
from pdscan.triage.entries import Decision

_QUOTED = re.compile(r"[«“\"]\s*(.+?)\s*[»”\"]")
_TYPES = re.compile(r"(\btypes:\s*\[)([^\]]*)(\])")


def patch(path: Path, decisions: Iterable[Decision], taxonomy: Taxonomy) -> str:
    """Return a unified diff of the declaration file; empty where nothing is to be amended."""
    text = path.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    for one in decisions:
        if one.decision == "amend" and one.declaration and one.text:
            lines = _amended(lines, one.declaration, one.text, taxonomy, path)
    before = text.splitlines(keepends=True)
    return "".join(difflib.unified_diff(before, lines, f"a/{path.name}", f"b/{path.name}"))


def _amended(lines: list[str], item: str, wanted: str, taxonomy: Taxonomy, path: Path) -> list[str]:
    first, last = _place(lines, item, path)
    types = [name for quoted in _QUOTED.findall(wanted) for name in resolve(quoted, taxonomy).types]
    for number in range(first, last) if types else ():
        found = _TYPES.search(lines[number])
        if found:
            listed = [name.strip() for name in found[2].split(",") if name.strip()]
            joined = ", ".join(dict.fromkeys([*listed, *types]))
            line = lines[number]
            lines[number] = line[: found.start(2)] + joined + line[found.end(2) :]
            return lines
    indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    comment = f"{indent}# {' '.join(wanted.split())}\n"
    return [*lines[:first], comment, *lines[first:]]


def _place(lines: list[str], item: str, path: Path) -> tuple[int, int]:
    """Return the first line of an item's mapping and the line behind its last, from 0."""
    root = yaml.compose("".join(lines), Loader=yaml.SafeLoader)
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            names = {key.value: value.value for key, value in node.value}
            if names.get("id") == item:
                return node.start_mark.line, node.end_mark.line + 1
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    raise ConfigurationError(f"{path} has no item {item!r} to amend")
