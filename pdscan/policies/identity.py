"""Read who the controller is, and how to reach the data protection officer."""

from __future__ import annotations

import re
from typing import Any

from pdscan.policies import lexicon, sections
from pdscan.policies.contact_words import email_of, phone_of, siren_of, siret_of
from pdscan.policies.controller_name import name_of, spellings_of
from pdscan.policies.sentences import Sentence

_RCS = re.compile(
    (
        r"(?:rcs|r\.c\.s\.)(?: de)? ([A-ZÀ-Ý][\w-]+(?: [A-Z][\w-]+)?)(?: sous le n\w* "
        r"| n° ?| numéro | \w? ?)?\s?(\d{3}[ .]?\d{3}[ .]?\d{3})"
    ),
    re.I,
)


_APE = re.compile(r"(?:ape|naf)\W{0,4}(\d{4} ?[a-z])\b", re.I)


_VAT = re.compile(r"\b(FR ?\d{2} ?\d{3} ?\d{3} ?\d{3})\b")


_ADDRESS = re.compile(
    r"(?P<street>\d{1,4}(?: ?(?:bis|ter|quater)|-\d+)?,? (?:rue|avenue|av\.|boulevard"
    r"|bd|place|pl\.|chemin|route|impasse|allée|allee|quai|cours|square|passage|parvis"
    r"|esplanade|faubourg|zone)\b[^\n,–-]{0,60}?)"
    r"[\s,–-]+(?P<postcode>\d{5})\s+(?P<city>[A-ZÀ-Ý][\w'’À-ÿ-]+(?:["
    r" -](?:[A-ZÀ-Ý][\w'’-]+|sur|la|le|les|en|de))*)",
    re.I,
)


_FORMS = {
    "entreprise_individuelle": r"entreprise individuelle|(?:auto|micro)-?entrepr\w+|\bei\b",
    "sas": r"\bs\.?a\.?s\.?u?\b|actions simplifiee",
    "sarl": r"\bs\.?a\.?r\.?l\b|responsabilite limitee",
    "sa": r"\bs\.a\.(?!s|r)|societe anonyme|\bsa\b",
    "association": r"\bassociation\b(?! de)",
}


def controller(sentences: list[Sentence]) -> tuple[dict[str, Any], Sentence | None]:
    """Return the controller as the format has it, and the sentence that names it."""
    name, where = name_of(sentences)
    found: dict[str, Any] = {"name": name}
    if name is None:
        found["name_status"] = "not_stated"
    found["aliases"] = spellings_of(sentences, name) if name else []
    found["role"], found["role_stated"] = "controller", "implied"
    explicit = next(
        (
            one
            for one in sentences
            if name
            and re.search(
                r"responsable d[eu]s? (?:vos )?traitement|data controller|is the controller",
                _around(one),
            )
            and name.lower() in one.text.lower()
        ),
        None,
    )
    if explicit is not None:
        found["role_stated"] = "explicit"
    whole = "\n".join(one.text for one in sentences)
    own = "\n".join(one.text for one in sentences if not re.search(r"\bcnil\b|ico\b", one.flat))
    found["legal_form"] = _legal_form(sentences, name)
    rcs = _RCS.search(whole)
    siret = siret_of(own)
    siren = siren_of(own) or (siret[:9] if siret else None)
    found["identifiers"] = {
        "siren": siren,
        "siret": siret,
        "rcs": f"{rcs[1]} {rcs[2]}" if rcs else None,
        "ape": ape[1].replace(" ", "").upper() if (ape := _APE.search(own)) else None,
        "vat": vat[1].replace(" ", "") if (vat := _VAT.search(own)) else None,
    }
    found["address"], at = _address(sentences)
    found["phone"] = _first(sentences, phone_of, 1)
    address = _mail(sentences)
    found["email"] = address[0] if address else None
    if address and address[0] != address[1]:
        found["email_as_written"] = address[1]
    return found, explicit or where or at


def _around(sentence: Sentence) -> str:
    heads = " ".join(one.flat for one in sentence.block.section[-1:])
    return f"{heads} {sentence.flat}"


def _legal_form(sentences: list[Sentence], name: str | None) -> str | None:
    for one in sentences:
        if name and name.lower() in one.text.lower():
            for form, pattern in _FORMS.items():
                if re.search(pattern, one.flat):
                    return form
    return None


def _address(sentences: list[Sentence]) -> tuple[dict[str, str] | None, Sentence | None]:
    own = [
        one for one in sentences if not re.search(r"\bcnil\b|place de fontenoy|\bico\b", one.flat)
    ]
    for one in own:
        found = _ADDRESS.search(one.text)
        if found:
            street = found["street"].strip(" ,–-")
            city = re.split(r" (?:est|et|en|ou|qui|RCS) |\.$", found["city"])[0].strip(" .,")
            return {
                "street": street,
                "postcode": found["postcode"],
                "city": city,
                "country": "FR",
            }, one
    return None, None


def _first(sentences: list[Sentence], reader: Any, index: int) -> str | None:
    for one in sentences:
        found = reader(one.text)
        if found and not re.search(r"\bcnil\b", one.flat):
            return str(found[index])
    return None


def _mail(sentences: list[Sentence]) -> tuple[str, str] | None:
    """Return the controller's address: not the officer's, where that is told apart."""
    found = [
        (pair, one)
        for one in sentences
        if (pair := email_of(one.text)) and not re.search(r"\bcnil\b", one.flat)
    ]
    others = [
        pair
        for pair, one in found
        if not lexicon.pattern("sections", "dpo").search(one.flat)
        and not sections.has_role(one, "dpo")
    ]
    return others[0] if others else None


def officer(sentences: list[Sentence]) -> tuple[dict[str, Any], Sentence | None]:
    """Return the data protection officer as the format has it, and where it is told of."""
    mentioned = [
        one
        for one in sentences
        if lexicon.pattern("sections", "dpo").search(one.flat)
        and not sections.has_role(one, "definitions")
    ]
    under = [
        one
        for one in sentences
        if sections.has_role(one, "dpo")
        or (one.block.intro and lexicon.pattern("sections", "dpo").search(one.block.intro.flat))
    ]
    for one in [*mentioned, *under]:
        pair = email_of(one.text)
        if pair and not re.search(r"cnil\.fr", pair[0]):
            return {"status": "designated", "name": None, "email": pair[0]}, one
    for one in mentioned:
        if one.slot == "recipients":
            continue
        if re.search(
            (
                r"(?:a|avons|ont) (?:designe|nomme)|dispose d'un|est joignable|contacter"
                r"|contact\w*|adress|appointed|designated|courrier|by post|write to"
            ),
            one.flat,
        ):
            return {"status": "designated", "name": None, "email": None}, one
    status = "mentioned_not_identified" if mentioned else "not_stated"
    return {"status": status, "name": None, "email": None}, mentioned[0] if mentioned else None
