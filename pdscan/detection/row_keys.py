"""Point at a row of a table by the keyed digest of its primary key, never by its value.

Who holds the key of the run makes the same digest of a row's primary key and so finds the row; the
same row has the same digest in every run with that key. Without a key there is no digest: a small
number is guessed in seconds. Then, and in tables without a primary key, a sample tells the row's
number in the order of reading.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import pyarrow as pa

from pdscan.tally import digest


class RowKeys:
    """Make the places of one table's rows; `columns` are its primary key, in the table's order."""

    def __init__(self, locator: str, columns: Sequence[str], secret: bytes | None) -> None:
        self._locator = locator
        self._columns = tuple(columns)
        self._secret = secret

    def known(self, batch: pa.RecordBatch) -> bool:
        """Say whether rows of a batch can be pointed at."""
        names = batch.schema.names
        return bool(self._columns and self._secret) and all(c in names for c in self._columns)

    def place(self, batch: pa.RecordBatch, start: int, at: str) -> str:
        """Return `key DIGEST` for `row N`, N counted from 1, of the batch that begins at `start`.

        Any other place, and a row whose key holds what is no text, stays as it is.
        """
        word, _, number = at.partition(" ")
        row = int(number) - 1 - start if word == "row" and number.isdigit() else -1
        if not 0 <= row < batch.num_rows:
            return at
        cells = [batch.column(name)[row].as_py() for name in self._columns]
        if None in cells:
            return at
        told = digest(self._secret, "row", json.dumps([self._locator, *cells], ensure_ascii=False))
        return f"key {told}"
