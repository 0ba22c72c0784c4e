"""Gather what tallies say of one type at one place, and tell how sure that makes of it.

The rules are those of the reconciliation page, section 6.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist

from pdscan import birth_dates
from pdscan.detection.chance import CHANCE_SHARE, DOUBTED, few, is_chance
from pdscan.model import STRINGS, Asset, Container, Form
from pdscan.reconcile import subject_axis
from pdscan.report import Bound
from pdscan.sampled import ONCE
from pdscan.tally import CELLS, JUDGED, NAMES, PATTERN, Tally, TypeTally
from pdscan.who import ENOUGH

LIKELY = 0.8
ALONE = 0.6
STRAY = 0.25
LEVEL = 0.95
VOICES = (PATTERN, CELLS, JUDGED, NAMES)
_OFTEN_CHANCE = ("payment.card.pan",)  # one number in ten passes: no single one among others
_FEW_VALUES = 3

Place = tuple[str, str, str, Form]


@dataclass(frozen=True, slots=True)
class Tallied:
    """Join an asset with its packed tally.

    `alpha` is how often the bounds of its sample may be wrong, None where all of it was read.
    `minors` is the share of birth dates of people under 18, by locus.
    """

    asset: Asset
    packed: bytes
    alpha: float | None = None
    minors: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Group:
    """Gather one (asset key, locus, type, form): a tally per voice, and what was examined."""

    voices: dict[str, TypeTally] = field(default_factory=dict)
    examined: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    passed: int = 0
    alpha: float | None = None
    minors: float | None = None
    locators: dict[int, str] = field(default_factory=dict)

    def add(self, one: Tallied, tally: Tally, name: str, place: tuple[str, str, Form]) -> None:
        """Add what an asset's tally (`name` is its id) holds of a locus, type and form."""
        locus, type_id, _ = place
        voices = {v: tally.types[*place, v] for v in VOICES if (*place, v) in tally.types}
        rules = {rule for entry in voices.values() for rule in entry.rules}
        self.checked += sum(tally.checked[locus, rule] for rule in rules)
        self.passed += sum(tally.passed[locus, rule] for rule in rules)
        self.examined[name] = tally.examined[locus]
        if one.alpha is not None:
            self.alpha = min(one.alpha, self.alpha or one.alpha)
        if type_id == birth_dates.BIRTH_DATE and locus in one.minors:
            self.minors = max(self.minors or 0.0, one.minors[locus])
        for voice, entry in voices.items():
            for sample in entry.samples:
                self.locators.setdefault(sample.order, one.asset.locator)
            self.voices.setdefault(voice, TypeTally()).merge(entry)

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


def confidence_of(type_id: str, locus: str, group: Group, entry: TypeTally) -> float:
    """Lower what chance explains: few passes among many tries, one value in a column.

    In the strings of an unknown format only what is checked by its form is believed at all.
    """
    if locus.startswith(STRINGS) and not entry.strict:
        return 0.0
    if not entry.strict or entry.context:
        return 0.0 if _is_stray(locus, group, entry) else entry.best
    if is_chance(type_id, group.checked, group.passed):
        return 0.0
    if not in_field(locus):
        return entry.best
    if entry.distinct < _FEW_VALUES and entry.best <= DOUBTED:
        return 0.0
    if entry.distinct > 1:
        return entry.best
    if type_id in _OFTEN_CHANCE and group.checked > group.passed:
        return 0.0
    odd = few(group.checked, group.passed) or entry.hits < group.examined.total()
    return min(entry.best, ALONE) if odd else entry.best


def _is_stray(locus: str, group: Group, entry: TypeTally) -> bool:
    """Say whether doubtful cells are few among others: of ten numbers one begins like a phone's."""
    if not in_field(locus) or entry.context or entry.best > ALONE:
        return False
    whole = set(entry.containers) == {Container.COLUMN}
    return whole and entry.hits < STRAY * group.examined.total()


def certainty_of(place: Place, entry: TypeTally, confidence: float) -> str:
    """Say how certain a finding is, as the report's words have it."""
    if place[1] == "media" and place[2].startswith(("media.", "content.")):
        return "confirmed"  # the reader saw the signature of a recording, the path says of what
    if place[1].startswith(STRINGS):
        return "suspected"
    if entry.strict and confidence > ALONE and (entry.context or entry.distinct >= 2):
        return "confirmed"
    return "likely" if confidence >= LIKELY else "suspected"


def in_field(locus: str) -> bool:
    """Say whether a locus is a column or key."""
    return locus.startswith(("column:", "key:"))


def bound_of(hits: int, examined: int, alpha: float = ONCE) -> Bound:
    """Return the upper Wilson bound of the share (one-sided), wrong by this chance.

    Of all the looks at a sample together it is at LEVEL.
    """
    _, upper = _wilson(hits, examined, alpha)
    return Bound(LEVEL, round(min(1.0, upper), 6))


def _wilson(hits: int, examined: int, alpha: float) -> tuple[float, float]:
    """Return the bounds of a share, each wrong by this chance."""
    z = NormalDist().inv_cdf(1 - alpha)
    share, weight = hits / examined, 1 + z**2 / examined
    middle = share + z**2 / (2 * examined)
    spread = z * math.sqrt(share * (1 - share) / examined + z**2 / (4 * examined**2))
    return (middle - spread) / weight, (middle + spread) / weight


def is_apart(hits: int, examined: int, limit: float, alpha: float) -> bool:
    """Say whether the share is surely on one side of a limit, but for this chance."""
    lower, upper = _wilson(hits, examined, alpha / 2)
    return not lower <= limit <= upper


def is_settled(type_id: str, group: Group, alpha: float) -> bool:
    """Say whether more random cells would surely not change what is made of a type in a column.

    These are the limits of `confidence_of`, of the capacity and of data of minors.
    """
    entry, examined = group.entry(), group.examined.total()
    told = {name: count for name, count in entry.capacities.items() if name != "unknown"}
    if len(told) > 1 and not is_apart(told.get("personal", 0), sum(told.values()), ENOUGH, alpha):
        return False
    minors, enough = type_id == subject_axis.MINOR_TYPE, subject_axis.ENOUGH
    if minors and not is_apart(entry.hits, examined, enough, alpha):
        return False
    if entry.context:
        return True
    if not entry.strict:
        return entry.best > ALONE or is_apart(entry.hits, examined, STRAY, alpha)
    passed = min(group.passed, group.checked)
    sure = not passed or is_apart(passed, group.checked, CHANCE_SHARE, alpha)
    return sure and entry.distinct >= _FEW_VALUES
