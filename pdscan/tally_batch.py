"""Count the hits of a block together: equal ones once, with how often they came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from pdscan import distinct, trail
from pdscan.contracts import Reading
from pdscan.model import Container, Form
from pdscan.tally import PATTERN, SAMPLES, Tally, TypeTally, keep_sample

Place = tuple[str, int]


class Seen(NamedTuple):
    """Hold one reading with its context, where it was seen first, and how often."""

    reading: Reading
    score: float
    context: bool
    evidence: str
    container: Container
    rule: str
    at: Place
    times: int


def add_seen(tally: Tally, locus: str, batch: Iterable[Seen], key: bytes | None) -> None:
    """Count a batch in the order of its places; `key` makes the digests of samples."""
    firsts: dict[tuple[str, Form], dict[str, Seen]] = {}
    entries: dict[tuple[str, Form], TypeTally] = {}
    for seen in batch:
        reading = seen.reading
        place = (reading.type, reading.form)
        entry = entries.get(place)
        if entry is None:
            firsts[place] = {}
            entry = entries[place] = tally.types.setdefault((locus, *place, PATTERN), TypeTally())
        _count(entry, seen, reading)
        firsts[place].setdefault(reading.value, seen)
    for place, entry in entries.items():
        _add_values(entry, place[0], firsts[place], key)


def _count(entry: TypeTally, seen: Seen, reading: Reading) -> None:
    times = seen.times
    entry.hits += times
    if reading.strict:
        entry.strict += times
    if seen.context:
        entry.context += times
    if seen.score > entry.best:
        entry.best = seen.score
    if reading.score > entry.alone:
        entry.alone = reading.score
    if seen.evidence:
        entry.why.add(seen.evidence)
    entry.containers[reading.container or seen.container] += times
    entry.capacities[reading.capacity] += times
    entry.rules[seen.rule] += times
    if reading.qualifier:
        entry.qualifiers[reading.qualifier] += times


def _add_values(entry: TypeTally, type_id: str, firsts: dict[str, Seen], key: bytes | None) -> None:
    """Add different values to the sketch; those that are new say why, the least are samples."""
    seen = list(firsts.values())
    orders, places = np.unique(distinct.orders_of(type_id, firsts), return_index=True)
    new = [
        (order, seen[place])
        for order, place in zip(orders.tolist(), places.tolist(), strict=True)
        if order not in entry.sketch
    ]
    for why, strict in {(one.reading.why, one.reading.strict) for _, one in new}:
        entry.why.update(trail.of_check(why, strict))
    entry.sketch.add_all(orders)
    for order, one in new[:SAMPLES]:
        keep_sample(entry, order, one.reading, one.at, key)
