"""Read the files of old Office and Outlook (OLE2): DOC, PPT, XLS, MSG; others by their properties.

The parts are taken out in the worker process (`ole_extract`); a workbook's cells by calamine.
"""

from __future__ import annotations

import io
from dataclasses import replace

from pdscan.model import Asset, Block, Reason, Unseen
from pdscan.readers import isolation, passwords, workbook
from pdscan.readers.batches import clean
from pdscan.readers.streams import Stream
from pdscan.readers.visit import PICTURES, Pieces, Visit
from pdscan.readers.zip_package import Names, base_name

_OTHERS = "is a file of old Office or Windows of which only strings and properties were read"


def read(visit: Visit) -> Pieces:
    """Yield texts, properties and embedded files, then the sheets of a workbook."""
    file = visit.stream.seekable_file()
    parts = Parts(visit)
    keys = passwords.known(visit.limits)
    for answer in isolation.run("ole", file, visit.what, visit.limits.seconds, keys):
        if parts.format == "decrypted" and isinstance(answer, bytes):
            yield from _decrypted(visit, answer)
        else:
            yield from parts.take(answer)
    if parts.format == "workbook":
        yield from workbook.read_sheets(visit, file)
    elif parts.format == "other":
        yield visit.gap(Reason.UNSUPPORTED, f"{visit.what} {_OTHERS}")
    if parts.lost:
        detail = f"{parts.lost} embedded objects of {visit.what} could not be taken out"
        yield visit.gap(Reason.UNSUPPORTED, detail)


def _decrypted(visit: Visit, plain: bytes) -> Pieces:
    """Read the plain bytes in the place of the encrypted ones; a lock within is not opened."""
    stream = Stream(io.BytesIO(plain), visit.what)
    limits = replace(visit.limits, passwords=())
    inner = replace(visit, stream=stream, name="", limits=limits, depth=visit.depth + 1)
    if inner.depth > visit.limits.depth:
        yield visit.gap(Reason.LIMIT, f"{visit.what} is encrypted again and again")
        return
    yield from visit.descend(inner)


class Parts:
    """Turn the worker's answers into pieces; a mail inside a mail is an asset of its own."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._around: list[tuple[Asset, Names, int]] = []
        self._asset, self._names, self._start = visit.asset, Names(), 0
        self._name = ""
        self.format, self.lost = "", 0

    def take(self, answer: isolation.Answer) -> Pieces:
        """Yield what an answer holds."""
        if isinstance(answer, bytes):
            inner = self._inner(self._name)
            yield from self._visit.enter(inner, base_name(self._name), io.BytesIO(answer))
        elif isinstance(answer, dict):
            kind, key = answer.get("kind"), clean(str(answer.get("key") or ""))
            text = clean(str(answer.get("text") or ""))
            if kind == "metadata":
                yield self._asset, Block(text=text, locus=f"metadata:{key}")
            elif kind == "text":
                yield self._asset, Block(start=self._start, text=text)
                self._start += len(text)
            elif kind == "pictures":
                yield self._asset, Unseen(PICTURES, int(answer.get("page") or 0))
            else:
                self._move(str(kind), key)

    def _move(self, kind: str, key: str) -> None:
        if kind == "member":
            self._name = key
        elif kind == "enter":
            inner = self._inner(key)
            self._around.append((self._asset, self._names, self._start))
            self._asset, self._names, self._start = inner, Names(), 0
        elif kind == "leave":
            self._asset, self._names, self._start = self._around.pop()
        elif kind == "format":
            self.format = key
        else:
            self.lost += 1

    def _inner(self, name: str) -> Asset:
        return self._visit.member(self._names.unique(name), within=self._asset)
