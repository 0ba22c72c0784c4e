"""Gather the data of all sentences, and what is asked of whoever exercises a right."""

from __future__ import annotations

from pdscan.policies import collection, implied_data, lexicon, sections
from pdscan.policies.activity import Activity
from pdscan.policies.data_items import Item
from pdscan.policies.draft import Draft


def gather_data(draft: Draft) -> None:
    """Read the data of every sentence, and give each activity its own."""
    for one in draft.sentences:
        hosted = collection.hosted(one)
        found = [hosted] if hosted else collection.read(one, draft.reading(one), draft.facts)
        if not found and (event := implied_data.by_event(one, draft.facts)):
            found = [event]
        one.items = found
        draft.items += found
        if one.activity is not None:
            one.activity.items += found
    for activity in draft.activities:
        for extra in implied_data.by_purpose(activity, draft.facts):
            activity.items.append(extra)
            draft.items.append(extra)
    _once(draft)


def _once(draft: Draft) -> None:
    """Drop an item that says no more than one before it, in the same activity or in none."""
    kept: list[Item] = []
    for one in draft.items:
        home = one.sentence.activity
        same = [
            other
            for other in kept
            if other.sentence.activity is home
            and one.names <= other.names
            and one.names
            and one.strength == other.strength
            and (one.listing == other.listing or one.listing == "none" or len(one.names) == 1)
        ]
        if (
            not same
            and one.names
            and home is not None
            and home.whence == "text"
            and one.listing == "none"
        ):
            same = [
                other
                for other in kept
                if other.names == one.names
                and other.strength == one.strength
                and other.sentence.activity is not None
                and other.sentence.activity.whence == "text"
            ]
        if same or (home is None and _is_known(one, kept)):
            if home is not None and one in home.items:
                home.items.remove(one)
                home.items += same[:1]
            continue
        kept.append(one)
    draft.items = kept


def _is_known(one: Item, kept: list[Item]) -> bool:
    known = frozenset().union(
        *(other.names for other in kept if other.sentence.activity is None), frozenset()
    )
    return bool(one.names) and one.names <= known and one.listing != "open" and len(one.names) <= 2


def gather_rights(draft: Draft) -> None:
    """Add the activity of answering rights where the document asks for data to exercise them."""
    asked = [
        one
        for one in draft.items
        if one.sentence.activity is None and sections.has_role(one.sentence, "rights")
    ]
    for sentence in draft.sentences:
        if not asked and (proof := collection.proof_of_identity(sentence, draft.facts)):
            asked.append(proof)
            draft.items.append(proof)
    known = draft.of_kind("rights")
    if asked and not known:
        label = lexicon.table("purposes")["rights"]["label"][
            "en" if draft.language == "en" else "fr"
        ]
        first = asked[0]
        draft.activities.append(
            Activity(
                label, "rights", first.sentence, first.start, first.end, "rights", confidence=0.8
            )
        )
        known = draft.activities[-1:]
    for one in asked:
        one.sentence.activity = one.sentence.activity or known[0]
        known[0].items.append(one)
