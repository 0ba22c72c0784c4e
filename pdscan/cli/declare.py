"""The command `pdscan declare`: turn a policy into a declaration, or check a declaration file."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pdscan.model import UsageError

if TYPE_CHECKING:
    from pdscan.declaring import Extracted
    from pdscan.policies import Extraction


_YAML = (".yaml", ".yml")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(declare)


def declare(
    documents: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[DOCUMENT]...",
            help="A policy (txt, md, html, pdf, docx), a register (ods, xlsx, csv, json, jsonld,"
            " Fideslang YAML, Markdown table) or a declaration; several are merged.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="Write here: the declaration (.yaml), or a register of it (.ods, .xlsx, .csv,"
            " .jsonld for DPV, .fides.yaml for Fideslang); .short.yaml: its short form.",
        ),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="FILE", help="The declaration to check (YAML or JSON)."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Show the policy with every phrase by what it became."
        ),
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a declaration, for editors.")
    ] = False,
    lang: Annotated[
        str,
        typer.Option("--lang", help="Language of --html and of what is weak: fr or en."),
    ] = "fr",
    strict: Annotated[
        bool, typer.Option("--strict", help="With --check: what is weak counts as wrong.")
    ] = False,
) -> None:
    """Read what a privacy policy or a register declares, each item with its sentence or cell.

    What is doubtful is marked `review: true`, with a comment; what the document doesn't say stays
    null. With --check: every problem of a declaration with its line and the nearest valid word, and
    what is weak in it: catch-all words and what they would cover, what is missing, who is unnamed.

    Several documents of one organisation become one declaration; what they disagree on is shown.
    A declaration that is read first and written to as well keeps its comments, order and quotes; a
    short form becomes a long one. What both say then stands twice, each with its own source.

    Exit code: 0 right, 1 wrong (--check), 2 nothing could be read.

    Examples:

      pdscan declare policy.html -o declared.yaml

      pdscan declare registre.ods -o declared.yaml

      pdscan declare policy.html registre.ods -o declared.yaml

      pdscan declare declared.yaml registre.ods -o declared.yaml

      pdscan declare declared.yaml -o registre.ods

      pdscan declare policy.html --html review.html

      pdscan declare --check declared.yaml
    """
    if schema:
        if documents or check or out or html:
            raise UsageError("--schema stands alone: pdscan declare --schema > FILE")
        _print_schema()
        return
    if bool(documents) == (check is not None):
        raise UsageError(
            "name a policy to read (pdscan declare policy.html), or a declaration to check"
            " (pdscan declare --check declared.yaml)"
        )
    if lang not in ("fr", "en"):
        raise UsageError(f"--lang {lang}: fr or en")
    if check is not None and (out is not None or html is not None):
        raise UsageError("--out and --html go with a document to read, not with --check")
    if strict and check is None:
        raise UsageError("--strict goes with --check")
    if documents and html is not None:
        _review(documents, html, lang, out)
    elif documents:
        _extract(documents, out)
    elif check is not None:
        _check(check, lang, is_strict=strict)


def _extract(documents: list[Path], out: Path | None) -> None:
    from pdscan import declaring
    from pdscan.declarations import rewriting
    from pdscan.registers import short, writing

    is_own = out is not None and _is_own(out, documents[0])
    if out is not None and out.exists() and not is_own:
        raise UsageError(_taken(out))
    if out is not None and out.suffix.lower() not in _YAML and not writing.is_target(out):
        known = ", ".join((*_YAML, *writing.SUFFIXES))
        raise UsageError(f"{out}: a declaration is written as one of {known}")
    beside = str(out.parent if out is not None else Path())
    written = [os.path.relpath(str(one), beside) for one in documents]
    if len(documents) > 1:
        found = declaring.merge(documents, written)
    else:
        found = declaring.extract(documents[0], path_written=written[0])
    if out is None:
        typer.echo(found.yaml, nl=False)
    elif is_own:
        _write_back(out, rewriting.rewritten(out, found.declaration, found.doubts))
    else:
        is_register = writing.is_target(out)
        if out.name.lower().endswith(short.SUFFIXES):
            content = short.written(found.declaration).encode()
        elif is_register:
            content = writing.written(found.declaration, out)
        else:
            content = found.yaml.encode()
        _write(out, content)
    typer.echo(_summary(found), err=True)


def _is_own(out: Path, first: Path) -> bool:
    """Say whether the file to write is the declaration that is read, in its long form."""
    from pdscan.registers import is_register, short

    return (
        out.exists()
        and out.samefile(first)
        and out.suffix.lower() in _YAML
        and not out.name.lower().endswith(short.SUFFIXES)
        and not is_register(out)
    )


def _taken(out: Path) -> str:
    more = f", or read it first as well (pdscan declare {out} … -o {out})"
    return f"{out} exists already, perhaps corrected by hand: name another file" + (
        more if out.suffix.lower() in _YAML else ""
    )


def _print_schema() -> None:
    from pdscan.declarations import schema

    typer.echo(schema.PATH.read_text("utf-8"), nl=False)


def _review(documents: list[Path], html: Path, language: str, out: Path | None) -> None:
    """Write the review page of one policy, and its declaration where it is asked for."""
    from pdscan import policies, registers, review
    from pdscan.declarations.loading import SUFFIXES

    (document, *more) = documents
    if more or document.suffix.lower() in SUFFIXES or registers.is_register(document):
        raise UsageError("--html shows one policy: txt, md, html, pdf or docx")
    if out is not None and out.exists():
        raise UsageError(_taken(out))
    beside = str(out.parent if out is not None else Path())
    found = policies.extract(document, path_written=os.path.relpath(str(document), beside))
    _write(html, review.page(found, language).encode("utf-8", "replace"))
    if out is not None:
        _write(out, found.yaml.encode())
    typer.echo(_summary(found), err=True)


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{out} can't be written: {error.strerror}") from None


def _write_back(out: Path, content: bytes) -> None:
    """Write a file that is there, whole or not at all."""
    place = out.resolve()
    draft = place.with_name(f".{place.name}.new")
    try:
        draft.write_bytes(content)
        shutil.copymode(place, draft)
        draft.replace(place)
    except OSError as error:
        raise UsageError(f"{out} can't be written: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)


def _summary(found: Extracted | Extraction) -> str:
    read = found.declaration
    conflicts = sum(one.code == "conflict" for one in read.issues)
    items = len(read.data) + sum(len(one.data.items) for one in read.activities)
    counts = {
        "activities": len(read.activities),
        "data items": items,
        "retention sets": len(read.retention),
        "recipients": len(read.recipients),
        "denials": len(read.denials),
        "to look at again (review: true)": len(found.doubts),
    }
    if conflicts:
        counts["conflicts (issues)"] = conflicts
    told = ", ".join(f"{what}: {count}" for what, count in counts.items())
    return f"{read.controller.name or 'controller not named'} · {told}"


def _check(path: Path, language: str, *, is_strict: bool) -> None:
    from pdscan import declaring, taxonomy
    from pdscan.declarations import loading as declaration_file
    from pdscan.declarations.weaknesses import weaknesses

    problems = declaring.problems(path)
    for problem in problems:
        typer.echo(f"{path}:{problem.line}: {problem.severity}: {problem.message}")
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)
    found = declaration_file.load(path)
    weak = weaknesses(found, taxonomy.load())
    lines = declaration_file.lines(path)
    for one in weak:
        said = one.en if language == "en" else one.fr
        typer.echo(f"{path}:{lines.get(one.item, 1)}: weak: {one.item}: {said}")
    typer.echo(
        f"{path} is right: {found.controller.name or found.id} · activities: "
        f"{len(found.activities)}, denials: {len(found.denials)}, retention rules: "
        f"{len(found.retention)}, weaknesses: {len(weak)}"
    )
    if weak and is_strict:
        raise typer.Exit(1)
