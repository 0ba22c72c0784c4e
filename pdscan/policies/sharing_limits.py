"""Write recipients, places, transfers and denials as the format has them."""

from __future__ import annotations

from typing import Any

from pdscan.policies import places
from pdscan.policies.draft import Draft, grounded


def recipients(draft: Draft) -> list[dict[str, Any]]:
    """Return the recipients."""
    found = []
    for one in draft.recipients:
        label = " ".join(one.label.split())
        prefix = "r.int" if one.kind == "internal" else "r"
        one.id = draft.name("r", ("int " if prefix == "r.int" else "") + (one.name or label))
        raw: dict[str, Any] = {"id": one.id}
        if one.name:
            raw["name"] = one.name
            if one.aliases:
                raw["aliases"] = list(one.aliases)
        else:
            raw["label"] = label
        raw["kind"] = one.kind
        if one.kind not in ("internal", "public", "authority"):
            raw["sectors"] = one.sectors or "any"
        country = _country(one.kind, draft)
        if country:
            raw["country"] = country
        if one.is_exclusive:
            raw["exclusive"] = True
        if one.everywhere:
            raw["applies_to"] = "all"
        if one.stated:
            raw["stated"] = one.stated
        draft.marked(
            raw,
            one.confidence,
            "leurs offres sont annoncées, non la transmission" if one.stated else "",
        )
        raw["source"] = grounded(one.sentence.around(one.start, one.end))
        found.append(raw)
    return found


def _country(kind: str, draft: Draft) -> str | None:
    for one in draft.locations:
        countries = one.allowed.get("countries", [])
        if kind in one.operators and len(countries) == 1:
            return countries[0]
    return None


def locations(draft: Draft) -> list[dict[str, Any]]:
    """Return where data lie."""
    found: list[dict[str, Any]] = []
    for one in draft.locations:
        words = " ".join([*one.operators, *next(iter(one.allowed.values()))]) or "place"
        scope: dict[str, Any] = {}
        if one.operators:
            scope["operators"] = one.operators
        activity = one.sentence.activity
        if activity is not None and not one.operators:
            scope["activities"] = [activity.id]
        if one.channels:
            scope["channels"] = one.channels
        raw: dict[str, Any] = {
            "id": draft.name("loc", words),
            "applies_to": scope,
            "allowed": one.allowed,
            "stated": "explicit",
        }
        if one.is_loose:
            raw["note"] = "« en Europe » : lu comme l'Espace économique européen"
        draft.marked(
            raw,
            0.65 if one.is_loose else 0.85,
            "« en Europe » n'est pas « dans l'UE »" if one.is_loose else "",
        )
        raw["source"] = grounded(one.sentence.source())
        if not any(
            other["applies_to"] == scope and other["allowed"] == one.allowed for other in found
        ):
            found.append(raw)
    return found


def transfers(draft: Draft) -> list[dict[str, Any]]:
    """Return what is said of transfers outside the EEA."""
    found: list[dict[str, Any]] = []
    for one in draft.transfers:
        same = [
            other
            for other in found
            if other["allowed"] == one.allowed and other["recipients"] == one.recipients
        ]
        if same:
            if one.safeguard and not same[0]["safeguard"]:
                same[0]["safeguard"], same[0]["gdpr"] = one.safeguard, places.gdpr_of(one.safeguard)
            continue
        raw: dict[str, Any] = {
            "id": draft.name("tr", " ".join(one.recipients) or "outside EEA"),
            "outside": "EEA",
            "allowed": one.allowed,
            "recipients": one.recipients,
            "safeguard": one.safeguard,
            "gdpr": places.gdpr_of(one.safeguard),
        }
        draft.marked(raw, 0.8)
        raw["source"] = grounded(one.sentence.source(one.start, one.end))
        found.append(raw)
    return found
