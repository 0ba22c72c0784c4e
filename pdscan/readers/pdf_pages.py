"""Read PDF: text page by page, comments and form fields, metadata, attached files."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator

from pdscan.model import Reason, UnreadableError, Unseen
from pdscan.readers import isolation, ocr, passwords
from pdscan.readers.isolation import Answer
from pdscan.readers.visit import PICTURES, Pieces, Visit
from pdscan.readers.zip_package import Names


def read(visit: Visit) -> Pieces:
    """Yield the pages; those without text but with pictures are one gap, or come last.

    Pictures beside text, often logos, are only counted.
    """
    file = visit.stream.seekable_file()
    keys = passwords.known(visit.limits)
    job = "pdf with pictures" if ocr.is_there() else "pdf"
    answers = isolation.run(job, file, visit.what, visit.limits.seconds, keys)
    counts = Counter[str]()
    try:
        yield from _pieces(visit, answers, counts)
    except UnreadableError as trouble:
        if counts["alone"] == 0:
            raise
        detail = f"{trouble.detail}; {counts['alone']} pages that are pictures were not read"
        yield visit.gap(trouble.reason, detail)
        counts["alone"] = 0
    yield from _unread(visit, counts)


def _pieces(visit: Visit, answers: Iterator[Answer], counts: Counter[str]) -> Pieces:
    start, attached, names = 0, "", Names()
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
            elif kind in {"page", "scanned page"}:
                yield visit.text(text + "\n", start, pages=((0, int(answer.get("page") or 0)),))
                start += len(text) + 1
                counts.update(_pictures(answer, has_text=bool(text.strip())))
            else:
                counts["broken"] += 1


def _pictures(answer: dict[str, str | int | None], *, has_text: bool) -> dict[str, int]:
    """Return what a page adds to the counts of pictures beside text, and of pages without."""
    if answer["kind"] == "scanned page":
        return {"alone": -1}
    images = int(answer.get("images") or 0)
    return {"beside": images} if has_text else {"alone": images > 0}


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
