"""Say in a register's French what a declaration holds: labels, durations, people, recipients.

The same words judge a register that pdscan wrote: while a cell still says what its code would be
written as, the code counts; a cell that a person changed is read as the person wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pdscan import taxonomy

Raw = Mapping[str, Any]

SUBJECTS = {
    "customer": "Clients",
    "prospect": "Prospects",
    "visitor": "Visiteurs",
    "client_employee": "Salariés de nos clients",
    "employee": "Salariés",
    "job_applicant": "Candidats",
    "supplier": "Fournisseurs",
    "third_party": "Tiers",
    "minor": "Mineurs",
    "hosted_client_subject": "Personnes des bases hébergées",
}
BASES = {
    "consent": "Consentement",
    "contract": "Contrat",
    "legal_obligation": "Obligation légale",
    "vital_interest": "Intérêts vitaux",
    "public_interest": "Intérêt public",
    "legitimate_interest": "Intérêt légitime",
}
# The CNIL's own closed list; the last one for whoever it has no word for.
KINDS = {
    "internal": "Service interne qui traite les données",
    "controller": "Service interne qui traite les données",
    "processor": "Sous-traitants",
    "partner": "Partenaires institutionnels ou commerciaux",
    "group": "Autre (Préciser) : groupe",
    "authority": "Autre (Préciser) : autorité",
    "public": "Autre (Préciser) : public",
    "third_party": "Autre (Préciser) : tiers",
}
TRIGGERS = {
    "collection": "de la collecte",
    "recording": "de l'enregistrement",
    "first_deposit": "du dépôt du cookie",
    "payment": "du paiement",
    "last_activity": "de la dernière activité",
    "last_contact": "du dernier contact",
    "contract_end": "de la fin du contrat",
    "service_end": "de la fin du service",
    "account_deletion": "de la suppression du compte",
    "consent_withdrawal": "du retrait du consentement",
    "card_expiry": "de l'expiration de la carte",
    "debt_incurred": "de l'impayé",
    "debt_settled": "du règlement de l'impayé : dette soldée",
    "right_exercised": "de l'exercice du droit",
    "issue_resolved": "de la résolution de la demande : incident résolu",
    "unpublish_request": "de la demande de retrait de la publication",
    "fiscal_document": "de la clôture de l'exercice",
}
SAFEGUARDS = {
    "standard_contractual_clauses": "Clauses contractuelles types",
    "binding_corporate_rules": "Règles d'entreprise contraignantes",
    "adequacy": "Décision d'adéquation",
    "derogation": "Dérogation",
}
_UNITS = {"Y": "an", "M": "mois", "W": "semaine", "D": "jour", "H": "heure"}
_HOSTED = "Toutes les données hébergées"


def data(items: Iterable[Raw]) -> str:
    """Return the French labels of what items declare."""
    facts = taxonomy.load()
    said: dict[str, None] = {}
    for item in items:
        types = item.get("types") or ()
        for name in [types] if isinstance(types, str) else types:
            known = facts.types.get(name)
            said.setdefault(known.fr if known else _HOSTED if name == "all_hosted" else name)
        for name in item.get("categories") or ():
            category = facts.categories.get(name)
            said.setdefault(category.phrases["fr"][0] if category else name)
        if not types and not item.get("categories") and item.get("phrase"):
            said.setdefault(str(item["phrase"]))
    return " ; ".join(said)


def subjects(names: Iterable[str]) -> str:
    """Return the French words for people."""
    return " ; ".join(SUBJECTS.get(name, name) for name in names)


def bases(given: Iterable[Raw]) -> str:
    """Return the legal bases, each with its article and scope."""
    said = []
    for one in given:
        if one.get("basis"):
            article = f" ({one['gdpr']})" if one.get("gdpr") else ""
            scope = f" : {one['scope']}" if one.get("scope") else ""
            said.append(f"{BASES[one['basis']]}{article}{scope}")
    return " ; ".join(said)


def keep(sets: Iterable[Raw]) -> str:
    """Return how long retention sets keep data."""
    said: dict[str, None] = {}
    for one in sets:
        for rule in one.get("rules") or ():
            said.setdefault(_rule(rule))
        for stage in one.get("then") or ():
            said.setdefault(
                f"puis archivage {duration(stage.get('duration')) or 'sans durée dite'}"
            )
    return " ; ".join(said)


def _rule(rule: Raw) -> str:
    iso, bound = rule.get("duration"), rule.get("bound")
    if iso is None:
        return str(rule.get("criteria_fr") or "selon un critère, sans durée dite")
    trigger = TRIGGERS.get(str(rule.get("trigger")))
    if iso == "P0D":
        return f"jusqu'au moment {trigger}" if trigger else "aucune conservation"
    start = f" à compter {trigger}" if trigger and rule.get("trigger_stated", True) else ""
    return f"{'au moins ' if bound == 'min' else ''}{duration(iso)}{start}"


def duration(iso: str | None) -> str:
    """Return an ISO duration in French.

    >>> duration("P3Y"), duration("PT48H"), duration("P15M"), duration("P1Y6M")
    ('3 ans', '48 heures', '15 mois', '1 an et 6 mois')
    """
    said = []
    for count, unit in re.findall(r"(\d+)([YMWDH])", iso or ""):
        word = _UNITS[unit]
        said.append(f"{count} {word}{'s' if int(count) > 1 and word != 'mois' else ''}")
    return " et ".join(said)


def recipient(one: Raw) -> str:
    """Return who a recipient is: its name, its label, or its sectors."""
    sectors = one.get("sectors")
    said = one.get("name") or one.get("label") or (
        ", ".join(sectors) if sectors and not isinstance(sectors, str) else ""
    )  # fmt: skip
    country = f" ({one['country']})" if one.get("country") else ""
    return f"{said or KINDS.get(str(one.get('kind')), '')}{country}"


def recipients(given: Iterable[Raw]) -> str:
    """Return all recipients of a cell."""
    return " ; ".join(recipient(one) for one in given)


def transfers(given: Iterable[Raw]) -> str:
    """Return whether data leave a region, and under what."""
    said = []
    for one in given:
        allowed = {True: "Oui", False: "Non"}.get(one.get("allowed"), "Sous condition")  # type: ignore[arg-type]
        to = f" vers {', '.join(one['recipients'])}" if one.get("recipients") else ""
        under = SAFEGUARDS.get(str(one.get("safeguard")), str(one.get("safeguard") or ""))
        said.append(f"{allowed}, hors {one.get('outside')}{to}" + (f" : {under}" if under else ""))
    return " ; ".join(said)


def denials(given: Iterable[Raw]) -> str:
    """Return what is denied, and what is spared."""
    said = []
    for one in given:
        target = one.get("target") or {}
        what = [
            data([target]),
            subjects(target.get("subjects") or ()),
            ", ".join((target.get("operators") or {}).get("kinds") or ()),
            ", ".join([*(target.get("to_activities") or ()), *(target.get("activities") or ())]),
        ]
        spared = data([one.get("except") or {}])
        words = ", ".join(part for part in what if part) or str(one.get("id"))
        said.append(words + (f", sauf {spared}" if spared else ""))
    return " ; ".join(said)


def place(one: Raw) -> str:
    """Return where data lie, and whose."""
    allowed = one.get("allowed") or {}
    where = [*allowed.get("countries", ()), *allowed.get("regions", ()), *allowed.get("sites", ())]
    whose = (one.get("applies_to") or {}).get("operators") or ()
    kinds = " ; ".join(dict.fromkeys(KINDS[kind] for kind in whose))
    return ", ".join(where) + (f" : {kinds}" if kinds else "")


def places(given: Iterable[Raw]) -> str:
    """Return all places of a cell."""
    return " ; ".join(map(place, given))
