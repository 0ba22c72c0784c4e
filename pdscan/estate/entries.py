"""Model the estate file key by key, as the contract writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pdscan import countries, taxonomy
from pdscan.contracts import Limits
from pdscan.declarations import durations
from pdscan.declarations.words import Capacity, Subject, Trigger, Words
from pdscan.file_problems import hint

OperatorKind = Literal[
    "controller", "processor", "partner", "group", "third_party", "authority", "public"
]
Site = Literal[
    "own_servers", "own_datacentre", "group_dc", "saas", "iaas", "laptop", "shop", "office", "other"
]
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(I?)B?", re.IGNORECASE)
_POWERS = " KMGT"


def _bytes(value: object) -> object:
    """Read a size: a number of bytes, 200MB (powers of 1000) or 8GiB (powers of 1024)."""
    found = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return value
    base = 1024 if found[3] else 1000
    return int(float(found[1]) * base ** _POWERS.index(found[2].upper() or " "))


def _sectors(words: tuple[str, ...]) -> tuple[str, ...]:
    known = taxonomy.load().sectors
    for word in words:
        if word not in known:
            raise ValueError(f"unknown sector {word!r}{hint(word, known)}")
    return words


def _country(code: str) -> str:
    if code not in countries.CODES:
        raise ValueError(f'{code!r} isn\'t an ISO 3166 country code, as "FR"')
    return code


def _age(text: str) -> str:
    found = durations.parse(text) if durations.is_plain(text) else None
    if found is None or found.iso is None:
        raise ValueError(f'{text!r} isn\'t an age, as "5 years" or P5Y')
    return found.iso


def _time(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


Size = Annotated[int, BeforeValidator(_bytes), Field(ge=0)]
Age = Annotated[str, AfterValidator(_age)]
Sectors = Annotated[Words, AfterValidator(_sectors)]
Country = Annotated[str, AfterValidator(_country)]
Globs = Words


class Entry(BaseModel):
    """Be the root of all parts: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Operator(Entry):
    """Name who runs or hosts a system."""

    kind: OperatorKind = "processor"
    name: str | None = None
    sectors: Sectors = ()


class Location(Entry):
    """Say where data lie: ISO 3166 country, region, kind of site."""

    country: Country | None = None
    region: str | None = None
    site: Site | None = None


class Facts(Entry):
    """Hold what a system says of its assets, and an asset of itself."""

    activities: tuple[str, ...] | None = None
    sub_purpose: str | None = None
    origin_activity: str | None = None
    subjects: tuple[Subject, ...] = ()
    capacity: Capacity | None = None
    confirmed: bool = True
    operator: Operator | None = None
    hosted_by: Operator | None = None
    location: Location | None = None
    env: Literal["prod", "test", "dev", "backup"] | None = None
    stage: Literal["active", "archive"] | None = None
    exposure: Literal["private", "internal", "public"] | None = None
    channel: str | None = None
    consent_evidence: str | None = None
    note: str | None = None


class SystemEntry(Facts):
    """Describe a system, as the compliance people name it."""

    id: str
    name: str | None = None


class TimeEntry(Entry):
    """Say when an event happened: in a column, from the file, or at a known time.

    `value` null means that the event has not happened.
    """

    event: Trigger
    column: str | None = None
    source: Literal["mtime", "name", "path"] | None = Field(default=None, alias="from")
    value: Annotated[str | None, BeforeValidator(_time)] = None
    relation: Literal["exact", "event_not_after", "event_not_before"] = "exact"

    @model_validator(mode="after")
    def _one_origin(self) -> TimeEntry:
        if len(self.model_fields_set & {"column", "source", "value"}) != 1:
            raise ValueError("a time needs exactly one of column, from, value")
        return self


class AssetEntry(Facts):
    """Hold facts about the assets that a glob over locators selects."""

    match: str
    system: str | None = None
    time: tuple[TimeEntry, ...] = ()

    def answer(self) -> object:
        """Return all that the entry says, to compare it with another's."""
        said = {key: getattr(self, key) for key in self.model_fields_set}
        return {key: value for key, value in said.items() if key not in ("match", "note")}


class SampleEntry(Entry):
    """Say how many rows of a table to read at most; null reads it in full."""

    rows: Annotated[int, Field(gt=0)] | None = 20_000


class LimitsEntry(Entry):
    """Bound what a reader takes in: sizes like 200MB, seconds for one asset.

    `source_rows`, `source_bytes` and `source_seconds` are a database's whole budget. Files larger
    than `file_bytes`, or changed longer ago than `file_age` ("5 years"), are left out.
    """

    member_bytes: Size | None = None
    total_bytes: Size | None = None
    depth: Annotated[int, Field(ge=0)] | None = None
    members: Annotated[int, Field(ge=0)] | None = None
    ratio: Annotated[int, Field(ge=1)] | None = None
    seconds: Annotated[float, Field(gt=0)] | None = None
    source_rows: Annotated[int, Field(gt=0)] | None = None
    source_bytes: Size | None = None
    source_seconds: Annotated[float, Field(gt=0)] | None = None
    file_bytes: Size | None = None
    file_age: Age | None = None


class SourceEntry(Entry):
    """Name a source and its target: a path, a URL, or env:NAME.

    `views` of a database are read only where it says so.
    """

    name: Annotated[str, Field(min_length=1)]
    target: Annotated[str, Field(min_length=1, repr=False)]
    system: str | None = None
    include: Globs = ()
    exclude: Globs = ()
    views: bool = False
    sample: SampleEntry | None = None
    limits: LimitsEntry | None = None
    params: Mapping[str, str] = Field(default_factory=dict, repr=False)

    @property
    def sample_rows(self) -> int | None:
        """Return how many rows of a table to read at most, None where the source doesn't say."""
        return self.sample.rows if self.sample else None

    def reading_limits(self, limits: Limits) -> Limits:
        """Return the limits with what this source sets in their place."""
        own = self.limits
        if own is None:
            return limits
        return replace(limits, **own.model_dump(exclude_none=True))


class RunEntry(Entry):
    """Plan a run by name: its sources, reports by format, and when a scheduler starts it."""

    sources: tuple[str, ...] = ()
    schedule: str | None = None
    out: Mapping[str, str] = Field(default_factory=dict)


class EstateFile(Entry):
    """Hold the whole file as written."""

    pdscan_estate: Literal[1]
    id: str = "estate"
    declared: Words = ()
    detectors: Words = ()
    systems: tuple[SystemEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    assets: tuple[AssetEntry, ...] = ()
    catalog: str | None = Field(default=None, repr=False)
    fingerprint_key: str | None = Field(default=None, repr=False)
    runs: Mapping[str, RunEntry] = Field(default_factory=dict)
