"""Turn Arrow columns of any type into columns of text."""

from __future__ import annotations

import json

import pyarrow as pa

from pdscan.readers.batches import clean, names_of


def as_text(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, int]:
    """Return the batch with text cells, and how many cells hold bytes that are no text."""
    columns, binary = [], 0
    for column in batch.columns:
        text, bad = _column(column)
        columns.append(text)
        binary += bad
    names = names_of([clean(name) for name in batch.schema.names])
    return pa.RecordBatch.from_arrays(columns, names=names), binary


def _column(column: pa.Array) -> tuple[pa.Array, int]:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _column(column.dictionary_decode())
    if isinstance(column, pa.ExtensionArray):
        return _column(column.storage)
    if not (_is_binary(kind) or pa.types.is_nested(kind)):
        try:
            return column.cast(pa.string()), 0
        except pa.ArrowException:
            pass  # a kind that Arrow can't write: Python's way then
    text = pa.array([cell_text(cell) for cell in column.to_pylist()], pa.string())
    return text, text.null_count - column.null_count


def cell_text(value: object) -> str | None:
    r"""Return one value as text: nested ones as JSON; nothing for bytes that are no text.

    >>> cell_text({"a": [1, "é"]}), cell_text(b"\xff"), cell_text(True)
    ('{"a": [1, "é"]}', None, 'true')
    """
    if value is None or isinstance(value, str):
        return None if value is None else clean(value)
    if isinstance(value, bytes):
        return _decoded(value)
    if isinstance(value, dict | list | tuple | bool):
        return clean(json.dumps(value, ensure_ascii=False, default=_plain))
    return str(value)


def _is_binary(kind: pa.DataType) -> bool:
    tests = (
        *(pa.types.is_binary, pa.types.is_large_binary),
        *(pa.types.is_fixed_size_binary, pa.types.is_binary_view),
    )
    return any(test(kind) for test in tests)


def _decoded(cell: bytes) -> str | None:
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return None


def _plain(value: object) -> str:
    text = _decoded(value) if isinstance(value, bytes) else str(value)
    return "" if text is None else text
