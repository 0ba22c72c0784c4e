"""Say what is known of the place where a finding lies: its activities, operator and people.

An asset is unmapped where the report says so, where its list of activities is empty, or where
others have a system or activities and it has neither. Where no asset has any (there was no map),
every asset belongs to all activities. A finding whose asset isn't listed is unmapped, unless the
report lists no assets at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pdscan.locators import asset_key
from pdscan.model import AssetStatus
from pdscan.report import AssetSeen, Finding, Report


@dataclass(frozen=True, slots=True)
class Placement:
    """Hold what the map says of an asset; `activities` is None where it serves all."""

    activities: frozenset[str] | None = None
    mapped: bool = True
    confirmed: bool = True
    system: str | None = None
    kind: str | None = None
    sectors: frozenset[str] = frozenset()
    origin: str | None = None
    subjects: frozenset[str] = frozenset()
    consent: bool = False
    public: bool = False
    capacity: str | None = None

    @property
    def only_activity(self) -> str | None:
        """Return the activity that is served, where there is just one."""
        return (
            next(iter(self.activities)) if self.activities and len(self.activities) == 1 else None
        )


UNLISTED = Placement(mapped=False)


Placed = Mapping[Placement, tuple[AssetSeen, ...]]


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


class Places:
    """Find the assets of findings, and place each of them."""

    def __init__(self, report: Report) -> None:
        self.assets = report.assets
        self._findings = report.findings
        self.is_mapped_estate = any(
            asset.system is not None or asset.activities is not None for asset in report.assets
        )
        self._by_id = {asset.id: asset for asset in report.assets if asset.id}
        self._by_key: dict[str, list[AssetSeen]] = {}
        self._placed: dict[int, tuple[AssetSeen, Placement]] = {}  # by identity of the asset
        self._alike: dict[Placement, Placement] = {}  # equal ones are one, so comparing is quick
        self._placements: dict[tuple[str, tuple[str, ...]], Placed] = {}
        for asset in report.assets:
            for name in dict.fromkeys((key_of(asset), asset.locator)):
                self._by_key.setdefault(name, []).append(asset)

    def assets_of(self, finding: Finding) -> tuple[AssetSeen, ...]:
        """Return the finding's assets by id, else those of its asset key, in the report's order."""
        known = tuple(self._by_id[name] for name in finding.assets if name in self._by_id)
        return known or tuple(self._by_key.get(finding.asset_key, ()))

    def of(self, finding: Finding) -> Placed:
        """Group the finding's assets by placement."""
        key = (finding.asset_key, finding.assets)
        if key not in self._placements:
            self._placements[key] = self._of(finding)
        return self._placements[key]

    def _of(self, finding: Finding) -> Placed:
        groups: dict[Placement, list[AssetSeen]] = {}
        for asset in self.assets_of(finding):
            groups.setdefault(self.place(asset), []).append(asset)
        if not groups:
            return {UNLISTED if self.assets else Placement(): ()}
        return {place: tuple(assets) for place, assets in groups.items()}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Return the assets by key and placement, as the axes of places judge them.

        Assets that share a key (rotated logs, partitions) share a verdict on each item of a
        declaration. What the user excluded is not judged; what could not be read is: its place is
        known.
        """
        found: dict[str, list[Finding]] = {}
        for finding in self._findings:
            for asset in self.assets_of(finding):
                found.setdefault(asset.id, []).append(finding)
        gathered: dict[tuple[str, Placement, object], list[AssetSeen]] = {}
        for asset in self.assets:
            if asset.coverage.status != AssetStatus.EXCLUDED:
                key = (key_of(asset), self.place(asset), _told(asset))
                gathered.setdefault(key, []).append(asset)
        return tuple(
            Group(key, place, tuple(assets), _distinct(assets, found))
            for (key, place, _), assets in gathered.items()
        )

    def place(self, asset: AssetSeen) -> Placement:
        """Return the placement of one asset; a proposed mapping is used, but not confirmed."""
        kept = self._placed.get(id(asset))
        if kept is None:
            place = self._place(asset)
            kept = self._placed[id(asset)] = (asset, self._alike.setdefault(place, place))
        return kept[1]

    def _place(self, asset: AssetSeen) -> Placement:
        operator: Mapping[str, Any] = asset.operator or {}
        activities = None if asset.activities is None else frozenset(asset.activities)
        placed = Placement(
            activities=activities,
            confirmed=asset.confirmed,
            system=asset.system,
            kind=operator.get("kind"),
            sectors=frozenset(operator.get("sectors") or ()),
            origin=asset.origin_activity,
            subjects=frozenset(asset.subjects),
            consent=bool(asset.consent_evidence),
            public=asset.exposure == "public",
            capacity=asset.capacity,
        )
        nowhere = activities is None and asset.system is None and self.is_mapped_estate
        proposed = not asset.confirmed and bool(activities)
        if nowhere or activities == frozenset() or not (asset.mapped or proposed):
            return replace(placed, activities=None, mapped=False, confirmed=True)
        return placed


def _told(asset: AssetSeen) -> tuple[object, ...]:
    """Return what else tells places apart: country, parties, stage, purpose."""
    place = (asset.country, asset.region, asset.site, asset.channel)
    return (*place, str(asset.hosted_by), str(asset.operator), asset.stage, asset.sub_purpose)


def _distinct(
    assets: Sequence[AssetSeen], found: Mapping[str, list[Finding]]
) -> tuple[Finding, ...]:
    every = {id(one): one for asset in assets for one in found.get(asset.id, ())}
    return tuple(every.values())


def key_of(asset: AssetSeen) -> str:
    """Return the asset's key, made from its locator where the report leaves it out."""
    return asset.asset_key or asset_key(asset.locator)
