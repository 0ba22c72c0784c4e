"""Decode text in any encoding, in windows, with flat memory.

The first window that holds a byte beyond ASCII decides. UTF-8 and UTF-16/32 are known by their
form. Of the one-byte encodings the one that gives the most French letters inside words wins,
cp1252 in a tie; charset-normalizer is asked only where none of them gives any sense.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from pdscan.readers.streams import CHUNK, Stream

SAMPLE = 1 << 20
_JUDGED = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPED = re.compile(r"[\udc80-\udcff]")
_PADDING = re.compile(rb"\0{64,}")  # holes of a log that was cut while it was written
_SEPARATORS = {1, 28, 29, 30, 31}  # of fields and records: in some tables as many as fields
_CONTROL = bytes(set(range(32)) - {8, 9, 10, 12, 13, 27} - _SEPARATORS) + b"\x7f"
_WIDE = ("utf-16", "utf-32")
_WESTERN = ("cp1252", "mac_roman", "cp850")
_LETTERS = "éèêëàâäçùûüîïôöœæÉÈÊËÀÂÇÙÛÎÏÔÖŒñÑáíóúßÄÜ"
_SIGNS = "’‘“”«»–—…€°§•·©®\xa0²³½"
_IN_WORD = re.compile(rf"[A-Za-z{_LETTERS}][{_LETTERS}]|[{_LETTERS}][A-Za-z{_LETTERS}]")
_ORPHAN = re.compile(rf"(?<![A-Za-z{_LETTERS}])[à](?![A-Za-z{_LETTERS}])")


class Decoder:
    """Turn the bytes of a stream into windows of text; `bad` counts bytes that fit nowhere."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.encoding: str | None = None
        self.bad = 0
        self._strict: codecs.IncrementalDecoder | None = None
        self._lenient = codecs.getincrementaldecoder("ascii")("replace")

    def sample(self) -> str | None:
        """Return the text of the first bytes without taking them, or None where it is no text."""
        head = self.stream.peek(SAMPLE)
        self.encoding = decide(head)
        if self.encoding is None:
            return None
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        return decoder.decode(head)

    def windows(self) -> Iterator[str]:
        """Yield the whole text; call `sample` first. Concatenated, the windows are the text."""
        while chunk := self.stream.read(CHUNK):
            if text := self._decode(chunk, last=False):
                yield text
        if text := self._decode(b"", last=True):
            yield text

    def _decode(self, chunk: bytes, *, last: bool) -> str:
        if self._strict is None and self.encoding in {"ascii", None}:
            if chunk.isascii():
                return chunk.decode("ascii")
            self.encoding = decide(chunk) or "cp1252"
        if self._strict is None:
            factory = codecs.getincrementaldecoder(self.encoding or "utf-8")
            self._strict, self._lenient = factory("strict"), factory(self._leniency())
        before = self._strict.getstate()
        try:
            return self._strict.decode(chunk, last)
        except UnicodeDecodeError:
            self._lenient.setstate(before)
            text = self._lenient.decode(chunk, last)
            self._strict.setstate(self._lenient.getstate())
        return self._repair(text)

    def _leniency(self) -> str:
        """Return how bad bytes are kept: as themselves, but in UTF-16 and 32 that can't be."""
        return "replace" if self._is_wide() else "surrogateescape"

    def _is_wide(self) -> bool:
        return codecs.lookup(self.encoding or "utf-8").name.startswith(_WIDE)

    def _repair(self, text: str) -> str:
        """Count the bad bytes of a window and put a character in the place of each."""
        if self._is_wide():
            self.bad += text.count("\ufffd")
            return text
        text, count = _ESCAPED.subn(self._replacement, text)
        self.bad += count
        return text

    def _replacement(self, match: re.Match[str]) -> str:
        """Read a byte that breaks UTF-8 as cp1252: most often a line of another programme."""
        if not str(self.encoding).startswith("utf-8"):
            return "\ufffd"
        return bytes([ord(match.group()) - 0xDC00]).decode("cp1252", "replace")


