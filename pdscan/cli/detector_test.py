"""The command `pdscan test`: is a detector right, and is it quick?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pdscan.cli import words

if TYPE_CHECKING:
    from pdscan.contracts import Detector

_FILES = (".yaml", ".yml", ".json")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("test")(try_detector)


def try_detector(
    detector: Annotated[
        str, typer.Argument(metavar="DETECTOR", help="A file of detectors (YAML), or a name.")
    ],
    estate: words.Estate = None,
) -> None:
    """Test detectors: their own examples, and what they cost on made-up text.

    A detector that fails an example, has none, or is slow is refused. The examples of the
    detectors that come with pdscan are in its source tree; of these only the pace is tested.
    --estate gives the key that dictionaries of digests need.

    Exit code: 0 right and quick, 1 not, 2 the file can't be read.

    Examples:

      pdscan test my-detectors.yaml

      pdscan test iban
    """
    path = Path(detector)
    is_file = path.suffix.lower() in _FILES or path.is_file()
    complaints = list(_of_file(path, estate) if is_file else _of_name(detector))
    for complaint in complaints:
        typer.echo(f"refused: {complaint}")
    raise typer.Exit(1 if complaints else 0)


def _of_file(path: Path, estate: Path | None) -> Iterator[str]:
    """Yield what is wrong with the detectors of a file, by line."""
    from pdscan.custom import examples
    from pdscan.custom.files import read
    from pdscan.estate import load

    for one in read(path, load(estate).key() if estate else None):
        listed = one.entry.examples
        faults = examples.failures(one)
        count = len(listed.match) + len(listed.silent)
        typer.echo(f"{one.entry.name}: {count - len(faults)} of {count} examples are right")
        for place, said in faults:
            yield f"{path}:{one.line(*place)}: {said}"
        if not listed.match:
            yield f"{path}:{one.line()}: {one.entry.name} has no example of what it must find"
        for said in _pace(one.entry.name, one.detector):
            yield f"{path}:{one.line('patterns')}: {said}"


def _of_name(name: str) -> Iterator[str]:
    from pdscan import plugins

    typer.echo(f"{name}: its table of examples is in the source tree (tests/detectors), not here")
    yield from _pace(name, plugins.detector(name))


def _pace(name: str, detector: Detector) -> Iterator[str]:
    from pdscan.contracts import Pattern
    from pdscan.custom.pace import measure

    if not isinstance(detector, Pattern):
        typer.echo(f"{name}: no pattern, so its pace is not measured")
        return
    pace = measure(name, detector)
    typer.echo(
        f"{name}: {pace.candidates:,.1f} candidates and {pace.milliseconds:.2f} ms for each MB"
        f" of made-up text ({pace.automaton:.2f} ms of it in the automaton)"
    )
    if pace.complaint:
        yield f"{name} is slow: {pace.complaint}"
