"""Turn what was typed into the plan of a run: typed wins over the estate file."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pdscan import custom, file_problems, plugins, taxonomy
from pdscan.contracts import Limits, ReadOptions
from pdscan.declarations import loading as declaration_file
from pdscan.estate import Estate, check_activities
from pdscan.estate import load as load_estate
from pdscan.findings import wanted
from pdscan.model import ConfigurationError, NameSearch, UnknownNameError, UsageError
from pdscan.plan import Declared, Plan
from pdscan.report import Report, parse
from pdscan.targets import SourceSpec, scheme_of, source_class, specs
from pdscan.triage import entries as triage_entries

if TYPE_CHECKING:
    from pdscan.declarations import Declaration
    from pdscan.triage.entries import Decision

SAMPLE_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Typed:
    """Hold the words of `pdscan scan` as they were typed."""

    targets: tuple[str, ...] = ()
    estate: Path | None = None
    declared: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    triage: Path | None = None
    detectors: tuple[Path, ...] = ()
    sample: int | None = None
    full: bool = False
    names: str = NameSearch.SAMPLED
    workers: int = 1
    as_of: str | None = None
    accept_sampling: float | None = None
    seed: int = 0
    since: str | None = None


def plan(typed: Typed) -> Plan:
    """Return the plan, or raise UsageError that says which word can't be meant."""
    _check(typed)
    estate = load_estate(typed.estate) if typed.estate else Estate.adhoc()
    key = estate.key()
    own = custom.load((*estate.detector_paths(), *typed.detectors), key)
    _check_types(typed, own)
    sources, part = _sources(typed, estate)
    if not sources:
        raise UsageError(
            "nothing to scan: name a folder, file or URL (pdscan scan ./exports), or --estate FILE"
        )
    found, decided = _declared(typed, estate), decisions(typed.triage, typed.estate)
    check_places(Report(), decided, [one.declaration for one in found])
    return Plan(
        sources=sources,
        estate=estate,
        declared=found,
        only=typed.only,
        names=NameSearch(typed.names),
        workers=typed.workers,
        seed=typed.seed,
        as_of=_instant(typed.as_of),
        accept_sampling=typed.accept_sampling,
        restricted_to=part,
        key=key,
        custom=own,
        decisions=decided,
        since=report_of(typed.since, typed.estate, estate.id) if typed.since else None,
        run_id=f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}",
    )


def decisions(triage: Path | None, estate_file: Path | None) -> tuple[Decision, ...]:
    """Return the decisions of a triage file: the one named, else the one beside the estate file."""
    path = triage or triage_entries.beside(estate_file)
    return triage_entries.load(path) if path is not None else ()


def _check(typed: Typed) -> None:
    if typed.full and typed.sample is not None:
        raise UsageError("--full and --sample can't both be meant: leave one out")
    if typed.names not in tuple(NameSearch):
        raise UnknownNameError("search for names", typed.names, tuple(NameSearch))
    if typed.accept_sampling is not None and not 0 < typed.accept_sampling < 1:
        raise UsageError("--accept-sampling takes a share between 0 and 1, as 0.001")


def _check_types(typed: Typed, own: custom.Custom) -> None:
    if not typed.only:
        return  # to name the types of all packs, their libraries would be loaded
    known = {*taxonomy.load().types, *own.types, *plugins.packed_titles(typed.only)}
    for one in typed.only:
        if not any(wanted(name, (one,)) for name in known):
            raise UnknownNameError("type", one, sorted(known), all_by="pdscan list types")


