"""Read the caches of pivot tables: copies of whole tables that stay when their sheet is deleted.

Source: ECMA-376 part 1, 18.10 (pivotCacheDefinition, pivotCacheRecords).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import zip_longest

from defusedxml.ElementTree import DefusedXMLParser

from pdscan.model import Asset, Block, Gap, Reason
from pdscan.readers import office_text, xml_walk
from pdscan.readers.batches import ROWS, clean, names_of, of_rows
from pdscan.readers.streams import BROKEN, CHUNK
from pdscan.readers.visit import Pieces, Visit

_DEFINITION = re.compile(r"xl/pivotCache/pivotCacheDefinition(\d+)\.xml$")
_VALUES = {"s", "n", "d", "b", "e", "m", "x"}
Row = list[str]


class _Fields:
    """Gather the fields of a cache, with the values that its records point at."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.values: list[list[str]] = []
        self.by = ""
        self._is_shared = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Enter an element."""
        name = tag.rpartition("}")[2]
        self.by = attributes.get("refreshedBy", self.by)
        if name == "cacheField":
            self.names.append(attributes.get("name", ""))
            self.values.append([])
        elif name == "sharedItems":
            self._is_shared = True
        elif self._is_shared and name in _VALUES and self.values:
            self.values[-1].append(attributes.get("v", ""))

    def end(self, tag: str) -> None:
        """Leave an element."""
        if tag.endswith("sharedItems"):
            self._is_shared = False


class _Records:
    """Gather rows, `done` ones waiting to be taken."""

    def __init__(self, shared: list[list[str]]) -> None:
        self.done: list[Row] = []
        self._shared = shared
        self._row: Row = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a value, or what it points at."""
        name, value = tag.rpartition("}")[2], attributes.get("v", "")
        if name == "r":
            self._row = []
        elif name == "x":
            place = len(self._row)
            known = self._shared[place] if place < len(self._shared) else []
            at = int(value) if value.isascii() and value.isdigit() else len(known)
            self._row.append(known[at] if at < len(known) else "")
        elif name in _VALUES:
            self._row.append(value)

    def end(self, tag: str) -> None:
        """End a row."""
        if tag.rpartition("}")[2] == "r":
            self.done.append(self._row)


def read(visit: Visit, archive: zipfile.ZipFile) -> Pieces:
    """Yield each cache as an asset with its table; one without records shows its fields' values."""
    for name in archive.namelist():
        if (match := _DEFINITION.match(name)) is None:
            continue
        asset = visit.sheet(f"pivotCache{match.group(1)}", "table")
        try:
            yield from _cache(visit, archive, asset, match)
        except (OSError, *xml_walk.BROKEN, *BROKEN):
            yield asset, Gap(asset.locator, Reason.CORRUPT, f"{asset.locator} is damaged")


def _cache(visit: Visit, archive: zipfile.ZipFile, asset: Asset, match: re.Match[str]) -> Pieces:
    fields = _Fields()
    for _ in _fed(visit, archive, match.group(), fields):
        pass
    if fields.by:
        yield asset, Block(text=clean(fields.by), locus="metadata:refreshedBy")
    names = names_of([clean(name) for name in fields.names])
    records = f"xl/pivotCache/pivotCacheRecords{match.group(1)}.xml"
    rows: Iterator[list[Row]]
    if records in archive.NameToInfo:
        gathered = _Records(fields.values)
        rows = _batches(_fed(visit, archive, records, gathered), gathered)
    else:
        rows = iter([[list(row) for row in zip_longest(*fields.values, fillvalue="")]])
    start = 0
    for some in rows:
        batch = of_rows(names, [[clean(cell) for cell in row[: len(names)]] for row in some])
        yield asset, Block(start=start, batch=batch, locus="column")
        start += batch.num_rows


def _batches(fed: Iterator[None], records: _Records) -> Iterator[list[Row]]:
    for _ in fed:
        if len(records.done) >= ROWS:
            yield records.done
            records.done = []
    yield records.done


def _fed(
    visit: Visit, archive: zipfile.ZipFile, name: str, target: _Fields | _Records
) -> Iterator[None]:
    """Feed a part to its target, piece by piece; raises one of BROKEN."""
    parser = DefusedXMLParser(target=target)
    file = office_text.opened(visit, archive, name)
    while chunk := file.read(CHUNK):
        parser.feed(chunk)
        yield
    parser.close()
