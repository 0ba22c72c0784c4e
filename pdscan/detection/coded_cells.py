"""Say what cells mean that are written in base64, base32 or hexadecimal as a whole.

A column is read so where nine in ten of its cells are, and mean text together of nine bytes and
more. Numbers are hexadecimal too: so cells without one of its letters have to be long, or to mean
digits.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence

from pdscan.detection import base64_runs

HEX, BASE32 = "hex", "base32"
_SHARE = 0.9
_LEAST = 9  # bytes of text
_LONG = 20  # digits
_HEX = re.compile(r"(?:0[xX]|\\x)?((?:[0-9A-F]{2}){2,}|(?:[0-9a-f]{2}){2,})")
_BASE32 = re.compile(r"(?:[A-Z2-7]{8})*(?:[A-Z2-7]{8}|[A-Z2-7]{2,7}={1,6})")
_DIGITS = re.compile(r"[0-9 .+/:-]+")


def _of_base64(cell: str) -> str | None:
    return base64_runs.whole(cell)


def _of_hex(cell: str) -> str | None:
    found = _HEX.fullmatch(cell.strip())
    if found is None:
        return None
    text = base64_runs.text(bytes.fromhex(found[1]))
    told = re.search("[A-Fa-f]", found[1]) or len(found[1]) >= _LONG
    return text if text is not None and (told or _DIGITS.fullmatch(text)) else None


def _of_base32(cell: str) -> str | None:
    if not _BASE32.fullmatch(cell.strip()):
        return None
    try:
        return base64_runs.text(base64.b32decode(cell.strip()))
    except binascii.Error:
        return None


MEANING: dict[str, Callable[[str], str | None]] = {
    HEX: _of_hex,
    BASE32: _of_base32,
    base64_runs.BASE64: _of_base64,
}


def code_of(written: Sequence[str]) -> str:
    """Return in which code a column's first cells are written, or an empty text."""
    return next((code for code in MEANING if _is_written_in(code, written)), "")


def _is_written_in(code: str, written: Sequence[str]) -> bool:
    meaning, left = MEANING[code], len(written)
    meant: dict[str, None] = {}
    for cell in written:
        text = meaning(cell)
        if text is not None:
            meant[text] = None
            continue
        left -= 1
        if left < _SHARE * len(written):
            return False
    return sum(map(len, meant)) >= _LEAST
