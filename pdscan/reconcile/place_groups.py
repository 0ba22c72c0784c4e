"""Group the report's assets as the axes of places judge them: by asset key and placement.

Assets that share a key (rotated logs, partitions) share a verdict on each item of a declaration.
Where they are placed differently each placement is judged apart, and the worst verdict of an id
stays. What the user excluded is not judged; what could not be read is: its place is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pdscan.model import AssetStatus
from pdscan.reconcile.book import Book
from pdscan.reconcile.placement import Placement, Places, key_of
from pdscan.reconcile.severity import Ruling, order
from pdscan.report import AssetSeen, Finding, Report


@dataclass(frozen=True, slots=True)
class Group:
    """Hold assets of one key at one placement, with what was found there."""

    key: str
    place: Placement
    assets: tuple[AssetSeen, ...]
    findings: tuple[Finding, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the assets' ids."""
        return tuple(asset.id for asset in self.assets)

    @property
    def label(self) -> str:
        """Return the one locator, or the key of several."""
        return self.assets[0].locator if len(self.assets) == 1 else self.key

    def is_exposed(self, book: Book) -> bool:
        """Say whether anybody can read it though nobody declared to publish."""
        return self.place.public and not book.publishes(self.place.activities)


def groups(report: Report, places: Places) -> Iterator[Group]:
    """Yield the groups in the report's order."""
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        for asset in places.assets_of(finding):
            found.setdefault(asset.id, []).append(finding)
    gathered: dict[tuple[str, Placement, object], list[AssetSeen]] = {}
    for asset in report.assets:
        if asset.coverage.status != AssetStatus.EXCLUDED:
            told = (asset.country, asset.region, asset.site, asset.channel, str(asset.hosted_by))
            kind = (*told, str(asset.operator), asset.stage, asset.sub_purpose)
            gathered.setdefault((key_of(asset), places.place(asset), kind), []).append(asset)
    for (key, place, _), assets in gathered.items():
        yield Group(key, place, tuple(assets), _distinct(assets, found))


def _distinct(assets: Sequence[AssetSeen], found: dict[str, list[Finding]]) -> tuple[Finding, ...]:
    every = {id(one): one for asset in assets for one in found.get(asset.id, ())}
    return tuple(every.values())


def worst(rulings: Iterable[Ruling]) -> Iterator[Ruling]:
    """Yield one ruling for each verdict's id: the heaviest."""
    kept: dict[str, Ruling] = {}
    for ruling in rulings:
        other = kept.get(ruling.verdict.id)
        if other is None or order(ruling) < order(other):
            kept[ruling.verdict.id] = ruling
    yield from kept.values()
