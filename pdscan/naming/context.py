"""Read what stands before and after a capitalised word: does it announce a name, or a place?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pdscan.folding import fold
from pdscan.naming.labels import Label, label_before
from pdscan.naming.names import TITLES, word_set

LOOK_BACK = 56
CIVILITY, LABEL, ROLE, KIN = "civility", "label", "label of a role", "kin or rank"
GREETING = "greeting or signature"

_STREET = (
    r"rue|avenue|av|ave|bd|bld|boulevard|place|pl|square|all[ée]e|impasse|quai|rond-point|"
    r"esplanade|street|road|calle|plaza|pont|sentier|"
    r"(?<!\ble\s)(?<!\bdu\s)(?<!\bau\s)(?<!\ben\s)(?<!\bun\s)(?:cours|chemin|route|passage)"
)
_HOUSE = (
    r"lyc[ée]e|coll[èe]ge|[ée]cole|universit[ée]|h[ôo]pital|chu|clinique|stade|gare|a[ée]roport|"
    r"tour|prix|fondation|institut|mus[ée]e|th[ée][âa]tre|salle|groupe|soci[ée]t[ée]|soci[ée]t[ée]s|"
    r"[ée]ditions|laboratoires?|maison|caf[ée]|h[ôo]tel|restaurant|b[âa]timent|r[ée]sidence|espace|"
    r"centre(?:\s+hospitalier(?:\s+(?:universitaire|r[ée]gional))?)?|saint|sainte|st|ste|fort|ville|commune|marque|entreprise|magasins?|bar|parc|jardin|"
    r"church|hospital|university|school|museum|company|group|bank|banque|la\ loi|loi|arr[êe]t"
)
_LINK = r"(?:\s+(?:de\s+la|de\s+l['’]|du|de|des|d['’]|of|le|la))?"
_RANK = (
    r"(?:\s+(?:g[ée]n[ée]ral|mar[ée]chal|pr[ée]sident|docteur|dr\.?|professeur|pr\.?|colonel|"
    r"capitaine|abb[ée]|commandant|amiral|saint|sainte))?"
)
_SHOP = re.compile(
    r"\b(?:boulangerie|boucherie|pharmacie|cabinet|agence|atelier|garage|parking|pavillon|unit[ée]|"
    r"transports?|mutuelle|assurances?|librairie|ambulances?|r[ée]sidence|salle|station|gamme|"
    r"logiciel|mod[èe]le|cap|mont|lac|edificio|ctra\.?|avda?\.?|paseo|pz\.?|c/)[ \u00a0]+$",
    re.I,
)
_BORNE = (
    r"\b(?:maladies?|syndromes?|scores?|signes?|tests?|classification|[ée]chelle|indice|crit[èe]res?|"
    r"m[ée]thode|technique|man[œo]e?uvre|lois?|th[ée]or[èe]me|r[ée]flexe|triade|anneau|canal|tendon|"
    r"trompe|ligament|fracture|lymphome|poche|drain|sonde|incision|sinus|horloge|hernie|kyste|"
    r"enfermedad|s[íi]ndrome|signo|maniobra|escala|t[ée]cnica|asa|tumor|disease|grado)\b"
)
_BEGINS_BORNE = re.compile(_BORNE, re.I)
_AFTER_SOMEBODY = re.compile(
    rf"{_BORNE}(?:[ \u00a0](?:de[ \u00a0]la|de[ \u00a0]l['’]|de|du|of))?[ \u00a0](?:d['’])?"
    r"(?:[A-ZÀ-Þ]\w+(?:[- ]|[ ](?:et|y|and)[ ]))?$",
    re.I,
)
_OF_SOMEBODY = re.compile(
    r"\(e|(?:['’]s)?[ \u00a0](?:disease|syndrome|sign|test|score|law|theorem|n[ée]gati[fv]o?e?|"
    r"positi[fv]o?e?|absente?|libre|\+|[àa:=]?[ \u00a0]?\d)",
)
_IN_TOWN = re.compile(
    r"\b(?:San|Santa|Santo|S[ãa]o|Mount|Lake|Cape|Port|Los|Las|New|El|[ÎI]les?|Islas?|comté|County|[ÉE]tat|State)"
    r"(?:\s+(?:de|of|d['’]))?\s*$"
)
_IN_STREET = re.compile(rf"\b(?:{_STREET})\.?{_LINK}{_RANK}\s*$", re.I)
_AFTER_POSTCODE = re.compile(r"(?<!\d)\d{4,5}\s+$")
_IN_HOUSE = re.compile(rf"\b(?:{_HOUSE}){_LINK}{_RANK}\s*[\"«“]?\s*$", re.I)
_COMPANY = re.compile(
    r"[\s,]*(?:&|(?:et|and)\s+(?:fils|associ|cie|co\b|sons|partners|partenaires)|"
    r"(?:SA|SAS|SASU|SARL|Ltda|EURL|SCI|SNC|SCOP|Inc|Ltd|LLC|GmbH|AG|BV|NV|Corp|PLC|Cie|S\.A|Group|"
    r"Groupe|Conseil|Consulting|Street|Road|Avenue|Associ[ée]s|Foundation|University|House|"
    r"Place|Drive|Lane|Court|Square|Office|Building|Bank|Boulevard|Hotel|Store|Robotics|Records)\b)"
)
_TITLE = re.compile(
    r"(?:\b(?:monsieur|madame|mademoiselle|messieurs|mesdames|mme|mmes|mlle|mlles|ma[îi]tre|"
    r"docteurs?|dr|drs|pr|prs|mr|mrs|ms|miss|herr|frau|professeurs?|se[ñn]ora?|sra?|"
    r"(?-i:Me|Mes|MM))\b\.?|\bmm?\.)[ \t\u00a0]*\n?[ \t]*"
    r"(?:(?:et|ou|and)\s+(?:mme|madame|mrs)\.?\s+)?"
    r"(?:(?:de\s+la|de|du|van(?:\s+de[rn])?|von|ben|el|al)\s+|d['’])?$",
    re.I,
)
_M_WITHOUT_POINT = re.compile(r"(?<![\w.'’-])M[ \u00a0]$")  # "M DUPONT", before capitals only
_ATTENTION = re.compile(r"(?:[àa]\s+l['’]attention\s+de|attention\s+of)\s+$", re.I)
_SAID = re.compile(
    r"(?:\bm['’]appelle|\bs['’]appelle|\bmy\s+name\s+is|\bname\s+is|\bcall(?:s|ed)?\s+me|"
    r"\bsoussign[ée]e?,?|\bnomm[ée]e?|\bpr[ée]nomm[ée]e?|\bn[ée]e|\bn[ée]\(e\)|\b[ée]pouse|"
    r"\b[ée]p\.|\bveuve|\bvve|\bdivorc[ée]e|\bdite?)\s+$",
    re.I,
)
_KINSHIP = word_set(
    "fille fils mari femme frere soeur mere pere neveu niece cousin cousine compagnon compagne "
    "collegue confrere consoeur ami amie voisin voisine inspecteur inspectrice capitaine "
    "commandant colonel lieutenant sergent adjudant brigadier commissaire juge lord lady sir "
    "comte comtesse duc duchesse baron baronne prince princesse abbe stagiaire husband wife son "
    "daughter brother sister mother father colleague friend uncle aunt oncle tante cardinal"
)
_GREETING = re.compile(
    r"(?:^|[\n>.,!]\s*)(?:bonjour|bonsoir|salut|coucou|cher|ch[èe]re|dear|hello|hi|hey|hola|hallo)"
    r"\s+$",
    re.I,
)
_CLOSING = re.compile(
    r"(?:cordialement|salutations(?:\s+distingu[ée]es)?|bien\s+[àa]\s+(?:vous|toi)|[àa]\s+bient[ôo]t|"
    r"confraternellement|bien\s+d[ée]vou[ée]|\b[àa]\s?\+|bises|"
    r"sinc[èe]rement|respectueusement|amicalement|bonne\s+journ[ée]e|(?:kind|best)\s+regards|"
    r"regards|sincerely|thanks|merci|cheers)[ ,.!]*\n\s*(?:--\s*)?$",
    re.I,
)
_ADDRESS = re.compile(r"[\"”]?\s{0,2}[<(\[]\s?[\w.+-]{1,64}@")


# The last words of all that announces: a cheap look before the patterns.
_SAY_SO = word_set(
    "bonjour bonsoir salut coucou cher chere dear hello hi hey hola hallo appelle is me soussigne "
    "soussignee nomme nommee prenomme prenommee ne nee call calls called de of cordialement "
    "salutations distinguees vous bientot sincerement respectueusement amicalement journee "
    "regards sincerely thanks merci cheers a+ epouse ep veuve vve divorcee dit dite ne(e) toi d la "
    "du van von der den ben el al signed bises confraternellement devoue"
)
_ANNOUNCING = TITLES | _KINSHIP | _SAY_SO
_ENDS_LABEL = word_set("nom noms prenom prenoms naissance usage usuel famille fille marital")
_GAPS = ("  ", "\t", "\u00a0\u00a0")


@dataclass(frozen=True, slots=True)
class Announcement:
    """Say how a text announces a name.

    `strong` needs nothing else; `needs_list` needs two words or a listed one; `first` and `last`
    say that only a given name or a surname is announced.
    """

    why: str
    strong: bool = False
    needs_list: bool = False
    first: bool = False
    last: bool = False


_TITLED = Announcement(CIVILITY, strong=True, last=True)
_KIN_SAID = Announcement(KIN)
_LABELLED = {
    Label.FIRST: Announcement(LABEL, strong=True, first=True),
    Label.LAST: Announcement(LABEL, strong=True, last=True),
    Label.FULL: Announcement(LABEL, strong=True),
    Label.PERSON: Announcement(ROLE),
}
_BEFORE = (
    (_TITLE, _TITLED),
    (_ATTENTION, Announcement(LABEL, needs_list=True)),
    (_SAID, Announcement("said to be a name")),
    (_GREETING, Announcement(GREETING, needs_list=True)),
    (_CLOSING, Announcement(GREETING, needs_list=True)),
)


def announcement(text: str, start: int, end: int) -> Announcement | None:
    """Return how the text around announces the words between `start` and `end`, or None."""
    before = text[max(0, start - LOOK_BACK) : start]
    bare = before.rstrip(' \t\u00a0\n\r"«(>-')
    if not bare:
        return None
    last = _last_word(bare)
    if bare[-1] in ":=?._…" or last in _ENDS_LABEL or before.endswith(_GAPS):
        labelled = _LABELLED.get(label_before(before))
        if labelled is not None:
            return labelled
    if _M_WITHOUT_POINT.search(before) and text[start : start + 3].isupper():
        return _TITLED
    if last not in _ANNOUNCING:
        return None
    if last in _KINSHIP:
        return _KIN_SAID if before[-1] in " \u00a0" and bare[-1:].islower() else None
    return next((said for pattern, said in _BEFORE if pattern.search(before)), None)


def _last_word(text: str) -> str:
    return fold(re.split(r"[\s'’>(\[\"«/]", text.rstrip("'’")[-24:])[-1].rstrip(".,! "))


def is_before_address(text: str, end: int) -> bool:
    """Say whether an e-mail address in brackets follows, as in a mail header."""
    return _ADDRESS.match(text, end) is not None


def in_place(text: str, start: int, end: int, titled: bool = False) -> bool:
    """Say whether street, institution or company words around make a place of the name."""
    before = text[max(0, start - LOOK_BACK) : start]
    if _IN_STREET.search(before) or _COMPANY.match(text, end):
        return True
    if titled:
        return False
    places = (_IN_TOWN, _IN_HOUSE, _AFTER_POSTCODE, _SHOP)
    return any(place.search(before) for place in places)


def is_namesake(text: str, start: int, end: int) -> bool:
    """Say whether a thing bears the name: a disease, a sign, a score (« maladie de Crohn »)."""
    before = text[max(0, start - LOOK_BACK) : start]
    named = _AFTER_SOMEBODY.search(before) or _OF_SOMEBODY.match(text, end)
    return bool(named or _BEGINS_BORNE.match(text, start))
