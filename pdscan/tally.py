"""Count hits: the place where raw text ends.

Behind the tally there are only counts, masked samples and hashes in memory that never leave it.
Tallies of the parts of an asset, or of its workers, add up to the same result in any order.
"""

from __future__ import annotations

import hashlib
import hmac
import pickle
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from pdscan import distinct, trail, truncations
from pdscan.contracts import Reading
from pdscan.distinct import Sketch
from pdscan.masking import mask
from pdscan.model import Container, Form, Reason
from pdscan.truncations import Truncations

SAMPLES = 3
ROW = "row"

Key = tuple[str, str, Form, str]
# By the name of a detector that failed: the reason of the gap, and its sentence.
Failures = dict[str, tuple[Reason, str]]
PATTERN, CELLS, JUDGED, NAMES = "pattern", "cells", "judged", "names"


@dataclass(slots=True)
class Kept:
    """Hold one masked sample; ordered by the hash of its value, so that merging is stable."""

    order: int
    masked: str
    digest: str | None
    at: str


@dataclass(slots=True)
class TypeTally:
    """Count one type in one form at one locus of one asset.

    `alone` is the best score that a value had without context, `best` the best with it;
    `truncations` are those of cut card numbers.
    """

    hits: int = 0
    strict: int = 0
    context: int = 0
    best: float = 0.0
    alone: float = 0.0
    sketch: Sketch = field(default_factory=Sketch)
    samples: list[Kept] = field(default_factory=list)
    containers: Counter[str] = field(default_factory=Counter)
    capacities: Counter[str] = field(default_factory=Counter)
    qualifiers: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    why: set[str] = field(default_factory=set)
    truncations: Truncations | None = None

    def merge(self, other: TypeTally) -> None:
        """Add another tally of the same key."""
        self.hits += other.hits
        self.strict += other.strict
        self.context += other.context
        self.best = max(self.best, other.best)
        self.alone = max(self.alone, other.alone)
        self.sketch.merge(other.sketch)
        self.samples = _first_samples([*self.samples, *other.samples])
        self.containers += other.containers
        self.capacities += other.capacities
        self.qualifiers += other.qualifiers
        self.rules += other.rules
        self.why |= other.why
        if other.truncations is not None:
            self.truncations = self.truncations or Truncations()
            self.truncations.merge(other.truncations)

    def cut(self, values: Iterable[str], key: bytes | None) -> None:
        """Note in which formats card numbers are cut."""
        self.truncations = self.truncations or Truncations()
        self.truncations.add(values, key)

    def reasons(self) -> tuple[str, ...]:
        """Return why the hits stand: rules, what their checks say, context, how it raised them."""
        parts = {*self.why, *(f"rule:{rule}" for rule in self.rules)}
        if self.best > self.alone:
            parts.add(trail.step(self.alone, self.best, self.why))
        elif self.best < self.alone:
            parts.add(f"{trail.step(self.alone, self.best, ())} by doubt")
        return tuple(sorted(parts))

    @property
    def distinct(self) -> int:
        """Estimate distinct normalised values: no more than there are hits."""
        return min(self.sketch.count(), self.hits)


