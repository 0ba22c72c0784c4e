"""Read how long data are kept, from French or English words: "3 ans à compter du dernier contact".

Units are never converted (13 mois is not 1 an, 48 heures is not 2 jours), and a deadline to answer
a request is no retention.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pdscan.folding import fold

_FRENCH = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
)
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = {
    "une": 1,
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "cent": 100,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
}
_NUMBERS = _TENS | {
    word: value for words in (_FRENCH, _ENGLISH) for value, word in enumerate(words.split())
}
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,4}}|(?:{_WORDS})(?:[- ](?:et[- ])?(?:{_WORDS}))*)"
_UNITS = {
    "Y": r"ans?|annees?|years?",
    "M": r"mois|months?",
    "W": r"semaines?|weeks?",
    "D": r"jours?|days?",
    "H": r"heures?|hours?|h",
}
_UNIT = "|".join(f"(?P<{key}>{words})" for key, words in _UNITS.items())
_SPAN = re.compile(
    rf"(?<![\w-])(?P<count>{_NUMBER})(?:\s*\((?P<digits>\d+)\))?\s*(?:{_UNIT})\b"
    rf"(?:\s+(?:et|and)\s+(?P<more>\d+)\s+(?:mois|months?))?"
)
_RANGE = re.compile(r"\d\s*(?:a|-|/|to|et|ou|or)\s*$|\bentre\s+\d+ et\s*$|\b(?:ou|or)\s*$")
_ONE = re.compile(r"\ban? (?=(?:year|month|week|day)\b)")
_ISO = re.compile(r"\b(?:p(?:\d+[ymwd])+(?:t(?:\d+h)+)?|pt(?:\d+h)+)\b")
_NO_RETENTION = re.compile(
    r"\b(?:delai|deadline|within)\b.*\b(?:demande|repon\w*|request|answer|reply)"
    r"|\b(?:age\w* de|(?:moins|plus) de|mineurs? de|under|over)\s+\d+ (?:ans|years)"
    r"|\bmise a jour\b"
)
_MIN = re.compile(r"\b(?:au )?minimum\b|\bau moins\b|\bminimale?\b|\bat least\b|\bno less than\b")
_CRITERIA = re.compile(
    r"\bnecessaires?\b|\bduree legale\b|\bprescription\b|\bnecessary\b|\brequired by law\b"
    r"|\bobligations? legales?\b|\blegal(?:ly)? (?:required|period|obligation)"
)
_EXCEPTION = re.compile(
    r"\bconserve\w* ulterieurement\b|\bne pas etre supprime|\bmay (?:not be deleted|be kept longer)"
)
_UNTIL = re.compile(
    r"\bjusqu'|\buntil\b|\bune fois\b|\bonce\b|\btant que\b|\bas long as\b|\bdes\b"
    r"|\b(?:supprim|effac|detrui)\w* (?:a la|au|lors d\w+) |\b(?:delet|eras)\w+ (?:on|upon|when) "
)
_FROM = re.compile(
    r"\b(?:a compter d|a partir d|apres|suivant|depuis|des l|des que|from|after|following|since"
    r"|jusqu'|until|sans|without)"
)
_STATED = (
    ("debt_settled", r"effectivement sold|\bsoldee?\b|regularis|apurement|debt is settled"),
    ("debt_incurred", r"impaye|debt"),
    ("card_expiry", r"(?:validite|expiration) de (?:la|votre) carte|card(?:'s)? expir|card expiry"),
    ("first_deposit", r"premier depot|depot d\w* (?:cookie|traceur)|first (?:deposit|placed)"),
    (
        "last_activity",
        r"derniere?s? (?:activite|connexion|utilisation|visite|commande|achat|course|transaction"
        r"|reservation|consultation|operation|session)|inactiv|client actif|client « actif »"
        r"|sans activite|last (?:activity|login|connection|order|purchase|visit|use|transaction"
        r"|booking|session|time you)",
    ),
    ("last_contact", r"dernier (?:contact|echange)|last contact"),
    (
        "contract_end",
        r"fin de (?:la |notre |votre )?relation|(?:fin|terme|echeance) d(?:u|e votre)"
        r" contrat|resiliation|relation contractuelle|duree d(?:u|e votre|e la) (?:contrat|mission"
        r"|abonnement)|(?:end|term|duration) of (?:the |your |our )?(?:\w+ )?(?:contract|relation"
        r"|employ)|relation commerciale|contract ends|employment ends|termination"
        r"|depart (?:du|de la|de l'|des) ?(?:salarie|collaborat|agent|employe|client)",
    ),
    (
        "service_end",
        r"arret\w* (?:de )?l'utilisation|fin d(?:u|es) services?|end of (?:the )?serv"
        r"|fourniture (?:complete )?d(?:u|es) services?",
    ),
    (
        "account_deletion",
        r"(?:suppression|cloture|fermeture|desactivation) d(?:u|e votre|e son|e ce) compte"
        r"|(?:supprim|clotur|ferm)\w* votre compte|account (?:deletion|closure)"
        r"|(?:delete|close) (?:your|the) account|account is (?:deleted|closed)"
        r"|(?:tant que|as long as) (?:vous|you) (?:avez|aurez|disposez|have|keep|hold)"
        r" (?:d')?(?:un|an|your)(?: \w+){0,2} (?:compte|account)",
    ),
    ("unpublish_request", r"depublication|demande de retrait|retrait de la publication|unpublish"),
    (
        "consent_withdrawal",
        r"retrait d(?:u|e votre) consentement|desabonne|desinscri"
        r"|tant que vous (?:le )?souhaitez|withdraw|unsubscri",
    ),
    ("right_exercised", r"exercice d(?:u|e|es|e vos|e ce|e votre) droit|exercise of"),
    (
        "issue_resolved",
        r"(?:probleme|incident|demande|reclamation|litige) (?:\w+ ){0,2}(?:resolu|clos|regle)"
        r"|resolution d|(?:cloture|traitement) d(?:u ticket|e (?:la|votre) demande|u dossier)"
        r"|(?:issue|problem|complaint|dispute|request) (?:(?:is|has been) )?(?:re)?solved"
        r"|(?:ticket|case|request) (?:closure|(?:is )?closed)|closure of (?:the )?(?:ticket|case)",
    ),
)
_PLAIN = (
    (
        "fiscal_document",
        r"cloture de l'exercice|(?:date|emission) de (?:la |votre )?facture"
        r"|invoice date|date of (?:the )?invoice|fin de l'exercice|financial year",
    ),
    ("payment", r"paiement|date de debit|\bdebit\b|reglement|payment|transaction"),
    ("recording", r"enregistrement|captation|recording"),
    ("collection", r"collecte|recueil|collection|collected"),
)
_RECORDING = re.compile(
    r"enregistrement|\bimages?\b|video|\bvoc|\bappels?\b|recording|footage|cctv"
)
_FISCAL = re.compile(r"comptab|fiscal|factur|invoice|accounting|billing|\btax\b")


@dataclass(frozen=True, slots=True)
class Duration:
    """Hold one duration (ISO 8601, None for a criterion), its trigger and its bound.

    `unread` are the words for an event that no trigger stands for.
    """

    iso: str | None
    trigger: str
    bound: str
    trigger_stated: bool = True
    unread: str = ""


def parse(text: str) -> Duration | None:
    """Return the duration that a text states, None where it states no retention.

    Without a trigger: `recording` for recordings and images, `fiscal_document` for accounts,
    `collection` else, with `trigger_stated` false.
    """
    plain = _ONE.sub("1 ", fold(text))
    if _EXCEPTION.search(plain):
        return Duration(None, "none", "exception")
    span = _SPAN.search(plain)
    iso = _iso(span) if span else _written_iso(plain)
    if iso is None:
        return _without_number(plain)
    if _NO_RETENTION.search(plain):
        return None
    tail = plain[span.end() :] if span else plain
    trigger = _trigger(tail, plain)
    bound = "min" if _MIN.search(plain) else "max"
    if trigger:
        return Duration(iso, trigger, bound)
    begin = _FROM.search(tail)
    unread = tail[begin.start() :].strip(" .)") if begin else ""
    return Duration(iso, default_trigger(plain), bound, trigger_stated=False, unread=unread)


def is_plain(text: str) -> bool:
    """Say whether a text states one duration, not a range, several, or one "or" something else.

    >>> is_plain("5 ans"), is_plain("3 à 5 ans"), is_plain("5 ans ou fin de contrat")
    (True, False, False)
    """
    plain = _ONE.sub("1 ", fold(text))
    spans = [*_SPAN.finditer(plain)]
    if len(spans) != 1:
        return not spans
    around = plain[: spans[0].start()], plain[spans[0].end() :]
    return not _RANGE.search(around[0]) and not re.match(r"\s*(?:ou|or)\b", around[1])


def default_trigger(text: str) -> str:
    """Return the trigger of a duration that states none, from the words for what is kept."""
    plain = fold(text)
    if _RECORDING.search(plain):
        return "recording"
    return "fiscal_document" if _FISCAL.search(plain) else "collection"


def _without_number(plain: str) -> Duration | None:
    until = _UNTIL.search(plain)
    if until:
        trigger = _first(_STATED, plain[until.start() :])
        if trigger:
            return Duration("P0D", trigger, "max")
    if _CRITERIA.search(plain):
        return Duration(None, "none", "criteria")
    return None


def _trigger(tail: str, plain: str) -> str | None:
    """Return the trigger after a word like "à compter de", else one that the text can only mean."""
    start = _FROM.search(tail)
    found = _first((*_STATED, *_PLAIN), tail[start.start() :]) if start else None
    return found or _first(_STATED, plain)


def _first(table: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((trigger for trigger, words in table if re.search(words, text)), None)


def _iso(span: re.Match[str]) -> str:
    count = int(span["digits"]) if span["digits"] else _value(span["count"])
    unit = next(key for key in _UNITS if span[key])
    more = f"{span['more']}M" if span["more"] else ""
    return f"PT{count}H" if unit == "H" else f"P{count}{unit}{more}"


def _written_iso(plain: str) -> str | None:
    found = _ISO.search(plain)
    return found.group().upper() if found else None


def _value(words: str) -> int:
    """Return a number in digits or words: "quatre-vingt-dix" is 90, "trente-six" 36.

    >>> _value("quatre-vingt-dix"), _value("soixante-douze"), _value("trente et un")
    (90, 72, 31)
    """
    if words.isdigit():
        return int(words)
    total = 0
    for word in re.split(r"[- ]+", words):
        value = _NUMBERS.get(word, 0)
        total = total * value if 0 < total < value in (20, 100) and total < 10 else total + value
    return total
