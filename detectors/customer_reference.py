"""Customer references in text: what a letter or an invoice calls its customer.

Shape: behind "réf. client", "n° client", "code client", "numéro d'adhérent", "customer number" and
a colon or the like: 3 to 20 letters and digits, with dots, dashes or strokes inside.
Check: two digits at least; no date, no amount, no number of a telephone with its spaces.
Category: cat.identification.
Source: headings of French and English invoices and dunning letters, collected 2026-11.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading

_WHOSE = r"(?:client|abonn(?:é|É|e)|adh(?:é|É|e)rent|soci(?:é|É|e)taire|assur(?:é|É|e))"
_LABEL = (
    rf"(?:(?:r(?:é|É|e)f(?:\.|(?:é|É|e)rence)?|n°|n\.|num(?:é|É|e)ro|code|identifiant|id) "
    rf"(?:de |du |d'|d’)?{_WHOSE}|customer (?:number|no\.?|id|ref(?:\.|erence)?|code)|"
    r"member(?:ship)? (?:number|no\.?|id))"
)
_IS = r" ?(?:n°)? ?[:=#] ?"
_VALUE = r"[A-Z0-9](?:[A-Z0-9]|[-/._][A-Z0-9]){2,19}"
_NO_REFERENCE = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _check(candidate: str) -> Reading | None:
    found = re.search(rf"(?i){_VALUE}$", candidate)
    if found is None or sum(map(str.isdigit, found[0])) < 2 or _NO_REFERENCE.fullmatch(found[0]):
        return None
    return Reading("customer.id", 0.75, 0.85, found[0].upper(), start=found.start(), why=("named",))


plugin = Pattern(
    title="Customer references in text",
    types=("customer.id",),
    regexes=(rf"(?i)\b{_LABEL}{_IS}[A-Z0-9][A-Z0-9/._-]{{2}}",),
    exact=(rf"(?i)(?<![0-9A-Za-z]){_LABEL}{_IS}{_VALUE}(?![0-9A-Za-z/@])(?![.,][0-9])",),
    check=_check,
    near=("facture", "client", "invoice", "customer"),
    reach=80,
)
