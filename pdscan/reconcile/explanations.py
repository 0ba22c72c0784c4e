"""Explain a verdict in French and in English: the place, the number, the declaration's words.

A clause is looked up by what decided. Words that no report may print are left out of citations by
`book.cite`, and no clause here holds them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from pdscan.reconcile.book import Book
from pdscan.reconcile.case import Case, Decision
from pdscan.reconcile.recoverable import Recovery
from pdscan.report import AssetSeen, Cited, Finding
from pdscan.taxonomy import Taxonomy
from pdscan.wording import Words

SPOKEN = (Words("fr"), Words("en"))
HR = (", le registre RH par exemple", ", the HR register for instance")
STAFF = frozenset({"employee", "job_applicant"})
CITED = 2
CONFIDENCE = 3  # the rule of three: nothing seen in n rows bounds a share below 3/n at 95 %

CLAUSES: Mapping[str, tuple[str, str]] = {
    "explicit": ("la déclaration nomme cette donnée{cited}", "the declaration names it{cited}"),
    "conditional": (
        "la déclaration nomme cette donnée, sous une condition qu’aucune analyse ne vérifie{cited}",
        "the declaration names it, under a condition that no scan can check{cited}",
    ),
    "category": (
        "une catégorie que la déclaration annonce la couvre{cited}",
        "a category that the declaration states covers it{cited}",
    ),
    "high_risk_category": (
        "seule une catégorie la couvre\u202f; une donnée aussi sensible est à nommer{cited}",
        "only a category covers it; data this sensitive has to be named{cited}",
    ),
    "open_ended": (
        "seule une liste ouverte la couvre, sans la nommer{cited}",
        "only an open list covers it, without naming it{cited}",
    ),
    "customary": (
        "la déclaration ne la nomme pas\u202f; seul l’usage la range dans ce qu’elle dit{cited}",
        "the declaration does not name it; only usage puts it under its words{cited}",
    ),
    "inferred": (
        "la déclaration ne fait que la laisser entendre{cited}",
        "the declaration only suggests it{cited}",
    ),
    "elsewhere": (
        "déclarée pour l’activité «\u00a0{activity}\u00a0», non pour celles de cet "
        "emplacement{cited}",
        "declared for the activity “{activity}”, not for those of this place{cited}",
    ),
    "no_activity": (
        "déclarée sans activité, donc pas pour celles de cet emplacement{cited}",
        "declared for no activity, hence not for those of this place{cited}",
    ),
    "only_coarser": (
        "la déclaration n’admet qu’une forme moins précise et exclut le reste{cited}",
        "the declaration allows only a less precise form and rules out the rest{cited}",
    ),
    "coarser": (
        "la déclaration ne nomme qu’une forme moins précise{cited}",
        "the declaration names only a less precise form{cited}",
    ),
    "denied": ("la déclaration l’exclut{cited}", "the declaration rules it out{cited}"),
    "secret": (
        "un secret est lisible ici, ce qu’aucune déclaration ne peut couvrir",
        "a secret can be read here, which no declaration can cover",
    ),
    "weak_hash": (
        "l’empreinte est trop faible\u00a0: le mot de passe peut en être retrouvé",
        "the hash is too weak: the password can be recovered from it",
    ),
    "scope": (
        "la déclaration ne parle pas de ces personnes ({subjects})\u202f; il faut celle qui les "
        "concerne{hr}{cited}",
        "the declaration does not speak of these people ({subjects}); the one that concerns them "
        "is needed{hr}{cited}",
    ),
    "unmapped": (
        "déclarée, mais personne n’a dit à quelle activité sert cet emplacement{cited}",
        "declared, but nobody said which activity this place serves{cited}",
    ),
    "type": (
        "un type hors de la taxonomie, que rien ne permet de comparer à la déclaration",
        "a type outside the taxonomy, which nothing allows to be held against the declaration",
    ),
    "not_personal": ("pas une donnée personnelle en soi", "not personal data in itself"),
    "undeclared": (
        "rien dans la déclaration ne couvre cette donnée",
        "nothing in the declaration covers it",
    ),
    "sensitive_undeclared": (
        "donnée sensible, que la déclaration ne nomme nulle part",
        "sensitive data that the declaration names nowhere",
    ),
}
MARKS = (("\u00a0: ", "\u202f; ", "«\u00a0{}\u00a0»"), (": ", "; ", "“{}”"))
UNSURE = (" C’est un indice, à confirmer.", " This is a hint, to be confirmed.")

DECLARED: Mapping[str, tuple[str, str]] = {
    "OBSERVED": (
        "{type}\u00a0: déclaré{activity}, et trouvé dans ce qui lui sert.",
        "{type}: declared{activity}, and found in what serves it.",
    ),
    "NOT_OBSERVED": (
        "{type}\u00a0: déclaré{activity}, et non trouvé dans ce qui lui sert, lu en entier "
        "(emplacements\u00a0: {count}).",
        "{type}: declared{activity}, and not found in what serves it, read in full "
        "(places: {count}).",
    ),
    "no_asset": (
        "{type}\u00a0: déclaré{activity}\u202f; aucun emplacement n’est rattaché à cette activité.",
        "{type}: declared{activity}; no place is mapped to that activity.",
    ),
    "coverage": (
        "{type}\u00a0: déclaré{activity}, et non trouvé\u202f; tout n’a pas été lu, l’absence "
        "n’est pas établie.",
        "{type}: declared{activity}, and not found; not everything was read, so its absence is "
        "not established.",
    ),
    "sampled": (
        "{type}\u00a0: déclaré{activity}, et non trouvé dans l’échantillon\u00a0: sa fréquence "
        "y est inférieure à {bound}\u00a0% (confiance 95\u00a0%).",
        "{type}: declared{activity}, and not found in the sample: its prevalence is below "
        "{bound} % (95 % confidence).",
    ),
    "suspected": (
        "{type}\u00a0: déclaré{activity}\u202f; des indices seulement, à confirmer.",
        "{type}: declared{activity}; hints only, to be confirmed.",
    ),
    "no_detector": (
        "{type}\u00a0: déclaré{activity}\u202f; aucun détecteur de ce type n’a tourné.",
        "{type}: declared{activity}; no detector for this type was on.",
    ),
}
ACTIVITY = (" pour l’activité «\u00a0{name}\u00a0»", " for the activity “{name}”")

COVERAGE = {
    "unread": ("{place} n’a pas été lu ({reason}).", "{place} was not read ({reason})."),
    "sampled": (
        "{place} n’a été lu qu’en partie ({n} sur {of}).",
        "{place} was read in part only ({n} of {of}).",
    ),
    "settled": (
        "{place} n’a été lu qu’en partie ({n} sur {of})\u00a0: la lecture s’est arrêtée là, "
        "toutes les colonnes étant établies.",
        "{place} was read in part only ({n} of {of}): reading ended there, for every column was "
        "settled.",
    ),
}
OTHERS = (" Autres emplacements semblables\u00a0: {count}.", " Other places like it: {count}.")


def of_category(
    finding: Finding,
    case: Case,
    decision: Decision,
    assets: Sequence[AssetSeen],
    book: Book,
    card: Recovery | None,
    *,
    suspected: bool,
) -> dict[str, str]:
    """Explain why a finding is judged as it is, and how much of a card it gives."""
    place = assets[0].locator if len(assets) == 1 else finding.asset_key
    hits, examined, locus = finding.hits, finding.examined, finding.locus
    place_fr, place_en = loci_of(locus)
    per_cell = examined is not None and locus.startswith(("column:", "key:"))
    french, english = (
        clause.format(
            activity=book.names.get(decision.activity or "", ""),
            subjects=people_in(case.subjects, SPOKEN[language]),
            hr=HR[language] if case.subjects & STAFF else "",
            cited=cited_words(decision.by, language),
        )
        for language, clause in enumerate(CLAUSES[decision.why])
    )
    more = card.explained() if card else ("", "")
    labels = labels_of(finding.type, book.taxonomy)
    return {
        "fr": f"{labels[0]} dans {place}, {place_fr} "
        + (f"({hits} sur {examined})" if per_cell else f"(occurrences\u00a0: {hits})")
        + "\u00a0: "
        + f"{french}.{more[0]}{UNSURE[0] * suspected}",
        "en": f"{labels[1]} in {place}, {place_en} "
        + (f"({hits} of {examined}): " if per_cell else f"(occurrences: {hits}): ")
        + f"{english}.{more[1]}{UNSURE[1] * suspected}",
    }


def labels_of(type_id: str, taxonomy: Taxonomy) -> tuple[str, str]:
    """Return a type's French and English name; its id where the taxonomy hasn't it."""
    known = taxonomy.types.get(type_id)
    return (known.fr, known.en) if known else (type_id, type_id)


def of_declared(
    kind: str,
    type_id: str,
    activity: str,
    assets: Sequence[AssetSeen],
    reason: str | None,
    book: Book,
) -> dict[str, str]:
    """Explain whether a declared type was seen; a sample bounds what it may have missed."""
    rows = [asset.coverage.n or 0 for asset in assets if asset.coverage.status == "sampled"]
    others = [asset for asset in assets if asset.coverage.status not in _WHOLE]
    bound = ""
    key = reason or kind
    if reason == "coverage" and rows and len(others) == len(rows) and min(rows) > CONFIDENCE:
        key, bound = "sampled", f"{100 * CONFIDENCE / min(rows):.2g}"
    labels = labels_of(type_id, book.taxonomy)
    name = book.names.get(activity)
    return _both(
        *(
            text.format(
                type=label,
                activity=of_activity.format(name=name) if name else "",
                count=len(assets),
                bound=bound,
            )
            for text, label, of_activity in zip(DECLARED[key], labels, ACTIVITY, strict=True)
        )
    )


_WHOLE = ("read", "unchanged")


def of_coverage(asset: AssetSeen, count: int, reason: str) -> dict[str, str]:
    """Explain what of an asset, and of `count` - 1 others like it, was not read."""
    part = "settled" if asset.coverage.settled else "sampled"
    key = part if asset.coverage.status == "sampled" else "unread"
    of = "?" if asset.coverage.of is None else asset.coverage.of
    values = {"place": asset.locator, "n": asset.coverage.n, "of": of}
    return _both(
        *(
            text.format(reason=words.say("reason", reason), **values)
            + (more.format(count=count - 1) if count > 1 else "")
            for text, more, words in zip(COVERAGE[key], OTHERS, SPOKEN, strict=True)
        )
    )


@lru_cache(maxsize=1_024)
def people_in(subjects: frozenset[str], words: Words) -> str:
    """Return of whom data speak, in words."""
    return ", ".join(words.say("people", one) for one in sorted(subjects))


@lru_cache(maxsize=4_096)
def loci_of(locus: str) -> tuple[str, str]:
    """Return a locus in French and in English words."""
    french, english = (words.locus(locus) for words in SPOKEN)
    return french, english


@lru_cache(maxsize=4_096)
def cited_words(by: tuple[Cited, ...], language: int) -> str:
    """Return the words that a verdict rests on, with their lines; `language` 0 is French."""
    if not by:
        return ""
    colon, semicolon, marks = MARKS[language]
    return colon + semicolon.join(_one(cited, marks) for cited in by[:CITED])


def _one(cited: Cited, marks: str) -> str:
    lines = "-".join(str(number) for number in dict.fromkeys((*cited.lines[:1], *cited.lines[-1:])))
    where = ", ".join(part for part in (cited.document, f"l. {lines}" if lines else "") if part)
    if cited.quote is None:
        return f"{cited.item} ({where})"
    return f"{marks.format(' '.join(cited.quote.split()))} ({where})"


def _both(french: str, english: str) -> dict[str, str]:
    return {"fr": french, "en": english}
