"""Dates of birth, where a word or the field's name says so.

Shape: "né(e) le", "date de naissance", "born on", DOB and a date: 12/04/1979, 1979-04-12,
12 avril 1979, April 12, 1979. Columns named so are read whole, with a time or not.
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

_MONTHS = (
    ("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april"),
    ("mai", "may"), ("juin", "june"), ("juillet", "july"), ("aout", "august"),
    ("septembre", "september"), ("octobre", "october"), ("novembre", "november"),
    ("decembre", "december"),
)  # fmt: skip
_CUE = (
    r"(?i)\b(?:n(?:é|É|e)e?(?:\(e\)|·e|\.e)? le|(?:date|jour)s? de naissance|naissance|ddn|dob|"
    r"date of birth|birth ?date|birth_date|birthday|date_naissance|date_de_naissance|"
    r"born(?: on)?)"
)
_BETWEEN = r"(?: ?[:=\"'>(,] ?| est| le| du| is| |\"){0,6}"
_WORD_MONTH = r"(?:[A-Za-z]|é|É|û|Û|è){3,9}\.?"
_DATE = (
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2} ?[-/. ] ?[0-9]{1,2} ?[-/. ] ?"
    rf"[0-9]{{2,4}}|[0-9]{{1,2}}(?:er|ER|st|nd|rd|th)?[ -]{_WORD_MONTH}[ -][0-9]{{4}}"
    rf"|{_WORD_MONTH} [0-9]{{1,2}},? [0-9]{{4}}|[0-9]{{8}})"
)
_OLDEST = 120


def _check(candidate: str) -> Reading | None:
    found = re.search(rf"(?<![0-9]){_DATE}$", candidate)
    while found is not None:
        born = _parse(found.group())
        if born is not None:
            return _reading(born, 0.9, 0.95, found.start())
        found = re.compile(rf"(?<![0-9]){_DATE}$").search(candidate, found.start() + 1)
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
    regexes=(rf"{_CUE}{_BETWEEN}(?:[0-9]{{1,4}}(?:er)?[ ./-]|[0-9]{{8}}\b|{_WORD_MONTH} [0-9])",),
    exact=(rf"{_CUE}{_BETWEEN}{_DATE}(?![0-9A-Za-z])",),
    check=_check,
    cell_check=_check_cell,
    near=("naissance", "ne", "nee", "birth", "born", "dob"),
    fields=(
        "date_naissance", "date_de_naissance", "naissance", "ddn", "birth_date", "birthdate",
        "birth", "date_of_birth", "dob", "birthday", "ne_le", "datenaissance", "datnais",
        "annee_naissance", "birth_year", "dt_naissance", "naiss",
    ),
    reach=80,
)  # fmt: skip
