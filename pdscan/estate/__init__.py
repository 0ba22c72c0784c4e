"""Read the estate file: which systems there are, where their data lie, what each asset is for.

`load` reads a file, `Estate.adhoc` stands for a scan without one; `Estate.place` says of any asset
which system, activities, operator and place it belongs to.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdscan import file_problems, yaml_lines
from pdscan.locators import glob_matches
from pdscan.model import ConfigurationError, UnknownNameError
from pdscan.yaml_lines import Page, Place, Problem

if TYPE_CHECKING:
    from pdscan.estate.entries import (
        AssetEntry,
        EstateFile,
        Facts,
        RunEntry,
        SourceEntry,
        SystemEntry,
        TimeEntry,
    )

_log = logging.getLogger(__name__)
_ENV = "env:"
_PASSWORD = re.compile(r"[\w+.-]+://[^/@:]*:[^/@]+@")
_SQLITE = "sqlite:///"
_PLACED = frozenset(
    ("activities", "operator", "hosted_by", "env", "stage", "exposure", "channel", "subjects")
) | frozenset(("capacity", "sub_purpose", "origin_activity", "consent_evidence", "confirmed"))


@dataclass(frozen=True, slots=True)
class Placement:
    """Say what an asset belongs to; `activities` None stands for all of them.

    `mapped` is false where an estate file maps systems and none is said to own the asset.
    """

    mapped: bool = True
    system: str | None = None
    activities: tuple[str, ...] | None = None
    operator: Mapping[str, Any] | None = None
    hosted_by: Mapping[str, Any] | None = None
    country: str | None = None
    region: str | None = None
    site: str | None = None
    env: str | None = None
    stage: str | None = None
    exposure: str | None = None
    channel: str | None = None
    subjects: tuple[str, ...] = ()
    capacity: str | None = None
    sub_purpose: str | None = None
    origin_activity: str | None = None
    consent_evidence: str | None = None
    confirmed: bool = True
    time: tuple[TimeEntry, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Estate:
    """Hold an estate: its declarations' paths, systems, sources, facts about assets, and runs."""

    id: str = "adhoc"
    path: Path | None = None
    root: Path = field(default_factory=Path)
    declared: tuple[str, ...] = ()
    detectors: tuple[str, ...] = ()
    systems: Mapping[str, SystemEntry] = field(default_factory=dict)
    sources: tuple[SourceEntry, ...] = ()
    assets: tuple[AssetEntry, ...] = ()
    catalog: str | None = field(default=None, repr=False)
    fingerprint_key: str | None = field(default=None, repr=False)
    runs: Mapping[str, RunEntry] = field(default_factory=dict)

    @classmethod
    def adhoc(cls) -> Estate:
        """Return the estate of a scan without a file: every asset serves all activities."""
        return cls()

    def declared_paths(self) -> tuple[Path, ...]:
        """Return the declarations' files; their paths are relative to the estate file."""
        return tuple(self.root / name for name in self.declared)

    def detector_paths(self) -> tuple[Path, ...]:
        """Return the files of the estate's own detectors, relative to the estate file."""
        return tuple(self.root / name for name in self.detectors)

    def source(self, name: str) -> SourceEntry:
        """Return the source of that name, or raise UnknownNameError that lists those that are."""
        for entry in self.sources:
            if entry.name == name:
                return entry
        raise UnknownNameError("source", name, (entry.name for entry in self.sources))

    def passwords(self, source: SourceEntry) -> tuple[str, ...]:
        """Return the passwords for encrypted files of a source: its `params: passwords`."""
        given = source.params.get("passwords")
        if given is None:
            return ()
        return tuple(_from_environment(given, f"passwords of source {source.name}").splitlines())

    def target(self, entry: SourceEntry) -> str:
        """Return where a source lies: environment read, paths made absolute from the file's own."""
        return self._resolved(entry.target, f"the source {entry.name!r}")

    def catalog_url(self) -> str | None:
        """Return the catalog's SQLAlchemy URL, None where the file names none."""
        return self._resolved(self.catalog, "the catalog") if self.catalog else None

    def key(self) -> bytes | None:
        """Return the HMAC key of digests, None where the file names none."""
        if self.fingerprint_key is None:
            return None
        return _from_environment(self.fingerprint_key, "the fingerprint key").encode("utf-8")

    def place(self, locator: str, source_name: str) -> Placement:
        """Return what an asset belongs to: its system's facts, then its own.

        Raises ConfigurationError where two selectors are equally specific and differ.
        """
        override = self._selector(locator)
        owner = next((one.system for one in self.sources if one.name == source_name), None)
        if override is not None and "system" in override.model_fields_set:
            owner = override.system
        placed = Placement(mapped=not self.systems)
        if owner is not None:
            system = self.systems[owner]
            placed = _merged(Placement(system=owner, activities=system.activities or ()), system)
        if override is not None:
            placed = _merged(placed, override)
            if override.activities is not None:
                placed = replace(placed, mapped=True)
            if override.time:
                placed = replace(placed, time=override.time)
        return placed

    def _selector(self, locator: str) -> AssetEntry | None:
        """Return the most specific selector of a locator, None where none selects it."""
        found = [entry for entry in self.assets if glob_matches(entry.match, locator)]
        if not found:
            return None
        best = max(_specificity(entry.match, locator) for entry in found)
        winners = [entry for entry in found if _specificity(entry.match, locator) == best]
        for other in winners[1:]:
            if other.answer() != winners[0].answer():
                raise ConfigurationError(
                    f"the estate's selectors {winners[0].match!r} and {other.match!r} are equally"
                    f" specific for {locator} and differ: make one more specific"
                )
        return winners[0]

    def _resolved(self, target: str, what: str) -> str:
        if _PASSWORD.match(target):
            _log.warning(
                "%s has a password in clear in the estate file: write env:NAME there, and the"
                " whole URL in that environment variable",
                what,
            )
        target = _from_environment(target, what)
        if target == "-":
            return target
        if target.startswith(_SQLITE) and target[len(_SQLITE) :] not in ("", ":memory:"):
            return _SQLITE + str(self.root / target[len(_SQLITE) :])
        return target if "://" in target else str(self.root / target)


