"""Words of religious belief said of a person (French, English).

Shape: `est catholique`, `de confession juive`, `converti à l'islam`, `religion : protestante`,
diets that reveal a belief (`repas halal`, `menu casher`).
Check: a word that says it of somebody stands before the belief; churches, feasts, streets and
history are not in the lexicon. A phrase alone is a suspicion.
Category: special.religion; it must be declared by name.
Source: GDPR article 9(1); CJEU C-184/20 on data that reveal; CNIL, "Donnée sensible", read 2026-11.
"""

from pdscan.detection.lexicon import IS, lexicon

_FAITH = (
    r"(?:catholique|protestante?|orthodoxe|chrétien(?:ne)?|évangélique|musulmane?|juif|juive|"
    r"bouddhiste|hindoue?|sikhe?|athée|agnostique|témoin de jéhovah|mormone?|adventiste|croyante?|"
    r"catholic|protestant|christian|muslim|jewish|buddhist|hindu|atheist|jehovah's witness)"
)

plugin = lexicon(
    "Words of religious belief",
    "special.religion",
    (
        rf"(?:{IS})?{_FAITH} pratiquante?|{IS}{_FAITH}",
        rf"(?:de (?:confession|religion|foi)|(?:religion|confession|culte|faith) ?[:=]) ?{_FAITH}",
        rf"se (?:dit|déclare) {_FAITH}",
        rf"(?:practi[sc]ing|devout) {_FAITH}",
        r"(?:convertie?|converted) (?:à |au |to )(?:l')?(?:islam|judaïsme|judaism|catholicisme|"
        r"bouddhisme|christianisme|christianity)",
        r"(?:menus?|repas|plateaux?|régime|alimentation|mange|meals?|diet)(?: strictement)? "
        r"(?:halal|casher|kasher|cacher|kosher)",
        r"(?:halal|kosher) (?:meals?|diet)|"
        r"(?:fait|respecte|pratique|observe|jeûne pendant|pendant son|observes) (?:le )?"
        r"(?:ramadan|carême|shabbat|sabbat|chabbat)",
    ),
    near=("religion", "confession", "pratiquant", "cantine", "absence"),
    fields=("religion", "confession_religieuse", "culte", "convictions_religieuses"),
)
