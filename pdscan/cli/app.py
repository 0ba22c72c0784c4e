"""Put the commands together; nothing heavy is imported before a command needs it."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from pdscan import __version__
from pdscan.cli import ask, declare, demo, judge, scan
from pdscan.model import PdscanError

USAGE = 2

app = typer.Typer(
    name="pdscan",
    help="""Find personal data where it lies and hold it against what was declared.

Examples:

  pdscan scan ./exports                                  what personal data is in this folder?

  pdscan scan ./exports --declared policy.yaml           … and which of it was never declared?

  pdscan scan --estate pdscan.yaml --out html=page.html  scan a whole estate, write a page

  pdscan demo ./demo                                     a made-up company to try it on
""",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for room in (scan, judge, declare, ask, demo):
    room.add_to(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pdscan {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Take what holds for every command."""
    del version


def run() -> None:
    """Run the command that was typed; an error is one sentence on stderr and exit code 2."""
    _no_core_dumps()
    try:
        app()
    except PdscanError as error:
        sys.stderr.write(f"pdscan: {error}\n")
        sys.exit(USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(USAGE)


def _no_core_dumps() -> None:
    """Keep what is in memory from ever being written to a core file."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
