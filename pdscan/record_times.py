"""Count an asset's records by age while it is read: over, in time or undetermined.

The estate file says which column, file time or date in a name tells of which event, and how the
event lies to it. Where a declaration counts a duration from that event, each record is held to it;
what leaves here are counts, and the first and last time of each event. A record that has no time
(a contract still running) is in time; one whose time can't be read is undetermined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pdscan import moments as reading
from pdscan.model import Asset, Block, TimeGroups
from pdscan.moments import Span, Told
from pdscan.reconcile.ages import Duration, instant
from pdscan.reconcile.record_counts import AFTER, BEFORE, NO_DATE, NO_TIME
from pdscan.reconcile.retention_sets import DeclaredSet

if TYPE_CHECKING:
    from pdscan.declarations.limits import RetentionRule
    from pdscan.estate import Estate
    from pdscan.estate.entries import TimeEntry

IN_TIME, UNDETERMINED, OVER = 0, 1, 2
NO_COLUMN = "no_column"
_METADATA = "metadata:"
States = np.ndarray[tuple[int], np.dtype[np.int8]]
Weights = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Make the counts of each asset: what the estate maps, what is declared, and the instant."""

    estate: Estate
    sets: tuple[DeclaredSet, ...]
    as_of: datetime

    def of(self, asset: Asset) -> RecordTimes | None:
        """Return the counts to be made of an asset, None where the estate maps no time of it."""
        place = self.estate.place(asset.locator, asset.source)
        if not place.time:
            return None
        chosen = [one.in_archive() for one in self.sets] if place.stage == "archive" else self.sets
        return RecordTimes(place.time, [one for one in chosen if one.numbers], self.as_of)


