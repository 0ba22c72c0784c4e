"""Know where each part of a YAML text stands, aliases apart from what they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

_BEFORE_DASH = re.compile(r"(?:\s|#[^\n]*|[&!]\S+)*")


@dataclass(slots=True)
class Node:
    """Hold a part's span in characters, without the comments and blank lines behind it.

    The children of a mapping are its keys and values in turn; `text` is a scalar's value, `target`
    where the part begins that an alias repeats.
    """

    kind: Literal["scalar", "mapping", "sequence", "alias"]
    start: int
    end: int
    is_flow: bool = False
    text: str = ""
    target: int = 0
    children: list[Node] = field(default_factory=list)

    def entries(self) -> Iterator[tuple[Node, Node]]:
        """Yield a mapping's keys with their values."""
        return zip(self.children[::2], self.children[1::2], strict=True)


def tree(text: str) -> Node | None:
    """Return the root of a text that holds one document, None where it holds none.

    Raises yaml.YAMLError.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events = iter(yaml.parse(text, Loader=loader))
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            return _node(next(events), events, text, {})
    return None


def _node(
    event: yaml.Event, events: Iterator[yaml.Event], text: str, anchors: dict[str, int]
) -> Node:
    import yaml

    start, end = _index(event.start_mark), _index(event.end_mark)
    if isinstance(event, yaml.AliasEvent):
        return Node("alias", start, end, target=anchors.get(event.anchor or "", 0))
    if isinstance(event, yaml.NodeEvent) and event.anchor:
        anchors[event.anchor] = start
    if isinstance(event, yaml.ScalarEvent):
        # A block scalar's mark stands behind the blank lines that follow it.
        end = start + len(text[start:end].rstrip()) if event.style in ("|", ">") else end
        return Node("scalar", start, end, text=event.value)
    is_mapping = isinstance(event, yaml.MappingStartEvent)
    is_flow = isinstance(event, yaml.CollectionStartEvent) and bool(event.flow_style)
    found = Node("mapping" if is_mapping else "sequence", start, end, is_flow)
    for inner in events:
        if isinstance(inner, yaml.CollectionEndEvent):
            found.end = _index(inner.end_mark)
            break
        found.children.append(_node(inner, events, text, anchors))
    if not found.is_flow and found.children:
        found.end = found.children[-1].end
    return found


def _index(mark: Any) -> int:
    return int(mark.index)


def aliases(node: Node) -> Iterator[Node]:
    """Yield all aliases below a node, in the order of the text."""
    if node.kind == "alias":
        yield node
    for child in node.children:
        yield from aliases(child)


def dash(text: str, sequence: Node, number: int) -> int:
    """Return where the dash of a block sequence's item stands."""
    at = sequence.children[number - 1].end if number else sequence.start
    found = _BEFORE_DASH.match(text, at)
    return found.end() if found else at


def column(text: str, at: int) -> int:
    """Return how many characters stand before a place on its line."""
    return at - (text.rfind("\n", 0, at) + 1)


def line_end(text: str, at: int) -> int:
    """Return where the line of a place ends, before its line break."""
    found = text.find("\n", at)
    end = len(text) if found < 0 else found
    return end - 1 if text[end - 1 : end] == "\r" and end > at else end
