"""Walk the XML parts of office documents, streaming: text, link targets, properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from pdscan.readers.page_breaks import PageBreaks
from pdscan.readers.streams import CHUNK

BROKEN = (ParseError, DefusedXmlException)

_RUNS = {"t", "v", "delText", "instrText", "delInstrText", "author", "text"}
_PARAGRAPHS = {"p", "h", "tr", "table-row", "comment", "annotation", "br", "line-break", "v"}
_XML = ("{http://www.w3.org/2001/XMLSchema-instance}", "{http://www.w3.org/XML/1998/namespace}")
_PAGES = {"tr", "tc", "br", "lastRenderedPageBreak"}
_CELLS = {"tc", "table-cell", "tab", "is"}
_SAID = {
    *("descr", "title", "href", "author", "initials", "userId", "displayName", "connection"),
    "displayText",  # a choice of a control
}
_SAID_BY = {
    "cmAuthor": "name",  # who commented slides
    "author": "name",
    "docVar": "val",  # a variable of a macro or a mail merge
    "connectString": "val",
    "query": "val",
    "tag": "val",
    "alias": "val",  # the title of a control
    "listItem": "value",
    "default": "val",  # of a form's field, with its choices and its help
    "listEntry": "val",
    "statusText": "val",
    "helpText": "val",
    "textpath": "string",  # lettering as a drawing
}
_SAID_OPEN = {
    "hidden-text": "string-value",
    "hidden-paragraph": "string-value",
    "user-field-decl": "string-value",
    "text": "current-value",  # a field of a form
    "textarea": "current-value",
    "conditional-text": "string-value-if-true",
}
_BESIDE_CELLS = {
    *("annotation", "tracked-changes", "shapes", "frame", "custom-shape", "text-box", "rect"),
    *("ellipse", "line", "caption", "header", "footer", "header-left", "footer-left", "forms"),
}


class OfficeOpen:
    """Gather the text of Office Open XML; a text box's second version (Fallback) is left out.

    A form feed stands where a page begins: at a break that was written, or where Word saw one when
    it last laid the document out. Each cell of a row that goes over a page tells the same break.
    """

    def __init__(self) -> None:
        self.found: list[str] = []
        self.said: list[str] = []
        self._doubled = 0
        self._runs = 0
        self._turned = False
        self._in_row = self._in_cell = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Enter an element."""
        name = _local(tag)
        self._doubled += name == "Fallback"
        self._runs += name in _RUNS
        if name in _PAGES and not self._doubled:
            self._lay_out(name, attributes)
        for key, value in attributes.items():
            said = _local(key)
            if value and not self._doubled and (said in _SAID or said == _SAID_BY.get(name)):
                self.said.append(f"{value}\n")

    def data(self, text: str) -> None:
        """Take text where an element of runs is open."""
        if self._runs and not self._doubled:
            self.found.append(text)
            self._turned = False

    def _lay_out(self, name: str, attributes: dict[str, str]) -> None:
        if name == "tr":
            self._in_row = 0
        elif name == "tc":
            self._in_cell = 0
        elif name == "br" and "page" not in attributes.values():
            return
        elif name == "lastRenderedPageBreak" and self._turned:
            self._turned = False  # the break that was written just before
        else:
            self._in_cell += 1
            self._turned = name == "br"
            if self._in_cell > self._in_row:
                self.found.append("\f")
            self._in_row = max(self._in_row, self._in_cell)

    def end(self, tag: str) -> None:
        """Leave an element; paragraphs end lines, cells end in a tab."""
        name = _local(tag)
        self._doubled -= name == "Fallback"
        self._runs -= name in _RUNS
        if name == "tr":
            self._in_row = self._in_cell = 0
        if name in _PARAGRAPHS:
            self.found += ["\n", *dict.fromkeys(self.said)]
            self.said = []
        elif name in _CELLS:
            self.found.append("\t")


