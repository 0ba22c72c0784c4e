"""Judge a report: run every axis over it, then count, order and conclude.

An axis is a function from (report, book, places, detected types) to rulings; a new axis is a
module and a name in `AXES`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType

from pdscan.declarations import Declaration
from pdscan.reconcile import severity, summary
from pdscan.reconcile.book import Book
from pdscan.reconcile.category_axis import judge_categories
from pdscan.reconcile.completeness import concluded, reopened
from pdscan.reconcile.coverage_axis import judge_coverage
from pdscan.reconcile.declaration_axis import judge_declared
from pdscan.reconcile.location_axis import judge_location
from pdscan.reconcile.placement import Places
from pdscan.reconcile.proposals import with_proposals
from pdscan.reconcile.recipient_axis import judge_recipients
from pdscan.reconcile.retention_axis import judge_retention
from pdscan.reconcile.severity import Ruling
from pdscan.reconcile.status import conclude
from pdscan.reconcile.subject_axis import judge_subjects
from pdscan.report import Report, Verdict
from pdscan.taxonomy import Taxonomy

Axis = Callable[[Report, Book, Places, frozenset[str] | None], Iterable[Ruling]]

AXES: tuple[Axis, ...] = (
    judge_categories,
    judge_retention,
    judge_location,
    judge_recipients,
    judge_subjects,
    judge_declared,
    judge_coverage,
)
NOTHING: Mapping[str, str] = MappingProxyType({})


def judge(
    report: Report,
    declarations: Sequence[Declaration],
    taxonomy: Taxonomy,
    *,
    shas: Mapping[str, str] = NOTHING,
    history: Mapping[str, str] = NOTHING,
    detected_types: frozenset[str] | None = None,
) -> Report:
    """Return the report with its verdicts, worst first, and its status.

    `shas` gives declaration files' digests by declaration id, `history` the states of verdicts of
    earlier runs by verdict id, `detected_types` the types that have an enabled detector (None:
    all). Without any declaration nothing is judged, and older verdicts go.
    """
    report = with_proposals(reopened(report), declarations)
    places = Places(report)
    ended = concluded(report, places)
    if not declarations:
        return _unjudged(ended, places)
    book = Book(declarations, taxonomy)
    with _no_cycles():
        rulings = [ruling for axis in AXES for ruling in axis(report, book, places, detected_types)]
        rulings.sort(key=severity.order)
    verdicts = tuple(_in_state(ruling.verdict, history) for ruling in rulings)
    blind_spots = summary.blind_spots(declarations, report, places)
    return replace(
        ended,
        status=conclude(ended, verdicts, places),
        declarations=summary.used(declarations, verdicts, shas),
        coverage=replace(ended.coverage, blind_spots=blind_spots),
        verdicts=verdicts,
        summary=summary.count(verdicts, report.findings, report.summary),
    )


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Keep the cyclic collector from walking verdicts, which hold no cycle: a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _in_state(verdict: Verdict, history: Mapping[str, str]) -> Verdict:
    state = history.get(verdict.id, "new")
    return verdict if state == verdict.state else replace(verdict, state=state)


def _unjudged(report: Report, places: Places) -> Report:
    blind_spots = summary.blind_spots((), report, places)
    return replace(
        report,
        status="NOT_JUDGED",
        declarations=(),
        coverage=replace(report.coverage, blind_spots=blind_spots),
        verdicts=(),
        summary=summary.count((), report.findings, report.summary),
    )
