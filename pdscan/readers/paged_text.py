"""Gather the text of a document in windows, with the pages that begin in them."""

from __future__ import annotations

from pdscan.readers.visit import Pieces, Visit

WINDOW = 1 << 20
BREAK = "\f"  # begins a page; XML holds no such sign of its own


class PagedText:
    """Take the text of one part after another; yields blocks of some WINDOW characters."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._start = 0
        self._held: list[str] = []
        self._length = 0
        self._pages: list[tuple[int, int]] = []
        self._page = 0
        self._part = 0

    def begin(self, page: int = 0) -> None:
        """Begin a part on a line of its own; `page` is that on which it lies, 0 for none."""
        if self._held and not self._held[-1].endswith("\n"):
            self._hold("\n")
        if self._page or page:
            self._pages.append((self._length, page))
        self._page, self._part = page, self._length

    def take(self, text: str) -> Pieces:
        """Take more of a part, with a BREAK where a page begins."""
        first, *others = text.split(BREAK)
        self._hold(first)
        for other in others:
            if not self._page:  # the first break tells that there are pages
                self._page = 1
                self._pages.append((self._part, 1))
            self._page += 1
            self._pages.append((self._length, self._page))
            self._hold(other)
        if self._length >= WINDOW:
            yield from self.rest()

    def rest(self) -> Pieces:
        """Yield what is gathered."""
        yield self._visit.text("".join(self._held), self._start, pages=tuple(self._pages))
        self._start += self._length
        self._held, self._length, self._pages, self._part = [], 0, [], 0

    def _hold(self, text: str) -> None:
        if text:
            self._held.append(text)
            self._length += len(text)
