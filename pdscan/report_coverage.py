"""Hold what a report says of its coverage: how much of what was listed was read, and what not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pdscan import closed_lists as words
from pdscan.model import AssetStatus, Reason


@dataclass(frozen=True, slots=True)
class Totals:
    """Count assets, bytes and rows by how they ended; `listed` is the sum of the others."""

    assets: Mapping[str, words.Count] = field(default_factory=dict)
    bytes: Mapping[str, words.Count] = field(default_factory=dict)
    rows: Mapping[str, words.Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceCovered:
    """Give one source's totals; `target` holds no credentials."""

    name: str
    target: str
    totals: Totals = field(default_factory=Totals)


@dataclass(frozen=True, slots=True)
class GapSeen:
    """Say what was not read and why; `asset` is an id, empty where a whole source is missing."""

    asset: str
    locator: str
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Say how much of what was listed was read, and what was not looked for.

    `excluded` counts what the user's words left out, by the key that did.
    """

    complete: bool = True
    totals: Totals = field(default_factory=Totals)
    sources: tuple[SourceCovered, ...] = ()
    gaps: tuple[GapSeen, ...] = ()
    detectors_off: tuple[str, ...] = ()
    blind_spots: tuple[str, ...] = ()
    discarded: words.Count = 0
    own_files: words.Count = 0
    excluded: Mapping[str, words.Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AssetCoverage:
    """Say how one asset ended: `n` of `of` rows (tables) or bytes.

    `upper`: of a sampled table, the share of rows that what was not seen concerns at most (95 %).
    `settled`: its reading ended there before all of the sample was read, for every column was
    settled.
    """

    status: AssetStatus = AssetStatus.READ
    n: words.Count | None = None
    of: words.Count | None = None
    reason: str | None = None
    upper: words.Share | None = None
    settled: bool = False
