"""Write the cells that a driver gives as text: Arrow writes a column of one kind of number or date.

Text that isn't UTF-8 is decoded as what it looks like; what is no text at all is set aside.
"""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pdscan.readers.cell_documents import BinaryCells, is_document
from pdscan.readers.decoding import decide

_JUDGED = 1 << 16
_PLAIN = re.compile(rb"[A-Za-z0-9 ]")
_LEAST, _MOST = 1e-4, 1e9  # between which neither Arrow nor Python writes exponents


def strings(values: Sequence[Any], name: str, binary: BinaryCells) -> pa.StringArray:
    """Return cells as text; those that are none become null and are put into `binary`.

    Cells that are no UTF-8 are text in another encoding where all of them together look like it,
    those of a known format apart.
    """
    in_bytes = name in binary.columns
    if not in_bytes:
        try:
            return pa.array(values, pa.string())
        except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
            pass
        if (quick := _of_one_kind(values)) is not None:
            return quick
    cells = [None if in_bytes and _is_document(value) else _text(value) for value in values]
    lost = [i for i, cell in enumerate(cells) if cell is None and values[i] is not None]
    if lost:
        odd = [(i, _bytes(values[i])) for i in lost]
        plain = [(i, raw) for i, raw in odd if not is_document(raw)]
        written = encoding(b"\n".join(raw for _, raw in plain)[:_JUDGED])
        for i, raw in plain if written else ():
            cells[i] = raw.decode(written or "", "replace")
        for i, raw in odd:
            if cells[i] is None:
                binary.add(name, i, raw)
    return pa.array(cells, pa.string())


def _of_one_kind(values: Sequence[Any]) -> pa.StringArray | None:
    """Write numbers or dates of one kind just as `_text` does one by one; None if they differ."""
    kinds = {*map(type, values)} - {type(None)}
    written = _WRITTEN.get(kinds.pop()) if len(kinds) == 1 else None
    try:
        return written(values) if written is not None else None
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return None  # an integer of more than 64 bits


def _integers(values: Sequence[Any]) -> pa.StringArray:
    return pa.array(values, pa.int64()).cast(pa.string())


def _floats(values: Sequence[Any]) -> pa.StringArray | None:
    """Add to what Arrow writes the decimal that Python gives whole numbers."""
    numbers = pa.array(values, pa.float64())
    size = pc.abs(numbers)
    plain = pc.and_(pc.greater_equal(size, _LEAST), pc.less(size, _MOST))
    if not pc.all(pc.or_(plain, pc.equal(size, 0))).as_py():
        return None
    texts = numbers.cast(pa.string())
    whole = pc.equal(numbers, pc.trunc(numbers))
    return pc.if_else(whole, pc.binary_join_element_wise(texts, ".0", ""), texts)


def _dates(values: Sequence[Any]) -> pa.StringArray:
    return pa.array(values, pa.date32()).cast(pa.string())


def _times(values: Sequence[Any]) -> pa.StringArray | None:
    """Write times to the second; Arrow writes all with a fraction where one has any."""
    if any(one is not None and (one.tzinfo is not None or one.microsecond) for one in values):
        return None
    return pa.array(values, pa.timestamp("s")).cast(pa.string())


_WRITTEN: Mapping[type, Callable[[Sequence[Any]], pa.StringArray | None]] = MappingProxyType(
    {int: _integers, float: _floats, dt.date: _dates, dt.datetime: _times}
)


def _is_document(value: Any) -> bool:
    return isinstance(value, (bytes, bytearray, memoryview)) and is_document(bytes(value))


def _text(value: Any) -> str | None:
    """Return one cell as text: ISO dates, plain numbers, JSON for what has parts."""
    if value is None or isinstance(value, str):
        return value if value is None or value.isascii() else _encodable(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (bytes, bytearray, memoryview)):
        try:
            return bytes(value).decode()
        except UnicodeDecodeError:
            return None
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def encoding(sample: bytes) -> str | None:
    """Return how to read text of old databases; at least half of it must be plain letters."""
    plain = len(_PLAIN.findall(sample))
    return decide(sample + b"\n") if sample and 2 * plain >= len(sample) else None


def _bytes(value: Any) -> bytes:
    return value.encode("utf-8", "replace") if isinstance(value, str) else bytes(value)


def _encodable(value: str) -> str | None:
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value
