"""Read HTML: its text, the attributes that hold data, its metadata and its scripts.

Text comes in windows; a block element ends a line. Addresses in `href`, `value`, `alt`, `content`
and the like are text too. Comments, scripts and PHP are read: data hide there. Styles are not.
Marks are found one after another without a tree, so depth costs nothing and memory stays flat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

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
_CELLS = frozenset({"td", "th"})
_WINDOW = 1 << 20
_TAIL = 40  # longer than any mark that ends a script and any character reference

# Every quantifier is possessive: whatever the page, each character is looked at a few times only.
# The closing bracket may be missing, where the text ends within a mark.
_MARK = re.compile(
    r"""<(?:
        (?P<end>/?)(?P<tag>[A-Za-z][\w:.-]*+)(?=[\s/>]|\Z)
            (?P<body>(?:[^=>]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+)*+)(?P<close>>?)
      | (?P<empty>!---?>)
      | (?P<raw>!--|!\[CDATA\[|\?(?:php|=))
      | (?P<odd>[!?][^>]*+)(?P<shut>>?)
      | /?\Z
    )""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""([^\s=>/"']++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+""",
)
_ENDS = {
    "script": re.compile(r"(?=</script)", re.I),
    "style": re.compile(r"(?=</style)", re.I),
    "!--": re.compile(r"--!?>"),
    "![CDATA[": re.compile(r"\]\]>"),
    "?": re.compile(r"\?>"),
}
_REFERENCE = re.compile(r"&[#\w]{0,32}\Z")


class Page:
    """Gather the text of a page that is fed in windows; `take` returns what came since."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._held = ""
        self._raw = ""
        self._style: list[str] = []

    def feed(self, text: str, *, last: bool = False) -> None:
        """Take in the next part of the page; what is cut by its end waits for the next."""
        text, position = self._held + text, 0
        while position < len(text):
            if self._raw:
                position, more = self._skim(text, position, last=last)
            else:
                position, more = self._marks(text, position)
            if not more:
                break
        self._held = text[position:]
        if last or len(self._held) > _WINDOW:
            self._add(self._held)
            self._held = ""

    def take(self) -> str:
        """Return the text gathered since the last call."""
        text = "".join(self._parts)
        self._parts = []
        return text

    def close(self) -> None:
        """Take what was held back: a style that never ended may be anything."""
        self.feed("", last=True)
        self._parts += self._style

    def _marks(self, text: str, position: int) -> tuple[int, bool]:
        """Take text and marks up to what is no markup; say where to go on, and whether."""
        for found in _MARK.finditer(text, position):
            start = found.start()
            if start > position:
                self._add(text[position:start])
            end, tag, body, close, empty, raw, odd, shut = found.groups()
            if close:
                self._tag(tag.lower(), body, is_end=bool(end))
            elif shut and not odd.lower().startswith("!doctype"):
                self._add(f"\n{odd[1:]}\n")
            elif raw:
                self._parts.append("\n")
                self._raw = raw if raw in _ENDS else "?"
            elif not empty and not shut:
                return start, False
            position = found.end()
            if self._raw:
                return position, True
        cut = _REFERENCE.search(text, max(position, len(text) - _TAIL))
        stop = cut.start() if cut else len(text)
        self._add(text[position:stop])
        return stop, False

    def _skim(self, text: str, position: int, *, last: bool) -> tuple[int, bool]:
        """Take what is no markup, up to where it ends."""
        end = _ENDS[self._raw].search(text, position)
        stop = end.start() if end else max(position, len(text) - (0 if last else _TAIL))
        if self._raw == "style":
            self._style.append(text[position:stop])
        else:
            self._parts.append(text[position:stop])
        if end is None:
            if sum(map(len, self._style)) > _WINDOW:  # no style is that long
                self._parts += self._style
                self._style.clear()
            return stop, False
        self._style.clear()
        self._raw = ""
        self._parts.append("\n")
        return end.end(), True

    def _tag(self, tag: str, body: str, *, is_end: bool) -> None:
        if tag not in _INLINE:
            self._parts.append("\t" if tag in _CELLS else "\n")
        if is_end:
            return
        if "=" in body:
            self._attributes(tag, body)
        if tag in _ENDS and not body.endswith("/"):
            self._raw = tag

    def _attributes(self, tag: str, body: str) -> None:
        for name, double, single, bare in _ATTRIBUTE.findall(body):
            name, value = name.lower(), double or single or bare
            wanted = name in _ATTRIBUTES or name.startswith("data-")
            if value and wanted and not value.startswith("data:"):
                self._add(f" {value}\n" if tag not in _INLINE else f" <{value}> ")

    def _add(self, text: str) -> None:
        self._parts.append(unescape(text) if "&" in text else text)


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
        page.feed(window)
        if text := page.take():
            yield text
    page.close()
    yield page.take()
