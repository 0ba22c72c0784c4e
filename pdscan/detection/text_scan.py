"""Scan one text locus window by window, holding back what the next window may complete."""

from __future__ import annotations

from pdscan.detection.collection import paused
from pdscan.detection.engine import Engine, Hit, Locus
from pdscan.detection.locus_count import LocusCount
from pdscan.model import Container
from pdscan.naming.windows import windows

MARGIN = 2048
LOOK_BACK = 512

_LINE_END = 10
_KEY_ENDS = (b"=", b":", b'="', b"='", b':"', b":'")
_SPACED_KEY_ENDS = (b"=", b'":', b"':")
_CONTAINERS = {"name": Container.FILE_NAME, "text": Container.FREE_TEXT}


class TextScan:
    """Take the text of one locus in order; a value cut by a window's end is found whole."""

    def __init__(self, engine: Engine, count: LocusCount) -> None:
        self._engine = engine
        self._count = count
        self._state = Locus(failures=count.failures)
        self._container = _CONTAINERS.get(count.locus, Container.METADATA)
        self._held = b""
        self._done = 0
        self._offset = 0
        self._characters = 0

    def feed(self, text: str) -> None:
        """Scan a window; what starts in its last 2 KiB waits for the next one."""
        data = text.encode("utf-8", "replace")
        self._count.examined(len(data))
        buffer = self._held + data
        self._scan(buffer, max(self._done, len(buffer) - MARGIN))
        self._look_for_names(text)

    def finish(self) -> None:
        """Scan what was held back."""
        self._scan(self._held, len(self._held))
        self._count.close(self._state)

    def _scan(self, buffer: bytes, limit: int) -> None:
        """Count the hits that start before `limit`; keep enough before it for context."""
        with paused():
            hits = self._engine.hits(buffer, self._state, self._done, limit)
            self._set_containers(buffer, hits)
            self._count.hits(hits, lambda hit: ("byte", self._offset + hit.start))
            del hits
        keep = max(0, limit - LOOK_BACK)
        self._held, self._done = buffer[keep:], limit - keep
        self._offset += keep

    def _set_containers(self, buffer: bytes, hits: list[Hit]) -> None:
        """Say in what each hit lies; a new hit lies in free text."""
        whole = self._container
        for hit in hits:
            if whole is not Container.FREE_TEXT:
                hit.container = whole
            elif hit.start and buffer[hit.start - 1] != _LINE_END:
                hit.container = container_before(buffer, hit.start)

    def _look_for_names(self, text: str) -> None:
        if not self._count.looks_for_names:
            return
        sample = self._count.name_sample
        pieces = [piece for piece in windows(text) if sample.takes(len(piece[1]))]
        places = [("character", self._characters + start) for start, _ in pieces]
        self._characters += len(text)
        self._count.names([window for _, window in pieces], places, self._container)


def container_before(buffer: bytes, start: int) -> Container:
    """Say in what a value lies by what stands before it: a URL, a key, or free text.

    A key is a word with `=`, a quoted word with `:`, or a word with `:` and no space after it;
    « IBAN : FR76… » in a letter is free text.
    """
    if not start or buffer[start - 1] == _LINE_END:
        return Container.FREE_TEXT
    least = max(0, start - 200)
    word = buffer[max(least, buffer.rfind(b" ", least, start) + 1) : start]
    if b"://" in word or b"?" in word:
        return Container.URL
    if word.endswith(_KEY_ENDS):
        return Container.KEY_VALUE
    if not word and buffer[max(0, start - 5) : start].rstrip(b" ").endswith(_SPACED_KEY_ENDS):
        return Container.KEY_VALUE
    return Container.FREE_TEXT
