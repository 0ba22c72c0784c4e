"""Read and scan one listed asset with its members; every asset ends with a status."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from pdscan import folders
from pdscan.birth_dates import BirthDates
from pdscan.contracts import Limits, Piece, Source
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.detection.name_sample import NamesSearched
from pdscan.detection.row_keys import RowKeys
from pdscan.gaps import gap_of
from pdscan.locators import lies_in, own_name
from pdscan.model import (
    TABLES,
    Asset,
    AssetStatus,
    Block,
    Document,
    Gap,
    Look,
    Mark,
    Reason,
    Sampled,
    UnreadableError,
    Unseen,
)
from pdscan.record_times import Calendar, RecordTimes
from pdscan.report import AssetSeen
from pdscan.tally import Tally, unpacked

_LOG = logging.getLogger(__name__)
Pieces = Generator[tuple[Asset, Piece], None, None]
PACE = 1_000_000  # bytes a second
NOT_TRIED = frozenset(
    {
        Reason.UNSUPPORTED,
        Reason.TOO_LARGE,
        Reason.LIMIT,
        Reason.NO_OCR,
        Reason.NO_DRIVER,
        Reason.BUDGET,
        Reason.INTERRUPTED,
        Reason.OTHER,
    }
)


@dataclass(slots=True)
class AssetResult:
    """Say how one asset ended: its packed tally, its gaps, `rows` read, the sample if one.

    `unseen` counts by kind what lies in it and was not looked at; `times` and `retention` are
    those of the report, `minors` the share of birth dates under 18 by locus. `earlier` is what the
    report of an earlier run says of an asset that has not changed since, `excluded` the key that
    left it out, `copy_of` where the same bytes lie that were scanned in its stead.
    """

    asset: Asset
    packed: bytes = field(default=b"", repr=False)
    gaps: list[Gap] = field(default_factory=list)
    rows: int | None = None
    sampled: Sampled | None = None
    blocks: int = 0
    searched: NamesSearched = field(default_factory=NamesSearched)
    excluded: str = ""
    copy_of: str = ""
    times: tuple[Mapping[str, Any], ...] = ()
    retention: tuple[Mapping[str, Any], ...] = ()
    minors: Mapping[str, float] = field(default_factory=dict)
    unseen: Counter[str] = field(default_factory=Counter)
    earlier: AssetSeen | None = None
    mark: Mark | None = None

    @property
    def all_rows(self) -> int | None:
        """Return how many rows were read, those of an earlier run with the new ones."""
        after = self.asset.after
        return self.rows if after is None else after.rows + (self.rows or 0)

    @property
    def tally(self) -> Tally:
        """Return a copy of the tally."""
        return unpacked(self.packed)

    @property
    def status(self) -> AssetStatus:
        """Return how the asset ended: any gap makes it failed, or skipped if nothing was tried."""
        if self.excluded:
            return AssetStatus.EXCLUDED
        if self.earlier:
            sampled = self.earlier.coverage.status is AssetStatus.SAMPLED
            return AssetStatus.SAMPLED if sampled else AssetStatus.UNCHANGED
        if self.gaps:
            untried = all(gap.reason in NOT_TRIED for gap in self.gaps)
            return AssetStatus.SKIPPED if untried else AssetStatus.FAILED
        return AssetStatus.SAMPLED if self.sampled else AssetStatus.READ


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
        self.results: dict[str, AssetResult] = {}

    def take(self, asset: Asset, piece: Piece) -> None:
        """Take a piece of the asset or of one of its members."""
        result = self.results.setdefault(asset.locator, AssetResult(asset))
        result.asset = asset
        if isinstance(piece, Gap):
            if piece not in result.gaps:
                result.gaps.append(piece)
        elif isinstance(piece, Sampled):
            result.sampled = piece
        elif isinstance(piece, Unseen):
            result.unseen[piece.what] += piece.count
        elif isinstance(piece, Mark):
            result.mark = piece
        elif isinstance(piece, Document):
            self._finish_inside(asset.locator)
            self._lies_in[asset.locator] = self._row(asset, piece)
        elif isinstance(piece, Look):
            self._scan_of(asset).learn(piece.batch)
        else:
            self._take_block(result, piece)

    def _take_block(self, result: AssetResult, block: Block) -> None:
        locator = result.asset.locator
        result.blocks += block.locus not in ("name", folders.LOCUS)
        if block.batch is not None and block.locus == "column":
            result.rows = (result.rows or 0) + block.batch.num_rows
            if result.asset.about.get("key"):
                self._rows_read[locator] = block
        self._scan_of(result.asset).feed(block)
        ages = self._ages_of(result.asset)
        if ages is not None:
            ages.feed(result.asset, block)
        if block.batch is not None and self._options.today is not None:
            births = self.births.setdefault(locator, BirthDates(self._options.today))
            births.feed(block)

    def _scan_of(self, asset: Asset) -> AssetScan:
        locator = asset.locator
        if locator not in self._scans:
            self._finish_others(locator)
            name, rows = own_name(locator), self._rows(asset)
            scan = AssetScan(self._engine, self._options, name, rows, asset.comments)
            self._scans[locator] = scan
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
            for member, piece in _in_time(asset, folders.told_first(asset, pieces), limits):
                members.take(member, piece)
    except Exception as error:  # noqa: BLE001 - the guard: one asset's failure is a gap
        members.take(asset, gap_of(asset.locator, error))
    try:
        members.finish()
    except Exception as error:  # noqa: BLE001 - the guard, for what was held back
        members.take(asset, gap_of(asset.locator, error))


def _in_time(asset: Asset, pieces: Pieces, limits: Limits) -> Pieces:
    """Yield the pieces while they come fast enough: `seconds`, and for files one more a PACE bytes.

    A table gets no more: a driver may give rows for ever, what a file unpacks to is limited.
    """
    more = 0 if asset.kind in TABLES else max(asset.size or 0, limits.total_bytes)
    begun, given = time.monotonic(), 0
    for member, piece in pieces:
        yield member, piece
        if isinstance(piece, Block):
            given += len(piece.text or "") if piece.batch is None else piece.batch.nbytes
        allowed = limits.seconds + min(given, more) / PACE
        if time.monotonic() - begun > allowed:
            raise UnreadableError(Reason.TIMEOUT, f"stopped after {allowed:.0f} seconds")
