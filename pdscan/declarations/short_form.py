"""Turn the short form of a declaration, written by hand in ten lines, into the long form.

Every word must mean something: a phrase, basis or duration that doesn't is a complaint with the
nearest words, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pdscan.declarations import Activity, ActivityData, durations, short_limits, short_words
from pdscan.declarations.ids import ids_in
from pdscan.declarations.short_draft import Draft, Place, Raw, data_items, listed_in
from pdscan.declarations.slugs import slug
from pdscan.taxonomy import Taxonomy

KEYS: Mapping[str, tuple[str, ...]] = {
    "Declaration": ("form", "never", "only", "where"),
    "Activity": ("basis", "keep"),
    "Controller": ("siren", "siret", "rcs", "ape", "vat", "dpo"),
}
_LISTS = ("data", "recipients")
_IDENTIFIERS = ("siren", "siret", "rcs", "ape", "vat")
_HAND_WRITTEN = {"id": "hand", "kind": "hand_written"}


def is_short(data: Mapping[str, object]) -> bool:
    """Say whether a file is in the short form: by a key that only it has, or by bare strings."""
    activities = data.get("activities")
    listed = activities if isinstance(activities, list) else []
    return not data.keys().isdisjoint(KEYS["Declaration"]) or any(
        isinstance(one, dict)
        and (isinstance(one.get("data"), list | str) or not one.keys().isdisjoint(KEYS["Activity"]))
        for one in listed
    )


def expand(data: Mapping[str, object], facts: Taxonomy) -> tuple[Raw, Draft]:
    """Return the long form of a file's data, with what can't be meant and where items come from."""
    long: Raw = {key: value for key, value in data.items() if key not in KEYS["Declaration"]}
    draft = Draft(facts, set(ids_in(data)))
    if data.get("form", "short") != "short":
        draft.complain(("form",), f"form: {data['form']!r} isn't 'short'")
    if isinstance(data.get("activities"), dict):
        draft.complain(
            ("activities",), "activities: a list belongs here, each line beginning with - name: …"
        )
        long["activities"] = []
    long["controller"] = _controller(long)
    long.setdefault("id", slug("org", _name(long["controller"]), set()).removeprefix("org."))
    long["documents"] = _documents(long.get("documents"))
    activities = _listed(long, "activities")
    named = {str(one.get("id")) for one in _listed(long, "recipients") if isinstance(one, dict)}
    long["activities"] = [
        _activity(one, ("activities", number), draft, named) if isinstance(one, dict) else one
        for number, one in enumerate(activities)
    ]
    items = list(data_items(_listed(long, "data"), ("data",), draft))
    denials = [*_listed(long, "denials"), *short_limits.never(data.get("never"), draft)]
    for denial, declared in short_limits.only(data.get("only"), draft):
        denials.append(denial)
        items += declared
    long.update(data=items, denials=denials)
    long["retention"] = [*_listed(long, "retention"), *draft.retention]
    long["recipients"] = [*_listed(long, "recipients"), *draft.recipients.values()]
    long["locations"] = [*_listed(long, "locations"), *short_limits.where(data.get("where"), draft)]
    return long, draft


def _listed(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(controller: object) -> str:
    name = controller.get("name") if isinstance(controller, dict) else None
    return name if isinstance(name, str) else "declaration"


def _documents(given: object) -> object:
    if given is None:
        return [_HAND_WRITTEN]
    if isinstance(given, list) and not any(
        isinstance(one, dict) and one.get("kind") == "hand_written" for one in given
    ):
        return [*given, _HAND_WRITTEN]
    return given


def _controller(long: Raw) -> object:
    """Move the numbers and the DPO that the short form writes under the controller."""
    given = long.get("controller")
    if given is None:
        return {}
    if isinstance(given, str):
        return {"name": given}
    if not isinstance(given, dict):
        return given
    rest = {key: value for key, value in given.items() if key not in (*_IDENTIFIERS, "dpo")}
    numbers = {key: given[key] for key in _IDENTIFIERS if key in given}
    if numbers:
        rest["identifiers"] = {**(rest.get("identifiers") or {}), **numbers}
    if "dpo" in given and "dpo" not in long:
        long["dpo"] = _dpo(given["dpo"])
    return rest


def _dpo(given: object) -> object:
    if given is None or given is False or short_words.is_none(str(given)):
        return {"status": "not_stated"}
    if isinstance(given, str):
        return {"status": "designated", "email" if "@" in given else "name": given}
    return given


def _bracketed(given: Raw, place: Place, draft: Draft) -> Raw:
    """Return an activity with its lists whole: without [ ], YAML takes their parts for keys."""
    known = {*Activity.model_fields, *KEYS["Activity"]}
    whole: Raw = {}
    last = ""
    for key, value in given.items():
        if value is None and key not in known and last in _LISTS:
            whole[last] = [*_listed(whole, last), str(key)]
        else:
            whole[key], last = value, key
    data = whole.get("data")
    if isinstance(data, dict) and data.keys().isdisjoint(ActivityData.model_fields):
        whole["data"] = [str(key) for key in data] if not any(data.values()) else data
    for key in _LISTS:
        if whole.get(key) != given.get(key):
            listed = ", ".join(map(str, whole[key]))
            draft.complain((*place, key), f"put the list in [ ]: {key}: [{listed}]")
    return whole


def _activity(given: Raw, place: Place, draft: Draft, named: set[str]) -> Raw:
    given = _bracketed(given, place, draft)
    long = {key: value for key, value in given.items() if key not in KEYS["Activity"]}
    name = str(given.get("name", ""))
    if "id" not in long:
        long["id"] = draft.named("act", name, place)
    items: list[Any] = []
    if not isinstance(given.get("data"), dict):
        items = list(data_items(_listed(given, "data"), (*place, "data"), draft))
        long["data"] = {"inherit": "all", "items": items}
    if "basis" in given:
        long["legal_bases"] = list(_bases(given["basis"], (*place, "basis"), draft))
    if given.get("keep") is not None:
        kept = _keep(given["keep"], (*place, "keep"), long["id"], name, items, draft)
        long["retention"] = [*_listed(given, "retention"), *kept]
    if "recipients" in given:
        parties = enumerate(_listed(given, "recipients"))
        long["recipients"] = [
            _recipient(one, (*place, "recipients", number), draft, named) for number, one in parties
        ]
    return long


def _bases(given: object, place: Place, draft: Draft) -> Iterator[Raw]:
    for one in given if isinstance(given, list) else [given]:
        if one is None:
            yield {"basis": None, "stated": "none"}
            continue
        found = short_words.basis(str(one))
        if found is None:
            draft.complain(
                place,
                f"there is no legal basis {one!r}; known: {short_words.BASES_TEXT}; null where"
                " none is stated",
            )
        else:
            yield {"basis": found.basis, "gdpr": found.article, "stated": "explicit"}


def _keep(
    given: object, place: Place, activity: str, name: str, items: list[Any], draft: Draft
) -> Iterator[str]:
    """Add a retention set for an activity and yield its id."""
    found = durations.parse(str(given))
    if found is None:
        example = "3 ans à compter du dernier contact"
        draft.complain(place, f"no duration is read in {str(given)!r}; write it like {example!r}")
        return
    if not durations.is_plain(str(given)):
        draft.complain(
            place, f"{str(given)!r} says more than one duration: keep takes one; see `retention`"
        )
    if found.unread:
        draft.complain(
            place,
            f"{found.unread!r} is no event that a duration is known to run from; known are the last"
            " contact, last activity, the end of the contract, the payment, the invoice …",
        )
    trigger = found.trigger
    if not found.trigger_stated and trigger == "collection":
        trigger = _implied_trigger(name, items)
    rule = {
        "trigger": trigger,
        "duration": found.iso,
        "bound": found.bound,
        "trigger_stated": found.trigger_stated,
    }
    if found.iso is None:
        rule["criteria_fr"] = str(given)
    made = draft.named("ret", activity.partition(".")[2], place)
    scope = {"activities": [activity], "types": "all"}
    draft.retention.append({"id": made, "applies_to": scope, "rules": [rule]})
    yield made


def _implied_trigger(name: str, items: list[Any]) -> str:
    """Return the trigger that goes without saying: of recordings, of accounts, else collection."""
    held = [{*listed_in(one, "types"), *listed_in(one, "categories")} for one in items]
    if held and all(names & short_words.RECORDINGS for names in held):
        return "recording"
    if any(names & short_words.ACCOUNTS for names in held) and all(
        names & (short_words.ACCOUNTS | short_words.PAYMENTS) for names in held
    ):
        return "fiscal_document"
    return durations.default_trigger(name)


def _recipient(given: object, place: Place, draft: Draft, named: set[str]) -> object:
    """Return the id of a recipient, adding it on its first appearance."""
    if isinstance(given, dict) and len(given) == 1:
        given = ": ".join(str(part) for part in next(iter(given.items())))
    if not isinstance(given, str) or given in named:
        return given
    if short_words.is_none(given):
        draft.complain(place, f"{given!r} is nobody: leave the key out where there is no recipient")
    party = short_words.party(given)
    key = (party.kind, party.name or "")
    if key not in draft.recipients:
        made: Raw = {"id": draft.named("r", party.name or given, place), "kind": party.kind}
        made.update({"name": party.name} if party.name else {"label": given})
        draft.recipients[key] = made
    return draft.recipients[key]["id"]
