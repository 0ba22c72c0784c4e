"""Decide which of the hits that overlap stay."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from pdscan.detection.hits import Hit, Hits
from pdscan.detection.others_overlaps import with_others


def without_overlaps(hits: Hits, own_scales: Collection[str] = ()) -> Hits:
    """Keep, of hits that overlap, the surest, then the longest, then the first by name.

    Rules of `own_scales` answer for another library, which gives all that it sees: each of their
    types stands for itself, and of one type goes what lies in another at least as sure.
    """
    if len(hits) < 2:
        return hits
    if own_scales:
        return with_others(hits, own_scales, _surest)
    return _surest(hits)


def _surest(hits: Hits) -> Hits:
    """Keep those that touch no other as they are; only groups that do are looked at one by one."""
    order, starts, ends = hits.by_place()
    begins = np.append(True, starts[1:] >= np.maximum.accumulate(ends)[:-1])[: len(starts)]
    places = order.tolist()
    if begins.all():
        return Hits(starts.tolist(), ends.tolist(), list(map(hits.taken.__getitem__, places)))
    firsts = np.flatnonzero(begins).tolist()
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
