"""Read a policy from txt, md, html, pdf or docx: the lines that a reader of the document sees."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from pdscan import readers
from pdscan.contracts import Limits
from pdscan.model import Asset, Block, Gap, Reason, UnreadableError
from pdscan.policies import web_page
from pdscan.readers.decoding import Decoder
from pdscan.readers.formats import HEAD, by_content, by_text
from pdscan.readers.streams import Stream

MOST_CHARACTERS = 1_000_000
_LOGIN = re.compile(r"<input\b[^>]{0,400}\btype\s*=\s*[\"']?password", re.I)
_LONGEST_LOGIN = 2000
_MARKDOWN = (".md", ".markdown")
_LIMITS = Limits(member_bytes=64 << 20, total_bytes=128 << 20, depth=2, members=2000, seconds=60)


@dataclass(frozen=True, slots=True)
class Document:
    """Hold a document's text; lines are counted from 1 as in the file or as read out of it."""

    path: Path
    text: str = field(repr=False)
    sha256: str
    is_markdown: bool = False
    is_cut: bool = False
    line_starts: tuple[int, ...] = field(default=(0,), repr=False)

    def line_of(self, offset: int) -> int:
        """Return the 1-based line of a character."""
        return bisect_right(self.line_starts, offset)

    def quote(self, start: int, end: int) -> str:
        """Return the text between two offsets with its white space folded."""
        return " ".join(self.text[start:end].split())


def read(path: Path) -> Document:
    """Return the document of a file; raise UnreadableError with one sentence where it has none."""
    raw = path.read_bytes()
    head = raw[:HEAD]
    is_markdown = path.suffix.lower() in _MARKDOWN
    if by_content(head, path.name) is None:
        text, is_markdown = _plain(path, raw, is_markdown=is_markdown)
    else:
        text = _packed(path, raw)
    is_cut = len(text) > MOST_CHARACTERS
    text = text[:MOST_CHARACTERS]
    lines = text.split("\n")
    starts = tuple(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    sha256 = hashlib.sha256(raw).hexdigest()
    return Document(path, text, sha256, is_markdown, is_cut, starts)


def _plain(path: Path, raw: bytes, *, is_markdown: bool) -> tuple[str, bool]:
    decoder = Decoder(Stream(io.BytesIO(raw), str(path)))
    sample = decoder.sample() if raw else ""
    if sample is None:
        raise UnreadableError(
            Reason.UNDECODABLE, f"{path} is no text, PDF, web page or Word document"
        )
    text = "".join(decoder.windows())
    if by_text(sample, path.name) == "html":
        shown = web_page.text_of(text)
        if len(shown) < _LONGEST_LOGIN and _LOGIN.search(text):
            raise UnreadableError(Reason.PERMISSION, f"{path} is a page to log in, not a policy")
        return shown, True
    return _same_letters(text.removeprefix("\ufeff")), is_markdown


def _same_letters(text: str) -> str:
    """Return the text with one character a letter, and one sign for the end of a line."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def _packed(path: Path, raw: bytes) -> str:
    """Return the text of a PDF, a word processor's file and the like, page after page."""
    asset = Asset(locator=path.name, source="file", kind="file", size=len(raw))
    texts, troubles = [], []
    for piece in _pieces(asset, raw, path.name):
        if isinstance(piece, Gap):
            troubles.append(piece.detail)
        elif piece.locus == "text" or piece.locus.startswith("page"):
            texts.append(piece.text or "")
    text = "\n".join(texts).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip() and troubles:
        raise UnreadableError(Reason.NO_OCR, f"{path}: {troubles[0]}")
    return unicodedata.normalize("NFC", text)


def _pieces(asset: Asset, raw: bytes, name: str) -> Iterator[Block | Gap]:
    for member, piece in readers.read(asset, io.BytesIO(raw), _LIMITS, name=name):
        if isinstance(piece, Gap) or (isinstance(piece, Block) and member.parent is None):
            yield piece
