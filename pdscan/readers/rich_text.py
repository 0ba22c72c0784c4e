"""Read RTF: the text between the control words, in the encoding that the file names.

Pages begin where the document says so: RTF does not keep where its writer laid others out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pdscan.model import Reason
from pdscan.readers.batches import clean
from pdscan.readers.paged_text import BREAK, PagedText
from pdscan.readers.visit import Pieces, Visit

LONGEST = 64 << 20
_TOKEN = re.compile(
    r"\\u(-?\d+) ?|\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\(.)|([{}])"
    r"|([^\\{}\r\n]+)|[\r\n]+",
    re.S,
)
_HIDDEN = frozenset(
    re.findall(
        r"[\w-]+",
        "fonttbl colortbl stylesheet pict listtable rsidtbl themedata colorschememapping "
        "datastore latentstyles blipuid atrfstart atrfend atnref atndate",
    )
)
# Comments, notes and codes of fields stand after the text that they would cut in two, and what
# lies on no page or on all.
_ASIDE = frozenset({"annotation", "atnid", "atnauthor", "footnote", "fldinst", "info"})
_ASIDE |= {f"{what}{of}" for what in ("header", "footer") for of in ("", "l", "r", "f")}
_BREAKS = {"par": "\n", "line": "\n", "row": "\n", "tab": "\t", "cell": "\t", "page": "\n\f"}
_BREAKS |= {"pagebb": "\f", "softpage": "\f"}
_SAME_PAGE = {"sbknone", "sbkcol"}  # sections that begin none
_BREAKS |= {"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "bullet": "•"}
_BREAKS |= {"ldblquote": "“", "rdblquote": "”"}
_FONTS_END = 1 << 18
_FONT = re.compile(r"\\f(\d{1,6})(?:\\[a-z]+\d*|\s){0,8}?\\fcharset(\d{1,3})")
_CHARSETS = {
    "0": "cp1252", "77": "mac_roman", "128": "cp932", "129": "cp949", "130": "johab",
    "134": "cp936", "136": "cp950", "161": "cp1253", "162": "cp1254", "163": "cp1258",
    "177": "cp1255", "178": "cp1256", "186": "cp1257", "204": "cp1251", "222": "cp874",
    "238": "cp1250", "255": "cp437",
}  # fmt: skip
_SIGNS = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": "\n", "\r": "\n"}


def read(visit: Visit) -> Pieces:
    """Yield the text; one longer than 64 MiB is a gap."""
    raw = visit.stream.whole(LONGEST)
    if raw is None:
        yield visit.gap(Reason.TOO_LARGE, f"{visit.what} is an RTF file of more than 64 MiB")
        return
    text, aside = _texts(raw)
    gathered = PagedText(visit)
    yield from gathered.take(text)
    if aside:
        gathered.begin()
        yield from gathered.take(aside)
    yield from gathered.rest()


def text_of(raw: bytes) -> str:
    """Return the text of a whole RTF file."""
    text, aside = _texts(raw)
    return f"{text}\n{aside}".replace(BREAK, "") if aside else text.replace(BREAK, "")


def _texts(raw: bytes) -> tuple[str, str]:
    """Return the text with a BREAK where a page begins, and what stands aside of it."""
    text = raw.decode("latin-1")
    page = re.search(r"\\ansicpg(\d+)", text[:4096])
    encoding = f"cp{page.group(1)}" if page and page.group(1) in _PAGES else "cp1252"
    begin = text[:_FONTS_END]
    fonts = {font: _CHARSETS.get(kind, encoding) for font, kind in _FONT.findall(begin)}
    body, aside = _Walk(fonts, encoding).texts(text)
    return clean(body), clean(aside)


@dataclass(slots=True)
class _Group:
    r"""Be in a group: hidden, aside, the encoding of its font, what stands in for a `\\u`."""

    is_hidden: bool
    encoding: str
    stand_in: int = 1
    is_aside: bool = False


class _Walk:
    """Walk the tokens of an RTF; groups of fonts, colours and pictures are left out."""

    def __init__(self, fonts: Mapping[str, str], encoding: str) -> None:
        self._fonts, self._default = fonts, encoding
        self._group = _Group(False, encoding)
        self._around: list[_Group] = []
        self._held = bytearray()
        self._skip = 0
        self._parts: list[str] = []
        self._aside: list[str] = []
        self._section_ended = False

    def texts(self, text: str) -> tuple[str, str]:
        """Return the text, and what stands aside of it."""
        for match in _TOKEN.finditer(text):
            code, byte, word, number, sign, brace, plain = match.groups()
            if byte:
                self._byte(int(byte, 16))
                continue
            if match.lastindex is None:
                continue  # the end of a line, which means nothing
            self._put(self._taken())
            if brace:
                self._brace(brace)
            elif word:
                self._put(self._word(word, number))
            elif code and not self._group.is_hidden:
                self._skip = self._group.stand_in
                self._put(chr(int(code) % 65536))
            elif not self._group.is_hidden:
                self._put(self._plain(plain) if plain else _SIGNS.get(sign or "", ""))
        self._put(self._taken())
        return "".join(self._parts), "".join(self._aside).replace(BREAK, "")

    def _put(self, piece: str) -> None:
        if not piece:
            return
        if self._group.is_aside:
            self._aside.append(piece)
            return
        if self._section_ended:
            self._section_ended = False
            self._parts.append(BREAK)
        self._parts.append(piece)

    def _byte(self, byte: int) -> None:
        if self._skip:
            self._skip -= 1
        elif not self._group.is_hidden:
            self._held.append(byte)

    def _taken(self) -> str:
        """Return the bytes that were written as numbers, decoded."""
        found = self._held.decode(self._group.encoding, "replace")
        self._held.clear()
        return found

    def _brace(self, brace: str) -> None:
        self._skip = 0
        if brace == "{":
            self._around.append(self._group)
            self._group = replace(self._group)
        elif self._around:
            self._group = self._around.pop()

    def _word(self, word: str, number: str | None) -> str:
        group = self._group
        if word in _HIDDEN:
            group.is_hidden = True
        elif word in _ASIDE:
            group.is_aside = True
            self._put("\n")
        elif word == "f":
            group.encoding = self._fonts.get(number or "", self._default)
        elif word == "plain":
            group.encoding = self._default
        elif word == "sect":
            self._put("\n")
            self._section_ended = True
        elif word in _SAME_PAGE:
            self._section_ended = False
        elif word == "uc":
            group.stand_in = min(int(number or 1), 8)
        return "" if group.is_hidden else _BREAKS.get(word, "")

    def _plain(self, plain: str) -> str:
        skipped, self._skip = min(self._skip, len(plain)), 0
        return plain[skipped:].encode("latin-1").decode(self._group.encoding, "replace")


_PAGES = frozenset(
    re.findall(
        r"[\w-]+",
        "437 850 852 866 874 932 936 949 950 1250 1251 1252 1253 1254 1255 1256 1257 1258",
    )
)
