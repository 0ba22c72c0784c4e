"""Say on which slide each part of a presentation lies: itself, its notes, its charts."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from pdscan.readers import xml_walk

_SHOW = "ppt/presentation.xml"
_OPEN_SHOW = "content.xml"
_OF_ONE = ("/notesSlide", "/comments", "/chart", "/diagramData")  # types of relationships
Open = Callable[[str], IO[bytes]]


def slides(archive: zipfile.ZipFile, opened: Open) -> dict[str, int]:
    """Return the slide of each part that lies on one, from 1, in the order of the show.

    `opened` opens a part. Raises what damaged parts do.
    """
    there = archive.NameToInfo.keys()
    if _SHOW not in there:
        return {_OPEN_SHOW: 1} if _is_open_show(archive) else {}
    shown = _Shown()
    _walk(opened(_SHOW), shown)
    places = {one: place for one, _, place in _relations(_SHOW, opened)} if shown.ids else {}
    found: dict[str, int] = {}
    for number, slide in enumerate((places.get(one, "") for one in shown.ids), 1):
        if slide not in there or slide in found:
            continue
        found[slide] = number
        if _beside(slide) not in there:
            continue
        found[_beside(slide)] = number
        for _, kind, place in _relations(slide, opened):
            if kind.endswith(_OF_ONE):
                found.setdefault(place, number)
    return found


def _is_open_show(archive: zipfile.ZipFile) -> bool:
    """Say whether the package is an Open Document of slides or drawings, all in one part."""
    if not {"mimetype", _OPEN_SHOW} <= archive.NameToInfo.keys():
        return False
    with archive.open("mimetype") as file:
        kind = file.read(200)
    return re.search(rb"presentation|graphics|impress|draw", kind) is not None


class _Shown(xml_walk.OfficeOpen):
    """Gather which slides are shown, by the ids of their relationships, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the relationship of a slide: beside a plain id it has one in a namespace."""
        if tag.endswith("}sldId"):
            self.ids += [value for key, value in attributes.items() if key.endswith("}id")]


class _Relations(xml_walk.OfficeOpen):
    """Gather the relationships of a part: id, type and target."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take one relationship to another part."""
        del tag
        if "Id" in attributes and attributes.get("TargetMode") != "External":
            one, kind, target = (attributes.get(key, "") for key in ("Id", "Type", "Target"))
            self.told.append((one, kind, target))


def _relations(part: str, opened: Open) -> Iterator[tuple[str, str, str]]:
    """Yield id, type and the name of the other part."""
    found = _Relations()
    _walk(opened(_beside(part)), found)
    for one, kind, target in found.told:
        place = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target))
        yield one, kind, place.lstrip("/")


def _walk(file: IO[bytes], target: xml_walk.OfficeOpen) -> None:
    for _ in xml_walk.texts(file, target):
        pass


def _beside(part: str) -> str:
    """Return the part that holds the relationships of another."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"
