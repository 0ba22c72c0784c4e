"""Offer pdscan to Python programs: detect, read, scan, reconcile; results are frozen values.

>>> from pdscan import api
>>> [(m.type, m.start, m.end) for m in next(api.detect(["écrire à zoe@example.org"]))]
[('contact.email', 9, 24)]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan.contracts import IGNORED, ReadOptions
from pdscan.model import Asset, Block, Gap, Match, UnreadableError
from pdscan.report import Report

if TYPE_CHECKING:
    from pdscan.declarations import Declaration

__all__ = ["declare", "detect", "digests", "read", "reconcile", "scan"]

TEXTS_AT_ONCE = 64


def detect(
    texts: Iterable[str],
    *,
    types: Sequence[str] | None = None,
    language: str | None = None,
    detectors: Iterable[str | Path] = (),
    key: bytes | None = None,
) -> Iterator[list[Match]]:
    """Yield the matches of each text, by start, in characters; a match holds no value.

    `types`: only these, or those under these dotted prefixes; a text that is nothing but a value is
    then read as a cell of a column so named would be: who names the type has said the word nearby
    that it may need elsewhere. Types named `presidio:…` keep Presidio's own scores, low ones too;
    all others begin at 0.5. `language` is kept for detectors that depend on one; all those of
    today read French and English alike. `detectors`: files of your own detectors, beside those
    that are installed; `key` opens their dictionaries of digests.
    """
    from pdscan import custom, taxonomy
    from pdscan.detection.engine import Engine
    from pdscan.findings import wanted
    from pdscan.plan import chosen_detectors

    del language
    only = tuple(types or ())
    own = custom.load([Path(path) for path in detectors], key).detectors
    engine = Engine(chosen_detectors(only, custom=own), taxonomy.load(), low_scores=True)
    source = iter(texts)
    while some := list(islice(source, TEXTS_AT_ONCE)):
        for matches in engine.detect_all(some, frozenset(only)):
            yield [match for match in matches if wanted(match.type, only)]


def digests(values: Iterable[str], key: bytes) -> Iterator[str]:
    """Yield the lines of a dictionary of keyed digests: it holds the values' shapes, no value.

    `key` is the estate's fingerprint key, as bytes; a detector names the file as its dictionary.
    """
    from pdscan.custom import dictionary

    text = "\n".join(value.replace("\n", " ") for value in values)
    for line in dictionary.digested(text.encode("utf-8", "replace"), key, "values"):
        yield line.decode("ascii").rstrip("\n")


def read(target: str | Path, *, sample: int | None = None) -> Iterator[tuple[Asset, Block | Gap]]:
    """Yield what a scan would read of a target, and a Gap for what it could not.

    `sample`: at most so many rows of each table; None reads tables in full. A target that can't
    be reached raises UnreadableError.
    """
    from pdscan.targets import specs

    (spec,) = specs([str(target)], ReadOptions(sample_rows=sample))
    with spec.open() as source:
        for asset in source.assets():
            if isinstance(asset, Gap):
                yield Asset(asset.locator, spec.name, "unlisted"), asset
                continue
            if asset.kind == IGNORED:
                continue
            try:
                for member, piece in source.blocks(asset):
                    if isinstance(piece, Block | Gap):
                        yield member, piece
            except UnreadableError as error:
                yield asset, Gap(asset.locator, error.reason, error.detail)


def scan(
    targets: str | Path | Iterable[str | Path] = (),
    *,
    estate: str | Path | None = None,
    declared: Iterable[str | Path] = (),
    only: Sequence[str] = (),
    detectors: Iterable[str | Path] = (),
    sample: int | None = None,
    full: bool = False,
    names: str | bool = "sampled",
    workers: int = 1,
    as_of: str | None = None,
    accept_sampling: float | None = None,
    triage: str | Path | None = None,
    since: str | Path | None = None,
) -> Report:
    """Scan the targets, or the estate's sources, and return the report; keeps no catalog.

    Options mean what they mean on the command line; `names` may also be False for "off" and True
    for "sampled". Raises UsageError where the words can't be
    meant; a source that can't be reached is a gap in the report.
    """
    from pdscan import scan as scanning
    from pdscan.planning import Typed, plan

    listed = [targets] if isinstance(targets, str | Path) else list(targets)
    typed = Typed(
        targets=tuple(str(target) for target in listed),
        estate=Path(estate) if estate else None,
        declared=tuple(Path(path) for path in declared),
        only=tuple(only),
        detectors=tuple(Path(path) for path in detectors),
        sample=sample,
        full=full,
        names=names if isinstance(names, str) else ("sampled" if names else "off"),
        workers=workers,
        as_of=as_of,
        accept_sampling=accept_sampling,
        triage=None if triage is None else Path(triage),
        since=None if since is None else str(since),
    )
    return scanning.run(plan(typed))


def declare(document: str | Path) -> Declaration:
    """Read a declaration file, long or short form, or what a policy or a register declares.

    A policy is txt, md, html, pdf or docx, in French or English; a register is ods, xlsx, csv,
    json, jsonld, a Fideslang YAML or a Markdown table. Raises ConfigurationError for what is wrong
    in a declaration, or where nothing can be read.
    """
    from pdscan import declaring

    return declaring.declared(Path(document))


def reconcile(
    report: Report,
    declared: Iterable[str | Path | Declaration],
    *,
    estate: str | Path | None = None,
    triage: str | Path | None = None,
) -> Report:
    """Judge a report's findings again, against other declarations or another estate file.

    Without `declared`, the estate's own declarations are taken; whether the run is complete is
    worked out anew. `triage` is a file of decisions, else the one beside the estate file.
    """
    from pdscan import taxonomy
    from pdscan.estate import load as load_estate
    from pdscan.planning import check_map, check_places, decisions
    from pdscan.planning import declared as declared_file
    from pdscan.reconcile.completeness import reopened
    from pdscan.reconcile.judgement import judge
    from pdscan.run_report import placed_again, with_decisions
    from pdscan.triage.applying import assigned

    report, listed = reopened(report), list(declared)
    loaded_estate = None if estate is None else load_estate(Path(estate))
    if loaded_estate is not None:
        report = placed_again(report, loaded_estate)
        listed = listed or [*loaded_estate.declared_paths()]
    declarations, shas = [], {}
    for one in listed:
        if isinstance(one, str | Path):
            loaded = declared_file(Path(one))
            shas[loaded.declaration.id] = loaded.sha256 or ""
            declarations.append(loaded.declaration)
        else:
            declarations.append(one)
    if loaded_estate is not None:
        check_map(loaded_estate, declarations)
    decided = decisions(
        None if triage is None else Path(triage), None if estate is None else Path(estate)
    )
    check_places(report, decided, declarations)
    report = assigned(replace(report, verdicts=()), decided)
    return with_decisions(judge(report, declarations, taxonomy.load(), shas=shas), decided)
