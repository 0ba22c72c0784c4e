"""Read zip archives: each member is an asset; nothing is ever unpacked to a named file.

Office documents are zip packages too and are told by what lies in them. A zip without its
directory (cut short) is read from its start, member by member.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from typing import IO

from pdscan.model import Asset, Gap, Reason
from pdscan.readers import cut_zip, deflate64, iwork_objects, passwords
from pdscan.readers.batches import clean
from pdscan.readers.streams import BROKEN
from pdscan.readers.visit import Pieces, Visit

_OFFICE = (
    ("word/document.xml", "office_text"),
    ("ppt/presentation.xml", "office_text"),
    ("xl/workbook.xml", "workbook"),
    ("xl/workbook.bin", "workbook"),
)
_OPEN_DOCUMENT = {"spreadsheet": "workbook", "text": "office_text", "presentation": "office_text"}
Wanted = Callable[[str], bool] | None
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1


class Names:
    """Keep the names of members apart: the second `a` becomes `a-2`."""

    def __init__(self) -> None:
        self._seen = Counter[str]()

    def unique(self, name: str) -> str:
        """Return the name, numbered where it was seen before."""
        self._seen[name] += 1
        return name if self._seen[name] == 1 else f"{name}-{self._seen[name]}"


def read(visit: Visit) -> Pieces:
    """Yield the members, or the text of the office document that the package is."""
    file = visit.stream.seekable_file()
    try:
        archive = zipfile.ZipFile(file)
    except (OSError, *BROKEN):
        file.seek(0)
        yield from cut_zip.read(visit, file)
        return
    with archive:
        office = _office_format(archive)
        if office is not None:
            yield from import_module(f"pdscan.readers.{office}").read_package(visit, archive)
            return
        if archive.comment:
            comment = archive.comment.decode("utf-8", "replace")
            yield visit.text(clean(comment), locus="metadata:comment")
        yield from members(visit, archive)


def members(visit: Visit, archive: zipfile.ZipFile, wanted: Wanted = None) -> Pieces:
    """Yield all members, or those whose names are wanted."""
    names = Names()
    empty = True
    for entry in archive.infolist():
        if entry.filename.endswith("/") or (wanted and not wanted(entry.filename)):
            continue
        visit.budget.members -= 1
        if visit.budget.members < 0:
            yield visit.gap(Reason.LIMIT, f"{visit.what} has more members than allowed")
            return
        empty = False
        yield from _member(visit, archive, entry, names.unique(_name(entry)))
    if empty and wanted is None:
        yield visit.text("")


def base_name(name: str) -> str:
    """Return the last part of a member's name."""
    return re.split(r"[/\\]", name.rstrip("/\\"))[-1]


def _member(visit: Visit, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Pieces:
    asset = visit.member(name, entry.file_size)
    if visit.budget.bytes < 0:
        detail = f"{asset.locator}: all members together are too large"
        yield asset, Gap(asset.locator, Reason.LIMIT, detail)
        return
    if entry.flag_bits & _ENCRYPTED_FLAG:
        yield from _encrypted(visit, archive, entry, asset)
        return
    try:
        raw: IO[bytes] = archive.open(entry)
    except NotImplementedError:
        other = deflate64.opened(visit, archive, entry, asset.locator)
        if other is not None:
            yield from visit.enter(asset, base_name(name), other, lambda: entry.compress_size)
            return
        detail = f"{asset.locator} is packed in a way that can't be unpacked here"
        yield asset, Gap(asset.locator, Reason.UNSUPPORTED, detail)
    except (OSError, *BROKEN):
        yield asset, Gap(asset.locator, Reason.CORRUPT, f"{asset.locator} is damaged")
    else:
        with raw:
            yield from visit.enter(asset, base_name(name), raw, lambda: entry.compress_size)


def _encrypted(
    visit: Visit, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, asset: Asset
) -> Pieces:
    raw = passwords.opened(archive, entry, visit.limits)
    if raw is None:
        yield asset, Gap(asset.locator, Reason.ENCRYPTED, f"{asset.locator} is encrypted")
        return
    with raw:
        yield from visit.enter(asset, base_name(entry.filename), raw, lambda: entry.compress_size)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name; without the UTF-8 mark zipfile read it as cp437, writers mean others."""
    if entry.flag_bits & _UTF8_FLAG or entry.filename.isascii():
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp850")


def _office_format(archive: zipfile.ZipFile) -> str | None:
    names = set(archive.namelist())
    for part, reader in _OFFICE:
        if part in names:
            return reader
    listed = archive.namelist()
    if iwork_objects.is_document(listed) or iwork_objects.is_old_document(listed):
        return "iwork"
    if "mimetype" not in names or "content.xml" not in names:
        return None
    try:
        kind = archive.read("mimetype")[:200].decode("ascii", "replace")
    except (OSError, *BROKEN):
        return None
    words = re.fullmatch(r"application/vnd\.(?:oasis\.opendocument|sun\.xml)\.(\w+).*", kind)
    return _OPEN_DOCUMENT.get(words.group(1), "office_text") if words else None
