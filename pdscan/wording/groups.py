"""Gather verdicts and findings into groups: one thing said, with all places where it holds.

Thousands of verdicts say few things: every report for people is written from groups, worst first.
A group is a kind, a type and the sentences that it rests on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pdscan.report import SEVERITIES, AssetSeen, Cited, Finding, Report, Sample, Verdict

QUIET = frozenset({"DECLARED", "NOT_PERSONAL", "OBSERVED", "NOT_OBSERVED", "NOT_ASSESSED"})


@dataclass(frozen=True, slots=True)
class Place:
    """Say where one verdict (or unjudged finding) holds, and how much of it there is.

    `files` counts the assets behind one place: rotated logs share it. `copy_of` is the locator of
    the same bytes, which were read in its stead.
    """

    where: str
    id: str = ""
    files: int = 1
    locus: str | None = None
    system: str | None = None
    exposure: str | None = None
    certainty: str = "confirmed"
    count: int | None = None
    examined: int | None = None
    distinct: int | None = None
    text: bool = False
    oldest: str | None = None
    limit: str | None = None
    form: str = "full"
    qualifier: str | None = None
    upper: float | None = None
    samples: tuple[Sample, ...] = ()
    why: tuple[str, ...] = ()
    explanation: Mapping[str, str] | None = None
    state: str = "new"
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Say one thing of many places; an unjudged group has no kind, and its tier for severity."""

    kind: str
    severity: str
    type: str | None
    tier: int | str | None
    by: tuple[Cited, ...]
    activity: str | None
    assurance: str | None
    places: tuple[Place, ...]

    @property
    def explanation(self) -> Mapping[str, str] | None:
        """Return the explanation that all places share, or None."""
        first = self.places[0].explanation
        return first if all(place.explanation == first for place in self.places) else None

    @property
    def size(self) -> int:
        """Return the number of places."""
        return len(self.places)


class Gathering:
    """Look up a report's assets and findings, and gather its verdicts into groups."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._assets = {asset.id: asset for asset in report.assets}
        self._findings = {finding.id: finding for finding in report.findings}

    def verdicts(self, wanted: Callable[[Verdict], bool]) -> tuple[Group, ...]:
        """Return the groups of the verdicts that are wanted, worst first."""
        alike: dict[tuple[str, ...], list[Verdict]] = defaultdict(list)
        for verdict in self.report.verdicts:
            if wanted(verdict):
                cited = (f"{one.item}\0{one.quote}" for one in verdict.by)
                head = (verdict.verdict, verdict.severity, verdict.type or "")
                alike[(*head, verdict.assurance or "", *cited)].append(verdict)
        groups = [self._group(verdicts) for verdicts in alike.values()]
        return tuple(sorted(groups, key=_order))

    def findings(self) -> tuple[Group, ...]:
        """Return all findings by type, the most sensitive first; nothing is judged."""
        kinds: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.report.findings:
            kinds[finding.type].append(finding)
        groups = [self._unjudged(found) for found in kinds.values()]
        return tuple(sorted(groups, key=_order))

    def finding_of(self, verdict: Verdict) -> Finding | None:
        """Return the first finding that a verdict rests on."""
        known = (self._findings.get(one) for one in verdict.findings)
        return next((finding for finding in known if finding), None)

    def asset_of(self, item: Verdict | Finding) -> AssetSeen | None:
        """Return the first asset that a verdict or finding is about."""
        ids = item.assets
        if not ids and isinstance(item, Verdict):
            finding = self.finding_of(item)
            ids = finding.assets if finding else ()
        return next((self._assets[one] for one in ids if one in self._assets), None)

    def _group(self, verdicts: list[Verdict]) -> Group:
        first = verdicts[0]
        finding = self.finding_of(first)
        activities = {verdict.activity for verdict in verdicts}
        return Group(
            kind=first.verdict,
            severity=first.severity,
            type=first.type,
            tier=finding.tier if finding else None,
            by=first.by,
            activity=first.activity if len(activities) == 1 else None,
            assurance=first.assurance,
            places=tuple(sorted((self._place(v) for v in verdicts), key=_place_order)),
        )

    def _unjudged(self, findings: list[Finding]) -> Group:
        first = findings[0]
        places = tuple(sorted((self._found(f) for f in findings), key=_place_order))
        return Group("", "", first.type, first.tier, (), None, None, places)

    def _place(self, verdict: Verdict) -> Place:
        finding = self.finding_of(verdict)
        place = self._found(finding) if finding else self._bare(verdict)
        return replace(
            place,
            id=verdict.id,
            locus=verdict.locus or place.locus,
            system=verdict.system or place.system,
            certainty=verdict.certainty,
            count=place.count if verdict.count is None else verdict.count,
            examined=place.examined if verdict.examined is None else verdict.examined,
            oldest=verdict.oldest,
            limit=verdict.limit,
            explanation=verdict.explanation or None,
            state=verdict.state,
        )

    def _bare(self, verdict: Verdict) -> Place:
        asset = self.asset_of(verdict)
        where = asset.locator if asset else verdict.system or verdict.activity or ""
        return Place(
            where=where,
            files=max(1, len(verdict.assets)),
            system=asset.system if asset else None,
            exposure=asset.exposure if asset else None,
        )

    def _found(self, finding: Finding) -> Place:
        asset = self.asset_of(finding)
        single = asset is not None and len(finding.assets) == 1
        return Place(
            where=asset.locator if asset and single else finding.asset_key,
            id=finding.id,
            files=max(1, len(finding.assets)),
            locus=finding.locus,
            system=asset.system if asset else None,
            exposure=asset.exposure if asset else None,
            certainty=finding.certainty,
            count=finding.hits,
            examined=finding.examined,
            distinct=finding.distinct,
            text=not finding.locus.startswith(("column:", "key:")),
            form=str(finding.form),
            qualifier=finding.qualifier,
            upper=finding.bound.upper if finding.bound else None,
            samples=finding.samples[:3],
            why=finding.why,
            copy_of=asset.copy_of if asset and single else None,
        )


def is_quiet(verdict: Verdict) -> bool:
    """Return whether a verdict asks nothing of anybody."""
    return verdict.verdict in QUIET or verdict.verdict.endswith("_OK")


def tier_rank(tier: int | str | None) -> int:
    """Return a tier as a number from 0 to 4; secrets count as 4."""
    if tier == "S":
        return 4
    return min(4, int(tier)) if str(tier).isdecimal() and tier is not None else 0


def _order(group: Group) -> tuple[int, int, int, str, str, tuple[str, ...]]:
    rank = SEVERITIES.index(group.severity) if group.severity in SEVERITIES else 0
    items = tuple(one.item for one in group.by)
    size = -len(group.places)
    return (-rank, -tier_rank(group.tier), size, group.kind, group.type or "", items)


def _place_order(place: Place) -> tuple[bool, int, str, str, str]:
    public = place.exposure == "public"
    return (
        not public,
        -(place.distinct or place.count or 0),
        place.where,
        place.locus or "",
        place.id,
    )
