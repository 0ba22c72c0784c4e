"""Say who holds an asset besides the controller, and whether a declared recipient is one of them.

A party that changed its name is known by both: the renames are facts of the trade register.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdscan.declarations import Operators, Recipient
from pdscan.folding import fold
from pdscan.report import AssetSeen

CONTROLLER = "controller"
RENAMED = {"sendinblue": "brevo", "facebook": "meta", "twitter": "x", "transferwise": "wise"}
_FORMS = frozenset(
    [
        "sa",
        "sas",
        "sasu",
        "sarl",
        "eurl",
        "sci",
        "inc",
        "ltd",
        "llc",
        "gmbh",
        "ag",
        "bv",
        "nv",
        "plc",
        "corp",
        "ltda",
        "srl",
    ]
)


@dataclass(frozen=True, slots=True)
class Party:
    """Hold one operator or host: its kind, its name where given, its sectors."""

    kind: str
    name: str | None = None
    sectors: frozenset[str] = frozenset()


def parties_of(asset: AssetSeen) -> tuple[Party, ...]:
    """Return the operator, unless it is the controller, and the host, once each."""
    found = [_party(told) for told in (asset.operator, asset.hosted_by) if told]
    return tuple(dict.fromkeys(party for party in found if party.kind != CONTROLLER))


def kinds_of(asset: AssetSeen) -> frozenset[str]:
    """Return the kinds of the operator and the host; an operator nobody named is the controller."""
    host = {str(asset.hosted_by.get("kind", "processor"))} if asset.hosted_by else set()
    return frozenset({str((asset.operator or {}).get("kind", CONTROLLER)), *host})


def is_recipient(party: Party, one: Recipient) -> bool:
    """Say whether a declared recipient is this party.

    By name or alias; one without a name, or said to be of any sector, by kind and sector.
    """
    if one.name is not None and party.name is not None:
        known = {_plain(name) for name in (one.name, *one.aliases)}
        if _plain(party.name) in known:
            return True
    if one.kind != party.kind:
        return False
    if one.name is None:
        return one.sectors == "any" or bool(party.sectors & set(one.sectors))
    return one.sectors == "any" and "sectors" in one.model_fields_set


def is_among(party: Party, operators: Operators) -> bool:
    """Say whether a denial's operators select the party: by kind and by sector, where given."""
    return (not operators.kinds or party.kind in operators.kinds) and (
        not operators.sectors or bool(party.sectors & set(operators.sectors))
    )


def _party(told: Mapping[str, Any]) -> Party:
    sectors: Sequence[str] = told.get("sectors") or ()
    return Party(str(told.get("kind", "processor")), told.get("name"), frozenset(sectors))


def _plain(name: str) -> str:
    """Return a name without case, accents, signs and its legal form, as it is called today."""
    words = [word for word in _words(name) if word not in _FORMS] or _words(name)
    joined = " ".join(words)
    return RENAMED.get(joined, joined)


def _words(name: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in fold(name)).split()
