"""Find the ids that a declaration's data give to what is in it."""

from __future__ import annotations

from collections.abc import Iterator


def ids_in(value: object) -> Iterator[str]:
    """Yield the ids of a mapping and of all that is below a value, in its order."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield value["id"]
        yield from ids_below(value)
    elif isinstance(value, list):
        for inner in value:
            yield from ids_in(inner)


def ids_below(whole: dict[str, object]) -> Iterator[str]:
    """Yield the ids of all that is in a mapping, without its own: that is the declaration's."""
    for inner in whole.values():
        yield from ids_in(inner)
