"""Words of offences and convictions said of a person (French, English).

Shape: `condamné à 6 mois de prison`, `mise en examen pour vol`, `placé en garde à vue`, `sous
bracelet électronique`, `convicted of theft`.
Check: a person's penalty or offence belongs to the phrase; a company that is ordered to pay, a
flight (`vol AF1234`), a law or a theft-proof lock is not in the lexicon. A phrase alone is a
suspicion.
Category: criminal.offence; it must be declared by name.
Source: GDPR article 10; loi 78-17, article 46; code pénal, 131-1 to 131-36, read 2026-11.
"""

from pdscan.detection.lexicon import lexicon

_ACT = (
    r"(?:vol|vols|viol|violences?|meurtre|assassinat|escroquerie|recel|stupéfiants?|trafic|"
    r"agression|attouchements?|harcèlement|conduite|délit|crime|fraude|abus|coups|menaces?|"
    r"détournement|blanchiment|homicide)"
)
_CRIME = r"(?:theft|murder|rape|assault|fraud|burglary|robbery|drug|manslaughter|felony|dui)"

plugin = lexicon(
    "Words of offences and convictions",
    "criminal.offence",
    (
        r"(?:condamnée?|condamnation) à (?:une peine|[0-9]{1,2} (?:mois|ans?)|(?:un|deux|trois|"
        r"quatre|cinq|six|huit|dix) (?:mois|ans?)|de la prison|la prison|perpétuité)",
        rf"(?:condamnée?|mise? en examen|poursuivie?|interpellée?|incarcérée?|écrouée?|arrêtée?|"
        rf"mise? en cause|coupable|fichée?) (?:pour |de |d')(?:\S{{2,12}} )?{_ACT}",
        r"(?:placée?|mise?|est|était) en (?:garde à vue|détention|prison)",
        r"(?:sous|porte un) (?:bracelet électronique|contrôle judiciaire|main de justice)",
        r"(?:sort|sortie?|sortant) de (?:prison|détention)|ancien(?:ne)? détenue?|récidiviste",
        r"(?:son|casier) (?:casier )?judiciaire (?:n'est pas vierge|mentionne|chargé|comporte)",
        r"(?:convicted|found guilty|accused|charged|arrested) (?:of|with|for) "
        rf"(?:\S{{2,12}} )?{_CRIME}",
        r"(?:on|released on) (?:parole|probation|bail)|(?:has|with) a criminal record|ex-convict",
    ),
    near=("casier", "tribunal", "police", "prison", "peine", "judiciaire", "plainte"),
    fields=("infraction", "infractions", "casier_judiciaire", "condamnation"),
    reach=128,
)
