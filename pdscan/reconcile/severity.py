"""Weigh verdicts: the severity table of section 8, its modifiers, and the order inside a level.

Two decisions: secrets count as tier 4, and a known public test number weighs one level less, as
section 6 asks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pdscan.model import Container
from pdscan.reconcile.case import Case, Decision
from pdscan.report import SEVERITIES, Finding, Verdict

# By tier:            0  1  2  3  4 (and S)
TABLE = {
    "DECLARED_VAGUE": (1, 1, 1, 2, 2),
    "DECLARED_ELSEWHERE": (1, 1, 2, 3, 3),
    "UNDECLARED": (2, 2, 3, 3, 3),
    "DENIED": (3, 3, 3, 4, 4),
    "EXCESS_PRECISION": (3, 3, 3, 4, 4),
    "SENSITIVE_UNDECLARED": (4, 4, 4, 4, 4),
    "CREDENTIAL_EXPOSED": (4, 4, 4, 4, 4),
    "OUT_OF_SCOPE": (1, 1, 2, 3, 3),
    "UNMAPPED": (1, 1, 1, 1, 1),
    "RETENTION_UNDETERMINED": (1, 1, 1, 1, 1),
    "RETENTION_EXCEEDED": (2, 2, 3, 3, 3),
    "LOCATION_UNDETERMINED": (1, 1, 1, 1, 1),
}
WEAK_HASH = 3
# By what makes it worse: outside the EEA, denied.
OF_PLACE = {"LOCATION_MISMATCH": (2, 3), "RECIPIENT_MISMATCH": (2, 3), "WRONG_SUBJECT": (2, 3)}
# All other kinds (DECLARED, NOT_PERSONAL, OBSERVED, NOT_OBSERVED, NOT_ASSESSED) weigh nothing,
# and no modifier applies to them.
CRITICAL = len(SEVERITIES) - 1
LONG_TEXT_TIERS = (2, 3)
TEST_VALUE = "test_value"
DROPPED = 0.5
"""A confidence below this asserts nothing (section 6)."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Join a verdict with what ranks it inside its level."""

    verdict: Verdict
    tier: int = 0
    distinct: int = 0
    public: bool = False
    days_late: int = 0


def weigh(
    case: Case, decision: Decision, finding: Finding, *, suspected: bool, published: bool
) -> str:
    """Return the severity of a category verdict; `published`: publication is declared here."""
    steps = TABLE.get(decision.kind)
    if steps is None:
        return SEVERITIES[0]
    tier = case.type.rank
    level = WEAK_HASH if decision.reason == "weak_hash" else steps[tier]
    level += case.place.public and not published
    level += finding.container == Container.FREE_TEXT and tier in LONG_TEXT_TIERS
    level -= suspected
    level -= finding.qualifier == TEST_VALUE
    return SEVERITIES[max(0, min(CRITICAL, level))]


def weigh_place(
    kind: str, *, tier: int = 0, worse: bool = False, public: bool = False, suspected: bool = False
) -> str:
    """Return the severity of a verdict on a place; `public`: exposed, which nobody declared."""
    if kind in OF_PLACE:
        level = OF_PLACE[kind][worse]
    elif kind in TABLE:
        level = TABLE[kind][tier]
    else:
        return SEVERITIES[0]
    return SEVERITIES[max(0, min(CRITICAL, level + public - suspected))]


def order(ruling: Ruling) -> tuple[int, int, int, bool, int, str]:
    """Return the sort key: severity, tier, people (log10), exposure, age over the limit, id."""
    people = int(math.log10(max(1, ruling.distinct)))
    level = SEVERITIES.index(ruling.verdict.severity)
    rank = (-level, -ruling.tier, -people, not ruling.public, -ruling.days_late)
    return (*rank, ruling.verdict.id)


def worst(rulings: Iterable[Ruling]) -> Iterator[Ruling]:
    """Yield one ruling for each verdict's id: the heaviest."""
    kept: dict[str, Ruling] = {}
    for ruling in rulings:
        other = kept.get(ruling.verdict.id)
        if other is None or order(ruling) < order(other):
            kept[ruling.verdict.id] = ruling
    yield from kept.values()
