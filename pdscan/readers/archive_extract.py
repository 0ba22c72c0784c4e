"""Unpack an archive with the system's libarchive, in memory; for the worker process only."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from pdscan.model import Reason, UnreadableError
from pdscan.readers.isolation import Answer
from pdscan.readers.rar_locks import encrypted_names

LARGEST = 256 << 20  # of one member; how much all may be together, the reader counts
_SAID = {
    "encrypt": Reason.ENCRYPTED, "passphrase": Reason.ENCRYPTED, "password": Reason.ENCRYPTED,
    "unsupported": Reason.UNSUPPORTED, "unavailable": Reason.UNSUPPORTED,
    "not supported": Reason.UNSUPPORTED,
}  # fmt: skip


def extract(data: bytes) -> Iterator[Answer]:
    """Yield the name of each file, then its bytes or why there are none.

    Members after one that can't be skipped over are lost: that is told as the archive's damage, as
    is an archive in which no name is found at all.
    """
    try:
        libarchive: Any = import_module("libarchive")
    except (OSError, AttributeError, TypeError, ImportError):
        yield {"kind": "no library"}
        return
    locked, is_empty = encrypted_names(data), True
    try:
        with libarchive.memory_reader(data) as archive:
            for entry in archive:
                is_empty = False
                if not _is_only_a_name(entry):
                    name = _name(entry.pathname)
                    yield {"kind": "member", "key": name}
                    if entry.pathname in locked:
                        yield {"kind": Reason.ENCRYPTED}
                    else:
                        yield _content(entry, libarchive.ArchiveError)
    except libarchive.ArchiveError as error:
        raise UnreadableError(_reason(error), "") from None
    if is_empty or _is_cut_image(data):
        raise UnreadableError(Reason.CORRUPT, "")


def _is_cut_image(data: bytes) -> bool:
    """Hold an ISO image to the size that it gives itself (ECMA-119, 8.4.8), in sectors of 2 KiB."""
    sectors = int.from_bytes(data[0x8050:0x8054], "little")
    return data[0x8001:0x8006] == b"CD001" and sectors << 11 > len(data)


def _is_only_a_name(entry: Any) -> bool:
    kinds = (entry.isdir, entry.issym, entry.islnk, entry.isdev, entry.isfifo, entry.issock)
    return any(kinds)


def _content(entry: Any, trouble: type[Exception]) -> Answer:
    parts: list[bytes] = []
    left = LARGEST
    try:
        for block in entry.get_blocks():
            left -= len(block)
            if left < 0:
                return {"kind": Reason.TOO_LARGE}
            parts.append(bytes(block))
    except trouble as error:
        return {"kind": _reason(error)}
    content = b"".join(parts)
    if entry.size is None:
        return content
    if len(content) < entry.size:
        return {"kind": Reason.CORRUPT}
    return content[: entry.size]  # libarchive 3.6 gives members of xar what was left in its buffer


def _reason(error: Exception) -> Reason:
    """Return what libarchive's words mean; they are read, never shown."""
    said = str(error).lower()
    return next((reason for word, reason in _SAID.items() if word in said), Reason.CORRUPT)


def _name(path: str | bytes | None) -> str:
    """Return the path without what leads out of the archive."""
    text = path.decode("utf-8", "replace") if isinstance(path, bytes) else path or ""
    return "/".join(part for part in text.split("/") if part not in {"", ".", ".."})