@dataclass(slots=True)
class Tally:
    """Count all of one asset: per key the hits, per locus what was examined.

    A key is (locus, type, form, voice): the automaton (`pattern`), checks of
    whole cells (`cells`), what a field's name and a look at its cells say (`judged`) and models
    (`names`) count apart, since they may count the same cell; a finding takes the loudest voice.
    """

    types: dict[Key, TypeTally] = field(default_factory=dict)
    examined: Counter[str] = field(default_factory=Counter)
    checked: Counter[tuple[str, str]] = field(default_factory=Counter)
    passed: Counter[tuple[str, str]] = field(default_factory=Counter)
    discarded: int = 0
    failures: Failures = field(default_factory=dict)

    def add(
        self,
        locus: str,
        reading: Reading,
        *,
        score: float,
        context: bool,
        container: Container,
        rule: str,
        at: tuple[str, int] | None,
        key: bytes | None,
        times: int = 1,
        voice: str = PATTERN,
        evidence: str = "",
    ) -> None:
        """Count a reading `times` times; `key` makes a sample's digest, `at` is (unit, number).

        `evidence` names the context where it was looked at: once for each kind, not each hit.
        """
        place = (locus, reading.type, reading.form, voice)
        entry = self.types.get(place)
        if entry is None:
            entry = self.types[place] = TypeTally()
        entry.hits += times
        entry.strict += times if reading.strict else 0
        entry.context += times if context else 0
        entry.best = max(entry.best, score)
        entry.alone = max(entry.alone, reading.score)
        if evidence:
            entry.why.add(evidence)
        entry.containers[reading.container or container] += times
        entry.capacities[reading.capacity] += times
        entry.rules[rule] += times
        if reading.qualifier:
            entry.qualifiers[reading.qualifier] += times
        order = distinct.order(reading.type, reading.value)
        if entry.sketch.add(order):
            entry.why.update(trail.of_check(reading.why, reading.strict))
            keep_sample(entry, order, reading, at, key)

    def add_cells(
        self,
        locus: str,
        reading: Reading,
        values: pa.StringArray,
        *,
        rule: str,
        key: bytes | None,
        voice: str,
        evidence: str = trail.FIELD,
        masked: Callable[[str], str] | None = None,
        place_of: Callable[[str], tuple[str, int]] | None = None,
    ) -> None:
        """Count whole cells, none of them blank, as what `reading` says that all of them hold.

        `masked` says what a sample may show of a cell, where the type's own mask doesn't, and
        `place_of` where the cell stands.
        """
        place = (locus, reading.type, reading.form, voice)
        entry = self.types.setdefault(place, TypeTally())
        hits = len(values)
        entry.hits += hits
        entry.context += hits
        entry.strict += hits if reading.strict else 0
        entry.best = max(entry.best, reading.score)
        entry.alone = max(entry.alone, reading.score if evidence else 0.0)
        entry.containers[reading.container or Container.COLUMN] += hits
        entry.capacities[reading.capacity] += hits
        entry.rules[rule] += hits
        if evidence:
            entry.why.update((evidence, *trail.of_check(reading.why, reading.strict)))
        if reading.qualifier:
            entry.qualifiers[reading.qualifier] += hits
        values = values.unique()
        orders = distinct.orders(reading.type, values)
        entry.sketch.add_all(orders)
        if reading.type == truncations.TYPE:
            entry.cut(values.to_pylist(), key)
        for index in distinct.smallest(orders, SAMPLES):
            if not _may_be_sample(entry, int(orders[index])):
                break
            value = values[index].as_py()
            shown = masked(value) if masked else mask(reading.type, value)
            one = reading._replace(value=value.strip().lower(), masked=shown)
            keep_sample(entry, int(orders[index]), one, place_of and place_of(value), key)

    def point(self, at: Callable[[str], str]) -> None:
        """Let each sample point at what `at` makes of where it lies."""
        for entry in self.types.values():
            for sample in entry.samples:
                sample.at = at(sample.at)

    def packed(self) -> bytes:
        """Return the tally in a tenth of its room, for runs of millions of files."""
        return pickle.dumps(self, pickle.HIGHEST_PROTOCOL)

    def forget(self) -> None:
        """Forget all counts, but not which detectors failed."""
        for counts in (self.types, self.examined, self.checked, self.passed):
            counts.clear()
        self.discarded = 0

    def moved(self, rows: int) -> None:
        """Number the rows of its samples as those that come after so many others."""
        for entry in self.types.values():
            for sample in entry.samples:
                unit, _, number = sample.at.partition(" ")
                if unit == ROW and number.isdigit():
                    sample.at = f"{unit} {int(number) + rows}"

    def merge(self, other: Tally) -> None:
        """Add the tally of another part of the same asset."""
        for place, entry in other.types.items():
            if place in self.types:
                self.types[place].merge(entry)
            else:
                self.types[place] = entry
        self.examined += other.examined
        self.checked += other.checked
        self.passed += other.passed
        self.discarded += other.discarded
        self.failures |= other.failures


def unpacked(packed: bytes) -> Tally:
    """Return the tally that this run packed, an empty one for no bytes."""
    tally: Tally = pickle.loads(packed) if packed else Tally()  # noqa: S301 - its own bytes
    return tally


def add_failure(failures: Failures, name: str, error: Exception) -> None:
    """Note that a detector failed; of the error its kind only, its text may quote the data."""
    failures.setdefault(name, (Reason.CRASHED, f"detector {name} failed: {type(error).__name__}"))


def digest(key: bytes | None, type_id: str, value: str) -> str | None:
    """Return the keyed digest (HMAC-SHA-256, 32 hex digits) of a value, or None without a key."""
    if key is None:
        return None
    raw = f"{type_id}\x1f{value}".encode("utf-8", "replace")
    return hmac.new(key, raw, hashlib.sha256).hexdigest()[:32]


def keep_sample(
    entry: TypeTally, order: int, reading: Reading, at: tuple[str, int] | None, key: bytes | None
) -> None:
    """Keep a value's masked sample if its hash is among the smallest."""
    if not _may_be_sample(entry, order):
        return
    shown = reading.masked or mask(reading.type, reading.value)
    where = f"{at[0]} {at[1]}" if at else ""
    sample = Kept(order, shown, digest(key, reading.type, reading.value), where)
    entry.samples = _first_samples([*entry.samples, sample])


def _may_be_sample(entry: TypeTally, order: int) -> bool:
    return len(entry.samples) < SAMPLES or order <= entry.samples[-1].order


def _first_samples(samples: list[Kept]) -> list[Kept]:
    by_value = {
        sample.order: sample for sample in sorted(samples, key=lambda s: s.at, reverse=True)
    }
    return [by_value[order] for order in sorted(by_value)[:SAMPLES]]
