"""Take out of a workbook that is a zip package what stands beside the cells.

Comments, text boxes, links, old values of tracked changes, connections; page headers, texts inside
formulas, lists and messages of validation; in Open Document annotations, shapes and headers.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator

from pdscan.model import Reason
from pdscan.readers import binary_strings, office_text, xml_walk
from pdscan.readers.streams import BROKEN, CHUNK
from pdscan.readers.visit import Pieces, Visit

_PARTS = re.compile(
    r"xl/(?:comments|threadedComments|drawings|charts|diagrams|persons|externalLinks|revisions|"
    r"connections).*\.xml$|xl/(?:worksheets|externalLinks)/_rels/.*\.rels$|customXml/item\d+\.xml$"
)
_BINARY = re.compile(r"xl/(?:comments|persons|externalLinks|connections|pivotCache).*\.bin$")
_NO_TEXT = re.compile(r"/(?:style|colors|layout|quickStyle)[^/]*\.xml$")
_SHEETS = re.compile(r"xl/(?:worksheets/[^/]+|workbook)\.xml$")
_PAGE_HEADER = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)\b[^>]*>(.*?)</", re.S)
_PAGE_CODE = re.compile(r'&(?:"[^"]*"|\d+|[A-Z])')
_FORMULA = re.compile(rb"<(?:f|formula[12]|definedName)\b[^>]*>([^<]{1,9000})</")
_MESSAGE = re.compile(rb"<dataValidation\b([^>]*)>")
_SAID = re.compile(r'(?:prompt|promptTitle|error|errorTitle)="([^"]*)"')
_QUOTED = re.compile(r'"((?:[^"]|"")+)"')
_LAP = 1 << 14  # longer than any formula or page header may be
_MARKS = (b"<f>", b"<f ", b"<formula", b"<definedName ", b"Header", b"Footer", b"<dataValidation ")
_BESIDE_OPEN = re.compile(rb"<(?:office:annotation|draw:|table:tracked-changes|form:)")


def read(visit: Visit, archive: zipfile.ZipFile) -> Pieces:
    """Yield all of it as text of the workbook, damaged parts as a gap."""
    if "content.xml" in archive.NameToInfo:
        parts = [name for name in ("content.xml", "styles.xml") if _is_worth(archive, name)]
        yield from office_text.parts(visit, archive, parts, xml_walk.BesideCells)
    else:
        beside = [name for name in archive.namelist() if _PARTS.match(name)]
        yield from office_text.parts(visit, archive, [n for n in beside if not _NO_TEXT.search(n)])
    yield from _binary(visit, archive)
    headers, said = _of_sheets(archive)
    if headers:
        yield visit.text(headers, locus="metadata:headers and footers")
    if said:
        yield visit.text(said, locus="metadata:formulas and validation")


def _binary(visit: Visit, archive: zipfile.ZipFile) -> Pieces:
    """Yield the strings of the binary parts of an XLSB."""
    said: list[str] = []
    for name in filter(_BINARY.match, archive.namelist()):
        try:
            said += binary_strings.texts(office_text.opened(visit, archive, name).read())
        except (OSError, *BROKEN):
            yield visit.gap(Reason.CORRUPT, f"a part of {visit.what} is damaged")
    if said:
        yield visit.text("".join(said), locus="metadata:comments and links")


def _of_sheets(archive: zipfile.ZipFile) -> tuple[str, str]:
    """Return the page headers and footers, and the texts of formulas, one a line."""
    headers: dict[str, None] = {}
    said: dict[str, None] = {}
    for name in filter(_SHEETS.match, archive.namelist()):
        for piece in _marked(archive, name):
            for found in _PAGE_HEADER.finditer(piece):
                headers[_PAGE_CODE.sub(" ", _plain(found.group(1))).strip()] = None
            for found in _FORMULA.finditer(piece):
                said.update(dict.fromkeys(_QUOTED.findall(_plain(found.group(1)))))
            for found in _MESSAGE.finditer(piece):
                said.update(
                    dict.fromkeys(map(html.unescape, _SAID.findall(_plain(found.group(1)))))
                )
    return _lines(headers), _lines(said)


def _marked(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield the windows of a part that hold one of the marks; each overlaps the one before."""
    held = b""
    try:
        with archive.open(name) as part:
            while chunk := part.read(CHUNK):
                held = held[-_LAP:] + chunk
                if any(mark in held for mark in _MARKS):
                    yield held
    except (OSError, *BROKEN):
        return  # the sheet itself will be a gap


def _is_worth(archive: zipfile.ZipFile, name: str) -> bool:
    """Look for anything beside cells first: walking a large sheet for nothing takes long."""
    if name == "styles.xml":
        return name in archive.NameToInfo
    held = b""
    try:
        with archive.open(name) as part:
            while chunk := part.read(CHUNK):
                held = held[-64:] + chunk
                if _BESIDE_OPEN.search(held):
                    return True
    except (OSError, *BROKEN):
        return False  # the sheets will be a gap
    return False


def _plain(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", "replace"))


def _lines(found: dict[str, None]) -> str:
    return "".join(f"{text}\n" for text in found if text.strip())
