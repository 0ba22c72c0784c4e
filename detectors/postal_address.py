"""French postal addresses: street line, with or without postcode and town; or postcode and town.

Shape: number (bis, ter, A), kind of way, name; then perhaps a complement, a postcode of five
digits, a town, CEDEX; on one line or two. Or a named place, business park or box with postcode.
Check: the postcode's department exists, the name starts like a name; prose is cut off.
Postcode and town alone are contact.city, in context only.
Category: cat.contact.
Source: NF Z10-011 (AFNOR), La Poste, règles d'adressage; read 2025-06.
"""

from __future__ import annotations

import re

from pdscan.contracts import Begin, Pattern, Reading, Turn
from pdscan.masking import mask

_SURE = (
    "rue|avenue|ave|av|boulevard|boul|blvd|bld|bd|place|chemin|che|impasse|imp|all(?:é|É|e)es?|"
    "route|rte|quai|square|sq|passage|ruelle|sentier|faubourg|fbg|fg|esplanade|promenade|venelle|"
    "mont(?:é|É|e)e|traverse|grande?[ -]rue|grand[ -]place|rond[ -]point|chauss(?:é|É|e)e|rocade|"
    "parvis"
)
_WITH_POSTCODE = (
    "pl|cours|voie|lotissement|lot|r(?:é|É|e)sidence|hameau|lieu[ -]dit|cit(?:é|É|e)|domaine|villa|"
    "c(?:ô|Ô|o)te|parc|mail|clos|cour|porte|galerie|allee|all|chem|res|r(?:é|É|e)s|quartier|"
    "zone industrielle|r"
)
_NUMBER = r"[0-9]{1,4}(?: ?(?:bis|ter|quater|[a-d]))?(?:(?:-| ?/ ?)[0-9]{1,4})?"
_PLACE = (
    r"(?:lieu[ -]?dit|za|zi|zac|zone (?:industrielle|artisanale|d'activit(?:é|É|e)s)|bp|cs|tsa)"
)
_SITE = (
    r"(?:hameau|r(?:é|É|e)sidence|lotissement|domaine|ferme|ch(?:â|Â|a)teau|quartier|mas|villa|"
    r"immeuble|cit(?:é|É|e))"
)
_POSTCODE = r"(?:F-|FR-)?(?:0[1-9]|[1-8][0-9]|9[0-578])[0-9]{3}"
_NAME = '(?:[^\\r\\n\x1e\\t;|<>"{}\\[\\]()]){1,90}?'
_TOWN = (
    r"(?: |\xc2\xa0){1,2}(?:(?:-|\xe2\x80\x93) )?[A-Za-z\xc3\xc5]"
    r"(?:[0-9A-Za-z\x80-\xff'-]| (?=(?-i:[0-9A-Z\xc3\xc5])|cedex|sur |sous )){1,44}"
)
_COMPLEMENT = (
    r"(?:b(?:â|Â|a)t(?:iment|\.)?|app(?:artemen)?t|appt\.?|apt|(?:é|É|e)tage|r(?:é|É|e)s(?:idence)?|"
    r"immeuble|imm|esc(?:alier)?|porte|hall|entr(?:é|É|e)e|interphone|lieu[ -]?dit|bp|cs|tsa|chez|"
    r"c/o|"
    r"(?:[0-9]{1,2}|rez)(?: ?-? ?(?:er|e|è|ème|de))?[ -](?:é|É|e|chauss))"
)
_GAP = (
    "(?:[ ,-]|–|—|\u00a0)*(?:(?:\r?\n[ \t]*){1,3}"
    rf"(?:{_COMPLEMENT}[^\r\n\x1e]{{0,50}}\r?\n[ \t]*){{0,3}})?"
)
_GAP_OR_POSTCODE = r"(?=[ ,\r\n0-9F\xc2\xe2-])"  # either begins with one of these: quickly told
_UNNUMBERED = (
    "rue|avenue|boulevard|place|chemin|impasse|all(?:é|É|e)es?|route|quai|square|cours|passage|"
    "faubourg|esplanade|promenade"
)
_ORGANISATION = (
    r"siege|s\.?a\.?r\.?l\b|s\.?a\.?s\b|sasu\b|eurl\b|s\.?a\b|societe|r\.?c\.?s\b|sire[nt]\b|"
    r"ltd\b|gmbh\b|inc\b|services? (?:clients?|clientele|consommateurs?|juridique)|au capital|"
    r"mairie|responsable (?:du|de) traitement|dpo\b|delegue a la protection|"
    r"mediat|association|agence|"
    r"immatricul|cabinet|commission|tribunal"
)
_PERSONAL = (
    r"domicile\b|demeurant|residant|habit|patiente?\b|m\. [a-z]|mme\b|mlle\b|monsieur|madame|"
    r"nee? le|salarie|livraison|beneficiaire|locataire|home\b|chez\b"
)
_LINE_END = '(?=[\\r\\n\x1e\\t;|<>"{}\\[\\]()]|$)'
_PARTICLE_WORDS = """
    de du des d' l' la le les à a aux au en et sur sous lès saint sainte st ste bis ter dit général
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_WORD = re.compile(r"(?:[dDlL]['’])?[0-9A-Za-zÀ-ÖØ-öø-ÿŒœ.'’-]+")
_WAY = re.compile(rf"(?i)^(?P<number>{_NUMBER}),?\s+(?P<way>{_SURE}|{_WITH_POSTCODE})\b\.?\s*")
_SURE_WAY = re.compile(rf"(?i){_SURE}")
_ELISION = re.compile("[dl]['’]")
_BETWEEN = re.compile(r"[\s,]+")
_PLAIN_WAY = re.compile("rue|avenue|ave?|boul(?:evard)?|blvd|bl?d|chemin|impasse|all[eé]e|quai")
_WAY_ALONE = re.compile(rf"(?i)(?:{_UNNUMBERED}) ")
_DATED = re.compile(r"(?i)\b\d{1,2}(?:er)? [^\W\d_]{3,9} (?:1[6-9]|20)\d\d$")
_END = re.compile(
    rf"(?i)(?<![0-9])({_POSTCODE})(?=\s)\s+(?:[–-]\s+)?(?P<town>[^\W\d_].*)$", re.DOTALL
)


def _check(candidate: str) -> Reading | None:
    text = candidate.rstrip(" ,.–—-")
    ending = _END.search(text)
    way = _WAY.match(text)
    if _WAY_ALONE.match(text):
        return _unnumbered(text, ending)
    if ending is not None and ending.start() == 0:
        return _city(text, ending)
    if ending is not None and ending["town"] and (way or not text[0].isdigit()):
        town = _town(ending["town"])
        if town and (town[0].isupper() or text.islower()):
            end = ending.start("town") + len(town)
            return _reading(text[:end], 0.85, 0.97, "street, postcode, town")
    if way is None or not _SURE_WAY.fullmatch(way["way"]):
        return None
    end = way.end() + _name_length(text[way.end() :])
    if end == way.end():
        return None
    # "12, place de l'homme" and "100 Square meters" may be prose; "12 rue des lilas" hardly is
    plain = _PLAIN_WAY.fullmatch(way["way"].lower())
    doubtful = text[way.end() : end].islower() and ("," in text[:end] or not plain)
    return _reading(text[:end], 0.4 if doubtful else 0.65, 0.95, "street")


def _unnumbered(text: str, ending: re.Match[str] | None) -> Reading | None:
    """Read a way without its number, where a postcode and a town follow."""
    start = text.index(" ") + 1
    town = _town(ending["town"]) if ending else ""
    if ending is None or not town or not _name_length(text[start : ending.start()]):
        return None
    if not town[0].isupper() or text[start : ending.start()].islower():
        return None
    return _reading(text[: ending.start("town") + len(town)], 0.7, 0.9, "way, postcode, town")


def _city(text: str, ending: re.Match[str]) -> Reading | None:
    town = _town(ending["town"])
    if not town or not (town[0].isupper() or text.islower()):
        return None
    value = text[: ending.start("town") + len(town)]
    return Reading(
        "contact.city",
        0.3,
        0.7,
        value.lower(),
        masked=mask("contact.city", value),
        end=len(value),
        why=("postcode and town",),
    )


def _town(text: str) -> str:
    """Return how far a town reaches: capitalised words, their particles, CEDEX and its number."""
    end, cedex = 0, False
    for found in _WORD.finditer(text):
        word = found.group().strip(".")
        if end and found.start() - end > 1:
            break
        if word.lower() == "cedex":
            cedex = True
        elif word.isdigit():
            if not cedex:
                break
        elif end and not word[:1].isupper():
            joins = word in ("sur", "sous", "lès", "les", "de", "la", "le", "en", "aux")
            if not joins or not _capital_follows(text, found.end()):
                break
        end = found.start() + len(word)
    return text[:end]


def _capital_follows(text: str, at: int) -> bool:
    return text[at : at + 2].strip()[:1].isupper()


def _name_length(text: str) -> int:
    """Return the length of the way's name: particles, then capitalised words or a date."""
    end, named, last = 0, 0, 0
    for found in _WORD.finditer(text):
        word = found.group()
        plain = word[2:] if _ELISION.match(word) else word
        if not named and word in ("et", "ou"):
            return 0
        if text[last : found.start()].strip() or named >= 6:
            break
        last = found.end()
        if plain[:1].isupper() or (plain.isdigit() and len(plain) < 5 and named < 3):
            named, end = named + 1, found.start() + len(word.rstrip("."))
        elif word.lower() not in _PARTICLES and plain == word:
            break
    whole = text.strip()
    if not end and whole.islower() and len(whole.split()) <= 5 and len(text) < 50:
        words = [word for word in whole.split() if word not in _PARTICLES]
        return len(text) if len(words) in (1, 2, 3) and whole.isascii() else 0
    return end if named and not text[:end].strip().isdigit() else 0


