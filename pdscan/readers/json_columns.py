"""Turn many JSON records alike into columns at once, each cell in the row of its record."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from types import NoneType

from pdscan.readers.batches import clean

_KEYS = 100
_NODES = 500
_DEEPEST = 40
_PLAIN_KEY = re.compile(r"[^\W\d][\w-]*")
_DATA_KEY = re.compile(r"@|(?:\d\D*){6}")
_FLAGS = {True: "true", False: "false"}


class UnlikeError(Exception):
    """Say that records are too unlike one another, or take more than a row each."""


class Columns:
    """Gather the columns of some records: `cells` by path, `weight` in characters."""

    def __init__(self) -> None:
        self.cells: dict[str, list[str | None]] = {}
        self.weight = 0
        self._nodes = _NODES

    def take(self, values: list[object], path: str, depth: int = 0) -> None:
        """Place one value a row at a path and what is in it below; raise UnlikeError if it can't.

        What was gathered before the error is of no use.
        """
        self._nodes -= 1
        if self._nodes < 0 or depth > _DEEPEST:
            raise UnlikeError
        kinds = set(map(type, values))
        if dict in kinds:
            self._take_objects([v if isinstance(v, dict) else {} for v in values], path, depth)
        if list in kinds:
            self._take_arrays([v if isinstance(v, list) else [] for v in values], path, depth)
        if str in kinds or bool in kinds:
            self._take_texts(_texts(values, kinds), path)

    def _take_objects(self, values: list[dict[str, object]], path: str, depth: int) -> None:
        keys = dict.fromkeys(chain.from_iterable(values))
        if len(keys) > _KEYS or any(map(is_data, keys)):
            raise UnlikeError
        for key in keys:
            try:
                cells = list(map(itemgetter(key), values))
            except KeyError:
                cells = [value.get(key) for value in values]
            self.take(cells, join(path, key), depth + 1)

    def _take_arrays(self, values: list[list[object]], path: str, depth: int) -> None:
        if max(map(len, values)) > 1:
            raise UnlikeError
        self.take([value[0] if value else None for value in values], path + "[*]", depth + 1)

    def _take_texts(self, texts: list[str | None], path: str) -> None:
        if "" in texts:
            texts = [text or None for text in texts]
        self.weight += len(texts) * 8 + sum(map(len, filter(None, texts)))
        self.cells[path] = texts


def _texts(values: list[object], kinds: set[type]) -> list[str | None]:
    if kinds == {bool}:
        return ["true" if value else "false" for value in values]
    if kinds <= {str, NoneType}:
        return values  # type: ignore[return-value]  # the set of their types says so
    return [_FLAGS[v] if isinstance(v, bool) else v if isinstance(v, str) else None for v in values]


@lru_cache(maxsize=10_000)
def is_data(key: str) -> bool:
    """Say whether a key is data, as the keys of a map are: an address, a long number."""
    return bool(_DATA_KEY.search(key))


@lru_cache(maxsize=10_000)
def join(path: str, key: str) -> str:
    r"""Return the path of a key below a path.

    >>> join("$", "nom"), join("$", "a.b")
    ('$.nom', "$['a.b']")
    """
    if _PLAIN_KEY.fullmatch(key):
        return f"{path}.{key}"
    return path + "['" + clean(key).replace("\\", "\\\\").replace("'", "\\'") + "']"
