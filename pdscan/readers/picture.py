"""Read pictures: what they say of themselves (place, time, author), and the text in them by OCR."""

from __future__ import annotations

from pdscan.model import Reason, UnreadableError
from pdscan.readers import isolation, ocr, picture_tags
from pdscan.readers.batches import clean
from pdscan.readers.visit import Pieces, Visit

_LOOKED_AT = 8 << 20


def read(visit: Visit) -> Pieces:
    """Yield the tags within the first 8 MiB, then the text; without the extra `ocr` a gap."""
    data = visit.stream.peek(_LOOKED_AT)
    for key, value in dict.fromkeys(picture_tags.tags(data)):
        yield visit.text(clean(value), locus=f"metadata:{clean(key)}")
    if not ocr.is_there():
        yield visit.gap(Reason.NO_OCR, f"{visit.what} is a picture; {ocr.WAY_OUT}")
        return
    file, start = visit.stream.seekable_file(), 0
    try:
        for answer in isolation.run("picture", file, visit.what, visit.limits.seconds):
            if isinstance(answer, dict):
                text = clean(str(answer.get("text") or ""))
                yield visit.text(text, start, pages=((0, int(answer.get("page") or 0)),))
                start += len(text)
    except UnreadableError as trouble:
        detail = f"{visit.what} is a picture; text in it could not be read ({trouble.reason})"
        yield visit.gap(Reason.NO_OCR, detail)
