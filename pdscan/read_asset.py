"""Read and scan one listed asset with its members; every asset ends with a status."""

from __future__ import annotations

import logging
from contextlib import closing

from pdscan import folders
from pdscan.asset_result import AssetResult as AssetResult
from pdscan.birth_dates import BirthDates
from pdscan.contracts import Limits, Piece, Source
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.detection.row_keys import RowKeys
from pdscan.gaps import gap_of
from pdscan.in_time import Pieces, in_time
from pdscan.locators import lies_in, own_name
from pdscan.model import (
    Asset,
    Block,
    Document,
    Gap,
    Mark,
    Sampled,
    Stage,
    UnreadableError,
    Unseen,
)
from pdscan.record_times import Calendar, RecordTimes
from pdscan.settling import Settling

_LOG = logging.getLogger(__name__)


class Members:
    """Hold the results of an asset and its members while their pieces arrive.

    `ages` and `births` are those of each locator.
    """

    def __init__(self, engine: Engine, options: ScanOptions, calendar: Calendar | None) -> None:
        self._engine = engine
        self._options = options
        self._calendar = calendar
        self._scans: dict[str, AssetScan] = {}
        self.ages: dict[str, RecordTimes | None] = {}
        self.births: dict[str, BirthDates] = {}
        self._rows_read: dict[str, Block] = {}
        self._lies_in: dict[str, str] = {}
        self._settling: dict[str, Settling] = {}
        self.results: dict[str, AssetResult] = {}

    def begin(self, asset: Asset, scan: AssetScan) -> None:
        """Scan the asset with what was begun already."""
        self._scans[asset.locator] = scan

    def new_scan(self, asset: Asset) -> AssetScan:
        """Return what scans the asset, with nothing learnt yet."""
        name, rows = own_name(asset.locator), self._rows(asset)
        return AssetScan(self._engine, self._options, name, rows, asset.comments)

    def take(self, asset: Asset, piece: Piece) -> None:
        """Take a piece of the asset or of one of its members."""
        result = self.results.setdefault(asset.locator, AssetResult(asset))
        result.asset = asset
        if isinstance(piece, Gap):
            if piece not in result.gaps:
                result.gaps.append(piece)
        elif isinstance(piece, Sampled):
            settling = self._settling.get(asset.locator)
            result.sampled = piece if settling is None else settling.ended(piece)
        elif isinstance(piece, Stage):
            self._look_at(result, piece.drawn)
        elif isinstance(piece, Unseen):
            result.unseen[piece.what] += piece.count
        elif isinstance(piece, Mark):
            result.mark = piece
        elif isinstance(piece, Document):
            self._finish_inside(asset.locator)
            self._lies_in[asset.locator] = self._row(asset, piece)
        else:
            self._take_block(result, piece)

    def _take_block(self, result: AssetResult, block: Block) -> None:
        locator = result.asset.locator
        result.blocks += block.locus not in ("name", folders.LOCUS)
        if block.batch is not None and block.locus == "column":
            result.rows = (result.rows or 0) + block.batch.num_rows
            if result.asset.about.get("key"):
                self._rows_read[locator] = block
            if locator in self._settling:
                self._settling[locator].feed(block.batch)
        self._scan_of(result.asset).feed(block)
        ages = self._ages_of(result.asset)
        if ages is not None:
            ages.feed(result.asset, block)
        if block.batch is not None and self._options.today is not None:
            births = self.births.setdefault(locator, BirthDates(self._options.today))
            births.feed(block)

    def _look_at(self, result: AssetResult, drawn: Sampled) -> None:
        """Settle for what was read of a sample, where it tells enough."""
        asset = result.asset
        if self._ages_of(asset) is not None:
            return
        settling = self._settling.setdefault(asset.locator, Settling(asset, self._options.rare))
        tally, births = self._scan_of(asset).so_far(), self.births.get(asset.locator)
        result.sampled = settling.settled(drawn, tally, births)

    def is_settled(self, asset: Asset) -> bool:
        """Say whether the reading of a sample may end before all of it was read."""
        sampled = self.results[asset.locator].sampled
        return sampled is not None and sampled.settled

    def _scan_of(self, asset: Asset) -> AssetScan:
        locator = asset.locator
        if locator not in self._scans:
            self._finish_others(locator)
            self._scans[locator] = self.new_scan(asset)
        return self._scans[locator]

    def _rows(self, table: Asset) -> RowKeys:
        return RowKeys(table.locator, table.about.get("key", ()), self._options.key)

    def _ages_of(self, asset: Asset) -> RecordTimes | None:
        if asset.locator not in self.ages:
            self.ages[asset.locator] = self._calendar.of(asset) if self._calendar else None
        return self.ages[asset.locator]

    def _finish_others(self, locator: str) -> None:
        """Let go of members that are done: all but the containers of the one that begins."""
        for other in [name for name in self._scans if not locator.startswith(name)]:
            self._finish(other)

    def _row(self, inner: Asset, document: Document) -> str:
        """Return which row's cell a document is."""
        at = f"row {document.row + 1}"
        table = self.results.get(inner.parent or "")
        block = self._rows_read.get(inner.parent or "")
        if table is None or block is None or block.batch is None:
            return at
        keys = self._rows(table.asset)
        return keys.place(block.batch, block.start, at) if keys.known(block.batch) else at

    def _finish_inside(self, locator: str) -> None:
        """Let go of a document, so that the next of the same asset is none of its text."""
        for inner in [name for name in self._scans if lies_in(name, locator)]:
            self._finish(inner)

    def _finish(self, locator: str) -> None:
        scan = self._scans.pop(locator)
        result = self.results[locator]
        tally = scan.finish()
        row = next((row for outer, row in self._lies_in.items() if lies_in(locator, outer)), "")
        tally.point(lambda at: row or at)
        if result.packed:
            tally.merge(result.tally)
        result.packed = tally.packed()
        result.gaps += [Gap(locator, *failed) for failed in tally.failures.values()]
        result.searched.add(scan.searched)

    def finish(self) -> None:
        """Count what was held back at the ends of texts."""
        for locator in list(self._scans):
            self._finish(locator)
        self._share_samples()

    def with_ages(self, source: Source, asset: Asset) -> list[AssetResult]:
        """Return the results, each with what its times and birth dates tell."""
        try:
            self._add_ages(source)
        except Exception as error:  # noqa: BLE001 - the guard, for what was counted
            self.take(asset, gap_of(asset.locator, error))
        return list(self.results.values())

    def _add_ages(self, source: Source) -> None:
        for result in self.results.values():
            ages = self._ages_of(result.asset)
            if ages is not None:
                part = result.sampled or result.asset.after
                whole = all_records(source, result.asset, ages) if part else None
                result.times, result.retention = (whole or ages).results(result.asset)
            if births := self.births.get(result.asset.locator):
                result.minors = births.shares()

    def _share_samples(self) -> None:
        """Let what lies in a sampled asset be sampled too: other documents were not opened."""
        drawn = {name: one.sampled for name, one in self.results.items() if one.sampled}
        for result in self.results.values():
            if result.sampled is None and result.asset.parent in drawn:
                result.sampled = drawn[result.asset.locator] = drawn[result.asset.parent]


