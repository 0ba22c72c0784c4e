"""Count the hits of a block together: equal ones once, with how often they came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pdscan import distinct, trail, truncations
from pdscan.contracts import Reading
from pdscan.model import Container, Form
from pdscan.tally import PATTERN, SAMPLES, Tally, TypeTally, keep_sample

Place = tuple[str, int]


@dataclass(slots=True, eq=False, repr=False)
class Taken:
    """Say what a candidate is taken for; hits that are alike share one, and none is changed.

    `evidence` names what of the context was seen first: a word of the rule's list, the field.
    `around`: its value is not the reading's, but the text that begins so many bytes before the hit,
    and is so many bytes long.
    """

    rule: str
    reading: Reading
    score: float
    context: bool = False
    evidence: str = ""
    around: tuple[int, int] | None = None

    def __repr__(self) -> str:
        """Show the type only: a reading holds a raw value."""
        return f"Taken({self.reading.type})"


@dataclass(frozen=True, slots=True, repr=False)
class Batch:
    """Hold the hits of a buffer in columns of one length, in the order of their starts.

    `lie_in` says in what each lies, `place_of` where in the asset what starts at an offset is.
    """

    buffer: bytes
    taken: Sequence[Taken]
    lie_in: Sequence[Container]
    starts: Sequence[int]
    place_of: Callable[[int], Place]

    def values(self, places: Sequence[int]) -> list[str]:
        """Return the values of hits."""
        values = []
        for place in places:
            taken = self.taken[place]
            if taken.around is None:
                values.append(taken.reading.value)
            else:
                before, size = taken.around
                start = self.starts[place] - before
                values.append(str(self.buffer[start : start + size], "utf-8", "replace"))
        return values

    def alike(self) -> list[tuple[int, int]]:
        """Return the first of the hits that share what they are taken for and lie in; how many."""
        same = 8 * np.fromiter(map(id, self.taken), np.int64, len(self.taken))
        lie_in = np.fromiter(map(id, self.lie_in), np.int64, len(self.taken))
        for number, container in enumerate(Container):
            same[lie_in == id(container)] += number
        _, firsts, times = np.unique(same, return_index=True, return_counts=True)
        order = firsts.argsort()
        return list(zip(firsts[order].tolist(), times[order].tolist(), strict=True))


def add_batch(tally: Tally, locus: str, batch: Batch, key: bytes | None) -> None:
    """Count the hits of a block; `key` makes the digests of samples."""
    if not batch.taken:
        return
    kinds: dict[tuple[object, ...], list[int]] = {}
    values: dict[tuple[str, int], list[int]] = {}
    each = False  # some hits that are alike have values of their own
    for first, times in batch.alike():
        taken = batch.taken[first]
        reading = taken.reading
        # a member of an enumeration is hashed slowly, its identity is not
        form = id(reading.form)
        kind = (
            reading.type, form, reading.strict, reading.score, reading.capacity, reading.qualifier,
            taken.score, taken.evidence, taken.rule, id(reading.container or batch.lie_in[first]),
        )  # fmt: skip
        count = kinds.get(kind)
        if count is None:
            kinds[kind] = [first, times]
        else:
            count[1] += times
        values.setdefault((reading.type, form), []).append(first)
        each = each or taken.around is not None
    if each:
        for at, taken in enumerate(batch.taken):
            if taken.around is not None:
                values[taken.reading.type, id(taken.reading.form)].append(at)
    for first, times in kinds.values():
        taken = batch.taken[first]
        reading = taken.reading
        place = (locus, reading.type, reading.form, PATTERN)
        _count(tally.types.setdefault(place, TypeTally()), taken, batch.lie_in[first], times)
    for (type_id, _), firsts in values.items():
        form_of = batch.taken[firsts[0]].reading.form
        places = sorted(set(firsts)) if each else firsts
        _add_values(tally.types[locus, type_id, form_of, PATTERN], batch, places, key)


def add_values(tally: Tally, locus: str, batch: Batch, key: bytes | None) -> None:
    """Add only the values of hits to what is counted already of their types at a locus."""
    values: dict[tuple[str, Form], list[int]] = {}
    for at, taken in enumerate(batch.taken):
        values.setdefault((taken.reading.type, taken.reading.form), []).append(at)
    for (type_id, form), places in values.items():
        _add_values(tally.types[locus, type_id, form, PATTERN], batch, places, key)


def _count(entry: TypeTally, taken: Taken, container: Container, times: int) -> None:
    reading = taken.reading
    entry.hits += times
    if reading.strict:
        entry.strict += times
    if taken.context:
        entry.context += times
    if taken.score > entry.best:
        entry.best = taken.score
    if reading.score > entry.alone:
        entry.alone = reading.score
    if taken.evidence:
        entry.why.add(taken.evidence)
    entry.containers[reading.container or container] += times
    entry.capacities[reading.capacity] += times
    entry.rules[taken.rule] += times
    if reading.qualifier:
        entry.qualifiers[reading.qualifier] += times


def _add_values(entry: TypeTally, batch: Batch, firsts: Sequence[int], key: bytes | None) -> None:
    """Add different values to the sketch; those that are new say why, the least are samples."""
    readings = [batch.taken[first].reading for first in firsts]
    values = batch.values(firsts)
    hashes = distinct.orders_of(readings[0].type, values)
    orders, places = np.unique(hashes, return_index=True)
    _say_why(entry, readings, orders, places)
    least = zip(orders[:SAMPLES].tolist(), places[:SAMPLES].tolist(), strict=True)
    new = [(order, place) for order, place in least if order not in entry.sketch]
    entry.sketch.add_all(orders)
    if readings[0].type == truncations.TYPE:
        entry.cut(values, key)
    for order, place in new:
        at = batch.place_of(batch.starts[firsts[place]])
        keep_sample(entry, order, readings[place]._replace(value=values[place]), at, key)


def _say_why(
    entry: TypeTally, readings: Sequence[Reading], orders: distinct.Orders, places: distinct.Places
) -> None:
    """Add what the checks of new values say; mostly all is said already."""
    said = {(reading.why, reading.strict) for reading in readings}
    if all(entry.why.issuperset(trail.of_check(why, strict)) for why, strict in said):
        return
    for order, place in zip(orders.tolist(), places.tolist(), strict=True):
        if order not in entry.sketch:
            entry.why.update(trail.of_check(readings[place].why, readings[place].strict))
