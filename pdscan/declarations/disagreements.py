"""Find where two documents of one organisation say different things; both sides are quoted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pdscan import taxonomy
from pdscan.folding import fold

Raw = dict[str, Any]
_PARTIES = (
    ("controller", ("name",)),
    ("controller", ("email",)),
    ("controller", ("identifiers", "siren")),
    ("controller", ("identifiers", "siret")),
    ("dpo", ("name",)),
    ("dpo", ("email",)),
    ("scope", ("capacity",)),
)


def between(one: Raw, other: Raw) -> list[Raw]:
    """Return an issue `conflict` for each disagreement of two long forms with shared ids.

    A treatment or recipient that both name has one id in both.
    """
    return [
        *_parties(one, other),
        *_denied(one, other),
        *_denied(other, one),
        *_kept(one, other),
        *_treatments(one, other),
        *_recipients(one, other),
        *_transfers(one, other),
    ]


def _conflict(text: str, *sides: Raw) -> Raw:
    """Return an issue that names both sides, with the second's source."""
    found: Raw = {"code": "conflict", "text": f"{text}: {' / '.join(map(_cited, sides))}"}
    source = next((side["source"] for side in reversed(sides) if side.get("source")), None)
    return {**found, "source": source} if source else found


def _cited(side: Raw) -> str:
    source = side.get("source") or {}
    place = source.get("cell") or ", ".join(map(str, source.get("lines", ())))
    where = f" ({source['doc']} {place})".replace(" )", ")") if source else ""
    return f"{side.get('said') or side.get('name') or side.get('id')}{where}"


def _parties(one: Raw, other: Raw) -> Iterator[Raw]:
    for key, path in _PARTIES:
        sides = [{**side.get(key, {}), "said": _at(side.get(key), path)} for side in (one, other)]
        words = [fold(str(side["said"] or "")) for side in sides]
        if all(words) and words[0] != words[1]:
            yield _conflict(f"two documents differ on {'.'.join((key, *path))}", *sides)


def _at(value: Any, path: Iterable[str]) -> Any:
    for step in path:
        value = (value or {}).get(step)
    return value


def _shared(one: Raw, other: Raw, key: str) -> Iterator[tuple[Raw, Raw]]:
    held = {item["id"]: item for item in one.get(key, ())}
    yield from ((held[item["id"]], item) for item in other.get(key, ()) if item["id"] in held)


def _treatments(one: Raw, other: Raw) -> Iterator[Raw]:
    for mine, its in _shared(one, other, "activities"):
        bases = [
            sorted({basis["basis"] for basis in side.get("legal_bases", ()) if basis.get("basis")})
            for side in (mine, its)
        ]
        if all(bases) and bases[0] != bases[1]:
            yield _conflict(
                f"two legal bases of {mine['id']}",
                *(
                    {**side, "said": ", ".join(said)}
                    for side, said in zip((mine, its), bases, strict=True)
                ),
            )
        roles = [side.get("role") for side in (mine, its)]
        if all(roles) and roles[0] != roles[1]:
            sides = [{**side, "said": side["role"]} for side in (mine, its)]
            yield _conflict(f"two roles in {mine['id']}", *sides)


def _recipients(one: Raw, other: Raw) -> Iterator[Raw]:
    for mine, its in _shared(one, other, "recipients"):
        for part, default in (("kind", "processor"), ("country", None)):
            said = [side.get(part, default) for side in (mine, its)]
            if all(said) and said[0] != said[1]:
                sides = [{**side, "said": side.get(part, default)} for side in (mine, its)]
                yield _conflict(f"{mine.get('name') or mine['id']} has two of {part}", *sides)


def _transfers(one: Raw, other: Raw) -> Iterator[Raw]:
    for mine in one.get("transfers", ()):
        for its in other.get("transfers", ()):
            alike = mine["outside"] == its["outside"] and (
                not mine.get("recipients")
                or not its.get("recipients")
                or set(mine["recipients"]) & set(its["recipients"])
            )
            if alike and False in (mine["allowed"], its["allowed"]) and (
                mine["allowed"] != its["allowed"]
            ):  # fmt: skip
                sides = [{**side, "said": f"allowed: {side['allowed']}"} for side in (mine, its)]
                yield _conflict(f"transfers outside {mine['outside']}", *sides)


def _kept(one: Raw, other: Raw) -> Iterator[Raw]:
    """Yield the durations that differ for the same treatments and data."""
    for mine in one.get("retention", ()):
        for its in other.get("retention", ()):
            rules = [
                {(rule["trigger"], rule.get("duration"), rule["bound"]) for rule in side["rules"]}
                for side in (mine, its)
            ]
            if _is_same_scope(mine, its, rules) and rules[0] != rules[1]:
                sides = [{**side, "said": _durations(side)} for side in (mine, its)]
                yield _conflict(f"two durations, {mine['id']} and {its['id']}", *sides)


def _is_same_scope(mine: Raw, its: Raw, rules: list[set[tuple[str, str | None, str]]]) -> bool:
    """Say whether two sets speak of the same; of all treatments only from the same event."""
    scopes = [side.get("applies_to") or {} for side in (mine, its)]
    parts = [
        (
            _listing(scope.get("activities", "all")),
            _listing(scope.get("types", "all")),
            _listing(scope.get("categories", ())),
            scope.get("sub_purpose"),
        )
        for scope in scopes
    ]
    triggers = [{trigger for trigger, _, _ in side} for side in rules]
    is_broad = "all" in parts[0][0]
    return parts[0] == parts[1] and (not is_broad or triggers[0] == triggers[1])


def _listing(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(sorted(value))


def _durations(one: Raw) -> str:
    return ", ".join(str(rule.get("duration") or rule["bound"]) for rule in one["rules"])


def _denied(one: Raw, other: Raw) -> Iterator[Raw]:
    """Yield what one document declares and the other denies, by type or by its category."""
    declared = [item for item in _items(one) if not item.get("held_by")]
    for denial in other.get("denials", ()):
        if denial.get("kind") not in ("category", "only"):
            continue
        target = denial.get("target") or {}
        spared = set((denial.get("except") or {}).get("types", ()))
        denied = {*target.get("types", ()), *target.get("categories", ())}
        for item in declared:
            shared = sorted(name for name in _named(item) if _falls(name, denied, spared))
            if shared:
                text = f"declared here and denied there, {', '.join(shared)}"
                yield _conflict(text, item, denial)


def _items(raw: Raw) -> Iterable[Raw]:
    yield from raw.get("data", ())
    for activity in raw.get("activities", ()):
        yield from (activity.get("data") or {}).get("items", ())


def _named(item: Raw) -> set[str]:
    types = item.get("types", ())
    return {*(types if isinstance(types, list) else ()), *item.get("categories", ())}


def _falls(name: str, denied: set[str], spared: set[str]) -> bool:
    """Say whether a denial reaches a type or category: by its name, or by a type's own category."""
    if name in spared:
        return False
    known = taxonomy.load().types.get(name)
    return name in denied or bool(known and denied & set(known.core))
