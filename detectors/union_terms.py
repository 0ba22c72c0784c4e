"""Words of trade-union membership said of a person (French, English).

Shape: `déléguée CGT`, `adhérent à la CFDT`, `cotise à FO`, `est syndiqué`, `trade union member`.
Check: a word of membership stands before the union, so that `FO` and `SUD` are no words of their
own; what a union did, signed or called for is news. A phrase alone is a suspicion.
Category: special.union; it must be declared by name.
Source: GDPR article 9(1); code du travail, L2121-1 and L2141-5; list of unions: DGT, read 2026-11.
"""

from pdscan.detection.lexicon import IS, lexicon

_UNION = (
    r"(?:(?-i:CGT|CFDT|FO|CFTC|CFE-CGC|CGC|UNSA|SUD|FSU|SNES|SNUipp|CNT|UGT|CCOO|CGIL|CISL|UIL|"
    r"DGB|ver\.di)|force ouvrière|solidaires|unison|unite the union)"
)
_MEMBER = (
    r"(?:déléguée?|représentante?|militante?|adhérente?|élue?|membre|permanente?|syndiquée?|carte|"
    r"cotise|cotisation|adhère|adhésion|affiliée?|mandatée?|encartée?|secrétaire)"
)

plugin = lexicon(
    "Words of trade-union membership",
    "special.union",
    (
        rf"{_MEMBER}(?: syndicale?)? (?:du |de la |de |des |à la |au |à |chez |par la )?"
        rf"(?:syndicat )?{_UNION}",
        rf"{IS}syndiquée?|non[ -]syndiquée?",
        rf"{IS}(?:déléguée? syndicale?|(?:trade[ -])?union (?:rep(?:resentative)?|delegate))",
        r"(?:appartenance syndicale|trade union|syndicat) ?[:=] ?(?-i:[A-Z][A-Za-z-]{1,12})",
        r"(?:trade[ -])?union (?:member(?:ship)?|steward)|shop steward|member of (?:the|a) union",
    ),
    near=("syndicat", "syndical", "syndicale", "union", "salarie"),
    fields=("syndicat", "appartenance_syndicale", "trade_union"),
)
