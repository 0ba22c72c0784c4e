"""Say what broad words hide: what each open list or bare category covers and nothing else does.

A declaration of "data, etc." covers much; who reads the report sees what that was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pdscan.declarations import DataItem, Declaration
from pdscan.reconcile.citing import cite
from pdscan.report import Cited, Verdict

BROAD = frozenset({"category", "high_risk_category", "open_ended", "customary"})
ALL_HOSTED = "all_hosted"


def by_broad_words(
    declarations: Sequence[Declaration], verdicts: Sequence[Verdict]
) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Return, by declaration, its broad items with the types that only they cover, and where.

    `covers` counts places by type. Items that hide nothing are left out.
    """
    covered: dict[tuple[Cited, bool], Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        if verdict.axis == "category" and len(verdict.by) == 1 and verdict.type:
            covered[verdict.by[0], verdict.assurance in BROAD][verdict.type] += 1
    return {one.id: tuple(_hidden(one, covered)) for one in declarations}


def _hidden(
    declaration: Declaration, covered: Mapping[tuple[Cited, bool], Counter[str]]
) -> Iterator[Mapping[str, Any]]:
    for item in _items(declaration):
        cited = cite(declaration, item.id, item.source, item.phrase)
        found = covered.get((cited, ALL_HOSTED not in item.types))
        if found:
            yield {"item": item.id, "phrase": cited.quote, "covers": dict(sorted(found.items()))}


def _items(declaration: Declaration) -> Iterator[DataItem]:
    yield from declaration.data
    for activity in declaration.activities:
        yield from activity.data.items
