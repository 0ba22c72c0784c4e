"""Genetic data: variants of a person's genome, files of sequences, words of genetic tests.

Shape: `rs4477212` with alleles or a word nearby; headers and lines of VCF and of the files of
home tests; `mutation BRCA1`, `porteuse du gène`, `test ADN`, HGVS (`c.68_69delAG`).
Check: an rs number needs alleles or a word of genetics; a commit or a version is none.
Category: special.genetic; it must be declared by name.
Source: GDPR article 4(13); dbSNP; VCF 4.3, 1.2 and 1.6; HGVS nomenclature 21; code civil, 16-10.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.detection.lexicon import accents
from pdscan.folding import fold

_RS = r"rs[0-9]{3,9}"
_ROW = rf"{_RS}[\t,;][0-9XYMT]{{1,2}}[\t,;][0-9]{{2,9}}[\t,;][ACGTDI-]{{1,2}}"
_HGVS = (
    r"(?:NM_[0-9]{6,9}(?:\.[0-9]{1,2})?:)?"
    r"c\.[0-9*+_-]{1,20}(?:[ACGT]>[ACGT]|del|dup|ins)[ACGT]{0,20}"
)
_WORDS = accents(
    r"(?:mutation|variant)s? (?:du gène |of )?(?-i:BRCA1|BRCA2|TP53|CFTR|MLH1|APC|HFE)|"
    r"porteu(?:r|se) (?:saine? )?(?:du gène|de la mutation|d'une mutation)|"
    r"(?:test|profil|analyse|empreinte) (?:génétique|ADN)|caryotype|"
    r"carrier of the (?:gene|mutation)|genetic test result|dna (?:profile|test result)"
)


def _check(candidate: str) -> Reading | None:
    if candidate.startswith("##fileformat") or "\t" in candidate or re.match(_ROW, candidate):
        return _reading(candidate, 0.9, 0.95, "rows of a genome")
    if re.fullmatch(_RS, candidate):
        return _reading(candidate, 0.3, 0.85, "rs number")
    if candidate.startswith(("c.", "NM_")):
        return _reading(candidate, 0.6, 0.9, "hgvs")
    return _reading(candidate, 0.6, 0.75, "lexicon")


def _reading(text: str, score: float, context_score: float, why: str) -> Reading:
    return Reading("special.genetic", score, context_score, fold(text), masked="••••", why=(why,))


plugin = Pattern(
    title="Genetic data",
    types=("special.genetic",),
    regexes=(
        r"\brs[0-9]{3,9}\b",
        r"##fileformat=VCFv[0-9]",
        r"\bc\.[0-9*+_-]{1,20}(?:[ACGT]>[ACGT]|del|dup|ins)",
        rf"(?i)(?:{_WORDS})",
    ),
    exact=(
        rf"(?<![0-9A-Za-z_/.-])(?:{_ROW}|{_RS})(?![0-9A-Za-z_/.-])",
        r"##fileformat=VCFv[0-9.]{1,4}",
        rf"(?<![0-9A-Za-z]){_HGVS}",
        rf"(?i)(?<![0-9A-Za-z\x80-\xff])(?:{_WORDS})(?![0-9A-Za-z\x80-\xff])",
    ),
    check=_check,
    near=("snp", "genotype", "allele", "variant", "gene", "genome", "chromosome", "dbsnp", "adn",
          "dna", "genetique", "genetic", "mutation", "rsid"),
    fields=("genotype", "rsid", "donnees_genetiques", "dna_sequence", "snp"),
    reach=80,
)  # fmt: skip
