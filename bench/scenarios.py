"""Score scenario files: made-up estates with planted facts, and the verdict that each must get.

python bench/scenarios.py [FILE...] [--mode R] [--mode S+R] [--mode E+S+R]

Without a file, every company of tests/scenarios and of ../shared/golden is scored, one after the
other; what lies outside the project is left out where it isn't there.
Modes: R gives the facts' findings in a report written by hand; S+R writes the estate into real
stores and scans it; E+S+R takes the declaration from the policy's text, too. The activities and ids
of such a declaration are its own: its activities are aligned with the golden ones (section 12), and
which items a verdict cites is not asked.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import scenario as scenarios
import scenario_findings
from declarations import matched_activities
from scenario_facts import Scored, accuracy, gates, macro_f1, scored

from pdscan import api
from pdscan.model import PdscanError
from pdscan.policies import extract
from pdscan.report import Report

HERE = Path(__file__).parents[1]
POLICIES = HERE.parent / "shared" / "policies"
COMPANIES = (HERE / "tests" / "scenarios", HERE.parent / "shared" / "golden")
MODES = ("R", "S+R", "E+S+R")
Judge = Callable[[Sequence[str] | None], tuple[Report, dict[str, str]]]


def declaration_of(file: Path, scenario: scenarios.Scenario, mode: str) -> Path:
    """Return the declaration beside the scenario, or the policy's text that it was made from."""
    path = file.parent / scenario["declaration"]
    if mode != "E+S+R":
        return path
    name = scenario.get("policy") or scenarios.load(path)["documents"][0]["path"]
    folders = (path.parent, file.parents[1] / "policies", POLICIES)
    return next(one for folder in folders for one in sorted(folder.glob(Path(name).name)))


def renamed(scenario: scenarios.Scenario, golden: Path, policy: Path) -> scenarios.Scenario:
    """Return the scenario with the activities that the policy's own declaration has for them."""
    pairs = matched_activities(extract(policy).raw, scenarios.load(golden))
    names = {there: own for own, there in pairs.items()}

    def new(told: scenarios.Scenario) -> scenarios.Scenario:
        told = {**told}
        if "activities" in told:
            told["activities"] = [names[one] for one in told["activities"] if one in names]
        for key in ("activity", "origin_activity"):
            if key in told and (key == "activity" or told[key] in names):
                told[key] = names.get(told[key], told[key])
            elif key in told:
                del told[key]
        if "expect" in told:
            told["expect"] = {k: v for k, v in told["expect"].items() if k != "by"}
        return told

    parts = {key: [new(one) for one in scenario[key]] for key in ("systems", "assets", "facts")}
    return {**scenario, **parts}


def by_hand(scenario: scenarios.Scenario, declared: Path) -> Judge:
    """Return the judge of mode R."""
    declaration = api.declare(declared)
    marks = {one["id"]: one["id"] for one in scenario["assets"]}

    def judged(only: Sequence[str] | None) -> tuple[Report, dict[str, str]]:
        report = scenario_findings.report(scenario, declaration, only)
        return api.reconcile(report, [declaration]), marks

    return judged


def in_stores(scenario: scenarios.Scenario, declared: Path, folder: Path) -> Judge:
    """Return the judge of modes that scan; sampled assets are read as they are declared."""
    built = scenarios.build(scenario, declared.absolute(), folder)
    full = all(one["coverage"]["status"] != "sampled" for one in scenario["assets"])

    def judged(only: Sequence[str] | None) -> tuple[Report, dict[str, str]]:
        targets = [name.removeprefix("a.") for name in only or ()]
        report = api.scan(targets, estate=built.estate, full=full, as_of=scenario["as_of"])
        return report, built.marks

    return judged


def score(file: Path, mode: str) -> tuple[list[Scored], list[str]]:
    """Return the scored facts of one scenario in one mode, and the gates that are not kept."""
    scenario = scenarios.load(file)
    with tempfile.TemporaryDirectory() as folder:
        declared = declaration_of(file, scenario, mode)
        if mode == "E+S+R":
            scenario = renamed(scenario, declaration_of(file, scenario, "R"), declared)
        judged = (
            by_hand(scenario, declared)
            if mode == "R"
            else in_stores(scenario, declared, Path(folder))
        )
        report, marks = judged(None)
        facts = scored(report, scenario, marks)
        runs = {}
        for run in scenario.get("runs", ()):
            part = report if run["assets"] == "all" else judged(run["assets"])[0]
            runs[run["id"]] = (run["expect"], part.status)
    words = [one for verdict in report.verdicts for one in verdict.explanation.values()]
    return facts, gates(mode, facts, runs, words, scenario.get("must_never_print", ()))


def main() -> None:
    """Print a line a scenario and mode, then what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--mode", action="append", choices=MODES)
    chosen = parser.parse_args()
    failed = False
    for file in chosen.files or companies():
        for mode in chosen.mode or MODES:
            try:
                facts, broken = score(file, mode)
            except (PdscanError, StopIteration) as error:
                print(f"{file.name} {mode}: not scored: {error or 'its policy is not here'}")
                continue
            failed |= bool(broken)
            show(file, mode, facts, broken)
    sys.exit(failed)


def companies() -> list[Path]:
    """Return the scenario files of the project, and the golden ones where they are."""
    own = [one for one in COMPANIES[0].glob("*.yaml") if ".declaration" not in one.name]
    return [*sorted(own), *sorted(COMPANIES[1].glob("scenario-*.yaml"))]


def show(file: Path, mode: str, facts: Sequence[Scored], broken: Sequence[str]) -> None:
    """Print the figures of one scenario in one mode."""
    clean = sum("false clean" in word for one in facts for word in one.wrong)
    alarm = sum("false alarm" in one.wrong for one in facts)
    cost = sum(one.cost for one in facts)
    print(
        f"{file.name} {mode}: {len(facts)} facts, right {accuracy(facts):.3f}, "
        f"macro-F1 {macro_f1(facts):.3f}, false clean {clean}, false alarm {alarm}, "
        f"cost {cost / len(facts):.3f} a fact, gates {'kept' if not broken else 'BROKEN'}"
    )
    for one in facts:
        if one.wrong:
            print(f"  {one.fact['id']}: {one.kind} wanted, {one.got}: {', '.join(one.wrong)}")
    for gate in broken:
        print(f"  gate: {gate}")


if __name__ == "__main__":
    main()
