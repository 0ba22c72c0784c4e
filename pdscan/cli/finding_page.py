"""Write which evidence made one finding of a report, in French or English."""

from __future__ import annotations

from pdscan.model import UsageError
from pdscan.report import Finding, Report

_WORDS = {
    "fr": ("lieu", "type", "forme", "compté", "sur", "assurance", "indices", "aucun indice noté"),
    "en": ("place", "type", "form", "counted", "of", "confidence", "evidence", "none noted"),
}


def finding_page(report: Report, finding: str, language: str) -> str:
    """Return what a finding says and why; raise UsageError where the report has none of the id."""
    found = next((one for one in report.findings if one.id == finding), None)
    if found is None:
        raise UsageError(f"{finding}: the report has no finding of this id (they are in its JSON)")
    return _page(found, language)


def _page(found: Finding, language: str) -> str:
    from pdscan import taxonomy

    place, kind, form, counted, of, sure, evidence, none = _WORDS[language]
    known = taxonomy.load().types.get(found.type)
    title = getattr(known, language) if known else found.type
    examined = "" if found.examined is None else f" {of} {found.examined}"
    lines = [
        f"{place}: {found.asset_key} {found.locus}",
        f"{kind}: {title} ({found.type})",
        f"{form}: {found.form}",
        f"{counted}: {found.hits}{examined}",
        f"{sure}: {found.confidence:.2f} ({found.certainty})",
        f"{evidence}:",
    ]
    return "\n".join([*lines, *(f"  - {one}" for one in found.why or (none,))])
