"""Tell from a column's name which event its time is of, to be offered as a line of the estate file.

A name is a hint only: a person copies the line, or does not. `updated_at` is touched by programs
too, so the event that it tells of is not later than it says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from pdscan.folding import name_words
from pdscan.model import Asset

# Words of which all must be in the name, in the order of their weight; French and English.
_EVENTS = (
    ("contract_end", "fin contrat|contract end|contract ended|resiliation|resilie|termination"),
    ("service_end", "fin service|fin abonnement|service end|subscription end|cancelled|canceled"),
    ("account_deletion", "deleted|suppression|supprime|cloture|closed|fermeture"),
    (
        "consent_withdrawal",
        "unsubscribed|desabonnement|desinscription|opt out|retrait consentement",
    ),
    ("card_expiry", "card expiry|card expires|card expiration|expiration carte|carte expire"),
    ("debt_settled", "regularisation|debt settled|dette reglee"),
    ("issue_resolved", "resolved|resolu|resolution"),
    ("payment", "paid|payment|paiement|reglement|encaissement"),
    ("fiscal_document", "invoice date|invoiced|date facture|facture le|date facturation|billed"),
    ("recording", "recorded|recording|enregistrement|captured|capture"),
    ("last_contact", "dernier contact|last contact|last contacted|contacte le|derniere visite"),
    (
        "last_activity",
        "derniere connexion|last login|last seen|last activity|derniere activite|last access"
        "|last connection|last sign in|last visit|dernier acces|last order|derniere commande"
        "|date commande|order date|ordered|commande le|dernier achat|last purchase",
    ),
    (
        "collection",
        "created|creation|cree|inserted|insertion|inscription|inscrit|registered|registration"
        "|signup|signed up|collected|collecte|subscribed|date ajout|added",
    ),
)
_TYPES = re.compile(r"(small)?date|timestamp", re.IGNORECASE)
_TOUCHED = "updated|modified|modification|modifie|maj|mise jour|changed|derniere modif"
# Words of a name that tells something else of the event: its means, place, number or doer.
_ELSE = (
    "amount|by|code|count|currency|device|fee|hash|id|ip|key|kind|means|method|mode|name|number"
    "|page|par|place|ref|reference|source|state|status|token|total|type|url|user|agent"
    "|adresse|appareil|canal|channel|etat|frais|lieu|montant|motif|moyen|nom|nombre|numero"
    "|reason|site|statut|taux|prix"
)
_TIMES = "at|date|dernier|derniere|last|le|on|since|time|timestamp"


def _matches(words: frozenset[str], choices: str) -> bool:
    return any(words >= frozenset(choice.split()) for choice in choices.split("|"))


def event_of(column: str) -> tuple[str, str] | None:
    """Return the event that the name speaks of and how it lies to the time; None for other names.

    >>> event_of("date_fin_contrat"), event_of("updatedAt"), event_of("date_naissance")
    (('contract_end', 'exact'), ('last_activity', 'event_not_after'), None)
    """
    words = frozenset(name_words(column))
    if _matches(words, _ELSE) and not _matches(words, _TIMES):
        return None
    for event, choices in _EVENTS:
        if _matches(words, choices):
            return event, "exact"
    return ("last_activity", "event_not_after") if _matches(words, _TOUCHED) else None


def may_hold_times(asset: Asset) -> list[str]:
    """Return the columns that hold dates by their type; SQLite has none, so there all may."""
    untyped = asset.locator.startswith("sqlite://")
    columns = asset.about.get("columns", ())
    return [one["name"] for one in columns if untyped or _TYPES.match(one["type"])]


def offered(locator: str, columns: Iterable[str]) -> str | None:
    """Return a line of the estate file's `assets` for a table; None where no column is known."""
    known = [(name, found) for name in columns if (found := event_of(name))]
    if not known:
        return None
    times = ", ".join(
        f"{{event: {event}, column: {_written(name)}, relation: {relation}}}"
        for name, (event, relation) in known
    )
    return f"- {{match: {_written(locator)}, time: [{times}]}}"


def _written(text: str) -> str:
    """Write a text so that YAML in flow style reads it as it is."""
    return text if text.isascii() and text.isidentifier() else json.dumps(text, ensure_ascii=False)
