"""Read a YAML or JSON file with the line of each of its parts, for errors that point.

Both estate and declaration files come through here. What `yaml.safe_load` passes in silence is a
problem here: a key written twice, and words that YAML 1.1 reads as something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan import yaml_faults
from pdscan.model import ConfigurationError

if TYPE_CHECKING:
    import yaml

Place = Sequence[str | int]

_TAG = "tag:yaml.org,2002:"
_SECRET = frozenset(("fingerprint_key", "target", "catalog", "params"))
_MOST_PARTS = 1_000_000
_MEANS_ELSE = {
    "bool": "true or false",
    "timestamp": "a date",
    "int": "a number",
    "float": "a number",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Say what is wrong at a line of a file; only an `error` keeps the file from loading."""

    line: int
    message: str
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Page:
    """Hold a file's data with its nodes: `line` answers for any place in the data."""

    path: Path
    data: object
    root: yaml.Node | None
    doubles: tuple[Problem, ...] = ()

    def line(self, place: Place) -> int:
        """Return the 1-based line of the deepest part of the place that is in the file."""
        found, line = self.root, 1
        for step in place:
            inner = _inside(found, step)
            if inner is None:
                break
            found, line = inner
        return line

    def has(self, place: Place) -> bool:
        """Say whether the file holds this very place."""
        found = self.root
        for step in place:
            inner = _inside(found, step)
            if inner is None:
                return False
            found = inner[0]
        return True

    def misread(self, place: Place) -> str | None:
        """Return what YAML took a bare word for (`no` for false, a date), None where it is text.

        A word that may be a secret isn't shown.
        """
        import yaml

        found = self.root
        for step in place:
            inner = _inside(found, step)
            if inner is None:
                return None
            found = inner[0]
        if not isinstance(found, yaml.ScalarNode) or found.style:
            return None
        meaning = _MEANS_ELSE.get(found.tag.removeprefix(_TAG))
        shown = "the word" if _SECRET.intersection(map(str, place)) else found.value
        return f"{shown} is read as {meaning}: quote it" if meaning else None


def _inside(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    """Return what lies at a step of a node with its line: a key's own line for a mapping."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        value = node.value[step]
        return value, value.start_mark.line + 1
    return None


def _doubles(node: yaml.Node) -> Iterator[Problem]:
    """Yield keys written twice, and texts in the quotation marks of a word processor."""
    import yaml

    if isinstance(node, yaml.ScalarNode) and not node.style and node.value[:1] in ("“", "”"):
        message = 'the signs “ and ” are part of the text for YAML: write "…"'
        yield Problem(node.start_mark.line + 1, message)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield Problem(key.start_mark.line + 1, f"the key {key.value!r} stands twice")
                seen.add(key.value)
            yield from _doubles(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _doubles(value)


def read(path: Path) -> Page:
    """Read a file; raise ConfigurationError with file and line where it can't be read."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "can't be read").lower()
        raise ConfigurationError(f"{path}: {reason}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path}: the file isn't UTF-8 text; save it as UTF-8") from None
    return parse(text, path)


def parse(text: str, path: Path) -> Page:
    """Read a file's text; YAML holds JSON, but for tabs, which JSON has only between its words."""
    import yaml

    if path.suffix.lower() == ".json":
        text = text.replace("\t", " ")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        root = loader.get_single_node()
        if root is not None and _unfolded(root, {}) > _MOST_PARTS:
            raise ConfigurationError(f"{path}:1: the file's aliases unfold without end")
        # Before construction, which folds merge keys (<<) into the mappings that hold them.
        doubles = tuple(_doubles(root)) if root is not None else ()
        data = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        line, sentence = yaml_faults.told(error, text)
        raise ConfigurationError(f"{path}:{line}: {sentence}") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise ConfigurationError(f"{path}:1: the file isn't YAML or JSON") from None
    finally:
        loader.dispose()
    return Page(path, data, root, doubles)


def _unfolded(node: yaml.Node, sizes: dict[int, int]) -> int:
    """Return how many parts a node has once its aliases are unfolded; a circle has too many."""
    import yaml

    if id(node) in sizes:
        return sizes[id(node)]
    sizes[id(node)] = _MOST_PARTS + 1
    size = 1
    if isinstance(node, yaml.SequenceNode):
        size += sum(_unfolded(inner, sizes) for inner in node.value)
    elif isinstance(node, yaml.MappingNode):
        size += sum(_unfolded(inner, sizes) for pair in node.value for inner in pair)
    sizes[id(node)] = size
    return size
