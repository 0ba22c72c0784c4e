"""Write the retention sets: scope, rules and stages, joined where sentences belong together."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from pdscan.policies import scopes
from pdscan.policies.activity import Activity
from pdscan.policies.draft import Draft, grounded
from pdscan.policies.keeping import Keeping
from pdscan.policies.remarks import issue

_LATER = re.compile(r"whichever is (?:the )?later|la plus (?:longue|tardive)|le plus tard\b")
Entry: TypeAlias = dict[str, Any]


def retention(draft: Draft) -> list[Entry]:
    """Return the retention sets, and note on each activity the ids of its own."""
    found: list[Entry] = []
    earlier: list[Keeping] = []
    for kept in draft.keepings:
        activities, sub_purpose, by_anaphora = scopes.scope(kept, draft, earlier)
        if kept.is_bare and not activities:
            continue
        earlier.append(kept)
        if by_anaphora and len(activities) > 1:
            draft.issues.append(issue("anaphora", draft.language, grounded(kept.sentence.source())))
        applies_to = _applies_to(kept, draft, activities, sub_purpose)
        rules = [rule.written() for rule in kept.rules]
        same = _continued(kept, earlier, found, applies_to)
        if same is not None:
            known = {(rule["trigger"], rule["duration"], rule["bound"]) for rule in same["rules"]}
            same["rules"] += [
                rule
                for rule in rules
                if (rule["trigger"], rule["duration"], rule["bound"]) not in known
            ]
            same.setdefault("then", []).extend(kept.then)
            if not same["then"]:
                same.pop("then")
            continue
        words = (
            " ".join(one.name for one in activities[:1]) or kept.subject or kept.sentence.text[:60]
        )
        entry: Entry = {"id": draft.name("ret", words), "applies_to": applies_to}
        if len(rules) > 1:
            entry["combine"] = "latest" if _LATER.search(kept.sentence.flat) else "earliest"
        entry["rules"] = rules
        if kept.then:
            entry["then"] = kept.then
        _note(kept, draft)
        why = "« ces données » : portée lue, à vérifier" if by_anaphora else kept.review
        draft.marked(entry, 0.6 if by_anaphora else kept.confidence, why)
        entry["source"] = grounded(kept.sentence.source())
        found.append(entry)
        for activity in activities:
            activity.retention.append(entry["id"])
    _shared(draft, found)
    return found


def _applies_to(
    kept: Keeping, draft: Draft, activities: list[Activity], sub_purpose: str | None
) -> Entry:
    types, categories = (
        scopes.names(kept, draft) if kept.rules[0].bound != "exception" else ([], [])
    )
    if "carte" in kept.subject and activities:
        types = [
            name
            for item in activities[0].items
            for name in item.types
            if name.startswith("payment.card.") and not item.sectors
        ]
    if activities and not (kept.sentence.activity and kept.sentence.activity.whence == "text"):
        types, categories = (types if "carte" in kept.subject else []), []
    raw: Entry = {"activities": [one.id for one in activities] or "all"}
    if categories:
        raw["types"], raw["categories"] = [], categories
        holders = [one.id for one in draft.activities if _holds(one, set(categories))]
        raw["activities"] = holders or raw["activities"]
    else:
        raw["types"] = list(dict.fromkeys(types)) or "all"
    if sub_purpose:
        raw["sub_purpose"] = sub_purpose
    if kept.quantifier:
        raw["quantifier"] = kept.quantifier
    return raw


def _holds(activity: Activity, categories: set[str]) -> bool:
    own = any(categories & set(item.categories) for item in activity.items)
    told = activity.whence == "text" and bool(categories & set(activity.facts.get("uses", ())))
    return own or told


def _continued(
    kept: Keeping, earlier: list[Keeping], found: list[Entry], applies_to: Entry
) -> Entry | None:
    """Return the set that a sentence goes on with: same scope, same paragraph, no exception."""
    if len(earlier) < 2 or kept.rules[0].bound == "exception":
        return None
    rules = {(rule.trigger, rule.duration, rule.bound) for rule in kept.rules}
    for entry in found:
        known = {(rule["trigger"], rule["duration"], rule["bound"]) for rule in entry["rules"]}
        if entry["applies_to"] == applies_to and rules <= known:
            return entry
    near = earlier[-2].sentence.block.section == kept.sentence.block.section
    for entry in reversed(found[-2:]):
        is_exception = any(rule["bound"] == "exception" for rule in entry["rules"])
        if (
            near
            and entry["applies_to"] == applies_to
            and applies_to["activities"] != "all"
            and not is_exception
        ):
            return entry
    return None


def _note(kept: Keeping, draft: Draft) -> None:
    if kept.is_ambiguous:
        draft.issues.append(issue("ambiguous_or", draft.language, grounded(kept.sentence.source())))
    if kept.quantifier:
        draft.issues.append(
            issue("vague_quantifier", draft.language, grounded(kept.sentence.source()))
        )
    is_known = any(one["code"] == "no_duration" for one in draft.issues)
    if not is_known and {rule.bound for rule in kept.rules} == {"criteria"}:
        draft.issues.append(issue("no_duration", draft.language, grounded(kept.sentence.source())))


def _shared(draft: Draft, found: list[Entry]) -> None:
    """Let the obligations of the law follow the contract's set where it speaks of legal periods."""
    for entry in found:
        words = " ".join(str(rule.get("criteria_fr", "")) for rule in entry["rules"]).lower()
        if "légale" in words and isinstance(entry["applies_to"]["activities"], list):
            for activity in draft.of_kind("legal"):
                if activity.id not in entry["applies_to"]["activities"] and not activity.retention:
                    entry["applies_to"]["activities"].append(activity.id)
                    activity.retention.append(entry["id"])
