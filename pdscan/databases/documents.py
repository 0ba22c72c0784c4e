"""Turn documents into batches: a field is a column, what has parts is JSON in its cell.

JSON in cells is read by path as everywhere (`column:address.$.city`). A key that may itself be
data, as those of a map by e-mail address, names no column: it lies in the JSON of `other fields`,
whose keys are masked in reports.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import chain
from typing import Any

import pyarrow as pa

from pdscan.databases.cell_texts import encoding, strings
from pdscan.databases.key_families import is_plain
from pdscan.folding import strip_accents
from pdscan.readers.cell_documents import BinaryCells, is_document
from pdscan.readers.json_columns import is_data

OTHER = "other fields"
_MOST_COLUMNS = 1_000  # of one collection: what has more keys is a map
_RECURS = 3  # so many documents at least share a key that is common
_WORD = re.compile(r"[A-Za-z][A-Za-z_ -]{0,40}\d{0,3}")


class Documents:
    """Make the batches of one collection; `cells` has what is no text of the last one."""

    def __init__(self) -> None:
        self.cells = BinaryCells()
        self._columns: set[str] = set()

    def batch(self, documents: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
        """Return a row a document; `_id` alone is a column where there is none."""
        counts = Counter(chain.from_iterable(documents))
        often = max(_RECURS, len(documents) // 2)
        names = [key for key, count in counts.items() if self._is_column(key, count >= often)]
        odd = counts.keys() - set(names)
        values = {name: [one.get(name) for one in documents] for name in names}
        if odd:
            rest = [{key: one[key] for key in one if key in odd} for one in documents]
            values[OTHER] = [one or None for one in rest]
        columns = {
            name: [self._cell(cell, name, row) for row, cell in enumerate(cells)]
            for name, cells in values.items()
        } or {"_id": []}
        self.cells.columns = [
            name for name, cells in columns.items() if any(isinstance(c, bytes) for c in cells)
        ]
        arrays = [strings(cells, name, self.cells) for name, cells in columns.items()]
        return pa.RecordBatch.from_arrays(arrays, names=list(columns))

    def _is_column(self, key: str, is_common: bool) -> bool:
        if key in self._columns:
            return True
        if len(self._columns) >= _MOST_COLUMNS or not is_field(key, is_common=is_common):
            return False
        self._columns.add(key)
        return True

    def _cell(self, value: Any, name: str, row: int) -> Any:
        if not isinstance(value, (dict, list)):
            return value

        def part(inner: Any) -> str | None:
            return self._part(inner, name, row)

        return json.dumps(value, ensure_ascii=False, default=part)

    def _part(self, value: Any, name: str, row: int) -> str | None:
        """Return as text what JSON doesn't know; bytes that are no text are put aside."""
        if isinstance(value, bytes):
            return text_or_aside(value, self.cells, name, row)
        if isinstance(value, dt.datetime):
            return value.isoformat(sep=" ")
        return format(value, "f") if isinstance(value, Decimal) else str(value)


def text_or_aside(value: bytes, cells: BinaryCells, name: str, row: int) -> str | None:
    """Return bytes as text; put them into `cells` and return None where they are a document."""
    if not is_document(value):
        with suppress(UnicodeDecodeError):
            return value.decode()
        if written := encoding(value):
            return value.decode(written, "replace")
    cells.add(name, row, value)
    return None


def is_field(key: str, *, is_common: bool = False) -> bool:
    """Say whether a key names a kind of thing, and no one thing: words, up to three digits behind.

    A word that may be somebody's name is taken for one, unless the key is common to documents.

    >>> [is_field(key) for key in ("_id", "prénom", "user.tel2", "zoe@example.org", "0199001122")]
    [True, True, True, False, False]
    >>> is_field("marie"), is_field("marie", is_common=True)
    (False, True)
    """
    words = [strip_accents(part).lstrip("_@") for part in key.split(".")]
    if is_data(key) or not all(map(_WORD.fullmatch, words)):
        return False
    return is_common or all(is_plain(word.rstrip("0123456789")) for word in words)
