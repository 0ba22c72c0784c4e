"""Say whether a place or thing bears what looks like a name: rue Victor Hugo, loi de Murphy.

Most words have nothing of the kind before them: the last word before is looked up first.
"""

from __future__ import annotations

import re

from pdscan.naming.names import word_set
from pdscan.naming.sentences import last_word

_LOOK_BACK = 56

_STREET = (
    r"rue|avenue|av|ave|bd|bld|boulevard|place|pl|square|all[ée]e|impasse|quai|rond-point|"
    r"esplanade|street|road|pont|sentier|calle|c/|avda|avenida|paseo|plaza|pza|carrer|carretera|"
    r"ctra|camino|ronda|glorieta|traves[íi]a|prolongaci[óo]n|piazza|"
    r"(?<!\ble\s)(?<!\bdu\s)(?<!\bau\s)(?<!\ben\s)(?<!\bun\s)(?:cours|chemin|route|passage)"
)
_HOUSE = (
    r"sarl|sas|sasu|eurl|sci|snc|scop|gaec|earl|selarl|ets|[ée]tablissements?|"
    r"lyc[ée]e|coll[èe]ge|[ée]cole|universit[ée]|h[ôo]pital|chu|clinique|stade|gare|a[ée]roport|"
    r"tour|prix|fondation|institut|mus[ée]e|th[ée][âa]tre|salle|groupe|soci[ée]t[ée]|soci[ée]t[ée]s|"
    r"[ée]ditions|laboratoires?|maison|caf[ée]|h[ôo]tel|restaurant|b[âa]timent|r[ée]sidence|espace|"
    r"centre(?:\s+hospitalier(?:\s+(?:universitaire|r[ée]gional))?)?|fundaci[óo]n?|instituto|"
    r"colegio|escuela|universidad|facultad|cl[íi]nica|servicio|secci[óo]n|departamento|unidad|"
    r"edificio|hospital(?:\s+(?:general|cl[íi]nico|regional|provincial|infantil|comarcal|materno|"
    r"universitario|central|nacional|militar))*|ospedale|krankenhaus|saint|sainte|st|ste|fort|ville|"
    r"commune|marque|entreprise|magasins?|bar|parc|jardin|church|university|school|museum|"
    r"company|group|bank|banque|la\ loi|loi|arr[êe]t"
)
_LINK = r"(?:\s+(?:de\s+la|de\s+las|de\s+los|de\s+l['’]|del|du|de|des|d['’]|of|le|la|los|las))?"
_RANK = (
    r"(?:\s+(?:g[ée]n[ée]ral|mar[ée]chal|pr[ée]sident|docteur|dr\.?|professeur|pr\.?|colonel|"
    r"capitaine|abb[ée]|commandant|amiral|saint|sainte|doctor|dra\.?|prof\.?|don|do[ñn]a|padre|"
    r"infanta|virgen))?"
)
_SHOP = re.compile(
    r"\b(?:boulangerie|boucherie|pharmacie|cabinet|agence|atelier|garage|parking|pavillon|unit[ée]|"
    r"transports?|mutuelle|assurances?|librairie|ambulances?|r[ée]sidence|salle|station|gamme|"
    r"logiciel|mod[èe]le|cap|mont|lac|pz\.?|avd)[ \u00a0]+$",
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
    r"(?-i:[A-ZÀ-Þ]\w+(?:[- ]|[ ](?:et|y|and)[ ]))?$",
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
_HOUSE_OF = re.compile(  # « Hôpital Dr Schaffner »
    r"\b(?:h[ôo]pital|hospital|lyc[ée]e|coll[èe]ge|[ée]cole)"
    r"(?:\s+(?:general|cl[íi]nico|regional|provincial|infantil|universitario|militar))*"
    r"\s+(?:dr|doctor|docteur|pr|prof|professeur)\.?\s*$",
    re.I,
)
_COMPANY = re.compile(
    r"[\s,]*(?:&|(?:et|and)\s+(?:fils|associ|cie|co\b|sons|partners|partenaires)|"
    r"(?:SA|SAS|SASU|SARL|Ltda|EURL|SCI|SNC|SCOP|Inc|Ltd|LLC|GmbH|AG|BV|NV|Corp|PLC|Cie|S\.A)\b)|"
    r"[ \t\u00a0,]*(?:Group|Groupe|Conseil|Consulting|Street|Road|Avenue|Associ[ée]s|Foundation|"
    r"University|House|Place|Drive|Lane|Court|Square|Office|Building|Bank|Boulevard|Hotel|Store|"
    r"Robotics|Records)\b"
)
_AFTER_CAPITAL = re.compile(r"[A-ZÀ-Þ]\w+[ ]$")
_LINKS = word_set("de la l du des d of le del los las")
_PLACE_WORDS = _LINKS | word_set(
    "sarl sas sasu eurl sci snc scop gaec earl selarl ets etablissement etablissements "
    "rue avenue av ave bd bld boulevard place pl square allee impasse quai point esplanade "
    "street road calle plaza pont sentier cours chemin route passage general marechal president "
    "docteur dr professeur pr colonel capitaine abbe commandant amiral lycee college ecole "
    "universite hopital chu clinique stade gare aeroport tour prix fondation institut musee "
    "theatre salle groupe societe societes editions laboratoire laboratoires maison cafe hotel "
    "restaurant batiment residence espace centre hospitalier universitaire regional saint sainte "
    "st ste fort ville commune marque entreprise magasin magasins bar parc jardin church hospital "
    "university school museum company group bank banque loi arret san santa santo sao mount lake "
    "cape port los las new el ile iles isla islas comte county etat state boulangerie boucherie "
    "pharmacie cabinet agence atelier garage parking pavillon unite transport transports mutuelle "
    "assurance assurances librairie ambulance ambulances station gamme logiciel modele cap mont "
    "lac edificio ctra avd avda avenida paseo pz pza c carrer carretera camino ronda glorieta "
    "travesia prolongacion piazza general clinico provincial infantil comarcal materno "
    "universitario central nacional militar fundacion fundacio instituto colegio escuela "
    "universidad facultad clinica servicio seccion departamento unidad ospedale krankenhaus "
    "doctor dr dra prof don dona padre infanta virgen president marechal colonel capitaine abbe "
    "commandant amiral docteur professeur"
)
_BORNE_WORDS = _LINKS | word_set(
    "maladie maladies syndrome syndromes score scores signe signes test tests classification "
    "echelle indice critere criteres methode technique manoeuvre manouvre loi lois theoreme "
    "reflexe triade anneau canal tendon trompe ligament fracture lymphome poche drain sonde "
    "incision sinus horloge hernie kyste enfermedad sindrome signo maniobra escala tecnica asa "
    "tumor disease grado et y and"
)


def in_place(text: str, start: int, end: int, titled: bool = False) -> bool:
    """Say whether street, institution or company words around make a place of the name."""
    if _COMPANY.match(text, end):
        return True
    before = text[max(0, start - _LOOK_BACK) : start]
    last = last_word(before)
    if last and last not in _PLACE_WORDS and not last[-1].isdigit():
        return False
    if _IN_STREET.search(before) or _HOUSE_OF.search(before):
        return True
    places = (_IN_TOWN, _IN_HOUSE, _AFTER_POSTCODE, _SHOP)
    return not titled and any(place.search(before) for place in places)


def is_namesake(text: str, start: int, end: int) -> bool:
    """Say whether a thing bears the name: a disease, a sign, a score (« maladie de Crohn »)."""
    if _OF_SOMEBODY.match(text, end) or _BEGINS_BORNE.match(text, start):
        return True
    before = text[max(0, start - _LOOK_BACK) : start]
    of_two = before[-1:] == "-" or _AFTER_CAPITAL.search(before[-24:]) is not None
    may_be = of_two or last_word(before) in _BORNE_WORDS
    return may_be and _AFTER_SOMEBODY.search(before) is not None
