"""Decide which hits stay where rules answer for another library, which gives all that it sees."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import numpy as np

from pdscan.detection.hits import Hits

Order = np.ndarray[tuple[int], np.dtype[np.int64]]


def with_others(hits: Hits, others: Collection[str], surest: Callable[[Hits], Hits]) -> Hits:
    """Keep of the house's own hits the `surest`, and of each type of `others` what lies in no more.

    Each type of those rules stands for itself: of it goes what lies in another at least as sure.
    """
    own: list[int] = []
    of_types: dict[str, list[int]] = {}
    for place in _order(hits).tolist():
        taken = hits.taken[place]
        if taken.rule in others:
            of_types.setdefault(taken.reading.type, []).append(place)
        else:
            own.append(place)
    kept = [place for places in of_types.values() for place in _not_contained(hits, places)]
    stay = hits.chosen(kept)
    if own:
        mine = surest(hits.chosen(own))
        stay = Hits(stay.starts + mine.starts, stay.ends + mine.ends, [*stay.taken, *mine.taken])
    return stay.chosen(_order(stay).tolist())


def _order(hits: Hits) -> Order:
    """Return the order by start, end and rule."""
    rules = [one.rule for one in hits.taken]
    ranks = {rule: rank for rank, rule in enumerate(sorted(set(rules)))}
    of_rules = np.fromiter(map(ranks.__getitem__, rules), np.int64, len(rules))
    return np.lexsort((of_rules, np.array(hits.ends), np.array(hits.starts)))


def _not_contained(hits: Hits, places: Sequence[int]) -> Iterator[int]:
    """Leave out what lies in a longer or equal hit that is at least as sure; most touch none."""
    starts = np.array([hits.starts[place] for place in places], np.int64)
    ends = np.maximum.accumulate([hits.ends[place] for place in places])
    firsts = np.flatnonzero(np.append(True, starts[1:] >= ends[:-1])).tolist()
    if len(firsts) == len(places):
        yield from places
        return
    for first, last in zip(firsts, [*firsts[1:], len(places)], strict=True):
        if last - first == 1:
            yield places[first]
        else:
            yield from _longest(hits, places[first:last])


def _longest(hits: Hits, places: Sequence[int]) -> Iterator[int]:
    def rank(place: int) -> tuple[int, int, float, str]:
        taken = hits.taken[place]
        return hits.starts[place], -hits.ends[place], -taken.score, taken.rule

    kept: list[int] = []
    reached = 0
    for place in sorted(places, key=rank):
        end, score = hits.ends[place], hits.taken[place].score
        if end <= reached:
            around = (other for other in kept[-8:] if hits.ends[other] >= end)
            if any(hits.taken[other].score >= score for other in around):
                continue
        reached = max(reached, end)
        kept.append(place)
        yield place
