"""Score declarations read from policies against right answers made by hand.

    python bench/declarations.py POLICY.txt GOLDEN.yaml [POLICY.txt GOLDEN.yaml …] [--misses]

Slots, weights and gates are those of the project's metric for declarations: data, list flags,
denials, retention, bases, recipients and places, controller, grounding.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pdscan import taxonomy
from pdscan.folding import fold
from pdscan.policies import extract

Raw = dict[str, Any]
WEIGHTS = {
    "data": 0.30,
    "denials": 0.20,
    "retention": 0.20,
    "activities & bases": 0.10,
    "recipients & places": 0.10,
    "controller": 0.05,
    "grounding": 0.05,
}
_MATCH = 0.3
_SCOPE = 0.5
_SMALL = frozenset(
    [
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "et",
        "en",
        "pour",
        "a",
        "au",
        "aux",
        "of",
        "the",
        "and",
        "for",
        "to",
    ]
)


@dataclass(slots=True)
class Score:
    """Hold one comparison: a figure for each slot, the gates, and what was missed or too much."""

    slots: dict[str, float] = field(default_factory=dict)
    list_flags: float = 1.0
    inversions: list[str] = field(default_factory=list)
    confusions: list[str] = field(default_factory=list)
    ungrounded: float = 0.0
    misses: list[str] = field(default_factory=list)

    @property
    def total(self) -> float:
        """Return the weighted sum."""
        return sum(WEIGHTS[name] * value for name, value in self.slots.items())

    @property
    def holds(self) -> bool:
        """Say whether the gates hold."""
        return not self.inversions and not self.confusions and self.ungrounded <= 0.02


def compare(found: Raw, gold: Raw, text: str) -> Score:
    """Return the score of a declaration against the right one; `text` is the document."""
    score = Score()
    pairs = matched_activities(found, gold)
    score.slots["data"] = _data(found, gold, pairs, score)
    score.slots["denials"] = _denials(found, gold, pairs, score)
    score.slots["retention"] = _retention(found, gold, pairs, score)
    score.slots["activities & bases"] = _bases(found, gold, pairs, score)
    score.slots["recipients & places"] = _relations(found, gold, score)
    score.slots["controller"] = _controller(found, gold, score)
    score.slots["grounding"] = _grounding(found, gold, text, score)
    return score


def f1(right: float, found: float, wanted: float) -> float:
    """Return F1; nothing wanted and nothing found is right."""
    if not found and not wanted:
        return 1.0
    return 2 * right / (found + wanted)


def _tokens(name: str) -> set[str]:
    words = "".join(one if one.isalnum() else " " for one in fold(name)).split()
    return {word.rstrip("s") for word in words if word not in _SMALL}


def _jaccard(one: Iterable[Hashable], other: Iterable[Hashable]) -> float:
    one, other = set(one), set(other)
    return len(one & other) / len(one | other) if one | other else 1.0


def items_of(declaration: Raw, activity: Raw) -> list[Raw]:
    """Return the data items of an activity, those it inherits and its own."""
    everywhere = declaration.get("data") or []
    data = activity.get("data") or {}
    inherit = data.get("inherit", "none")
    wanted = (
        everywhere
        if inherit == "all"
        else [one for one in everywhere if one["id"] in (inherit or ())]
    )
    return [*wanted, *(data.get("items") or [])]


def names_of(item: Raw) -> set[str]:
    """Return types and categories of an item."""
    types = item.get("types") or []
    return {*([types] if isinstance(types, str) else types), *(item.get("categories") or [])}


def matched_activities(found: Raw, gold: Raw) -> dict[str, str]:
    """Return for each activity found the one of the golden it is, by name and data."""
    weights = []
    for one in found.get("activities") or []:
        mine = {name for item in items_of(found, one) for name in names_of(item)}
        for other in gold.get("activities") or []:
            theirs = {name for item in items_of(gold, other) for name in names_of(item)}
            left, right = _tokens(one["name"]), _tokens(other["name"])
            words = f1(len(left & right), len(left), len(right))
            weight = 0.5 * words + 0.5 * _jaccard(mine, theirs)
            if weight >= _MATCH:
                weights.append((weight, one["id"], other["id"]))
    return _assign(weights)


def _assign(weights: list[tuple[float, str, str]]) -> dict[str, str]:
    """Return the matching of the greatest weight, by improving a greedy one until none helps."""
    table = {(one, other): weight for weight, one, other in weights}
    chosen: dict[str, str] = {}
    for _, one, other in sorted(weights, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if one not in chosen and other not in chosen.values():
            chosen[one] = other
    improved = True
    while improved:
        improved = False
        for one in list(chosen):
            for two in list(chosen):
                here = table.get((one, chosen[one]), 0) + table.get((two, chosen[two]), 0)
                swapped = table.get((one, chosen[two]), -9) + table.get((two, chosen[one]), -9)
                if swapped > here + 1e-9:
                    chosen[one], chosen[two] = chosen[two], chosen[one]
                    improved = True
    return chosen


def _facts(declaration: Raw, named: Callable[[str], str]) -> set[tuple[str, str]]:
    """Return what is declared, as pairs of activity and type or category."""
    rows = {
        (named(one["id"]), name)
        for one in declaration.get("activities") or []
        for item in items_of(declaration, one)
        for name in names_of(item)
    }
    used = {name for _, name in rows}
    everywhere = {("*", name) for item in declaration.get("data") or [] for name in names_of(item)}
    return rows | {pair for pair in everywhere if pair[1] not in used}


def _data(found: Raw, gold: Raw, pairs: dict[str, str], score: Score) -> float:
    facts = taxonomy.load()
    mine = _facts(found, lambda name: pairs.get(name, f"?{name}"))
    theirs = _facts(gold, lambda name: name)
    right: float = len(mine & theirs)
    missed = theirs - mine
    for activity, name in mine - theirs:
        children = [
            one
            for place, one in missed
            if place == activity and one in facts.types and name in facts.types[one].core
        ]
        if name.startswith("cat.") and children:
            right += 0.5
    score.misses += [f"data missed {pair}" for pair in sorted(missed)]
    score.misses += [f"data too much {pair}" for pair in sorted(mine - theirs)]
    score.list_flags = _flags(found, gold)
    _polarity(found, gold, score)
    return f1(right, len(mine), len(theirs))


def _all_items(declaration: Raw) -> list[Raw]:
    inner = [
        item
        for one in declaration.get("activities") or []
        for item in (one.get("data") or {}).get("items") or []
    ]
    return [*(declaration.get("data") or []), *inner]


def _flags(found: Raw, gold: Raw) -> float:
    matched = right = 0
    for other in _all_items(gold):
        best = max(
            _all_items(found),
            key=lambda one: _jaccard(names_of(one), names_of(other)),
            default=None,
        )
        if best is not None and _jaccard(names_of(best), names_of(other)) >= 0.5:
            matched += 1
            right += best.get("list") == other.get("list")
    return right / matched if matched else 1.0


def _denied(declaration: Raw) -> set[str]:
    return {
        name
        for one in declaration.get("denials") or []
        if one["kind"] in ("category", "only")
        and (one.get("applies_to") or {}).get("activities", "all") == "all"
        for key in ("categories", "types")
        for name in (one.get("target") or {}).get(key) or ()
    }


def _polarity(found: Raw, gold: Raw, score: Score) -> None:
    """Note what is denied in one and only declared in the other."""

    def declared(one: Raw) -> set[str]:
        return {
            name for item in _all_items(one) if not item.get("held_by") for name in names_of(item)
        }

    score.inversions += sorted((_denied(gold) - declared(gold)) & declared(found) - _denied(found))
    score.inversions += sorted(
        (_denied(found) - _denied(gold)) & (declared(gold) - declared(found))
    )


def _atoms(value: object, path: str = "") -> set[str]:
    """Return the leaves of a denial's target or exceptions."""
    if isinstance(value, dict):
        return {atom for key, inner in value.items() for atom in _atoms(inner, f"{path}/{key}")}
    if isinstance(value, list | tuple):
        return {atom for inner in value for atom in _atoms(inner, path)}
    return {f"{path}={value}"}