@dataclass(slots=True)
class RecordTimes:
    """Take the blocks of one asset; `results` gives its times and its counts by set."""

    entries: Sequence[TimeEntry]
    sets: Sequence[DeclaredSet]
    as_of: datetime
    rows: int = 0
    _spans: list[Span] = field(default_factory=list)
    _counts: dict[str, Counter[int]] = field(default_factory=dict)
    _reasons: dict[str, str] = field(default_factory=dict)
    _said: dict[str, Told] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make room for one span an entry."""
        self._spans = [Span() for _ in self.entries]

    def feed(self, asset: Asset, block: Block) -> None:
        """Count the records of a table block; keep what a document says of itself."""
        if block.text is not None and block.locus.startswith(_METADATA):
            name = block.locus.removeprefix(_METADATA).lower()
            self._said.setdefault(name, reading.of_metadata(block.text))
            return
        if block.batch is None or block.locus not in ("column", "key") or not len(block.batch):
            return
        self.rows += len(block.batch)
        self._count(asset, block.batch, _ones(len(block.batch)))

    def cuts(self) -> Mapping[str, Sequence[datetime]]:
        """Return the mapped columns, each with the instants between which all records are alike."""
        found: dict[str, set[datetime]] = {}
        for entry in self.entries:
            if entry.column is not None:
                own = found.setdefault(entry.column, set())
                for rule in (rule for one in self.sets for rule in one.numbers):
                    if rule.trigger == entry.event:
                        own.update(Duration.parse(rule.duration or "").cuts(self.as_of))
        return {name: sorted(own) for name, own in found.items()}

    def of_groups(self, asset: Asset, groups: TimeGroups) -> RecordTimes | None:
        """Return the counts of all records that the store put in groups by `cuts`.

        None where a group holds records that the rules tell apart.
        """
        whole = RecordTimes(self.entries, self.sets, self.as_of, sum(groups.counts))
        weights = np.array(groups.counts, np.int64)
        lows = whole._count(asset, groups.lows, weights)
        highs = whole._count(asset, groups.highs, np.zeros_like(weights))
        same = all(np.array_equal(states, highs[name]) for name, states in lows.items())
        return whole if same else None

    def merge(self, other: RecordTimes) -> None:
        """Add what was counted in another part of the same asset."""
        self.rows += other.rows
        for own, span in zip(self._spans, other._spans, strict=True):
            own.merge(span)
        for name, counts in other._counts.items():
            self._counts.setdefault(name, Counter()).update(counts)
        for name, reason in other._reasons.items():
            self._reasons.setdefault(name, reason)

    def results(
        self, asset: Asset
    ) -> tuple[tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]:
        """Return the asset's `times` and `retention` as the report has them."""
        if not self.rows:
            self._count(asset, None, _ones(1))
        times = tuple(self._times())
        retention = tuple(
            {
                "set": one.set.id,
                "limit": one.limit,
                "over": counts[OVER],
                "in_time": counts[IN_TIME],
                "undetermined": counts[UNDETERMINED],
                **({"reason": self._reasons[one.set.id]} if one.set.id in self._reasons else {}),
            }
            for one in self.sets
            if (counts := self._counts.get(one.set.id)) is not None
        )
        return times, retention

    def _times(self) -> Iterator[Mapping[str, Any]]:
        for entry, span in zip(self.entries, self._spans, strict=True):
            if entry.column is None or span.found:
                origin = {"column": entry.column} if entry.column else {"from": entry.source}
                yield {
                    "event": entry.event,
                    **(origin if entry.column or entry.source else {"value": entry.value}),
                    "relation": entry.relation,
                    "min": reading.written(span.first),
                    "max": reading.written(span.last),
                    "nulls": span.nulls,
                    **({"records": span.records} if entry.column else {}),
                }

    def _count(
        self, asset: Asset, batch: pa.RecordBatch | None, weights: Weights
    ) -> dict[str, States]:
        """Count each row as so many records; return the rows' states by set."""
        rows, found = len(weights), {}
        moments = [
            self._moments(entry, span, asset, batch, weights)
            for entry, span in zip(self.entries, self._spans, strict=True)
        ]
        for one in self.sets:
            states = [self._states(rule, moments, rows, one.set.id) for rule in one.numbers]
            known = [state for state in states if state is not None]
            if not known:
                continue
            if len(known) < len(states):
                known.append(np.full(rows, UNDETERMINED, np.int8))
                self._reasons.setdefault(one.set.id, NO_TIME)
            stacked = np.stack(known)
            joined = stacked.max(0) if one.set.combine == "earliest" else stacked.min(0)
            counts = self._counts.setdefault(one.set.id, Counter())
            for state in np.unique(joined):
                counts[int(state)] += int(weights[joined == state].sum())
            found[one.set.id] = joined
        return found

    def _moments(
        self,
        entry: TimeEntry,
        span: Span,
        asset: Asset,
        batch: pa.RecordBatch | None,
        weights: Weights,
    ) -> tuple[np.ndarray[Any, Any], list[Told]] | None:
        """Return, for each record, the index of its time, and the times; None where there is none.

        A time is an instant, or None with whether that stands for "not yet".
        """
        said = self._said.get(entry.column.lower()) if entry.column and batch is None else None
        if entry.column is None or said is not None:
            told = said or self._told(entry, asset)
            span.add([told[0]])
            span.found = True
            span.nulls += int(weights.sum()) if told == (None, True) else 0
            return np.zeros(len(weights), np.int64), [told]
        column = _column(batch, entry.column)
        if column is None:
            return None
        span.found = True
        encoded = column.dictionary_encode()
        values = [reading.of_cell(value) for value in encoded.dictionary.to_pylist()]
        values.append((None, True))
        index = encoded.indices.fill_null(len(values) - 1).to_numpy(zero_copy_only=False)
        span.add(moment for moment, _ in values)
        waiting = np.array([not_yet for _, not_yet in values])
        span.nulls += int(weights[waiting[index]].sum())
        span.records += int(weights.sum())
        return index.astype(np.int64), values

    def _told(self, entry: TimeEntry, asset: Asset) -> Told:
        if entry.source == "mtime":
            return instant(asset.modified), False
        if entry.source in ("name", "path"):
            place = asset.locator
            text = re.split("[/!#]", place)[-1] if entry.source == "name" else place
            return reading.of_name(text), False
        return instant(entry.value), entry.value is None

    def _states(
        self,
        rule: RetentionRule,
        moments: Sequence[tuple[np.ndarray[Any, Any], list[Told]] | None],
        rows: int,
        name: str,
    ) -> States | None:
        """Return each record's state by one rule; None where no time of its event is mapped."""
        duration = Duration.parse(rule.duration or "")
        edges = duration.edges(self.as_of)
        found: list[States] = []
        for entry, told in zip(self.entries, moments, strict=True):
            if entry.event != rule.trigger:
                continue
            if told is None:
                self._reasons[name] = NO_COLUMN
                found.append(np.full(rows, UNDETERMINED, np.int8))
                continue
            index, values = told
            table = [self._state(one, entry.relation, duration, edges) for one in values]
            if any(moment is None and not not_yet for moment, not_yet in values):
                self._reasons.setdefault(name, NO_DATE)
            elif entry.relation != "exact":
                self._reasons.setdefault(name, entry.relation)
            found.append(np.array(table, np.int8)[index])
        if not found:
            return None
        stacked = np.stack(found)
        over, in_time = (stacked == OVER).any(0), (stacked == IN_TIME).any(0)
        return np.where(over, OVER, np.where(in_time, IN_TIME, UNDETERMINED)).astype(np.int8)

    def _state(
        self,
        told: Told,
        relation: str,
        duration: Duration,
        edges: tuple[datetime, datetime],
    ) -> int:
        moment, not_yet = told
        if moment is None:
            return IN_TIME if not_yet else UNDETERMINED
        over = moment < edges[0] or (moment < edges[1] and duration.is_over(moment, self.as_of))
        if over:
            return OVER if relation in BEFORE else UNDETERMINED
        return IN_TIME if relation in AFTER else UNDETERMINED


def _ones(rows: int) -> Weights:
    return np.ones(rows, np.int64)


def _column(batch: pa.RecordBatch | None, name: str) -> pa.StringArray | None:
    """Return the mapped column; a key of a JSON document may be named by its last part."""
    if batch is None:
        return None
    for number, own in enumerate(batch.schema.names):
        if own == name or (own.startswith("$") and own.endswith(f".{name}")):
            return batch.column(number)
    return None
