"""Read OneNote sections and tables of contents: texts of all revisions, authors, attached files.

They are taken out in the worker process (`one_note_extract`); of one that is damaged the strings
are looked at too.
"""

from __future__ import annotations

from dataclasses import replace

from pdscan.model import Unseen
from pdscan.readers import formats, isolation, ocr, unknown_binary
from pdscan.readers.ole_file import Parts
from pdscan.readers.streams import Stream
from pdscan.readers.visit import PICTURES, Pieces, Visit


def read(visit: Visit) -> Pieces:
    """Yield the texts, then the files; pictures are counted where their text can't be read."""
    file = visit.stream.seekable_file()
    parts, pictures = Parts(visit), 0
    for answer in isolation.run("onenote", file, visit.what, visit.limits.seconds):
        if isinstance(answer, bytes) and not ocr.is_there() and _is_picture(answer):
            pictures += 1
        else:
            yield from parts.take(answer)
    if pictures:
        yield visit.asset, Unseen(PICTURES, pictures)
    if parts.format:
        file.seek(0)
        whole = replace(visit, stream=Stream(file, visit.what))
        yield from unknown_binary.read(whole, "a damaged OneNote section")


def _is_picture(content: bytes) -> bool:
    return formats.by_content(content[: formats.HEAD], "") == "image"
