"""Turn tallies into findings: confidence, certainty, category, one finding per asset key.

The rules are those of the reconciliation page, section 6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pdscan import combinations, plugins, trail, who
from pdscan.finding_group import (
    Group,
    Place,
    Tallied,
    bound_of,
    certainty_of,
    confidence_of,
    in_field,
)
from pdscan.locators import asset_id, asset_key, finding_id
from pdscan.model import Container
from pdscan.report import Finding, Sample
from pdscan.tally import TypeTally, unpacked
from pdscan.taxonomy import Taxonomy

DROPPED = 0.5
LEXICON_TYPES = ("special.", "criminal.")
PEOPLE = (
    "person.name",
    "customer.id",
    "work.employee_id",
    "contact.email",
    "contact.phone",
    "gov.nir",
)


@dataclass(slots=True)
class Findings:
    """Hold the findings of a run and how many hits were too unsure to be one."""

    found: tuple[Finding, ...]
    discarded: int


def of_run(
    tallied: Iterable[Tallied],
    taxonomy: Taxonomy,
    estate: str,
    subjects: Mapping[str, tuple[str, ...]],
    only: Sequence[str] = (),
) -> Findings:
    """Return the findings of all tallies, sorted by asset key, locus, type and form.

    `subjects` are those of each asset id; `only` are types or prefixes of types (none: all).
    """
    found: list[Finding] = []
    discarded = 0
    ordered = sorted(tallied, key=lambda one: asset_key(one.asset.locator))
    for key, same in groupby(ordered, lambda one: asset_key(one.asset.locator)):
        made = _of_key(key, same, taxonomy, estate, subjects, only)
        found += made.found
        discarded += made.discarded
    return Findings(combinations.explained(found), discarded)


def _of_key(
    key: str,
    tallied: Iterable[Tallied],
    taxonomy: Taxonomy,
    estate: str,
    subjects: Mapping[str, tuple[str, ...]],
    only: Sequence[str],
) -> Findings:
    """Return the findings of the assets that share an asset key."""
    groups: dict[Place, Group] = {}
    discarded = 0
    with_people: set[str] = set()
    beside: set[str] = set()
    locators: dict[str, str] = {}
    for one in tallied:
        tally, name = unpacked(one.packed), asset_id(estate, one.asset.locator)
        discarded += tally.discarded
        for inner in dict.fromkeys(place[:3] for place in tally.types):
            groups.setdefault((key, *inner), Group()).add(one, tally, name, inner)
        locators[name] = one.asset.locator
        types = {type_id for _, type_id, _, _ in tally.types}
        beside |= types
        if any(type_id.startswith(PEOPLE) for type_id in types):
            with_people.add(name)
    found: list[Finding] = []
    for place, group in sorted(groups.items(), key=lambda item: item[0]):
        _, locus, type_id, form = place
        if not wanted(type_id, only) or _told_by_content(place, groups):
            continue
        entry = group.entry()
        confidence = confidence_of(type_id, locus, group, entry)
        if confidence < DROPPED:
            discarded += entry.hits
            continue
        identity = finding_id(estate, key, locus, type_id, form)
        finding = _finding(identity, place, group, entry, confidence, beside)
        if type_id.startswith(LEXICON_TYPES) and not with_people & set(finding.assets):
            finding = replace(finding, certainty="suspected")
        found.append(described(finding, taxonomy, subjects, locators))
    return Findings(tuple(found), discarded)


def _told_by_content(place: Place, groups: Mapping[Place, Group]) -> bool:
    """Say whether a file's name tells only that it is a mail, as its content does.

    The name of a recording stays: it says what was recorded.
    """
    key, locus, type_id, form = place
    mail = locus == "name" and type_id.startswith("content.")
    known = groups.get((key, "media", type_id, form)) if mail else None
    return known is not None and groups[place].examined.keys() <= known.examined.keys()


def wanted(type_id: str, only: Sequence[str]) -> bool:
    """Say whether a type is one of those asked for, or under one of their prefixes."""
    return not only or plugins.under(type_id, only)


def _finding(
    identity: str,
    place: Place,
    group: Group,
    entry: TypeTally,
    confidence: float,
    beside: Collection[str],
) -> Finding:
    key, locus, type_id, form = place
    examined = group.examined.total()
    in_cells = in_field(locus) and examined > 0
    return Finding(
        id=identity,
        asset_key=key,
        locus=locus,
        type=type_id,
        assets=tuple(sorted(group.examined)),
        form=form,
        qualifier=_qualifier(entry),
        container=Container(_most(entry.containers)),
        capacity=who.capacity(type_id, entry.capacities, beside),
        minors=None if group.minors is None else round(group.minors, 6),
        hits=entry.hits,
        examined=examined,
        share=round(entry.hits / examined, 6) if in_cells else None,
        distinct=entry.distinct,
        bound=bound_of(entry.hits, examined, group.alpha) if group.alpha and in_cells else None,
        cut=entry.truncations.written() if entry.truncations else None,
        confidence=round(confidence, 3),
        certainty=certainty_of(place, entry, confidence),
        why=_trail(locus, entry, confidence, entry.hits / examined if in_cells else None),
        samples=tuple(
            Sample(group.locators[kept.order], kept.masked, kept.digest, kept.at)
            for kept in entry.samples
        ),
    )


def _trail(locus: str, entry: TypeTally, confidence: float, share: float | None) -> tuple[str, ...]:
    """Return why the finding stands, with the field's name, the share and what chance took off."""
    parts = {trail.field_of(locus) if one == trail.FIELD else one for one in entry.reasons()}
    if share is not None:
        parts.add(f"share {share:.2f}")
    if confidence < entry.best:
        parts.add(f"{trail.step(entry.best, confidence, ())} by chance")
    return tuple(sorted(parts))


def described(
    one: Finding,
    taxonomy: Taxonomy,
    subjects: Mapping[str, tuple[str, ...]],
    locators: Mapping[str, str],
) -> Finding:
    """Add what the taxonomy says of the type, and the estate, else a name, of its subjects."""
    data_type = taxonomy.types.get(one.type)
    about = sorted({subject for name in one.assets for subject in subjects.get(name, ())})
    return replace(
        one,
        category=data_type.category if data_type else None,
        tier=data_type.tier if data_type else plugins.tier(one.type),
        subjects=tuple(
            about or sorted(who.inferred(map(locators.__getitem__, one.assets), one.locus))
        ),
    )


def _qualifier(entry: TypeTally) -> str | None:
    """Return the qualifier that all hits share, else None."""
    if len(entry.qualifiers) != 1:
        return None
    (name, count), *_ = entry.qualifiers.items()
    return name if count == entry.hits else None


def _most(counts: Counter[str]) -> str:
    """Return the commonest name; the first by name among equals."""
    return min(counts, key=lambda name: (-counts[name], name))
