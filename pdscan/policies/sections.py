"""Say what each place of a document is about: roles of headings, slots of labels and columns."""

from __future__ import annotations

import re

from pdscan.policies import lexicon
from pdscan.policies.block import Block
from pdscan.policies.parties import mentions_in
from pdscan.policies.sentences import Sentence, flat

SLOTS = frozenset(("data", "bases", "recipients", "retention", "purposes", "transfers"))
# Where what is said of data declares none.
SILENT = frozenset(("definitions", "rights", "security", "changes"))
_LABEL_WORDS = 9
_MEANS = re.compile(
    r"(?!.{0,70}?\b(?:nous|vous|vos|votre|we|you|your)\b)[\w\W]{3,70}?[\w»\"'):] +"
    r"(?:(?:designe|signifie|s'entend)(?:nt)?|(?:means?|refers? to) (?:any|all|the|an?))\b"
)


def roles_of(heading: str) -> frozenset[str]:
    """Return what a heading announces.

    >>> sorted(roles_of("Sur quelle base légale et pour quelles durées ?"))
    ['bases', 'retention']
    """
    plain = flat(heading)
    return frozenset(name for name, _ in lexicon.matching("sections", plain))


def is_slot_label(block: Block) -> bool:
    """Say whether a heading is the label of a field ("Destinataires :") rather than a title."""
    text = block.text.rstrip()
    return text.endswith(":") and len(text.split()) <= _LABEL_WORDS and bool(roles_of(text) & SLOTS)


def place(sentences: list[Sentence]) -> None:
    """Note for every sentence the roles of its nearest heading and the slot of its label."""
    for one in sentences:
        roles: frozenset[str] = frozenset()
        for heading in reversed(one.block.section):
            found = roles_of(heading.text)
            if is_slot_label(heading):
                one.slot = one.slot or _slot(heading.text)
                continue
            roles = roles or found
            if roles and not roles <= {"data", "contact"}:
                break
        one.role = " ".join(sorted(roles))
        if one.label and not one.slot and len(one.label.split()) <= _LABEL_WORDS:
            one.slot = _slot(one.label) if is_field_label(one.label) else ""
        if one.column:
            one.slot = _slot(one.column) or ("recipients" if _is_party(one.column) else "")


def is_field_label(label: str) -> bool:
    """Say whether words before a colon name a field, not a family of data or a topic.

    >>> is_field_label("Données concernées"), is_field_label("Données de paiement")
    (True, False)
    """
    plain = flat(label)
    if re.match(
        (
            r"(?:donnees?|informations?|data|categories? d'informations) (?!concern|trait"
            r"|collect|recueil|personnel|a caractere|process|utilis)"
        ),
        plain,
    ):
        return False
    starts = (
        "donnee",
        "categorie",
        "base",
        "fondement",
        "destinataire",
        "duree",
        "finalite",
        "conservation",
        "legal",
        "purpose",
        "recipient",
        "retention",
        "personal",
        "data",
        "objectif",
        "lawful",
        "type",
    )
    return plain.startswith(starts)


def _is_party(column: str) -> bool:
    """Say whether the head of a column names parties ("Sous-traitant", "Provider")."""
    return len(column.split()) <= 4 and bool(mentions_in(column))


def _slot(label: str) -> str:
    """Return the one slot that a label opens; a stated duration or basis is never mere data."""
    roles = roles_of(label)
    for name in ("bases", "retention", "recipients", "transfers", "purposes", "data"):
        if name in roles:
            return name
    return ""


def has_role(sentence: Sentence, *names: str) -> bool:
    """Say whether a sentence stands under a heading of one of these roles."""
    return any(name in sentence.role.split() for name in names)


def is_definition(sentence: Sentence) -> bool:
    """Say whether a sentence tells what a word means ("« Données » désigne …"): it declares none.

    >>> from pdscan.policies.sentences import flat
    >>> bool(_MEANS.match(flat("« Client » : désigne toute personne")))
    True
    """
    return bool(_MEANS.match(sentence.flat))


def is_silent(sentence: Sentence) -> bool:
    """Say whether nothing in this place declares data: definitions, rights, security."""
    return has_role(sentence, *SILENT) and not has_role(sentence, "purposes", "data")
