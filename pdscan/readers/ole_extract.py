"""Take texts, properties and embedded files out of an OLE2 file; for the worker process only."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence

import olefile

from pdscan.model import Reason, UnreadableError
from pdscan.readers import (
    binary_strings,
    office_keys,
    ole_packing,
    outlook_message,
    slides_binary,
    word_binary,
    workbook_notes,
)
from pdscan.readers.isolation import Answer

Path = tuple[str, ...]
_BROKEN = (OSError, ValueError, IndexError, KeyError, struct.error, TypeError, AttributeError)
_KINDS = {
    "__properties_version1.0": "message", "powerpoint document": "slides",
    "worddocument": "document", "workbook": "workbook", "book": "workbook",
}  # fmt: skip
_WORKBOOKS = {"workbook", "book"}
_PACKED_FILE = "\x01ole10native"
_WHOLE_FILES = {"package", "contents"}
_HOLDS_A_FILE = {_PACKED_FILE, *_WHOLE_FILES}
_EMBEDDED = {*_KINDS, *_HOLDS_A_FILE}
_PROPERTIES = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
_UTF8 = 65001
_LOCKED = {Reason.ENCRYPTED}
_ABOUT = {
    _PROPERTIES[0]: {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments",
                     7: "template", 8: "last_saved_by", 12: "create_time", 13: "last_saved_time"},
    _PROPERTIES[1]: {2: "category", 14: "manager", 15: "company"},
}  # fmt: skip


def extract(data: bytes, passwords: Sequence[str] = ()) -> Iterator[Answer]:
    """Yield what the file is, its properties, its texts, and the files that lie in it.

    An encrypted file that a password opens comes as the format `decrypted` and its plain bytes.
    """
    try:
        file = olefile.OleFileIO(io.BytesIO(data))
        streams = [tuple(path) for path in file.listdir()]
    except (*_BROKEN, RecursionError):
        raise UnreadableError(Reason.CORRUPT, "") from None
    try:
        yield from _plain(file, streams)
    except UnreadableError as trouble:
        plain = office_keys.decrypted(data, passwords) if trouble.reason in _LOCKED else None
        if plain is None:
            raise
        yield {"kind": "format", "key": "decrypted"}
        yield plain
    except _BROKEN:
        raise UnreadableError(Reason.CORRUPT, "") from None


def _plain(file: olefile.OleFileIO, streams: list[Path]) -> Iterator[Answer]:
    kind = _format(streams)
    yield {"kind": "format", "key": kind}
    yield from _properties(file)
    if kind == "message":
        yield from outlook_message.answers({path: _stream(file, path) for path in streams})
        return
    yield from _documents(file, streams)
    if kind == "other":
        yield from _strings(file, streams)


def _format(streams: list[Path]) -> str:
    outer = {path[0].lower() for path in streams if len(path) == 1}
    if outer & {"encryptedpackage", "\tdrmcontent"}:
        raise UnreadableError(Reason.ENCRYPTED, "")
    known = [kind for mark, kind in _KINDS.items() if mark in outer]
    if not known and outer & _HOLDS_A_FILE:
        return "wrapping"
    return known[0] if known else "other"


def _stream(file: olefile.OleFileIO, path: Path) -> bytes:
    content: bytes = file.openstream(list(path)).read()
    return content


def _properties(file: olefile.OleFileIO) -> Iterator[Answer]:
    """Yield the properties that say something of people or the content."""
    for name, wanted in _ABOUT.items():
        if not file.exists(name):
            continue
        try:
            told = file.getproperties(name, convert_time=True)
        except _BROKEN:
            continue
        page = told.get(1)
        number = page & 0xFFFF if isinstance(page, int) else 1252
        encoding = "utf-8" if number == _UTF8 else f"cp{number}"
        for place, key in wanted.items():
            value = told.get(place)
            if isinstance(value, bytes):
                value = _decoded(value, encoding)
            if value:
                yield {"kind": "metadata", "key": key, "text": str(value)}


def _decoded(value: bytes, encoding: str) -> str:
    try:
        return value.decode(encoding, "replace").rstrip("\0")
    except LookupError:
        return value.decode("cp1252", "replace").rstrip("\0")


def _documents(file: olefile.OleFileIO, paths: list[Path]) -> Iterator[Answer]:
    """Yield the texts of the document itself, then the files that are embedded in it."""
    for (name,) in (path for path in paths if len(path) == 1):
        kind = name.lower()
        if kind == "worddocument":
            yield from _word(file)
        elif kind == "powerpoint document":
            yield from _slides(file)
        elif kind in _WORKBOOKS:
            if workbook_notes.is_encrypted(_stream(file, (name,))):
                raise UnreadableError(Reason.ENCRYPTED, "")
            said = [text for text in workbook_notes.texts(_stream(file, (name,))) if text]
            yield {"kind": "text", "text": "\n".join(said)}
        elif kind in _HOLDS_A_FILE:
            yield from _held(kind, _stream(file, (name,)))
    embedded = {path[:-1] for path in paths if len(path) > 1 and path[-1].lower() in _EMBEDDED}
    for storage in sorted(embedded):
        if not any(storage[:depth] in embedded for depth in range(1, len(storage))):
            inner = [path for path in paths if path[: len(storage)] == storage]
            yield from _embedded(file, storage, inner)


def _held(kind: str, content: bytes) -> Iterator[Answer]:
    """Yield the file that a stream holds as it is."""
    if kind == _PACKED_FILE:
        yield from _packed(content)
    else:
        yield {"kind": "member", "key": "object.bin"}
        yield content


def _embedded(file: olefile.OleFileIO, storage: Path, paths: list[Path]) -> Iterator[Answer]:
    """Yield an embedded storage as a file of its own."""
    try:
        content = ole_packing.packed({path[len(storage) :]: _stream(file, path) for path in paths})
    except ValueError:
        yield {"kind": "lost", "key": storage[-1]}
        return
    yield {"kind": "member", "key": f"{storage[-1]}.bin"}
    yield content


def _strings(file: olefile.OleFileIO, paths: list[Path]) -> Iterator[Answer]:
    """Yield what looks like text in a file of an unknown kind."""
    for path in paths:
        if path[-1] not in _PROPERTIES:
            yield {"kind": "text", "text": "".join(binary_strings.texts(_stream(file, path)))}


def _word(file: olefile.OleFileIO) -> Iterator[Answer]:
    document = word_binary.Document(lambda name: _stream(file, (name,)))
    yield {"kind": "text", "text": document.text() + "\n"}
    people = "\n".join(dict.fromkeys(filter(None, document.people())))
    if people:
        yield {"kind": "metadata", "key": "authors of changes", "text": people}
    if document.pictures:
        yield {"kind": "pictures", "page": document.pictures}


def _slides(file: olefile.OleFileIO) -> Iterator[Answer]:
    if file.exists("Current User") and slides_binary.is_encrypted(_stream(file, ("Current User",))):
        raise UnreadableError(Reason.ENCRYPTED, "")
    found = list(slides_binary.records(_stream(file, ("PowerPoint Document",))))
    yield {"kind": "text", "text": "\n".join(one for one in found if isinstance(one, str)) + "\n"}
    for number, content in enumerate((one for one in found if isinstance(one, bytes)), 1):
        yield {"kind": "member" if content else "lost", "key": f"object{number}.bin"}
        if content:
            yield content
    if file.exists("Pictures"):
        count = slides_binary.count_pictures(_stream(file, ("Pictures",)))
        yield {"kind": "pictures", "page": count}


def _packed(native: bytes) -> Iterator[Answer]:
    """Yield a file that was dropped into a document: its name, its path, its bytes."""
    if native[4:6] != b"\x02\x00":  # not a file but an object's own data
        yield {"kind": "member", "key": "object.bin"}
        yield native[4:]
        return
    name, _, rest = native[6:].partition(b"\0")
    path, _, rest = rest.partition(b"\0")
    size = int.from_bytes(rest[4:8], "little")
    rest = rest[8 + size :]
    length = int.from_bytes(rest[:4], "little")
    yield {"kind": "metadata", "key": "path of an embedded file", "text": _shown(path)}
    yield {"kind": "member", "key": _shown(name) or "object.bin"}
    yield rest[4 : 4 + length]


def _shown(name: bytes) -> str:
    return name.decode("cp1252", "replace")
