"""Write activities and data items as the format has them."""

from __future__ import annotations

import re
from typing import Any

from pdscan.policies import lexicon
from pdscan.policies.activity import Activity
from pdscan.policies.bases import written
from pdscan.policies.data_items import Item
from pdscan.policies.draft import Draft, grounded
from pdscan.policies.implied_data import is_own_affair

_MESSAGES = ("newsletter", "phone_marketing", "service_messages", "prospecting", "registration")
_PERFORMED = ("billing", "orders", "contract", "service_messages")


def shared_items(draft: Draft) -> list[Item]:
    """Return the items declared for the whole document, or all of them where it tells them apart
    by sentences only.
    """
    if _is_told(draft):
        return [one for one in draft.items if not _is_own(one)]
    return [one for one in draft.items if one.sentence.activity is None]


def _is_own(item: Item) -> bool:
    activity = item.sentence.activity
    return activity is not None and (item.everything_hosted or activity.kind == "rights")


def _is_told(draft: Draft) -> bool:
    """Say whether the data are told along with the activities, not listed for all of them."""
    if any(one.whence in ("line", "labels", "table") for one in draft.activities):
        return False
    told = [
        one
        for one in draft.items
        if one.sentence.activity is not None and one.sentence.activity.whence == "text"
    ]
    general = [one for one in draft.items if one.sentence.activity is None and len(one.names) >= 2]
    return bool(told) and len(told) > len(general)


def item_form(item: Item, draft: Draft) -> dict[str, Any]:
    """Return a data item as the format has it."""
    raw: dict[str, Any] = {"id": item.id, "phrase": item.phrase, "categories": item.categories}
    raw["types"] = "all_hosted" if item.everything_hosted else item.types
    if item.bare:
        raw["bare"] = item.bare
    raw["list"], raw["strength"] = item.listing, item.strength
    if item.condition:
        raw["condition"] = item.condition
    if item.sectors:
        raw["held_by"] = {"sectors": item.sectors}
    draft.marked(raw, item.confidence, item.review)
    raw["source"] = grounded(item.sentence.source(item.start, item.end))
    return raw


def activity_written(activity: Activity, draft: Draft, own: set[int]) -> dict[str, Any]:
    """Return an activity as the format has it; `own` are the items shared by all."""
    raw: dict[str, Any] = {"id": activity.id, "name": activity.name}
    if activity.ref:
        raw["ref"] = activity.ref
    facts = activity.facts
    if activity.sub_purposes:
        raw["sub_purposes"] = activity.sub_purposes
    if facts:
        raw["dpv_purposes"], raw["fides_use"] = facts["dpv"], facts["fides"]
    raw["legal_bases"] = [with_doc(one) for one in _bases(activity, draft)]
    if activity.conditions:
        raw["conditions"] = [with_doc(one) for one in activity.conditions]
    raw["subjects"] = facts.get("subjects", []) if facts.get("role") else []
    if facts.get("role"):
        raw["role"] = facts["role"]
    raw["data"] = _activity_data(activity, draft, own)
    raw["recipients"] = [one.id for one in draft.recipients if activity in one.activities]
    raw["retention"] = list(activity.retention)
    draft.marked(raw, activity.confidence)
    raw["source"] = grounded(activity.opening.source(0, activity.end))
    return raw


def _bases(activity: Activity, draft: Draft) -> list[dict[str, Any]]:
    if activity.bases:
        return activity.bases
    opening = activity.opening
    declared = {one["basis"] for one in draft.declared_bases}
    if activity.kind == "contract" or (activity.kind in _PERFORMED and "contract" in declared):
        return [written(opening, None, "contract", "implied"), *_accepted(activity)]
    if activity.kind == "legal":
        return [written(opening, None, "legal_obligation", "explicit")]
    if activity.kind == "rights":
        return [written(opening, None, "legal_obligation", "none")]
    if [one["kind"] for one in activity.conditions] == ["opt_in"]:
        return [written(opening, None, "consent", "implied")]
    return [written(opening, None, None, "none")]


def _accepted(activity: Activity) -> list[dict[str, Any]]:
    """Return the consent that a part of an activity rests on ("si vous avez accepté …")."""
    for one in activity.sentences:
        match = lexicon.pattern("statements", "opt_in").search(one.flat)
        heading = one.block.section[-1] if one.block.section else None
        if match and heading is not None and heading is not activity.heading:
            return [
                {
                    **written(one, match.span(), "consent", "implied"),
                    "scope": heading.text.strip(" .:"),
                }
            ]
    return []


def _activity_data(activity: Activity, draft: Draft, own: set[int]) -> dict[str, Any]:
    mine = list({id(one): one for one in activity.items if one in draft.items}.values())
    items = [item_form(one, draft) for one in mine if id(one) not in own]
    inherited = [one.id for one in mine if id(one) in own]
    raw: dict[str, Any] = {"inherit": _inherit(activity, draft, inherited, mine)}
    if items:
        raw["items"] = items
    return raw


def _inherit(activity: Activity, draft: Draft, ids: list[str], mine: list[Item]) -> Any:
    """Return which items of the whole document an activity draws on."""
    if activity.facts.get("role") == "processor":
        return "none"
    shared = shared_items(draft)
    if activity.kind == "rights" and activity.whence == "rights":
        fit = [one.id for one in shared if "cat.identification" in one.categories]
        named = any(one.strength == "explicit" for one in mine)
        return "none" if named or not fit else fit
    if not shared or activity.whence in ("labels", "line"):
        return ids or "none"
    if _is_told(draft):
        uses = set(activity.facts.get("uses", ()))
        fit = [one.id for one in shared if one.id in ids or _draws_on(one, uses, activity)]
        return fit or "none"
    if activity.whence == "table" and any(one.slot == "data" for one in activity.sentences):
        return ids or "none"
    strong = [one for one in mine if one.strength != "inferred" and one.sentence.slot != "observed"]
    if not strong or _speaks_generally(activity):
        fit = [one.id for one in shared if not is_own_affair(one)]
        return fit if activity.kind in _MESSAGES and 0 < len(fit) < len(shared) else "all"
    return ids or "none"


def _draws_on(item: Item, uses: set[str], activity: Activity) -> bool:
    """Say whether such an activity customarily draws on an item told elsewhere."""
    owner = item.sentence.activity
    if item.strength == "inferred" or not item.categories or not set(item.categories) <= uses:
        return False
    own_affair = {"cat.customer_relation", "cat.content"} & set(item.categories)
    return not own_affair or owner is activity or activity.kind == "improvement"


def _speaks_generally(activity: Activity) -> bool:
    """Say whether the activity uses "your data" at large, whatever else it names."""
    return any(
        re.search(
            (
                r"\b(?:vos donnees|les donnees vous concernant"
                r"|informations qui vous concernent|utiliser des donnees"
                r"|your (?:personal )?(?:data|information)|newsletters?)\b"
            ),
            one.flat,
        )
        and not re.search(r"ne collecte pas|responsable d[eu] traitement|controller", one.flat)
        for one in activity.sentences
    )


def with_doc(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry whose source names the document."""
    return {**entry, "source": grounded(entry["source"])}
