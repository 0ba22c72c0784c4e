"""Read the times that data, names and paths hold, and write them as a report does."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from pdscan.reconcile.ages import instant

Moment = datetime | None
Told = tuple[Moment, bool]
"""An instant, or None with whether that stands for "not yet"."""

_IN_NAME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])(?:[-_.]?([0-2]\d|3[01]))?(?!\d)"
)
_PARTITION = re.compile(r"y(?:ear)?=(\d{4})/m(?:onth)?=(\d{2})(?:/d(?:ay)?=(\d{2}))?")
_FRENCH = re.compile(r"(\d{2})[/.-](\d{2})[/.-](\d{4})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?")
_NOT_YET = re.compile(r"9999-|31[/.-]12[/.-]9999")
_PICTURE = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_PDF = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")


@dataclass(slots=True)
class Span:
    """Hold the first and last time of one event, as they are to be written.

    `nulls` counts records without a time, `records` all; `found` says that the column was there.
    """

    first: Moment = None
    last: Moment = None
    nulls: int = 0
    records: int = 0
    found: bool = False

    def merge(self, other: Span) -> None:
        """Stretch to another part of the same records."""
        self.add((other.first, other.last))
        self.nulls += other.nulls
        self.records += other.records
        self.found |= other.found

    def add(self, moments: Iterable[Moment]) -> None:
        """Stretch to all of these."""
        known = [one for one in moments if one is not None]
        if known:
            low, high = min(known), max(known)
            self.first = low if self.first is None else min(self.first, low)
            self.last = high if self.last is None else max(self.last, high)


@lru_cache(maxsize=1 << 16)  # all days of a long life, and more: they come again and again
def of_cell(text: str) -> Told:
    """Read a cell: ISO 8601, dd/mm/yyyy, seconds or milliseconds since 1970; blank is not yet."""
    text = text.strip()
    if not text or _NOT_YET.match(text):
        return None, True
    if french := _FRENCH.fullmatch(text):
        day, month, year, clock = french.groups()
        text = f"{year}-{month}-{day}" + (f" {clock}" if clock else "")
    elif _EPOCH.fullmatch(text):
        seconds = float(text) / (1000 if len(text.partition(".")[0]) == 13 else 1)
        return instant(datetime.fromtimestamp(seconds, UTC)), False
    return instant(text), False


def of_metadata(text: str) -> Told:
    """Read what a document says of itself: a mail's date, a picture's, a PDF's, or as a cell."""
    text = text.strip()
    if found := _PICTURE.match(text) or _PDF.match(text):
        day, clock = "-".join(found.groups()[:3]), ":".join(found.groups()[3:])
        return instant(f"{day} {clock}"), False
    try:
        return instant(parsedate_to_datetime(text)), False
    except (ValueError, TypeError, IndexError, OverflowError):
        return of_cell(text)


def of_name(text: str) -> Moment:
    """Return the date in a name or a path; a month alone stands for its last day."""
    found = _PARTITION.search(text) or _IN_NAME.search(text)
    if found is None:
        return None
    year, month, day = found.groups()
    if day:
        return instant(f"{year}-{month}-{day}")
    last = calendar.monthrange(int(year), int(month))[1]
    return instant(f"{year}-{month}-{last:02d}")


def written(moment: Moment) -> str | None:
    """Write a midnight of Paris as its date, any other instant as RFC 3339 in UTC."""
    if moment is None:
        return None
    if (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0):
        return moment.date().isoformat()
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
