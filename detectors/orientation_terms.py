"""Words of sex life or orientation said of a person (French, English).

Shape: `est homosexuel`, `se dit bisexuelle`, `orientation sexuelle : gay`, `is a lesbian`.
Check: a word that says it of somebody stands before; associations, laws and marches are not in the
lexicon. A phrase alone is a suspicion.
Category: special.orientation; it must be declared by name.
Source: GDPR article 9(1); CJEU C-184/20; CNIL, "Donnée sensible", read 2026-11.
"""

from pdscan.detection.lexicon import IS, lexicon

_IS_SO = (
    r"(?:homosexuel(?:le)?|hétérosexuel(?:le)?|bisexuel(?:le)?|asexuel(?:le)?|pansexuel(?:le)?|"
    r"gay|lesbienne|transgenre|transsexuel(?:le)?|homosexual|bisexual|lesbian|transgender|"
    r"heterosexual|queer)"
)
_KIN = (
    r"compagnon|compagne|conjointe?|mari|époux|épouse|frère|s(?:œ|oe)ur|père|mère|fils|fille|"
    r"cousine?|collègue|voisine?|husband|wife|partner|brother|sister|father|mother|son|daughter"
)

plugin = lexicon(
    "Words of sexual orientation",
    "special.orientation",
    (
        rf"{IS}{_IS_SO}",
        rf"se (?:dit|déclare) {_IS_SO}",
        rf"(?:{_KIN})(?: (?-i:[A-Z](?:[a-z\x80-\xff-])+))?,? {_IS_SO}",
        rf"(?:orientation sexuelle|sexual orientation|sexualité) ?[:=] ?{_IS_SO}",
        r"(?:a fait|made|son) coming[ -]out|came out as (?:gay|lesbian|trans)",
        r"(?:en|in|sa) transition de genre|changement de sexe|gender reassignment",
    ),
    near=("orientation", "sexuelle", "couple", "compagnon", "compagne"),
    fields=("orientation_sexuelle", "sexual_orientation", "vie_sexuelle"),
)
