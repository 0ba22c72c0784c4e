"""Undo UTF-8 that was read as Latin-1 or Windows-1252 (`HÃ©lÃ¨ne`), keeping count of places."""

from __future__ import annotations

import re

_SIGNS = bytes(range(0x80, 0xC0)).decode("latin-1")
_WINDOWS = "".join(bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xC0))
_BROKEN = re.compile(rf"[Â-Å][{re.escape(_SIGNS + _WINDOWS)}]")
_LEADS = ("Ã", "Å", "Â", "Ä")


def repaired(text: str) -> tuple[str, list[int]] | None:
    """Return the text as it was meant with the place of each of its characters, or None.

    The last of the places is the end of the text as it stands.
    """
    if text.isascii() or not any(lead in text for lead in _LEADS):
        return None
    meant: list[str] = []
    places: list[int] = []
    done = 0
    for found in _BROKEN.finditer(text):
        letter = _letter(found[0])
        if letter is None:
            continue
        meant += [text[done : found.start()], letter]
        places += [*range(done, found.start()), found.start()]
        done = found.end()
    if not done:
        return None
    meant.append(text[done:])
    places += [*range(done, len(text)), len(text)]
    return "".join(meant), places


def _letter(pair: str) -> str | None:
    """Return the letter that two signs were, or None where they were none."""
    try:
        return (_byte(pair[0]) + _byte(pair[1])).decode("utf-8")
    except UnicodeError:
        return None


def _byte(sign: str) -> bytes:
    return sign.encode("latin-1") if ord(sign) < 0x100 else sign.encode("cp1252")
