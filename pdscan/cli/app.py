"""Put the commands together; nothing heavy is imported before a command needs it."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from typing import Annotated

import typer

from pdscan import __version__, core_dumps
from pdscan.cli import ask, declare, demo, detector_test, digest, judge, scan, triage, words
from pdscan.model import PdscanError

USAGE, INTERRUPTED = 2, 130

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

for room in (scan, judge, triage, declare, ask, detector_test, digest, demo):
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
    """Run the command that was typed; an error is one sentence on stderr and exit code 2.

    An error that pdscan did not foresee is named by its kind and module: its text, its trace and
    what other libraries warn of may quote the data.
    """
    core_dumps.forbid()
    warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        app()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            sys.stderr.write("pdscan: interrupted before there was anything to report\n")
        raise
    except PdscanError as error:
        _refuse(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(USAGE)
    except Exception as error:  # noqa: BLE001 - the last guard: a trace may quote the data
        from pdscan.gaps import origin

        _refuse(f"stopped by a fault of its own ({origin(error)}); please report it")


def _refuse(sentence: str) -> None:
    if words.logs_are_json():
        logging.getLogger("pdscan").error("%s", sentence)
    else:
        sys.stderr.write(f"pdscan: {sentence}\n")
    sys.exit(USAGE)
