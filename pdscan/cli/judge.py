"""The commands `pdscan reconcile` and `pdscan report`: work on a report, without scanning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pdscan.cli import words

if TYPE_CHECKING:
    pass


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(reconcile)
    app.command()(report)


def reconcile(
    report_file: Annotated[Path, typer.Argument(metavar="REPORT", help="A JSON report.")],
    declared: words.DeclaredList = None,
    estate: words.Estate = None,
    triage: words.Triage = None,
    out: words.Out = None,
    fail_on: words.FailOn = words.Severity.medium,
    lang: words.Lang = words.Language.fr,
    quiet: words.Quiet = False,
    json_logs: words.JsonLogs = False,
) -> None:
    """Judge a report's findings again, against other declarations, without scanning.

    Example:

      pdscan reconcile report.json --declared policy-2027.yaml --out html=what-if.html
    """
    from pdscan import api
    from pdscan.cli import exit_codes, outputs
    from pdscan.model import UsageError
    from pdscan.planning import read_report

    words.logging_to_stderr(False, json_logs)
    written = outputs.parse(out or [])
    if not declared and estate is None:
        raise UsageError("against what? name a declaration: --declared FILE")
    result = api.reconcile(read_report(report_file), declared or (), estate=estate, triage=triage)
    outputs.write(result, written, language=lang.value, quiet=quiet, estate=estate)
    raise typer.Exit(exit_codes.of(result, fail_on.value))


def report(
    report_or_run: Annotated[
        str, typer.Argument(metavar="REPORT|RUN", help="A JSON report, a run's id, or `latest`.")
    ],
    out: words.Out = None,
    estate: words.Estate = None,
    lang: words.Lang = words.Language.fr,
) -> None:
    """Show a report again, or write it in another format.

    Examples:

      pdscan report report.json --out html=page.html --lang en

      pdscan report latest
    """
    from pdscan.cli import outputs
    from pdscan.estate import load
    from pdscan.planning import report_of

    written = outputs.parse(out or [])
    result = report_of(report_or_run, estate, load(estate).id if estate else None)
    outputs.write(result, written, language=lang.value, quiet=bool(written), estate=estate)
