"""Read RTF: the text between the control words, in the encoding that the file names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.model import Reason
from pdscan.readers import plain_text
from pdscan.readers.batches import clean
from pdscan.readers.visit import Pieces, Visit

LONGEST = 64 << 20
_TOKEN = re.compile(
    r"\\u(-?\d+) ?\??|\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\(.)|([{}])"
    r"|([^\\{}\r\n]+)|[\r\n]+",
    re.S,
)
_HIDDEN = frozenset(
    re.findall(
        r"[\w-]+",
        "fonttbl colortbl stylesheet pict listtable rsidtbl themedata",
    )
)
_BREAKS = {"par": "\n", "line": "\n", "row": "\n", "tab": "\t", "cell": "\t", "sect": "\n"}
_BREAKS |= {"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "bullet": "•"}
_BREAKS |= {"ldblquote": "“", "rdblquote": "”"}
_SIGNS = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\", "\n": "\n", "\r": "\n"}


def read(visit: Visit) -> Pieces:
    """Yield the text; one longer than 64 MiB is a gap."""
    raw = visit.stream.whole(LONGEST)
    if raw is None:
        yield visit.gap(Reason.TOO_LARGE, f"{visit.what} is an RTF file of more than 64 MiB")
        return
    yield from plain_text.windows(visit, iter([text_of(raw)]))


def text_of(raw: bytes) -> str:
    """Return the text of a whole RTF file."""
    text = raw.decode("latin-1")
    page = re.search(r"\\ansicpg(\d+)", text[:4096])
    encoding = f"cp{page.group(1)}" if page and page.group(1) in _PAGES else "cp1252"
    return clean("".join(_texts(text, encoding)))


_PAGES = frozenset(
    re.findall(
        r"[\w-]+",
        "437 850 852 866 874 932 936 949 950 1250 1251 1252 1253 1254 1255 1256",
    )
)


def _texts(text: str, encoding: str) -> Iterator[str]:
    """Yield the pieces of text; groups of fonts, colours and pictures are left out."""
    depth, hidden = 0, 0
    held = bytearray()
    for match in _TOKEN.finditer(text):
        code, byte, word, _, sign, brace, plain = match.groups()
        if byte and not hidden:
            held.append(int(byte, 16))
            continue
        if held:
            yield held.decode(encoding, "replace")
            held.clear()
        if brace:
            depth += 1 if brace == "{" else -1
            hidden = 0 if depth < hidden else hidden
        elif word in _HIDDEN and not hidden:
            hidden = max(1, depth)
        elif hidden:
            continue
        elif code:
            yield chr(int(code) % 65536)
        elif plain:
            yield plain.encode("latin-1").decode(encoding, "replace")
        else:
            yield _BREAKS.get(word, "") if word else _SIGNS.get(sign or "", "")
    yield held.decode(encoding, "replace")
