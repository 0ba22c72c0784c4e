"""The command `pdscan declare --check`: is a declaration file right?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(declare)


def declare(
    check: Annotated[
        Path,
        typer.Option("--check", metavar="FILE", help="The declaration to check (YAML or JSON)."),
    ],
) -> None:
    """Check a declaration: every problem with its line and the nearest valid word.

    Exit code: 0 right, 1 wrong.

    Example:

      pdscan declare --check policy.yaml
    """
    from pdscan.declarations import loading as declaration_file

    problems = declaration_file.problems(check)
    for problem in problems:
        typer.echo(f"{check}:{problem.line}: {problem.severity}: {problem.message}")
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)
    found = declaration_file.load(check)
    denied, kept = len(found.denials), len(found.retention)
    typer.echo(
        f"{check} is right: {found.controller.name or found.id}, {len(found.activities)} "
        f"activities, {denied} denials, {kept} retention rules."
    )
