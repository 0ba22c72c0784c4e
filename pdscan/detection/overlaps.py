"""Decide which of the hits that overlap stay."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from pdscan.detection.hits import Hit, Hits, Places
from pdscan.detection.others_overlaps import with_others


def without_overlaps(hits: Hits, own_scales: Collection[str] = ()) -> Hits:
    """Keep, of hits that overlap, the surest, then the longest, then the first by name.

    Rules of `own_scales` answer for another library, which gives all that it sees: each of their
    types stands for itself, and of one type goes what lies in another at least as sure.
    """
    if own_scales:
        return with_others(hits, own_scales, lambda own: _surest(own, own.by_place()))
    return _surest(hits, hits.by_place())


def _surest(hits: Hits, order: Places) -> Hits:
    """Keep those that touch no other as they are; only groups that do are looked at one by one."""
    starts = np.array(hits.starts, np.int64)[order]
    reached = np.maximum.accumulate(np.array(hits.ends, np.int64)[order])
    begins = np.append(True, starts[1:] >= reached[:-1])[: len(starts)]
    if begins.all():
        return hits.chosen(order.tolist())
    firsts = np.flatnonzero(begins).tolist()
    places = order.tolist()
    kept: list[int] = []
    for first, last in zip(firsts, [*firsts[1:], len(places)], strict=True):
        group = places[first:last]
        kept += group if len(group) == 1 else _surest_of(hits, group)
    return hits.chosen(kept)


def _surest_of(hits: Hits, group: list[int]) -> list[int]:
    kept: list[int] = []
    for place in group:
        while kept and hits.ends[kept[-1]] > hits.starts[place]:
            if _rank(hits[kept[-1]]) >= _rank(hits[place]):
                break
            kept.pop()
        else:
            kept.append(place)
    return kept


def _rank(hit: Hit) -> tuple[float, int, str]:
    return (hit.score, hit.end - hit.start, hit.rule)
