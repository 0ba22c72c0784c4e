"""Words of political opinion said of a person (French, English).

Shape: `est communiste`, `vote à gauche`, `adhérente du parti socialiste`, `militant LFI`,
`member of the Labour Party`.
Check: a word that says it of somebody stands before the opinion; what a party did, said or won is
news. A phrase alone is a suspicion.
Category: special.politics; it must be declared by name.
Source: GDPR article 9(1); CNIL, "Donnée sensible"; list of parties: CNCCFP, read 2026-11.
"""

from pdscan.detection.lexicon import IS, lexicon

_BENT = (
    r"(?:socialiste|communiste|gaulliste|écologiste|royaliste|anarchiste|trotskiste|macroniste|"
    r"lepéniste|mélenchoniste|frontiste|d'extrême[ -](?:droite|gauche)|de (?:gauche|droite)|"
    r"socialist|communist|republican|democrat|tory|left-wing|right-wing)"
)
_PARTY = (
    r"(?:parti (?:socialiste|communiste|radical|de gauche)|(?-i:RN|FN|PS|LR|LFI|EELV|PCF|NPA|"
    r"MoDem|UDI|LREM|UMP|Renaissance|Reconquête|AfD|SPD|CDU|PSOE|PP)|front national|"
    r"rassemblement national|france insoumise|les républicains|les verts|labour|"
    r"conservative|green|republican|democratic)"
)

plugin = lexicon(
    "Words of political opinion",
    "special.politics",
    (
        rf"{IS}{_BENT}",
        rf"se (?:dit|déclare) {_BENT}",
        r"(?:vote|voter|votera|a voté|votes|voted) (?:for |pour |à )?(?:le |la |les |l')?"
        rf"(?:extrême[ -])?(?:gauche|droite|{_PARTY})",
        r"(?:militante?|adhérente?|sympathisante?|encartée?|adhère|membre|carte|member)"
        rf"(?: active?| actif)? (?:du |de la |de |des |au |à la |à |aux |chez |of the )?{_PARTY}",
        r"(?:opinions? politiques?|political (?:opinion|views?)) ?[:=] ?\S{3}",
    ),
    near=("politique", "parti", "vote", "opinion"),
    fields=("opinion_politique", "opinions_politiques", "parti_politique"),
)
