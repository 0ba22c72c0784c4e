"""Read the triage file: a YAML list of decisions about verdicts, findings, assets and items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from pdscan import file_problems, yaml_lines
from pdscan.yaml_lines import Page, Problem

FILE = "pdscan-triage.yaml"
DEFAULT_DAYS = 180
MOST_DAYS = 365
SENSITIVE_DAYS = 30
"""An acceptance of a secret, or of a type of tier 3 and above, holds no longer."""

# What each decision is about, and what it can't do without.
NEEDS = {
    "accept": ("verdict", "reason", "by", "on"),
    "false_positive": ("finding", "reason", "by", "on"),
    "assign": ("asset", "activities", "by", "on"),
    "fix": ("verdict", "ticket"),
    "amend": ("declaration", "text"),
}


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]


class Decision(BaseModel):
    """Hold one decision as it was written.

    `severity` and `cites` say what an acceptance was given for: how heavy the verdict was, and the
    digest of the declaration's words that it cited; `version` is that of the pdscan that a false
    positive was seen with. `pdscan triage` writes them; a hand-written entry may leave them out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    decision: Literal["accept", "false_positive", "assign", "fix", "amend"]
    verdict: str | None = None
    finding: str | None = None
    asset: str | None = None
    declaration: str | None = None
    reason: Annotated[str, Field(min_length=1)] | None = None
    by: Annotated[str, Field(min_length=1)] | None = None
    on: Day | None = None
    until: Day | None = None
    scope: Literal["locus", "asset", "pattern"] = "locus"
    activities: tuple[str, ...] = ()
    ticket: str | None = None
    due: Day | None = None
    text: str | None = None
    severity: Literal["info", "low", "medium", "high", "critical"] | None = None
    cites: str | None = None
    version: str | None = None

    @property
    def expiry(self) -> date | None:
        """Return the last day on which an acceptance holds: 180 days where none is given."""
        if self.until is not None or self.on is None:
            return self.until
        return self.on + timedelta(days=DEFAULT_DAYS)


_FILE: TypeAdapter[tuple[Decision, ...]] = TypeAdapter(tuple[Decision, ...])


def load(path: Path) -> tuple[Decision, ...]:
    """Return a file's decisions; raise ConfigurationError with file, line and the nearest word."""
    page = _with_days(yaml_lines.read(path))
    if page.data is None:
        return ()
    try:
        read = _FILE.validate_python(page.data)
    except ValidationError:
        raise file_problems.refusal(path, _explained(page)) from None
    found = [*page.doubles, *_missing(page, read)]
    if found:
        raise file_problems.refusal(path, sorted(found, key=lambda one: one.line))
    return read


def _with_days(page: Page) -> Page:
    """Return the page with the key `on`, which YAML 1.1 reads as true, in its own letters."""
    if not isinstance(page.data, list):
        return page
    entries = [
        {"on" if key is True else key: value for key, value in entry.items()}
        if isinstance(entry, dict)
        else entry
        for entry in page.data
    ]
    return replace(page, data=entries)


def beside(estate_file: Path | None) -> Path | None:
    """Return the triage file that lies beside an estate file, None where there is none."""
    path = estate_file.parent / FILE if estate_file is not None else None
    return path if path is not None and path.is_file() else None


def _explained(page: Page) -> Iterator[Problem]:
    if not isinstance(page.data, list):
        yield Problem(1, "a triage file is a list: - {verdict: v_…, decision: accept, reason: …}")
        return
    nodes = getattr(page.root, "value", [])
    for number, (entry, node) in enumerate(zip(page.data, nodes, strict=True)):
        try:
            Decision.model_validate(entry)
        except ValidationError as error:
            first = page.line((number,))
            for problem in file_problems.explain(Page(page.path, entry, node), Decision, error):
                yield Problem(max(first, problem.line), problem.message)


def _missing(page: Page, read: tuple[Decision, ...]) -> Iterator[Problem]:
    for number, one in enumerate(read):
        line = page.line((number,))
        missing = [key for key in NEEDS[one.decision] if not getattr(one, key)]
        if missing:
            yield Problem(line, f"a decision to {one.decision} needs {' and '.join(missing)}")
        elif one.decision == "accept" and one.on is not None and one.expiry is not None:
            if one.expiry < one.on:
                yield Problem(line, f"until {one.expiry} lies before on {one.on}")
            elif one.expiry > one.on + timedelta(days=MOST_DAYS):
                yield Problem(line, f"until {one.expiry} is too far: {MOST_DAYS} days at most")
