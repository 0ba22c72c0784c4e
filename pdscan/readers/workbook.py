"""Read XLSX, XLS and ODS workbooks: each sheet is an asset with a table; hidden ones too."""

from __future__ import annotations

import html
import re
import zipfile
from typing import IO

from pdscan.model import Asset, Block, Gap, Reason
from pdscan.readers import isolation, office_text, zip_package
from pdscan.readers.streams import BROKEN, CHUNK
from pdscan.readers.visit import Pieces, Visit

_BESIDE = re.compile(
    r"xl/(?:comments|threadedComments|drawings|charts|diagrams|persons|externalLinks).*\.xml$"
    r"|xl/worksheets/_rels/.*\.rels$"
)
_PAGE_HEADER = re.compile(r"<(?:odd|even|first)(?:Header|Footer)\b[^>]*>(.*?)</", re.S)
_PAGE_CODE = re.compile(r'&(?:"[^"]*"|\d+|[A-Z])')
_TAIL = 1 << 16
_NO_TEXT = re.compile(r"/(?:style|colors|layout|quickStyle)[^/]*\.xml$")


def read_package(visit: Visit, archive: zipfile.ZipFile) -> Pieces:
    """Yield the sheets of a workbook that is a zip package, its comments and metadata."""
    if sum(entry.file_size for entry in archive.infolist()) > visit.limits.member_bytes:
        yield visit.gap(Reason.LIMIT, f"{visit.what} unpacks to more than allowed")
        return
    if office_text.is_encrypted(archive):
        yield visit.gap(Reason.ENCRYPTED, f"{visit.what} is encrypted")
        return
    yield from office_text.metadata(visit, archive)
    beside = [name for name in archive.namelist() if _BESIDE.match(name)]
    yield from office_text.parts(visit, archive, [n for n in beside if not _NO_TEXT.search(n)])
    if said := _page_headers(archive):
        yield visit.text(said, locus="metadata:headers and footers")
    yield from read_sheets(visit, visit.stream.seekable_file())
    yield from zip_package.members(visit, archive, lambda name: name.startswith("xl/embeddings/"))
    yield from office_text.pictures(visit, archive)


def _page_headers(archive: zipfile.ZipFile) -> str:
    """Return the page headers and footers, which stand after the rows of a sheet."""
    found: list[str] = []
    for name in archive.namelist():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        end = b""
        try:
            with archive.open(name) as part:
                while chunk := part.read(CHUNK):
                    end = (end + chunk)[-_TAIL:]
        except (OSError, *BROKEN):
            continue  # the sheet itself will be a gap
        said = _PAGE_HEADER.findall(end.decode("utf-8", "replace"))
        found += (_PAGE_CODE.sub(" ", html.unescape(text)).strip() + "\n" for text in said)
    return "".join(found)


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
