"""Read recordings, sound and film: what they say of themselves, and that they are recordings.

The signature makes a file a recording; the block `media` holds its path, which tells of what:
calls, cameras. What is spoken or shown is not read. The tags are taken in the worker process.
"""

from __future__ import annotations

import io
import re

from pdscan.model import UnreadableError
from pdscan.readers import isolation
from pdscan.readers.batches import clean
from pdscan.readers.visit import Pieces, Visit

_LOOKED_AT = 4 << 20
_SEGMENTS = 3
_SOUND_ENDS = re.compile(r"\.(?:wav|mp3|ogg|oga|m4a|gsm|amr|opus|aac|wma|flac)$", re.I)
_FILM_ENDS = re.compile(r"\.(?:mp4|mkv|avi|mov|dav|h26[45]|26[45]|wmv|webm|ts|asf|3gp)$", re.I)


def read(visit: Visit) -> Pieces:
    """Yield the path as `media`, then the tags of the first 4 MiB as metadata."""
    head = visit.stream.read(_LOOKED_AT)
    yield visit.text(_path(visit, head), locus="media")
    try:
        answers = isolation.run("recording", io.BytesIO(head), visit.what, visit.limits.seconds)
        for answer in answers:
            if isinstance(answer, dict):
                locus = f"metadata:{clean(str(answer.get('key')))}"
                yield visit.text(clean(str(answer.get("text") or "")), locus=locus)
    except UnreadableError as trouble:
        yield visit.gap(trouble.reason, trouble.detail)


def is_sound(head: bytes) -> bool:
    """Say whether the bytes begin a sound without pictures."""
    if head[4:8] == b"ftyp":
        return head[8:11] in {b"M4A", b"M4B"}
    film = (b"\x1a\x45\xdf\xa3", b"FLV", b"DHAV", b"\0\0\1\xba", b"\0\0\0\1", b"G", b"\x30\x26")
    return not head.startswith(film) and head[8:12] != b"AVI "


def _path(visit: Visit, head: bytes) -> str:
    """Return the end of the path; a suffix that tells nothing is mended."""
    place = clean(visit.asset.locator.replace("!", "/")).rsplit("/", _SEGMENTS)[1:]
    path = "/".join(place)
    ends, mended = (_SOUND_ENDS, ".wav") if is_sound(head) else (_FILM_ENDS, ".mp4")
    return path if ends.search(path) else path + mended
