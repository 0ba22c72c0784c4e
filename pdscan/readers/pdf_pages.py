"""Read PDF: text page by page, comments and form fields, metadata, attached files."""

from __future__ import annotations

import io
from collections import Counter

from pdscan.model import Reason, Unseen
from pdscan.readers import isolation, ocr, passwords
from pdscan.readers.visit import PICTURES, Pieces, Visit
from pdscan.readers.zip_package import Names


def read(visit: Visit) -> Pieces:
    """Yield the pages; those without text but with pictures are one gap.

    Pictures beside text, often logos, are only counted.
    """
    file = visit.stream.seekable_file()
    keys = passwords.known(visit.limits)
    job = "pdf with pictures" if ocr.is_there() else "pdf"
    answers = isolation.run(job, file, visit.what, visit.limits.seconds, keys)
    start, attached = 0, ""
    counts, names = Counter[str](), Names()
    for answer in answers:
        if isinstance(answer, bytes):
            name = names.unique(attached or "attachment")
            yield from visit.enter(visit.member(name, len(answer)), name, io.BytesIO(answer))
        elif isinstance(answer, dict):
            text, kind = str(answer.get("text") or ""), answer.get("kind")
            if kind == "metadata":
                yield visit.text(text, locus=f"metadata:{answer.get('key')}")
            elif kind == "attachment":
                attached = str(answer.get("key") or "")
            elif kind == "page":
                yield visit.text(text + "\n", start, pages=((0, int(answer.get("page") or 0)),))
                start += len(text) + 1
                images = int(answer.get("images") or 0)
                counts["beside"] += images if text.strip() else 0
                counts["alone"] += images > 0 and not text.strip()
            else:
                counts["broken"] += 1
    yield from _unread(visit, counts)


def _unread(visit: Visit, counts: Counter[str]) -> Pieces:
    if counts["alone"]:
        detail = f"{counts['alone']} pages of {visit.what} are pictures; {ocr.WAY_OUT}"
        yield visit.gap(Reason.NO_OCR, detail)
    if counts["beside"]:
        yield visit.asset, Unseen(PICTURES, counts["beside"])
    if counts["broken"]:
        detail = (
            f"{counts['broken']} pages or attached files of {visit.what} are damaged or too large"
        )
        yield visit.gap(Reason.CORRUPT, detail)
