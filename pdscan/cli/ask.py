"""The commands that answer questions: list, explain, check, init."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pdscan.cli import words


class Listed(StrEnum):
    """List what `pdscan list` can show."""

    detectors = "detectors"
    sources = "sources"
    reports = "reports"
    types = "types"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("list")(show_list)
    app.command()(explain)
    app.command()(check)
    app.command()(init)


def show_list(
    what: Annotated[Listed, typer.Argument(help="What to list.")],
    lang: words.Lang = words.Language.fr,
) -> None:
    """List detectors, sources, reports or types of data, a line each; of types, how they are found.

    Example:

      pdscan list types --lang en
    """
    from pdscan import plugins, taxonomy
    from pdscan.cli import ways

    if what is Listed.types:
        found = ways.ways()
        for data_type in taxonomy.load().types.values():
            title = data_type.en if lang is words.Language.en else data_type.fr
            how = ways.written(found[data_type.id], lang.value)
            typer.echo(f"{data_type.id:28} {title:42} {how}")
        for type_id, title in plugins.packed_titles().items():
            typer.echo(f"{type_id:28} {title}")
        for name, reason in plugins.missing().items():
            typer.echo(f"{name:28} not here: {reason}")
        return
    kind = what.value.removesuffix("s")
    for name in plugins.names(kind):
        typer.echo(f"{name:20} {plugins.title(kind, name)}")


def explain(
    name: Annotated[str, typer.Argument(help="A detector, source, report or type; or a finding.")],
    why: Annotated[
        Path | None,
        typer.Option(metavar="REPORT", help="Say which evidence made a finding of this report."),
    ] = None,
    lang: words.Lang = words.Language.fr,
) -> None:
    """Explain a detector, source, report or type of data, or why a report has a finding.

    Examples:

      pdscan explain card_number

      pdscan explain payment.card.pan

      pdscan explain --why report.json FINDING
    """
    if why is not None:
        from pdscan.cli.finding_page import finding_page
        from pdscan.planning import read_report

        typer.echo(finding_page(read_report(why), name, lang.value))
        return
    from pdscan import plugins, taxonomy
    from pdscan.model import UnknownNameError

    types = taxonomy.load().types
    if name in types:
        typer.echo(_type_page(name))
        return
    for kind in ("detector", "source", "report"):
        if name in plugins.names(kind):
            typer.echo(plugins.page(kind, name))
            return
    if under := [one for one in types if one.startswith(f"{name}.")]:
        for one in under:
            typer.echo(f"{one:28} {types[one].fr} / {types[one].en}")
        return
    packed = plugins.packed_titles((name,)) if name.partition(":")[0] in plugins.packs() else {}
    if found := {one: title for one, title in packed.items() if plugins.under(one, (name,))}:
        typer.echo(_packed_page(name) if name in found else _lines(found))
        return
    known = [*types, *(n for kind in ("detector", "source", "report") for n in plugins.names(kind))]
    raise UnknownNameError(
        "detector, source, report or type", name, known, all_by="pdscan list types|detectors|…"
    )


def _type_page(name: str) -> str:
    from pdscan import taxonomy
    from pdscan.cli import ways

    data_type = taxonomy.load().types[name]
    how = ways.written(ways.ways()[name], "en")
    lines = [
        f"{name}: {data_type.fr} / {data_type.en}",
        f"tier {data_type.tier}; declared by: {', '.join(data_type.core) or 'its own words only'}",
        f"found by: {', '.join(ways.finders(name)) or 'no detector yet'} ({how})",
        f"words of a policy: {', '.join(data_type.declared_as.get('fr', ()))}",
        f"names of fields: {', '.join(data_type.fields)}",
    ]
    if data_type.explicit_only:
        lines.append("never covered by a category phrase: a policy must name it")
    return "\n".join(lines)


def _packed_page(name: str) -> str:
    """Say what a type of a pack is, when it is looked for and which words name it."""
    from pdscan import plugins
    from pdscan.contracts import Pattern

    pack = plugins.packs()[name.partition(":")[0]]
    default = name in set(pack.on_by_default())
    found = [one for one in pack.detectors((name,)).values() if isinstance(one, Pattern)]
    fields = dict.fromkeys(entry for one in found for entry in one.fields)
    lines = [
        f"{name}: {pack.titles()[name]}",
        "looked for: " + ("always" if default else f"on demand (--only {name})"),
    ]
    if fields:
        lines.append(f"names of fields: {', '.join(fields)}")
    return "\n".join(lines)


def _lines(titles: Mapping[str, str]) -> str:
    return "\n".join(f"{name:28} {title}" for name, title in titles.items())


def check(
    targets: Annotated[list[str] | None, typer.Argument(metavar="[TARGET]...")] = None,
    estate: words.Estate = None,
) -> None:
    """Connect to every source and count what it lists; no content is read.

    Of a database it also says how pdscan behaves there, warns where its user may write, and offers
    lines for columns whose names tell of an event.

    Exit code: 0 all can be reached, 1 not all.

    Example:

      pdscan check --estate pdscan.yaml
    """
    from pdscan import planning
    from pdscan.scan import look_at
    from pdscan.targets import without_credentials

    plan = planning.plan(planning.Typed(targets=tuple(targets or ()), estate=estate))
    failed = 0
    for spec in plan.sources:
        look = look_at(spec)
        failed += bool(look.gaps)
        typer.echo(f"{spec.name:16} {without_credentials(spec.target)}  {look.assets} assets")
        if look.views:
            typer.echo(f"  views left out: {look.views}; `views: true` of the source reads them")
        for remark in look.remarks:
            typer.echo(f"  {remark}")
        if look.times:
            typer.echo("  dates by their names, to check and copy to `assets` of the estate file:")
        for line in look.times:
            typer.echo(f"  {line}")
        for gap in look.gaps:
            sys.stderr.write(f"  {gap.reason}: {gap.detail} ({gap.locator})\n")
    raise typer.Exit(1 if failed else 0)


def init(
    path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("pdscan.yaml"),
    from_scan: Annotated[
        Path | None,
        typer.Option(metavar="REPORT", help="Propose a mapping for what a JSON report lists."),
    ] = None,
    declared: words.DeclaredList = None,
) -> None:
    """Write a commented estate file to start from, or one that proposes a mapping after a scan.

    Examples:

      pdscan init && pdscan check --estate pdscan.yaml

      pdscan init --from-scan report.json --declared policy.yaml
    """
    from pdscan.cli.estate_example import TEXT
    from pdscan.model import UsageError

    text = TEXT if from_scan is None else _from_scan(from_scan, declared or [])

    if path.exists():
        raise UsageError(f"{path} is there already: name another file, or move it away")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}") from None
    typer.echo(f"{path} written: fill it in, then: pdscan check --estate {path}")


def _from_scan(report: Path, declared: list[Path]) -> str:
    """Return an estate file made from a report, judged anew where declarations are named."""
    from pdscan import api
    from pdscan.cli import estate_from_scan
    from pdscan.planning import read_report

    found = read_report(report)
    if declared:
        found = api.reconcile(found, declared)
    return estate_from_scan.text_of(found, declared)
