"""Keep one of hits that overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdscan.detection.engine import Hit


def without_overlaps(hits: list[Hit]) -> list[Hit]:
    """Keep, of hits that overlap, the surest, then the longest, then the first by name."""
    hits.sort(key=lambda hit: (hit.start, hit.end))
    kept: list[Hit] = []
    for hit in hits:
        while kept and kept[-1].end > hit.start:
            if _rank(kept[-1]) >= _rank(hit):
                break
            kept.pop()
        else:
            kept.append(hit)
    return kept


def _rank(hit: Hit) -> tuple[float, int, str]:
    return (hit.score, hit.end - hit.start, hit.rule)
