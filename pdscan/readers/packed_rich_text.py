"""Unpack the RTF body of an Outlook message; source: [MS-OXRTFCP]."""

from __future__ import annotations

import re

from pdscan.readers import rich_text

LONGEST = 64 << 20
_PRIMED = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_HTML_TAG = re.compile(r"<[^<>]{1,500}>")


def text_of(packed: bytes) -> str:
    """Return the text of a packed body, empty where it is none.

    >>> text_of(b"")
    ''
    """
    kind, size = packed[8:12], int.from_bytes(packed[4:8], "little")
    if kind == b"MELA":
        raw = packed[16 : 16 + size]
    elif kind == b"LZFu":
        raw = _unpacked(packed[16:], min(size, LONGEST))
    else:
        return ""
    text = rich_text.text_of(raw)
    return _HTML_TAG.sub(" ", text) if b"\\fromhtml" in raw[:2000] else text


def _unpacked(packed: bytes, size: int) -> bytes:
    """Undo the LZ packing: a window of 4096 bytes, references of 12 and 4 bits."""
    window = bytearray(_PRIMED.ljust(4096, b"\0"))
    write, at, out = len(_PRIMED), 0, bytearray()
    while at < len(packed) and len(out) < size:
        control, at = packed[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                taken, at = packed[at : at + 1], at + 1
                offset = None
            else:
                pair, at = int.from_bytes(packed[at : at + 2], "big"), at + 2
                offset, length = pair >> 4, (pair & 0xF) + 2
                if offset == write:
                    return bytes(out)
                taken = bytes(length)
            for step in range(len(taken)):
                byte = taken[0] if offset is None else window[(offset + step) % 4096]
                window[write], write = byte, (write + 1) % 4096
                out.append(byte)
    return bytes(out)
