"""Turn tallies into findings: confidence, certainty, category, one finding per asset key.

The rules are those of the reconciliation page, section 6.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pdscan.locators import asset_id, asset_key, finding_id
from pdscan.model import Asset, Container, Form
from pdscan.report import Bound, Finding, Sample
from pdscan.tally import Key, Tally, TypeTally
from pdscan.taxonomy import Taxonomy

LIKELY = 0.8
DROPPED = 0.5
ALONE = 0.6
CHANCE_SHARE = 0.35
CHANCE_TRIES = 10
LEVEL = 0.95
_Z = 1.6449


@dataclass(frozen=True, slots=True)
class Tallied:
    """Join an asset with its tally, and whether only a sample of it was read."""

    asset: Asset
    tally: Tally
    sampled: bool = False


@dataclass(slots=True)
class Findings:
    """Hold the findings of a run and how many hits were too unsure to be one."""

    found: tuple[Finding, ...]
    discarded: int


@dataclass(slots=True)
class _Group:
    entry: TypeTally
    examined: int
    checked: int
    passed: int
    sampled: bool
    assets: list[str] = field(default_factory=list)
    locators: dict[int, str] = field(default_factory=dict)


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
    groups: dict[tuple[str, Key], _Group] = {}
    discarded = 0
    for one in tallied:
        discarded += one.tally.discarded
        _group(one, estate, groups)
    found: list[Finding] = []
    for (key, (locus, type_id, form)), group in sorted(groups.items(), key=lambda item: item[0]):
        if not wanted(type_id, only):
            continue
        confidence = _confidence(locus, group)
        if confidence < DROPPED:
            discarded += group.entry.hits
            continue
        identity = finding_id(estate, key, locus, type_id, form)
        about = subjects.get(group.assets[0], ())
        found.append(
            _finding(identity, key, locus, type_id, form, group, confidence, taxonomy, about)
        )
    return Findings(tuple(found), discarded)


def wanted(type_id: str, only: Sequence[str]) -> bool:
    """Say whether a type is one of those asked for, or under one of their prefixes."""
    return not only or any(type_id == one or type_id.startswith(f"{one}.") for one in only)


def _group(one: Tallied, estate: str, groups: dict[tuple[str, Key], _Group]) -> None:
    key = asset_key(one.asset.locator)
    for place, entry in one.tally.types.items():
        locus = place[0]
        rules = list(entry.rules)
        checked = sum(one.tally.checked[locus, rule] for rule in rules)
        passed = sum(one.tally.passed[locus, rule] for rule in rules)
        examined = one.tally.examined[locus]
        group = groups.get((key, place))
        if group is None:
            fresh = TypeTally()
            group = groups[key, place] = _Group(fresh, 0, 0, 0, sampled=False)
        for sample in entry.samples:
            group.locators.setdefault(sample.order, one.asset.locator)
        group.entry.merge(entry)
        group.examined += examined
        group.checked += checked
        group.passed += passed
        group.sampled |= one.sampled
        group.assets.append(asset_id(estate, one.asset.locator))


def _confidence(locus: str, group: _Group) -> float:
    """Lower what chance explains: few passes among many tries, one value in a column."""
    entry = group.entry
    if not entry.strict or entry.context:
        return entry.best
    if group.checked >= CHANCE_TRIES and group.passed < CHANCE_SHARE * group.checked:
        return 0.0
    in_field = locus.startswith(("column:", "key:"))
    few = group.passed < CHANCE_SHARE * group.checked
    if in_field and entry.distinct < 2 and (few or entry.hits < group.examined):
        return min(entry.best, ALONE)
    return entry.best


def _certainty(entry: TypeTally, confidence: float) -> str:
    if entry.strict and confidence > ALONE and (entry.context or entry.distinct >= 2):
        return "confirmed"
    return "likely" if confidence >= LIKELY else "suspected"


def _finding(
    identity: str,
    key: str,
    locus: str,
    type_id: str,
    form: str,
    group: _Group,
    confidence: float,
    taxonomy: Taxonomy,
    about: tuple[str, ...],
) -> Finding:
    entry = group.entry
    data_type = taxonomy.types.get(type_id)
    in_field = locus.startswith(("column:", "key:"))
    share = round(entry.hits / group.examined, 6) if in_field and group.examined else None
    return Finding(
        id=identity,
        asset_key=key,
        locus=locus,
        type=type_id,
        assets=tuple(sorted(set(group.assets))),
        category=data_type.category if data_type else None,
        tier=data_type.tier if data_type else None,
        form=Form(form),
        qualifier=_qualifier(entry),
        container=Container(_most(entry.containers)),
        capacity=_most(entry.capacities),
        subjects=about,
        hits=entry.hits,
        examined=group.examined,
        share=share,
        distinct=entry.distinct,
        bound=_bound(entry.hits, group.examined) if group.sampled and in_field else None,
        confidence=round(confidence, 3),
        certainty=_certainty(entry, confidence),
        why=tuple(sorted(entry.why)),
        samples=tuple(
            Sample(group.locators[kept.order], kept.masked, kept.digest, kept.at)
            for kept in entry.samples
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


def _bound(hits: int, examined: int) -> Bound:
    """Return the upper Wilson bound of the share (one-sided, 95 %)."""
    share = hits / examined
    spread = _Z * math.sqrt(share * (1 - share) / examined + _Z**2 / (4 * examined**2))
    upper = (share + _Z**2 / (2 * examined) + spread) / (1 + _Z**2 / examined)
    return Bound(LEVEL, round(min(1.0, upper), 6))
