"""Say of whom data speak, and in what capacity: by words of tables and fields, and by neighbours.

What is said here is inferred: it makes a verdict suspected at most, and the estate file comes
first. Words are those of names in use (`t_salaries`, `eleves.csv`); a word that is also another's
(client, contact, personne) says nothing. A value that shows no capacity of its own is professional
beside a company's name or number; data of children and of the family are personal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

from pdscan.folding import name_words

WORDS = {
    "employee": "salarie salaries employe employes employee employees staff payroll paie paies "
    "mitarbeiter empleado empleados empleada dipendenti werknemers",
    "job_applicant": "candidat candidats candidate candidates candidature candidatures applicant "
    "applicants bewerber recrutement recruitment",
    "minor": "enfant enfants eleve eleves ecolier ecoliers mineur mineurs child children pupil "
    "pupils kid kids kinder schuler alumnos",
    "supplier": "fournisseur fournisseurs supplier suppliers vendor vendors lieferanten",
}
_MEANS = {word: who for who, words in WORDS.items() for word in words.split()}
_LAST = re.compile(r"[^/]*$")
PERSONAL_TYPES = ("minor.data", "person.family")
ENOUGH = 0.05
"""A share of personal values from which a field is one of personal data."""


def inferred(locators: Iterable[str], locus: str) -> frozenset[str]:
    """Return the people whom a field's name speaks of, else those of its table's or file's name.

    >>> sorted(inferred(["pg://rh/public.salaries"], "column:nom"))
    ['employee']
    """
    field = {_MEANS[word] for word in name_words(_field_of(locus)) if word in _MEANS}
    if field:
        return frozenset(field)
    names = (found.group() for one in locators if (found := _LAST.search(one)))
    return frozenset(_MEANS[word] for name in names for word in name_words(name) if word in _MEANS)


def _field_of(locus: str) -> str:
    kind, _, name = locus.partition(":")
    return name if kind in ("column", "key") else ""


def capacity(type_id: str, read: Counter[str], beside: Collection[str]) -> str:
    """Return a field's capacity from that of its values, its type and the types beside it.

    One personal value in twenty of those that show a capacity makes it personal.
    """
    if type_id in PERSONAL_TYPES:
        return "personal"
    known = {name: count for name, count in read.items() if name != "unknown" and count}
    if not known:
        near = any(name.startswith("business.") for name in beside)
        own = type_id.startswith("business.")
        return "professional" if near and not own else "unknown"
    if known.get("personal", 0) >= ENOUGH * sum(known.values()):
        return "personal"
    return min(known, key=lambda name: (-known[name], name))
