"""Write by hand the report of a scenario whose facts were all found: mode R of its metric.

It is text in the contract's form, read as any other report.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
from scenario import Scenario, rows_of

from pdscan import locators
from pdscan.declarations import Declaration
from pdscan.estate.entries import TimeEntry
from pdscan.model import Asset, Block
from pdscan.reconcile.ages import instant
from pdscan.reconcile.declared_limits import Limits
from pdscan.record_times import RecordTimes
from pdscan.report import Report, parse

STATUS = {"full": "read", "unreadable": "failed", "sampled": "sampled", "skipped": "skipped"}
OF_ASSET = (
    "sub_purpose", "origin_activity", "stage", "channel", "consent_evidence", "exposure",
    "subjects", "confirmed", "env", "operator", "hosted_by",
)  # fmt: skip
OF_FINDING = (
    "form", "qualifier", "container", "capacity", "certainty", "confidence", "hits", "examined",
    "share", "distinct", "subjects",
)  # fmt: skip


def report(scenario: Scenario, declared: Declaration, only: Sequence[str] | None = None) -> Report:
    """Return the report, of all assets or of some."""
    kept = [one for one in scenario["assets"] if only is None or one["id"] in only]
    keys = {one["id"]: locators.asset_key(one["uri"]) for one in kept}
    systems = {one["id"]: one for one in scenario["systems"]}
    raw = {
        "format": "pdscan-report",
        "version": 1,
        "run": {
            "estate": scenario["id"],
            "as_of": scenario["as_of"],
            "restricted_to": list(only or ()),
        },
        "assets": [_asset(one, systems, declared, scenario["as_of"]) for one in kept],
        "findings": list(_findings(scenario, keys)),
    }
    return parse(json.dumps(raw))


def _asset(raw: Scenario, systems: Scenario, declared: Declaration, as_of: str) -> Scenario:
    system = systems.get(raw.get("system"), {})
    said = {**system, **{key: raw[key] for key in raw if key in (*OF_ASSET, "location")}}
    place = said.get("location") or {}
    activities = raw.get("activities", system.get("activities", []))
    covered = raw["coverage"]
    times, retention = _counted(raw, declared, as_of)
    return {
        "id": raw["id"],
        "locator": raw["uri"],
        "asset_key": locators.asset_key(raw["uri"]),
        "system": raw.get("system"),
        "activities": activities,
        "mapped": bool(activities),
        "country": place.get("country"),
        "region": place.get("region"),
        "site": place.get("site"),
        "coverage": {
            "status": STATUS[covered["status"]],
            **{key: covered[key] for key in ("n", "of", "reason") if key in covered},
        },
        "rows": len(list(rows_of(raw))) or None,
        "times": raw.get("times", times),
        "retention": raw.get("retention", retention),
        **{key: said[key] for key in OF_ASSET if key in said},
    }


def _counted(raw: Scenario, declared: Declaration, as_of: str) -> tuple[list[Any], list[Any]]:
    """Count the asset's records by age, as a scan of it would."""
    moment = instant(as_of)
    assert moment is not None
    entries = [TimeEntry.model_validate(one) for one in raw.get("time", ())]
    if not entries:
        return [], []
    sets = Limits([declared]).retention
    chosen = [one.in_archive() for one in sets] if raw.get("stage") == "archive" else sets
    times, retention = [], []
    for told in raw.get("files") or [{}]:
        when = told.get("last_modified") or raw.get("last_modified")
        name = told.get("name") or raw["uri"]
        asset = Asset(f"file:///{name}", "s", raw["kind"], modified=when)
        ages = RecordTimes(entries, [one for one in chosen if one.numbers], moment)
        if raw.get("columns"):
            ages.feed(asset, Block(batch=_batch(raw), locus="column"))
        own_times, own_counts = ages.results(asset)
        times += own_times
        retention.append(own_counts)
    return times, [_added(same) for same in zip(*retention, strict=True)]


def _added(same: Sequence[Any]) -> Scenario:
    counts = {key: sum(one[key] for one in same) for key in ("over", "in_time", "undetermined")}
    return {**same[0], **counts}


def _batch(raw: Scenario) -> pa.RecordBatch:
    rows = list(rows_of(raw))
    columns = [
        pa.array([None if row[at] is None else str(row[at]) for row in rows], pa.string())
        for at in range(len(raw["columns"]))
    ]
    return pa.RecordBatch.from_arrays(columns, names=raw["columns"])


def _findings(scenario: Scenario, keys: Scenario) -> Iterator[Scenario]:
    """Yield the findings of category facts, and those that facts of retention speak of."""
    seen: set[tuple[str, str]] = set()
    facts = [one for one in scenario["facts"] if one["asset"] in keys] if keys else []
    for fact in facts:
        if fact.get("axis", "category") in ("category", "subject") and "type" in fact:
            seen.add((fact["asset"], fact["type"]))
            yield _finding(scenario, fact, keys)
    for fact in facts:
        for kind in fact.get("types", ()) if fact.get("axis") == "retention" else ():
            if (fact["asset"], kind) not in seen:
                seen.add((fact["asset"], kind))
                yield _finding(scenario, {"locus": "text", **fact, "type": kind}, keys)


def _finding(scenario: Scenario, fact: Scenario, keys: Scenario) -> Scenario:
    key, locus, form = keys[fact["asset"]], locus_of(fact["locus"]), fact.get("form", "full")
    return {
        "id": locators.finding_id(scenario["id"], key, locus, fact["type"], form),
        "asset_key": key,
        "assets": [fact["asset"]],
        "locus": locus,
        "type": fact["type"],
        **{name: fact[name] for name in OF_FINDING if name in fact},
    }


def locus_of(name: str) -> str:
    """Return a fact's locus in the report's words: a bare name is a column's."""
    bare = name in ("text", "name", "media") or ":" in name
    return name if bare else f"column:{name}"
