"""Read DOCX, PPTX and ODT: all text of all parts, link targets, metadata, embedded files.

Every XML part is walked but those that only style: so headers, footers, notes, comments, text
boxes, charts and deleted text are read like the body. Pictures are counted.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import IO

from pdscan.model import NO_PASSWORDS, Reason, Unseen
from pdscan.readers import ocr, slide_order, xml_walk, zip_package
from pdscan.readers.batches import clean
from pdscan.readers.paged_text import PagedText
from pdscan.readers.streams import BROKEN, Allowance, Stream
from pdscan.readers.visit import PICTURES, Pieces, Visit

NO_SLIDES: Mapping[str, int] = MappingProxyType({})
_ORDER = ("word/document.xml", "content.xml", "ppt/slides/")
_NOT_TEXT = re.compile(
    r"(?:^|/)(?:styles\w*|fontTable|webSettings|theme\d*|numbering|presProps|viewProps|"
    r"tableStyles|printerSettings\d*|\[Content_Types\]|manifest|meta|core|app)\.xml$"
    r"|^(?:ppt|word)/theme/|^docProps/|^Configurations2/|^META-INF/|^customXml/itemProps"
)
_EMBEDDED = re.compile(
    r"^(?:word|ppt)/(?:embeddings/|.*\.(?:html?|xhtml|mht|mhtml|txt|rtf|doc[xm]?|xlsx?|pdf|eml)$)",
    re.I,
)
_ABOUT_PEOPLE = {"Company", "Manager", "Template", "HyperlinkBase"}  # the rest counts words
_OWN_DATA = re.compile(r"^customXml/item\d+\.xml$")
_PICTURES = re.compile(r"(?:^|/)(?:media|Pictures)/[^/]+\.(?:png|jpe?g|gif|tiff?|bmp|webp)$", re.I)


def read_package(visit: Visit, archive: zipfile.ZipFile) -> Pieces:
    """Yield text, metadata and embedded files of a document that is a zip package."""
    if is_encrypted(archive):
        yield visit.gap(Reason.ENCRYPTED, f"{visit.what} {NO_PASSWORDS}")
        return
    yield from metadata(visit, archive)
    names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    wanted = [name for name in names if not _NOT_TEXT.search(name)]
    if "content.xml" in names and "styles.xml" in names:
        wanted.append("styles.xml")  # in Open Document, headers and footers lie there
    wanted.sort(key=lambda name: (not name.startswith(_ORDER), _natural(name)))
    try:
        slides = slide_order.slides(archive, lambda name: opened(visit, archive, name))
    except (OSError, KeyError, *xml_walk.BROKEN, *BROKEN):
        slides = {}  # the damaged part is told where its text is read
    wanted.sort(key=lambda name: slides.get(name, len(slides) + 1))
    yield from parts(visit, archive, wanted, slides=slides)
    yield from zip_package.members(visit, archive, _is_embedded)
    yield from pictures(visit, archive)


def parts(
    visit: Visit,
    archive: zipfile.ZipFile,
    names: Sequence[str],
    target: type[xml_walk.OfficeOpen] | None = None,
    slides: Mapping[str, int] = NO_SLIDES,
) -> Pieces:
    """Yield the text of some parts, one after another, then a gap that counts damaged ones.

    `target` gathers it; without one the part's name and the package tell what does. `slides` are
    those of the parts that lie on one.
    """
    gathered, damaged = PagedText(visit), 0
    for name in names:
        gathered.begin(slides.get(name, 0))
        try:
            gathers = (target or _target(archive, name))()
            for text in xml_walk.texts(opened(visit, archive, name), gathers):
                yield from gathered.take(clean(text))
        except (OSError, *xml_walk.BROKEN, *BROKEN):
            damaged += 1
    yield from gathered.rest()
    if damaged:
        yield visit.gap(Reason.CORRUPT, f"{damaged} parts of {visit.what} are damaged")


def metadata(visit: Visit, archive: zipfile.ZipFile) -> Pieces:
    """Yield what the document says of itself: `metadata:creator` and the like."""
    there = set(archive.namelist())
    for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"):
        if part not in there:
            continue
        try:
            for key, value in xml_walk.properties(opened(visit, archive, part)):
                if not part.endswith("app.xml") or key in _ABOUT_PEOPLE:
                    yield visit.text(clean(value), locus=f"metadata:{clean(key)}")
        except (OSError, *xml_walk.BROKEN, *BROKEN):
            yield visit.gap(Reason.CORRUPT, f"the metadata of {visit.what} are damaged")


def pictures(visit: Visit, archive: zipfile.ZipFile) -> Pieces:
    """Read the pictures that the document holds; count them where nothing here can."""
    if ocr.is_there():
        yield from zip_package.members(visit, archive, lambda name: bool(_PICTURES.search(name)))
        return
    count = sum(1 for name in archive.namelist() if _PICTURES.search(name))
    if count:
        yield visit.asset, Unseen(PICTURES, count)


def is_encrypted(archive: zipfile.ZipFile) -> bool:
    """Say whether an Open Document package is encrypted: its manifest says how."""
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        return True
    if "META-INF/manifest.xml" not in archive.namelist():
        return False
    try:
        with archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(1 << 20)
    except (OSError, *BROKEN):
        return False


def opened(visit: Visit, archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open a part under the limits of a member."""
    entry = archive.getinfo(name)
    limits = visit.limits
    allowance = Allowance(
        visit.budget, limits.member_bytes, lambda: entry.compress_size, limits.ratio
    )
    return Stream(archive.open(entry), visit.what, allowance)  # type: ignore[return-value]


def _is_embedded(name: str) -> bool:
    return bool(_EMBEDDED.search(name))


def _target(archive: zipfile.ZipFile, name: str) -> type[xml_walk.OfficeOpen]:
    if name.endswith(".rels"):
        return xml_walk.LinkTargets
    if _OWN_DATA.match(name):
        return xml_walk.Everything
    return xml_walk.OpenDocument if "mimetype" in archive.NameToInfo else xml_walk.OfficeOpen


def _natural(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts `slide2` before `slide10`."""
    parts = re.findall(r"(\d+)|(\D+)", name)
    return [(int(digits[:9]) if digits else -1, other) for digits, other in parts]