def all_records(source: Source, asset: Asset, ages: RecordTimes) -> RecordTimes | None:
    """Return the ages of all records of a table, where its store can count them."""
    cuts = ages.cuts()
    try:
        groups = source.time_groups(asset, cuts) if cuts else None
    except UnreadableError as error:
        _LOG.info("ages of %s not counted by its store: %s", asset.locator, error.reason)
        return None
    return ages.of_groups(asset, groups) if groups is not None else None


def read_asset(
    source: Source,
    asset: Asset,
    engine: Engine,
    options: ScanOptions,
    calendar: Calendar | None = None,
) -> list[AssetResult]:
    """Return the results of the asset and of its members; never raise for what one holds.

    `calendar` counts records by age, where the estate maps a time. Errors that pdscan did not
    foresee end here as a gap that names the error's kind and the module it came from, never its
    text, which may quote the data.
    """
    members = Members(engine, options, calendar)
    read_all(members, asset, source.blocks(asset), source.options.limits)
    return members.with_ages(source, asset)


def read_all(members: Members, asset: Asset, pieces: Pieces, limits: Limits) -> None:
    """Take all pieces of an asset within its time; what fails is a gap."""
    members.results[asset.locator] = AssetResult(asset)
    try:
        with closing(pieces):
            for member, piece in in_time(asset, folders.told_first(asset, pieces), limits):
                members.take(member, piece)
                if isinstance(piece, Stage) and members.is_settled(member):
                    break
    except Exception as error:  # noqa: BLE001 - the guard: one asset's failure is a gap
        members.take(asset, gap_of(asset.locator, error))
    try:
        members.finish()
    except Exception as error:  # noqa: BLE001 - the guard, for what was held back
        members.take(asset, gap_of(asset.locator, error))
