"""Write a declaration in its short form, where nothing is lost by it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pdscan import taxonomy, yaml_lines
from pdscan.declarations import Declaration, short_form, short_words
from pdscan.declarations.slugs import slug
from pdscan.model import UsageError
from pdscan.registers import wording
from pdscan.registers.cells import Raw
from pdscan.registers.records import plain

SUFFIXES = (".short.yaml", ".short.yml")
_LEFT = ("documents", "controller", "dpo", "activities", "data", "retention", "recipients")


def written(declaration: Declaration) -> str:
    """Return the short form; raise UsageError where it would not say all that the long one says."""
    if any(one.kind != "hand_written" for one in declaration.documents):
        raise UsageError("the short form cites no document: sources would be lost; keep the long")
    raw = plain(declaration)
    short: Raw = {"pdscan_declaration": 1, "form": "short", "id": declaration.id}
    short["controller"] = _controller(raw)
    keeps = {one["id"]: one for one in raw.get("retention", ())}
    parties = {one["id"]: one for one in raw.get("recipients", ())}
    plain_ones = {name: words for name, one in parties.items() if (words := _words(one))}
    short["activities"] = [_activity(one, keeps, plain_ones) for one in raw.get("activities", ())]
    told = {name for one in raw.get("activities", ()) for name in one.get("recipients", ())}
    parties = {
        name: one for name, one in parties.items() if name not in told or name not in plain_ones
    }
    short |= {key: value for key, value in raw.items() if key not in (*_LEFT, *short)}
    short |= {
        key: [*left.values()] for key, left in (("retention", keeps), ("recipients", parties))
    }
    short["data"] = raw.get("data", [])
    short = {key: value for key, value in short.items() if value not in ([], {})}
    text = "# Forme courte.\n" + "\n".join(f"{key}: {_shown(key, short[key])}" for key in short)
    _check(text + "\n", raw)
    return text + "\n"


def _shown(key: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(f"\n  - {_flow(one)}" for one in value)
    return _flow(value)


def _flow(value: Any) -> str:
    """Return a value on one line, quoted as JSON quotes, which YAML reads alike."""
    return json.dumps(value, ensure_ascii=False)


def _controller(raw: Raw) -> Raw:
    controller = dict(raw.get("controller", {}))
    controller.update(controller.pop("identifiers", {}))
    dpo = raw.get("dpo", {})
    contact = dpo.get("email") or dpo.get("name")
    return {**controller, "dpo": contact} if contact else controller


def _activity(activity: Raw, keeps: dict[str, Raw], parties: dict[str, str]) -> Raw:
    """Return an activity in short words; `keeps` loses what it says itself."""
    short = {key: activity[key] for key in ("id", "name")}
    short |= {
        key: value
        for key, value in activity.items()
        if key not in ("legal_bases", "data", "retention", "recipients", *short)
    }
    if activity.get("legal_bases"):
        short["basis"] = [one.get("gdpr") for one in activity["legal_bases"]]
    short["data"] = [_phrase(one) for one in activity.get("data", {}).get("items", ())]
    sets = [keeps.pop(name) for name in activity.get("retention", ()) if name in keeps]
    if len(sets) == 1:
        short["keep"] = wording.keep(sets)
    elif sets:
        raise UsageError(f"{activity['id']} has several durations: only the long form holds them")
    short["recipients"] = [parties.get(name, name) for name in activity.get("recipients", ())]
    return {key: value for key, value in short.items() if value != []}


def _phrase(item: Raw) -> Any:
    types = item["types"]
    own = len(types) == 1 and types[0].startswith(("x.", "custom:"))
    return {types[0]: item.get("phrase")} if own else item.get("phrase") or ", ".join(types)


def _words(party: Raw) -> str | None:
    """Return the words that mean just this recipient; None where only its own entry can."""
    words = {"processor": "sous-traitant", "partner": "partenaire", "group": "groupe",
             "authority": "autorités", "third_party": "tiers", "internal": "interne"}  # fmt: skip
    kind, name = party.get("kind", "processor"), party.get("name")
    said = str(f"{words.get(kind, kind)}: {name}" if name else party.get("label") or "")
    meant = short_words.party(said)
    made: Raw = {"id": slug("r", meant.name or said, set()), "kind": meant.kind}
    made.update({"name": meant.name} if meant.name else {"label": said})
    return said if {"kind": "processor", **party} == made else None


def _check(text: str, raw: Raw) -> None:
    """Read the short form back; raise UsageError that names the part which would be lost."""
    page = yaml_lines.parse(text, Path("short.yaml"))
    data = page.data if isinstance(page.data, dict) else {}
    long, draft = short_form.expand(data, taxonomy.load())
    if draft.complaints:
        raise UsageError(f"the short form can't say this: {draft.complaints[0].message}")
    again = plain(Declaration.model_validate(long))
    for key in {*raw, *again} - {"documents"}:
        if _sorted(raw.get(key)) != _sorted(again.get(key)):
            raise UsageError(f"the short form can't hold all of {key!r}: keep the long form")


def _sorted(value: Any) -> Any:
    """Return a list by its ids, for the short form gathers recipients and durations anew."""
    if isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value):
        return sorted(value, key=lambda one: str(one["id"]))
    return value or None
