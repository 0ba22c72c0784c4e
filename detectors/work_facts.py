"""Facts of a person's work, where the text says them: staff number, badge, salary, job.

Shape: « matricule n° 004512 », « badge n° A-1042 », « salaire brut mensuel : 2 345,67 € »,
« Fonction : Comptable », and their English forms.
Check: the word, and a number or an amount with its currency; minimum wages stay silent.
Category: cat.professional, cat.economic.
Source: taxonomy of the project; Code du travail, article R. 3243-1 (bulletin de paie).
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.folding import fold

_NUMBER = r"(?:n(?:°|o\.?|um(?:é|É|e)ro)|number|no\.?|id|#)"
_SAYS = r"[ \"']{0,2}(?:[:=]|est le|est| ) ?\"?"
_STAFF = (
    rf"(?i:\b(?:matricule(?: (?:salari(?:é|e)|agent|employ(?:é|e)|interne|rh|paie))?|"
    rf"(?:num(?:é|É|e)ro|n°) (?:de )?(?:salari(?:é|e)|employ(?:é|e)|agent)|employee|staff|"
    rf"personalnummer)(?: {_NUMBER})?){_SAYS}"
)
_BADGE = (
    r"(?i:\b(?:badge|carte d.{1,3}acc(?:è|È|e)s|laissez-passer|access card)"
    rf"(?: (?:d.{{1,3}}acc(?:è|e)s|rfid))? ?{_NUMBER}){_SAYS}"
)
_CODE = r"(?:[A-Z]{1,4}[-/ ]?)?[0-9][0-9A-Z-]{2,11}"
_PAY = (
    r"(?i:\b(?:salaires?|r(?:é|É|e)mun(?:é|É|e)rations?|net (?:à|a) payer|salary|gross pay|net pay|"
    r"traitement (?:brut|mensuel)|gehalt|sueldo|stipendio)(?: (?:annuell?e?|mensuell?e?|brute?|"
    r"nette?|de base|horaire|fixe|imposable|net|annual|monthly|gross|avant imp(?:ô|o)t)){0,4}"
    r"(?: (?:s.{1,3})?(?:est|était|is|(?:é|e)l(?:è|e)ve)(?: (?:à|a|de))?| de| d.un montant de)?)"
    r"[ \"']{0,2}[:=]? ?\"?"
)
_AMOUNT = (
    r"(?:€ ?|\$ ?|£ ?)?[0-9]{1,3}(?:(?:[ .,']|\xc2\xa0|\xe2\x80\xaf)?[0-9]{3}){0,2}"
    r"(?:[.,][0-9]{1,2})?(?i: ?(?:€|k€|eur(?:os?)?\b|keur|\$|£|chf\b|usd\b|gbp\b))"
)
_JOB = (
    r"(?i:\b(?:fonction|profession|poste occup(?:é|e)|intitul(?:é|e) (?:du|"
    r"de) poste|emploi|job title|"
    r"occupation|beruf))[ \"']{0,2}[:=] ?\"?"
)
_TITLE = r"(?:[A-Z]|É)(?:[A-Za-z\x80-\xff'’-]){2,24}(?: (?:[A-Za-z\x80-\xff'’-]){1,20}){0,4}"
_KINDS = (
    (re.compile(r"(?i)badge|carte|laissez|access"), "work.access_badge"),
    (re.compile(r"(?i)matric|num|n°|employ|staff|personal"), "work.employee_id"),
    (re.compile(r"(?i)sala|r.mun|net|trait|gross|gehalt|suel|stip"), "work.salary"),
)
_NOT_A_JOB = frozenset({"obligatoire", "facultatif", "requise", "champ", "texte", "string", "oui",
                        "non", "null", "none", "true", "false", "inconnue"})  # fmt: skip


def _check(candidate: str) -> Reading | None:
    kind = next((kind for word, kind in _KINDS if word.match(candidate)), "work.job_title")
    if kind == "work.job_title":
        return _job(candidate)
    tail = _MONEY if kind == "work.salary" else _REFERENCE
    found = tail.search(candidate)
    if found is None or re.search(r"(?i)minimum|smic|maxim", candidate):
        return None
    value = re.sub(r"\s", "", found[0]).upper()
    score = 0.8 if kind == "work.salary" else 0.75
    return Reading(
        kind, score, 0.9, value, masked="••••", start=found.start(), why=("word before",),
        capacity="professional",
    )  # fmt: skip


def _job(candidate: str) -> Reading | None:
    start = re.search(r"[:=] ?\"?", candidate)
    if start is None or fold(candidate[start.end() :]).split(" ")[0] in _NOT_A_JOB:
        return None
    return Reading(
        "work.job_title", 0.65, 0.8, fold(candidate[start.end() :]), masked="••••",
        start=start.end(), why=("label",), capacity="professional",
    )  # fmt: skip


_MONEY = re.compile(r"(?:[€$£] ?)?[0-9][0-9 .,'\u00a0\u202f]*[^0-9]*$")
_REFERENCE = re.compile(r"(?:[A-Z]{1,4}[-/ ]?)?[0-9][0-9A-Z-]{2,11}$")

plugin = Pattern(
    title="Work in words: staff number, badge, salary, job",
    types=("work.employee_id", "work.access_badge", "work.salary", "work.job_title"),
    regexes=(
        rf"{_STAFF}{_CODE}\b",
        rf"{_BADGE}{_CODE}\b",
        rf"{_PAY}{_AMOUNT}",
        rf"{_JOB}(?:[A-Z]|É)",
    ),
    exact=(
        rf"{_STAFF}{_CODE}(?![0-9A-Za-z.,])",
        rf"{_BADGE}{_CODE}(?![0-9A-Za-z.,])",
        rf"{_PAY}{_AMOUNT}",
        rf"{_JOB}{_TITLE}",
    ),
    check=_check,
    reach=140,
)  # fmt: skip
