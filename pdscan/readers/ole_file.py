"""Read the files of old Office (OLE2): XLS workbooks; others are a gap."""

from __future__ import annotations

from typing import IO

from pdscan.model import Reason
from pdscan.readers import formats, workbook
from pdscan.readers.streams import CHUNK
from pdscan.readers.visit import Pieces, Visit

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = ("Workbook".encode("utf-16-le") + b"\0\0", "Book".encode("utf-16-le") + b"\0\0")
_KINDS = {
    "WordDocument": "a Word document of the old format",
    "PowerPoint Document": "a presentation of the old format",
    "__properties_version1.0": "an Outlook message",
}


def read(visit: Visit) -> Pieces:
    """Yield the sheets of a workbook, or say what it is."""
    file = visit.stream.seekable_file()
    marks = [_ENCRYPTED, *_WORKBOOK, *(kind.encode("utf-16-le") for kind in _KINDS)]
    found = _search(file, marks)
    if _ENCRYPTED in found:
        yield visit.gap(Reason.ENCRYPTED, f"{visit.what} is encrypted")
        return
    others = [kind for mark, kind in _KINDS.items() if mark.encode("utf-16-le") in found]
    if formats.is_workbook_name(visit.name) or (found & set(_WORKBOOK) and not others):
        yield from workbook.read_sheets(visit, file)
        return
    kind = others[0] if others else "a file of old Office or Windows"
    yield visit.gap(Reason.UNSUPPORTED, f"{visit.what} is {kind}, which can't be read yet")


def _search(file: IO[bytes], marks: list[bytes]) -> set[bytes]:
    """Return the marks that lie in the file."""
    found: set[bytes] = set()
    tail = b""
    file.seek(0)
    while chunk := file.read(CHUNK):
        window = tail + chunk
        found.update(mark for mark in marks if mark in window)
        tail = window[-64:]
    return found
