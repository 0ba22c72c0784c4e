"""Guess what a header that is on nobody's list speaks of, from the words in it.

Tools and authorities word their headers differently ("Retention schedule (if possible)", "Délai
d'effacement prévu"). Only places that are known to be headers are asked; the first word that fits
counts, so what has no place in a declaration comes first.
"""

from __future__ import annotations

import difflib
import re
from functools import cache

from pdscan.folding import fold
from pdscan.registers import labels

_WORDS = (
    ("ignored", r"securit|\bpia\b|aipd|dpia|impact|\brights?\b|\bdroits?\b|breach|violation|origine"
                r"|\bsources?\b|\bowner|department|direction|logiciel|software|outil|\btools?\b"
                r"|stat(?:ut|us)|\btags?\b|\brisk|risque|comment|\bnotes?\b|remarque|\bliens?\b"
                r"|\blink|legitimate interests|automat|profil|\bjoint|conjoint|representa"
                r"|article 9 (?:basis|condition)|operationnel|\bregles? de"),
    ("ignored", r"secteur|sector|descripti.{0,8}(?:traitement|process|activit)"),
    ("created", r"creation|created|mise en (?:oe|\?|o)uvre|start date"),
    ("updated", r"mise a jour|(?:last|date) (?:of )?(?:update|review)|reviewed|revision|updated"),
    ("ignored", r"\bdates?\b"),
    ("not_collected", r"non collect|not collected"),
    ("safeguard", r"garantie|safeguard|(?:transfer )?mechanism|mecanisme"),
    ("transfers", r"transfer|pays tiers|third countr|hors (?:de )?(?:l')?(?:ue\b|eee|union)"
                  r"|international organi[sz]|outside (?:of )?(?:the )?(?:eu\b|eea|uk\b)"),
    ("basis", r"(?:base|fondement)s?\b.{0,12}(?:legal|jurid|lici)|licei|lawful|legal (?:basis"
              r"|ground)|\bart(?:icle)?\.? ?6\b"),
    ("keep", r"conserv|retention|effacement|erasure|suppression|storage (?:period|limit|duration)"
             r"|how long|combien de temps|\bdurees?\b"),
    ("sub_purpose", r"sous[- ]finalit|sub-?purpose|secondary purpose"),
    ("processors", r"sous-? ?traitan|processors?\b|vendor|contractor"),
    ("recipients", r"destinatair|recipient|shared with|partag|communiqu|organismes? externe"
                   r"|disclos|who has access|personnes? ayant acces"),
    ("sensitive_flag", r"(?:sensible|special categor|sensitive|particulieres).*(?:\?|oui|\by(?:es)?"
                       r" ?/ ?n)"),
    ("sensitive", r"sensible|particulieres|special categor|sensitive|article 9"),
    ("places", r"heberg|hosting|(?:storage|data|server) location|location of|stored\b|lieux?\b"
               r"|localisation des donnees"),
    ("subjects", r"personnes|individuals?|subjects?\b|people"),
    ("purpose", r"finalit|purposes?\b|objecti|\bbut\b"),
    ("dpo", r"\bdp[od]\b|data protection officer|delegue"),
    ("controller", r"^registre .*\bd[eu]$|responsable (?:du|de) traitement|controller"
                   r"|responsable de l'organisme|organisme|\bentite|legal entity|societe"),
    ("data", r"donnees|\bdata\b"),
    ("ref", r"^(?:record )?id\b|reference|identifiant|numero|^n ?°"),
    ("name", r"^(?:nom|name)$|(?:intitule|libelle|titre|title|designation)\b|^(?:activites?"
             r"|traitements?|process(?:us|ing)?|treatments?)\b|fiche .*activit"
             r"|(?:nom|name) .*(?:traitement|activit|process)"),
)  # fmt: skip
_KNOWN = (
    *("traitement", "traitements", "activite", "activites", "finalite", "finalites", "principale"),
    *(
        "donnees",
        "categorie",
        "categories",
        "personnes",
        "concernees",
        "personnelles",
        "collectees",
    ),
    *("sensibles", "conservation", "effacement", "destinataires", "traitants", "transferts"),
    *("garanties", "securite", "responsable", "delegue", "protection", "legale", "juridique"),
    *("hebergement", "processing", "activity", "purpose", "personal", "subjects", "recipients"),
    *("retention", "processors", "transfers", "safeguards", "security", "lawful"),
)
_TYPO_FROM, _ALIKE = 6, 0.85
_ASIDE = re.compile(r"\([^()]*\)")
_BEFORE = re.compile(r"^[\s☐☑☒✓✔□■\[\]x.:)\d-]*(?=\S)")


@cache
def slot_of(header: str) -> str | None:
    """Return what a header speaks of: by the published labels, else by its words.

    >>> slot_of("Retention schedule (if possible)"), slot_of("Délai d'effacement prévu")
    ('keep', 'keep')
    >>> slot_of("Couleur") is None
    True
    """
    exact = labels.slot_of(header)
    if exact is not None:
        return exact
    plain = fold(header.replace("_", " "))
    if not plain or len(plain) > 160:
        return None
    bare = _ASIDE.sub(" ", plain).strip()
    for text in (bare, plain):
        exact = labels.slot_of(_BEFORE.sub("", text))
        found = exact or next((name for name, words in _WORDS if re.search(words, text)), None)
        if found:
            return found
    mended = " ".join(_mended(word) for word in bare.split())
    return slot_of(mended) if mended != bare else None


def _mended(word: str) -> str:
    """Return the word of the published labels that a misspelt one must be."""
    if len(word) < _TYPO_FROM or word in _KNOWN:
        return word
    return next(iter(difflib.get_close_matches(word, _KNOWN, 1, _ALIKE)), word)


def spaced(key: str) -> str:
    """Return the words of a key of a program: "lawfulBasis" is "lawful basis".

    >>> spaced("lawfulBasis"), spaced("data_subjects"), spaced("Nom du traitement")
    ('lawful basis', 'data subjects', 'Nom du traitement')
    """
    if " " in key:
        return key
    return re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", key.replace("_", " ")).strip().lower()
