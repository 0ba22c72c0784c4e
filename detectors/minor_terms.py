"""Words that speak of a child: its age, its class, its guardian (French, English).

Shape: `sa fille de 8 ans`, `scolarisé en CM2`, `enfant né le`, `représentant légal de`, `her
7-year-old son`.
Check: an age under fifteen or a class belongs to the phrase; adults' children without an age, and
what is "interdit aux mineurs", are not in the lexicon. A phrase alone is a suspicion.
Category: cat.minors; it must be declared by name.
Source: GDPR article 8 and recital 38; loi 78-17, article 45; code de l'éducation, D311-10.
"""

from pdscan.detection.lexicon import lexicon

_CHILD = r"(?:fille|fils|enfant|petite[- ]fille|petit[- ]fils|garçon|fillette|bébé|neveu|nièce)"
_OWN = r"(?:sa|son|ma|mon|leur|notre|votre|la|le|un|une|cet)"
_CLASS = (
    r"(?:CP|CE1|CE2|CM1|CM2|6e|5e|4e|6ème|5ème|4ème|sixième|cinquième|maternelle|crèche|PS|MS|GS)"
)

plugin = lexicon(
    "Words about children",
    "minor.data",
    (
        rf"{_OWN} {_CHILD}(?: [^\s.,;]{{2,20}})? ?\(?,? ?(?:âgée? )?(?:de )?"
        r"(?:[1-9]|1[0-4]) (?:ans|mois)",
        rf"(?:élève|scolarisée?|inscrite?|entre|est|classe|rentre)(?: en| de| :)? {_CLASS}",
        r"enfants? née? le|(?:représentante? légale?|tuteur légal|tutrice) d",
        r"(?:her|his|their|my|our) (?:[1-9]|1[0-4])[ -]years?[ -]old (?:son|daughter|child)",
        r"(?:her|his|their|my) (?:son|daughter|child)(?: [^\s.,;]{2,20})?,? (?:is |aged )?"
        r"(?:[1-9]|1[0-4]) (?:years|yo)",
    ),
    near=(
        "enfant",
        "enfants",
        "ecole",
        "eleve",
        "cantine",
        "classe",
        "garderie",
        "parent",
        "child",
    ),
    fields=("enfant", "nom_enfant", "prenom_enfant", "representant_legal"),
    reach=80,
)
