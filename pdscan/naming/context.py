"""Read what stands before and after a capitalised word: does it announce a name?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pdscan.folding import fold
from pdscan.naming import sentences
from pdscan.naming.labels import Label, goes_on, label_before
from pdscan.naming.names import TITLES, know, word_set

LOOK_BACK = 56
CIVILITY, LABEL, ROLE, KIN = "civility", "label", "label of a role", "kin or rank"
GREETING = "greeting or signature"

_TITLE = re.compile(
    r"(?:\b(?:monsieur|madame|mademoiselle|messieurs|mesdames|mme|mmes|mlle|mlles|ma[îi]tre|"
    r"docteurs?|dr|drs|pr|prs|mr|mrs|ms|miss|herr|frau|professeurs?|se[ñn]ora?|sra?|"
    r"(?-i:Me|Mes|MM))\b\.?|(?<!\d)(?<!\d[ \u00a0])\bmm?\.)[ \t\u00a0]*\n?[ \t]*"
    r"(?:(?:et|ou|and)\s+(?:mme|madame|mrs)\.?\s+)?"
    r"(?:(?:de\s+la|de|du|van(?:\s+de[rn])?|von|ben|el|al)\s+|d['’])?$",
    re.I,
)
_M_WITHOUT_POINT = re.compile(r"(?<![\w.'’-])M[ \u00a0]$")  # "M DUPONT", before capitals only
_CAPITAL = r"[A-ZÀ-Þ][\w'’-]+"
_SHARED = re.compile(  # « Dr BENALI / FAURE », « Drs Blanc, Okamba et Faure »
    r"\b(?P<title>M\.|MM\.|(?i:mmes?|mlles?|ma[îi]tres?|docteurs?|drs?|prs?|professeurs?))"
    r"\.?[ \u00a0]"
    rf"(?P<first>(?:[A-ZÀ-Þ]\.[ ]?)?{_CAPITAL})(?:[ ]{_CAPITAL}){{0,2}}"
    rf"(?:,[ ]{_CAPITAL}(?:[ ]{_CAPITAL}){{0,2}})*"
    r"(?P<sign>[ \u00a0]?/[ \u00a0]?|,[ ]| et | and )$"
)
_MANY = word_set("mm. mmes mlles maitres docteurs drs prs professeurs")
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
    "du van von der den ben el al signed e) bises confraternellement devoue"
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
    last = sentences.last_word(bare)
    if bare[-1] in "/," or last in ("et", "and"):
        return _shared(before, text[start:end])
    if goes_on(before, text[start:end].split()[0]):
        return None
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


def _shared(before: str, name: str) -> Announcement | None:
    """Return what a civility before several surnames says of one that isn't the first."""
    words = [know(word) for word in name.split()]
    shared, word = _SHARED.search(before), next((w for w in words if not w.particle), words[0])
    if shared is None or shared["first"].isupper() != name.isupper():
        return None
    if "/" not in shared["sign"] and fold(shared["title"]) not in _MANY:
        return None
    return None if word.common or (word.ordinary and not word.surname) else _TITLED


def asks_for_thing(text: str, start: int) -> bool:
    """Say whether a label before a place asks for a thing: `País:`, `Nom du produit :`."""
    before = text[max(0, start - LOOK_BACK) : start]
    bare = before.rstrip(" \t\u00a0")
    return bare[-1:] in (":", "=") and label_before(before) is Label.THING


def is_before_address(text: str, end: int) -> bool:
    """Say whether an e-mail address in brackets follows, as in a mail header."""
    return _ADDRESS.match(text, end) is not None
