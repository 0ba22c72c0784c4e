"""Look at a report as a whole: what was read, what was not, and what stands out where."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from pdscan.combinations import Combination, of_findings
from pdscan.model import AssetStatus, Reason
from pdscan.report import SEVERITIES, AssetSeen, Report, Verdict
from pdscan.report_coverage import GapSeen, Totals
from pdscan.wording.groups import Gathering, Group, is_quiet, tier_rank

READ = ("read", "sampled", "unchanged")
UNREAD = ("excluded", "skipped", "failed")
OTHER = "other"


@dataclass(slots=True)
class Cell:
    """Count the places of a system and category; `level` is 0 to 4, the worst of them."""

    places: int = 0
    level: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a system's (or source's) cells by category, and how many of its assets stay unread."""

    name: str
    cells: dict[str, Cell] = field(default_factory=lambda: defaultdict(Cell))
    listed: int = 0
    unread: int = 0


class Overview:
    """Look at one report by its groups, its gaps, its counts and its map."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.judged = report.status != "NOT_JUDGED"
        self._gathering = Gathering(report)

    def notable(self) -> tuple[Group, ...]:
        """Return the groups of discrepancies and reservations, worst first."""
        return self._gathering.verdicts(lambda verdict: not is_quiet(verdict))

    def declared(self) -> tuple[Group, ...]:
        """Return the groups of what was found as declared: category, time, place, recipient."""
        return self._gathering.verdicts(
            lambda verdict: verdict.verdict == "DECLARED" or verdict.verdict.endswith("_OK")
        )

    def unjudged(self) -> tuple[Group, ...]:
        """Return all findings by type, the most sensitive first."""
        return self._gathering.findings()

    def unobserved(self) -> tuple[Verdict, ...]:
        """Return what is declared but was not observed, or could not be assessed, by activity."""
        wanted = ("NOT_OBSERVED", "NOT_ASSESSED")
        found = [v for v in self.report.verdicts if v.axis == "declaration" and v.verdict in wanted]
        return tuple(sorted(found, key=_unobserved_order))

    def unassessed(self) -> dict[str, int]:
        """Count what was not assessed on each axis but coverage and declaration."""
        axes = [v.axis for v in self.report.verdicts if v.verdict == "NOT_ASSESSED"]
        counted = Counter(axis for axis in axes if axis not in {"coverage", "declaration"})
        return dict(sorted(counted.items()))

    def quiet(self, kind: str) -> int:
        """Count the verdicts of one kind."""
        return sum(verdict.verdict == kind for verdict in self.report.verdicts)

    def severities(self) -> dict[str, int]:
        """Count the places of the notable groups by severity, worst first."""
        counted = Counter(v.severity for v in self.report.verdicts if not is_quiet(v))
        return {name: counted[name] for name in reversed(SEVERITIES) if counted[name]}

    def assets(self) -> dict[str, int]:
        """Count the assets by how they ended, with `listed`; without totals, count anew."""
        totals = self.report.coverage.totals.assets
        if not totals:
            totals = Counter(str(asset.coverage.status) for asset in self.report.assets)
        counts = {name: totals.get(name, 0) for name in (*READ, *UNREAD)}
        return {"listed": totals.get("listed", sum(counts.values())), **counts}

    def seen(self) -> int:
        """Count the assets that were read, sampled, or unchanged since they were read."""
        counts = self.assets()
        return sum(counts[name] for name in READ)

    def unmapped(self) -> int:
        """Count the assets that no activity claims."""
        return sum(not asset.mapped for asset in self.report.assets)

    def proposed(self) -> tuple[AssetSeen, ...]:
        """Return the assets that no activity claims and one is proposed for, by locator."""
        found = [one for one in self.report.assets if one.proposal and not one.mapped]
        return tuple(sorted(found, key=lambda asset: asset.locator))

    def combined(self) -> tuple[Combination, ...]:
        """Return the places whose columns single people out without naming them."""
        return tuple(one for one in of_findings(self.report.findings) if not one.named)

    def gaps(self) -> dict[Reason, tuple[GapSeen, ...]]:
        """Return the gaps by reason, the most frequent first; the same one once."""
        found: dict[Reason, dict[tuple[str, str], GapSeen]] = defaultdict(dict)
        for gap in self.report.coverage.gaps:
            found[gap.reason][gap.locator, gap.detail] = gap
        order = sorted(found, key=lambda reason: (-len(found[reason]), reason))
        return {reason: tuple(gap for _, gap in sorted(found[reason].items())) for reason in order}

    def sampled(self) -> tuple[AssetSeen, ...]:
        """Return the assets that were read by sample, by locator."""
        assets = self.report.assets
        found = [a for a in assets if a.coverage.status == AssetStatus.SAMPLED]
        return tuple(sorted(found, key=lambda asset: asset.locator))

    def rows(self) -> tuple[Row, ...]:
        """Return the map: systems or sources by category, with the worst level of each cell."""
        rows = {name: self._empty_row(name, assets) for name, assets in self._by_row().items()}
        if self.judged:
            self._mark_verdicts(rows)
        else:
            self._mark_findings(rows)
        return tuple(rows[name] for name in sorted(rows))

    def _by_row(self) -> dict[str, list[AssetSeen]]:
        found: dict[str, list[AssetSeen]] = defaultdict(list)
        for asset in self.report.assets:
            found[row_name(asset)].append(asset)
        return found

    def _empty_row(self, name: str, assets: list[AssetSeen]) -> Row:
        whole = (AssetStatus.READ, AssetStatus.UNCHANGED)
        unread = sum(asset.coverage.status not in whole for asset in assets)
        return Row(name, listed=len(assets), unread=unread)

    def _mark_verdicts(self, rows: dict[str, Row]) -> None:
        for verdict in self.report.verdicts:
            if verdict.axis in {"declaration", "coverage"} or verdict.verdict == "NOT_ASSESSED":
                continue
            name = verdict.system or row_name(self._gathering.asset_of(verdict))
            finding = self._gathering.finding_of(verdict)
            category = (finding.category if finding else None) or OTHER
            column = category if verdict.axis == "category" else verdict.axis
            if verdict.axis == "category" or not is_quiet(verdict):
                level = 0 if is_quiet(verdict) else SEVERITIES.index(verdict.severity)
                _mark(rows, name, column, level, quiet=is_quiet(verdict))

    def _mark_findings(self, rows: dict[str, Row]) -> None:
        for finding in self.report.findings:
            name = row_name(self._gathering.asset_of(finding))
            _mark(rows, name, finding.category or OTHER, tier_rank(finding.tier), quiet=False)


def _mark(rows: dict[str, Row], name: str, column: str, level: int, *, quiet: bool) -> None:
    """Count a place in its cell; where any place is notable, quiet ones are not counted."""
    cell = rows.setdefault(name, Row(name)).cells[column]
    if not quiet and level > cell.level == 0:
        cell.places = 0
    if level > 0 or cell.level == 0:
        cell.places += 1
    cell.level = max(cell.level, level)


def row_name(asset: AssetSeen | None) -> str:
    """Return the asset's system, else its source, else nothing."""
    return "" if asset is None else asset.system or asset.source


def read_share(totals: Totals, unit: str) -> tuple[int, int] | None:
    """Return how many `rows` or `bytes` were read of those listed and wanted; None: unknown."""
    counts = totals.rows if unit == "rows" else totals.bytes
    listed = counts.get("listed", sum(counts.values())) - counts.get("excluded", 0)
    return (sum(counts.get(name, 0) for name in READ), listed) if listed else None


def _unobserved_order(verdict: Verdict) -> tuple[bool, str, str, str]:
    unsure = verdict.verdict != "NOT_OBSERVED"
    return (unsure, verdict.activity or "", verdict.type or "", verdict.id)
