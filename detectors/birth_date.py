"""Dates of birth, where a word or the field's name says so.

Shape: "né(e) le", "né à Amiens le", "date de naissance", "born on", DOB and a date: 12/04/1979,
1979-04-12, 12 avril 1979, premier mai 1990, douze mars mil neuf cent quatre-vingt-quatre,
April 12, 1979; and the like in German, Spanish, Italian, Dutch and Portuguese. Columns named so
are read whole, with a time or not.
Check: a date that exists, not in the future and at most 120 years ago.
Category: none by default; a birth date is declared by name.
Source: ISO 8601-1:2019; taxonomy of the project; read 2025-06.
"""

from __future__ import annotations

import re
from datetime import date

from pdscan.contracts import Pattern, Reading
from pdscan.folding import strip_accents
from pdscan.masking import mask
from pdscan.model import Form
from pdscan.spelt_dates import date_parts

_MONTHS = (
    ("janvier", "january", "januar", "enero", "gennaio", "januari", "janeiro"),
    ("fevrier", "february", "februar", "febrero", "febbraio", "februari", "fevereiro"),
    ("mars", "march", "marz", "marzo", "maart", "marco"),
    ("avril", "april", "abril", "aprile"),
    ("mai", "may", "mayo", "maggio", "mei", "maio"),
    ("juin", "june", "juni", "junio", "giugno", "junho"),
    ("juillet", "july", "juli", "julio", "luglio", "julho"),
    ("aout", "august", "agosto", "augustus"),
    ("septembre", "september", "septiembre", "settembre", "setembro"),
    ("octobre", "october", "oktober", "octubre", "ottobre", "outubro"),
    ("novembre", "november", "noviembre", "novembro"),
    ("decembre", "december", "dezember", "diciembre", "dicembre", "dezembro"),
)  # fmt: skip
_PLACE = r"(?: (?:à|À|a|en|au|aux) (?:[0-9A-Za-z\x80-\xff'’() -]){2,40}?,?)?"
_CUE = (
    rf"(?i)\b(?:n(?:é|É|e)e?(?:\(e\)|·e|\.e)?{_PLACE},? le|(?:date|jour)s? de naissance|"
    r"naissance|d\.?d\.?n\.?|d\.?o\.?b\.?|date of birth|birth ?date|birth_date|birthday|"
    r"date_naissance|date_de_naissance|born(?: in [A-Z][a-z]{2,20})?(?: on)?|"
    r"geb(?:oren)?(?:\.| am)|geburtsdatum|geburtstag|nacid[oa] el|fecha de nacimiento|"
    r"nat[oa](?: a [A-Z][a-z]{2,20})? il|data di nascita|geboren op|geboortedatum|"
    r"data de nascimento|nascid[oa] (?:em|a))"
)
_BETWEEN = r"(?: ?[:=\"'>(,-] ?| est| le| du| is| the| |\"){0,6}"
_WORD_MONTH = r"(?:[A-Za-z]|é|É|û|Û|è|ä|ç){3,10}\.?"
_SPELT_DAY = (
    r"(?:premier|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|"
    r"seize|vingt|trente)(?:(?: et |-)(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf))?"
)
_SPELT = (
    rf"{_SPELT_DAY} (?:[A-Za-z]|é|É|û|Û|è){{3,9}} "
    r"(?:[0-9]{4}|(?:mil(?:le)?|deux mille)(?:[ -][a-z]{2,9}){1,7})"
)
_DATE = (
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2} ?[-/. ] ?[0-9]{1,2} ?[-/. ] ?"
    rf"[0-9]{{2,4}}|[0-9]{{1,2}}(?:er|ER|st|nd|rd|th|\.)?(?:[ -]| de | of ){_WORD_MONTH}"
    rf"(?:[ -]| de ){{1}}[0-9]{{4}}|{_WORD_MONTH} [0-9]{{1,2}},? [0-9]{{4}}|[0-9]{{8}}|{_SPELT})"
)
_LAST = re.compile(rf"(?<![0-9A-Za-z]){_DATE}$", re.IGNORECASE)
_OLDEST = 120


