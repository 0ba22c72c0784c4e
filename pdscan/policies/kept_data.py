"""Take as declared the data that a sentence on retention calls data, where its activity is known.

"The file of persons with unpaid debts is erased within 48 hours" says that there is such a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdscan.policies import scopes
from pdscan.policies.data_items import Item
from pdscan.policies.draft import Draft
from pdscan.policies.sentences import Sentence, flat
from pdscan.taxonomy import Taxonomy

_HEAD = re.compile(r"(?:donnees|informations?|fichiers?|cookies|traceurs|historiques?|records)\b")


def gather_kept(draft: Draft) -> None:
    """Add to the activity of a retention sentence the types that its words name as data."""
    for kept in draft.keepings:
        activities, _, by_anaphora = scopes.scope(kept, draft, [])
        if by_anaphora or len(activities) != 1 or kept.rules[0].bound == "exception":
            continue
        activity = activities[0]
        for start, end, name in _named(kept.sentence, draft.facts):
            same = [one for one in activity.items if name in one.types]
            if any(one.strength != "inferred" for one in same):
                continue
            for one in same:
                activity.items.remove(one)
                draft.items.remove(one)
            item = Item(kept.sentence, start, end, [], [name], "closed", confidence=0.8)
            activity.items.append(item)
            draft.items.append(item)


def _named(sentence: Sentence, facts: Taxonomy) -> Iterator[tuple[int, int, str]]:
    for kind in facts.types.values():
        phrases = (flat(one) for listed in kind.declared_as.values() for one in listed)
        for phrase in phrases:
            at = sentence.flat.find(phrase) if _HEAD.match(phrase) else -1
            if at >= 0:
                yield at, at + len(phrase), kind.id
                break
