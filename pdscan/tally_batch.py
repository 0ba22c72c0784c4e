"""Count the hits of a block together: equal ones once, with how often they came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from pdscan import distinct, trail, truncations
from pdscan.contracts import Reading
from pdscan.model import Container, Form
from pdscan.tally import PATTERN, SAMPLES, Tally, TypeTally, keep_sample

Place = tuple[str, int]
_AT = attrgetter("at")


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
    kinds: dict[tuple[object, ...], list[Seen]] = {}
    for seen in batch:
        reading = seen.reading
        # a member of an enumeration is hashed slowly, its identity is not
        kind = (
            reading.type, id(reading.form), reading.strict, reading.score, reading.why,
            reading.capacity, reading.qualifier, seen.score, seen.context, seen.evidence,
            id(seen.container), seen.rule,
        )  # fmt: skip
        kinds.setdefault(kind, []).append(seen)
    places: dict[tuple[str, Form], list[list[Seen]]] = {}
    for alike in kinds.values():
        reading = alike[0].reading
        places.setdefault((reading.type, reading.form), []).append(alike)
    for (type_id, form), groups in places.items():
        entry = tally.types.setdefault((locus, type_id, form, PATTERN), TypeTally())
        for alike in groups:
            _count(entry, alike[0], sum(seen.times for seen in alike))
        _add_values(entry, type_id, groups, key)


def _count(entry: TypeTally, seen: Seen, times: int) -> None:
    reading = seen.reading
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
    entry.containers[seen.container] += times
    entry.capacities[reading.capacity] += times
    entry.rules[seen.rule] += times
    if reading.qualifier:
        entry.qualifiers[reading.qualifier] += times


def _add_values(
    entry: TypeTally, type_id: str, groups: Sequence[list[Seen]], key: bytes | None
) -> None:
    """Add different values to the sketch; those that are new say why, the least are samples."""
    seen = [one for alike in groups for one in alike]
    if len(groups) > 1:
        seen.sort(key=_AT)
    orders, places = np.unique(
        distinct.orders_of(type_id, (one.reading.value for one in seen)), return_index=True
    )
    new = [
        (order, seen[place])
        for order, place in zip(orders.tolist(), places.tolist(), strict=True)
        if order not in entry.sketch
    ]
    for why, strict in {(one.reading.why, one.reading.strict) for _, one in new}:
        entry.why.update(trail.of_check(why, strict))
    entry.sketch.add_all(orders)
    if type_id == truncations.TYPE:
        entry.cut((one.reading.value for one in seen), key)
    for order, one in new[:SAMPLES]:
        keep_sample(entry, order, one.reading, one.at, key)
