"""Build table blocks: record batches whose columns are all text, null where nothing is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

import pyarrow as pa

ROWS = 20_000
CHARACTERS = 4 << 20


def names_of(header: Sequence[str | None], width: int | None = None) -> list[str]:
    """Return one name a column: `#n` where there is none, `name-2` for the second of a name.

    >>> names_of(["nom", "", "nom"], 4)
    ['nom', '#2', 'nom-2', '#4']
    """
    wide = max(len(header), width or 0)
    plain = [(header[i] or "").strip() if i < len(header) else "" for i in range(wide)]
    taken, seen = set(plain), Counter[str]()
    names: list[str] = []
    for number, name in enumerate(plain, 1):
        name = name or f"#{number}"
        seen[name] += 1
        if seen[name] > 1:
            while (other := f"{name}-{seen[name]}") in taken:
                seen[name] += 1
            name = other
            taken.add(name)
        names.append(name)
    return names


def of_rows(names: Sequence[str], rows: Iterable[Sequence[str | None]]) -> pa.RecordBatch:
    """Return the rows as one batch; a row may be longer (then columns `#n` follow) or shorter."""
    columns = list(zip_longest(*rows))
    count = len(columns[0]) if columns else 0
    columns += [(None,) * count] * (len(names) - len(columns))
    every = [*names, *(f"#{n}" for n in range(len(names) + 1, len(columns) + 1))]
    arrays = [pa.array(_nulls(column), pa.string()) for column in columns]
    return pa.RecordBatch.from_arrays(arrays, names=names_of(every))


def clean(text: str) -> str:
    """Return the text without lone surrogates, which Arrow can't hold."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def _nulls(column: Iterable[str | None]) -> list[str | None]:
    return [cell or None for cell in column]