def _exceptions(denial: Raw) -> set[str]:
    """Return the exceptions' leaves without ids of activities, which each file names"
    " its own way."""
    spares = dict(denial.get("except") or {})
    some = {"/activities"} if spares.pop("activities", None) else set()
    return _atoms(spares) | some


def _named(denial: Raw, pairs: dict[str, str]) -> Raw:
    """Return a denial whose target calls activities by the ids of those they were matched with."""
    target = dict(denial.get("target") or {})
    if "from_activity" in target:
        target["from_activity"] = pairs.get(target["from_activity"])
    if "to_activities" in target:
        target["to_activities"] = [pairs.get(one, f"?{one}") for one in target["to_activities"]]
    return {**denial, "target": target}


def _greedy(
    mine: Sequence[Raw], theirs: Sequence[Raw], likeness: Callable[[Raw, Raw], float]
) -> list[tuple[Raw, Raw]]:
    weights = sorted(
        (
            (likeness(one, other), i, j)
            for i, one in enumerate(mine)
            for j, other in enumerate(theirs)
        ),
        key=lambda entry: (-entry[0], entry[1], entry[2]),
    )
    left, right, chosen = set(), set(), []
    for weight, i, j in weights:
        if weight > 0 and i not in left and j not in right:
            left.add(i)
            right.add(j)
            chosen.append((mine[i], theirs[j]))
    return chosen


