"""Tell columns of free text from others: in them one cell in thousands matters.

Free text are prose, cells of several words that mostly differ, cells longer than a code, and JSON
or XML. Which columns are of a known kind after all (addresses, names) their tally says.
"""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pdscan.detection.cell_names import is_prose, matching

LONG = 64  # bytes: a SHA-256 in hexadecimal, the longest of the usual codes
_LOOK_AT = 500
_SOME, _MOST = 0.2, 0.5
_WORDS = r"\pL{2}.*[ ,;/].*\pL{2}"
_MARKUP = r"^\s*[\[{<]"


class FreeTexts:
    """Take the batches of one table; `columns` names those whose cells may hold anything."""

    def __init__(self) -> None:
        self.columns: set[str] = set()
        self._seen: set[str] = set()

    def feed(self, batch: pa.RecordBatch) -> None:
        """Look at the first cells of each column, and at the length of all."""
        for name, cells in zip(batch.schema.names, batch.columns, strict=True):
            if name not in self.columns and self._is_free(name, cells):
                self.columns.add(name)

    def _is_free(self, name: str, cells: pa.StringArray) -> bool:
        if (pc.max(pc.binary_length(cells)).as_py() or 0) > LONG:
            return True
        look = cells.drop_null()[:_LOOK_AT]
        if name in self._seen or not len(look):
            return False
        self._seen.add(name)
        marked: bool = pc.any(matching(look, _MARKUP)).as_py()
        return marked or bool(is_prose(look)) or _are_varied_words(look)


def _are_varied_words(look: pa.StringArray) -> bool:
    spoken = look.filter(pc.match_substring(look, " "))
    spoken = spoken.filter(matching(spoken, _WORDS))
    return len(spoken) > _SOME * len(look) and len(spoken.unique()) > _MOST * len(spoken)