def decide(sample: bytes) -> str | None:
    """Return the encoding of a text from its first bytes, `ascii` where all are, None if no text.

    >>> decide("Hélène".encode("cp1252")), decide("Hélène".encode()), decide(b"plain")
    ('cp1252', 'utf-8', 'ascii')
    """
    sample = _PADDING.sub(b"", sample) or sample
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    if b"\0" in sample and (wide := _wide(sample)):
        return wide
    if _is_binary(sample):
        return "cp037" if _is_ebcdic(sample) else None
    if sample.isascii():
        return "ascii"
    bad, good = _utf8_balance(sample)
    if bad == 0 or good > 4 * bad:
        return "utf-8"
    return "cp037" if _is_ebcdic(sample) else _one_byte(sample)


def _wide(sample: bytes) -> str | None:
    """Know UTF-16 and UTF-32 without a mark by where the zero bytes lie."""
    sample = sample[: _JUDGED & ~3]
    quarters = [sample[i::4].count(0) / max(1, len(sample[i::4])) for i in range(4)]
    if len(sample) >= 8 and min(quarters[1:]) > 0.6 and quarters[2] > 0.9 < quarters[3]:
        return "utf-32-le"
    if len(sample) >= 8 and quarters[0] > 0.9 < quarters[1] and quarters[3] < 0.1:
        return "utf-32-be"
    even = sample[0::2].count(0) / max(1, len(sample[0::2]))
    odd = sample[1::2].count(0) / max(1, len(sample[1::2]))
    if odd > 0.6 and even < 0.05:
        return "utf-16-le"
    if even > 0.6 and odd < 0.05:
        return "utf-16-be"
    return None


def _is_binary(sample: bytes) -> bool:
    """Say whether there are more control bytes than any text has: one in fifty, or NULs."""
    sample = sample[:_JUDGED]
    control = len(sample) - len(sample.translate(None, _CONTROL))
    return control > max(2, len(sample) // 50)


def _is_ebcdic(sample: bytes) -> bool:
    sample = sample[:_JUDGED]
    letters = bytes([0x40, *range(0x81, 0x8A), *range(0x91, 0x9A), *range(0xA2, 0xAA)])
    more = bytes([*range(0xC1, 0xCA), *range(0xD1, 0xDA), *range(0xE2, 0xEA), *range(0xF0, 0xFA)])
    common = len(sample) - len(sample.translate(None, letters + more))
    return len(sample) > 20 and common > 0.8 * len(sample) and sample.count(0x40) * 30 > len(sample)


def _utf8_balance(sample: bytes) -> tuple[int, int]:
    """Count bytes that break UTF-8 and well-formed characters beyond ASCII."""
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)
    bad = len(_ESCAPED.findall(text))
    return bad, sum(1 for char in re.findall(r"[^\x00-\x7f]", text)) - bad


def _one_byte(sample: bytes) -> str:
    """Choose among the encodings of one byte a character, and what charset-normalizer knows."""
    lines = [line for line in sample[:SAMPLE].splitlines() if not line.isascii()]
    telling = b"\n".join(lines)[:_JUDGED]
    scores = {name: _frenchness(telling, name) for name in _WESTERN}
    best = max(_WESTERN, key=lambda name: (round(scores[name], 2), name == "cp1252"))
    if scores[best] >= 0.5:
        return best
    from charset_normalizer import from_bytes

    guess = from_bytes(telling, cp_exclusion=["utf_7"]).best()
    if guess is None or scores[best] >= 0.3:
        return best
    return "cp1252" if guess.encoding in {"latin_1", "cp1252", "ascii"} else guess.encoding


def _frenchness(sample: bytes, encoding: str) -> float:
    """Return how well the bytes beyond ASCII read in an encoding, 0 to 1."""
    text = sample.decode(encoding, "replace")
    foreign = sum(1 for byte in sample if byte > 0x7F)
    letters = {match.start() + (match.group()[0] < "\x80") for match in _IN_WORD.finditer(text)}
    words = len(letters) + len(_ORPHAN.findall(text))
    signs = sum(text.count(sign) for sign in _SIGNS) * 0.7
    return min(1.0, (words + signs) / max(1, foreign))