def _denials(found: Raw, gold: Raw, pairs: dict[str, str], score: Score) -> float:
    mine = [_named(one, pairs) for one in found.get("denials") or []]
    theirs = gold.get("denials") or []

    def likeness(one: Raw, other: Raw) -> float:
        if one["kind"] != other["kind"]:
            return 0.0
        same = _jaccard(_atoms(one.get("target")), _atoms(other.get("target")))
        spared = _jaccard(_exceptions(one), _exceptions(other))
        return same + spared if same >= _SCOPE and spared >= _SCOPE else 0.0

    chosen = _greedy(mine, theirs, likeness)
    _note("denial", mine, theirs, chosen, score)
    return f1(len(chosen), len(mine), len(theirs))


def _note(
    what: str,
    mine: Sequence[Raw],
    theirs: Sequence[Raw],
    chosen: list[tuple[Raw, Raw]],
    score: Score,
) -> None:
    taken = {id(one) for pair in chosen for one in pair}
    score.misses += [f"{what} missed {one.get('id')}" for one in theirs if id(one) not in taken]
    score.misses += [f"{what} too much {one.get('id')}" for one in mine if id(one) not in taken]


def _rules(declaration: Raw, named: Callable[[str], str]) -> list[Raw]:
    rows = []
    for kept in declaration.get("retention") or []:
        scope = kept.get("applies_to") or {}
        activities = scope.get("activities", "all")
        where = {"all"} if activities == "all" else {named(one) for one in activities}
        types = scope.get("types", "all")
        what = set() if types == "all" else {*types, *(scope.get("categories") or ())}
        rows += [
            {
                "id": f"{kept['id']}:{rule['trigger']}:{rule.get('duration')}:{rule['bound']}",
                "scope": where | what,
                **rule,
            }
            for rule in kept["rules"]
        ]
    return rows


def _retention(found: Raw, gold: Raw, pairs: dict[str, str], score: Score) -> float:
    mine = _rules(found, lambda name: pairs.get(name, f"?{name}"))
    theirs = _rules(gold, lambda name: name)

    def likeness(one: Raw, other: Raw) -> float:
        if _jaccard(one["scope"], other["scope"]) < _SCOPE or one["bound"] != other["bound"]:
            return 0.0
        if one.get("duration") != other.get("duration"):
            return 0.0
        return 1.0 if one["trigger"] == other["trigger"] else 0.5

    chosen = _greedy(mine, theirs, likeness)
    _note("retention", mine, theirs, chosen, score)
    for one in mine:
        for other in theirs:
            bounds = {one["bound"], other["bound"]}
            same = (
                one.get("duration")
                and one.get("duration") == other.get("duration")
                and one["trigger"] == other["trigger"]
            )
            if (
                same
                and bounds == {"min", "max"}
                and _jaccard(one["scope"], other["scope"]) >= _SCOPE
            ):
                score.confusions.append(one["id"])
    return f1(sum(likeness(one, other) for one, other in chosen), len(mine), len(theirs))


def _bases(found: Raw, gold: Raw, pairs: dict[str, str], score: Score) -> float:
    """Return the mean of F1 over activities, and F1 over (activity, basis)."""

    def rows(declaration: Raw, named: Callable[[str], str]) -> set[tuple[str, str]]:
        return {
            (named(one["id"]), str(basis.get("basis")))
            for one in declaration.get("activities") or []
            for basis in one.get("legal_bases") or [{"basis": None}]
        }

    mine = rows(found, lambda name: pairs.get(name, f"?{name}"))
    theirs = rows(gold, lambda name: name)
    score.misses += [f"basis missed {pair}" for pair in sorted(theirs - mine)]
    score.misses += [f"basis too much {pair}" for pair in sorted(mine - theirs)]
    activities = f1(
        len(pairs), len(found.get("activities") or []), len(gold.get("activities") or [])
    )
    return (activities + f1(len(mine & theirs), len(mine), len(theirs))) / 2


def _relations(found: Raw, gold: Raw, score: Score) -> float:
    """Return F1 over recipients, locations and transfers together."""
    right = found_count = wanted = 0
    for key, likeness in (
        ("recipients", _alike_party),
        ("locations", _alike_place),
        ("transfers", _alike_transfer),
    ):
        mine, theirs = found.get(key) or [], gold.get(key) or []
        chosen = _greedy(mine, theirs, likeness)
        _note(key, mine, theirs, chosen, score)
        right, found_count, wanted = (
            right + len(chosen),
            found_count + len(mine),
            wanted + len(theirs),
        )
    return f1(right, found_count, wanted)


