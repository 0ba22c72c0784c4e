"""Hold what the decision list looks at: a type in a form at a place, about some people.

Two findings that agree in all this get the same decision, so it is made once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pdscan.model import Form
from pdscan.reconcile.placement import Placement
from pdscan.report import Cited, Finding
from pdscan.taxonomy import DataType, Taxonomy

HOSTED = "hosted_client_subject"
TIERS = (0, 1, 2, 3, 4, "S")
LIKELY = 0.8


@dataclass(frozen=True, slots=True)
class Case:
    """Hold one case; `is_guessed` says that its subjects were inferred, not mapped."""

    type_id: str
    tier: int | str
    form: Form
    capacity: str
    subjects: frozenset[str]
    is_guessed: bool
    place: Placement
    type: DataType = field(compare=False)
    in_taxonomy: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold what an item of the list decided, and the words that it rests on.

    `why` names the clause of the explanation. `by_map` says that the answer rests on the asset's
    activities, `by_guess` that it rests on inferred subjects.
    """

    kind: str
    why: str
    assurance: str | None = None
    by: tuple[Cited, ...] = ()
    activity: str | None = None
    reason: str | None = None
    by_map: bool = True
    by_guess: bool = False


def of(finding: Finding, place: Placement, taxonomy: Taxonomy, *, has_assets: bool = True) -> Case:
    """Return the case of a finding at a place.

    The map's subjects come first. Those of the finding alone were inferred, unless the report
    lists no assets: then a person wrote them. A type that the taxonomy hasn't takes the finding's
    tier, or 1.
    """
    known = taxonomy.types.get(finding.type)
    tier = finding.tier if finding.tier in TIERS else 1
    kind = known or DataType(id=finding.type, fr=finding.type, en=finding.type, tier=tier)
    return Case(
        type_id=finding.type,
        tier=kind.tier,
        form=finding.form,
        capacity=place.capacity or finding.capacity,
        subjects=place.subjects or frozenset(finding.subjects),
        is_guessed=bool(finding.subjects) and not place.subjects and has_assets,
        place=place,
        type=kind,
        in_taxonomy=known is not None,
    )


def certainty(finding: Finding) -> str:
    """Return the finding's certainty; one that says not why is as sure as its score."""
    if not finding.why and finding.confidence < LIKELY:
        return "suspected"
    return finding.certainty
