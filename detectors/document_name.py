"""CVs, payslips and invoices, by the name of the file.

Shape: a whole file name or path in a cell: `CV_Durantel.pdf`, `bulletin_paie_2026-05.pdf`,
`facture_2026-118.pdf`, `demande_rgpd_durantel.eml`, `notes de frais`.
Check: the word begins or ends a part of the name; a file name inside a sentence or a line of a log
is not the file. What the file holds is read as well and weighs more.
Category: cat.professional for a CV, cat.economic for pay, cat.billing for invoices.
Source: code du travail, L3243-2 (bulletin de paie); CNIL, "Recrutement", read 2026-11.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.folding import name_words

_SUFFIX = r"\.(?:pdf|docx?|odt|rtf|txt|eml|msg|zip|png|jpe?g)"  # tables tell by their columns
_NAME = r"[^\n\r\t\x1e<>|\"*?]{0,160}"
_WORDS = (
    r"(?:cv|resume|curriculum|lebenslauf|lettre[ _-]?(?:de[ _-]?)?motivation|cover[ _-]?letter|"
    r"bulletins?[ _-]?(?:de[ _-]?)?(?:paie|paye|salaire)|fiches?[ _-]?(?:de[ _-]?)?(?:paie|paye)|"
    r"payslips?|salaires?|paie|gehaltsabrechnung|nomina|busta[ _-]?paga|loonstrook|"
    r"factures?|invoices?|rechnung|fattura|demande[ _-]?(?:rgpd|acces)|dsar|droit[ _-]?acces)"
)
_CV = "cv resume curriculum lebenslauf motivation letter"
_PAY = """
    bulletin bulletins fiche fiches payslip payslips salaires salaire paie gehaltsabrechnung nomina
    busta loonstrook
"""
_INVOICE = "facture factures invoice invoices rechnung fattura"
_TYPES = (
    ("work.cv", _CV.split(), 0.8),
    ("work.salary", _PAY.split(), 0.75),
    ("customer.rights_request", ["rgpd", "dsar", "acces"], 0.7),
    ("billing.invoice", _INVOICE.split(), 0.55),
)


def _check(candidate: str) -> Reading | None:
    base = re.split(r"[/\\]", candidate.rstrip("\x1e"))[-1]
    words = set(name_words(base.rpartition(".")[0]))
    if words & {"template", "modele", "exemple", "sample", "test", "logo", "schema"}:
        return None
    for kind, listed, score in _TYPES:
        if words & {*listed}:
            return Reading(kind, score, 0.85, candidate.lower(), masked="••••", why=("file name",))
    return None


plugin = Pattern(
    title="CVs, payslips and invoices, by file name",
    types=("work.cv", "work.salary", "billing.invoice", "customer.rights_request"),
    regexes=(rf"(?i){_WORDS}[^\n\r\t\x1e<>|\"*?/\\]{{0,60}}{_SUFFIX}(?:\x1e|$)",),
    exact=(rf"(?i)(?:\A|(?<=\x1e)){_NAME}(?<![A-Za-z]){_WORDS}[^\n\r\t\x1e<>|\"*?/\\]{{0,60}}"
           rf"{_SUFFIX}(?:\x1e|\Z)",),
    check=_check,
    near=("fichier", "document", "candidat", "paie", "salarie"),
    fields=("cv", "cv_path", "resume", "fichier_cv", "bulletin_paie", "payslip"),
    reach=240,
)  # fmt: skip
