"""Read XML as records: what an element or attribute holds stands at `key:$.root.child`.

A document with elements inside sentences is read as text, its marks left out; Office's own flat
files too. What is too long, broken, or defines entities is read as the text that it is. Comments
are text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from pdscan.readers import plain_text
from pdscan.readers.batches import clean
from pdscan.readers.decoding import Decoder
from pdscan.readers.json_rows import Rows
from pdscan.readers.streams import Stream
from pdscan.readers.visit import Pieces, Visit
from pdscan.readers.xml_walk import BROKEN

LONGEST = 16 << 20
_NAMES = (".xml", ".kml", ".gpx", ".rdf", ".plist", ".rss", ".atom")
_OPENING = re.compile(r"<[A-Za-z_][\w.:-]*(?:\s[^<>]*)?>")
_OFFICE = re.compile(
    r"schemas\.microsoft\.com/office/|urn:schemas-microsoft-com:office|"
    r"oasis:names:tc:opendocument|www\.w3\.org/2000/svg"
)
_DEEPEST = 60
_LINE = {"p", "tr", "Row", "row", "line", "br", "h", "title", "table-row", "text"}
_CELLS = {"tc", "Cell", "table-cell", "tab", "s"}


def is_xml(sample: str, name: str) -> bool:
    """Say whether the text is XML: by its declaration, or by its name and a first mark."""
    begin = sample[:4096].lstrip("\ufeff \t\r\n")
    is_named = name.lower().endswith(_NAMES)
    return begin.startswith("<?xml") or (is_named and bool(_OPENING.match(begin)))


def read(visit: Visit, decoder: Decoder, sample: str) -> Pieces:
    """Yield the values by their path, or the text."""
    raw = visit.stream.whole(LONGEST)
    if raw is None:
        yield from plain_text.read(visit, decoder)
        return
    root = _parsed(raw)
    if root is None:
        inner = Decoder(Stream(io.BytesIO(raw), visit.what))
        inner.sample()
        yield from plain_text.read(visit, inner)
        return
    start = 0
    is_office = bool(_OFFICE.search(sample[:4096]))
    if is_office or _has_sentences(root):
        text = clean("".join((*_texts(root, is_office=is_office), "\n", *_said(root))))
        yield visit.text(text, start)
        start = len(text)
    else:
        rows = Rows()
        for path, group in _groups(root):
            yield from ((visit.asset, block) for block in rows.extend(group, path))
        yield from ((visit.asset, block) for block in rows.take())
    said = "\n".join(found.decode("utf-8", "replace") for found in _comments(raw))
    if said.strip():
        yield visit.text(clean(said), start)


def _comments(raw: bytes) -> Iterator[bytes]:
    """Yield what stands in comments; one without an end is the last that is looked for."""
    at = raw.find(b"<!--")
    while at >= 0 and (end := raw.find(b"-->", at + 4)) >= 0:
        yield raw[at + 4 : end]
        at = raw.find(b"<!--", end + 3)


def _parsed(raw: bytes) -> Element | None:
    try:
        root: Element = ElementTree.fromstring(raw)
    except (*BROKEN, ValueError, LookupError):
        return None
    return root if _depth(root) <= _DEEPEST else None


def _depth(root: Element) -> int:
    """Return how deep the elements nest, without recursion."""
    deepest, level = 0, [root]
    while level and deepest <= _DEEPEST:
        deepest += 1
        level = [child for element in level for child in element]
    return deepest


def _has_sentences(root: Element) -> bool:
    """Say whether elements stand inside running text."""
    for element in root.iter():
        if len(element) and any((child.tail or "").strip() for child in element):
            return True
    return False


def _texts(element: Element, *, is_office: bool) -> Iterator[str]:
    """Yield the text in order; Office's paragraphs end lines, elsewhere what ends alone."""
    yield element.text or ""
    for child in element:
        yield from _texts(child, is_office=is_office)
        tail = child.tail or ""
        name = _local(child.tag)
        if name in _LINE or not (is_office or tail.strip()):
            yield "\n"
        elif name in _CELLS:
            yield "\t"
        yield tail if tail.strip() or not is_office else ""


def _said(root: Element) -> Iterator[str]:
    """Yield the values of attributes that are no numbers, each once, one a line."""
    values = (value for event in root.iter() for value in event.attrib.values())
    yield from (f"{value}\n" for value in dict.fromkeys(values) if len(value) > 4)


def _groups(root: Element) -> Iterator[tuple[str, list[object]]]:
    """Yield the records: the children of the root where they repeat, else the root itself."""
    tags = [_local(child.tag) for child in root]
    path = f"$.{_local(root.tag)}"
    if len(tags) > 1 and len(set(tags)) < len(tags):
        attributes = {_local(key): value for key, value in root.attrib.items()}
        if attributes:
            yield path, [attributes]
        for tag in dict.fromkeys(tags):
            same = [_value(child) for child in root if _local(child.tag) == tag]
            yield f"{path}.{tag}[*]", same
    else:
        yield path, [_value(root)]


def _value(element: Element) -> object:
    """Return an element as JSON would have it: attributes by name, repeated children a list."""
    text = (element.text or "").strip()
    if not len(element) and not element.attrib:
        return text
    found: dict[str, object] = {_local(key): value for key, value in element.attrib.items()}
    if text:
        found["text"] = text
    for child in element:
        tag, value = _local(child.tag), _value(child)
        before = found.get(tag)
        if isinstance(before, list):
            before.append(value)
        else:
            found[tag] = value if tag not in found else [before, value]
    return found


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