def _reading(text: str, score: float, context_score: float, why: str) -> Reading:
    return Reading(
        "contact.postal_address",
        score,
        context_score,
        _BETWEEN.sub(" ", text.lower()),
        masked=mask("contact.postal_address", text),
        end=len(text),
        why=(why,),
    )


def _check_cell(cell: str) -> Reading | None:
    """Accept, under an address's column name, any cell of words with a number."""
    text = cell.strip()
    words = re.findall(r"[^\W\d_]{3,}", text)
    if not words or " " not in text or "@" in text or "://" in text or len(text) > 160:
        return None
    numbered = _DATED.sub("", text) if not text[0].isdigit() else text
    if not re.search(r"\d", numbered) or _check(text) is not None:
        return None
    return _reading(text, 0.75, 0.75, "address column")


plugin = Pattern(
    title="Postal addresses (France)",
    types=("contact.postal_address", "contact.city"),
    regexes=(
        rf"(?i)\b{_NUMBER}(?:, ?| |\xc2\xa0)(?:{_SURE}|{_WITH_POSTCODE})\.?[ ,]",
        rf"(?i)\b{_PLACE} [^\r\n]{{1,60}}[ ,-](?:0[1-9]|[1-8][0-9]|9[0-578])[0-9]{{3}} [A-Z]",
        rf"\b{_POSTCODE} [A-Z\xc3][a-zA-Z\x80-\xff-]",
        rf"(?i)\b(?:{_UNNUMBERED}) [^\r\n0-9]{{3,40}}[ ,-]{_POSTCODE} [A-Z]",
        rf"(?i)\b{_SITE} [^\r\n0-9]{{3,40}}[ ,-]{_POSTCODE} [A-Z]",
    ),
    exact=(
        rf"(?i)(?<![0-9A-Za-z_])(?<![0-9][.,])(?<!\ben )(?<!\bdepuis )"
        rf"{_NUMBER}(?:, ?| |\xc2\xa0)(?:{_SURE}|{_WITH_POSTCODE})"
        rf"(?:,? {_POSTCODE}{_TOWN}|\.?[ ])"
        rf"(?:{_NAME}{_GAP_OR_POSTCODE}{_GAP}(?<![0-9]){_POSTCODE}{_TOWN}"
        rf"|{_NAME}{_LINE_END}|[^\r\n\x1e\t;|<>\"{{}}\[\]()]{{1,90}})",
        rf"(?i)(?<![0-9A-Za-z_]){_PLACE} {_NAME}(?<![0-9]){_POSTCODE}{_TOWN}",
        rf"(?<![0-9A-Za-z_])(?<![0-9][ .,-]){_POSTCODE}{_TOWN}",
        rf"(?i)(?<![0-9A-Za-z_])(?:{_UNNUMBERED}) [^\r\n\x1e0-9;:|]{{3,40}}[ ,-]"
        rf"(?<![0-9]){_POSTCODE}{_TOWN}",
        rf"(?i)(?<![0-9A-Za-z_]){_SITE}(?: d[eu]s?| la| les?| l'| d'){{0,3}} ?(?-i:[A-Z\xc3])"
        rf"[^\r\n\x1e0-9;:|.]{{2,40}}[ ,-](?<![0-9]){_POSTCODE}{_TOWN}",
    ),
    begins=(
        Begin(rf"(?i)(?<![0-9A-Za-z_]){_NUMBER}(?:, ?| |\xc2\xa0)[a-z\xc3]", 48),
        Begin(rf"(?i)(?<![0-9A-Za-z_]){_PLACE} "),
        Begin(rf"(?<![0-9A-Za-z_]){_POSTCODE}[ \xc2]", 12),
        Begin(rf"(?i)\b(?:{_UNNUMBERED}) ", 72),
        Begin(rf"(?i)\b{_SITE}[ ]", 80),
    ),
    check=_check,
    cell_check=_check_cell,
    near=("adresse", "adresse postale", "domicile", "demeurant", "domicilie", "domiciliee",
          "residant", "habite", "siege", "siege social", "courrier", "code postal", "ville",
          "livraison", "facturation", "address", "sise", "situe", "commune", "rue"),
    fields=("adresse", "address", "rue", "street", "addr", "adresse_postale", "domicile",
            "adresse_client", "addresse", "lieu_residence", "strasse", "anschrift", "direccion",
            "domicilio", "indirizzo", "endereco", "straat", "adresse_livraison",
            "adresse_facturation"),
    turns=(
        Turn(_ORGANISATION, capacity="organisation", before=100, after=40),
        Turn(_PERSONAL, capacity="personal", before=60, after=0),
        Turn("domicilie", capacity="personal", before=60, after=0, weak=True),
    ),
    reach=240,
)  # fmt: skip
