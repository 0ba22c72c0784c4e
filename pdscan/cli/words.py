"""Name the options that several commands share."""

from __future__ import annotations

import json
import logging
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pdscan.model import NameSearch


class Severity(StrEnum):
    """List the severities that --fail-on takes."""

    info = "info"
    low = "low"
    medium = "medium"
    high = "high"
    critical = "critical"


class Language(StrEnum):
    """List the languages of reports."""

    fr = "fr"
    en = "en"


Estate = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The estate file: systems, sources, what is declared."),
]
DeclaredList = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="A declaration to hold the findings against; repeatable."),
]
Detectors = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="A file of your own detectors (YAML); repeatable."),
]
Triage = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Decisions about verdicts (pdscan-triage.yaml beside the estate file)."
    ),
]
Out = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FORMAT=PATH", help="Also write a report: json, html; json=- goes to stdout."
    ),
]
FailOn = Annotated[
    Severity, typer.Option(help="The least severity of a verdict that makes the exit code 1.")
]
Names = Annotated[
    NameSearch,
    typer.Option(
        help="Look for names in all text, in a part of large assets (sampled: the first "
        "4 MiB and one window in 32 after it), or not at all."
    ),
]
Lang = Annotated[Language, typer.Option(help="The language of the reports.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No terminal report, no progress.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say on stderr what is done.")]


JsonLogs = Annotated[
    bool, typer.Option("--json-logs", help="Write log lines and errors on stderr as JSON objects.")
]


class JsonLines(logging.Formatter):
    """Write a log record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return level, logger and message."""
        said = {"level": record.levelname.lower(), "logger": record.name}
        return json.dumps({**said, "message": record.getMessage()}, ensure_ascii=False)


def logging_to_stderr(verbose: bool, as_json: bool = False) -> None:
    """Send pdscan's log lines to stderr: names and counts only; those of others may hold data."""
    handler = logging.StreamHandler()
    text = logging.Formatter("pdscan: %(levelname)s: %(message)s")
    handler.setFormatter(JsonLines() if as_json else text)
    logging.getLogger("pdscan").handlers[:] = [handler]
    logging.getLogger("pdscan").setLevel(logging.DEBUG if verbose else logging.WARNING)


def logs_are_json() -> bool:
    """Say whether --json-logs was typed."""
    handlers = logging.getLogger("pdscan").handlers
    return any(isinstance(handler.formatter, JsonLines) for handler in handlers)
