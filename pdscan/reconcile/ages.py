"""Compute ages: when a duration from an event ends, by the calendar, and which events are past it.

Naive times are those of Paris, dates stand for their midnight. A month after 31 January is the
last day of February; hours count as time that passes, whatever the clocks do.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NEVER = date(9999, 1, 1)
"""From this day on a date stands for "not yet": programs write 9999-12-31 for an open end."""

_DURATION = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?"
)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Duration:
    """Hold an ISO 8601 duration by the calendar's units; months and days are never converted."""

    months: int = 0
    days: int = 0
    minutes: int = 0

    @classmethod
    @lru_cache(maxsize=256)
    def parse(cls, text: str) -> Duration:
        """Return the duration; raise ValueError where the text isn't one, as `P3Y` or `PT48H`."""
        found = _DURATION.fullmatch(text)
        if found is None or text in ("P", "PT") or text.endswith("T"):
            raise ValueError(f"{text!r} isn't an ISO 8601 duration")
        part = {unit: int(count or 0) for unit, count in found.groupdict().items()}
        return cls(
            12 * part["years"] + part["months"],
            7 * part["weeks"] + part["days"],
            60 * part["hours"] + part["minutes"],
        )

    def __add__(self, other: Duration) -> Duration:
        """Return the duration of one after the other."""
        return Duration(
            self.months + other.months, self.days + other.days, self.minutes + other.minutes
        )

    def __str__(self) -> str:
        """Return it in ISO 8601, in years or months, days and minutes."""
        whole = self.months % 12 == 0
        parts = ((self.months // 12, "Y") if whole else (self.months, "M"), (self.days, "D"))
        dated = "".join(f"{count}{unit}" for count, unit in parts if count)
        timed = f"T{self.minutes}M" if self.minutes else ""
        return f"P{dated}{timed}" if dated or timed else "P0D"

    def after(self, moment: datetime) -> datetime:
        """Return the instant at which the duration from `moment` ends.

        Beyond the calendar's last year it is the calendar's last instant.

        >>> str(Duration.parse("P1M").after(datetime(2026, 1, 31, tzinfo=PARIS)).date())
        '2026-02-28'
        """
        day = self._day_after(moment.date())
        if day is None:
            return _LAST
        ended = datetime.combine(day, moment.timetz()).astimezone(UTC)
        return (ended + timedelta(minutes=self.minutes)).astimezone(PARIS)

    def is_over(self, moment: datetime, as_of: datetime) -> bool:
        """Say whether it ended before `as_of`; at the very instant it is still running."""
        return self.after(moment) < as_of

    def edges(self, as_of: datetime) -> tuple[datetime, datetime]:
        """Return two instants: events before the first are over, from the second on in time.

        Between them `is_over` has to be asked. They are apart only where several days end on the
        same day because the month they end in is shorter.
        """
        until = (as_of.astimezone(UTC) - timedelta(minutes=self.minutes)).astimezone(PARIS)
        about = self._day_before(until.date())
        days = [about + timedelta(days=number) for number in range(-5, 6)]
        ending = [day for day in days if self._day_after(day) == until.date()]
        if ending:
            return _at(ending[0], until), _at(ending[-1], until)
        first = next(day for day in days if (self._day_after(day) or NEVER) > until.date())
        midnight = datetime.combine(first, time(), PARIS)
        return midnight, midnight

    def cuts(self, as_of: datetime) -> tuple[datetime, ...]:
        """Return instants, in order, between any two of which either all events are over or none.

        They are the edges and, on each day between them, its midnight and the clock of the edges.
        """
        first, last = self.edges(as_of)
        days = [first.date() + timedelta(days=n) for n in range((last - first).days + 2)]
        clocks = (time(tzinfo=PARIS), first.timetz())
        inner = {datetime.combine(day, clock) for day in days for clock in clocks}
        return tuple(sorted({first, last} | {one for one in inner if first < one < last}))

    def _day_after(self, day: date) -> date | None:
        moved = _months_later(day, self.months)
        if moved is None or moved.toordinal() + self.days >= NEVER.toordinal():
            return None
        return moved + timedelta(days=self.days)

    def _day_before(self, day: date) -> date:
        reached = max(_FIRST.toordinal(), day.toordinal() - self.days)
        return _months_later(date.fromordinal(reached), -self.months) or _FIRST


_LAST = datetime.max.replace(tzinfo=UTC)
_FIRST = date(1, 1, 10)


def _months_later(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year < NEVER.year:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _at(day: date, clock: datetime) -> datetime:
    return datetime.combine(day, clock.timetz())


def instant(value: object) -> datetime | None:
    """Return an instant in Paris time of a date, a time or its text; None where it is none.

    `0000-00-00` and 9999-01-01 and later are no instants: programs write them for "not known"
    and "not yet".
    """
    if isinstance(value, str):
        value = _read(value.strip())
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime) or value.date() >= NEVER:
        return None
    if value.tzinfo is None:
        return value.replace(tzinfo=PARIS)
    try:
        return value.astimezone(PARIS)
    except OverflowError:
        return None


def _read(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        found = _DATE.match(text)
    if found is None or text[10:11] not in ("", " ", "T"):
        return None
    try:
        return datetime(*map(int, found.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
