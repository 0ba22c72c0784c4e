"""The command `pdscan digest`: a list of values becomes one of keyed digests."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(digest)


def digest(
    estate: Annotated[
        Path,
        typer.Option(metavar="FILE", help="The estate file; it names the fingerprint_key."),
    ],
    output: Annotated[
        Path | None, typer.Option("-o", metavar="FILE", help="The file to write; else stdout.")
    ] = None,
) -> None:
    """Read values on stdin, one a line; write their keyed digests for a detector's dictionary.

    The file holds no value, only their shapes and digests made with the estate's key.

    Example:

      pdscan digest --estate pdscan.yaml -o customers.digests < customers.txt
    """
    from pdscan.custom import dictionary
    from pdscan.estate import load
    from pdscan.model import UsageError

    key = load(estate).key()
    if key is None:
        raise UsageError(f"{estate} names no fingerprint_key: digests need a key")
    lines = list(dictionary.digested(sys.stdin.buffer.read(), key, "stdin"))
    if output is None:
        sys.stdout.buffer.writelines(lines)
        return
    try:
        output.write_bytes(b"".join(lines))
    except OSError as error:
        raise UsageError(f"{output} can't be written: {error.strerror}") from None
    typer.echo(f"{output} written: {len(lines) - 1} digests, no value")
