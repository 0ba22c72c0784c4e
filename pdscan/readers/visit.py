"""Hold what a reader is given: the asset, its bytes, the limits, and the way down to members."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pdscan import locators
from pdscan.contracts import Limits, Piece
from pdscan.model import Asset, Block, Gap, Reason
from pdscan.readers.streams import Allowance, Budget, Readable, Stream

Pieces = Iterator[tuple[Asset, Piece]]
Packed = Callable[[], int] | None
Begins = tuple[tuple[int, int], ...]

PICTURES = "pictures inside documents"
BINARY_CELLS = "binary cells of tables"


@dataclass(frozen=True, slots=True)
class Visit:
    """Be at one asset, ready to read it; `depth` counts the containers around it."""

    asset: Asset
    stream: Stream
    name: str
    limits: Limits
    depth: int
    budget: Budget
    descend: Callable[[Visit], Pieces]

    @property
    def what(self) -> str:
        """Return the words that name the asset in a gap's detail."""
        return self.asset.locator

    def gap(self, reason: Reason, detail: str) -> tuple[Asset, Gap]:
        """Return a gap of this asset."""
        return self.asset, Gap(self.asset.locator, reason, detail)

    def text(
        self, text: str, start: int = 0, locus: str = "text", pages: Begins = ()
    ) -> tuple[Asset, Block]:
        """Return a text block of this asset."""
        return self.asset, Block(start=start, text=text, locus=locus, pages=pages)

    def sheet(self, name: str, kind: str = "sheet") -> Asset:
        """Return the asset of a sheet or table inside this file."""
        locator = locators.sheet(self.asset.locator, name)
        return self._inner(locator, kind, None)

    def member(self, name: str, size: int | None = None, within: Asset | None = None) -> Asset:
        """Return the asset of a member of this archive or mail, or of one `within` it."""
        outer = within or self.asset
        inner = self._inner(locators.member(outer.locator, name), "member", size)
        return replace(inner, parent=outer.locator)

    def enter(self, asset: Asset, name: str, raw: Readable, packed: Packed = None) -> Pieces:
        """Read a member from its unpacked bytes; `packed` gives its size in the archive."""
        if self.depth + 1 > self.limits.depth:
            detail = f"{asset.locator} lies deeper than {self.limits.depth} containers"
            yield asset, Gap(asset.locator, Reason.LIMIT, detail)
            return
        most, ratio = self.limits.member_bytes, self.limits.ratio
        stream = Stream(raw, asset.locator, Allowance(self.budget, most, packed, ratio))
        inner = Visit(asset, stream, name, self.limits, self.depth + 1, self.budget, self.descend)
        yield from self.descend(inner)

    def _inner(self, locator: str, kind: str, size: int | None) -> Asset:
        return replace(
            self.asset,
            locator=locator,
            kind=kind,
            size=size,
            content_key=None,
            about={},
            parent=self.asset.locator,
        )
