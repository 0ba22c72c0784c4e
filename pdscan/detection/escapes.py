r"""Undo escapes in a stretch of text: of URLs, HTML, JSON, quoted-printable and odd characters.

Each family yields edits, none of which overlaps another: what stands in the text, and the bytes of
UTF-8 that it means. One level is undone at a time: `\\u0040` of JSON in JSON becomes `\u0040`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

URL, HTML, JSON, QUOTED, SIGNS = "URL", "HTML", "JSON", "quoted-printable", "signs"

# What the automaton looks for: cheap signs that a stretch may be escaped, by family.
TRIGGERS = (
    (URL, rb"%(?:2[03bBdDeE]|3[0-9]|40|[4-7][0-9A-Fa-f]|25[0-9A-Fa-fu]|[cC]2%[aA]|[eE]2%8|u00)"),
    (URL, rb"%(?:2[2678cC]|3[aAbBdDfF]|0[9aAdD])[0-9A-Za-z+(]"),
    (URL, rb"%2[9fF][0-9+(]"),
    (URL, rb"[0-9A-Za-z]\+[0-9A-Za-z]"),
    (HTML, rb"&#[0-9xX]"),
    (HTML, rb"&[A-Za-z]{2,24}[0-9]{0,2};"),
    (JSON, rb"\\(?:u[0-9A-Fa-f]{4}|u\{|x[0-9A-Fa-f]{2}|U0)"),
    (JSON, rb"\\[nrt][0-9A-Za-z+(]"),
    (JSON, rb"\\[\x22/]"),
    (QUOTED, rb"[!-~]=\r?\n"),
    (QUOTED, rb"=(?:3D|[0-9A-F]{2}=[0-9A-F]{2}=|C3=|C2=A0|E2=80|40[A-Za-z0-9-]{1,40}\.[a-z])"),
    (QUOTED, rb"(?:[0-9]=2[0ED][0-9A-Za-z]|=20[!-<>-~]{1,24}=20)"),
    (
        SIGNS,
        rb"[0-9A-Za-z.@+)_-](?:\xc2\xa0|\xe2\x80[\x80-\x93\xaf]|\xe2\x81\x9f|\xe2\x88\x92|"
        rb"\xe3\x80\x80|\xe1\x9a\x80){1,4}[0-9A-Za-z.@+(_-]",
    ),
    (
        SIGNS,
        rb"(?:\xc2\xad|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf)",
    ),
    (SIGNS, rb"\xef(?:\xbc[\x8b\x8d\x8e\x90-\x99\xa0-\xba]|\xbd[\x81-\x9a])"),
    (
        SIGNS,
        rb"(?:\xd9[\xa0-\xa9]|\xdb[\xb0-\xb9]|\xdf[\x80-\x89]|\xf0\x9d\x9f[\x8e-\xbf]|"
        rb"\xe0[\xa5\xa7\xa9\xab\xad\xaf\xb1\xb3\xb5\xb9\xbb\xbc][\xa0-\xb9])",
    ),
)

_LONGEST_TOKEN = 1000
_PLUS = re.compile(rb"\+")
_TOKEN_END = re.compile(rb'[ &"\n\x1e]')
_OF_TOKENS = bytes(sorted(set(range(256)) - set(b' &"\n\x1e')))
_SHORT = 12  # bytes of an escape that is worth remembering: four of UTF-8
_PERCENT = re.compile(
    rb"%(?:[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*|u[0-9A-Fa-f]{4}(?:%u[0-9A-Fa-f]{4})*)"
)
_ENTITY = re.compile(rb"&(?:#[0-9]{1,7};?|#[xX][0-9A-Fa-f]{1,6};?|[A-Za-z]{2,24}[0-9]{0,2};)")
_BACKSLASH = re.compile(
    rb"(?:\\u[0-9A-Fa-f]{4})+|(?:\\x[0-9A-Fa-f]{2})+|\\U[0-9A-Fa-f]{8}|\\u\{[0-9A-Fa-f]{1,6}\}"
    rb"|\\[\"'/\\nrtbf]"
)
# A line may end inside a sign of UTF-8.
_PRINTABLE = re.compile(rb"(?:=[0-9A-F]{2})+(?:(?:=\r?\n)+(?:=[0-9A-F]{2})+)*|=\r?\n")
_SIGN = re.compile(
    rb"[\xc2\xd9\xdb\xdf][\x80-\xbf]|[\xe0-\xe3\xea\xef][\x80-\xbf]{2}|\xf0[\x90-\x9f][\x80-\xbf]{2}"
)
_PLAIN = {"n": b"\n", "r": b"\r", "t": b"\t", "b": b" ", "f": b" "}
_HYPHENS = frozenset("\u2010\u2011\u2012\u2013\u2212\ufe63")
_WIDE = range(0xFF01, 0xFF5F)


class Edit(NamedTuple):
    """Say that [start, end) of a text, in bytes, means `text`; `way` names the wrapping."""

    start: int
    end: int
    text: bytes
    way: str


def edits(text: bytes, start: int, stop: int, ways: set[str]) -> list[Edit]:
    """Return the edits that the given families make in [start, stop) of a text, by start."""
    found = [edit for way in sorted(ways) for edit in _UNDO[way](text, start, stop)]
    if QUOTED in ways:  # there `+` is itself, and `=` no sign of a form
        found = [edit for edit in found if edit.way != URL or edit.end - edit.start > 1]
    found.sort()
    return found


def _url(text: bytes, start: int, stop: int) -> Iterator[Edit]:
    for match in _PERCENT.finditer(text, start, stop):
        raw = match.group()
        meant = _percent(raw) if len(raw) <= _SHORT else _undone_percent(raw)
        yield Edit(match.start(), match.end(), meant, URL)
    place = text.find(b"+", start, stop)
    while place >= 0:
        first, last = _token(text, place, start, stop)
        token = text[first:last]
        if token.count(b"+") > 1 or b"=" in token or b"%" in token:
            for plus in _PLUS.finditer(text, first, last):
                yield Edit(*plus.span(), b" ", URL)
        place = text.find(b"+", last, stop)


def _token(text: bytes, place: int, start: int, stop: int) -> tuple[int, int]:
    """Return the span of what stands around a place without a space, quote or ampersand."""
    start, stop = max(start, place - _LONGEST_TOKEN), min(stop, place + _LONGEST_TOKEN)
    first = start + len(text[start:place].rstrip(_OF_TOKENS))
    return first, _end_of_token(text, place, stop)


def _end_of_token(text: bytes, place: int, stop: int) -> int:
    found = _TOKEN_END.search(text, place, stop)
    return found.start() if found else stop


def _undone_percent(raw: bytes) -> bytes:
    """Return what `%C3%A9` or `%u00e9` mean, in UTF-8."""
    if raw[1:2] == b"u":
        return _utf16(raw, 6)
    return _utf8(bytes.fromhex(raw.replace(b"%", b"").decode()))


_percent = lru_cache(maxsize=4096)(_undone_percent)


def _html(text: bytes, start: int, stop: int) -> Iterator[Edit]:
    for match in _ENTITY.finditer(text, start, stop):
        meant = _entity(match.group())
        if meant is not None:
            yield Edit(*match.span(), meant, HTML)


@lru_cache(maxsize=4096)
def _entity(entity: bytes) -> bytes | None:
    written = entity.decode("ascii")
    meant = html.unescape(written)
    return None if meant == written else meant.encode("utf-8", "replace")


def _json(text: bytes, start: int, stop: int) -> Iterator[Edit]:
    for match in _BACKSLASH.finditer(text, start, stop):
        raw = match.group()
        yield Edit(*match.span(), _backslash(raw), JSON)


def _backslash(raw: bytes) -> bytes:
    kind = raw[1:2]
    if kind == b"x":
        return _utf8(bytes.fromhex(raw.replace(b"\\x", b"").decode()))
    if kind == b"u" and raw[2:3] != b"{":
        return _utf16(raw, 6)
    if kind in (b"u", b"U"):
        code = int(raw[2:].strip(b"{}"), 16)
        return chr(code).encode("utf-8", "replace") if code < 0x110000 else b"?"
    return _PLAIN.get(kind.decode(), kind)


def _quoted(text: bytes, start: int, stop: int) -> Iterator[Edit]:
    for match in _PRINTABLE.finditer(text, start, stop):
        raw = match.group()
        codes = raw.translate(None, b"=\r\n").decode()
        yield Edit(*match.span(), _utf8(bytes.fromhex(codes)), QUOTED)


def _signs(text: bytes, start: int, stop: int) -> Iterator[Edit]:
    for match in _SIGN.finditer(text, start, stop):
        meant = _sign(match.group())
        if meant is not None:
            yield Edit(*match.span(), meant, SIGNS)


@lru_cache(maxsize=65_536)
def _sign(raw: bytes) -> bytes | None:
    """Return the plain sign that a space, digit, letter, hyphen or invisible sign stands for."""
    sign = raw.decode("utf-8", "replace")
    if len(sign) != 1:
        return None
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.decimal(sign)).encode()
    if kind == "Zs":
        return b" "
    if kind == "Cf":
        return b""
    if sign in _HYPHENS:
        return b"-"
    plain = unicodedata.normalize("NFKC", sign) if ord(sign) in _WIDE or kind[0] == "L" else sign
    return plain.encode() if len(plain) == 1 and plain.isascii() else None


def _utf8(raw: bytes) -> bytes:
    """Return bytes as UTF-8, taken for cp1252 where they are no UTF-8."""
    if raw.isascii():
        return raw
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace").encode()
    return raw


def _utf16(raw: bytes, size: int) -> bytes:
    r"""Return `\u0040\u00e9` or `%u0040%u00e9`, `size` signs a unit, as UTF-8."""
    units = b"".join(
        bytes.fromhex(raw[i + 2 : i + size].decode()) for i in range(0, len(raw), size)
    )
    return units.decode("utf-16-be", "replace").encode()


_UNDO: dict[str, Callable[[bytes, int, int], Iterator[Edit]]] = {
    URL: _url,
    HTML: _html,
    JSON: _json,
    QUOTED: _quoted,
    SIGNS: _signs,
}
