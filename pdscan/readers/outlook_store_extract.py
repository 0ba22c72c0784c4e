"""Take the mails, contacts and appointments out of an Outlook store (PST, OST); in the worker only.

libpff reads the store by parts; each item is given to `outlook_message` as the storage of streams
that it would be as a file of its own (MSG).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import pypff  # pyright: ignore[reportMissingImports]  # built from source: an extra of its own

from pdscan.model import Reason, UnreadableError
from pdscan.readers import outlook_message
from pdscan.readers.isolation import Answer

LARGEST = 256 << 20  # of one attachment
_DEEPEST = 50  # folders, and mails in mails
_CONTENT = 0x3701  # the property that holds an attachment, which is read by itself
_BROKEN = (OSError, ValueError, OverflowError, UnicodeDecodeError, TypeError, AttributeError)
Streams = dict[tuple[str, ...], bytes]


def extract(source: BinaryIO) -> Iterator[Answer]:
    """Yield each item between `enter` and `leave`, named by its folder; `lost` for damaged ones."""
    store = pypff.file()
    try:
        store.open_file_object(source)
        root = store.get_root_folder()
    except _BROKEN:
        raise UnreadableError(Reason.CORRUPT, "") from None
    yield from _folder(root, "", 0)
    for number in range(store.number_of_orphan_items):
        yield from _item(lambda at=number: store.get_orphan_item(at), f"deleted/{number + 1}")


def _folder(folder: Any, path: str, depth: int) -> Iterator[Answer]:
    mails, folders = (_held(folder, what) for what in ("messages", "folders"))
    if mails is None or folders is None:
        yield {"kind": "lost", "key": path}
    for number in range(mails or 0):
        name = f"{path}{number + 1}"
        yield from _item(lambda at=number: folder.get_sub_message(at), name)
    for number in range(folders or 0):
        try:
            inner = folder.get_sub_folder(number)
            name = f"{path}{(inner.name or str(number + 1)).replace('/', '-')}/"
        except _BROKEN:
            yield {"kind": "lost", "key": path}
            continue
        if depth < _DEEPEST:
            yield from _folder(inner, name, depth + 1)
        else:
            yield {"kind": "lost", "key": path}


def _held(folder: Any, what: str) -> int | None:
    """Return how many a folder holds, None where that is damaged."""
    try:
        return int(getattr(folder, f"number_of_sub_{what}"))
    except _BROKEN:
        return None


def _item(take: Any, name: str) -> Iterator[Answer]:
    try:
        streams: Streams = {}
        lost: list[int] = []
        _gather(take(), (), streams, lost, 0)
    except _BROKEN:
        yield {"kind": "lost", "key": name}
        return
    yield {"kind": "enter", "key": name}
    yield from outlook_message.answers(streams)
    yield {"kind": "leave"}
    for _ in lost:
        yield {"kind": "lost", "key": name}


def _gather(item: Any, at: tuple[str, ...], streams: Streams, lost: list[int], depth: int) -> None:
    """Lay an item's properties, recipients and attachments into streams; count what is lost."""
    _lay(item, at, streams, lost)
    streams[(*at, "__properties_version1.0")] = b""
    people: Any = getattr(item, "recipients", None)
    for number in range(_count(people, "number_of_record_sets")):
        place = (*at, f"__recip_version1.0_#{number:08X}")
        _lay_set(people.get_record_set(number), place, streams, lost)
    for number in range(_count(item, "number_of_attachments")):
        place = (*at, f"__attach_version1.0_#{number:08X}")
        try:
            _attachment(item.get_attachment(number), place, streams, lost, depth)
        except _BROKEN:
            lost.append(number)


def _attachment(
    attached: Any, place: tuple[str, ...], streams: Streams, lost: list[int], depth: int
) -> None:
    _lay(attached, place, streams, lost)
    inner = f"{_stream(_CONTENT)}000D"
    if _count(attached, "number_of_sub_items") and depth < _DEEPEST:
        _gather(attached.get_sub_item(0), (*place, inner), streams, lost, depth + 1)
        return
    size = attached.get_size() or 0
    if size > LARGEST:
        raise ValueError
    streams[(*place, f"{_stream(_CONTENT)}0102")] = attached.read_buffer(size) if size else b""


def _lay(item: Any, at: tuple[str, ...], streams: Streams, lost: list[int]) -> None:
    for number in range(_count(item, "number_of_record_sets")):
        _lay_set(item.get_record_set(number), at, streams, lost)


def _lay_set(found: Any, at: tuple[str, ...], streams: Streams, lost: list[int]) -> None:
    """Lay the texts of a set of properties into streams; one that can't be read is lost."""
    for entry in found.entries:
        if entry.entry_type in {None, _CONTENT} or entry.value_type not in {0x1E, 0x1F, 0x102}:
            continue
        try:
            data = entry.data
        except _BROKEN:
            lost.append(entry.entry_type)
            continue
        if data:
            streams[(*at, f"{_stream(entry.entry_type)}{entry.value_type:04X}")] = data


def _stream(tag: int) -> str:
    return f"__substg1.0_{tag:04X}"


def _count(item: Any, what: str) -> int:
    try:
        return int(getattr(item, what, 0) or 0)
    except _BROKEN:
        return 0
