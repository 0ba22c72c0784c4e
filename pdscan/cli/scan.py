"""The command `pdscan scan`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pdscan.cli import words
from pdscan.model import NameSearch

if TYPE_CHECKING:
    from pdscan import planning
    from pdscan.cli import outputs
    from pdscan.report import Report


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(scan)


def scan(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]...",
            help="A path, - (stdin) or a URL: ./dir, export.csv, sqlite:///x.db, "
            "postgresql://host/db, mysql://host/db, s3://bucket/prefix, smb://server/share, "
            "sftp://host/dir, ftps://host/dir, webdavs://host/dir. With --estate: the name "
            "of a source, or a glob over locators, to scan only that part.",
        ),
    ] = None,
    estate: words.Estate = None,
    declared: words.DeclaredList = None,
    out: words.Out = None,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Read at most so many rows of each table.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Read every row of every table.")] = False,
    accept_sampling: Annotated[
        float | None,
        typer.Option(
            metavar="P", help="Count a sampled table as read if its unseen share is below P (95 %)."
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="TYPE", help="Look for this type, or all under this prefix, only."),
    ] = None,
    names: words.Names = NameSearch.SAMPLED,
    detectors: words.Detectors = None,
    workers: Annotated[int, typer.Option(min=1, help="Read with so many processes.")] = 1,
    triage: words.Triage = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="RUN",
            help="Read only what changed since this run: its id, `latest` (of this estate), "
            "or its JSON report.",
        ),
    ] = None,
    fail_on: words.FailOn = words.Severity.medium,
    as_of: Annotated[
        str | None, typer.Option(metavar="TIME", help="The instant that ages are counted at.")
    ] = None,
    lang: words.Lang = words.Language.fr,
    quiet: words.Quiet = False,
    verbose: words.Verbose = False,
    json_logs: words.JsonLogs = False,
) -> None:
    """Find personal data in the targets; with --declared, flag what was not declared.

    Exit code: 0 nothing at or above --fail-on and all was read, 1 such a verdict, 2 wrong usage,
    3 not all was read, 4 both.

    Examples:

      pdscan scan ./exports

      pdscan scan postgresql://localhost/crm s3://backups --declared policy.yaml --full

      pdscan scan --estate pdscan.yaml --out json=report.json --out html=report.html

      pdscan scan ./exports --detectors my-detectors.yaml

      pdscan scan --estate pdscan.yaml --since latest

      cat app.log | pdscan scan - --only payment

      pdscan scan ./exports --names full
    """
    from pdscan import planning
    from pdscan.cli import exit_codes, outputs

    words.logging_to_stderr(verbose, json_logs)
    written = outputs.parse(out or [])
    typed = planning.Typed(
        targets=tuple(targets or ()),
        estate=estate,
        declared=tuple(declared or ()),
        only=tuple(only or ()),
        names=names,
        detectors=tuple(detectors or ()),
        triage=triage,
        sample=sample,
        full=full,
        workers=workers,
        as_of=as_of,
        accept_sampling=accept_sampling,
        since=since,
    )
    result = _run(typed, written, quiet=quiet)
    outputs.write(result, written, language=lang.value, quiet=quiet, estate=estate)
    raise typer.Exit(exit_codes.of(result, fail_on.value))


def _run(typed: planning.Typed, written: tuple[outputs.Output, ...], *, quiet: bool) -> Report:
    from pdscan import planning
    from pdscan import scan as scanning
    from pdscan.catalog import Catalog, CatalogError, file_of
    from pdscan.cli import outputs
    from pdscan.cli.progress import Bar

    plan = planning.plan(typed)
    url = planning.catalog_url(typed.estate)
    try:
        catalog = Catalog(url)
    except CatalogError as error:
        sys.stderr.write(f"pdscan: {error}; this run is not kept\n")
        return scanning.run(plan, Bar(shown=not quiet))
    with catalog:
        own = {*file_of(url), *outputs.paths(written), *catalog.outputs()}
        plan = planning.with_own_files(plan, frozenset(own))
        seen = catalog.first_seen(plan.estate.id) if typed.estate else {}
        before = catalog.last(plan.estate.id) if typed.estate else None
        result = scanning.run(plan, Bar(shown=not quiet), seen, before)
        catalog.save(result, outputs.paths(written))
    return result
