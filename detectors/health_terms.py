"""Words of health said of a person: treatments, illnesses, sick leave, handicap (French).

Shape: a small clinical lexicon, with and without accents, whole words only.
Check: legal and commercial prose ("données de santé", "mutuelle santé", "assurance maladie") is
not in the lexicon; a word alone is a suspicion.
Category: special.health; it must be declared by name.
Source: GDPR article 4(15) and recital 35; CNIL, "Qu'est-ce qu'une donnée de santé ?", read 2025-06.
"""

from __future__ import annotations

from pdscan.contracts import Pattern, Reading
from pdscan.folding import fold

_E = "(?:é|É|e)"
_SURE = (
    rf"dialys(?:e|{_E}e?)s?|chimioth{_E}rapie|radioth{_E}rapie|hospitalis{_E}e?s?|"
    rf"diab(?:è|È|e)te|diab{_E}tique|cancers?|canc{_E}reu(?:x|se)|l(?:eu|Eu|EU)c{_E}mie|"
    rf"s{_E}ropositi(?:f|ve)|(?-i:VIH|IVG|AVC)|{_E}pilep(?:sie|tique)|schizophr{_E}n(?:e|ie)|bipolaire|"
    rf"d{_E}pression nerveuse|burn[ -]?out|arr(?:ê|Ê|e)t[ -]maladie|arr(?:ê|Ê|e)t de travail|"
    rf"mi-temps th{_E}rapeutique|inaptitude m{_E}dicale|RQTH|travailleur handicap{_E}|"
    rf"est handicap{_E}e?|en fauteuil roulant|ordonnance m{_E}dicale|maladie professionnelle|"
    rf"grossesse pathologique|est enceinte|fausse couche|antid{_E}presseurs?|insuline|"
    rf"infarctus|scl{_E}rose en plaques|alzheimer|parkinson|asthm(?:e|atique)|"
    rf"allergique (?:à|a|aux) |tumeur|m{_E}tastases?|transfusion|greffe de |"
    rf"invalidit{_E} cat{_E}gorie|"
    rf"c{_E}cit{_E}|toxicoman(?:e|ie)|alcoolique|anorex(?:ie|ique)|en r{_E}{_E}ducation"
)


def _check(candidate: str) -> Reading | None:
    word = fold(candidate)
    return Reading("special.health", 0.6, 0.75, word, masked="••••", why=("lexicon",))


plugin = Pattern(
    title="Words of health (French)",
    types=("special.health",),
    regexes=(rf"(?i)\b(?:{_SURE})",),
    exact=(rf"(?i)(?<![0-9A-Za-z\x80-\xff])(?:{_SURE})(?![0-9A-Za-z\x80-\xff])",),
    check=_check,
    near=("patient", "patiente", "m.", "mme", "madame", "monsieur", "absent", "absente", "souffre",
          "atteint", "atteinte", "salarie", "salariee", "diagnostic", "opere",
          "medecin"),
    fields=("sante", "pathologie", "handicap", "allergie", "allergies", "diagnostic",
            "antecedents", "rqth", "arret_maladie", "maladie"),
    reach=48,
    together=True,
)  # fmt: skip
