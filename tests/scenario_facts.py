"""Hold a judged report against a scenario's facts, and score it as section 12 says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scenario import Scenario
from scenario_findings import locus_of

from pdscan.reconcile.status import DISCREPANCIES
from pdscan.report import SEVERITIES, Report, Verdict

MISSING, NONE = "MISSING", "NO_FINDING"
NO_FALSE_CLEAN = {"DENIED", "EXCESS_PRECISION", "SENSITIVE_UNDECLARED", "CREDENTIAL_EXPOSED"}
COSTS = {"false clean, heavy": 5.0, "false clean": 2.0, "false alarm": 1.0}
WRONG_KIND, WRONG_SEVERITY = 0.5, 0.25


@dataclass(frozen=True)
class Scored:
    """Hold one fact, the kind that it got, and what is wrong with it."""

    fact: Scenario
    got: str
    wrong: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return the kind that the fact must get."""
        return str(self.fact["expect"]["verdict"])

    @property
    def cost(self) -> float:
        """Return what the answer costs: false clean most, a wrong severity least."""
        direction = [COSTS[one] for one in self.wrong if one in COSTS]
        if direction:
            return direction[0]
        worst = WRONG_KIND if "kind" in self.wrong else 0.0
        return worst + (WRONG_SEVERITY if "severity" in self.wrong and not worst else 0.0)


def in_assets(report: Report, mark: str) -> set[str]:
    """Return the ids of the assets that a mark (an id, or a glob's beginning) means."""
    inside = mark.removesuffix("**")
    return {one.id for one in report.assets if one.id == mark or one.locator.startswith(inside)}


def verdict_of(report: Report, fact: Scenario, mark: str) -> Verdict | None:
    """Return the verdict that a fact speaks of: of its axis, place, and what else it names."""
    axis, names = fact.get("axis", "category"), in_assets(report, mark)
    wanted = set(fact["expect"].get("by", ()))
    for verdict in report.verdicts:
        anywhere = axis == "declaration"
        if verdict.axis != axis or not (anywhere or names & set(verdict.assets)):
            continue
        if axis in ("retention", "location", "recipient"):
            if wanted <= {one.item for one in verdict.by}:
                return verdict
        elif axis == "coverage" or _speaks_of(report, fact, verdict, axis):
            return verdict
    return None


def _speaks_of(report: Report, fact: Scenario, verdict: Verdict, axis: str) -> bool:
    if axis == "declaration":
        return (verdict.activity, verdict.type) == (fact["activity"], fact["type"])
    locus = locus_of(fact["locus"]) if "locus" in fact else None
    if axis == "subject":
        return verdict.locus == locus
    if verdict.type != (fact.get("type") or fact.get("not_type")):
        return False
    if "form" in fact and not any(
        one.form == fact["form"] for one in report.findings if one.id in verdict.findings
    ):
        return False
    last = f".{fact['locus']}"
    return verdict.locus in (locus, "text") or str(verdict.locus).endswith(last)


def scored(report: Report, scenario: Scenario, marks: Mapping[str, str]) -> list[Scored]:
    """Return all facts with what is wrong of each."""
    return [_scored(report, fact, marks[fact["asset"]]) for fact in scenario["facts"]]


def _scored(report: Report, fact: Scenario, mark: str) -> Scored:
    verdict, expected = verdict_of(report, fact, mark), fact["expect"]
    if expected["verdict"] == NONE:
        if verdict is None or verdict.certainty in fact.get("accept_also", ()):
            return Scored(fact, NONE)
        return Scored(fact, verdict.verdict, ("kind", *_direction(fact, verdict)))
    if verdict is None:
        return Scored(fact, MISSING, ("kind", *_direction(fact, None)))
    wrong = []
    if verdict.verdict != expected["verdict"]:
        wrong += ["kind", *_direction(fact, verdict)]
    cited = {one.item for one in verdict.by}
    parts = {
        "severity": verdict.severity == expected.get("severity", verdict.severity),
        "assurance": verdict.assurance == expected.get("assurance", verdict.assurance),
        "reason": verdict.reason == expected.get("reason", verdict.reason),
        "certainty": verdict.certainty == expected.get("certainty", verdict.certainty),
        "count": fact.get("axis") != "retention" or verdict.count == expected.get("count"),
        "by": set(expected.get("by", ())) <= cited,
    }
    wrong += [name for name, right in parts.items() if not right]
    return Scored(fact, verdict.verdict, tuple(wrong))


def _is_discrepancy(kind: str, severity: str) -> bool:
    return kind in DISCREPANCIES or SEVERITIES.index(severity) >= SEVERITIES.index("medium")


def _direction(fact: Scenario, verdict: Verdict | None) -> tuple[str, ...]:
    expected = fact["expect"]
    severity = expected.get("severity", "info")
    gold = _is_discrepancy(expected["verdict"], severity)
    got = verdict is not None and _is_discrepancy(verdict.verdict, verdict.severity)
    if gold and not got:
        return ("false clean, heavy" if severity in ("critical", "high") else "false clean",)
    return ("false alarm",) if got and not gold else ()


def accuracy(facts: Sequence[Scored]) -> float:
    """Return the share of facts that are right in everything asked of them."""
    return sum(not one.wrong for one in facts) / len(facts) if facts else 1.0


def macro_f1(facts: Iterable[Scored]) -> float:
    """Return the mean F1 over the kinds that facts must get or got."""
    pairs = [(one.kind, one.got) for one in facts]
    right = Counter(gold for gold, got in pairs if gold == got)
    gold, got = Counter(one for one, _ in pairs), Counter(one for _, one in pairs)
    kinds = (set(gold) | set(got)) - {MISSING}
    return sum(2 * right[kind] / (gold[kind] + got[kind]) for kind in kinds) / max(1, len(kinds))


def gates(
    mode: str,
    facts: Sequence[Scored],
    runs: Mapping[str, tuple[str, str]],
    texts: Iterable[str],
    forbidden: Iterable[str],
) -> list[str]:
    """Return the gates that are not kept; `runs` are the expected and actual statuses by run."""
    broken = []
    if mode == "R" and accuracy(facts) < 1:
        broken.append("mode R must be right in every fact")
    broken += [
        f"{one.fact['id']}: false clean on {one.kind}"
        for one in facts
        if one.kind in NO_FALSE_CLEAN and any("false clean" in word for word in one.wrong)
    ]
    broken += [f"{one.fact['id']}: count" for one in facts if "count" in one.wrong]
    broken += [
        f"{run}: status {got}, not {want}" for run, (want, got) in runs.items() if got != want
    ]
    printed = "\n".join(texts).lower()
    broken += [f"it prints {word!r}" for word in forbidden if word.lower() in printed]
    return broken
