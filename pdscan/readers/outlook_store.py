"""Read Outlook stores (PST, OST): each mail, contact and appointment is a member."""

from __future__ import annotations

from importlib.util import find_spec

from pdscan.model import MissingDriverError, Reason
from pdscan.readers import isolation
from pdscan.readers.ole_file import Parts
from pdscan.readers.visit import Pieces, Visit


def read(visit: Visit) -> Pieces:
    """Yield the items folder by folder, of a store of any size; damaged ones are one gap."""
    if find_spec("pypff") is None:
        yield visit.gap(Reason.NO_DRIVER, str(MissingDriverError(visit.what, "pst")))
        return
    parts, file = Parts(visit), visit.stream.seekable_file()
    yield visit.text("")
    for answer in isolation.run("pst", file, visit.what, visit.limits.seconds):
        if isinstance(answer, dict) and answer.get("kind") == "enter":
            visit.budget.members -= 1
            if visit.budget.members < 0:
                yield visit.gap(Reason.LIMIT, f"{visit.what} has more members than allowed")
                return
        yield from parts.take(answer)
    if parts.lost:
        detail = f"{parts.lost} items or attachments of {visit.what} are damaged or too large"
        yield visit.gap(Reason.CORRUPT, detail)
