"""Hold how one asset ended: what was read, found and missed in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pdscan.detection.name_sample import NamesSearched
from pdscan.mark import Mark
from pdscan.model import Asset, AssetStatus, Gap, Reason, Sampled
from pdscan.report import AssetSeen
from pdscan.tally import Tally, unpacked

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