def _from_environment(value: str, what: str) -> str:
    if not value.startswith(_ENV):
        return value
    name = value.removeprefix(_ENV)
    found = os.environ.get(name)
    if not found:
        raise ConfigurationError(f"{what} needs the environment variable {name}, which isn't set")
    return found


def _specificity(pattern: str, locator: str) -> tuple[bool, int, int]:
    """Rank a selector: the exact locator, then the longest literal prefix, then literal letters."""
    prefix = pattern.partition("*")[0]
    return pattern == locator, len(prefix), len(pattern.replace("*", ""))


def _merged(placed: Placement, facts: Facts) -> Placement:
    """Return the placement with all facts that are given."""
    given = {key: getattr(facts, key) for key in facts.model_fields_set if key in _PLACED}
    for party in ("operator", "hosted_by"):
        if given.get(party) is not None:
            given[party] = given[party].model_dump(mode="json")
    if "location" in facts.model_fields_set and facts.location is not None:
        given.update(facts.location.model_dump(exclude_unset=True))
    return replace(placed, **given)


def load(path: Path) -> Estate:
    """Read an estate file; raise ConfigurationError with file and line of the first problems."""
    from pydantic import ValidationError

    from pdscan.estate.entries import EstateFile

    page = yaml_lines.read(path)
    if not isinstance(page.data, dict) or "pdscan_estate" not in page.data:
        raise ConfigurationError(
            f"{path}:1: the key 'pdscan_estate' is missing: this isn't an estate file"
        )
    found = [*page.doubles]
    try:
        read = EstateFile.model_validate(page.data)
    except ValidationError as error:
        found += file_problems.explain(page, EstateFile, error)
        raise file_problems.refusal(path, sorted(found, key=_line)) from None
    found += _references(page, read)
    if found:
        raise file_problems.refusal(path, sorted(found, key=_line))
    root = path.absolute().parent
    return Estate(
        id=read.id,
        path=path,
        root=root,
        declared=read.declared,
        detectors=read.detectors,
        systems={system.id: system for system in read.systems},
        sources=read.sources,
        assets=read.assets,
        catalog=read.catalog,
        fingerprint_key=read.fingerprint_key,
        runs=read.runs,
    )


def check_activities(estate: Estate, known: Collection[str]) -> None:
    """Raise ConfigurationError where an estate file names activities that nothing declares."""
    if estate.path is None:
        return
    page = yaml_lines.read(estate.path)
    named = [
        (kind, number, entry)
        for kind, entries in (("systems", estate.systems.values()), ("assets", estate.assets))
        for number, entry in enumerate(entries)
    ]
    found: list[Problem] = []
    for kind, number, entry in named:
        for at, name in enumerate(entry.activities or ()):
            found += _missing(page, (kind, number, "activities", at), "activity", name, known)
        origin = entry.origin_activity
        found += _missing(page, (kind, number, "origin_activity"), "activity", origin, known)
    if found:
        raise file_problems.refusal(estate.path, sorted(found, key=_line))


def _line(problem: Problem) -> int:
    return problem.line


def _references(page: Page, read: EstateFile) -> list[Problem]:
    """Return the ids taken twice and the references that go nowhere."""
    systems = [system.id for system in read.systems]
    names = [source.name for source in read.sources]
    found = [*_doubled(page, "systems", "id", systems), *_doubled(page, "sources", "name", names)]
    for number, source in enumerate(read.sources):
        found += _missing(page, ("sources", number, "system"), "system", source.system, systems)
    for number, asset in enumerate(read.assets):
        found += _missing(page, ("assets", number, "system"), "system", asset.system, systems)
    for name, run in read.runs.items():
        for number, wanted in enumerate(run.sources):
            found += _missing(page, ("runs", name, "sources", number), "source", wanted, names)
    return found


def _doubled(page: Page, kind: str, key: str, names: Sequence[str]) -> Iterator[Problem]:
    for number, name in enumerate(names):
        if name in names[:number]:
            line = page.line((kind, number, key))
            yield Problem(line, f"the {key} {name!r} is taken already")


def _missing(
    page: Page, place: Place, noun: str, name: str | None, known: Collection[str]
) -> Iterator[Problem]:
    if name is not None and name not in known:
        message = f"there is no {noun} {name!r}{file_problems.hint(name, known)}"
        yield Problem(page.line(place), message)
