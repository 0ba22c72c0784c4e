"""Cite the items of a declaration: the document, its lines, its words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pdscan.declarations import Declaration, Extracted, Source
from pdscan.folding import fold
from pdscan.report import Cited

_NEVER_PRINTED = re.compile(r"\bcompliant\b|\bconformes?\b")


def cite(
    declaration: Declaration, item: str, source: Source | None, phrase: str | None = None
) -> Cited:
    """Return the citation of an item; words that no report may print are left to its lines."""
    quote = source.quote if source and source.quote else phrase
    if quote is not None and _NEVER_PRINTED.search(fold(quote)):
        quote = None
    if source is not None:
        return Cited(item, source.doc, source.lines, quote)
    document = declaration.documents[0].id if declaration.documents else declaration.id
    return Cited(item, document, (), quote)


def cited_issues(declaration: Declaration) -> tuple[Mapping[str, object], ...]:
    """Return a declaration's own defects as the report shows them."""
    return tuple(
        {"code": issue.code, "text": issue.text, **_where(issue)} for issue in declaration.issues
    )


def _where(item: Extracted) -> dict[str, object]:
    if item.source is None:
        return {}
    return {"document": item.source.doc, "lines": list(item.source.lines)}