class OpenDocument(OfficeOpen):
    """Gather the text of Open Document: all that lies inside paragraphs, and a few names."""

    def __init__(self) -> None:
        super().__init__()
        self._breaks = PageBreaks()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Enter an element."""
        name = _local(tag)
        if self._breaks.begins(name, attributes):
            self.found.append("\f")
        self._runs += name in {"p", "h", "creator", "title", "desc"}
        if name in {"s", "tab"}:
            self.found.append(" " if name == "s" else "\t")
        for key, value in attributes.items():
            said = _local(key)
            leads = said == "href" and not value.startswith(("Pictures/", "#", "./"))
            if value and (leads or said == _SAID_OPEN.get(name)):
                self.found.append(f" {value} ")

    def end(self, tag: str) -> None:
        """Leave an element."""
        name = _local(tag)
        self._runs -= name in {"p", "h", "creator", "title", "desc"}
        if name == "table-row":
            self._breaks.end_row()
        if name in _PARAGRAPHS | {"creator", "title", "desc"}:
            self.found.append("\n")
        elif name == "table-cell":
            self.found.append("\t")


class BesideCells(OpenDocument):
    """Gather what an Open Document sheet holds beside its cells: notes, shapes, old values."""

    def __init__(self) -> None:
        super().__init__()
        self._beside = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Enter an element."""
        self._beside += _local(tag) in _BESIDE_CELLS
        if self._beside:
            super().start(tag, attributes)

    def end(self, tag: str) -> None:
        """Leave an element."""
        if self._beside:
            super().end(tag)
        self._beside -= _local(tag) in _BESIDE_CELLS


class Everything(OfficeOpen):
    """Gather the text of any XML, each under its element's name, as `client: Durantel`."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Enter an element; its attributes, but for those of XML's own, stand before its text."""
        told = {key: value for key, value in attributes.items() if not key.startswith(_XML)}
        self.found += [f"\n{_local(key)}: {value}" for key, value in told.items()]
        self.found.append(f"\n{_local(tag)}: ")

    def data(self, text: str) -> None:
        """Take all text."""
        self.found.append(text)

    def end(self, tag: str) -> None:
        """Leave an element."""
        del tag


class LinkTargets(OfficeOpen):
    """Gather where external links lead, one a line."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the target of a relationship that leads outside."""
        del tag
        if attributes.get("TargetMode") == "External":
            self.found.append(attributes.get("Target", "") + "\n")

    def end(self, tag: str) -> None:
        """Leave an element."""
        del tag


class Properties(OfficeOpen):
    """Gather the properties of a document: `pairs` of name and value."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the name: an attribute, where the user made the property, else the tag."""
        given = [value for key, value in attributes.items() if _local(key) == "name"]
        if given:
            self._name = given[0]
        elif _local(tag) not in {"lpwstr", "lpstr", "filetime", "i4", "bool", "r8"}:
            self._name = _local(tag)
        self.found = []

    def data(self, text: str) -> None:
        """Take text."""
        self.found.append(text)

    def end(self, tag: str) -> None:
        """Keep the property if it has a value."""
        del tag
        if value := "".join(self.found).strip():
            self.pairs.append((self._name, value))
        self.found = []


def texts(file: IO[bytes], target: OfficeOpen) -> Iterator[str]:
    """Feed a part to a target and yield the text it gathers; raises one of BROKEN."""
    parser = DefusedXMLParser(target=target)
    while chunk := file.read(CHUNK):
        parser.feed(chunk)
        yield "".join(target.found)
        target.found = []
    parser.close()
    yield "".join(target.found + target.said)


def properties(file: IO[bytes]) -> list[tuple[str, str]]:
    """Return the names and values of a metadata part; raises one of BROKEN."""
    target = Properties()
    parser = DefusedXMLParser(target=target)
    parser.feed(file.read(CHUNK))
    parser.close()
    return target.pairs


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
