"""Count an asset's records against a retention set: over, in time, or undetermined.

The scan counts where it reads (`retention` of an asset); where it did not, or counted another
duration, the first and last time of each event (`times`) may still settle all records at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pdscan.declarations.limits import RetentionRule
from pdscan.reconcile.ages import Duration, instant
from pdscan.reconcile.retention_sets import DeclaredSet
from pdscan.report import AssetSeen

BEFORE = ("exact", "event_not_after")  # the event is not later than the time that was read
AFTER = ("exact", "event_not_before")
NOT_COUNTED, NO_TIME, NO_DATE = "not_counted", "no_time", "no_date"


@dataclass(frozen=True, slots=True)
class Counts:
    """Count records; `reason` says why some, or all where there are none, are undetermined."""

    over: int = 0
    in_time: int = 0
    undetermined: int = 0
    reason: str | None = None

    @property
    def total(self) -> int:
        """Return how many records were looked at."""
        return self.over + self.in_time + self.undetermined


def of_asset(asset: AssetSeen, declared: DeclaredSet, as_of: datetime | None) -> Counts:
    """Return the counts of one asset for one set."""
    counted = _recorded(asset.retention, declared)
    if counted is not None:
        return counted
    if as_of is None:
        return Counts(reason=NOT_COUNTED)
    rules = [_of_rule(rule, asset, as_of) for rule in declared.numbers]
    if all(one is not None and one.reason == NO_TIME for one in rules):
        return Counts(reason=NO_TIME)
    return _combined(rules, declared.set.combine)


def _recorded(entries: Iterable[Mapping[str, Any]], declared: DeclaredSet) -> Counts | None:
    """Return what the scan counted, if it counted these very durations."""
    durations = {rule.duration for rule in declared.numbers}
    for entry in entries:
        limit = entry.get("limit")
        same = limit == declared.limit or (limit in durations and len(durations) == 1)
        if entry.get("set") == declared.set.id and (same or limit is None):
            over, in_time, left = (
                int(entry.get(key) or 0) for key in ("over", "in_time", "undetermined")
            )
            return Counts(over, in_time, left, (entry.get("reason") or NO_DATE) if left else None)
    return None


def _of_rule(rule: RetentionRule, asset: AssetSeen, as_of: datetime) -> Counts | None:
    """Return one rule's counts from the times of its event; None where they are mixed."""
    found = [one for one in asset.times if one.get("event") == rule.trigger]
    if not found:
        return Counts(reason=NO_TIME)
    counts = [_of_times(one, Duration.parse(rule.duration or ""), asset, as_of) for one in found]
    known = [one for one in counts if one is not None]
    if len(known) < len(counts):
        return None
    return max(known, key=lambda one: (one.over, -one.undetermined))


def _of_times(
    times: Mapping[str, Any], duration: Duration, asset: AssetSeen, as_of: datetime
) -> Counts | None:
    nulls = int(times.get("nulls") or 0)
    records = _records(times, asset)
    first, last = instant(times.get("min")), instant(times.get("max"))
    if first is None or last is None:
        happened = times.get("min") is not None or times.get("max") is not None
        return None if happened else Counts(in_time=records or nulls or 1)
    if records is None:
        return None
    relation, rest = times.get("relation", "exact"), max(0, records - nulls)
    if duration.is_over(last, as_of):
        over = relation in BEFORE
        if over:
            return Counts(over=rest, in_time=nulls)
        return Counts(in_time=nulls, undetermined=rest, reason=relation)
    if not duration.is_over(first, as_of):
        if relation in AFTER:
            return Counts(in_time=rest + nulls)
        return Counts(in_time=nulls, undetermined=rest, reason=relation)
    return None


def _records(times: Mapping[str, Any], asset: AssetSeen) -> int | None:
    """Return how many records the times are of; a file's own time is of one."""
    if "column" not in times or times["column"] is None:
        return 1
    if times.get("records") is not None:
        return int(times["records"])
    return asset.rows if asset.rows is not None else asset.coverage.n


def _combined(rules: Sequence[Counts | None], combine: str) -> Counts:
    """Join the rules' counts where one decides for every record, or all but one say nothing."""
    known = [one for one in rules if one is not None]
    if len(known) < len(rules):
        return Counts(reason=NOT_COUNTED)
    if len(known) == 1:
        return known[0]
    spoken = [one for one in known if one.reason != NO_TIME]
    silent = len(known) - len(spoken)
    if combine == "latest":
        return _latest(spoken, silent)
    return _earliest(spoken, silent)


def _earliest(spoken: Sequence[Counts], silent: int) -> Counts:
    """Over where any rule is; in time only where every rule is."""
    mixed = [one for one in spoken if one.in_time < one.total]
    if len(mixed) > 1:
        whole = [one for one in mixed if one.over == one.total]
        return whole[0] if whole else Counts(reason=NOT_COUNTED)
    one = mixed[0] if mixed else spoken[0]
    if not silent:
        return one
    left = one.in_time + one.undetermined
    return Counts(one.over, 0, left, NO_TIME if left else None)


def _latest(spoken: Sequence[Counts], silent: int) -> Counts:
    """Over only where every rule is; in time where any is."""
    mixed = [one for one in spoken if one.over < one.total]
    if len(mixed) > 1:
        whole = [one for one in mixed if one.in_time == one.total]
        return whole[0] if whole else Counts(reason=NOT_COUNTED)
    one = mixed[0] if mixed else spoken[0]
    if not silent:
        return one
    left = one.over + one.undetermined
    return Counts(0, one.in_time, left, NO_TIME if left else None)
