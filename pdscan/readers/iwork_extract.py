"""Take texts and tables out of Pages, Numbers and Keynote documents; for the worker only."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from pdscan.model import Reason, UnreadableError
from pdscan.readers import iwork_objects
from pdscan.readers.batches import clean
from pdscan.readers.isolation import Answer
from pdscan.readers.iwork_objects import Message, referred, text
from pdscan.readers.iwork_tables import Known, Table
from pdscan.readers.streams import BROKEN
from pdscan.readers.workbook_extract import sheet_answers

_TEXTS = {2001: 3, 2005: 3, 3056: 1, 212: 1}  # bodies and boxes, comments, who commented: the field
_SHEET, _TABLE_PLACE, _TABLE = 2, 6000, 6001
_DAMAGED = (ValueError, IndexError, KeyError, OverflowError, struct.error)


def extract(data: bytes) -> Iterator[Answer]:
    """Yield the texts, then each table as a sheet with its rows, then a mark for damaged parts."""
    try:
        known, damaged = _objects(data)
    except (OSError, *BROKEN):
        raise UnreadableError(Reason.CORRUPT, "") from None
    texts, lost = _texts(known)
    damaged += lost or not known
    said = dict.fromkeys(texts)
    yield {"kind": "text", "text": "".join(f"{one}\n" for one in said if one.strip())}
    sheets = _sheet_names(known)
    for place, message in known.items():
        if message.type != _TABLE:
            continue
        try:
            table = Table(message.data, known)
            name = " - ".join(filter(None, (sheets.get(place), table.name)))
            rows = [[clean(cell) for cell in row] for row in table.rows()]
        except _DAMAGED:
            damaged += 1
            continue
        yield {"kind": "sheet", "key": clean(name) or "table"}
        yield from sheet_answers(rows)
    if damaged:
        yield {"kind": "damaged", "page": damaged}


def _objects(data: bytes) -> tuple[dict[int, Message], int]:
    """Return the objects of the package, or of the `Index.zip` that lies in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith("Index.zip"):
                if archive.getinfo(name).file_size > iwork_objects.LARGEST:
                    raise UnreadableError(Reason.LIMIT, "")
                with zipfile.ZipFile(io.BytesIO(archive.read(name))) as inner:
                    return iwork_objects.objects(inner)
        return iwork_objects.objects(archive)


def _texts(known: Known) -> tuple[list[str], int]:
    """Return the texts of bodies and comments, and how many are damaged."""
    found: list[str] = []
    damaged = 0
    for message in known.values():
        if message.type in _TEXTS:
            try:
                found.append(clean(text(message.data, _TEXTS[message.type])))
            except _DAMAGED:
                damaged += 1
    return found, damaged


def _sheet_names(known: Known) -> dict[int, str]:
    """Return the name of the sheet around each table by the id of the table's model."""
    ids = {id(message): place for place, message in known.items()}
    found: dict[int, str] = {}
    for message in known.values():
        if message.type != _SHEET:
            continue
        try:
            placed = referred(message.data, 2, known)
            for info in (one for one in placed if one.type == _TABLE_PLACE):
                for model in referred(info.data, 2, known):
                    found[ids[id(model)]] = text(message.data, 1)
        except _DAMAGED:
            continue
    return found
