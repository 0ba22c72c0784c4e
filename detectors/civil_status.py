"""Facts of a person's civil status, where the text says them: place of birth, nationality, gender,
family, age, civility; and the age of a child.

Shape: « née à Amiens », « de nationalité belge », « sexe : F », « mariée, deux enfants à charge »,
« situation familiale : divorcé », « âgé de 42 ans », « Civilité : Mme », and their English forms.
Check: the words around; conditions of use (« être âgé de 18 ans ou plus ») stay silent.
Category: cat.civil_status, cat.personal_life.
Source: taxonomy of the project; Code civil, article 57 (acte de naissance).
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.folding import fold

_CAPITAL = r"(?:[A-Z]|À|Â|É|È|Ê|Î|Ô|Œ)"
_LETTER = r"[A-Za-z\x80-\xff'-]"
_PARTICLE = r"(?:de|du|des|la|le|les|sur|sous|en|et|aux|lès)"
_TOWN = (
    rf"{_CAPITAL}(?:{_LETTER}|\. ?){{1,29}}(?: (?:{_PARTICLE} ){{0,2}}{_CAPITAL}{_LETTER}{{1,29}})"
    r"{0,3}(?: \([0-9AB]{2,5}\))?"
)
_BORN_DATE = r"(?: le [0-9]{1,2}(?:[/. -][0-9A-Za-z\x80-\xff]{1,10}){2},?)?"
_BORN = rf"\b[Nn](?:é|É)e?(?:\(e\)|·e)?{_BORN_DATE} (?:à|À|en|au|aux) (?:l')?"
_PLACE_LABEL = (
    r"(?i:lieu de naissance|ville de naissance|commune de naissance|pays de naissance|"
    r"place of birth|birth ?place|geburtsort|lugar de nacimiento|luogo di nascita|geboorteplaats)"
    r"[ \"']{0,2}[:=] ?\"?"
)
_NATION = (
    r"(?i:[a-z\x80-\xff-]{2,20}(?:aise?|oise?|ois|enne?|ien|aine?|ande?|ole|ol|ique|ine?|ane?|ish|"
    r"ian|ean|ese)|fran(?:ç|Ç|c)aise?s?|suisse|belge|russe|turque?|tch(?:è|e)que|serbe|arabe|"
    r"grec(?:que)?|slovaque|bulgare|croate|kosovare|malgache|french|dutch|german|swiss|greek)"
)
_SAYS = r"[ \"']{0,2}[:=] ?\"?"
_NATIONALITY = (
    r"(?i:(?:de |du )?nationalit(?:é|É|e)|nationality|staatsangeh(?:ö|oe)rigkeit)"
    rf"(?: ?[:=] ?\"?| ){_NATION}"
)
_GENDER = (
    rf"(?i:\b(?:sexe|genre|gender|sex|geschlecht|sexo|sesso|geslacht)){_SAYS}(?:(?i:masculin|"
    r"f(?:é|É|e)minin|homme|femme|male|female|non[- ]binaire|m(?:ä|a)nnlich|weiblich)|[MFHX])"
)
_MARRIED = (
    r"(?i:c(?:é|É|e)libataire|mari(?:é|É|e)e?|pacs(?:é|É|e)e?|divorc(?:é|É|e)e?|veu(?:f|ve)|"
    r"concubinage|union libre|s(?:é|É|e)par(?:é|É|e)e?|married|single|divorced|widow(?:ed)?)"
)
_FAMILY = (
    rf"(?i:situation (?:familiale|de famille|matrimoniale)|(?:é|É|e)tat matrimonial|marital status|"
    rf"civil status){_SAYS}{_MARRIED}"
)
_SOME = "(?:[1-9]|une?|deux|trois|quatre|cinq|six)"
_CHILDREN = (
    rf"(?i:\b{_SOME} enfants? (?:à|a) (?:ma |sa |leur )?charge\b|"
    rf"\b(?:p(?:è|È|e)re|m(?:è|È|e)re|papa|maman) (?:de |d'){_SOME} enfants?\b|"
    r"\b(?:father|mother) of (?:[1-9]|one|two|three|four|five|six) (?:children|kids)\b)"
)
_IS_MARRIED = (
    rf"(?i:\b(?:il|elle|je|patiente?|salari(?:é|e)e?|cliente?|m\. [a-z]+|mme [a-z]+) "
    rf"(?:est|suis) ){_MARRIED}\b|{_MARRIED}(?i:,? (?:et |avec |sans |m(?:è|e)re de )?"
    r"(?:[1-9] |une? |deux |trois |quatre |cinq )?enfants?\b)"
)
_AGED = (
    r"(?:(?:(?:â|Â|\ba)g(?:é|É)e?(?:\(e\))?,?|\bagee) de |(?:â|Â|\ba)ge[ \"']{0,2}[:=] ?\"?|"
    r"\baged (?:of )?)"
)
_SOMEBODY = r"\b(?:patiente?|homme|femme|monsieur|dame|conjointe?|m(?:è|e)re|p(?:è|e)re) de "
_AGE = rf"(?i:{_AGED}[0-9]{{1,3}}(?: ?ans\b| years old\b| yrs\b|\b)|{_SOMEBODY}[0-9]{{1,3}} ?ans\b)"
_YOUNG = (
    r"(?:enfant|fils|fille|gar(?:ç|c)on|(?:é|É|e)l(?:è|e)ve|b(?:é|e)b(?:é|e)|child|son|daughter|boy|"
    r"girl)"
)
_YEARS = r"(?i: ?(?:ans|mois|years)\b)"
_CHILD = rf"(?i:\b{_YOUNG}(?: (?:â|a)g(?:é|e)e?)? (?:de|aged) )[0-9]{{1,2}}{_YEARS}"
_CIVILITY = (
    rf"(?i:civilit(?:é|É|e)|salutation|anrede){_SAYS}(?:Mme|Mlle|M\.|Mr\.?|Monsieur|Madame|"
    r"Mademoiselle|Mrs\.?|Ms\.?|Dr\.?|Herr|Frau)"
)
_CONDITION = re.compile(
    r"personnes? |toute |etre |etes |moins|plus de|minimum|soyez|\bou a|jeunes? "
)
_AFTER_AGE = (
    r"(?!(?: ?ans)? (?:ou|et) (?:plus|moins)| r(?:é|e)volus| minimum| or )"
    r"(?! au (?:moins|plus|minimum))"
)
_IS_AGE = re.compile(r"(?i)(?:de|aged|of|[:=][ \"']*) ?[0-9]{1,3}(?: ?\D{1,10})?$")


def _check(candidate: str) -> Reading | None:
    if re.fullmatch(rf"{_CIVILITY}", candidate):
        return _last(candidate, "person.title", 0.9)
    if re.match(r"(?i)(?:situation|.tat matr|marital|civil status)", candidate):
        return _last(candidate, "person.family", 0.9)
    if re.match(r"(?i)(?:sexe|genre|gender|sex|geschlecht|geslacht|sesso)\b", candidate):
        return _last(candidate, "person.gender", 0.9)
    if re.match(r"(?i)(?:de |du )?(?:nationalit|staats)", candidate):
        return _nationality(candidate)
    if re.fullmatch(rf"{_CHILDREN}|{_IS_MARRIED}", candidate):
        return Reading("person.family", 0.75, 0.85, fold(candidate), masked="••••", why=("words",))
    if _IS_AGE.search(candidate):
        return _age(candidate)
    return _birth_place(candidate)


def _last(candidate: str, kind: str, score: float) -> Reading:
    """Read what stands behind the sign of equality or the colon."""
    start = re.search(r"[:=][ \"']{0,2}", candidate)
    place = start.end() if start else 0
    value = fold(candidate[place:]).strip(".")
    return Reading(kind, score, score, value, masked="••••", start=place, why=("label",))


def _nationality(candidate: str) -> Reading | None:
    place = re.search(r"[^ :=\"]+$", candidate)
    if place is None or fold(place[0]) in ("requise", "aucune", "ancienne", "certaine", "meme"):
        return None
    return Reading(
        "person.nationality", 0.85, 0.9, fold(place[0]), masked="••••", start=place.start(),
        why=("label",),
    )  # fmt: skip


def _age(candidate: str) -> Reading | None:
    number = re.search(r"[0-9]+", candidate)
    if number is None or not 0 < int(number[0]) <= 115 or _CONDITION.search(fold(candidate)):
        return None
    child = re.match(rf"{_CHILD}", candidate) is not None
    kind = "minor.data" if child and int(number[0]) < 18 else "person.age"
    return Reading(
        kind, 0.8, 0.85, number[0], masked="••••", why=("age",),
        start=number.start(), end=number.end(),
    )  # fmt: skip


def _birth_place(candidate: str) -> Reading | None:
    found = re.search(rf"(?:(?:à|À|en|au|aux) (?:l')?|[:=] ?\"?){_TOWN_TEXT}$", candidate)
    if found is None:
        return None
    start = found.start(1)
    return Reading(
        "person.birth_place", 0.85, 0.9, fold(found[1]), masked="••••", start=start, why=("born",)
    )


_TOWN_TEXT = r"([A-ZÀ-ÖØ-Þ][^0-9:=]*(?: \([0-9AB]{2,5}\))?)"

plugin = Pattern(
    title="Civil status in words: place of birth, nationality, gender, family, age, civility",
    types=(
        "person.birth_place", "person.nationality", "person.gender", "person.family", "person.age",
        "person.title", "minor.data",
    ),
    regexes=(
        rf"{_BORN}{_CAPITAL}",
        rf"{_PLACE_LABEL}{_CAPITAL}",
        rf"{_NATIONALITY}\b",
        rf"{_GENDER}\b",
        rf"{_FAMILY}",
        rf"{_CHILDREN}",
        rf"{_IS_MARRIED}",
        rf"{_AGE}",
        rf"{_CHILD}",
        rf"{_CIVILITY}",
    ),
    exact=(
        rf"{_BORN}{_TOWN}",
        rf"{_PLACE_LABEL}{_TOWN}",
        rf"{_NATIONALITY}(?![A-Za-z\x80-\xff])",
        rf"{_GENDER}(?![A-Za-z\x80-\xff/|,])",
        rf"{_FAMILY}(?![A-Za-z\x80-\xff/])",
        _CHILDREN,
        _IS_MARRIED,
        rf"(?:[A-Za-z\x80-\xff]{{1,20}} ){{0,2}}{_AGE}(?![0-9A-Za-z/-])(?![.,][0-9]){_AFTER_AGE}",
        rf"{_CHILD}{_AFTER_AGE}",
        _CIVILITY,
    ),
    check=_check,
    reach=160,
)  # fmt: skip
