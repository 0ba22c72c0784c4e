"""Scan the same bytes once, and tell at every place where they lie what was found in them.

Only files whose size and name another file has too are looked at. The name may differ by `Copie
de`, `- Copy`, `(2)`, and by no more: a name tells how a file is read and what its columns are
about. Their source tells a digest of the content; where its protocol tells none, it reads the
bytes, so that a copy costs a transfer and no scan. The names of the folders that it lies in are
each place's own. What had a gap is read again. Of the latest KEPT files the results are remembered;
what comes after so many others is scanned anew.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from math import inf

from pdscan.contracts import Limits, Source
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.in_time import Pieces
from pdscan.model import Asset, UnreadableError
from pdscan.read_asset import AssetResult, Members, read_all
from pdscan.record_times import Calendar

KEPT = 10_000
_MOST_MEMBERS = 50
_COPIED = re.compile(
    r"^(?:copie de |copy of )|(?: - (?:copie|copy))?(?: ?\(\d{1,2}\))?(?=\.[^.]*$|$)", re.IGNORECASE
)
_Key = tuple[bytes, int | None, str, Limits]
Mark = tuple[int, str]


def mark(asset: Asset) -> Mark | None:
    """Return what all copies have by their listing: the size in bytes, and the name."""
    if not asset.size or asset.kind not in ("file", "object"):
        return None
    return asset.size, _name(asset)


def recurring(assets: Iterable[Asset]) -> frozenset[Mark]:
    """Return the marks that more than one file or object has."""
    marks = Counter(filter(None, map(mark, assets)))
    return frozenset(one for one, count in marks.items() if count > 1)


class Copies:
    """Remember what was found in files by a digest of their content; one for each process."""

    def __init__(self, engine: Engine, options: ScanOptions, calendar: Calendar | None) -> None:
        self._engine = engine
        self._options = options
        self._is_off = calendar is not None and any(e.time for e in calendar.estate.assets)
        self._seen: OrderedDict[_Key, list[AssetResult]] = OrderedDict()

    def read(
        self,
        source: Source,
        asset: Asset,
        marks: Collection[Mark],
        scan: Callable[[Asset], list[AssetResult]],
    ) -> list[AssetResult]:
        """Return the results of an asset and its members: those of the same bytes, else of a scan.

        `marks` are those that recur. Where the estate maps times, each place has its own ages.
        """
        key = None if self._is_off or mark(asset) not in marks else _key(source, asset)
        if key is None:
            return scan(asset)
        return self._with_folders(self._known(key, replace(asset, folders=()), scan), asset)

    def _known(
        self, key: _Key, asset: Asset, scan: Callable[[Asset], list[AssetResult]]
    ) -> list[AssetResult]:
        if key in self._seen:
            self._seen.move_to_end(key)
            first, *_ = self._seen[key]
            return [_placed(one, first.asset.locator, asset) for one in self._seen[key]]
        results = scan(asset)
        if len(results) <= _MOST_MEMBERS and not any(one.gaps for one in results):
            self._seen[key] = results
            if len(self._seen) > KEPT:
                self._seen.popitem(last=False)
        return results

    def _with_folders(self, results: list[AssetResult], asset: Asset) -> list[AssetResult]:
        """Return the results with the names of the folders that the asset is the first to tell."""
        if not asset.folders:
            return results
        members = Members(self._engine, self._options, None)
        read_all(members, asset, _nothing(), Limits(seconds=inf))
        named, (first, *others) = members.results[asset.locator], results
        tally, searched = first.tally, replace(first.searched)
        tally.merge(named.tally)
        searched.add(named.searched)
        gaps = [*first.gaps, *named.gaps]
        return [replace(first, packed=tally.packed(), searched=searched, gaps=gaps), *others]


def _nothing() -> Pieces:
    yield from ()


def _key(source: Source, asset: Asset) -> _Key | None:
    try:
        digest = source.digest(asset)
    except (OSError, UnreadableError):
        return None  # the scan will say what is wrong
    return None if digest is None else (digest, asset.size, _name(asset), source.options.limits)


def _name(asset: Asset) -> str:
    return _COPIED.sub("", asset.locator.rpartition("/")[2])


def _placed(result: AssetResult, origin: str, asset: Asset) -> AssetResult:
    """Return a result as that of the same bytes at another place, or of a member there."""
    old = result.asset
    place = asset.locator + old.locator.removeprefix(origin)
    moved = replace(
        old,
        locator=place,
        source=asset.source,
        modified=asset.modified,
        content_key=asset.content_key if place == asset.locator else None,
        parent=asset.locator + old.parent.removeprefix(origin) if old.parent else None,
        region=asset.region,
        exposure=asset.exposure,
        about={**old.about, **asset.about} if place == asset.locator else old.about,
    )
    return replace(result, asset=moved, copy_of=result.copy_of or old.locator)
