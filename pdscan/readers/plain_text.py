"""Read text and logs: windows of about a mebibyte, lines of any length."""

from __future__ import annotations

from collections.abc import Iterable

from pdscan.model import Reason
from pdscan.readers.decoding import Decoder
from pdscan.readers.visit import Pieces, Visit


def read(visit: Visit, decoder: Decoder) -> Pieces:
    """Yield the text in windows, then a gap that counts the bytes that fit no encoding."""
    yield from windows(visit, decoder.windows())
    yield from undecodable(visit, decoder)


def windows(visit: Visit, texts: Iterable[str], start: int = 0) -> Pieces:
    """Yield text blocks that follow one another; at least one, empty where there is no text."""
    first = start
    for text in texts:
        yield visit.text(text, start)
        start += len(text)
    if start == first:
        yield visit.text("", start)


def undecodable(visit: Visit, decoder: Decoder) -> Pieces:
    """Yield a gap that counts the bytes that did not fit the encoding, if any did not."""
    if decoder.bad:
        detail = f"{decoder.bad} bytes of {visit.what} don't fit its encoding ({decoder.encoding})"
        yield visit.gap(Reason.UNDECODABLE, detail)
