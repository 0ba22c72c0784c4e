"""Take the texts and files out of a OneNote section; for the worker process only."""

from __future__ import annotations

from collections.abc import Iterator

from pdscan.model import Reason, UnreadableError
from pdscan.readers import one_note_objects
from pdscan.readers.batches import clean
from pdscan.readers.isolation import Answer

# Properties that are text, by [MS-ONE] 2.1.12: in UTF-16 all but one.
_NARROW = 0x1C003498
_TEXTS = {
    _NARROW, 0x1C001C22, 0x1C001CF3, 0x1C001D3C, 0x1C001D6B, 0x1C001D9C, 0x1C001D9D, 0x1C001DD7,
    0x1C001E20, 0x1C001E58, 0x1C003468, 0x1C00349B,
}  # fmt: skip
_AUTHOR = 0x1C001D75


def extract(data: bytes) -> Iterator[Answer]:
    """Yield the authors, each text once, the files, and a mark where something made no sense."""
    told = _Told()
    try:
        for held in one_note_objects.objects(data):
            told.take(held)
    except one_note_objects.LockedError:
        raise UnreadableError(Reason.ENCRYPTED, "") from None
    except ValueError:
        told.is_damaged = True
    if told.authors:
        yield {"kind": "metadata", "key": "authors", "text": "\n".join(told.authors)}
    yield {"kind": "text", "text": "".join(f"{one}\n" for one in told.texts if one.strip())}
    try:
        for number, held in enumerate(one_note_objects.files(data), 1):
            yield {"kind": "member", "key": f"file{number}"}
            yield held
    except ValueError:
        told.is_damaged = True
    if told.is_damaged or not told.known:
        yield {"kind": "format", "key": "damaged"}


class _Told:
    """Gather texts and authors, each once, and how many objects were understood."""

    def __init__(self) -> None:
        self.texts: dict[str, None] = {}
        self.authors: dict[str, None] = {}
        self.known = 0
        self.is_damaged = False

    def take(self, held: bytes) -> None:
        """Take an object; one of a packaged file may hold no properties."""
        try:
            found = one_note_objects.properties(held)
        except ValueError:
            return
        self.known += 1
        for one, raw in found:
            if one in _TEXTS:
                self.texts[_decoded(one, raw)] = None
            elif one == _AUTHOR:
                self.authors[_decoded(one, raw)] = None


def _decoded(one: int, raw: bytes) -> str:
    text = raw.decode("cp1252" if one == _NARROW else "utf-16-le", "replace")
    return clean(text.replace("\0", "").replace("\r", "\n").replace("\v", "\n"))
