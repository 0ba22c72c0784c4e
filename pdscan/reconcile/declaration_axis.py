"""Ask of each declared type whether it was seen: one verdict an activity and named type.

`NOT_OBSERVED` needs an asset of the activity, all of them read in full, a run over the whole
estate, and a detector for the type; else the verdict is `NOT_ASSESSED` with the first reason that
holds of `no_asset`, `coverage`, `no_detector`. `OBSERVED` needs a likely or confirmed finding;
where all are suspected the reason is `suspected`. Types that a purpose only implies and
`all_hosted` name nothing. Where only a recipient holds the type, only assets of such an operator
are asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pdscan.locators import group_id, verdict_id
from pdscan.model import AssetStatus
from pdscan.reconcile import case as cases
from pdscan.reconcile import explanations
from pdscan.reconcile.book import ALL_HOSTED, EVERYWHERE, LOOSE, Book, Entry
from pdscan.reconcile.placement import Placement, Places
from pdscan.reconcile.severity import DROPPED, Ruling
from pdscan.report import AssetSeen, Finding, Report, Verdict

AXIS = "declaration"
FULL = (AssetStatus.READ, AssetStatus.UNCHANGED)
NAMES_IN_IDS = {LOOSE: "", EVERYWHERE: "*"}
CERTAINTIES = ("suspected", "likely", "confirmed")
SUSPECTED = CERTAINTIES[0]
FIRST, LAST, FULL_NAME = "person.name.first", "person.name.last", "person.name"

Sighting = tuple[Finding, Placement]


@dataclass(frozen=True, slots=True)
class _Scene:
    report: Report
    book: Book
    placed: Mapping[str | None, Sequence[tuple[AssetSeen, Placement]]]
    seen: Mapping[tuple[str | None, str], Sequence[Sighting]]
    detected: frozenset[str] | None


def judge_declared(
    report: Report, book: Book, places: Places, detected: frozenset[str] | None
) -> Iterator[Ruling]:
    """Yield one ruling for each activity and type that it names."""
    scene = _Scene(report, book, _by_activity(places), _seen(report, places), detected)
    for activity in book.activities():
        for type_id, entries in _named_types(book.declared_in(activity)).items():
            yield Ruling(_verdict(scene, activity, type_id, entries))


def _by_activity(
    places: Places,
) -> Mapping[str | None, Sequence[tuple[AssetSeen, Placement]]]:
    """Index the mapped and confirmed assets by activity (None where an asset serves all)."""
    index: dict[str | None, list[tuple[AssetSeen, Placement]]] = {}
    for asset in places.assets:
        place = places.place(asset)
        served = place.activities or (None,)
        for activity in (*served, EVERYWHERE) if place.mapped and place.confirmed else ():
            index.setdefault(activity, []).append((asset, place))
    return index


def _named_types(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    named: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.item.strength != "inferred":
            for type_id in entry.item.types:
                if type_id != ALL_HOSTED:
                    named.setdefault(type_id, []).append(entry)
    return named


def _seen(report: Report, places: Places) -> Mapping[tuple[str | None, str], Sequence[Sighting]]:
    """Index where findings lie by activity (None where the asset serves all) and type."""
    seen: dict[tuple[str | None, str], list[Sighting]] = {}
    for finding in report.findings:
        if finding.confidence < DROPPED:
            continue
        for place in places.of(finding):
            served = place.activities or (None,)
            for activity in (*served, EVERYWHERE) if place.mapped else ():
                seen.setdefault((activity, finding.type), []).append((finding, place))
    return seen


def _verdict(scene: _Scene, activity: str, type_id: str, entries: Sequence[Entry]) -> Verdict:
    assets = [
        asset
        for key in _keys(activity)
        for asset, place in scene.placed.get(key, ())
        if any(_holds(place, entry) for entry in entries)
    ]
    found = _found(scene, activity, type_id, entries)
    certainty = _certainty(found)
    reason = _reason(scene, type_id, assets) if not found else None
    if found and certainty == SUSPECTED:
        reason = SUSPECTED
    kind = "OBSERVED" if found and not reason else "NOT_ASSESSED" if reason else "NOT_OBSERVED"
    name = NAMES_IN_IDS.get(activity, activity)
    group = group_id(scene.report.run.estate, name, AXIS, type_id)
    findings = dict.fromkeys(one.id for one, _ in found)
    return Verdict(
        id=verdict_id(group, AXIS, kind),
        verdict=kind,
        axis=AXIS,
        severity="info",
        certainty=certainty,
        type=type_id,
        findings=tuple(findings),
        assets=tuple(asset.id for asset in assets),
        activity=activity if activity in scene.book.names else None,
        by=tuple(dict.fromkeys(entry.cited for entry in entries)),
        count=len(findings),
        reason=reason,
        explanation=explanations.of_declared(kind, type_id, activity, assets, reason, scene.book),
    )


def _holds(place: Placement, entry: Entry) -> bool:
    held_by = entry.item.held_by
    return held_by is None or bool(place.sectors & set(held_by.sectors))


def _found(scene: _Scene, activity: str, type_id: str, entries: Sequence[Entry]) -> list[Sighting]:
    """Return where the type is seen in the activity; a full name shows its parts, and they it."""
    own = _sightings(scene, activity, type_id, entries)
    if type_id in (FIRST, LAST):
        return own + _sightings(scene, activity, FULL_NAME, entries)
    if type_id == FULL_NAME:
        first, last = (_sightings(scene, activity, part, entries) for part in (FIRST, LAST))
        return own + (first + last if first and last else [])
    return own


def _sightings(
    scene: _Scene, activity: str, type_id: str, entries: Sequence[Entry]
) -> list[Sighting]:
    return [
        (finding, place)
        for key in _keys(activity)
        for finding, place in scene.seen.get((key, type_id), ())
        if any(_holds(place, entry) for entry in entries)
    ]


def _keys(activity: str) -> tuple[str | None, ...]:
    """Return the keys under which places of an activity are indexed."""
    return (EVERYWHERE,) if activity == EVERYWHERE else (activity, None)


def _certainty(found: Sequence[Sighting]) -> str:
    """Return the best certainty of the findings; a mapping nobody confirmed is a suspicion."""
    levels = [cases.certainty(one) if place.confirmed else SUSPECTED for one, place in found]
    return max(levels, key=CERTAINTIES.index, default="confirmed")


def _reason(scene: _Scene, type_id: str, assets: Sequence[AssetSeen]) -> str | None:
    if not assets:
        return "no_asset"
    report = scene.report
    missing_source = any(not gap.asset for gap in report.coverage.gaps)
    partial = report.run.restricted_to or report.run.status != "complete" or missing_source
    if partial or any(asset.coverage.status not in FULL for asset in assets):
        return "coverage"
    undetected = scene.detected is not None and type_id not in scene.detected
    return "no_detector" if undetected else None
