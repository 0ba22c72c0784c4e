"""Scan one text locus window by window, holding back what the next window may complete."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pdscan.collection import paused
from pdscan.detection.containers import containers
from pdscan.detection.engine import Engine
from pdscan.detection.locus import Locus
from pdscan.detection.locus_count import LocusCount
from pdscan.model import Container
from pdscan.naming.windows import windows

MARGIN = 2048
LOOK_BACK = 512

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
        self._by_byte = _Pages()
        self._by_character = _Pages()

    def feed(self, text: str, pages: Sequence[tuple[int, int]] = ()) -> None:
        """Scan a window; what starts in its last 2 KiB waits for the next one.

        `pages` says where in it pages begin, in characters and in order, with their numbers.
        """
        data = text.encode("utf-8", "replace")
        done, byte = 0, self._offset + len(self._held)
        for at, number in pages:
            byte += len(text[done:at].encode("utf-8", "replace"))
            done = at
            self._by_byte.begin(byte, number)
            self._by_character.begin(self._characters + at, number)
        self._count.examined(len(data))
        buffer = self._held + data
        limit = max(self._done, len(buffer) - MARGIN)
        if limit > self._done or self._engine.wrappings.places(buffer):
            self._scan(buffer, limit)  # what is wrapped teaches the locus its context ahead
        else:
            self._held = buffer
        self._look_for_names(text)

    def finish(self) -> None:
        """Scan what was held back."""
        self._scan(self._held, len(self._held))
        self._count.close(self._state)

    def _scan(self, buffer: bytes, limit: int) -> None:
        """Count the hits that start before `limit`; keep enough before it for context."""
        with paused():
            hits = self._engine.hits(buffer, self._state, self._done, limit)
            if self._container is Container.FREE_TEXT:
                lie_in = containers(buffer, hits.starts)
            else:
                lie_in = [self._container] * len(hits)
            self._count.hits(buffer, hits, lie_in, self._place)
            del hits
        keep = max(0, limit - LOOK_BACK)
        self._held, self._done = buffer[keep:], limit - keep
        self._offset += keep

    def _place(self, start: int) -> tuple[str, int]:
        """Return the page on which what starts at an offset of the buffer is, else the byte."""
        byte = self._offset + start
        page = self._by_byte.at(byte)
        return ("page", page) if page else ("byte", byte)

    def _look_for_names(self, text: str) -> None:
        if not self._count.looks_for_names:
            return
        sample = self._count.name_sample
        pieces = [piece for piece in windows(text) if sample.takes(len(piece[1]))]
        begun = [self._characters + start for start, _ in pieces]
        self._characters += len(text)

        def place_of(piece: int, start: int) -> tuple[str, int]:
            page = self._by_character.at(begun[piece] + start)
            return ("page", page) if page else ("character", begun[piece])

        self._count.names([window for _, window in pieces], place_of, self._container)


class _Pages:
    """Remember where pages begin, in the order of the text."""

    def __init__(self) -> None:
        self._begins: list[int] = []
        self._numbers: list[int] = []

    def begin(self, at: int, number: int) -> None:
        """Note that a page begins; number 0: what follows lies on none."""
        self._begins.append(at)
        self._numbers.append(number)

    def at(self, place: int) -> int:
        """Return the number of the page that holds a place, 0 for none."""
        found = bisect_right(self._begins, place)
        return self._numbers[found - 1] if found else 0
