"""Hold the plan of a run: what to read, with which detectors, judged against what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType

from pdscan import __version__, plugins, taxonomy
from pdscan.contracts import Detector
from pdscan.custom import Custom
from pdscan.declarations import Declaration
from pdscan.detection import ruleset
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import RARE, ScanOptions
from pdscan.estate import Estate
from pdscan.findings import wanted
from pdscan.model import NameSearch
from pdscan.naming import opinions
from pdscan.reconcile.ages import instant
from pdscan.reconcile.declared_limits import Limits
from pdscan.record_times import Calendar
from pdscan.report import Report, Tool
from pdscan.tally import digest
from pdscan.targets import SourceSpec
from pdscan.triage.entries import Decision

NOT_ANY: Mapping[str, Detector] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Declared:
    """Join a declaration with the SHA-256 of its file."""

    declaration: Declaration
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Say all that a run needs; built once from what was typed and the estate file.

    `only`: types or dotted prefixes of types (none: all). `names`: how names in text are looked for
    (`sampled`: in a part of long assets). `as_of`: the instant of all ages.
    `key`: the HMAC key of digests, or None. `restricted_to`: the part of the estate, as typed.
    `since`: the report of an earlier run; what has not changed since is taken up, not read.
    """

    sources: tuple[SourceSpec, ...]
    estate: Estate
    declared: tuple[Declared, ...] = ()
    only: tuple[str, ...] = ()
    names: NameSearch = NameSearch.SAMPLED
    workers: int = 1
    seed: int = 0
    as_of: str | None = None
    accept_sampling: float | None = None
    restricted_to: tuple[str, ...] = ()
    key: bytes | None = field(default=None, repr=False)
    custom: Custom = field(default_factory=Custom, repr=False)
    decisions: tuple[Decision, ...] = ()
    run_id: str = ""
    run_name: str | None = None
    since: Report | None = field(default=None, repr=False)

    @property
    def key_id(self) -> str | None:
        """Return what tells one key of digests from another, and nothing else of it."""
        return digest(self.key, "", "pdscan key")


def now() -> str:
    """Return the present instant, RFC 3339 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def chosen_detectors(
    only: Sequence[str], *, names: bool = True, custom: Mapping[str, Detector] = NOT_ANY
) -> dict[str, Detector]:
    """Return the detectors that can find one of the types asked for (none: all).

    `custom` are the user's own, beside those that are installed.
    """
    return {
        name: detector
        for name, detector in {**plugins.detectors(), **plugins.packed(only), **custom}.items()
        if (names or type(detector).find_all is Detector.find_all)
        and (not only or any(wanted(type_id, only) for type_id in detector.types))
    }


def engine_of(plan: Plan) -> Engine:
    """Return an engine with the plan's detectors, compiled."""
    return Engine(detectors_of(plan), taxonomy.load())


def detectors_of(plan: Plan) -> dict[str, Detector]:
    """Return the plan's detectors by name."""
    names = plan.names is not NameSearch.OFF
    return chosen_detectors(plan.only, names=names, custom=plan.custom.detectors)


def tool_of(plan: Plan) -> Tool:
    """Return which pdscan the plan is run with, and by which rules."""
    facts = taxonomy.load().version + plan.custom.sha256
    models = opinions.models() if plan.names is not NameSearch.OFF else ()
    return Tool(
        version=__version__,
        ruleset=ruleset.digest(detectors_of(plan), facts),
        models=tuple({"name": name, "version": version} for name, version in models),
    )


def scan_options(plan: Plan) -> ScanOptions:
    """Return how the plan's assets are scanned."""
    as_of = instant(plan.as_of)
    return ScanOptions(
        names=plan.names is not NameSearch.OFF,
        names_whole=plan.names is NameSearch.FULL,
        seed=plan.seed,
        key=plan.key,
        today=as_of.date() if as_of else None,
        rare=plan.accept_sampling or RARE,
    )


def calendar_of(plan: Plan) -> Calendar | None:
    """Return what counts records by age; None where nothing is declared, or no instant is set."""
    as_of = instant(plan.as_of)
    declared = [one.declaration for one in plan.declared]
    if not declared or as_of is None:
        return None
    return Calendar(plan.estate, Limits(declared).retention, as_of)
