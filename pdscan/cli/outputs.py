"""Write reports where --out says, and the terminal's own to stdout."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan.model import UsageError

if TYPE_CHECKING:
    from pdscan.report import Report

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Output:
    """Name one report to write: its format, and a path or `-` for stdout."""

    format: str
    path: str


def parse(written: Sequence[str]) -> tuple[Output, ...]:
    """Read FORMAT=PATH words; raise UsageError for an unknown format or a folder that isn't."""
    from pdscan import plugins

    outputs = []
    for text in written:
        name, equals, path = text.partition("=")
        if not equals or not path:
            raise UsageError(f"--out {text!r}: write FORMAT=PATH, as html=report.html or json=-")
        plugins.report(name)
        if path != STDOUT and not Path(path).absolute().parent.is_dir():
            raise UsageError(f"--out {text}: there is no folder {Path(path).absolute().parent}")
        outputs.append(Output(name, path))
    if sum(output.path == STDOUT for output in outputs) > 1:
        raise UsageError("only one report can go to stdout (-)")
    return tuple(outputs)


def paths(outputs: Sequence[Output]) -> tuple[str, ...]:
    """Return the absolute paths of the reports that go to files."""
    return tuple(str(Path(o.path).resolve()) for o in outputs if o.path != STDOUT)


def write(
    result: Report,
    outputs: Sequence[Output],
    *,
    language: str,
    quiet: bool,
    estate: Path | None = None,
) -> None:
    """Write every report; the terminal's is shown unless quiet or stdout holds another.

    `estate` is the file whose catalog keeps the run.
    """
    from pdscan import plugins

    for output in outputs:
        made = io.BytesIO()
        plugins.report(output.format)(language, estate=estate).write(result, made)
        if output.path == STDOUT:
            sys.stdout.buffer.write(made.getvalue())
            sys.stdout.buffer.flush()
        else:
            _replace(Path(output.path), made.getvalue())
    if not quiet and not any(output.path == STDOUT for output in outputs):
        _to_terminal(result, language, estate)


def _to_terminal(result: Report, language: str, estate: Path | None) -> None:
    from pdscan import plugins

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = shutil.get_terminal_size((100, 40)).columns
    plugins.report("terminal")(language, colour, width, estate).write(result, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _replace(path: Path, content: bytes) -> None:
    """Write a report whole or not at all, readable by its owner's umask."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UsageError(f"{path} can't be written: {error.strerror}") from None
