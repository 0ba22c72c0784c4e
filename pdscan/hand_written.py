"""Complete a report that a person wrote: the ids and keys that follow from what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pdscan.locators import asset_id, asset_key, finding_id

COUNTS = {"times": ("nulls", "records"), "retention": ("over", "in_time", "undetermined")}
FRAGMENTS = ("payment.card.pan_truncated", "payment.card.pan_last4")

Raw = dict[str, Any]


def completed(raw: Raw) -> Raw:
    """Return the report's JSON with each asset's and finding's id and asset key.

    What isn't in a report's form is left as it is, for whoever checks the form.
    """
    run = raw.get("run")
    named = run.get("estate") if isinstance(run, dict) else None
    estate = named if isinstance(named, str) else "adhoc"
    made = dict(raw)
    assets = raw.get("assets")
    if isinstance(assets, list):
        made["assets"] = [_asset(one, estate) for one in assets]
    keys = {one["id"]: one["asset_key"] for one in made.get("assets") or () if _has_key(one)}
    findings = raw.get("findings")
    if isinstance(findings, list):
        made["findings"] = [_finding(one, estate, keys) for one in findings]
    return made


def _asset(raw: object, estate: str) -> object:
    if not isinstance(raw, dict) or not isinstance(raw.get("locator"), str):
        return raw
    made = dict(raw)
    made["id"] = raw.get("id") or asset_id(estate, raw["locator"])
    made["asset_key"] = raw.get("asset_key") or asset_key(raw["locator"])
    for name in ("operator", "hosted_by"):
        party = raw.get(name)
        if isinstance(party, dict) and isinstance(party.get("sectors"), str):
            made[name] = {**party, "sectors": [party["sectors"]]}
    return made


def odd_count(assets: Iterable[Mapping[str, Any]]) -> str | None:
    """Return where an asset's records are counted by what is no count; None where they are not."""
    for number, asset in enumerate(assets):
        for key, names in COUNTS.items():
            for at, entry in enumerate(asset.get(key) or ()):
                for name in names:
                    count = entry.get(name)
                    if count is not None and (type(count) is not int or count < 0):
                        return f"assets.{number}.{key}.{at}.{name}"
    return None


def _has_key(raw: object) -> bool:
    return isinstance(raw, dict) and all(isinstance(raw.get(k), str) for k in ("id", "asset_key"))


def _finding(raw: object, estate: str, keys: Mapping[str, str]) -> object:
    if not isinstance(raw, dict):
        return raw
    made = dict(raw)
    assets, locator = raw.get("assets"), raw.get("locator")
    if not raw.get("asset_key") and isinstance(locator, str):
        made["asset_key"] = asset_key(locator)
    elif not raw.get("asset_key") and isinstance(assets, list):
        known = [keys[one] for one in assets if isinstance(one, str) and one in keys]
        made.update({"asset_key": known[0]} if known else {})
    key, locus, kind = (made.get(name) for name in ("asset_key", "locus", "type"))
    if raw.get("id") or not all(isinstance(part, str) for part in (key, locus, kind)):
        return made
    form = "full" if kind in FRAGMENTS else str(raw.get("form") or "full")
    made["id"] = finding_id(estate, str(key), str(locus), str(kind), form)
    return made
