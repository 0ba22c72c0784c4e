"""Words of racial or ethnic origin said of a person (French, English).

Shape: `d'origine maghrébine` after a person, `de type nord-africain`, `ethnie : …`, `ethnicity: …`.
Check: the origin is said of somebody (a client, a man, a family), or is a whole cell; that of goods
and words is not.
Nationality is a type of its own. A phrase alone is a suspicion.
Category: special.ethnicity; it must be declared by name.
Source: GDPR article 9(1); Défenseur des droits, "Origine"; ONS ethnic groups, read 2026-11.
"""

from pdscan.detection.lexicon import lexicon

_WHO = (
    r"(?:il|elle|cliente?|patiente?|salariée?|candidate?|locataire|homme|femme|famille|jeune|"
    r"personne|individu|enfant|élève|suspecte?|voisine?|parents|père|mère|"
    r"mari|époux|épouse|conjointe?|compagnon|compagne|fils|fille|collègue|stagiaire|assurée?|"
    r"allocataire|je suis|(?:m\.|mme|mlle|monsieur|madame) (?-i:[A-Z](?:[A-Za-z\x80-\xff-])+),?)"
)
_ORIGIN = (
    r"(?:maghrébine|africaine|nord-africaine|subsaharienne|algérienne|marocaine|tunisienne|"
    r"asiatique|chinoise|vietnamienne|antillaise|turque|kurde|arabe|juive|rom|tsigane|gitane|"
    r"roumaine|portugaise|comorienne|sénégalaise|malienne|ivoirienne|congolaise|indienne|étrangère)"
)
_GROUP = r"(?:black|white|asian|hispanic|latino|latina|caucasian|african|arab|roma|mixed)"

plugin = lexicon(
    "Words of ethnic origin",
    "special.ethnicity",
    (
        rf"{_WHO} (?:est )?d'origine {_ORIGIN}",
        r"(?:individu|homme|femme|personne)? ?de type (?:européen|caucasien|nord-africain|africain|"
        r"maghrébin|asiatique|antillais|méditerranéen)(?:ne?)?",
        rf"{_WHO} (?:est )?(?:noire?|arabe|maghrébine?|métisse?|gitane?|tsigane)",
        rf"(?:ethnicity|ethnic origin|race) ?[:=] ?\"?{_GROUP}",
        r"(?:ethnie|origine ethnique|couleur de peau) ?[:=] ?[^\s,;.]{3,24}",
        rf"(?:is|am) (?:of {_GROUP} (?:origin|descent)|african[ -]american)",
    ),
    near=("origine", "ethnie", "ethnique", "race"),
    cells=(rf"(?:est )?(?:d')?origine {_ORIGIN}",),
    fields=("ethnie", "origine_ethnique", "origine_raciale", "ethnicity"),
)
