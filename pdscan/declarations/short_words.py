"""Know the words of the short form: legal bases, recipients, operators and places."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pdscan import countries
from pdscan.folding import fold

RECORDINGS = frozenset(
    ("media.video", "media.audio", "media.call_recording", "person.photo", "cat.audiovisual")
) | {"cat.voice"}
ACCOUNTS = frozenset(("cat.billing", "billing.invoice"))
PAYMENTS = frozenset(
    ("cat.payment", "cat.transaction", "payment.iban", "payment.bic", "payment.rib")
) | {"payment.method", "payment.transaction"}

_BASES = {
    "consent": ("a", r"consent"),
    "contract": ("b", r"contrac?t|precontractuel"),
    "legal_obligation": ("c", r"obligations? legales?|legal obligation"),
    "vital_interest": ("d", r"vita(?:l|ux)\b"),
    "public_interest": ("e", r"interets? publics?|public (?:interest|task)|missions?\b"),
    "legitimate_interest": ("f", r"legitimes?|legitimate"),
}
BASES_TEXT = (
    "consentement, contrat, obligation légale, intérêts vitaux, intérêt public, intérêt légitime, "
    "or the article, 6.1.b"
)
_ARTICLE = re.compile(r"6\D{0,4}1\D{0,4}([a-f])\b")

_PARTIES = {
    "internal": r"internes?|en interne|internal",
    "processor": r"sous[- ]traitants?|prestataires?|hebergeurs?|processors?",
    "partner": r"partenaires?(?: commerciaux)?|partners?",
    "group": r"groupe?|filiales?|subsidiar(?:y|ies)",
    "authority": r"autorites?|administrations?|authorit(?:y|ies)",
    "public": r"public",
    "third_party": r"tiers|third[- _]part(?:y|ies)",
    "controller": r"controller|responsable(?: (?:de|du) traitement)?|nous|us|we",
}
OPERATORS = ("controller", "processors", "partners", "group", "third_party", "all")
_ALL = ("all", "tous", "toutes", "partout", "everyone", "data", "donnees")

_NONE = ("aucun", "aucune", "non", "neant", "sans objet", "personne", "none", "no", "nobody", "n/a")
_REGIONS = {"eea": "EEA", "eee": "EEA", "ue": "EU", "eu": "EU", "europe": "EEA",
            "union europeenne": "EU", "european union": "EU", "espace economique europeen": "EEA",
            "european economic area": "EEA"}  # fmt: skip
_SITES = "own_servers own_datacentre group_dc saas iaas laptop shop office other"


@dataclass(frozen=True, slots=True)
class Basis:
    """Hold a legal basis of article 6 with its letter, as 6(1)(b)."""

    basis: str
    article: str


@dataclass(frozen=True, slots=True)
class Party:
    """Hold a recipient's kind and, where one is given, its name."""

    kind: str
    name: str | None


def basis(text: str) -> Basis | None:
    """Return the legal basis that words or an article mean, None where they mean none.

    >>> basis("6.1.b").basis, basis("Intérêt légitime").article
    ('contract', '6(1)(f)')
    """
    plain = fold(text).replace("_", " ")
    article = _ARTICLE.search(plain)
    for name, (letter, words) in _BASES.items():
        if (article and article[1] == letter) or (
            not article and re.search(rf"\b(?:{words})", plain)
        ):
            return Basis(name, f"6(1)({letter})")
    return None


def party(text: str) -> Party:
    """Return the recipient that "sous-traitant: NAME", "interne" or a bare name means.

    >>> party("partenaire: Duo Fictif")
    Party(kind='partner', name='Duo Fictif')
    >>> party("MailBird")
    Party(kind='processor', name='MailBird')
    """
    head, colon, name = text.partition(":")
    for kind, words in _PARTIES.items():
        if re.fullmatch(words, fold(head)):
            return Party(kind, name.strip() or None)
    return Party("processor", text.strip() if not colon or not head.strip() else name.strip())


def operators(text: str) -> tuple[str, ...] | None:
    """Return the kinds of operators that a key of `where` means; empty for all of them."""
    plain = fold(text)
    if plain in _ALL:
        return ()
    for kind, words in _PARTIES.items():
        if re.fullmatch(words, plain):
            return ("controller",) if kind == "internal" else (kind,)
    return None


def place(given: object) -> tuple[str, str] | None:
    """Return the kind of a place (countries, regions, sites) and its code.

    >>> place("FR"), place("UE"), place("own_servers")
    (('countries', 'FR'), ('regions', 'EU'), ('sites', 'own_servers'))
    """
    if not isinstance(given, str):
        return None
    plain = fold(given)
    if plain in _REGIONS:
        return "regions", _REGIONS[plain]
    if plain in _SITES.split():
        return "sites", plain
    code = given if re.fullmatch(r"[A-Z]{2}", given) else countries.of_name(given)
    return ("countries", code) if code else None


def is_none(text: str) -> bool:
    """Say whether words mean that there is none.

    >>> is_none("Aucun"), is_none("Aucun Fictif")
    (True, False)
    """
    return fold(text) in _NONE


def is_own_type(name: object) -> bool:
    """Say whether a key names a type of one's own: x.NAME or custom:NAME."""
    return isinstance(name, str) and name.startswith(("x.", "custom:"))
