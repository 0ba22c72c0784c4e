"""Change a YAML text where its data change, and leave every other character as a person wrote it.

Comments, order, quotes, flow style, line ends and anchors stay wherever what they hold is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from pdscan.model import ConfigurationError
from pdscan.yaml_spans import Node, aliases, column, dash, line_end, tree

Lines = Callable[[str, Any, int], list[str]]
"""The lines of a key with its value (key, value, indent), or of a list's item (key empty)."""


@dataclass(slots=True)
class _Draft:
    """Gather replacements of spans of a text."""

    text: str
    flow: Callable[[Any], str]
    lines: Lines
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def replace(self, start: int, end: int, new: str) -> None:
        self.edits.append((start, end, new))

    def result(self) -> str:
        text = self.text
        breaks = "\r\n" if "\r\n" in text else "\n"
        order = sorted(range(len(self.edits)), key=lambda at: (*self.edits[at][:2], at))
        for start, end, new in (self.edits[at] for at in reversed(order)):
            text = text[:start] + new.replace("\n", breaks) + text[end:]
        return text


def edited(text: str, before: Any, after: Any, flow: Callable[[Any], str], lines: Lines) -> str:
    """Return the text with what differs between two values changed; both speak of its data.

    `flow` writes a value on one line. Where a part that is repeated by aliases changes, aliases are
    written out. Raises ConfigurationError where the change can't be made.
    """
    import yaml

    wanted = _patched(_data(text), before, after)
    for unfold in (str, lambda one: _unfolded(one, flow)):
        attempt = unfold(text)
        root = tree(attempt)
        if root is None:
            break
        draft = _Draft(attempt, flow, lines)
        _change(draft, root, before, after)
        made = draft.result()
        try:
            if _data(made) == wanted:
                return made
        except yaml.YAMLError:
            continue
    raise ConfigurationError("what changes can't be written without losing what a person wrote")


def _data(text: str) -> Any:
    import yaml

    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (safe)


