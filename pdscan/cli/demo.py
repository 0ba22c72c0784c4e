"""The command `pdscan demo`: a made-up company to try pdscan on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(demo)


def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write; it must be new or empty.")
    ],
) -> None:
    """Write a small made-up company: database, share, bucket folder, policy, estate file.

    Example:

      pdscan demo ./demo && pdscan scan --estate ./demo/pdscan.yaml
    """
    import shlex

    from pdscan.demo import company

    made = company.write(folder)
    typer.echo(
        f"{folder}: Ateliers Mirabelle, a made-up company: {made.rows} rows in {made.tables} "
        f"tables, {made.files} files, its policy and its estate file."
    )
    typer.echo(f"What was planted and must be found: {folder / 'LISEZMOI.md'}")
    estate = shlex.quote(str(folder / "pdscan.yaml"))
    page = shlex.quote(f"html={folder / 'rapport.html'}")
    typer.echo(f"Next: pdscan scan --estate {estate} --out {page}")
