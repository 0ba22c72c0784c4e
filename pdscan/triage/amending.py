"""Propose amendments of a declaration as a patch; a person applies it, or doesn't.

The words in quotation marks of an amendment's text are resolved like a policy's. The types that
they name are added to the item's `types`; in a short form the words themselves join the `data` of
the activity that is, or has, the item. What names nothing becomes a comment above the item.
"""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pdscan import yaml_edits, yaml_lines
from pdscan.declarations import short_form, writing
from pdscan.declarations.ids import ids_below, ids_in
from pdscan.declarations.phrases import resolve
from pdscan.known_names import known_hint
from pdscan.model import ConfigurationError
from pdscan.taxonomy import Taxonomy
from pdscan.triage.entries import Decision

_QUOTED = re.compile(r"[«“\"]\s*(.+?)\s*[»”\"]")
_Steps = tuple[str | int, ...]


def patch(path: Path, decisions: Iterable[Decision], taxonomy: Taxonomy) -> str:
    """Return a unified diff of the declaration file; empty where nothing is to be amended."""
    before = after = path.read_bytes().decode("utf-8-sig")  # with its own line ends
    for one in decisions:
        if one.decision == "amend" and one.declaration and one.text:
            after = _amended(after, one.declaration, one.text, taxonomy, path)
    sides = (before.splitlines(keepends=True), after.splitlines(keepends=True))
    return "".join(difflib.unified_diff(*sides, f"a/{path.name}", f"b/{path.name}"))


def _amended(text: str, item: str, wanted: str, taxonomy: Taxonomy, path: Path) -> str:
    page = yaml_lines.parse(text, path)
    place = _place(page.data, item, ()) or _short_place(page.data, item, taxonomy)
    if place is None:
        raise ConfigurationError(f"{path} {_lack(page.data, item, taxonomy, path)}")
    words = [one for one in _QUOTED.findall(wanted) if resolve(one, taxonomy).types]
    if not words:
        lines = text.splitlines(keepends=True)
        line = page.line(place) - 1
        indent = lines[line][: len(lines[line]) - len(lines[line].lstrip())]
        return "".join([*lines[:line], f"{indent}# {' '.join(wanted.split())}\n", *lines[line:]])
    after = copy.deepcopy(page.data)
    held: Any = after
    for step in place[:-1]:
        held = held[step]
    item_of, key = (held, place[-1]) if place[-1] == "data" else (held[place[-1]], "types")
    if key == "types":
        words = [name for one in words for name in resolve(one, taxonomy).types]
    listed = item_of.get(key) or []
    listed = listed if isinstance(listed, list) else [listed]
    item_of[key] = [*listed, *(one for one in dict.fromkeys(words) if one not in listed)]
    return yaml_edits.edited(text, page.data, after, writing.flow, writing.lines_of({}))


def items(path: Path, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the ids of a declaration file's items, of a short form those that it comes to."""
    return _items(yaml_lines.read(path).data, taxonomy)


def _items(data: object, taxonomy: Taxonomy) -> tuple[str, ...]:
    own = ids_below(data) if isinstance(data, dict) else ids_in(data)
    short = isinstance(data, dict) and short_form.is_short(data)
    implied = short_form.expand(data, taxonomy)[1].places if short else {}  # type: ignore[arg-type]
    return tuple(dict.fromkeys((*own, *implied)))


def _lack(data: object, item: str, taxonomy: Taxonomy, path: Path) -> str:
    """Say why an item can't be amended, and what can be done."""
    known = _items(data, taxonomy)
    if item in known:
        return (
            f"is a short form, in which {item!r} isn't written out: write the long form first"
            f" (pdscan declare {path} -o long.yaml), and amend that"
        )
    return f"has no item {item!r} to amend; {known_hint(item, known)}"


def _place(value: object, item: str, steps: _Steps) -> _Steps | None:
    """Return where the mapping of an id stands in a file's data."""
    if isinstance(value, dict) and value.get("id") == item and steps:
        return steps
    parts = value.items() if isinstance(value, dict) else enumerate(
        value if isinstance(value, list) else ()
    )  # fmt: skip
    found = (_place(inner, item, (*steps, key)) for key, inner in parts)
    return next((one for one in found if one is not None), None)


def _short_place(data: object, item: str, taxonomy: Taxonomy) -> _Steps | None:
    """Return where a short form lists the words that an item comes from."""
    if not isinstance(data, dict) or not short_form.is_short(data):
        return None
    place = short_form.expand(data, taxonomy)[1].places.get(item, ())
    if place[:1] == ("activities",) and len(place) == 2:
        place = (*place, "data")
    return place[:3] if place[2:3] == ("data",) else None
