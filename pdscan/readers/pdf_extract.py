"""Take the text out of a PDF with PDFium; runs in the worker process only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pdscan.model import Reason, UnreadableError
from pdscan.readers import pdf_annotations, picture_tags, picture_text
from pdscan.readers.isolation import Answer

_INFO = re.compile(rb"/Info\s+(\d{1,9})\s+(\d{1,5})\s+R")
_NAME = re.compile(rb"/([A-Za-z][\w.-]{0,60})")
_MOST_INFOS, _MOST_NAMES, _LONGEST_INFO = 8, 100, 1 << 16
_DEEPEST = 30  # levels of bookmarks
_DOTS = 200  # an inch, of a page that is drawn


def extract_with_pictures(data: bytes, passwords: Sequence[str] = ()) -> Iterator[Answer]:
    """Do as `extract`, then recognise the text of the pages that are nothing but pictures.

    They come last, each when it was read: what is read in a moment never waits for them.
    """
    document = _opened(data, passwords)
    scanned = list[int]()
    for answer in _read(data, document):
        if isinstance(answer, dict) and answer["kind"] == "page" and _is_scanned(answer):
            scanned.append(int(answer["page"] or 0))
        yield answer
    for number in scanned:
        yield _recognised(document, number)
    document.close()


def extract(data: bytes, passwords: Sequence[str] = ()) -> Iterator[Answer]:
    """Yield metadata, the text of each page, and the files that are attached."""
    document = _opened(data, passwords)
    yield from _read(data, document)
    document.close()


def _read(data: bytes, document: pdfium.PdfDocument) -> Iterator[Answer]:
    document.init_forms()
    for key in dict.fromkeys((*document.METADATA_KEYS, *_own_properties(data))):
        if value := document.get_metadata_value(key):
            yield {"kind": "metadata", "key": key, "text": value}
    yield from _packets(data, document)
    if titles := "\n".join(filter(None, map(_title, document.get_toc(_DEEPEST)))):
        yield {"kind": "metadata", "key": "bookmarks", "text": titles}
    for number in range(len(document)):
        yield _page(document, number)
        yield from _attached_to(document, number)
    yield from _attachments(document)
    yield from pdf_annotations.form_data(document)


def _opened(data: bytes, passwords: Sequence[str]) -> pdfium.PdfDocument:
    for password in (None, *passwords):
        try:
            return pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            if error.err_code not in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
                raise UnreadableError(Reason.CORRUPT, "") from None
    raise UnreadableError(Reason.ENCRYPTED, "")


def _page(document: pdfium.PdfDocument, number: int) -> dict[str, str | int | None]:
    try:
        page = document[number]
        words = page.get_textpage()
        text = words.get_text_bounded()
        text += pdf_annotations.text(page, document)
    except pdfium.PdfiumError:
        return {"kind": "broken", "page": number + 1}
    images = sum(1 for _ in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=4))
    words.close()
    page.close()
    return {"kind": "page", "page": number + 1, "text": text, "images": images}


def _is_scanned(answer: dict[str, str | int | None]) -> bool:
    return bool(answer["images"]) and not str(answer["text"]).strip()


def _recognised(document: pdfium.PdfDocument, number: int) -> Answer:
    """Draw a page in memory, as large as is of use, and read what is to be seen."""
    page = document[number - 1]
    scale: Any = min(_DOTS / 72, picture_text.LONGEST_SIDE / max(1.0, *page.get_size()))
    text = picture_text.text_of(page.render(scale=scale).to_numpy())
    page.close()
    return {"kind": "scanned page", "page": number, "text": text}


def _own_properties(data: bytes) -> list[str]:
    """Return the names of properties that people added, where the file keeps them unpacked."""
    found: list[str] = []
    for number, version in dict.fromkeys(_INFO.findall(data)[-_MOST_INFOS:]):
        entry = re.search(rb"\b%s %s obj\b" % (number, version), data)
        start = entry.end() if entry else len(data)
        told, _, _ = data[start : start + _LONGEST_INFO].partition(b"endobj")
        found += [name.decode("ascii") for name in _NAME.findall(told)[:_MOST_NAMES]]
    return found


def _packets(data: bytes, document: pdfium.PdfDocument) -> Iterator[Answer]:
    """Yield the XMP that lies open in the file, but for what its properties say too."""
    known = set(document.get_metadata_dict().values())
    for key, value in dict.fromkeys(picture_tags.xmp(data)):
        if value not in known:
            yield {"kind": "metadata", "key": key, "text": value}


def _title(mark: pdfium.PdfBookmark) -> str:
    title: str = mark.get_title()
    return title


def _attached_to(document: pdfium.PdfDocument, number: int) -> Iterator[Answer]:
    """Yield the files that are attached to a page as an annotation."""
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return  # told where the page was read
    for file in pdf_annotations.attached(page):
        yield from _file(pdfium.PdfAttachment(file, document), number)
    page.close()


def _attachments(document: pdfium.PdfDocument) -> Iterator[Answer]:
    for number in range(document.count_attachments()):
        try:
            attached = document.get_attachment(number)
        except (pdfium.PdfiumError, ValueError):
            yield {"kind": "lost", "page": number + 1}
            continue
        yield from _file(attached, number)


def _file(attached: pdfium.PdfAttachment, number: int) -> Iterator[Answer]:
    try:
        content = bytes(attached.get_data())
    except (pdfium.PdfiumError, ValueError):
        yield {"kind": "lost", "page": number + 1}
        return
    yield {"kind": "attachment", "key": attached.get_name()}
    yield content
