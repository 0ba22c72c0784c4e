"""Read XLSX, XLS and ODS workbooks: each sheet is an asset with a table; hidden ones too."""

from __future__ import annotations

import zipfile
from typing import IO

from pdscan.model import NO_PASSWORDS, Asset, Block, Gap, Reason
from pdscan.readers import (
    isolation,
    office_text,
    workbook_beside,
    workbook_pivots,
    zip_package,
)
from pdscan.readers.visit import Pieces, Visit


def read_package(visit: Visit, archive: zipfile.ZipFile) -> Pieces:
    """Yield the sheets of a workbook that is a zip package, its comments and metadata."""
    if sum(entry.file_size for entry in archive.infolist()) > visit.limits.member_bytes:
        yield visit.gap(Reason.LIMIT, f"{visit.what} unpacks to more than allowed")
        return
    if office_text.is_encrypted(archive):
        yield visit.gap(Reason.ENCRYPTED, f"{visit.what} {NO_PASSWORDS}")
        return
    yield from office_text.metadata(visit, archive)
    yield from workbook_beside.read(visit, archive)
    yield from workbook_pivots.read(visit, archive)
    yield from read_sheets(visit, visit.stream.seekable_file())
    yield from zip_package.members(visit, archive, lambda name: name.startswith("xl/embeddings/"))
    yield from office_text.pictures(visit, archive)


def read_sheets(visit: Visit, file: IO[bytes]) -> Pieces:
    """Yield each sheet as an asset with its rows, the rows above the header as text."""
    sheet: Asset = visit.asset
    start = 0
    for answer in isolation.run("workbook", file, visit.what, visit.limits.seconds):
        if isinstance(answer, dict):
            kind = answer.get("kind")
            if kind == "sheet":
                sheet, start = visit.sheet(str(answer.get("key") or "")), 0
                yield sheet, Block(text="")
            elif kind == "text":
                yield sheet, Block(text=str(answer.get("text") or ""))
            else:
                detail = f"{sheet.locator} is damaged"
                yield sheet, Gap(sheet.locator, Reason.CORRUPT, detail)
        elif not isinstance(answer, bytes):
            yield sheet, Block(start=start, batch=answer, locus="column")
            start += answer.num_rows
