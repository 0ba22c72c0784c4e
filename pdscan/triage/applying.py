"""Apply decisions to a judged report: states and their reasons; no verdict goes or loses weight.

An acceptance ends on its last day, where the verdict weighs more than when it was accepted, or
where the declaration's words that it cited have changed; the verdict is then `reopened`. One of a
secret that anybody can read is never accepted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from pdscan.locators import glob_matches
from pdscan.report import SEVERITIES, AssetSeen, Cited, Finding, Report, Verdict
from pdscan.taxonomy import Taxonomy
from pdscan.triage.entries import SENSITIVE_DAYS, Decision

SECRET = "CREDENTIAL_EXPOSED"  # noqa: S105  (a kind of verdict)
REGULATED = 3


@dataclass(frozen=True, slots=True)
class _Answer:
    state: str
    void: str | None = None


def assigned(report: Report, decisions: Iterable[Decision]) -> Report:
    """Return the report with the assets that people assigned mapped to their activities."""
    assigns = [one for one in decisions if one.decision == "assign"]
    if not assigns:
        return report
    assets = tuple(_assigned(asset, assigns) for asset in report.assets)
    return replace(report, assets=assets)


def _assigned(asset: AssetSeen, assigns: Sequence[Decision]) -> AssetSeen:
    for one in reversed(assigns):
        if one.asset is not None and glob_matches(one.asset, asset.locator):
            return replace(asset, activities=one.activities, mapped=True, confirmed=True)
    return asset


def applied(
    report: Report, decisions: Sequence[Decision], taxonomy: Taxonomy, today: date
) -> Report:
    """Return the report with the states that the decisions give; the last on a verdict counts."""
    if not decisions:
        return report
    scene = _Scene(report, taxonomy, today)
    verdicts = tuple(_decided(verdict, decisions, scene) for verdict in report.verdicts)
    return replace(report, verdicts=verdicts)


class _Scene:
    """Hold what a decision is weighed against."""

    def __init__(self, report: Report, taxonomy: Taxonomy, today: date) -> None:
        self.today = today
        self.version = report.tool.version
        self.assets = {asset.id: asset for asset in report.assets}
        self.findings = {finding.id: finding for finding in report.findings}
        self._taxonomy = taxonomy

    def rank(self, verdict: Verdict) -> int:
        """Return the highest tier of the types concerned; 4 for a secret."""
        found = [self.findings[name].type for name in verdict.findings if name in self.findings]
        types = {*found, verdict.type or ""} & set(self._taxonomy.types)
        return max((self._taxonomy.types[name].rank for name in types), default=0)

    def is_public(self, verdict: Verdict) -> bool:
        """Say whether anybody can read one of the places."""
        return any(
            self.assets[name].exposure == "public" for name in verdict.assets if name in self.assets
        )


def _decided(verdict: Verdict, decisions: Sequence[Decision], scene: _Scene) -> Verdict:
    for one in reversed(decisions):
        answer = _answer(one, verdict, scene)
        if answer is not None:
            return replace(verdict, state=answer.state, triage=_shown(one, answer))
    return verdict


def _answer(one: Decision, verdict: Verdict, scene: _Scene) -> _Answer | None:
    if one.decision == "accept" and one.verdict == verdict.id:
        return _acceptance(one, verdict, scene)
    if one.decision == "fix" and one.verdict == verdict.id:
        late = one.due is not None and scene.today > one.due
        return _Answer("reopened", "overdue") if late else _Answer("fixing")
    if one.decision == "false_positive" and _is_about(one, verdict, scene):
        same = one.version is None or _major(one.version) == _major(scene.version)
        return _Answer("false_positive") if same else _Answer("reopened", "detector")
    if one.decision == "assign" and verdict.severity != SEVERITIES[0]:
        places = (scene.assets[name] for name in verdict.assets if name in scene.assets)
        if any(glob_matches(one.asset or "", place.locator) for place in places):
            return _Answer("assigned")
    return None


def _acceptance(one: Decision, verdict: Verdict, scene: _Scene) -> _Answer:
    rank, expiry = scene.rank(verdict), one.expiry
    if verdict.verdict == SECRET and scene.is_public(verdict):
        return _Answer("reopened", "public_secret")
    if rank >= REGULATED and one.on is not None and expiry is not None:
        expiry = min(expiry, one.on + timedelta(days=SENSITIVE_DAYS))
    if one.severity and SEVERITIES.index(verdict.severity) > SEVERITIES.index(one.severity):
        return _Answer("reopened", "severity")
    if one.cites and one.cites != digest_of(verdict.by, verdict.limit):
        return _Answer("reopened", "declaration")
    if expiry is not None and scene.today > expiry:
        return _Answer("reopened", "expired")
    return _Answer("accepted")


def _is_about(one: Decision, verdict: Verdict, scene: _Scene) -> bool:
    """Say whether a false positive covers a category verdict: its locus, its asset, or its rule."""
    if verdict.axis != "category":
        return False
    if one.finding in verdict.findings:
        return True
    meant = scene.findings.get(one.finding or "")
    if one.scope == "locus" or meant is None or verdict.type != meant.type:
        return False
    found = [scene.findings[name] for name in verdict.findings if name in scene.findings]
    if one.scope == "asset":
        return any(other.asset_key == meant.asset_key for other in found)
    return any(_rules(other) == _rules(meant) for other in found)


def _rules(finding: Finding) -> frozenset[str]:
    return frozenset(part for part in finding.why if part.startswith(("rule:", "pattern:")))


def _major(version: str) -> str:
    return version.partition(".")[0]


def _shown(one: Decision, answer: _Answer) -> Mapping[str, Any]:
    """Return the decision as the report shows it, with why it no longer holds."""
    written = one.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    told = {key: value for key, value in written.items() if key not in ("severity", "cites")}
    return {**told, "decision": one.decision, **({"void": answer.void} if answer.void else {})}


def digest_of(cited: Iterable[Cited], limit: str | None = None) -> str:
    """Return the digest of the words and the duration that a verdict cites, to see them change.

    A declaration written by hand has no words of its own for a duration: it is cited by `limit`.
    """
    text = "\x1e".join(
        [*sorted(f"{one.item}\x1f{one.quote}" for one in cited), *filter(None, [limit])]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
