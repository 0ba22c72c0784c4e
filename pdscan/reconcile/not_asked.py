"""Say once that an axis was not judged: without a map nobody said where and whose data are."""

from __future__ import annotations

from collections.abc import Iterator

from pdscan.locators import group_id, verdict_id
from pdscan.reconcile import place_sentences as sentences
from pdscan.reconcile.placement import Places
from pdscan.reconcile.severity import Ruling, worst
from pdscan.report import Report, Verdict

KIND = "NOT_ASSESSED"


def with_a_map(
    report: Report, places: Places, axis: str, rulings: Iterator[Ruling]
) -> Iterator[Ruling]:
    """Yield the heaviest ruling of each verdict, or, without a map, one that nothing was judged."""
    yield from worst(rulings) if places.is_mapped_estate else not_asked(report, axis)


def not_asked(report: Report, axis: str) -> Iterator[Ruling]:
    """Yield one `NOT_ASSESSED` for the axis over all assets; nothing where none is listed."""
    if report.assets:
        judged = group_id(report.run.estate, "", axis, "")
        yield Ruling(
            Verdict(
                id=verdict_id(judged, axis, KIND),
                verdict=KIND,
                axis=axis,
                severity="info",
                assets=tuple(asset.id for asset in report.assets),
                reason="no_map",
                explanation=sentences.of_nothing(axis),
            )
        )