def _check(candidate: str) -> Reading | None:
    found = _LAST.search(candidate)
    while found is not None:
        born = _parse(found.group())
        if born is not None:
            return _reading(born, 0.9, 0.95, found.start())
        found = _LAST.search(candidate, found.start() + 1)
    return None


def _check_cell(cell: str) -> Reading | None:
    text = re.sub(r"[T ]\d\d:\d\d.*$", "", cell.strip())
    if re.fullmatch(r"(?:18|19|20)[0-9]{2}", text) and _is_plausible(int(text), 1, 1):
        return Reading(
            "person.birth_date", 0.7, 0.7, text, form=Form.GENERALISED, masked="••••",
            why=("year",),
        )  # fmt: skip
    born = _parse(text) if re.fullmatch(_DATE, text) else None
    return _reading(born, 0.92, 0.92, 0) if born else None


def _reading(born: date, score: float, context_score: float, start: int) -> Reading:
    value = born.isoformat()
    masked = mask("person.birth_date", value)
    return Reading(
        "person.birth_date", score, context_score, value, True, masked=masked, why=("date",),
        start=start,
    )  # fmt: skip


def _parse(text: str) -> date | None:
    """Return the date, day before month unless only the other order can be; None if implausible."""
    if re.fullmatch(r"[0-9]{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    spelt = date_parts(text)
    if spelt is not None:
        return _date(*spelt)
    words = re.findall(r"[0-9]+|[a-z]{3,}", strip_accents(text.lower()))
    numbers = [word for word in words if word.isdigit()]
    months = [_month(word) for word in words if not word.isdigit() and word not in ("ers",)]
    if any(months) and len(numbers) == 2:
        return _date(int(numbers[1]), next(month for month in months if month), int(numbers[0]))
    if len(numbers) != 3:
        return None
    if len(numbers[0]) == 4:
        return _date(int(numbers[0]), int(numbers[1]), int(numbers[2]))
    day, month, year = int(numbers[0]), int(numbers[1]), _full_year(numbers[2])
    return _date(year, month, day) or _date(year, day, month)


def _month(word: str) -> int:
    word = word[:-1] if word.endswith(".") else word
    return next(
        (place for place, names in enumerate(_MONTHS, 1) if any(n.startswith(word) for n in names)),
        0,
    )


def _full_year(text: str) -> int:
    if len(text) != 2:
        return int(text)
    return int(text) + (2000 if int(text) <= date.today().year % 100 else 1900)


def _date(year: int, month: int, day: int) -> date | None:
    if not _is_plausible(year, month, day):
        return None
    return date(year, month, day)


def _is_plausible(year: int, month: int, day: int) -> bool:
    try:
        born = date(year, month, day)
    except ValueError:
        return False
    today = date.today()
    return born <= today and today.year - year <= _OLDEST


plugin = Pattern(
    title="Dates of birth",
    types=("person.birth_date",),
    regexes=(
        rf"{_CUE}{_BETWEEN}(?:[0-9]{{1,4}}(?:er)?[ ./-]|[0-9]{{8}}\b|{_WORD_MONTH} [0-9])",
        rf"{_CUE}{_BETWEEN}{_SPELT_DAY} (?:[A-Za-z]|é|É|û|Û|è){{3,9}} ",
    ),
    exact=(rf"{_CUE}{_BETWEEN}{_DATE}(?![0-9A-Za-z])",) * 2,
    check=_check,
    cell_check=_check_cell,
    near=("naissance", "ne", "nee", "birth", "born", "dob"),
    fields=(
        "date_naissance", "date_de_naissance", "naissance", "ddn", "birth_date", "birthdate",
        "birth", "date_of_birth", "dob", "birthday", "ne_le", "datenaissance", "datnais",
        "annee_naissance", "birth_year", "dt_naissance", "naiss", "geburtsdatum", "geburtstag",
        "fecha_nacimiento", "data_nascita", "geboortedatum", "data_nascimento",
    ),
    reach=140,
)  # fmt: skip
