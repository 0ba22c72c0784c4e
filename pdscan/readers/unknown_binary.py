"""Read the strings of a file whose format is not known: what is found there is suspected at most.

A gap says so too, since text that is packed or encoded otherwise is not seen.
"""

from __future__ import annotations

from pdscan.model import STRINGS, Reason, UnreadableError
from pdscan.readers import binary_strings
from pdscan.readers.visit import Pieces, Visit

_STEP = 1 << 20
_LAP = 1 << 12  # a string that begins so near the end of a step is read whole with the next


def read(visit: Visit, found: str) -> Pieces:
    """Yield the strings, then a gap that calls the file what it was `found` to be.

    Those before damage are yielded before it is raised.
    """
    start, held = 0, b""
    trouble: UnreadableError | None = None
    while True:
        try:
            data = visit.stream.read(_STEP)
        except UnreadableError as error:
            data, trouble = b"", error
        whole = held + data
        cut = max(0, len(whole) - _LAP) if data else len(whole)
        cut = whole.rfind(b"\0", 0, cut) + 1 or cut  # between strings, where there is such a place
        held = whole[cut:]
        if text := "".join(binary_strings.texts(whole[:cut])):
            yield visit.text(text, start, STRINGS)
            start += len(text)
        if not data:
            break
    if trouble is not None:
        raise trouble
    detail = f"{visit.what} is {found}: only its strings were looked at"
    yield visit.gap(Reason.UNSUPPORTED, detail)
