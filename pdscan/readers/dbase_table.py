"""Read dBASE tables (DBF): all records, those marked as deleted too; memo files are not joined."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pdscan.model import Block, Reason, UnreadableError
from pdscan.readers.batches import clean, names_of, of_rows
from pdscan.readers.visit import Pieces, Visit

KINDS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8e\xcb\xf5\xfb")
_ROWS, _TOGETHER = 2_000, 4 << 20
_HEADER = struct.Struct("<B3sIHH16sBBH")
_PAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0x58: "cp1252", 0x64: "cp852",
    0x65: "cp866", 0x66: "cp865", 0x7D: "cp1255", 0x7E: "cp1256", 0xC8: "cp1250", 0xC9: "cp1251",
    0xCA: "cp1254", 0xCB: "cp1253", 0x13: "cp932", 0x7A: "cp936", 0x4F: "cp950", 0x4D: "cp936",
}  # fmt: skip


def is_table(head: bytes) -> bool:
    """Say whether the bytes begin a table: its date, sizes and first field agree."""
    if len(head) < 65 or head[0] not in KINDS or not (1 <= head[2] <= 12 and 1 <= head[3] <= 31):
        return False
    _, _, _, begin, length, *_ = _HEADER.unpack_from(head)
    fields = list(_fields(head[: min(begin, len(head))]))
    return bool(fields) and begin >= 65 and length == 1 + sum(size for _, _, size in fields)


def read(visit: Visit) -> Pieces:
    """Yield the rows; numbers and dates as they are written."""
    head = visit.stream.read(_HEADER.size)
    _, _, count, begin, length, _, _, page, _ = _HEADER.unpack(head)
    fields = list(_fields(head + visit.stream.read(begin - len(head))))
    names = names_of([clean(name) for name, _, _ in fields])
    encoding = _PAGES.get(page, "cp850" if page == 0 else "cp1252")
    start, step = 0, max(1, min(_ROWS, _TOGETHER // length))
    while start < count:
        wanted = min(step, count - start)
        raw = visit.stream.read(length * wanted)
        records = (raw[at : at + length] for at in range(0, len(raw), length))
        rows = [_cells(record, fields, encoding) for record in records]
        yield visit.asset, Block(start=start, batch=of_rows(names, rows), locus="column")
        start += len(rows)
        if len(raw) < length * wanted:
            raise UnreadableError(Reason.CORRUPT, f"{visit.what} is cut short")
    if not count:
        yield visit.asset, Block(batch=of_rows(names, []), locus="column")


def _fields(header: bytes) -> Iterator[tuple[str, str, int]]:
    """Yield name, kind and size in bytes of each field."""
    for at in range(32, len(header) - 31, 32):
        if header[at] == 0x0D:
            return
        name = header[at : at + 11].partition(b"\0")[0].decode("cp850", "replace")
        kind, size = chr(header[at + 11]), header[at + 16]
        yield name, kind, size + (header[at + 17] << 8 if kind == "C" else 0)


def _cells(record: bytes, fields: list[tuple[str, str, int]], encoding: str) -> list[str | None]:
    cells: list[str | None] = []
    at = 1
    for _, kind, size in fields:
        raw = record[at : at + size]
        at += size
        if kind in "IB+@TY0":
            cells.append(str(int.from_bytes(raw, "little", signed=True)) if kind in "I+" else None)
            continue
        text = clean(raw.decode(encoding, "replace").replace("\0", " ").strip())
        is_date = kind == "D" and text.isdigit() and len(text) == 8
        cells.append(f"{text[:4]}-{text[4:6]}-{text[6:]}" if is_date else text or None)
    return cells
