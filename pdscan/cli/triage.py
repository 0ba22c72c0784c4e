"""The commands `pdscan triage …`: decide about verdicts in a file that people review."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pdscan.cli import decided_on, words

if TYPE_CHECKING:
    from pdscan.report import Report, Verdict
    from pdscan.triage.entries import Decision

room = typer.Typer(
    help="""Decide about verdicts in a file that people review; nothing is hidden by it.

The file is pdscan-triage.yaml, beside the estate file; the next scan or reconcile reads it.

Examples:

  pdscan triage accept v_ikgcbpfcxcukpch5 --report report.json --reason "till we migrate" --by me

  pdscan triage false-positive f_fnz2c7sq227jethj --reason "licence numbers" --by me

  pdscan triage fix v_ikgcbpfcxcukpch5 --ticket RGPD-41 --due 2026-12-01

  pdscan triage patch declaration.yaml                   the amendments, as a diff to apply by hand
""",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Option("--file", metavar="FILE", help="The triage file.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="Who decides.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="When (today).")]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="REPORT",
        help="The JSON report in which it stands (the estate's newest run).",
    ),
]
DEFAULT = Path("pdscan-triage.yaml")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(room, name="triage")


@room.command()
def accept(
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help="A verdict's id, v_…")],
    reason: Reason,
    by: By,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day (180 days; at most a year).")
    ] = None,
    report: ReportFile = None,
    on: On = None,
    file: File = DEFAULT,
) -> None:
    """Accept a verdict for a while; it stays, out of the exit code, until it expires.

    It ends also where the verdict comes to weigh more than in the report, or where the
    declaration's words change.
    """
    from pdscan.model import UsageError
    from pdscan.triage import applying

    facts: dict[str, object] = {}
    held = decided_on.report_for(report, file)
    if held is not None:
        seen = decided_on.known("verdict", verdict, held.verdicts, held.run.id)
        if seen.verdict == applying.SECRET and _is_public(held, seen):
            raise UsageError(f"{verdict} is a secret that anybody can read: it can't be accepted")
        facts = {"severity": seen.severity, "cites": applying.digest_of(seen.by, seen.limit)}
    facts |= {"verdict": verdict, "reason": reason, "by": by, "on": _day(on), "until": until}
    _add(file, "accept", held is not None, **facts)


@room.command("false-positive")
def false_positive(
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="A finding's id, f_…")],
    reason: Reason,
    by: By,
    scope: Annotated[
        str, typer.Option(help="locus, asset (all of the type there) or pattern (of that rule).")
    ] = "locus",
    report: ReportFile = None,
    on: On = None,
    file: File = DEFAULT,
) -> None:
    """Mark a finding as none; a detector of another major version asks again.

    A finding that the report doesn't have is refused.
    """
    from pdscan import __version__

    held = decided_on.report_for(report, file)
    if held is not None:
        decided_on.known("finding", finding, held.findings, held.run.id)
    facts = {"reason": reason, "by": by, "on": _day(on), "scope": scope, "version": __version__}
    _add(file, "false_positive", held is not None, finding=finding, **facts)


@room.command()
def assign(
    asset: Annotated[str, typer.Argument(metavar="GLOB", help="Which assets, by locator.")],
    activity: Annotated[list[str], typer.Option(metavar="ACTIVITY", help="What they serve.")],
    by: By,
    on: On = None,
    file: File = DEFAULT,
) -> None:
    """Say which activities assets serve; their verdicts are judged anew."""
    _add(file, "assign", True, asset=asset, activities=activity, by=by, on=_day(on))


@room.command()
def fix(
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help="A verdict's id, v_…")],
    ticket: Annotated[str, typer.Option(help="Where the work is followed.")],
    due: Annotated[str | None, typer.Option(metavar="DATE", help="By when.")] = None,
    report: ReportFile = None,
    file: File = DEFAULT,
) -> None:
    """Say that a verdict is being put right; it counts until it is gone.

    A verdict that the report doesn't have is refused.
    """
    held = decided_on.report_for(report, file)
    if held is not None:
        decided_on.known("verdict", verdict, held.verdicts, held.run.id)
    _add(file, "fix", held is not None, verdict=verdict, ticket=ticket, due=due)


@room.command()
def amend(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="An item of the declaration, d.…")],
    text: Annotated[str, typer.Option(help="What to change: ajouter « date de naissance »")],
    declared: Annotated[
        Path | None,
        typer.Option(metavar="DECLARATION", help="The YAML file in which it stands."),
    ] = None,
    file: File = DEFAULT,
) -> None:
    """Propose to change an item of the declaration; `pdscan triage patch` shows it as a diff.

    An item that neither --declared nor the estate file's declarations have is refused.
    """
    checked = decided_on.check_item(item, declared, file)
    _add(file, "amend", checked, declaration=item, text=text)


@room.command()
def patch(
    declaration: Annotated[Path, typer.Argument(metavar="DECLARATION", help="The YAML file.")],
    file: File = DEFAULT,
) -> None:
    """Print the proposed amendments as a patch of the declaration; nothing is changed."""
    from pdscan import taxonomy
    from pdscan.declarations import loading
    from pdscan.triage import amending, entries

    loading.load(declaration)
    typer.echo(amending.patch(declaration, entries.load(file), taxonomy.load()), nl=False)


@room.command("list")
def show(
    report: ReportFile = None, file: File = DEFAULT, lang: words.Lang = words.Language.fr
) -> None:
    """List the decisions, and what each has come to in the report."""
    from pdscan import wording
    from pdscan.triage import entries

    told = wording.Words(lang.value)
    held = decided_on.report_for(report, file)
    states = {} if held is None else {one.id: one for one in held.verdicts}
    for one in entries.load(file):
        about = one.verdict or one.finding or one.asset or one.declaration or ""
        verdict = states.get(one.verdict or "")
        state = f"  → {told.say('state', verdict.state)}" if verdict is not None else ""
        if held is not None and one.verdict and verdict is None:
            state = f"  → {told.say('ui', 'not_in_report')}"
        until = f"  ≤ {one.expiry}" if one.decision == "accept" and one.expiry else ""
        why = one.reason or one.ticket or one.text or ""
        typer.echo(f"{one.decision:15} {about}{until}  {why}{state}")


def _add(file: Path, decision: str, checked: bool, /, **facts: object) -> None:
    """Write a decision; `checked`: what it is about was looked for, and is there."""
    from pydantic import ValidationError

    from pdscan.model import UsageError
    from pdscan.triage import writing
    from pdscan.triage.entries import Decision

    try:
        made = Decision.model_validate({"decision": decision, **facts})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise UsageError(f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}") from None
    writing.add(file, made)
    doubt = "" if checked else " (not looked for: no report or declaration is named or kept here)"
    typer.echo(f"{file}: {_said(made)}{doubt}")


def _said(made: Decision) -> str:
    until = f" until {made.expiry}" if made.decision == "accept" else ""
    about = made.verdict or made.finding or made.asset or made.declaration
    return f"{made.decision} {about}{until}"


def _day(text: str | None) -> str:
    return text or date.today().isoformat()


def _is_public(report: Report, verdict: Verdict) -> bool:
    places = {asset.id: asset for asset in report.assets}
    return any(places[name].exposure == "public" for name in verdict.assets if name in places)
