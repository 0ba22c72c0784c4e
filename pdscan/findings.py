"""Turn tallies into findings: confidence, certainty, category, one finding per asset key.

The rules are those of the reconciliation page, section 6.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pdscan import birth_dates, combinations, plugins, trail, who
from pdscan.detection.chance import DOUBTED, few, is_chance
from pdscan.locators import asset_id, asset_key, finding_id
from pdscan.model import STRINGS, Asset, Container, Form
from pdscan.report import Bound, Finding, Sample
from pdscan.tally import CELLS, JUDGED, NAMES, PATTERN, Tally, TypeTally
from pdscan.taxonomy import Taxonomy

LIKELY = 0.8
DROPPED = 0.5
ALONE = 0.6
STRAY = 0.25
LEVEL = 0.95
_OFTEN_CHANCE = ("payment.card.pan",)  # one number in ten passes: no single one among others
LEXICON_TYPES = ("special.", "criminal.")
PEOPLE = (
    "person.name",
    "customer.id",
    "work.employee_id",
    "contact.email",
    "contact.phone",
    "gov.nir",
)
_Z = 1.6449

_Place = tuple[str, str, str, Form]


@dataclass(frozen=True, slots=True)
class Tallied:
    """Join an asset with its tally, and whether only a sample of it was read.

    `minors` is the share of birth dates of people under 18, by locus.
    """

    asset: Asset
    tally: Tally
    sampled: bool = False
    minors: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Findings:
    """Hold the findings of a run and how many hits were too unsure to be one."""

    found: tuple[Finding, ...]
    discarded: int


@dataclass(slots=True)
class _Group:
    """Gather one (asset key, locus, type, form): a tally per voice, and what was examined."""

    voices: dict[str, TypeTally] = field(default_factory=dict)
    examined: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    passed: int = 0
    sampled: bool = False
    minors: float | None = None
    locators: dict[int, str] = field(default_factory=dict)

    def entry(self) -> TypeTally:
        """Return the loudest voice's tally, with the context and reasons of the others.

        Where its values show no capacity, another voice's counts.
        """
        loudest = max(self.voices, key=lambda name: (self.voices[name].hits, name))
        entry = self.voices[loudest]
        for other in self.voices.values():
            entry.context = max(entry.context, min(other.context, entry.hits))
            entry.strict = max(entry.strict, min(other.strict, entry.hits))
            entry.best = max(entry.best, other.best)
            if not {*entry.capacities} - {"unknown"}:
                entry.capacities = Counter(other.capacities)
            entry.why |= {*other.why, *(f"rule:{rule}" for rule in other.rules)}
        return entry


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
    groups: dict[_Place, _Group] = {}
    discarded = 0
    with_people: set[str] = set()
    beside: dict[str, set[str]] = {}
    locators: dict[str, str] = {}
    for one in tallied:
        discarded += one.tally.discarded
        _group(one, estate, groups)
        locators[asset_id(estate, one.asset.locator)] = one.asset.locator
        near = beside.setdefault(asset_key(one.asset.locator), set())
        near |= {type_id for _, type_id, _, _ in one.tally.types}
        if any(type_id.startswith(PEOPLE) for _, type_id, _, _ in one.tally.types):
            with_people.add(asset_id(estate, one.asset.locator))
    found: list[Finding] = []
    for (key, locus, type_id, form), group in sorted(groups.items(), key=lambda item: item[0]):
        if not wanted(type_id, only):
            continue
        entry = group.entry()
        confidence = _confidence(type_id, locus, group, entry)
        if confidence < DROPPED:
            discarded += entry.hits
            continue
        identity = finding_id(estate, key, locus, type_id, form)
        place = (key, locus, type_id, form)
        finding = _finding(identity, place, group, entry, confidence, beside.get(key, ()))
        if type_id.startswith(LEXICON_TYPES) and not with_people & set(finding.assets):
            finding = replace(finding, certainty="suspected")
        found.append(described(finding, taxonomy, subjects, locators))
    return Findings(combinations.explained(found), discarded)


def wanted(type_id: str, only: Sequence[str]) -> bool:
    """Say whether a type is one of those asked for, or under one of their prefixes."""
    return not only or plugins.under(type_id, only)


def _group(one: Tallied, estate: str, groups: dict[_Place, _Group]) -> None:
    key = asset_key(one.asset.locator)
    name = asset_id(estate, one.asset.locator)
    for (locus, type_id, form, voice), entry in one.tally.types.items():
        group = groups.setdefault((key, locus, type_id, form), _Group())
        if name not in group.examined:
            rules = {rule for v in _voices(one.tally, locus, type_id, form) for rule in v.rules}
            group.checked += sum(one.tally.checked[locus, rule] for rule in rules)
            group.passed += sum(one.tally.passed[locus, rule] for rule in rules)
        group.examined[name] = one.tally.examined[locus]
        group.sampled |= one.sampled
        if type_id == birth_dates.BIRTH_DATE and locus in one.minors:
            group.minors = max(group.minors or 0.0, one.minors[locus])
        for sample in entry.samples:
            group.locators.setdefault(sample.order, one.asset.locator)
        group.voices.setdefault(voice, TypeTally()).merge(entry)


def _voices(tally: Tally, locus: str, type_id: str, form: Form) -> Iterator[TypeTally]:
    for voice in (PATTERN, CELLS, JUDGED, NAMES):
        if entry := tally.types.get((locus, type_id, form, voice)):
            yield entry


def _confidence(type_id: str, locus: str, group: _Group, entry: TypeTally) -> float:
    """Lower what chance explains: few passes among many tries, one value in a column.

    In the strings of an unknown format only what is checked by its form is believed at all.
    """
    if locus.startswith(STRINGS) and not entry.strict:
        return 0.0
    if not entry.strict or entry.context:
        return 0.0 if _is_stray(locus, group, entry) else entry.best
    if is_chance(type_id, group.checked, group.passed):
        return 0.0
    if not _in_field(locus):
        return entry.best
    if entry.distinct < 3 and entry.best <= DOUBTED:
        return 0.0
    if entry.distinct > 1:
        return entry.best
    if type_id in _OFTEN_CHANCE and group.checked > group.passed:
        return 0.0
    odd = few(group.checked, group.passed) or entry.hits < group.examined.total()
    return min(entry.best, ALONE) if odd else entry.best


def _is_stray(locus: str, group: _Group, entry: TypeTally) -> bool:
    """Say whether doubtful cells are few among others: of ten numbers one begins like a phone's."""
    if not _in_field(locus) or entry.context or entry.best > ALONE:
        return False
    whole = set(entry.containers) == {Container.COLUMN}
    return whole and entry.hits < STRAY * group.examined.total()


