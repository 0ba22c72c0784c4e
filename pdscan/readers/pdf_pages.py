"""Read PDF: text page by page, comments and form fields, metadata, attached files."""

from __future__ import annotations

import io

from pdscan.model import Reason
from pdscan.readers import isolation
from pdscan.readers.visit import Pieces, Visit
from pdscan.readers.zip_package import Names


def read(visit: Visit) -> Pieces:
    """Yield the pages; those without text but with pictures are one gap."""
    file = visit.stream.seekable_file()
    answers = isolation.run("pdf", file, visit.what, visit.limits.seconds)
    start, pictures, broken, attached = 0, 0, 0, ""
    names = Names()
    for answer in answers:
        if isinstance(answer, bytes):
            name = names.unique(attached or "attachment")
            yield from visit.enter(visit.member(name, len(answer)), name, io.BytesIO(answer))
        elif isinstance(answer, dict):
            text, kind = str(answer.get("text") or ""), answer.get("kind")
            if kind == "metadata":
                yield visit.text(text, locus=f"metadata:{answer.get('key')}")
            elif kind == "attachment":
                attached = str(answer.get("key") or "")
            elif kind == "page":
                yield visit.text(text + "\n", start)
                start += len(text) + 1
                pictures += bool(answer.get("images"))
            else:
                broken += 1
    if pictures:
        detail = f"{pictures} pages of {visit.what} are pictures; text in them was not read"
        yield visit.gap(Reason.NO_OCR, detail)
    if broken:
        detail = f"{broken} pages or attached files of {visit.what} are damaged"
        yield visit.gap(Reason.CORRUPT, detail)
