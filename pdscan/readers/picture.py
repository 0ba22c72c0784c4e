"""Read pictures: what they say of themselves (place, time, author); the text in them is a gap."""

from __future__ import annotations

from pdscan.model import Reason
from pdscan.readers import picture_tags
from pdscan.readers.batches import clean
from pdscan.readers.visit import Pieces, Visit

_LOOKED_AT = 8 << 20


def read(visit: Visit) -> Pieces:
    """Yield the tags within the first 8 MiB, then the gap of what only OCR would read."""
    data = visit.stream.read(_LOOKED_AT)
    for key, value in dict.fromkeys(picture_tags.tags(data)):
        yield visit.text(clean(value), locus=f"metadata:{clean(key)}")
    yield visit.gap(Reason.NO_OCR, f"{visit.what} is a picture; text in it was not read")
