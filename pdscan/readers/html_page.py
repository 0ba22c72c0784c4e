"""Read HTML: its text, the attributes that hold data, its metadata and its scripts.

Text comes in windows; a block element ends a line. Addresses in `href`, `value`, `alt`, `content`
and the like are text too. Comments and scripts are read: data hide there. Styles are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from pdscan.model import Reason, UnreadableError
from pdscan.readers import plain_text
from pdscan.readers.decoding import Decoder
from pdscan.readers.visit import Pieces, Visit

_ATTRIBUTES = frozenset(
    re.findall(
        r"[\w-]+",
        "href src alt title content value placeholder label aria-label cite action datetime "
        "summary srcdoc data",
    )
)
_INLINE = frozenset(
    re.findall(
        r"[\w-]+",
        "a abbr acronym b bdi bdo big cite code data em font i ins kbd label mark q s samp small "
        "span strike strong sub sup time tt u var wbr",
    )
)
_WINDOW = 1 << 20


class Page(HTMLParser):
    """Gather the text of a page; `take` returns what came since the last call."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self.size = 0
        self._styled = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the attributes that hold data."""
        self._styled += tag == "style"
        self._break(tag)
        for name, value in attrs:
            wanted = name in _ATTRIBUTES or name.startswith("data-")
            if value and wanted and not value.startswith("data:"):
                self._add(f" {value}\n" if tag not in _INLINE else f" <{value}> ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the attributes of an element without content."""
        self.handle_starttag(tag, attrs)
        self._styled -= tag == "style"

    def handle_endtag(self, tag: str) -> None:
        """End a line where a block ends."""
        if tag == "style":
            self._styled = max(0, self._styled - 1)
        self._break(tag)

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self._styled:
            self._add(data)

    def handle_comment(self, data: str) -> None:
        """Take a comment."""
        self._add(f"\n{data}\n")

    def take(self) -> str:
        """Return the text gathered since the last call."""
        text = "".join(self._parts)
        self._parts, self.size = [], 0
        return text

    def _break(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._add("\t")
        elif tag not in _INLINE:
            self._add("\n")

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self.size += len(text)


def read(visit: Visit) -> Pieces:
    """Yield the text of the page in windows."""
    decoder = Decoder(visit.stream)
    if decoder.sample() is None:
        raise UnreadableError(Reason.UNDECODABLE, f"{visit.what} is no text in any known encoding")
    yield from plain_text.windows(visit, _texts(decoder.windows()))
    yield from plain_text.undecodable(visit, decoder)


def text_of(html: str) -> str:
    """Return the text of a whole page."""
    return "".join(_texts(iter([html])))


def _texts(windows: Iterator[str]) -> Iterator[str]:
    page = Page()
    for window in windows:
        for start in range(0, len(window), 1 << 16):
            try:
                page.feed(window[start : start + (1 << 16)])
            except (AssertionError, ValueError):  # what html.parser says of some broken marks
                page.handle_data(page.rawdata)
                page.rawdata = ""
        if page.size >= _WINDOW:
            yield page.take()
    try:
        page.close()
    except (AssertionError, ValueError):
        page.handle_data(page.rawdata)
    yield page.take()
