"""Income, debts and credit of a person, where a word names the amount.

Shape: "revenu fiscal de référence", "annual income", "quotient familial", "impayé", "solde dû",
"arrears", "score de crédit", "credit score" and an amount or a score right behind.
Check: an income or a debt has a currency, decimals or four digits and more; a score has two to
four digits; "interdit bancaire", "fiché FICP" say enough. Other words without a number
are silent, as laws and policies use them.
Category: cat.economic, cat.billing.
Source: words of French tax notices, dunning letters and credit files, collected 2026-11.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading

_SPACE = "(?:[ .,]|\u00a0|\u202f)"
_IS = (
    r"[\"']?(?: \(?[A-Za-z0-9]{1,12}\)?)?(?: (?:est|is|de|of|au|en|for|pour|d'un|"
    r":)){0,3}\s?[:=]?\s?[\"']?"
)
_MONEY = (
    rf"(?:(?:€|\$|£) ?[0-9]{{1,3}}(?:{_SPACE}?[0-9]{{2,3}}){{0,3}}|"
    rf"[0-9]{{1,3}}(?:{_SPACE}?[0-9]{{3}}){{1,3}}(?:[.,][0-9]{{2}})?(?:{_SPACE}?(?:€|EUR|euros?))?|"
    rf"[0-9]{{1,6}}(?:[.,][0-9]{{2}})?{_SPACE}?(?:€|EUR|euros?))"
)
_INCOME = (
    r"(?:revenus? (?:fiscal(?: de r(?:é|e)f(?:é|e)rence)?|annuels?|mensuels?|nets?"
    r"(?: imposables?)?|"
    r"imposables?|du foyer)(?: du foyer)?|salaire (?:net|brut) (?:imposable|annuel)|rfr|"
    r"quotient familial|"
    r"(?:annual|monthly|household|gross|net|taxable) income|patrimoine(?: net)?)"
)
_UNPAID = (
    r"(?:impay(?:é|e)s?|(?:solde|reste|montant) (?:dû|du ?:)|dette|arri(?:é|e)r(?:é|e)s?|"
    r"arrears|overdue(?: amount| balance)?|outstanding (?:balance|amount|debt)|unpaid "
    r"(?:balance|amount))"
)
_SCORE = (
    r"(?:score (?:de )?(?:cr(?:é|e)dit|solvabilit(?:é|e))|cote de cr(?:é|e)dit|credit[ _]"
    r"(?:score|rating)|"
    r"fico(?: score)?|schufa[ -]score)"
)
_BARRED = (
    r"(?:interdite? bancaire|fich(?:é|É|e)e? (?:au |(?:à|a) la )?(?:FICP|FCC|banque de france)|"
    r"inscrite? au (?:FICP|FCC))"
)
_TYPES = ((_INCOME, "finance.income"), (_UNPAID, "finance.unpaid"), (_SCORE, "finance.credit"))


def _check(candidate: str) -> Reading | None:
    if re.fullmatch(f"(?i){_BARRED}", candidate):
        return Reading("finance.unpaid", 0.6, 0.75, candidate, masked="••••", why=("words",))
    number = re.search(r"[€$£]? ?[0-9][0-9 .,\u00a0\u202f]*(?: ?(?:€|EUR|euros?))?$", candidate)
    if number is None:
        return None
    kind = next((kind for word, kind in _TYPES if re.match(f"(?i){word}", candidate)), None)
    if kind is None:
        return None
    value = number.group().strip()
    start = candidate.rindex(value)
    return Reading(kind, 0.75, 0.85, value, why=("named",), start=start)


plugin = Pattern(
    title="Income, debts and credit scores",
    types=("finance.income", "finance.unpaid", "finance.credit"),
    regexes=(
        rf"(?i)\b{_INCOME}{_IS}(?:€|\$|£)? ?[0-9]{{1,3}}",
        rf"(?i)\b{_UNPAID}{_IS}(?:€|\$|£)? ?[0-9]{{1,3}}",
        rf"(?i)\b{_SCORE}{_IS}[0-9]{{2,4}}\b",
        rf"(?i)\b{_BARRED}\b",
    ),
    exact=(
        rf"(?i)(?<![0-9A-Za-z]){_INCOME}{_IS}{_MONEY}(?![0-9A-Za-z])",
        rf"(?i)(?<![0-9A-Za-z]){_UNPAID}{_IS}{_MONEY}(?![0-9A-Za-z])",
        rf"(?i)(?<![0-9A-Za-z]){_SCORE}{_IS}[0-9]{{2,4}}(?![0-9A-Za-z/])",
        r"(?i)(?<![0-9A-Za-z])(?<!pour )(?<!dit )(?<!êt )(?<!compte )(?<!un )"
        rf"{_BARRED}(?![0-9A-Za-z])",
    ),
    check=_check,
    near=("client", "foyer", "m.", "mme", "monsieur", "madame", "emprunteur", "locataire",
          "debiteur"),
    reach=96,
)  # fmt: skip
