"""Take the text out of a PDF with PDFium; runs in the worker process only."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pdscan.model import Reason, UnreadableError
from pdscan.readers.isolation import Answer


def extract(data: bytes, passwords: Sequence[str] = ()) -> Iterator[Answer]:
    """Yield metadata, the text of each page, and the files that are attached."""
    document = _opened(data, passwords)
    document.init_forms()
    for key in document.METADATA_KEYS:
        if value := document.get_metadata_value(key):
            yield {"kind": "metadata", "key": key, "text": value}
    for number in range(len(document)):
        yield _page(document, number)
    yield from _attachments(document)
    document.close()


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
        text += _annotations(page, document)
    except pdfium.PdfiumError:
        return {"kind": "broken", "page": number + 1}
    images = sum(1 for _ in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=4))
    words.close()
    page.close()
    return {"kind": "page", "page": number + 1, "text": text, "images": images}


def _annotations(page: pdfium.PdfPage, document: pdfium.PdfDocument) -> str:
    """Return what comments and form fields hold, and where links lead, one a line."""
    found: list[str] = []
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        for key in (b"Contents", b"T", b"V"):
            found.append(
                _wide(lambda *room, n=note, k=key: raw.FPDFAnnot_GetStringValue(n, k, *room))
            )
        if document.formenv is not None:
            form = document.formenv
            found.append(
                _wide(lambda *room, n=note, f=form: raw.FPDFAnnot_GetFormFieldValue(f, n, *room))
            )
        link = raw.FPDFAnnot_GetLink(note)
        action = raw.FPDFLink_GetAction(link) if link else None
        if action:
            found.append(_uri(document, action))
        raw.FPDFPage_CloseAnnot(note)
    lines = list(dict.fromkeys(line for line in found if line))
    return "\n" + "\n".join(lines) + "\n" if lines else ""


def _wide(call: Callable[..., int]) -> str:
    """Return a UTF-16 string that PDFium writes into a buffer of the size it asks for."""
    size = call(None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    call(buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


def _uri(document: pdfium.PdfDocument, action: Any) -> str:
    size = raw.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    raw.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")


def _attachments(document: pdfium.PdfDocument) -> Iterator[Answer]:
    for number in range(document.count_attachments()):
        try:
            attached = document.get_attachment(number)
            content = bytes(attached.get_data())
        except (pdfium.PdfiumError, ValueError):
            yield {"kind": "lost", "page": number + 1}
            continue
        yield {"kind": "attachment", "key": attached.get_name()}
        yield content
