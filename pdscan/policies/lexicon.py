"""Know the words of policies: each table of `words/` maps a name to French and English patterns.

Patterns are regular expressions over folded text (lower case, no accents, plain ' and -).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return the table of a file of `words/`."""
    import yaml

    text = resources.files("pdscan.policies").joinpath(f"words/{name}.yaml").read_text("utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """Return one pattern for an entry of a table: its French and English words together."""
    return compiled(words(table(name)[key]))


def words(entry: Any) -> list[str]:
    """Return the French and English words of an entry."""
    if isinstance(entry, dict):
        return [*entry.get("fr", ()), *entry.get("en", ())]
    return list(entry)


def compiled(alternatives: list[str]) -> re.Pattern[str]:
    """Return a pattern of whole words for any of the alternatives; never matches without any."""
    if not alternatives:
        return re.compile(r"(?!)")
    return re.compile(r"(?<![\w])(?:" + "|".join(alternatives) + r")(?![\w])")


@cache
def patterns(name: str) -> Mapping[str, re.Pattern[str]]:
    """Return the pattern of every entry of a table that has words."""
    return {key: compiled(words(entry)) for key, entry in table(name).items()}


def matching(name: str, text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the entries of a table whose words stand in a folded text, in the table's order."""
    for key, one in patterns(name).items():
        found = one.search(text)
        if found:
            yield key, found
