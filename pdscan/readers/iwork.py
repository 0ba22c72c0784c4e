"""Read Pages, Numbers and Keynote documents: texts, comments, and tables as sheets.

They are unpacked in the worker process (`iwork_extract`); pictures are counted, other files that
were put into a document are members.
"""

from __future__ import annotations

import re
import zipfile

from pdscan.model import NO_PASSWORDS, Asset, Block, Reason, Unseen
from pdscan.readers import isolation, iwork_objects, ocr, zip_package
from pdscan.readers.visit import PICTURES, Pieces, Visit

_LOCK = re.compile(r"(?:^|/)\.iwp[hv]2?$")
_PREVIEW = re.compile(r"(?:thumbs|QuickLook)/.*\.(?:jpe?g|tiff?|png)$", re.I)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|tiff?|bmp|webp|heic|pdf)$", re.I)


def read_package(visit: Visit, archive: zipfile.ZipFile) -> Pieces:
    """Yield texts and tables, then the files in the folder `Data`."""
    if iwork_objects.is_old_document(archive.namelist()):
        yield from _old(visit, archive)
        return
    if any(_LOCK.search(name) for name in archive.namelist()):
        yield visit.gap(Reason.ENCRYPTED, f"{visit.what} {NO_PASSWORDS}")
        return
    if sum(entry.file_size for entry in archive.infolist()) > visit.limits.member_bytes:
        yield visit.gap(Reason.LIMIT, f"{visit.what} unpacks to more than allowed")
        return
    sheet: Asset = visit.asset
    start, names = 0, zip_package.Names()
    file = visit.stream.seekable_file()
    for answer in isolation.run("iwork", file, visit.what, visit.limits.seconds):
        if isinstance(answer, dict):
            kind = answer.get("kind")
            if kind == "sheet":
                sheet, start = visit.sheet(names.unique(str(answer.get("key") or ""))), 0
                yield sheet, Block(text="")
            elif kind == "text":
                yield sheet, Block(text=str(answer.get("text") or ""))
            else:
                detail = f"{answer.get('page')} parts of {visit.what} are damaged or unknown"
                yield visit.gap(Reason.CORRUPT, detail)
        elif not isinstance(answer, bytes):
            yield sheet, Block(start=start, batch=answer, locus="column")
            start += answer.num_rows
    yield from _held(visit, archive)


def _old(visit: Visit, archive: zipfile.ZipFile) -> Pieces:
    """Read a document of iWork '09 as the zip of XML that it is, without pictures of its pages."""
    seen = [name for name in archive.namelist() if _PREVIEW.match(name)]
    yield from zip_package.members(visit, archive, lambda name: name not in seen)


def _held(visit: Visit, archive: zipfile.ZipFile) -> Pieces:
    held = [name for name in archive.namelist() if re.match(r"(?:.*/)?Data/.", name)]
    pictures = {name for name in held if _PICTURE.search(name) and not ocr.is_there()}
    if pictures:
        yield visit.asset, Unseen(PICTURES, len(pictures))
    others = set(held) - pictures
    if others:
        yield from zip_package.members(visit, archive, lambda name: name in others)
