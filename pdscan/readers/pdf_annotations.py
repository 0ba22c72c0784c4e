"""Take out of a PDF what lies on its pages as annotations, and its form; in the worker only."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pdscan.readers.isolation import Answer

_LARGEST_FORM = 64 << 20


def text(page: pdfium.PdfPage, document: pdfium.PdfDocument) -> str:
    """Return what comments and form fields hold, and where links lead, one a line."""
    found: list[str] = []
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        for key in (b"Contents", b"T", b"V"):
            found.append(
                _wide(lambda *room, n=note, k=key: raw.FPDFAnnot_GetStringValue(n, k, *room))
            )
        if document.formenv is not None:
            found += _field(document.formenv, note)
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


def attached(page: pdfium.PdfPage) -> Iterator[Any]:
    """Yield the files that annotations of a page carry."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_FILEATTACHMENT and (
            file := raw.FPDFAnnot_GetFileAttachment(note)
        ):
            yield file
        raw.FPDFPage_CloseAnnot(note)


def form_data(document: pdfium.PdfDocument) -> Iterator[Answer]:
    """Yield what was filled into an XFA form, as an attached file of XML."""
    for index in range(max(0, raw.FPDF_GetXFAPacketCount(document))):
        name = _narrow(lambda *room, i=index: raw.FPDF_GetXFAPacketName(document, i, *room))
        if name != b"datasets":
            continue
        size = ctypes.c_ulong()
        raw.FPDF_GetXFAPacketContent(document, index, None, 0, size)
        if size.value > _LARGEST_FORM:
            yield {"kind": "broken", "page": index + 1}
            continue
        buffer = ctypes.create_string_buffer(size.value)
        raw.FPDF_GetXFAPacketContent(document, index, buffer, len(buffer), size)
        yield {"kind": "attachment", "key": "form.xml"}
        yield buffer.raw


def _field(form: Any, note: Any) -> list[str]:
    """Return a form field's value, its help and what it lets choose."""
    found = [
        _wide(lambda *room: raw.FPDFAnnot_GetFormFieldValue(form, note, *room)),
        _wide(lambda *room: raw.FPDFAnnot_GetFormFieldAlternateName(form, note, *room)),
    ]
    for place in range(raw.FPDFAnnot_GetOptionCount(form, note)):
        found.append(
            _wide(lambda *room, at=place: raw.FPDFAnnot_GetOptionLabel(form, note, at, *room))
        )
    return found


def _narrow(call: Callable[..., int]) -> bytes:
    """Return a string of bytes that PDFium writes into a buffer of the size it asks for."""
    size = call(None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    call(buffer, size)
    return bytes(buffer.value)