def _sources(typed: Typed, estate: Estate) -> tuple[tuple[SourceSpec, ...], tuple[str, ...]]:
    """Return the sources, and the part of the estate that the targets restrict the run to."""
    options = ReadOptions(
        sample_rows=None if typed.full else (typed.sample or SAMPLE_ROWS),
        seed=typed.seed,
    )
    if typed.estate is None:
        return specs(typed.targets, options), ()
    every = tuple(_from_estate(estate, source.name, options, typed) for source in estate.sources)
    if not typed.targets:
        return every, ()
    named = set(typed.targets) & {spec.name for spec in every}
    globs = [target for target in typed.targets if target not in named]
    for glob in globs:
        if "*" not in glob and "://" not in glob:
            known = [spec.name for spec in every]
            raise UnknownNameError("source", glob, known, where=" in the estate file")
    kept = every if globs else tuple(spec for spec in every if spec.name in named)
    return kept, typed.targets


def _from_estate(estate: Estate, name: str, options: ReadOptions, typed: Typed) -> SourceSpec:
    source = estate.source(name)
    target = estate.target(source)
    scheme = scheme_of(target)
    source_class(scheme)
    rows = source.sample_rows if typed.sample is None and not typed.full else None
    return SourceSpec(
        name,
        scheme,
        target,
        replace(
            options,
            name=name,
            include=tuple(source.include),
            exclude=tuple(source.exclude),
            sample_rows=rows or options.sample_rows,
            limits=replace(source.reading_limits(Limits()), passwords=estate.passwords(source)),
            params=dict(source.params),
            views=source.views,
        ),
    )


def _declared(typed: Typed, estate: Estate) -> tuple[Declared, ...]:
    paths = typed.declared or estate.declared_paths()
    found = tuple(declared(path) for path in paths)
    check_map(estate, [one.declaration for one in found])
    return found


def check_map(estate: Estate, declarations: Sequence[Declaration]) -> None:
    """Raise ConfigurationError where the estate names activities that no declaration has."""
    known = {activity.id for one in declarations for activity in one.activities}
    if known:
        check_activities(estate, known)


def check_places(
    report: Report, decided: Sequence[Decision], declarations: Sequence[Declaration]
) -> None:
    """Raise ConfigurationError where nothing declares an activity of an asset or of a decision."""
    served = [(asset.locator, asset.activities or ()) for asset in report.assets]
    known = {activity.id for one in declarations for activity in one.activities}
    for place, names in (*served, *((one.asset, one.activities) for one in decided)):
        for name in names if known else ():
            if name not in known:
                raise ConfigurationError(
                    f"{place} is put under the activity {name!r}, which no declaration has: name"
                    f" another in the estate or triage file{file_problems.hint(name, known)}"
                )


def declared(path: Path) -> Declared:
    """Read a declaration, a register or a policy; raise ConfigurationError for its faults."""
    from pdscan import declaring  # policies and registers: a tenth of a scan's start

    return Declared(declaring.declared(path), declaration_file.sha256_of(path))


def with_own_files(plan: Plan, own: frozenset[str]) -> Plan:
    """Return the plan with pdscan's own catalog and reports left out of every source."""
    sources = tuple(
        replace(spec, options=replace(spec.options, own_files=own)) for spec in plan.sources
    )
    return replace(plan, sources=sources)


def report_of(report_or_run: str, estate_file: Path | None, estate: str | None = None) -> Report:
    """Return the report of a JSON file, of a run of the catalog, or of the `latest`.

    The latest is that of the estate named, else of any in the catalog.
    """
    from pdscan.catalog import Catalog

    path = Path(report_or_run)
    if path.is_file():
        return read_report(path)
    with Catalog(catalog_url(estate_file)) as catalog:
        return catalog.load(report_or_run, estate)


def read_report(path: Path) -> Report:
    """Read a JSON report, or raise UsageError that says why it can't be read."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not a JSON report: it isn't UTF-8 text") from None


def catalog_url(estate_file: Path | None) -> str:
    """Return the URL of the catalog that an estate file names, else the user's own."""
    from pdscan.catalog import default_url

    url = load_estate(estate_file).catalog_url() if estate_file else None
    return url or default_url()


def _instant(text: str | None) -> str | None:
    """Return --as-of as RFC 3339 in UTC; a naive time is that of Paris."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of {text!r} isn't a time: write 2026-06-30T12:00:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo("Europe/Paris"))
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
