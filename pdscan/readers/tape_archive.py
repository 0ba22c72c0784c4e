"""Read tar archives: each regular file is a member; links and devices are only names."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator

from pdscan.model import Reason
from pdscan.readers.streams import BROKEN
from pdscan.readers.visit import Pieces, Visit
from pdscan.readers.zip_package import Names, base_name


def read(visit: Visit) -> Pieces:
    """Yield the members in the order of the archive, streaming."""
    names = Names()
    try:
        with tarfile.open(fileobj=visit.stream, mode="r|", errors="surrogateescape") as archive:
            for entry in _entries(visit, archive):
                yield from _member(visit, archive, entry, names)
                if visit.budget.members < 0:
                    yield visit.gap(Reason.LIMIT, f"{visit.what} has more members than allowed")
                    return
    except (tarfile.TarError, OSError, *BROKEN):
        yield visit.gap(Reason.CORRUPT, f"{visit.what} is damaged or cut short")


def _entries(visit: Visit, archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for entry in archive:
        archive.members = []  # type: ignore[attr-defined]  # else it keeps all: memory
        visit.budget.members -= 1
        yield entry


def _member(visit: Visit, archive: tarfile.TarFile, entry: tarfile.TarInfo, names: Names) -> Pieces:
    if not entry.isreg() or visit.budget.members < 0:
        return
    name = names.unique(entry.name)
    raw = archive.extractfile(entry)
    if raw is not None:
        yield from visit.enter(visit.member(name, entry.size), base_name(name), raw)