def _alike_party(one: Raw, other: Raw) -> float:
    names = {fold(str(name)) for name in (one.get("name"), *(one.get("aliases") or ())) if name}
    others = {
        fold(str(name)) for name in (other.get("name"), *(other.get("aliases") or ())) if name
    }
    if names and others:
        return 2.0 if names & others else 0.0
    if one["kind"] != other["kind"] or bool(names) != bool(others):
        return 0.0
    words = _jaccard(_tokens(one.get("label") or ""), _tokens(other.get("label") or ""))
    sectors = _jaccard(_atoms(one.get("sectors", "any")), _atoms(other.get("sectors", "any")))
    return 0.2 + words + sectors


def _alike_place(one: Raw, other: Raw) -> float:
    return _jaccard(_atoms(one.get("allowed")), _atoms(other.get("allowed")))


def _alike_transfer(one: Raw, other: Raw) -> float:
    keys = ("outside", "allowed", "recipients", "safeguard")
    same = _jaccard(
        _atoms({key: one.get(key) for key in keys}), _atoms({key: other.get(key) for key in keys})
    )
    return same if same >= _SCOPE else 0.0


def _flatten(declaration: Raw) -> dict[str, str]:
    """Return what is stated of controller and officer, normalised, by place."""
    controller, officer = declaration.get("controller") or {}, declaration.get("dpo") or {}
    rows = {
        f"controller.{key}": controller.get(key)
        for key in ("name", "role", "legal_form", "email", "phone")
    }
    rows |= {
        f"controller.{key}": value for key, value in (controller.get("identifiers") or {}).items()
    }
    rows |= {f"controller.{key}": value for key, value in (controller.get("address") or {}).items()}
    rows |= {f"dpo.{key}": officer.get(key) for key in ("status", "name", "email")}
    return {key: _bare(str(value)) for key, value in rows.items() if value not in (None, [], "")}


def _bare(value: str) -> str:
    return "".join(one for one in fold(value) if one.isalnum() or one == "@")


def _controller(found: Raw, gold: Raw, score: Score) -> float:
    mine, theirs = _flatten(found), _flatten(gold)
    right = [key for key, value in theirs.items() if mine.get(key) == value]
    score.misses += [f"controller missed {key}" for key in theirs if key not in right]
    score.misses += [f"controller too much {key}" for key in mine if key not in right]
    return f1(len(right), len(mine), len(theirs))


def _sources(value: object) -> Iterable[Raw]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "source" and isinstance(inner, dict):
                yield inner
            else:
                yield from _sources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _sources(inner)


def _grounding(found: Raw, gold: Raw, text: str, score: Score) -> float:
    """Return the share of items whose quote stands at its lines and meets lines of the golden."""
    lines = [fold(line) for line in text.replace("\r\n", "\n").split("\n")]
    spans = [(min(one["lines"]), max(one["lines"])) for one in _sources(gold) if one.get("lines")]
    sources = list(_sources(found))
    bad = near = 0
    for one in sources:
        first, last = min(one["lines"]), max(one["lines"])
        stands = fold(one["quote"]) in fold(" ".join(lines[first - 1 : last]))
        bad += not stands
        near += stands and any(_overlap((first, last), span) >= 0.3 for span in spans)
    score.ungrounded = bad / len(sources) if sources else 0.0
    return near / len(sources) if sources else 1.0


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0]) + 1
    whole = max(one[1], other[1]) - min(one[0], other[0]) + 1
    return max(0, shared) / whole


def main(arguments: Sequence[str]) -> int:
    """Print a table for each pair of a policy and a golden; fail where a gate doesn't hold."""
    paths = [Path(one) for one in arguments if not one.startswith("--")]
    if len(paths) < 2 or len(paths) % 2:
        print(__doc__)
        return 2
    scores = []
    for policy, golden in zip(paths[::2], paths[1::2], strict=True):
        begun = time.process_time()
        found = extract(policy)
        spent = time.process_time() - begun
        gold = yaml.safe_load(golden.read_text("utf-8"))
        score = compare(found.raw, gold, policy.read_text("utf-8"))
        scores.append(score)
        _show(policy, score, spent, misses="--misses" in arguments)
    print(f"\nlowest total {min(one.total for one in scores):.3f}")
    return 0 if all(one.holds for one in scores) else 1


def _show(policy: Path, score: Score, spent: float, *, misses: bool) -> None:
    print(f"\n{policy.name}  ({spent:.2f} s of processor time)")
    for name, value in score.slots.items():
        print(f"  {name:<22}{WEIGHTS[name]:>6.2f}{value:>8.3f}")
    print(f"  {'total':<22}{'':>6}{score.total:>8.3f}")
    print(
        f"  list flags right {score.list_flags:.3f}, without a valid quote {score.ungrounded:.1%}"
    )
    print(
        f"  polarity inversions {score.inversions or 0}, min/max confusions {score.confusions or 0}"
    )
    for miss in score.misses if misses else ():
        print(f"    {miss}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
