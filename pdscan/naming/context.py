"""Read what stands before and after a capitalised word: does it announce a name, or a place?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pdscan.folding import fold
from pdscan.naming.names import TITLES, word_set

LOOK_BACK = 56
CIVILITY = "civility"

_STREET = (
    r"rue|avenue|av|ave|bd|bld|boulevard|place|pl|square|all[ée]e|impasse|quai|rond-point|"
    r"esplanade|street|road|calle|plaza|pont|sentier|"
    r"(?<!\ble\s)(?<!\bdu\s)(?<!\bau\s)(?<!\ben\s)(?<!\bun\s)(?:cours|chemin|route|passage)"
)
_HOUSE = (
    r"lyc[ée]e|coll[èe]ge|[ée]cole|universit[ée]|h[ôo]pital|chu|clinique|stade|gare|a[ée]roport|"
    r"tour|prix|fondation|institut|mus[ée]e|th[ée][âa]tre|salle|groupe|soci[ée]t[ée]|soci[ée]t[ée]s|"
    r"[ée]ditions|laboratoires?|maison|caf[ée]|h[ôo]tel|restaurant|b[âa]timent|r[ée]sidence|espace|"
    r"centre|saint|sainte|st|ste|fort|ville|commune|marque|entreprise|magasins?|bar|parc|jardin|"
    r"church|hospital|university|school|museum|company|group|bank|banque|la\ loi|loi|arr[êe]t"
)
_LINK = r"(?:\s+(?:de\s+la|de\s+l['’]|du|de|des|d['’]|of|le|la))?"
_RANK = (
    r"(?:\s+(?:g[ée]n[ée]ral|mar[ée]chal|pr[ée]sident|docteur|dr\.?|professeur|pr\.?|colonel|"
    r"capitaine|abb[ée]|commandant|amiral|saint|sainte))?"
)
_IN_TOWN = re.compile(
    r"\b(?:San|Santa|Santo|S[ãa]o|Port|Los|Las|New|El|[ÎI]les?|Islas?|comt[ée]|County|[ÉE]tat|State)"
    r"(?:\s+(?:de|of|d['’]))?\s*$"
)
_IN_STREET = re.compile(rf"\b(?:{_STREET})\.?{_LINK}{_RANK}\s*$", re.I)
_AFTER_POSTCODE = re.compile(r"(?<!\d)\d{4,5}\s+$")
_IN_HOUSE = re.compile(rf"\b(?:{_HOUSE}){_LINK}{_RANK}\s*[\"«“]?\s*$", re.I)
_COMPANY = re.compile(
    r"[\s,]*(?:&|(?:et|and)\s+(?:fils|associ|cie|co\b|sons|partners|partenaires)|"
    r"(?:SA|SAS|SASU|SARL|EURL|SCI|SNC|SCOP|Inc|Ltd|LLC|GmbH|AG|BV|NV|Corp|PLC|Cie|S\.A|Group|"
    r"Groupe|Conseil|Consulting|Street|Road|Avenue|Associ[ée]s|Foundation|University|House|"
    r"Place|Drive|Lane|Court|Square|Office|Building|Bank|Boulevard|Hotel|Store|Robotics|Records)\b)"
)
_TITLE = re.compile(
    r"\b(?:monsieur|madame|mademoiselle|messieurs|mesdames|m\.|mm\.|mme|mmes|mlle|ma[îi]tre|"
    r"docteur|dr|mr|mrs|ms|miss|herr|frau|professeur|se[ñn]ora?|sra?)\.?\s+"
    r"(?:(?:et|ou|and)\s+(?:mme|madame|mrs)\.?\s+)?$",
    re.I,
)
_LABEL_LAST = re.compile(
    r"\b(?:nom(?:\s+(?:de\s+famille|d['’]usage|de\s+naissance|marital))?|last\s+name|surname|"
    r"family\s+name|maiden\s+name|apellidos?|cognome|nachname)\s*[:=?]\s*[\"«]?\s*$",
    re.I,
)
_LABEL_FIRST = re.compile(
    r"\b(?:pr[ée]noms?|first\s+name|given\s+name|forename|nombre|vorname|voornaam)\s*[:=]\s*[\"«]?"
    r"\s*$",
    re.I,
)
_LABEL = re.compile(
    r"(?:\b(?:nom\s+(?:et|&|/)\s+pr[ée]noms?|pr[ée]noms?\s+(?:et|&|/)\s+noms?|noms?\s*,?\s+"
    r"pr[ée]noms?|nom\s+complet|full\s+name|name|patiente?|clients?|customer|contact|salari[ée]e?|"
    r"demandeur|signataire|auteurs?|authors?|exp[ée]diteur|destinataire|"
    r"titulaire|assur[ée]e?|m[ée]decin|interlocuteur|b[ée]n[ée]ficiaire|employ[ée]e?|responsable|"
    r"g[ée]rante?|repr[ée]sentant(?:\s+l[ée]gal)?|directeur\s+de\s+(?:la\s+)?publication|"
    r"destinatari[oa]|paciente|m[ée]dico|user|utilisateur|agent|dpo)\s*[:=]|"
    r"^\s*(?:from|de|to|[àa]|cc|attn)\s*:|"
    r"[àa]\s+l['’]attention\s+de|attention\s+of)[ \t\u00a0]*[\"«]?[ \t\u00a0]*\Z",
    re.I | re.M,
)
_SAID = re.compile(
    r"(?:\bm['’]appelle|\bs['’]appelle|\bmy\s+name\s+is|\bname\s+is|\bcall(?:s|ed)?\s+me|"
    r"\bsoussign[ée]e?,?|\bnomm[ée]e?|\bpr[ée]nomm[ée]e?|\bn[ée]e)\s+$",
    re.I,
)
_GREETING = re.compile(
    r"(?:^|[\n>.,!]\s*)(?:bonjour|bonsoir|salut|coucou|cher|ch[èe]re|dear|hello|hi|hey|hola|hallo)"
    r"\s+$",
    re.I,
)
_CLOSING = re.compile(
    r"(?:cordialement|salutations(?:\s+distingu[ée]es)?|bien\s+[àa]\s+vous|[àa]\s+bient[ôo]t|"
    r"sinc[èe]rement|respectueusement|amicalement|bonne\s+journ[ée]e|(?:kind|best)\s+regards|"
    r"regards|sincerely|thanks|merci|cheers)[ ,.!]*\n\s*(?:--\s*)?$",
    re.I,
)
_ADDRESS = re.compile(r"[\"”]?\s{0,2}[<(\[]\s?[\w.+-]{1,64}@")


# The last words of all that announces: a cheap look before the patterns.
_ANNOUNCING = TITLES | word_set(
    "bonjour bonsoir salut coucou cher chere dear hello hi hey hola hallo appelle is me soussigne "
    "soussignee nomme nommee prenomme prenommee ne nee call calls called de of cordialement "
    "salutations distinguees vous bientot sincerement respectueusement amicalement journee regards "
    "sincerely thanks merci cheers"
)


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
_BEFORE = (
    (_TITLE, _TITLED),
    (_LABEL_FIRST, Announcement("label", strong=True, first=True)),
    (_LABEL_LAST, Announcement("label", strong=True, last=True)),
    (_LABEL, Announcement("label", needs_list=True)),
    (_SAID, Announcement("said to be a name")),
    (_GREETING, Announcement("greeting or signature", needs_list=True)),
    (_CLOSING, Announcement("greeting or signature", needs_list=True)),
)


def announcement(text: str, start: int, end: int) -> Announcement | None:
    """Return how the text around announces the words between `start` and `end`, or None."""
    before = text[max(0, start - LOOK_BACK) : start]
    bare = before.rstrip(' \t\u00a0\n\r"«(>-')
    if not bare or (bare[-1] not in ":=?" and _last_word(bare) not in _ANNOUNCING):
        return None
    return next((said for pattern, said in _BEFORE if pattern.search(before)), None)


def _last_word(text: str) -> str:
    return fold(re.split(r"[\s'’>]", text[-24:])[-1].rstrip(".,! "))


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
    places = (_IN_TOWN, _IN_HOUSE, _AFTER_POSTCODE)
    return any(place.search(before) for place in places)