def _certainty(place: _Place, entry: TypeTally, confidence: float) -> str:
    if place[1] == "media" and place[2].startswith(("media.", "content.")):
        return "confirmed"  # the reader saw the signature of a recording, the path says of what
    if place[1].startswith(STRINGS):
        return "suspected"
    if entry.strict and confidence > ALONE and (entry.context or entry.distinct >= 2):
        return "confirmed"
    return "likely" if confidence >= LIKELY else "suspected"


def _in_field(locus: str) -> bool:
    return locus.startswith(("column:", "key:"))


def _finding(
    identity: str,
    place: _Place,
    group: _Group,
    entry: TypeTally,
    confidence: float,
    beside: Collection[str],
) -> Finding:
    key, locus, type_id, form = place
    examined = group.examined.total()
    in_cells = _in_field(locus) and examined > 0
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
        bound=_bound(entry.hits, examined) if group.sampled and in_cells else None,
        cut=entry.truncations.written() if entry.truncations else None,
        confidence=round(confidence, 3),
        certainty=_certainty(place, entry, confidence),
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


def _bound(hits: int, examined: int) -> Bound:
    """Return the upper Wilson bound of the share (one-sided, 95 %)."""
    share = hits / examined
    spread = _Z * math.sqrt(share * (1 - share) / examined + _Z**2 / (4 * examined**2))
    upper = (share + _Z**2 / (2 * examined) + spread) / (1 + _Z**2 / examined)
    return Bound(LEVEL, round(min(1.0, upper), 6))
