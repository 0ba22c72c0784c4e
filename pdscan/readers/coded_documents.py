"""Find the documents that cells of text hold in base64: attachments in JSON, data URIs, plain.

A run of base64 is one where its first bytes are those of a format that a reader knows; others stay
the text that they are.
"""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

LEAST = 256  # characters of a cell that may hold a document
_HEAD = 1_024  # characters that tell the format
_MAY = "[A-Za-z0-9+/]{60}"
# Lines of it, as mail writes them, end for real or as JSON writes their end.
_RUN = re.compile(
    r"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{60,}(?:\r?\n|(?:\\r)?\\n)?)+[A-Za-z0-9+/]*={0,2}"
)
_BREAK = re.compile(r"\\[rn]|[\r\n]")


def coded(
    batch: pa.RecordBatch, is_document: Callable[[bytes], bool]
) -> Iterator[tuple[str, int, bytes]]:
    """Yield the documents in a batch's cells of text, each with its column and row."""
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if (pc.max(pc.binary_length(column)).as_py() or 0) < LEAST:
            continue
        may = pc.fill_null(pc.match_substring_regex(column, _MAY), False)
        for row in pc.indices_nonzero(may).to_pylist():
            for run in _RUN.finditer(column[row].as_py()):
                if len(run[0]) >= LEAST and (raw := _document(run[0], is_document)):
                    yield name, row, raw


def _document(run: str, is_document: Callable[[bytes], bool]) -> bytes:
    """Return what a run means where that is a document, else nothing."""
    if not is_document(_decoded(run[:_HEAD])):
        return b""
    return _decoded(run)


def _decoded(run: str) -> bytes:
    plain = _BREAK.sub("", run).rstrip("=")
    plain = plain[: len(plain) - (len(plain) % 4 == 1)]
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4))
    except binascii.Error:
        return b""
