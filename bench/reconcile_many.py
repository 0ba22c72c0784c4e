"""Time the judgement of 100,000 findings against 200 activities, and its memory.

python bench/reconcile_many.py [FINDINGS] [ACTIVITIES]
"""

from __future__ import annotations

import random
import resource
import sys
import time

from pdscan import taxonomy
from pdscan.declarations import Declaration
from pdscan.locators import asset_id, finding_id
from pdscan.reconcile.judgement import judge
from pdscan.report import AssetSeen, Finding, Report, Run

PER_ASSET = 5


def declaration(activities: int, dice: random.Random) -> Declaration:
    """Return a made-up declaration: an activity lists ten types and has a retention set."""
    types = list(taxonomy.load().types)
    return Declaration.model_validate(
        {
            "pdscan_declaration": 1,
            "id": "bench",
            "activities": [
                {
                    "id": f"act.{number}",
                    "name": f"Activité {number}",
                    "subjects": ["customer"],
                    "recipients": [f"r.{number % 20}"],
                    "data": {
                        "items": [
                            {"id": f"d.{number}", "types": dice.sample(types, 10), "list": "closed"}
                        ]
                    },
                }
                for number in range(activities)
            ],
            "retention": [
                {
                    "id": f"ret.{number}",
                    "applies_to": {"activities": [f"act.{number}"]},
                    "rules": [{"trigger": "last_contact", "duration": "P3Y", "bound": "max"}],
                }
                for number in range(activities)
            ],
            "recipients": [
                {"id": f"r.{number}", "name": f"Société {number}"} for number in range(20)
            ],
            "locations": [{"id": "loc.fr", "allowed": {"countries": ["FR"]}}],
            "denials": [
                {"id": "deny.geo", "kind": "category", "target": {"categories": ["cat.location"]}},
                {"id": "deny.minors", "kind": "subject", "target": {"subjects": ["minor"]}},
            ],
        }
    )


def report(findings: int, activities: int, dice: random.Random) -> Report:
    """Return a made-up report: five findings an asset, each asset in one activity."""
    types = list(taxonomy.load().types)
    assets, found = [], []
    for number in range(max(1, findings // PER_ASSET)):
        locator = f"pg://bench/public.t{number}"
        name = asset_id("bench", locator)
        assets.append(
            AssetSeen(
                id=name, locator=locator, system="s", activities=(f"act.{number % activities}",),
                operator={"kind": "processor", "name": f"Société {number % 25}"},
                country=dice.choice(("FR", "IE", "US")), subjects=("customer",), rows=100,
                times=({"event": "last_contact", "column": "c", "relation": "exact",
                        "min": "2020-01-01", "max": "2021-01-01", "nulls": 0},),
            )
        )  # fmt: skip
        for kind in dice.sample(types, PER_ASSET):
            locus = f"column:{kind}"
            identity = finding_id("bench", locator, locus, kind, "full")
            found.append(Finding(identity, locator, locus, kind, assets=(name,)))
    run = Run(estate="bench", as_of="2026-06-30T12:00:00")
    return Report(run=run, assets=tuple(assets), findings=tuple(found))


def main() -> None:
    """Print the figures."""
    findings = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    activities = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    dice = random.Random(1)
    declared, made = declaration(activities, dice), report(findings, activities, dice)
    start = time.process_time()
    judged = judge(made, [declared], taxonomy.load())
    seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"findings {len(made.findings):,}, activities {activities}, "
          f"verdicts {len(judged.verdicts):,}: {seconds:.1f} s, {memory} MB at most")  # fmt: skip


if __name__ == "__main__":
    main()
