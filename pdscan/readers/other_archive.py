"""Read archives of many kinds with libarchive: RAR, ISO images, CAB, cpio, RPM, ar, LHA, xar.

The system's libarchive (BSD) unpacks them in the worker process, member by member, in memory.
"""

from __future__ import annotations

import io
from importlib.util import find_spec

from pdscan.model import NO_PASSWORDS, Asset, Gap, MissingDriverError, Reason
from pdscan.readers import isolation
from pdscan.readers.batches import clean
from pdscan.readers.visit import Pieces, Visit
from pdscan.readers.zip_package import Names, base_name

_LIBRARY = (
    "needs the system's library libarchive: apt install libarchive13, dnf install libarchive or "
    "brew install libarchive"
)
_MEANING = {
    Reason.ENCRYPTED: NO_PASSWORDS,
    Reason.TOO_LARGE: "unpacks to more than 256 MiB",
    Reason.CORRUPT: "is damaged or cut short",
    Reason.UNSUPPORTED: "is packed in a way that libarchive can't unpack",
}


def read(visit: Visit) -> Pieces:
    """Yield the members in the order of the archive."""
    if find_spec("libarchive") is None:
        yield visit.gap(Reason.NO_DRIVER, str(MissingDriverError(visit.what, "archives")))
        return
    file = visit.stream.seekable_file()
    size = file.seek(0, io.SEEK_END)
    if size > visit.limits.member_bytes:
        yield visit.gap(Reason.TOO_LARGE, f"{visit.what} is larger than a member may be")
        return
    names, member = Names(), visit.asset
    for answer in isolation.run("archive", file, visit.what, visit.limits.seconds):
        if isinstance(answer, bytes):
            name = base_name(member.locator.rpartition("!")[2])
            yield from visit.enter(member, name, io.BytesIO(answer), lambda: size)
        elif isinstance(answer, dict) and answer.get("kind") == "member":
            visit.budget.members -= 1
            if visit.budget.members < 0:
                yield visit.gap(Reason.LIMIT, f"{visit.what} has more members than allowed")
                return
            member = visit.member(names.unique(clean(str(answer.get("key") or ""))))
        elif isinstance(answer, dict):
            yield from _trouble(visit, member, str(answer.get("kind")))


def _trouble(visit: Visit, member: Asset, kind: str) -> Pieces:
    if kind == "no library":
        yield visit.gap(Reason.NO_DRIVER, f"{visit.what} {_LIBRARY}")
        return
    reason = Reason(kind) if kind in _MEANING else Reason.CORRUPT
    yield member, Gap(member.locator, reason, f"{member.locator} {_MEANING[reason]}")
