"""Let a column's comment speak where its name says nothing: `d1`, "date de naissance du client".

A comment counts as the name does, no more: cells that contradict it silence it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyarrow as pa

from pdscan.detection.engine import Engine
from pdscan.folding import strip_accents

LOOK_AT = 1000
MOST_WORDS = 6  # longer ones tell of more than what the column holds
_CLAUSE = re.compile(r"[.;:,(\[\n/]| - | \u2013 | \u2014 ")
_WORD = re.compile(r"[a-z0-9]+")
_LITTLE = "de du des d la le les l un une au aux en sur of the a an for to s son sa ses its"
_EMPTY = frozenset(_LITTLE.split())


def spoken_name(comment: str) -> str:
    """Return the words of a comment's first clause as a name has them; empty for a long one.

    >>> spoken_name("Date de naissance du client (AAAA-MM-JJ)")
    'date_naissance_client'
    """
    clause = _CLAUSE.split(comment.strip(), maxsplit=1)[0]
    words = [one for one in _WORD.findall(strip_accents(clause).lower()) if one not in _EMPTY]
    return "_".join(words) if len(words) <= MOST_WORDS else ""


class ColumnComments:
    """Give the name by which each column of a table is judged: its own, or its comment's."""

    def __init__(self, engine: Engine, comments: Mapping[str, str]) -> None:
        self._engine = engine
        self._said = {name: said for name in comments if (said := spoken_name(comments[name]))}
        self._chosen: dict[str, str] = {}

    def names(self, batch: pa.RecordBatch) -> list[str]:
        """Return one name a column; what is chosen of a first batch stays."""
        own: list[str] = batch.schema.names
        for name, column in zip(own, batch.columns, strict=True):
            if name in self._said and name not in self._chosen:
                look = column.drop_null()[:LOOK_AT]
                said = self._said[name]
                speaks = not self._tells(name, look) and self._tells(said, look)
                self._chosen[name] = said if speaks else name
        return [self._chosen.get(name, name) for name in own]

    def _tells(self, name: str, cells: pa.StringArray) -> bool:
        return bool(self._engine.cell_rules(name) or self._engine.judge(name, cells))
