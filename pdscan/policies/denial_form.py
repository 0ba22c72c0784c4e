"""Write denials as the format has them, with the activities that they are about."""

from __future__ import annotations

import re
from typing import Any

from pdscan.policies import scopes
from pdscan.policies.denial import Denial
from pdscan.policies.draft import Draft, grounded
from pdscan.policies.remarks import issue

_NAMES = ("categories", "types")
_NO_OTHER = re.compile(r"[^,;.]{0,14}\b(?:aucune? autres?|no other)\b")
_DURING = re.compile(
    r"\b(?:lors d(?:e|u|es) |dans le cadre d(?:e|u|es) |during |as part of )"
    r"(?:la |le |les |l'|the |an? )?(?P<what>[\w' -]{4,40})"
)


def denials(draft: Draft) -> list[dict[str, Any]]:
    """Return what is denied."""
    found = []
    for one in draft.denials:
        if not _is_meant(one, draft):
            continue
        _spare_declared(one, draft)
        spares, review = _spares(one, draft), one.review
        raw: dict[str, Any] = {
            "id": draft.name("deny", _words(one)),
            "kind": one.kind,
            "target": one.target,
        }
        if spares:
            raw["except"] = spares
        raw["applies_to"] = {"activities": _scope(one, draft)}
        raw["strength"] = one.strength
        draft.marked(raw, one.confidence, review)
        raw["source"] = grounded(one.sentence.source(one.start, one.end))
        if one.spares.get("consent"):
            draft.issues.append(issue("double_negation", draft.language, raw["source"]))
        found.append(raw)
    return found


def _is_meant(denial: Denial, draft: Draft) -> bool:
    """Fill in the activities of a denial of use; say whether any is known. Else it is a promise."""
    promise = (denial.start, denial.end, "purpose_limitation")
    if denial.word == "used only" and not _other_uses(denial, draft):
        if denial.about:
            draft.reading(denial.sentence).promises.append(promise)
        return False
    if denial.word != "not used for":
        return True
    uses = scopes.named_so(denial.about, draft)
    if uses:
        target = {key: names for key, names in denial.target.items() if key in _NAMES}
        denial.kind, denial.strength = "use", "absolute"
        denial.target = {**target, "to_activities": [one.id for one in uses]}
        return True
    denied = {name for key in _NAMES for name in denial.target.get(key, ())}
    if any(denied & one.names for one in draft.items):
        draft.reading(denial.sentence).promises.append(promise)
        return False
    return True


def _spare_declared(denial: Denial, draft: Draft) -> None:
    """Read "aucune autre donnée de paiement": all but what is declared of it."""
    families = set(denial.target.get("categories", ()))
    if denial.kind != "category" or not families or not _NO_OTHER.match(denial.words()):
        return
    types = [
        name
        for item in draft.items
        for name in item.types
        if families & set(draft.facts.types[name].core) and not item.sectors
    ]
    if types:
        denial.kind, denial.spares = "only", {"types": list(dict.fromkeys(types))}


def _other_uses(denial: Denial, draft: Draft) -> bool:
    """Fill in from which activity data must not go to which others; say whether that is known."""
    named = scopes.named_so(denial.about, draft) if denial.about else []
    activity = denial.sentence.activity or next(iter(named), None)
    others = [one.id for one in draft.activities if one is not activity and one.kind != "rights"]
    if activity is None or not others:
        return False
    denial.target = {"from_activity": activity.id, "to_activities": others}
    return True


def _words(denial: Denial) -> str:
    target = denial.target
    if target.get("categories"):
        return str(target["categories"][0]).removeprefix("cat.")
    if target.get("types"):
        return denial.word
    names = [*target.get("subjects", ()), *target.get("capacity", ())]
    return " ".join([denial.word, *names])


def _scope(denial: Denial, draft: Draft) -> Any:
    activity = denial.sentence.activity
    if denial.scope == "activity" and activity is not None:
        return [activity.id]
    where = _DURING.search(denial.words()) if activity is None else None
    if where and (named := scopes.named_so(where["what"], draft)):
        return [one.id for one in named]
    if denial.scope == "own":
        own = [one.id for one in draft.activities if one.facts.get("role") != "processor"]
        return own if own and len(own) < len(draft.activities) else "all"
    return "all"


def _spares(denial: Denial, draft: Draft) -> dict[str, Any]:
    spares: dict[str, Any] = dict(denial.spares)
    if spares.get("activities") == ["hosted"]:
        spares = {
            "activities": [
                one.id for one in draft.activities if one.facts.get("role") == "processor"
            ]
        }
    if denial.word == "internal only":
        named = [
            one
            for one in draft.recipients
            if one.everywhere
            and one.kind == "processor"
            and set(one.sectors) & {"it", "hosting", "telecom"}
        ]
        if named:
            sectors = [
                name
                for name in ("it", "hosting", "telecom")
                if any(name in one.sectors for one in named)
            ]
            spares["operators"] = {"sectors": sectors}
            _narrow(denial, draft)
    holders = _holders(denial, draft) if "operators" not in spares else []
    if holders:
        spares["operators"] = {"sectors": holders}
        if denial.kind == "recipient":
            _narrow(denial, draft)
    return spares


def _narrow(denial: Denial, draft: Draft) -> None:
    """Note that another sentence of the page takes something out of a denial."""
    denial.strength = "qualified"
    source = grounded(denial.sentence.source(denial.start, denial.end))
    draft.issues.append(issue("contradiction", draft.language, source))


def _holders(denial: Denial, draft: Draft) -> list[str]:
    """Return the sectors of those who, by the page, hold data themselves that the denial is about.

    "Your bank details are collected by our payment provider only" takes that provider out of "we
    send nothing to processors" and of "we collect no payment data".
    """
    held = [item for item in draft.items if item.sectors]
    if denial.kind == "recipient":
        if "processor" not in (denial.target.get("operators") or {}).get("kinds", ()):
            return []
    else:
        held = [item for item in held if _touches(denial, item.types, draft)]
    return sorted({sector for item in held for sector in item.sectors})


def _touches(denial: Denial, types: list[str], draft: Draft) -> bool:
    families = set(denial.target.get("categories", ()))
    cores = (draft.facts.types[name].core for name in types if name in draft.facts.types)
    return not set(types).isdisjoint(denial.target.get("types", ())) or any(
        families & set(core) for core in cores
    )