def _unfolded(text: str, flow: Callable[[Any], str]) -> str:
    """Return the text with each alias written out."""
    import yaml

    root = tree(text)
    written = {one.target: one for one in aliases(root)} if root else {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    waiting: list[yaml.Node | None] = [loader.get_single_node()]
    values: dict[int, str] = {}
    while waiting:
        node = waiting.pop()
        at = node.start_mark.index if node and node.start_mark else -1
        if at in written and at not in values:
            values[at] = flow(loader.construct_document(node))
        inner = node.value if isinstance(node, yaml.CollectionNode) else []
        waiting += [one for part in inner for one in (part if isinstance(part, tuple) else [part])]
    draft = _Draft(text, flow, lambda *_: [])
    for one in aliases(root) if root else ():
        draft.replace(one.start, one.end, values[one.target])
    return draft.result()


def _patched(data: Any, before: Any, after: Any) -> Any:
    """Return data with what differs between two values changed in it."""
    if before == after:
        return data
    if _are(dict, data, before, after):
        kept = {key: value for key, value in data.items() if key in after or key not in before}
        new = {
            key: _patched(data[key], before.get(key), value) if key in data else value
            for key, value in after.items()
            if key not in before or before[key] != value
        }
        return {**kept, **new}
    if _are(list, data, before, after) and len(data) == len(before):
        return [
            step[1] if step[0] is None else _patched(data[step[0]], before[step[0]], step[1])
            for step in _steps(before, after)
            if step[1] is not _GONE
        ]
    return after


_GONE = object()


def _are(kind: type, *values: Any) -> bool:
    return all(isinstance(one, kind) for one in values)


def _steps(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[int | None, Any]]:
    """Yield the items of a new list with the index of the old one; those that go as _GONE."""
    marks = SequenceMatcher(None, [*map(_mark, before)], [*map(_mark, after)], autojunk=False)
    for _, first, last, start, end in marks.get_opcodes():
        both = min(last - first, end - start)
        yield from zip(range(first, first + both), after[start : start + both], strict=True)
        yield from ((number, _GONE) for number in range(first + both, last))
        yield from ((None, one) for one in after[start + both : end])


def _mark(item: Any) -> str:
    """Return what tells an item of a list from the others: its id, else all of it."""
    if isinstance(item, dict) and isinstance(item.get("id"), str):
        return str(item["id"])
    return json.dumps(item, default=str, sort_keys=True)


def _change(draft: _Draft, node: Node, before: Any, after: Any) -> None:
    if before == after:
        return
    if node.kind == "mapping" and _are(dict, before, after):
        _change_mapping(draft, node, before, after)
    elif (
        node.kind == "sequence" and _are(list, before, after) and len(node.children) == len(before)
    ):
        _change_sequence(draft, node, before, after)
    else:
        gap = " " if draft.text[node.start - 1 : node.start] == ":" else ""
        draft.replace(node.start, node.end, gap + draft.flow(after))


def _change_mapping(
    draft: _Draft, node: Node, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    held = {key.text: (key, value) for key, value in node.entries()}
    gone = {key for key in before if key not in after and key in held}
    if len(gone) == len(held):
        draft.replace(node.start, node.end, draft.flow(dict(after)))
        return
    spans = [(key.text in gone, key.start, value.end) for key, value in node.entries()]
    _drop(draft, node, spans)
    changed = [key for key in after if key not in before or before[key] != after[key]]
    # New keys come last: at the same place of the text, what goes inside the last entry precedes.
    for key in sorted(changed, key=lambda one: one not in held):
        value = after[key]
        if key not in held:
            _add_key(draft, node, key, value)
        elif _is_rewritten(node, held[key][1], before.get(key), value):
            name, old = held[key]
            indent = column(draft.text, name.start)
            draft.replace(name.start, old.end, "\n".join(draft.lines(key, value, indent)).lstrip())
        else:
            _change(draft, held[key][1], before.get(key), value)


def _is_rewritten(node: Node, old: Node, before: Any, after: Any) -> bool:
    """Say whether an entry on lines of its own is to be written anew, with its key."""
    is_alike = _are(dict, before, after) or _are(list, before, after)
    goes_inside = is_alike and old.kind in ("mapping", "sequence") and old.children and after
    is_block = old.kind in ("mapping", "sequence") and not old.is_flow
    return not node.is_flow and not goes_inside and (is_block or isinstance(after, dict | list))


def _add_key(draft: _Draft, node: Node, key: str, value: Any) -> None:
    last = node.children[-1]
    if node.is_flow:
        draft.replace(last.end, last.end, f", {key}: {draft.flow(value)}")
        return
    indent = column(draft.text, node.children[0].start)
    end = line_end(draft.text, last.end)
    draft.replace(end, end, "".join(f"\n{one}" for one in draft.lines(key, value, indent)))


def _change_sequence(
    draft: _Draft, node: Node, before: Sequence[Any], after: Sequence[Any]
) -> None:
    steps = list(_steps(before, after))
    gone = [number for number, one in steps if one is _GONE and number is not None]
    if not node.children or (gone and len(gone) == len(node.children)):
        _replace_items(draft, node, after)
        return
    _drop(draft, node, [(n in gone, *_item_span(draft, node, n)) for n in range(len(before))])
    last: int | None = None
    for number, one in steps:
        if number is None:
            _add_item(draft, node, last, one)
        elif one is not _GONE:
            last = number
            _change(draft, node.children[number], before[number], one)


def _replace_items(draft: _Draft, node: Node, after: Sequence[Any]) -> None:
    new = draft.flow(list(after))
    if after and not node.is_flow:
        indent = column(draft.text, dash(draft.text, node, 0))
        new = "\n".join(line for one in after for line in draft.lines("", one, indent)).lstrip()
    draft.replace(node.start, node.end, new)


def _item_span(draft: _Draft, node: Node, number: int) -> tuple[int, int]:
    child = node.children[number]
    return (child.start if node.is_flow else dash(draft.text, node, number)), child.end


def _add_item(draft: _Draft, node: Node, after: int | None, item: Any) -> None:
    if node.is_flow:
        if after is None:
            start = node.children[0].start
            draft.replace(start, start, f"{draft.flow(item)}, ")
        else:
            end = node.children[after].end
            draft.replace(end, end, f", {draft.flow(item)}")
        return
    first = dash(draft.text, node, 0)
    indent = column(draft.text, first)
    lines = draft.lines("", item, indent)
    if after is not None:
        end = line_end(draft.text, node.children[after].end)
        draft.replace(end, end, "".join(f"\n{one}" for one in lines))
    elif draft.text[first - indent : first].strip():
        draft.replace(first, first, "\n".join(lines).lstrip() + "\n" + " " * indent)
    else:
        draft.replace(first - indent, first - indent, "".join(f"{one}\n" for one in lines))


def _drop(draft: _Draft, node: Node, spans: Sequence[tuple[bool, int, int]]) -> None:
    """Take away entries: with their lines, or with their commas in flow style."""
    for number, (is_gone, start, end) in enumerate(spans):
        if not is_gone:
            continue
        if node.is_flow:
            start, end = _with_comma(draft.text, spans, number)
        else:
            first = start - column(draft.text, start)
            if draft.text[first:start].strip():
                # It shares its line with what holds it, as in "- - a": the next one moves there.
                end = spans[number + 1][1] if number + 1 < len(spans) else end
            else:
                start, end = first, min(line_end(draft.text, end) + 1, len(draft.text))
                end += draft.text[end - 1 : end] == "\r"
        draft.replace(start, end, "")


def _with_comma(text: str, spans: Sequence[tuple[bool, int, int]], number: int) -> tuple[int, int]:
    """Return the span of a flow entry with one of the commas around it; comments stay."""
    _, start, end = spans[number]
    later = [one[1] for one in spans[number + 1 :]]
    if later and not all(one[0] for one in spans[number:]):
        gap = text[end : later[0]]
        return start, later[0] if "#" not in gap else end + gap.index(",") + 1
    before = spans[number - 1][2]
    return (before if "#" not in text[before:start] else start), end
