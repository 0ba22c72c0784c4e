"""Read 7z archives in the worker process: each file is a member; nothing is unpacked to disk."""

from __future__ import annotations

import io
from importlib.util import find_spec

from pdscan.model import MissingDriverError, Reason
from pdscan.readers import isolation, passwords
from pdscan.readers.batches import clean
from pdscan.readers.visit import Pieces, Visit
from pdscan.readers.zip_package import Names, base_name


def read(visit: Visit) -> Pieces:
    """Yield the members in the order of the archive; one of more than 256 MiB unpacked is a gap."""
    if find_spec("py7zr") is None:
        yield visit.gap(Reason.NO_DRIVER, str(MissingDriverError(visit.what, "7z")))
        return
    file = visit.stream.seekable_file()
    if file.seek(0, 2) > visit.limits.member_bytes:
        yield visit.gap(Reason.TOO_LARGE, f"{visit.what} is larger than a member may be")
        return
    keys = passwords.known(visit.limits)
    names, name = Names(), ""
    for answer in isolation.run("7z", file, visit.what, visit.limits.seconds, keys):
        if isinstance(answer, dict):
            name = names.unique(clean(str(answer.get("key") or "")))
            visit.budget.members -= 1
            if visit.budget.members < 0:
                yield visit.gap(Reason.LIMIT, f"{visit.what} has more members than allowed")
                return
        elif isinstance(answer, bytes):
            inner = visit.member(name, len(answer))
            yield from visit.enter(inner, base_name(name), io.BytesIO(answer))
