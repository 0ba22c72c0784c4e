"""Decide which of the hits that overlap stay."""

from __future__ import annotations

from collections.abc import Collection
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdscan.detection.engine import Hit

_BY_PLACE = attrgetter("start", "end")


def without_overlaps(hits: list[Hit], own_scales: Collection[str] = ()) -> list[Hit]:
    """Keep, of hits that overlap, the surest, then the longest, then the first by name.

    Rules of `own_scales` answer for another library, which gives all that it sees: each of their
    types stands for itself, and of one type goes what lies in another at least as sure.
    """
    hits.sort(key=_BY_PLACE)
    others = [hit for hit in hits if hit.rule in own_scales] if own_scales else []
    if not others:
        return _surest(hits)
    kept = _surest([hit for hit in hits if hit.rule not in own_scales])
    for type_id in {hit.reading.type for hit in others}:
        kept += _not_contained([hit for hit in others if hit.reading.type == type_id])
    return sorted(kept, key=lambda hit: (hit.start, hit.end, hit.rule))


def _surest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in hits:
        while kept and kept[-1].end > hit.start:
            if _rank(kept[-1]) >= _rank(hit):
                break
            kept.pop()
        else:
            kept.append(hit)
    return kept


def _not_contained(hits: list[Hit]) -> list[Hit]:
    """Drop what lies in a longer or equal hit that is at least as sure."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, -hit.score, hit.rule)):
        around = (other for other in kept[-8:] if other.end >= hit.end)
        if not any(other.score >= hit.score for other in around):
            kept.append(hit)
    return kept


def _rank(hit: Hit) -> tuple[float, int, str]:
    return (hit.score, hit.end - hit.start, hit.rule)
