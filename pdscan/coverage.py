"""Add up what was read and what was not: the sums are the inventory's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pdscan.detection.name_sample import LIMIT, STRATUM
from pdscan.locators import asset_id
from pdscan.model import TABLES, AssetStatus, Gap, NameSearch
from pdscan.read_asset import AssetResult
from pdscan.reconcile.completeness import LISTS_ONLY, OTHER_SCRIPT, unseen_at_most
from pdscan.report_coverage import AssetCoverage, Coverage, GapSeen, SourceCovered, Totals
from pdscan.targets import SourceSpec, without_credentials


def of_asset(result: AssetResult) -> AssetCoverage:
    """Return how one asset ended: rows of a table, bytes of anything else."""
    reason = result.gaps[0].reason.value if result.gaps else result.excluded or None
    status = result.status
    if result.earlier:
        return replace(result.earlier.coverage, status=status)
    if result.sampled:
        drawn = result.sampled
        unseen = unseen_at_most(drawn.n)
        return AssetCoverage(status, drawn.n, drawn.of, reason, unseen, settled=drawn.settled)
    if result.rows is not None and result.asset.kind in TABLES:
        rows = result.all_rows
        return AssetCoverage(status, rows, rows if not result.gaps else None, reason)
    size = result.asset.size
    return AssetCoverage(status, size if status is AssetStatus.READ else None, size, reason)


def of_run(
    results: Sequence[AssetResult],
    source_gaps: Sequence[Gap],
    specs: Sequence[SourceSpec],
    estate: str,
    *,
    discarded: int = 0,
    detectors_off: tuple[str, ...] = (),
    names: NameSearch = NameSearch.SAMPLED,
    seed: int = 0,
    earlier_spots: tuple[str, ...] = (),
) -> Coverage:
    """Return the run's coverage; whether it is complete is for `reconcile.completeness`."""
    gaps = [GapSeen("", gap.locator, gap.reason, gap.detail) for gap in source_gaps]
    for result in results:
        name = asset_id(estate, result.asset.locator)
        gaps += [GapSeen(name, g.locator, g.reason, g.detail) for g in result.gaps]
    sources = tuple(
        SourceCovered(
            spec.name,
            without_credentials(spec.target),
            totals([r for r in results if r.asset.source == spec.name]),
        )
        for spec in specs
    )
    return Coverage(
        totals=totals(results),
        sources=sources,
        gaps=tuple(sorted(gaps, key=lambda gap: (gap.locator, gap.reason, gap.detail))),
        detectors_off=detectors_off,
        blind_spots=(
            *_names_not_seen(results, names, seed),
            *_unseen(results),
            *_only_new(results),
            *earlier_spots,
        ),
        discarded=discarded,
        excluded=_plain(Counter(result.excluded for result in results if result.excluded)),
    )


def totals(results: Iterable[AssetResult]) -> Totals:
    """Count assets, bytes (of what was listed, not of its members) and rows, by how they ended.

    Rows are those of tables that weren't left out on request.
    """
    assets: Counter[str] = Counter(dict.fromkeys(("listed", *AssetStatus), 0))
    sizes: Counter[str] = Counter({"listed": 0, "read": 0})
    rows: Counter[str] = Counter({"listed": 0, "read": 0})
    for result in results:
        assets["listed"] += 1
        assets[result.status] += 1
        if result.asset.kind in TABLES:
            if result.status is not AssetStatus.EXCLUDED:
                _add_rows(rows, result)
        elif result.asset.parent is None:
            sizes["listed"] += result.asset.size or 0
            sizes[result.status] += result.asset.size or 0
    return Totals(_plain(assets), _plain(sizes), _plain(rows))


def _add_rows(rows: Counter[str], result: AssetResult) -> None:
    covered = of_asset(result)
    read = covered.n or 0
    rows["listed"] += max(read, covered.of or 0)
    before = result.asset.after.rows if result.asset.after else read if result.earlier else 0
    rows["read"] += read - before
    if before or result.earlier:
        rows["unchanged"] += before


def _plain(counts: Counter[str]) -> dict[str, int]:
    return {str(name): count for name, count in sorted(counts.items())}


def _names_not_seen(results: Sequence[AssetResult], names: NameSearch, seed: int) -> Iterator[str]:
    """Yield what the search for names left out; the words are those of `wording.yaml`."""
    if names is NameSearch.OFF:
        yield "names in text: not looked for (--names off)"
        return
    searched = [result.searched for result in results]
    if long := [one for one in searched if one.limited]:
        read, of = sum(one.read for one in long), sum(one.of for one in long)
        yield (
            f"names: looked for in {max(1, 100 * read // of)}% of the text of long assets "
            f"({len(long)}; the first {LIMIT >> 20} MiB, then one part in {STRATUM}, drawn with "
            f"seed {seed}; --names full looks at all)"
        )
    if missing := next((one.missing for one in searched if one.missing), ""):
        yield f"{LISTS_ONLY}{missing})"
    if count := sum(one.other_script for one in searched):
        yield f"{OTHER_SCRIPT}{count})"
    if count := sum(one.other_language for one in searched):
        yield (
            f"names: not fully looked for in texts of other languages than French and English "
            f"(assets: {count})"
        )


def _unseen(results: Sequence[AssetResult]) -> Iterator[str]:
    unseen = sum((result.unseen for result in results), Counter[str]())
    return (f"{what}: {count} not looked at" for what, count in sorted(unseen.items()))


def _only_new(results: Sequence[AssetResult]) -> Iterator[str]:
    marks = (result.asset.after for result in results)
    if count := sum(mark is not None and not mark.sure for mark in marks):
        yield f"changes in rows read by an earlier run: not looked for (tables: {count})"
