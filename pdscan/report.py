"""Hold a report's values: coverage, assets, findings, verdicts; their JSON is the contract's.

Every value is frozen and plain. `Report.to_json` sorts keys, so the same values give the same
bytes; `parse` accepts a report written by hand, where all but a finding's facts may be left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pdscan import closed_lists as words
from pdscan.hand_written import completed, odd_count
from pdscan.json_text import text_of
from pdscan.model import Container, Form, NameSearch, PdscanError
from pdscan.report_coverage import AssetCoverage, Coverage
from pdscan.truncations import Cut

SEVERITIES = words.SEVERITIES
STATUSES = words.STATUSES


class InvalidReportError(PdscanError):
    """Say where a report isn't in the contract's form."""


@dataclass(frozen=True, slots=True)
class Tool:
    """Say which pdscan, with which rules and models, made the report."""

    name: str = "pdscan"
    version: str = ""
    ruleset: str = ""
    models: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Say which run it was; `id`, `started` and `finished` are all that differ between two.

    `accept_sampling` is the share below which a sample's bound was accepted, null where none was.
    `since` is the earlier run whose findings in unchanged assets it took up.
    """

    id: str = ""
    name: str | None = None
    estate: str = "adhoc"
    started: str | None = None
    finished: str | None = None
    as_of: str | None = None
    status: words.RunStatus = "complete"
    mode: words.RunMode = "full"
    seed: int = 0
    restricted_to: tuple[str, ...] = ()
    accept_sampling: words.Share | None = None
    since: str | None = None
    only: tuple[str, ...] = ()
    names: NameSearch = NameSearch.SAMPLED
    key_id: str | None = None


@dataclass(frozen=True, slots=True)
class DeclarationUsed:
    """Name a declaration, what rests on its vague words, and what only a broad item hides."""

    id: str
    sha256: str | None = None
    issues: tuple[Mapping[str, Any], ...] = ()
    resting: Mapping[str, words.Share] = field(default_factory=dict)
    hidden: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class AssetSeen:
    """Describe one asset: where it lies, what the estate says of it, how it was covered."""

    id: str
    locator: str
    asset_key: str = ""
    source: str = ""
    kind: str = ""
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
    subjects: tuple[str, ...] = ()
    sub_purpose: str | None = None
    origin_activity: str | None = None
    consent_evidence: str | None = None
    channel: str | None = None
    capacity: words.Capacity | None = None
    proposal: Mapping[str, Any] | None = None
    confirmed: bool = True
    mapped: bool = True
    size: words.Count | None = None
    rows: words.Count | None = None
    modified: str | None = None
    content_key: str | None = None
    mark: Mapping[str, Any] | None = None
    copy_of: str | None = None
    encrypted: bool | None = None
    about: Mapping[str, Any] | None = None
    coverage: AssetCoverage = field(default_factory=AssetCoverage)
    times: tuple[Mapping[str, Any], ...] = ()
    retention: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """Show one masked value; `digest` is an HMAC with the estate's key, null without one.

    `at` says where in the asset: `byte 5120`, `page 3`, `row 12` in the order of reading, or
    `key DIGEST`, the HMAC of a row's primary key with the estate's key.
    """

    locator: str
    masked: str
    digest: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """Bound what a sample may have missed: `upper` is a share of rows at confidence `level`."""

    level: words.Share
    upper: words.Share


@dataclass(frozen=True, slots=True)
class Finding:
    """Say that an asset key holds a type at a locus, in one form; never one line a hit.

    `hits` are cells with a match out of `examined` non-null cells read, or matches in `examined`
    bytes of text; `distinct` estimates distinct normalised values; `share` is hits by examined
    cells, `minors` the share of birth dates of people under 18, where they were counted.
    """

    id: str
    asset_key: str
    locus: str
    type: str
    assets: tuple[str, ...] = ()
    category: str | None = None
    tier: int | str | None = None
    form: Form = Form.FULL
    qualifier: str | None = None
    container: Container = Container.COLUMN
    capacity: words.Capacity = "unknown"
    subjects: tuple[str, ...] = ()
    hits: words.Count = 1
    examined: words.Count | None = None
    share: words.Share | None = None
    distinct: words.Count | None = None
    minors: words.Share | None = None
    bound: Bound | None = None
    cut: Cut | None = None
    confidence: words.Share = 1.0
    certainty: words.Certainty = "confirmed"
    why: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()
    first_seen: str | None = None
    last_seen: str | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """Cite an item of a declaration: the document, its lines and its words."""

    item: str
    document: str | None = None
    lines: tuple[int, ...] = ()
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Judge one object on one axis; kinds and severities are those of the reconciliation page.

    `recoverable`: how many digits of a card can be had from this finding and others `with` it.
    """

    id: str
    verdict: words.Kind
    axis: words.Axis
    severity: words.Severity
    certainty: words.Certainty = "confirmed"
    type: str | None = None
    locus: str | None = None
    findings: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    system: str | None = None
    activity: str | None = None
    assurance: str | None = None
    by: tuple[Cited, ...] = ()
    count: words.Count | None = None
    examined: words.Count | None = None
    oldest: str | None = None
    limit: str | None = None
    recoverable: Mapping[str, Any] | None = None
    reason: str | None = None
    explanation: Mapping[str, str] = field(default_factory=dict)
    state: words.State = "new"
    triage: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Be the whole result of a run, and all that judging again needs.

    `ended`: what the estate's last run had and this one hasn't: resolved, stale or asset_removed.
    """

    format: words.Format = "pdscan-report"
    version: words.Version = 1
    status: words.Status = "NOT_JUDGED"
    tool: Tool = field(default_factory=Tool)
    run: Run = field(default_factory=Run)
    declarations: tuple[DeclarationUsed, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    assets: tuple[AssetSeen, ...] = ()
    findings: tuple[Finding, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    ended: tuple[Verdict, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the report as JSON: sorted keys, two spaces, a newline at the end."""
        return text_of(self) + "\n"


def parse(text: str) -> Report:
    """Read a report's JSON; raise InvalidReportError that names the first wrong key."""
    from pydantic import TypeAdapter, ValidationError

    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidReportError("this isn't a pdscan report: it isn't JSON") from None
    made = completed(raw) if isinstance(raw, dict) else {}
    try:
        read = TypeAdapter(Report).validate_python(made or raw)
    except ValidationError as error:
        told = error.errors(include_url=False, include_input=False)
        first = next((one for one in told if one["loc"][-1:] != ("id",)), told[0])  # ids are made
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        wrong = first["msg"][:1].lower() + first["msg"][1:]
        for python, here in (("a valid tuple", "a list"), ("a valid dictionary", "an object")):
            wrong = wrong.replace(python, here)
        raise InvalidReportError(f"this isn't a pdscan report: {place}: {wrong}") from None
    if odd := odd_count(made.get("assets") or ()):
        raise InvalidReportError(f"this isn't a pdscan report: {odd}: input should be a count")
    return read
