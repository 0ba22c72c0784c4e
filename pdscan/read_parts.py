"""Read a part of an asset, and join the parts to the results that reading the whole gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pdscan.birth_dates import BirthDates
from pdscan.contracts import Part, Source
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.in_time import Pieces
from pdscan.model import Asset
from pdscan.read_asset import AssetResult, Members, read_all
from pdscan.record_times import Calendar, RecordTimes

_Counted = TypeVar("_Counted", RecordTimes, BirthDates)


@dataclass(slots=True)
class PartRead:
    """Say how one part of an asset ended, its own result first, and what its times told so far."""

    results: list[AssetResult]
    ages: RecordTimes | None = None
    births: BirthDates | None = None


class PartReader:
    """Read parts of tables; what the columns of one hold is learnt once for all its parts."""

    def __init__(self, engine: Engine, options: ScanOptions, calendar: Calendar | None) -> None:
        self._engine = engine
        self._options = options
        self._calendar = calendar
        self._learnt: tuple[str, AssetScan] | None = None

    def read(self, source: Source, asset: Asset, part: Part) -> PartRead:
        """Read a part as `read_asset` does the whole; never raise for what it holds."""
        members = Members(self._engine, replace(self._options, parts=part.of), self._calendar)

        def pieces() -> Pieces:
            members.begin(asset, self._scan(members, asset, part))
            yield from source.part_blocks(asset, part)

        read_all(members, asset, pieces(), source.options.limits)
        own = asset.locator
        ages, births = members.ages.pop(own, None), members.births.pop(own, None)
        return PartRead(members.with_ages(source, asset), ages, births)

    def _scan(self, members: Members, asset: Asset, part: Part) -> AssetScan:
        """Return a scan that has learnt what the columns hold."""
        if self._learnt is None or self._learnt[0] != asset.locator:
            scan = members.new_scan(asset)
            scan.learn(part.looks)
            self._learnt = asset.locator, scan
        return self._learnt[1].like_this()


def joined(asset: Asset, parts: Sequence[PartRead]) -> list[AssetResult]:
    """Return the results of the whole asset, then those of the members of all its parts."""
    whole = AssetResult(asset)
    ages: RecordTimes | None = None
    births: BirthDates | None = None
    for part in parts:
        _add(whole, part.results[0])
        ages = _sum(ages, part.ages)
        births = _sum(births, part.births)
    if ages is not None:
        whole.times, whole.retention = ages.results(asset)
    if births is not None:
        whole.minors = births.shares()
    members: dict[str, AssetResult] = {}
    for member in (one for part in parts for one in part.results[1:]):
        own = member.asset
        _add(members.setdefault(own.locator, AssetResult(own)), member)
    return [whole, *members.values()]


def _sum(one: _Counted | None, other: _Counted | None) -> _Counted | None:
    if one is not None and other is not None:
        one.merge(other)
    return other if one is None else one


def _add(whole: AssetResult, part: AssetResult) -> None:
    """Add a part's result; the rows of its samples are numbered behind those before it."""
    tally = part.tally
    tally.moved(whole.rows or 0)
    if whole.packed:
        tally.merge(whole.tally)
    whole.packed = tally.packed()
    whole.gaps += [gap for gap in part.gaps if gap not in whole.gaps]
    if part.rows is not None:
        whole.rows = (whole.rows or 0) + part.rows
    if part.mark is not None:
        whole.mark = part.mark if whole.mark is None else whole.mark.joined(part.mark)
    whole.blocks += part.blocks
    whole.searched.add(part.searched)
    whole.unseen += part.unseen
