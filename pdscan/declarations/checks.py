"""Check what a declaration's shape can't: ids, references, taxonomy words, company numbers.

All checks walk the raw data, so that they speak even where another part of the file is misshapen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pdscan.countries import CODES
from pdscan.file_problems import hint
from pdscan.taxonomy import Taxonomy
from pdscan.yaml_lines import Page, Problem

_Steps = tuple[str | int, ...]

_KINDS = (
    "documents",
    "data",
    "activities",
    "retention",
    "recipients",
    "locations",
    "transfers",
    "denials",
    "obligations",
)
_OPERATORS = "controller processor partner group third_party authority public internal"
WHOLE = ("all", "none", "any", "all_hosted")
OWN_TYPES = ("x.", "custom:", "stdnum:", "presidio:")
_DIGITS = {"siren": 9, "siret": 14}


@dataclass(frozen=True, slots=True)
class _Names:
    """Hold what the file defines: ids by kind, and the words of the taxonomy."""

    ids: Mapping[str, frozenset[str]]
    facts: Taxonomy


def examine(page: Page, data: Mapping[str, object], facts: Taxonomy) -> list[Problem]:
    """Return what is wrong with ids, references, types, categories, sectors and numbers.

    `data` is the long form of the page's data.
    """
    named = list(defined(data))
    ids = {kind: frozenset(name for k, name, _ in named if k == kind) for kind in _KINDS}
    found = list(_doubled(page, named))
    for place, key, value in _leaves(data, ()):
        found += _check(page, place, key, value, _Names(ids, facts))
    found += _ungrounded(page, data)
    return found


def defined(data: Mapping[str, object]) -> Iterator[tuple[str, str, _Steps]]:
    """Yield kind, id and place of each item that has an id."""
    for kind in _KINDS:
        for place, item in _items(data.get(kind), (kind,)):
            name = item.get("id")
            if isinstance(name, str):
                yield kind, name, (*place, "id")
            inner = item.get("data") if kind == "activities" else None
            if isinstance(inner, dict):
                for below, entry in _items(inner.get("items"), (*place, "data", "items")):
                    if isinstance(entry.get("id"), str):
                        yield "data", str(entry["id"]), (*below, "id")


def _items(value: object, place: _Steps) -> Iterator[tuple[_Steps, Mapping[object, object]]]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, dict):
                yield (*place, number), item


def _doubled(page: Page, named: Iterable[tuple[str, str, _Steps]]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for _, name, place in named:
        line = page.line(place)
        if name in first:
            yield Problem(line, f"the id {name!r} is taken on line {first[name]}")
        first.setdefault(name, line)


def _leaves(value: object, place: _Steps) -> Iterator[tuple[_Steps, str, object]]:
    """Yield each scalar with its place and the nearest key above it; `x-` parts are left alone."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not str(key).startswith("x-"):
                yield from _leaves(inner, (*place, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, (*place, number))
    else:
        key = next((step for step in reversed(place) if isinstance(step, str)), "")
        yield place, key, value


def _is_country(place: _Steps, key: str) -> bool:
    return key == "country" or (key == "countries" and "allowed" in place)


def _check(page: Page, place: _Steps, key: str, value: object, names: _Names) -> Iterator[Problem]:
    if not isinstance(value, str):
        return
    if _is_country(place, key) and value not in CODES:
        yield Problem(page.line(place), f'{key}: {value!r} isn\'t an ISO 3166 code, as "FR"')
        return
    known = _known(place, key, names)
    if known is not None and value not in known and value not in WHOLE:
        if key == "types" and value.startswith(OWN_TYPES):
            return
        yield Problem(page.line(place), f"unknown {_noun(key)} {value!r}{hint(value, known)}")
    elif key in _DIGITS and "identifiers" in place:
        complaint = number_complaint(key, value)
        if complaint:
            yield Problem(page.line(place), complaint)


def _known(place: _Steps, key: str, names: _Names) -> Iterable[str] | None:
    """Return the words that may stand at a place, None where any word may."""
    facts, ids = names.facts, names.ids
    scoped = any(step in ("applies_to", "target", "except") for step in place)
    if key == "types":
        return facts.types
    if key in ("categories", "bare"):
        return facts.categories
    if key == "sectors":
        return facts.sectors
    if (key == "activities" and scoped) or key in ("from_activity", "to_activities"):
        return ids["activities"]
    if key == "inherit":
        return ids["data"]
    if key == "recipients" and place[0] == "activities":
        return ids["recipients"]
    if key == "recipients" and place[0] == "transfers":
        return {*ids["recipients"], *_OPERATORS.split()}
    if key == "retention" and place[0] == "activities":
        return ids["retention"]
    if key == "doc":
        return ids["documents"]
    return None


def _noun(key: str) -> str:
    nouns = {
        "types": "type",
        "categories": "category",
        "bare": "category",
        "sectors": "sector",
        "inherit": "data item",
        "recipients": "recipient",
        "retention": "retention set",
        "doc": "document",
    }
    return nouns.get(key, "activity")


def number_complaint(kind: str, number: str) -> str | None:
    """Return what is wrong with a SIREN or SIRET, None where its digits and key are right."""
    from stdnum.fr import siren, siret

    length = _DIGITS[kind]
    if not number.isascii() or not number.isdigit() or len(number) != length:
        return f"{kind}: {number!r} isn't {length} digits without spaces"
    check = siren if kind == "siren" else siret
    if not check.is_valid(number):
        return f"{kind}: {number!r} has a wrong check digit"
    return None


def _ungrounded(page: Page, data: Mapping[str, object]) -> Iterator[Problem]:
    """Yield the items that cite no source, unless a hand wrote the declaration."""
    kinds = {item.get("kind") for _, item in _items(data.get("documents"), ())}
    if not kinds or "hand_written" in kinds:
        return
    for kind in _KINDS[1:]:
        for place, item in _items(data.get(kind), (kind,)):
            yield from _sourceless(page, place, item, "error")
    for above, activity in _items(data.get("activities"), ("activities",)):
        inner = activity.get("data")
        items = inner.get("items") if isinstance(inner, dict) else None
        for place, item in _items(items, (*above, "data", "items")):
            # The activity's own source grounds what it lists, if less closely.
            yield from _sourceless(page, place, item, "warning")


def _sourceless(
    page: Page, place: _Steps, item: Mapping[object, object], severity: str
) -> Iterator[Problem]:
    if item.get("source") is None:
        name = item.get("id", f"{place[-2]} {place[-1]}")
        yield Problem(page.line(place), f"{name}: the key 'source' is missing", severity)
