"""Take the tags and the length out of a recording; for the worker process only."""

from __future__ import annotations

import io
from collections.abc import Iterator

from tinytag import TinyTag, TinyTagException

from pdscan.readers.isolation import Answer

_BROKEN = (TinyTagException, OSError, ValueError, IndexError, KeyError, TypeError, AttributeError)
_COUNTS = {"filesize", "bitdepth", "bitrate", "channels", "samplerate", "filename", "track",
           "track_total", "disc", "disc_total"}  # fmt: skip


def extract(data: bytes) -> Iterator[Answer]:
    """Yield what the file says of itself; nothing where it says nothing."""
    try:
        found = TinyTag.get(file_obj=io.BytesIO(data)).as_dict()
    except _BROKEN:
        return
    for key, value in found.items():
        values = value if isinstance(value, list) else [value]
        text = ", ".join(str(one) for one in values if one is not None)
        if text and key not in _COUNTS:
            yield {"kind": "metadata", "key": key, "text": text}
